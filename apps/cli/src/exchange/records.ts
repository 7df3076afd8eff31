/** Patients' records from exchange files, one at a time: memory holds one bucket of patients, whatever the files' size. */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { dayOfDate, recordFromRows, type ParsedRow, type PatientRecord, type Problem } from '@clonewatch/domain';
import { decodeUtf8, FormatError, formatReaders } from '@clonewatch/formats';
import { Buckets } from './buckets.js';

/** Bytes of input that one bucket of patients may come from: what is in memory at a time. */
const bytesPerBucket = 2 * 1024 * 1024;

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
function bucketOf(patientId: string, buckets: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < patientId.length; i++) h = Math.imul(h ^ patientId.charCodeAt(i), 0x01000193) >>> 0;
  return h % buckets;
}

/** A patient, with the last date in all the files: the day the cohort is looked at. Day numbers have only their own patient's last. */
export interface FoundRecord { readonly record: PatientRecord; readonly lastDay: number | null }

/** Things that have happened, as dates; plans (next cycle) are none. */
function lastDateOf(row: ParsedRow): number {
  const whens = row.kind === 'series' ? [row.collected, row.received, row.reported] : row.kind === 'treatment' ? [row.started, row.stopped]
    : row.kind === 'assessment' ? [row.assessed] : row.kind === 'patient' ? [row.tissue] : [];
  return Math.max(-Infinity, ...whens.flatMap((w) => (w?.kind === 'date' ? [dayOfDate(w.date)] : [])));
}

export async function* exchangeRecords(files: ExchangeFiles): AsyncGenerator<FoundRecord> {
  const buckets = new Buckets();
  let last = -Infinity;
  const bytes = [files.series, files.patients, files.treatments, files.assessments].reduce((sum, path) => sum + (path ? statSync(path).size : 0), 0);
  const count = Math.max(1, Math.ceil(bytes / bytesPerBucket));
  try {
    for (const kind of Object.keys(readerOf) as (keyof ExchangeFiles)[]) {
      const path = files[kind];
      if (path) last = Math.max(last, await spread(path, readerOf[kind], buckets, count));
    }
    for (const key of buckets.keys()) {
      for await (const record of recordsOf(buckets, key)) yield { record, lastDay: record.timeline.kind === 'calendar' && Number.isFinite(last) ? last : null };
    }
  } finally {
    buckets.close();
  }
}

/** Answers the last date in the file. */
async function spread(path: string, readerId: string, buckets: Buckets, count: number): Promise<number> {
  const reader = formatReaders.find((r) => r.id === readerId)!;
  const problems: Problem[] = [];
  let last = -Infinity;
  try {
    const bytes = createReadStream(path) as AsyncIterable<Uint8Array>;
    for await (const batch of reader.read(decodeUtf8(bytes), { fileName: basename(path), manifest: null })) {
      problems.push(...batch.problems.filter((p) => p.severity === 'error'));
      for (const row of batch.rows) {
        if (row.kind === 'control') continue;
        last = Math.max(last, lastDateOf(row));
        buckets.add(bucketOf(row.patientId, count), JSON.stringify(row));
      }
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    problems.push(...error.problems);
  }
  if (problems.length > 0) throw new ExchangeRefused(path, problems);
  return last;
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
