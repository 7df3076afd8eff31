/** Files with one line per droplet: known, and refused with what to send instead. */
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';

/** True for the header of a per-droplet amplitude file. */
export function isAmplitude(cells: readonly string[]): boolean {
  const columns = cells.map((c) => c.trim());
  return columns.some((c) => /amplitude\d?$/i.test(c)) && columns.some((c) => /^cluster$/i.test(c)) && !columns.includes('Well');
}

export function refuseAmplitude(record: CsvRecord, problems: ProblemList): null {
  problems.error('amplitude_file', 'this is a droplet amplitude file, with one line per droplet; export the results table instead (QuantaSoft: Analyze, Export CSV; QX Manager: Data Table, Export)', { line: record.line });
  return null;
}
