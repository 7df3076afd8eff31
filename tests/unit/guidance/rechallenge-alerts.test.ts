/** Alerts of rechallenge, asked directly: criteria met in a sample, and what takes that back or does not. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import type { Step } from '../../../libs/guidance/src/memory.js';
import { rechallengeRules } from '../../../libs/guidance/src/rules-rechallenge.js';
import { line, patient } from './records.js';
import { candidate, today, usualLines } from './rechallenge-records.js';
import { anew, inShort, once, stepsOf } from './steps.js';

const versions = { model_version: expect.any(String) as unknown, rules_version: expect.any(String) as unknown };

describe('criteria of rechallenge met, and taken back', () => {
  /** Two samples more: the first a week before `today`, then three weeks after it, then seven. */
  const good = candidate();
  const sample = (id: string, at: number, edit: (m: Measurement) => Measurement = (m) => m): Measurement[] => good.measurements.map((m) => edit({ ...m, specimenId: id, day: at, knownDay: at }));
  const called = (m: Measurement): Measurement => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: 40, wbcVafFraction: 0 } : m);
  const later = today + 21;
  const history = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = usualLines()): PatientRecord => ({ ...patient(ms, lines, { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' }) });
  const over = (r: () => PatientRecord): ((suspect?: ReadonlySet<string>, prepare?: (s: readonly Step[]) => void) => readonly AlertFinding[]) => {
    const steps = once(() => stepsOf(r()));
    return (suspect = new Set(), prepare) => { const own = anew(steps()); prepare?.(own); return own.flatMap((s) => rechallengeRules(s, suspect)); };
  };
  const met = over(() => good);
  const lost = over(() => history([...good.measurements, ...sample('S2', later, called)]));

  it('met: for review, with every gate, valid for the sample and promising nothing', () => {
    const [a, ...more] = met();
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'rechallenge_criteria_met', grade: null, severity: 'review', phase: 'off', gene: null, variant: null, members: [], clone: null, episode: 'rechallenge_criteria_met|S1', firedDay: today - 7, knownDay: today - 7, specimenId: 'S1', score: null, threshold: null,
      evidence: { verdict: 'met', sample_on: '2026-05-25', criteria_version: expect.any(String) as unknown, ...versions },
    });
    const gates = a!.evidence.gates as { id: string; name: string; state: string; datum: string; source: string }[];
    expect(gates.map((g) => g.id)).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10']);
    expect(gates.every((g) => g.state === 'pass' && g.name !== '' && g.datum !== '' && g.source !== '')).toBe(true);
    const datum = (id: string): string => gates.find((g) => g.id === id)!.datum;
    expect(a!.text).toBe(`Rechallenge criteria met in the sample of 25 May 2026. ${datum('G6')}. RAS/BRAF: ${datum('G7')}. EGFR ectodomain: ${datum('G8')}. ${datum('G3')}. `
      + 'Default criteria, valid for 28 days from the draw; met criteria promise no response. Suggested check: tumour board; not a treatment instruction.');
  });
  it('once, and after it was lost only at the second sample in a row', () => {
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'met'; })).toEqual([]);
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; })).toEqual([]);
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; s[0]!.memory.rechallenge.metRun.push('S0'); })).toHaveLength(1);
    // The same sample again is not a second one.
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; s[0]!.memory.rechallenge.metRun.push('S1'); })).toEqual([]);
  });
  it('lost: to act on, naming the gates that fail', () => {
    expect(inShort(lost())).toEqual(['rechallenge_criteria_met - review S1', 'rechallenge_criteria_lost - act S2']);
    const a = lost()[1]!;
    expect(a).toMatchObject({ members: [{ gene: 'KRAS', variant: 'p.G12D' }], episode: 'rechallenge_criteria_lost|S2', evidence: { verdict: 'not_met' } });
    const g7 = (a.evidence.gates as { id: string; datum: string }[]).find((g) => g.id === 'G7')!.datum;
    expect(a.text).toBe(`Rechallenge criteria no longer met by the sample of 22 Jun 2026: ${g7}. Suggested check: review any plan that rests on the earlier sample; not a treatment instruction.`);
  });
  it('not lost where nothing had been met', () => expect(over(() => history(sample('S2', later, called)))()).toEqual([]));
  it('what is merely open takes nothing back, nor what time alone closes', () => {
    const open = over(() => history([...good.measurements, ...sample('S2', later, (m) => (m.gene === 'KRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' } : m))]));
    expect(inShort(open())).toEqual(['rechallenge_criteria_met - review S1']);
    // No other line between any more, by a corrected record: G4 fails.
    const noLine = once(() => stepsOf(history(sample('S2', later), [usualLines()[0]!])));
    const steps = anew(noLine());
    steps[0]!.memory.rechallenge.said = 'met';
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
  });
  it('back on the drug the question is closed, and what was said forgotten', () => {
    const back = once(() => stepsOf(history(sample('S2', later), [...usualLines(), line(later - 1, null)])));
    const steps = anew(back());
    steps[0]!.memory.rechallenge.said = 'met';
    steps[0]!.memory.rechallenge.metRun.push('S0');
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(steps[0]!.memory.rechallenge).toEqual({ said: 'nothing', metRun: [] });
    // Another drug without a stop closes nothing; nor does one that was stopped.
    expect(inShort(over(() => history(sample('S2', later), [usualLines()[0]!, { ...usualLines()[1]!, stopDay: null, stopReason: null }]))())).toEqual(['rechallenge_criteria_met - review S2']);
  });
  it('a sample in doubt meets nothing, and a run of samples is broken by one that does not', () => {
    expect(met(new Set(['S1']))).toEqual([]);
    const steps = anew(once(() => stepsOf(history(sample('S2', later, called))))());
    steps[0]!.memory.rechallenge.said = 'lost';
    steps[0]!.memory.rechallenge.metRun.push('S0');
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(steps[0]!.memory.rechallenge).toEqual({ said: 'lost', metRun: [] });
    const never = anew(once(() => stepsOf(history(sample('S2', later), [{ ...usualLines()[0]!, bestResponse: 'PD' }, usualLines()[1]!])))());
    never[0]!.memory.rechallenge.metRun.push('S0');
    expect(never.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(never[0]!.memory.rechallenge.metRun).toEqual([]);
  });
  it('nor an interval that is too short now, or progression after the sample: time closes and opens these', () => {
    for (const r of [history(sample('S2', today - 7), usualLines(80)), patient(sample('S2', today - 7), usualLines(), { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' }, { assessments: [{ day: today - 6, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '' }] })]) {
      const steps = anew(stepsOf(r));
      steps[0]!.memory.rechallenge.said = 'met';
      expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    }
  });
  it('lost, and met again by two samples in a row', () => {
    const again = over(() => history([...good.measurements, ...sample('S2', later, called), ...sample('S3', later + 28), ...sample('S4', later + 56)]));
    expect(inShort(again())).toEqual(['rechallenge_criteria_met - review S1', 'rechallenge_criteria_lost - act S2', 'rechallenge_criteria_met - review S4']);
  });
  it('every gate that fails is named', () => {
    const both = (m: Measurement): Measurement => (m.gene === 'EGFR' && m.variant === 'p.G465R' ? { ...m, mutantCount: 40, wbcVafFraction: 0 } : called(m));
    const a = over(() => history([...good.measurements, ...sample('S2', later, both)]))()[1]!;
    const failing = (a.evidence.gates as { id: string; state: string; datum: string }[]).filter((g) => g.state === 'fail' && ['G7', 'G8'].includes(g.id));
    expect(failing).toHaveLength(2);
    expect(a.text).toContain(failing.map((g) => g.datum).join('; '));
    expect(a.members).toEqual(expect.arrayContaining([{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'EGFR', variant: 'p.G465R' }]));
  });
  it('a late result of an older draw takes nothing back either', () => {
    const steps = anew(stepsOf(history([...sample('S1', today - 7, called), ...sample('S0', today - 20, called).map((m) => ({ ...m, knownDay: today }))])));
    expect(steps.flatMap((s, i) => { if (i === 1) s.memory.rechallenge.said = 'met'; return rechallengeRules(s, new Set()); })).toEqual([]);
  });
  it('a late result of an older draw changes nothing', () => {
    const late = over(() => history([...good.measurements, ...sample('S0', today - 20, called).map((m) => ({ ...m, knownDay: today }))]));
    expect(inShort(late())).toEqual(['rechallenge_criteria_met - review S1']);
  });
});
