/** Long work: an import on its way, step by step. */
import type { ReactNode } from 'react';
import { ImportSteps, type ImportStep } from '@clonewatch/ui';
import type { Stories } from '../../stories/story.js';

const at = (state: ImportStep, percentSent: number, evaluated: number): ReactNode => (
  <main className="page imports"><h1>series.csv</h1><div className="job"><ImportSteps state={state} percentSent={percentSent} evaluated={evaluated} patients={1000} /></div></main>
);

const stories: Stories = {
  title: 'import-progress',
  stories: {
    'sending': { shows: 'how much of the file has gone out', render: () => at('uploading', 42, 0) },
    'evaluating': { shows: 'how many patients are computed, of how many', render: () => at('stored', 100, 412) },
  },
};
export default stories;
