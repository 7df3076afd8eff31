/** Lines of tables that people save from a spreadsheet: whichever separator the header has, with quotation marks where needed. */
import type { Cells } from './cells.js';

const unquoted = (cell: string): string => (/^"[\s\S]*"$/.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);

const delimiterOf = (line: string): string => [...',;\t'].sort((a, b) => line.split(b).length - line.split(a).length)[0]!;

/** Cells of a line; what is in quotation marks is one cell. Between tabs a quotation mark inside a text (5" end) opens nothing. */
export function delimitedCells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  if (delimiter === '\t') return line.split(delimiter).map(unquoted);
  const out: string[] = [];
  let [cell, quoted] = ['', false];
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '"') {
      if (quoted && line[i + 1] === '"') cell += line[++i]!;
      else quoted = !quoted;
    } else if (c === delimiter && !quoted) {
      out.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...out, cell];
}

/** A line parted by tabs without the quotation marks around its cells. */
export const withoutQuotes = (line: string): string => (line.includes('"') ? delimitedCells(line, '\t').join('\t') : line);

/** A header line's columns, and its separator for the lines that follow. */
export function delimitedHead(line: string, state: { delimiter: string }): string[] {
  state.delimiter = delimiterOf(line);
  return delimitedCells(line, state.delimiter);
}

/** Names of the columns of a file's first line that is neither empty nor a comment, in lower case: what such a table is recognised by, in whatever order they stand. */
export function columnNames(head: string, comment: RegExp | null = null): Set<string> {
  const line = head.split(/\r\n|\n|\r/).find((l) => l.trim() !== '' && comment?.test(l) !== true) ?? '';
  return new Set(delimitedCells(line, delimiterOf(line)).map((c) => c.trim().toLowerCase()));
}

export const hasAll = (names: ReadonlySet<string>, wanted: readonly string[]): boolean => wanted.every((n) => names.has(n.toLowerCase()));

/** A file of the exchange format, whatever further columns it kept. */
export const isExchange = (names: ReadonlySet<string>): boolean => names.has('specimen_id') && names.has('assay');

const sampleColumns = ['Sample', 'Sample ID', 'SampleID', 'Sample.ID', 'sample_id', 'Accession', 'Accession ID', 'Report ID', 'GHSampleID', 'GH Sample ID', 'Specimen ID'];
const patientColumns = ['Patient', 'Patient ID', 'PatientID', 'Patient.ID', 'patient_id', 'ID', 'MRN'];
const drawColumns = ['Draw', 'Timepoint', 'Time point', 'Visit', 'Date', 'Collection Date', 'Days', 'Day', 'Time'];

/** The sample's own name, or the patient's with the draw's beside it; null in a table of one sample. */
export function sampleNamed(row: Cells): string | null {
  const own = row.text(...sampleColumns);
  if (own !== '') return own;
  const named = [row.text(...patientColumns), row.text(...drawColumns)].filter((t) => t !== '').join(' ');
  return named === '' ? null : named;
}
