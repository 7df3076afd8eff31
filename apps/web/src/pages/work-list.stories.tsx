/** The work list before, with and without patients. */
import type { ReactNode } from 'react';
import type { Me, PatientSummary } from '@clonewatch/contracts';
import type { Stories } from '../../stories/story.js';
import { meAs, Within } from '../../stories/within.js';
import { WorkListPage } from './work-list.js';

function show(items: readonly PatientSummary[] | null, role: Me['sites'][number]['role'] = 'clinician'): ReactNode {
  return <Within path="/?site=main" answers={items === null ? [] : [[['patients', 'main'], { items, more: false }]]}><WorkListPage me={meAs(role)} site="main" /></Within>;
}

const stories: Stories = {
  title: 'work-list',
  stories: {
    'ordinary': { shows: 'who needs somebody first, one row a state', render: ({ pages }) => show(Object.values(pages)) },
    'empty': { shows: 'what it is for, and how patients get here', render: () => show([]) },
    'empty-read-only': { shows: 'the same to somebody who cannot import', render: () => show([], 'read_only') },
    'loading': { shows: 'patients are on their way', render: () => show(null) },
  },
};
export default stories;
