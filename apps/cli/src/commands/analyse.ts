/** `clonewatch analyse`: the state of every patient as of the last date in the files; no database. */
import type { Command } from 'commander';

/** Exchange files of a cohort. */
export interface CohortOptions {
  readonly series: string;
  readonly patients?: string;
  readonly treatments?: string;
  readonly assessments?: string;
  readonly out: string;
  /** False rises accepted in 100 patient-years; the product's default where absent. */
  readonly falseAlerts?: number;
}

/** The inputs that `analyse` and `replay` share. */
export const withCohort = (command: Command, out: string): Command => command
  .requiredOption('--series <csv>', 'measurements').option('--patients <csv>', 'patients').option('--treatments <csv>', 'treatments').option('--assessments <csv>', 'assessments')
  .requiredOption('--out <ndjson>', out)
  .option('--false-alerts <n>', 'budget of false rises in 100 patient-years', Number);

export function registerAnalyse(program: Command): void {
  withCohort(program.command('analyse').description('state of every patient as of the last date in the files (no database)'), 'one JSON object a patient')
    .action((options: CohortOptions) => analyse(options));
}

/** Loaded when needed: the database's libraries take a second. */
async function analyse(options: CohortOptions): Promise<void> {
  const action = await import('../actions/analyse.js');
  await action.analyse(options);
}
