import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { csvHeader, csvLines, fileNames, regimeOf, simulatePatients } from '@clonewatch/simulate';
import { UsageError } from '../errors.js';
import { note } from '../terminal.js';

export interface SimulateChoice { readonly patients: number; readonly seed: number; readonly regime: string; readonly out: string }

/** Same seed, same bytes: the first draws are in January 2024 whatever the day it runs. One patient after another: memory does not grow. */
export async function simulate(options: SimulateChoice): Promise<void> {
  await Promise.resolve();
  checkRegime(options.regime);
  if (statSync(options.out, { throwIfNoEntry: false })?.isDirectory() === false) throw new UsageError(`--out: ${options.out} is a file, not a folder`);
  mkdirSync(options.out, { recursive: true });
  const files = fileNames.map((name) => ({ name, fd: openSync(join(options.out, name), 'w') }));
  try {
    for (const { name, fd } of files) writeSync(fd, csvHeader(name));
    for (const patient of simulatePatients(options.patients, options.seed, options.regime, { firstDate: '2024-01-08' })) {
      for (const { name, fd } of files) writeSync(fd, csvLines(name, patient.rows[name]));
    }
  } finally {
    for (const { fd } of files) closeSync(fd);
  }
  note(`${options.patients} synthetic patients in ${options.out}: ${fileNames.join(', ')}`);
}

function checkRegime(name: string): void {
  try {
    regimeOf(name);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
