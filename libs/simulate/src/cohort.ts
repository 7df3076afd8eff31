/** Cohorts: one patient at a time for large numbers, or whole files. */
import { dayOfDate } from '@clonewatch/domain';
import { csvHeader, csvLines, fileNames, type CsvRow, type FileName } from './csv.js';
import { demoPatients } from './demo.js';
import { renderPatient, type SimulatedPatient } from './patient.js';
import { dealPlan } from './plan.js';
import { Random } from './random.js';
import { caseRows } from './population/rows.js';
import { simulateCase, type SimulatedCase } from './population/case.js';
import { populations, type PopulationName, type PopulationRegime } from './population/settings.js';
import { plainRegimes, regimeOf, type Regime } from './regimes.js';
import { storyPatients } from './stories.js';

export interface CohortOptions {
  readonly patients: number;
  readonly seed: number;
  /** Name of a regime; `demo` is a small tuned cohort. Default `default`. */
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

const own = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(map, name) ? map[name] : undefined);
const idOf = (i: number, n: number): string => `SIM-${String(i + 1).padStart(Math.max(4, String(n).length), '0')}`;

/** One patient after another, as rows; memory does not grow with `n`. Patient i is the same whatever `n`. */
export function* simulatePatients(n: number, seed: number, regime = 'default', options: { firstDate?: string; lastDate?: string } = {}): Generator<SimulatedPatient> {
  regimeOf(regime);
  const firstDate = options.firstDate ?? defaultFirstDate;
  if (own<PopulationRegime>(populations, regime)) {
    for (const c of simulateCases(n, seed, regime as PopulationName, { firstDate })) yield { patientId: c.patientId, rows: caseRows(c) };
    return;
  }
  const firstDay = dayOfDate(firstDate);
  if (regime === 'demo') {
    const lastDay = options.lastDate === undefined ? firstDay + 900 : dayOfDate(options.lastDate);
    yield* demoPatients(n, seed, lastDay);
    return;
  }
  const setting = own<Regime>(plainRegimes, regime)!;
  for (let i = 0; i < n; i += 1) {
    const r = new Random(seed, i);
    const start = firstDay + r.integer(0, 364);
    yield renderPatient(r, idOf(i, n), dealPlan(r, setting), start);
  }
}

/**
 * One patient after another of a population (a regime of the model card), as the record the engine reads and the truth behind it. Patients
 * `from` to `n` − 1, so that work can be shared out; patient i is the same whatever `n` and `from`.
 */
export function* simulateCases(n: number, seed: number, regime: PopulationName, options: { firstDate?: string; from?: number } = {}): Generator<SimulatedCase> {
  const firstDay = dayOfDate(options.firstDate ?? defaultFirstDate);
  for (let i = options.from ?? 0; i < n; i += 1) yield simulateCase(seed, i, idOf(i, n), populations[regime], firstDay);
}

export function simulateCohort(options: CohortOptions): Cohort {
  const dates = { ...(options.firstDate === undefined ? {} : { firstDate: options.firstDate }), ...(options.lastDate === undefined ? {} : { lastDate: options.lastDate }) };
  return cohortOf([...simulatePatients(options.patients, options.seed, options.regime ?? 'default', dates)]);
}

function cohortOf(patients: readonly SimulatedPatient[]): Cohort {
  const rows = Object.fromEntries(fileNames.map((f) => [f, patients.flatMap((p) => p.rows[f])])) as Record<FileName, CsvRow[]>;
  const files = Object.fromEntries(fileNames.map((f) => [f, csvHeader(f) + csvLines(f, rows[f])])) as Record<FileName, string>;
  return { rows, files };
}

/** The demonstration cohort: 24 synthetic patients under anti-EGFR drugs and one for each disease of the catalogue, whose last draws fall near `lastDate`. */
export function demoCohort(lastDate: string, seed = 7): Cohort {
  return cohortOf([...simulatePatients(24, seed, 'demo', { lastDate }), ...storyPatients(seed, dayOfDate(lastDate))]);
}
