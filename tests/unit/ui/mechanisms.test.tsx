/** @jest-environment jsdom */
import { render } from '@testing-library/react';
import { mechanismsOf, evaluatePatient } from '@clonewatch/guidance';
import { toWireMechanisms, type MechanismsAnswer } from '@clonewatch/contracts';
import type { PatientRecord } from '@clonewatch/domain';
import { MechanismsPanel } from '@clonewatch/ui';
import { setLanguage } from '@clonewatch/words';
import { goldenCase, line, measure, patient } from '../guidance/records.js';

const answer = (record: PatientRecord): MechanismsAnswer => {
  const e = evaluatePatient(record, null);
  return { id: 'x', patient_id: 'P1', site: 'main', as_of: '2026-05-07', ...toWireMechanisms(record.timeline, mechanismsOf(e, record)), further_evidence: null, model_version: e.modelVersion, rules_version: e.rulesVersion };
};
const show = (record: PatientRecord): HTMLElement => render(<MechanismsPanel answer={answer(record)} timeline={record.timeline} colorectal />).container;
afterEach(() => setLanguage('en'));

it('names the leading clone, its target, order, share, and marks a citation that was not checked in full', () => {
  const panel = show(goldenCase);
  expect(panel.querySelector('[data-testid=leading]')!.textContent).toBe('KRAS p.G12Don KRAS, in a clone the drug has selected');
  expect(panel.querySelector('[data-mechanism="mcrc_wt.kras.12"]')!.textContent).toContain('emerged');
  expect(panel.querySelector('[data-unverified]')!.textContent).toBe('[citation verified in part]');
  expect(panel.querySelector('[data-tested=not_tested]')!.textContent).toContain('MET');
});
it('without a call it says what was not looked for, never that it is absent', () => {
  const panel = show(patient([measure('S1', 0, 'APC', 'p.R1450*', 400, 3800)], [line(-30, null)]));
  expect(panel.querySelector('[data-testid=no-mechanism]')!.textContent).toContain('it is not absent');
  expect(panel.textContent).not.toMatch(/\bwild.?type\b|\bnegative\b|all clear|safe\b/i);
});
it('what tissue shows and plasma does not stands with its method, day, class and citation; in Russian too', async () => {
  const fish = { assessments: [{ day: 20, kind: 'fish:lung', gene: 'MET', variant: 'amplification', result: 'positive', unit: '' }] };
  const record = patient([measure('S1', 28, 'APC', 'p.R1450*', 400, 3800)], [line(-30, null)], undefined, fish);
  const found = show(record).querySelector('[data-testid=in-tissue]')!;
  expect(found.textContent.replaceAll('\u00a0', ' ')).toContain('MET amplification FISH: lung, 21 Jan 1970 · bypass activation');
  expect(found.querySelector('[data-unverified]')).not.toBeNull();
  expect(show(goldenCase).querySelector('[data-testid=in-tissue]')).toBeNull();
  await setLanguage('ru');
  const panel = show(record);
  expect(panel.querySelector('[data-testid=mechanisms-wording]')!.textContent.replaceAll('\u00a0', ' ')).toContain('в плазме не выявлено, но найдено в ткани: MET (амплификация); по каталогу это резистентность к терапии: анти-EGFR.');
  expect(panel.querySelector('[data-testid=in-tissue]')!.textContent).toContain('FISH: лёгкие');
});
it('in Russian no label is left in English', async () => {
  await setLanguage('ru');
  const panel = show(goldenCase);
  const labels = [...panel.querySelectorAll('h2, h3, th, dt')].map((e) => e.textContent);
  expect(labels.length).toBeGreaterThan(10);
  for (const label of labels) expect(label).toMatch(/[А-яё]/);
});
