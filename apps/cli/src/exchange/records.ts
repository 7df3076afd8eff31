/** Patients' records from exchange files, one at a time: memory holds one bucket of patients, whatever the files' size. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { recordFromRows, type ParsedRow, type PatientRecord, type Problem } from '@clonewatch/domain';
import { decodeUtf8, FormatError, formatReaders } from '@clonewatch/formats';
import { Buckets } from './buckets.js';

const bucketCount = 128;

export interface ExchangeFiles { readonly series: string; readonly patients?: string; readonly treatments?: string; readonly assessments?: string }

/** The files have errors; the command prints them and exits with 2. */
export class ExchangeRefused extends Error {
  constructor(readonly file: string, readonly problems: readonly Problem[]) {
    super(`${file} has errors`);
  }
}

const readerOf: Readonly<Record<keyof ExchangeFiles, string>> = {
  series: 'exchange-series', patients: 'exchange-patients', treatments: 'exchange-treatments', assessments: 'exchange-assessments',
};

/** FNV-1a: spreads patients over buckets the same way on every machine. */
function bucketOf(patientId: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < patientId.length; i++) h = Math.imul(h ^ patientId.charCodeAt(i), 0x01000193) >>> 0;
  return h % bucketCount;
}

export async function* exchangeRecords(files: ExchangeFiles): AsyncGenerator<PatientRecord> {
  const buckets = new Buckets();
  try {
    for (const kind of Object.keys(readerOf) as (keyof ExchangeFiles)[]) {
      const path = files[kind];
      if (path) await spread(path, readerOf[kind], buckets);
    }
    for (const key of buckets.keys()) yield* recordsOf(buckets, key);
  } finally {
    buckets.close();
  }
}

async function spread(path: string, readerId: string, buckets: Buckets): Promise<void> {
  const reader = formatReaders.find((r) => r.id === readerId)!;
  const problems: Problem[] = [];
  try {
    const bytes = createReadStream(path) as AsyncIterable<Uint8Array>;
    for await (const batch of reader.read(decodeUtf8(bytes), { fileName: basename(path), manifest: null })) {
      problems.push(...batch.problems.filter((p) => p.severity === 'error'));
      for (const row of batch.rows) if (row.kind !== 'control') buckets.add(bucketOf(row.patientId), JSON.stringify(row));
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    problems.push(...error.problems);
  }
  if (problems.length > 0) throw new ExchangeRefused(path, problems);
}

async function* recordsOf(buckets: Buckets, key: number): AsyncGenerator<PatientRecord> {
  const patients = new Map<string, ParsedRow[]>();
  for await (const line of buckets.lines(key)) {
    const row = JSON.parse(line) as Exclude<ParsedRow, { kind: 'control' }>;
    const rows = patients.get(row.patientId) ?? [];
    rows.push(row);
    patients.set(row.patientId, rows);
  }
  for (const id of [...patients.keys()].sort()) yield recordFromRows(id, patients.get(id)!);
}
