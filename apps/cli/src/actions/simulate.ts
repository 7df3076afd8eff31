import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulateCohort } from '@clonewatch/simulate';
import { UsageError } from '../errors.js';
import { note } from '../terminal.js';

export interface SimulateChoice { readonly patients: number; readonly seed: number; readonly regime?: string; readonly out: string }

/** Same seed, same bytes: the first draws are in January 2024 whatever the day it runs. */
export async function simulate(options: SimulateChoice): Promise<void> {
  await Promise.resolve();
  let cohort: ReturnType<typeof simulateCohort>;
  try {
    cohort = simulateCohort({ patients: options.patients, seed: options.seed, regime: (options.regime ?? 'standard'), firstDate: '2024-01-08' });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  mkdirSync(options.out, { recursive: true });
  for (const [name, text] of Object.entries(cohort.files)) writeFileSync(join(options.out, name), text);
  note(`${options.patients} synthetic patients in ${options.out}: ${Object.keys(cohort.files).join(', ')}`);
}
