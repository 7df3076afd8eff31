/** `clonewatch replay`: every alert that would have fired, when it would have fired; no database. */
import type { Command } from 'commander';
import { withCohort, type CohortOptions } from './analyse.js';

export function registerReplay(program: Command): void {
  withCohort(program.command('replay').description('feed the draws in date order, each knowing only the past, and write every alert (no database)'), 'one JSON object an alert transition')
    .action((options: CohortOptions) => replay(options));
}

/** Loaded when needed: the database's libraries take a second. */
async function replay(options: CohortOptions): Promise<void> {
  const action = await import('../actions/analyse.js');
  await action.replay(options);
}
