/** Cohorts: one patient at a time for large numbers, or whole files. */
import { dayOfDate } from '@clonewatch/domain';
import { csvHeader, csvLines, fileNames, type CsvRow, type FileName } from './csv.js';
import { demoPatients } from './demo.js';
import { renderPatient, type SimulatedPatient } from './patient.js';
import { dealPlan } from './plan.js';
import { Random } from './random.js';
import { regimeOf } from './regimes.js';

export interface CohortOptions {
  readonly patients: number;
  readonly seed: number;
  /** Name of a regime; `demo` is a small tuned cohort. Default `standard`. */
  readonly regime?: string;
  /** Earliest start of a first line, `YYYY-MM-DD`. Starts are spread over the year after it. */
  readonly firstDate?: string;
  /** `demo` only: the day near which the last draws fall. Default: 900 days after `firstDate`. */
  readonly lastDate?: string;
}

export interface Cohort {
  readonly rows: Readonly<Record<FileName, readonly CsvRow[]>>;
  readonly files: Readonly<Record<FileName, string>>;
}

const defaultFirstDate = '2024-01-08';

/** One patient after another; memory does not grow with `n`. Patient i is the same whatever `n`. */
export function* simulatePatients(n: number, seed: number, regime = 'standard', options: { firstDate?: string; lastDate?: string } = {}): Generator<SimulatedPatient> {
  const setting = regimeOf(regime);
  const firstDay = dayOfDate(options.firstDate ?? defaultFirstDate);
  if (regime === 'demo') {
    const lastDay = options.lastDate === undefined ? firstDay + 900 : dayOfDate(options.lastDate);
    yield* demoPatients(n, seed, lastDay);
    return;
  }
  for (let i = 0; i < n; i += 1) {
    const r = new Random(seed, i);
    const start = firstDay + r.integer(0, 364);
    yield renderPatient(r, `SIM-${String(i + 1).padStart(Math.max(4, String(n).length), '0')}`, dealPlan(r, setting), start);
  }
}

export function simulateCohort(options: CohortOptions): Cohort {
  const dates = { ...(options.firstDate === undefined ? {} : { firstDate: options.firstDate }), ...(options.lastDate === undefined ? {} : { lastDate: options.lastDate }) };
  const patients = [...simulatePatients(options.patients, options.seed, options.regime ?? 'standard', dates)];
  const rows = Object.fromEntries(fileNames.map((f) => [f, patients.flatMap((p) => p.rows[f])])) as Record<FileName, CsvRow[]>;
  const files = Object.fromEntries(fileNames.map((f) => [f, csvHeader(f) + csvLines(f, rows[f])])) as Record<FileName, string>;
  return { rows, files };
}

/** The tuned demonstration cohort: 24 synthetic patients whose last draws fall near `lastDate`. */
export function demoCohort(lastDate: string, seed = 7): Cohort {
  return simulateCohort({ patients: 24, seed, regime: 'demo', lastDate });
}
