/** The header row of a table: columns by their own name, or by the names that generations of a program gave them. */
import { shown, type ProblemList } from '../problems.js';
import type { CsvRecord } from './records.js';

/** How numbers are written in a file: a comma before the decimals; counts in which a mark may part thousands are refused. */
export interface NumberStyle { readonly decimalComma: boolean; readonly strictCounts: boolean }

/** Columns of a laboratory file by our name for them: the names that generations of its program gave them, the most telling first. */
export type ColumnNames = Readonly<Record<string, readonly string[]>>;

/** A column's name without case, blanks and the many ways a µ is written or lost. */
export const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s_]+/g, '').replace(/â?[\u03bc\ufffd]|(?:mu|\?)(?=l)/g, 'u');

const mostColumns = 1000;

export class Header {
  private readonly index: ReadonlyMap<string, number>;
  /** Columns without a name, which may hold nothing. */
  readonly unnamed: readonly number[];

  private constructor(readonly names: readonly string[], readonly line: number, index: ReadonlyMap<string, number> | null = null, readonly style: NumberStyle = { decimalComma: false, strictCounts: false }) {
    this.index = index ?? new Map(names.map((n, i) => [n, i] as const).filter(([n]) => n !== '').reverse());
    this.unnamed = names.flatMap((n, i) => (n === '' ? [i] : []));
  }

  /** Null when the columns cannot be told apart. */
  static of(record: CsvRecord, problems: ProblemList): Header | null {
    const names = record.cells.map((c) => c.trim());
    if (names.length > mostColumns) {
      problems.error('too_many_columns', `the header has ${names.length} columns, more than ${mostColumns}; leave out those that are not results`, { line: record.line });
      return null;
    }
    if (names.length === 1 && /[;\t]/.test(names[0]!)) {
      problems.error('wrong_separator', 'the columns are not separated by commas; save the file as CSV with comma as separator and a point in decimal numbers', { line: record.line, column: 1, value: names[0]! });
      return null;
    }
    const seen = new Map<string, number>();
    let unique = true;
    names.forEach((name, i) => {
      const first = seen.get(name);
      if (name !== '' && first !== undefined) {
        unique = false;
        problems.error('duplicate_column', `column "${shown(name)}" stands twice in the header (columns ${first + 1} and ${i + 1}); keep one of them`, { line: record.line, column: i + 1, field: name, value: name });
      } else seen.set(name, i);
    });
    return unique ? new Header(names, record.line) : null;
  }

  /**
   * A header of a laboratory file: columns known by several names, others ignored, even twice. Each column of `known` is then asked for by
   * its key; null, reported, when two columns go by its first name that is there.
   */
  static labelled(record: CsvRecord, known: ColumnNames, style: NumberStyle, problems: ProblemList): Header | null {
    const names = record.cells.map((c) => c.trim());
    if (names.length > mostColumns) return Header.of(record, problems);
    const plain = names.map(plainName);
    const index = new Map<string, number>();
    let unique = true;
    for (const [key, labels] of Object.entries(known)) {
      const label = labels.map(plainName).find((l) => plain.includes(l));
      if (label === undefined) continue;
      const first = plain.indexOf(label);
      const second = label === '' ? -1 : plain.indexOf(label, first + 1);
      index.set(key, first);
      if (second < 0) continue;
      unique = false;
      problems.error('duplicate_column', `column "${shown(names[first]!)}" stands twice in the header (columns ${first + 1} and ${second + 1}); keep one of them`, { line: record.line, column: second + 1, field: names[first]!, value: names[second]! });
    }
    return unique ? new Header(names, record.line, index, style) : null;
  }

  /** The file's own name of a column. */
  label(name: string): string {
    const own = this.names[this.index.get(name) ?? -1] ?? '';
    return own === '' ? name : own;
  }

  has(name: string): boolean {
    return this.index.has(name);
  }

  indexOf(name: string): number {
    return this.index.get(name) ?? -1;
  }

  /** Reports a required column that is not there. `alternatives`: any one of these sets of columns will do. */
  require(problems: ProblemList, name: string, message = `column "${name}" is missing`): boolean {
    if (this.has(name)) return true;
    const near = this.names.find((n) => n.toLowerCase().replace(/[\s-]+/g, '_') === name);
    problems.error('missing_column', `${message}; ${near === undefined ? 'add it to the header row' : `the header has "${shown(near)}": rename it to ${name}`}`, { line: this.line, field: name });
    return false;
  }
}
