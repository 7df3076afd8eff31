/** One thread of `bench detection`: some patients of a regime, each tallied and handed back. */
import { parentPort, workerData } from 'node:worker_threads';
import { simulateCases, type PopulationName } from '@clonewatch/simulate';
import { tallyPatient, type PatientTally } from './patient.js';

export interface Task { readonly regime: PopulationName; readonly seed: number; readonly quick: boolean; readonly decisions: boolean; /** Places of the patients to do. */ readonly indices: readonly number[] }
export interface Answer { readonly index: number; readonly tally: PatientTally }

const task = workerData as Task;
for (const index of task.indices) {
  for (const c of simulateCases(index + 1, task.seed, task.regime, { from: index })) parentPort!.postMessage({ index, tally: tallyPatient(c, task) } satisfies Answer);
}
