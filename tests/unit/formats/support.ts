/** Files of the corpus, text as a stream, and the laboratory examples that lie beside the repository where they are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ControlRow, DateOrder, ManifestRow, ParsedRow, Problem, SeriesRow, VafUnit } from '@clonewatch/domain';
import { formatReaders, readFile, readManifest, sniffFile } from '@clonewatch/formats';

const root = resolve(import.meta.dirname, '../../..');
export const corpus = join(root, 'tests', 'corpus');
export const examples = resolve(root, '../shared/formats/examples');
/** Skipped, and reported as such, where the examples are not there. */
export const describeExamples = existsSync(examples) ? describe : describe.skip;
export const rootPath = (...parts: string[]): string => join(root, ...parts);

export const bytesOf = (name: string): Buffer => readFileSync(join(corpus, name));
export const textOf = (name: string): string => bytesOf(name).toString('utf8');

/** `bytes` in pieces of `size`. */
export async function* chunks(bytes: Uint8Array, size = 65536): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield await Promise.resolve(bytes.subarray(i, i + size));
}

export interface Outcome { format: string | null; rows: ParsedRow[]; problems: Problem[] }

export async function readBytes(bytes: Uint8Array, options: { fileName?: string; manifest?: readonly ManifestRow[] | null; size?: number; reader?: string; vafUnit?: VafUnit; dateOrder?: DateOrder } = {}): Promise<Outcome> {
  const { fileName = 'file.csv', manifest = null, size = 65536 } = options;
  const reader = options.reader ? formatReaders.find((r) => r.id === options.reader)! : await sniffFile(chunks(bytes, size), fileName);
  if (!reader) return { format: null, rows: [], problems: [] };
  const outcome: Outcome = { format: reader.id, rows: [], problems: [] };
  for await (const batch of readFile(reader, chunks(bytes, size), { fileName, manifest, ...(options.vafUnit ? { vafUnit: options.vafUnit } : {}), ...(options.dateOrder ? { dateOrder: options.dateOrder } : {}) })) {
    outcome.rows.push(...batch.rows);
    outcome.problems.push(...batch.problems);
  }
  return outcome;
}

export const read = (text: string, options: Parameters<typeof readBytes>[1] = {}): Promise<Outcome> => readBytes(Buffer.from(text), options);
export const readCorpus = (name: string, options: Parameters<typeof readBytes>[1] = {}): Promise<Outcome> => readBytes(bytesOf(name), { fileName: name, ...options });

export const seriesOf = (outcome: Outcome): SeriesRow[] => outcome.rows.filter((r): r is SeriesRow => r.kind === 'series');
export const codes = (problems: readonly Problem[]): string[] => problems.map((p) => p.code);

export function manifestOf(text: string): ManifestRow[] {
  const { rows, problems } = readManifest(text);
  expect(problems).toEqual([]);
  return rows;
}

/** A manifest with one row per sample of a plate: a patient's with its two targets, or a control with its role in place of them. */
export function plateManifest(samples: readonly (readonly [sample: string, mutantOrRole: string, wildtype?: string])[], gene = 'KRAS', variant = 'p.G12D'): ManifestRow[] {
  const [roles, cell] = [['ntc', 'blank', 'positive_control'], (text: string): string => `"${text.replaceAll('"', '""')}"`];
  return manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,mutant_target,wildtype_target,gene,variant\n${samples.map(([sample, mutant, wildtype = '']) => (roles.includes(mutant)
    ? [cell(sample), mutant, '', '', '', 'assay', '', '', '', ''] : [cell(sample), 'patient', cell(`P-${sample}`), cell(sample), '2026-03-02', 'assay', cell(mutant), cell(wildtype), gene, variant]).join(',')).join('\n')}\n`);
}
export const controlsOf = (o: Outcome): ControlRow[] => o.rows.filter((r): r is ControlRow => r.kind === 'control');
export const countsOf = (o: Outcome): unknown[] => seriesOf(o).map((r) => [r.patientId, r.mutantCount, r.wildtypeCount, r.totalCount]);
export const errorsOf = (o: Outcome): Problem[] => o.problems.filter((p) => p.severity === 'error');
export const exampleText = (name: string): string => readFileSync(join(examples, name), 'utf8');
