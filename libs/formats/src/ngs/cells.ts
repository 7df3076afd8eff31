/** One row of a table as its cells by column name. */
import { parseNumber } from '../csv/number.js';
import { damagedGene, isDamagedGene } from '../csv/row.js';
import { shown, type ProblemList } from '../problems.js';

/** One row's cells by column name, read strictly; `failed` once a fault was reported. `decimalComma`: "0,3" is 0.3. */
export class Cells {
  failed = false;
  constructor(private readonly columns: ReadonlyMap<string, number>, private readonly cells: readonly string[], readonly line: number, private readonly problems: ProblemList, private readonly decimalComma = false) {}

  /** A table parted by ; is of a spreadsheet that writes decimals with a comma; a point stays one. */
  private parse(text: string): number | null {
    return parseNumber(this.decimalComma && !text.includes('.') ? text.replace(',', '.') : text);
  }

  /** The first of these columns that has something; '' where none has. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const i = this.columns.get(name.toLowerCase());
      const value = i === undefined ? '' : (this.cells[i] ?? '').trim();
      if (value !== '' && value !== '.' && !/^(?:NA|N\/A|null)$/i.test(value)) return value;
    }
    return '';
  }

  /** A gene's symbol as written; one that a spreadsheet has taken for a day is refused. */
  gene(...names: readonly string[]): string {
    const text = this.text(...names);
    if (isDamagedGene(text)) this.error('damaged_gene', damagedGene(text), this.nameOf(names));
    return text;
  }

  error(code: string, message: string, name: string): void {
    this.failed = true;
    const i = this.columns.get(name.toLowerCase());
    this.problems.error(code, message, { line: this.line, column: i === undefined ? null : i + 1, field: name, value: i === undefined ? null : this.cells[i] ?? '' });
  }

  private number(names: readonly string[]): number | null {
    const text = this.text(...names);
    if (text === '') return null;
    const value = this.parse(text);
    if (value === null) this.error('bad_number', `${names[0]!} "${shown(text)}" is not a number; use digits with a point as decimal separator`, this.nameOf(names));
    return value;
  }

  count(...names: readonly string[]): number | null {
    const value = this.number(names);
    if (value === null || (value >= 0 && Number.isSafeInteger(value))) return value;
    this.error('bad_count', `${names[0]!} is ${value}; a count is a whole number of 0 or more`, this.nameOf(names));
    return null;
  }

  amount(...names: readonly string[]): number | null {
    const value = this.number(names);
    if (value === null || value >= 0) return value;
    this.error('number_out_of_range', `${names[0]!} is ${value}; it must be 0 or more`, this.nameOf(names));
    return null;
  }

  /** A fraction; with a percent sign behind it a percentage. */
  fraction(...names: readonly string[]): number | null {
    if (this.text(...names).endsWith('%')) return this.percent(...names);
    const value = this.number(names);
    if (value === null || (value >= 0 && value <= 1)) return value;
    this.error('vaf_out_of_range', `${names[0]!} is ${value}; it must be a fraction between 0 and 1`, this.nameOf(names));
    return null;
  }

  /** A percentage as the fraction it is; a percent sign may stand behind it. */
  percent(...names: readonly string[]): number | null {
    const text = this.text(...names).replace(/\s*%$/, '');
    if (text === '') return null;
    const value = this.parse(text);
    if (value !== null && value >= 0 && value <= 100) return Number((value / 100).toPrecision(12));
    this.error('vaf_out_of_range', `${this.nameOf(names)} "${shown(text)}" is not a percentage between 0 and 100`, this.nameOf(names));
    return null;
  }

  /** The column among `names` that the file has. */
  nameOf(names: readonly string[]): string {
    return names.find((n) => this.columns.has(n.toLowerCase())) ?? names[0]!;
  }
}
