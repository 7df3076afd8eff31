import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Mutation testing of libs/guidance; `npm run mutation` runs it part by part (tests/mutation/slices.mjs), each with its own tests. The sandbox lies outside the
 * checkout, where Jest would take its packages for a second copy. A mutant's time is processor time, kept by the runner; `timeoutMS` only ends a process that hangs.
 */
export default {
  plugins: ['./tests/mutation/runner.mjs'],
  testRunner: 'guidance',
  coverageAnalysis: 'perTest',
  ignorePatterns: ['/*', '!/libs', '!/tests', '!/tsconfig.base.json', '!/package.json', '/tests/e2e'],
  disableTypeChecks: false,
  concurrency: 1,
  timeoutMS: 600_000,
  tempDirName: join(tmpdir(), 'clonewatch-mutation'),
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  reporters: ['progress-append-only', 'ledger'],
};
