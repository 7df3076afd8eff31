/** The patient page in every state it can be met in. */
import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import type { Me, PatientPage } from '@clonewatch/contracts';
import type { Stories } from '../../stories/story.js';
import { meAs, Within } from '../../stories/within.js';
import { PatientPageView } from './patient.js';

function show(page: PatientPage | null, role: Me['sites'][number]['role'] = 'clinician'): ReactNode {
  const me = meAs(role);
  return (
    <Within path={`/patients/${page?.id ?? 'p1'}?site=main`} answers={page === null ? [] : [[['patient', page.id], page]]}>
      <Routes><Route path="/patients/:id" element={<PatientPageView me={me} site="main" />} /></Routes>
    </Within>
  );
}

const stories: Stories = {
  title: 'patient',
  stories: {
    'ordinary': { shows: 'a resistant clone that rises beside a steady tumour', render: ({ pages }) => show(pages.ordinary) },
    'empty': { shows: 'no blood was drawn yet: nothing is known, and nothing says otherwise', render: ({ pages }) => show(pages.empty) },
    'loading': { shows: 'places without values: no word or number that could be taken for a result', render: () => show(null) },
    'one-draw': { shows: 'a first draw: a level, no trend', render: ({ pages }) => show(pages.oneDraw) },
    'two-draws': { shows: 'two draws: a rise is possible and not yet shown', render: ({ pages }) => show(pages.twoDraws) },
    'many-readings': { shows: 'two years of a wide panel: every reading is there and the first of them can still be told apart', render: ({ pages }) => show(pages.manyReadings) },
    'nothing-informative': { shows: 'no tumour DNA in any draw: nothing can be said, not even that resistance is absent', render: ({ pages }) => show(pages.notInformative) },
    'computation-failed': { shows: 'the evaluation did not complete: not the same as no alert', render: ({ pages }) => show(pages.failed) },
    'offline': { shows: 'what is shown is of the last time there was a network', offline: true, render: ({ pages }) => show(pages.ordinary) },
    'read-only': { shows: 'all is there to read, and nothing to press that would be refused', render: ({ pages }) => show(pages.ordinary, 'read_only') },
    'being-computed': { shows: 'newer data than the evaluation: what is shown is of before', render: ({ pages }) => show({ ...pages.ordinary, evaluation_state: 'pending' }) },
  },
};
export default stories;
