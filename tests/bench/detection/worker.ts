/** One thread of `bench detection`: every `step`-th patient of a regime, each tallied and handed back. */
import { parentPort, workerData } from 'node:worker_threads';
import { simulateCases, type PopulationName } from '@clonewatch/simulate';
import { tallyPatient, type PatientTally } from './patient.js';

export interface Task { readonly regime: PopulationName; readonly seed: number; readonly patients: number; readonly quick: boolean; readonly from: number; readonly step: number }
export interface Answer { readonly index: number; readonly tally: PatientTally }

const task = workerData as Task;
for (let index = task.from; index < task.patients; index += task.step) {
  for (const c of simulateCases(index + 1, task.seed, task.regime, { from: index })) parentPort!.postMessage({ index, tally: tallyPatient(c, task.quick) } satisfies Answer);
}
