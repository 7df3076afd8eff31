/** An entry by hand is a row of the exchange format: read by the same reader, with the same checks and the same words for what is wrong. */
import type { ParsedRow, Problem } from '@clonewatch/domain';
import { csvCell, formatReaders, readAll } from '@clonewatch/formats';
import { RecordRefused } from './refused.js';

export type EntryKind = 'treatment' | 'assessment' | 'measurement';
export type Fields = Readonly<Record<string, unknown>>;

const readerOf: Readonly<Record<EntryKind, string>> = { treatment: 'exchange-treatments', assessment: 'exchange-assessments', measurement: 'exchange-series' };

function cellOf(value: unknown): string {
  if (Array.isArray(value)) return (value as unknown[]).map(cellOf).join(';');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The row these fields say; throws {@link RecordRefused} with located problems (by field: there is no line). */
export async function entryRow(kind: EntryKind, patientRef: string, fields: Fields): Promise<{ row: ParsedRow; warnings: Problem[] }> {
  const given = Object.entries({ patient_id: patientRef, ...fields }).map(([name, value]) => [name, cellOf(value)] as const).filter(([name, text]) => text !== '' || mustStand(kind, name));
  const reader = formatReaders.find((r) => r.id === readerOf[kind])!;
  const text = [given.map(([name]) => csvCell(name)).join(','), given.map(([, cell]) => csvCell(cell)).join(',')].join('\n');
  const { rows, problems } = await readAll(reader, [`${text}\n`] as unknown as AsyncIterable<string>, { fileName: 'entry by hand', manifest: null });
  const told = problems.map((p) => ({ ...p, line: null, column: null }));
  if (told.some((p) => p.severity === 'error') || !rows[0]) {
    throw new RecordRefused('invalid', 'invalid_entry', told[0]?.message ?? 'The entry is empty.', told);
  }
  return { row: { ...rows[0], line: 0 }, warnings: told };
}

/** Columns whose absence would be told of a header, where an empty cell is what is meant. */
function mustStand(kind: EntryKind, name: string): boolean {
  return kind === 'treatment' ? name === 'regimen' : kind === 'assessment' ? ['kind', 'result'].includes(name) : ['specimen_id', 'assay', 'variant', 'gene'].includes(name);
}
