import { createWriteStream, existsSync, realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toWireAlert, toWireEvaluation } from '@clonewatch/contracts';
import { defaultPolicy, evaluatePatient, type Policy } from '@clonewatch/guidance';
import { UsageError } from '../errors.js';
import { checkInput, checkOutput, writeWhole } from '../whole-file.js';
import { Buckets } from '../exchange/buckets.js';
import { ExchangeRefused, exchangeRecords, type ExchangeFiles } from '../exchange/records.js';

export interface CohortChoice { readonly series: string; readonly patients?: string; readonly treatments?: string; readonly assessments?: string; readonly out: string; readonly falseAlerts?: number }

const policyOf = (o: CohortChoice): Policy => (o.falseAlerts === undefined ? defaultPolicy : { ...defaultPolicy, falseRises: o.falseAlerts });

function filesOf(o: CohortChoice): ExchangeFiles {
  for (const path of [o.series, o.patients, o.treatments, o.assessments]) if (path !== undefined) checkInput(path);
  checkOutput(o.out);
  const { series, patients, treatments, assessments } = o;
  for (const path of [series, patients, treatments, assessments]) {
    if (path && existsSync(o.out) && realpathSync(path) === realpathSync(o.out)) throw new UsageError(`--out ${o.out} is one of the input files`);
  }
  return { series, ...(patients ? { patients } : {}), ...(treatments ? { treatments } : {}), ...(assessments ? { assessments } : {}) };
}

/** Files with errors are wrong input: every problem is told, nothing is written. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof ExchangeRefused) {
      throw new UsageError([`${error.message}:`, ...error.problems.map((p) => `  line ${p.line ?? '-'}${p.field ? `, ${p.field}` : ''}: ${p.message} [${p.code}]`)].join('\n'));
    }
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  });
}

const write = (path: string, lines: AsyncIterable<string>): Promise<void> => writeWhole(path, (draft) => pipeline(Readable.from(lines), createWriteStream(draft)));

const asOf = (day: number | null): { day: number } | null => (day === null ? null : { day });

/** The state of every patient as of the last date in the files, one JSON object a line. */
export async function analyse(options: CohortChoice): Promise<void> {
  const files = filesOf(options);
  await refusing(write(options.out, (async function* () {
    for await (const { record, lastDay } of exchangeRecords(files)) yield `${JSON.stringify(toWireEvaluation(evaluatePatient(record, asOf(lastDay), policyOf(options))))}\n`;
  })()));
}

const daysPerBucket = 4;

/** Every alert that would have fired, in order of the day it would have been known. Sorted through files: memory does not grow with the cohort. */
export async function replay(options: CohortChoice): Promise<void> {
  const files = filesOf(options);
  const buckets = new Buckets();
  try {
    await refusing((async () => {
      for await (const { record, lastDay } of exchangeRecords(files)) {
        for (const [order, finding] of evaluatePatient(record, asOf(lastDay), policyOf(options)).alerts.entries()) {
          const alert = toWireAlert(record.timeline, record.patientId, finding);
          buckets.add(Math.floor(finding.knownDay / daysPerBucket), JSON.stringify({ day: finding.knownDay, patient: record.patientId, order, alert }));
        }
      }
    })());
    await write(options.out, inOrder(buckets));
  } finally {
    buckets.close();
  }
}

interface Line { day: number; patient: string; order: number; alert: object }

async function* inOrder(buckets: Buckets): AsyncGenerator<string> {
  for (const key of buckets.keys()) {
    const lines: Line[] = [];
    for await (const text of buckets.lines(key)) lines.push(JSON.parse(text) as Line);
    lines.sort((a, b) => a.day - b.day || (a.patient < b.patient ? -1 : a.patient > b.patient ? 1 : a.order - b.order));
    for (const line of lines) yield `${JSON.stringify(line.alert)}\n`;
  }
}
