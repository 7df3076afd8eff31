/**
 * Readiness on the page: a published set whose criteria were not all evaluated never says that they are met, in either language.
 * @jest-environment jsdom
 */
import { fireEvent, render } from '@testing-library/react';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rechallengeAnswerSchema, toWireRechallenge, type RechallengeAnswer } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import { RechallengePanel } from '@clonewatch/ui';
import { fromEngine, inLanguage, loadLanguage, setLanguage } from '@clonewatch/words';
import { assessment, candidate, readiness, today, type Change } from '../guidance/rechallenge-records.js';

const plain = (s: string | null): string => (s ?? '').replaceAll('\u00a0', ' ');
const answerOf = (change: Change): RechallengeAnswer => {
  const r = candidate(change);
  return rechallengeAnswerSchema.parse({ id: 'x', patient_id: 'P1', site: 'main', as_of: null, arises: true, ...toWireRechallenge(r.timeline, evaluatePatient(r, { day: today }).rechallenge!) });
};
const ecog: Change = { assessments: [assessment(today - 10, 'ecog', '1')] };
function shown(answer: RechallengeAnswer, set: string): { readonly sentence: string; readonly option: string } {
  const { container, unmount } = render(<RechallengePanel answer={answer} timeline={{ kind: 'calendar' }} />);
  const select = container.querySelector('select')!;
  fireEvent.change(select, { target: { value: set } });
  const out = { sentence: plain(container.querySelector('[data-testid="rechallenge-wording"]')!.textContent), option: plain([...select.options].find((o) => o.value === set)!.textContent) };
  unmount();
  return out;
}
beforeAll(() => loadLanguage('ru'));
afterAll(() => setLanguage('en'));

describe('the verdict of a published set', () => {
  it('met as far as evaluated, with what was not', () => {
    const answer = answerOf(ecog);
    expect(shown(answer, 'CHRONOS')).toEqual({
      sentence: 'CHRONOS: criteria met as far as evaluated in the sample of 25 May 2026; not evaluated: free interval, the trial’s assay', option: 'CHRONOS: criteria met as far as evaluated',
    });
    expect(shown(answer, 'CITRIC').sentence).toBe('CITRIC: criteria met as far as evaluated in the sample of 25 May 2026; not evaluated: the trial’s assay, tissue, response to the earlier drug, free interval, line between, performance status');
    // What a set did not ask, or read afterwards only, is no condition; all else that no criterion here evaluates is.
    for (const x of answer.trials!) {
      expect([x.id, x.verdict, shown(answer, x.id).sentence]).toEqual([x.id, 'met', expect.stringMatching(/criteria met as far as evaluated.*; not evaluated: /)]);
      expect(x.not_evaluated).toEqual(x.left!.filter((l) => l.why !== 'none_asked' && l.why !== 'afterwards').map((l) => l.what));
    }
  });
  it('another verdict is as it was', () => {
    expect(shown(answerOf({}), 'CHRONOS').sentence).toBe('CHRONOS: cannot be assessed in the sample of 25 May 2026');
    expect(shown(answerOf({ counts: { 'EGFR p.G465R': 30 } }), 'PULSE').sentence).toBe('PULSE: not met in the sample of 25 May 2026');
  });
  it('an evaluation of an earlier version, which does not say what it left out, is shown as it was', () => {
    const answer = answerOf(ecog);
    expect(shown({ ...answer, trials: answer.trials!.map(({ not_evaluated: _, ...x }) => x) }, 'CHRONOS').sentence).toBe('CHRONOS: criteria met in the sample of 25 May 2026');
  });
  it('in Russian', async () => {
    await setLanguage('ru');
    expect(shown(answerOf(ecog), 'CHRONOS').sentence).toBe('CHRONOS: критерии выполнены, насколько оценены, по образцу: 25 мая 2026; не оценено: интервал без препарата, тест исследования');
    await setLanguage('en');
  });
});

describe('the wording of the default gates, in Russian', () => {
  const russian = (change: Change): string => plain(inLanguage('ru', () => fromEngine(readiness(change).wording)));
  it.each<[string, Change]>([
    ['met', {}], ['not met, two gates', { profile: { tissueRas: 'mutant' }, counts: { 'EGFR p.G465R': 30 } }], ['for discussion', { assessments: [assessment(today - 30, 'ihc', 'loss', 'PTEN')] }], ['blind', { truncal: null }],
    ['untested', { counts: { 'KRAS p.A59T': null, 'MET amplification': null } }], ['origin open', { counts: { 'KRAS p.G12D': 12 } }], ['tissue not recorded', { profile: { tissueRas: null } }], ['no response recorded and more', { profile: { tissueRas: 'exon2_wt_only' }, counts: { 'NRAS p.G12D': null } }],
    ['ectodomain in tissue', { assessments: [assessment(today - 30, 'tissue', 'positive', 'EGFR', 'p.S492R')] }],
  ])('%s', (_, change) => expect(russian(change)).not.toMatch(/\b(?:the|not|is|of|in|called|tested|would|tissue|record\w*|sample)\b/i));
});
