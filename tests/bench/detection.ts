/**
 * `clonewatch bench detection`: operating characteristics of the engine on simulated populations, beside simple rules on the same cohorts. The whole
 * history of every patient goes through the entry that `replay` uses. Thresholds are fixed on the design seed before the test seed is drawn:
 * `--quick` uses the design seed and prints rises and notices only; without it the test seed is used and docs/model-card.md is written.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { populations, type PopulationName } from '@clonewatch/simulate';
import type { PatientTally } from './detection/patient.js';
import { noticeTable, riseTable, terminal, type RegimeTallies } from './detection/report.js';
import type { Answer, Task } from './detection/worker.js';

export const designSeed = 20_261;
export const testSeed = 48_611;

export interface DetectionOptions { readonly patients: number | null; readonly seed: number | null; readonly regimes: readonly string[] | null; readonly quick: boolean }

function regimesOf(o: DetectionOptions): readonly PopulationName[] {
  const known = Object.keys(populations) as PopulationName[];
  const names = o.regimes ?? (o.quick ? ['dpcr', 'ngs'] : known);
  const unknown = names.find((n) => !known.includes(n as PopulationName));
  if (unknown !== undefined) throw new RangeError(`unknown regime "${unknown}"; known: ${known.join(', ')}`);
  return names as readonly PopulationName[];
}

/** Patients of one regime, shared out over the machine's cores; in order of their number whatever thread was faster. */
async function tallies(regime: PopulationName, seed: number, patients: number, quick: boolean): Promise<readonly PatientTally[]> {
  const step = Math.min(patients, Math.max(1, Math.min(2, availableParallelism())));
  const out = new Array<PatientTally>(patients);
  await Promise.all(Array.from({ length: step }, (_, from) => new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { regime, seed, patients, quick, from, step } satisfies Task });
    worker.on('message', (a: Answer) => { out[a.index] = a.tally; });
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread of the benchmark ended with ${code}`))));
  })));
  return out;
}

export async function benchDetection(o: DetectionOptions): Promise<void> {
  const seed = o.seed ?? (o.quick ? designSeed : testSeed);
  const done: RegimeTallies[] = [];
  for (const regime of regimesOf(o)) {
    const patients = o.patients ?? (o.quick ? 300 : regime === 'default' ? 3000 : 1000);
    const start = performance.now();
    const found: RegimeTallies = { regime, seed, tallies: await tallies(regime, seed, patients, o.quick) };
    done.push(found);
    console.log(terminal(riseTable(found)));
    console.log(terminal(noticeTable(found)));
    const took = found.tallies.reduce((s, t) => s + t.milliseconds, 0) / patients;
    console.log(`  seed ${seed}; ${((performance.now() - start) / 1000).toFixed(0)} s, ${took.toFixed(0)} ms a patient in the engine`);
  }
}
