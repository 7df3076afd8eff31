/** A study folder as one text: `#file: data_mutations.txt`, then that file, and so on. One file of a study alone is a study of one file. */
import { shown, type ProblemList } from '../problems.js';

export const fileMark = '#file:';

export interface Section { readonly name: string; readonly lines: readonly string[] }

/** Files of a study that say nothing alone, or come in another order, are read by their names; a lone file by what its header has. */
export function sectionsOf(text: string, fileName: string): Section[] {
  const sections: { name: string; lines: string[] }[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line.startsWith(fileMark)) sections.push({ name: line.slice(fileMark.length).trim().split(/[\\/]/).pop()!, lines: [] });
    else {
      if (sections.length === 0) sections.push({ name: fileName, lines: [] });
      sections.at(-1)!.lines.push(line);
    }
  }
  return sections;
}

/** `key: value` lines of a meta file, a panel or a case list. */
export const keysOf = (s: Section): ReadonlyMap<string, string> => new Map(s.lines.flatMap((l) => {
  const m = /^\s*([A-Za-z_]+)\s*:\s*(.*)$/.exec(l);
  return m === null ? [] : [[m[1]!.toLowerCase(), m[2]!.trim()] as const];
}));

/** The name of the file that a meta file, a section of its keys, describes, in lower case; `undefined` for another section. */
export const describedBy = (keys: ReadonlyMap<string, string>): string | undefined => keys.get('data_filename')?.split(/[\\/]/).pop()!.toLowerCase();

/** One row under the header of a tab-separated file of a study. */
export class StudyRow {
  failed = false;
  constructor(readonly file: string, readonly line: number, private readonly columns: ReadonlyMap<string, number>, private readonly cells: readonly string[], private readonly problems: ProblemList) {}

  /** The first of these columns that has something; '' where none has. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const value = (this.cells[this.columns.get(name) ?? -1] ?? '').trim();
      if (value !== '' && !/^(?:NA|N\/A|null|\[Not Available\]|\[Not Applicable\])$/i.test(value)) return value;
    }
    return '';
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  error(code: string, message: string, name: string): void {
    this.failed = true;
    const i = this.columns.get(name);
    this.problems.error(code, `${shown(this.file)}: ${message}`, { line: this.line, column: i === undefined ? null : i + 1, field: name, value: i === undefined ? null : this.cells[i] ?? '' });
  }

  /** Whole days from the anchor; null where the cell is empty or, reported, no whole number. */
  day(name: string): number | null {
    const text = this.text(name);
    if (text === '') return null;
    const day = /^[+-]?\d{1,6}(?:\.0+)?$/.test(text) ? Number(text) : NaN;
    if (Math.abs(day) <= 100_000) return day === 0 ? 0 : day;
    this.error('bad_day', `${name} "${shown(text)}" is not a whole number of days; days are counted from the diagnosis and may be negative`, name);
    return null;
  }
}

/** Names of the columns as written: the first line that is no comment. */
export const columnsOf = (s: Section): string[] => (s.lines.find((l) => l.trim() !== '' && !l.startsWith('#')) ?? '').split('\t').map((c) => c.trim());

/** Rows of a tab-separated file; lines that begin with # stand before its header. */
export function rowsOf(s: Section, needed: readonly string[], problems: ProblemList): StudyRow[] {
  const at = s.lines.findIndex((l) => l.trim() !== '' && !l.startsWith('#'));
  if (at < 0) {
    problems.error('empty_file', `${shown(s.name)} has no header row`, { line: 1 });
    return [];
  }
  const names = s.lines[at]!.split('\t').map((n) => n.trim().toUpperCase());
  const columns = new Map<string, number>();
  for (const [i, n] of names.entries()) {
    if (n !== '' && columns.has(n)) problems.error('duplicate_column', `${shown(s.name)}: column ${shown(n)} stands twice in the header`, { line: at + 1, column: i + 1, field: n });
    columns.set(n, i);
  }
  const missing = needed.filter((n) => !columns.has(n));
  for (const n of missing) problems.error('missing_column', `${shown(s.name)}: column ${n} is missing`, { line: at + 1, field: n });
  if (missing.length > 0) return [];
  const rows: StudyRow[] = [];
  for (let i = at + 1; i < s.lines.length && !problems.full; i++) {
    const line = s.lines[i]!;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.split('\t');
    if (cells.length > names.length && cells.slice(names.length).some((c) => c.trim() !== '')) problems.error('too_many_cells', `${shown(s.name)}: this row has ${cells.length} cells, the header has ${names.length} columns`, { line: i + 1 });
    else rows.push(new StudyRow(s.name, i + 1, columns, cells, problems));
  }
  return rows;
}
