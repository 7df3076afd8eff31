import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { AlertKind, PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { day, draws, goldenCase, line, measure, patient, replayPatient } from './records.js';

const fired = (r: PatientRecord, kind?: AlertKind): string[] => replayPatient(r).filter((a) => !kind || a.kind === kind).map((a) => `${a.kind} ${a.grade} ${a.specimenId}`);
const start = day('2025-11-06');
const weeks = (n: number): number => start + 70 + 28 * n;

describe('the case of the reference (science §8.1)', () => {
  it('is detected on 9 April, rising on 7 May, and never earlier', () => {
    expect(fired(goldenCase, 'resistance_detected')).toEqual(['resistance_detected watch S4']);
    expect(fired(goldenCase, 'resistance_emerging')).toEqual(['resistance_emerging rising S5']);
    expect(replayPatient(goldenCase).filter((a) => a.kind.startsWith('resistance')).every((a) => a.firedDay >= day('2026-04-09'))).toBe(true);
    expect(evaluatePatient(goldenCase, { day: day('2026-05-06') }).alerts.map((a) => a.kind)).not.toContain('resistance_emerging');
    // A rise is not yet confirmed resistance.
    expect(fired(goldenCase, 'therapy_conflict')).toEqual([]);
  });

  it('says what, numbers, denominators, uncertainty, context and origin', () => {
    const { text, evidence, severity, phase } = replayPatient(goldenCase).find((a) => a.kind === 'resistance_emerging')!;
    expect(severity).toBe('act');
    expect(phase).toBe('on');
    expect(text).toContain('KRAS p.G12D RISING in plasma. 12 Mar 2026 ND (<0.077 %, 3,900 molecules) → 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800) → 7 May 2026 0.55 % (0.34–0.84; 21/3,800).');
    expect(text).toMatch(/Doubling time ~\d+(\.\d+)? d \(95 % /);
    expect(text).toContain('Truncal TP53 stable. On cetuximab wk 26.');
    expect(text).toContain('CHIP: WBC not tested.');
    expect(text).toContain('not a treatment instruction');
    expect(evidence).toMatchObject({ catalogue: { tier: 'A', citation_checked: 'some' }, wbc: { state: 'not_tested' }, called_draws: 2 });
  });

  it('doubles as fast as an independent fit says, within its 95 % interval', () => {
    const { golden_alert: fit } = JSON.parse(readFileSync(new URL('../../golden/fits.json', import.meta.url), 'utf8')) as { golden_alert: { low: number; high: number; log_lik_over_constant: number } };
    const { doubling_days: doubling } = replayPatient(goldenCase).find((a) => a.kind === 'resistance_emerging')!.evidence as { doubling_days: { low: number; median: number; high: number } };
    expect(fit.log_lik_over_constant).toBeGreaterThan(5.4);
    expect(doubling.median).toBeGreaterThan(fit.low);
    expect(doubling.median).toBeLessThan(fit.high);
    // Science §8.1 says about 9 days: inside both intervals.
    for (const low of [fit.low, doubling.low]) expect(low).toBeLessThan(9);
    for (const high of [fit.high, doubling.high]) expect(high).toBeGreaterThan(9);
  });

  it('is confirmed by a further draw, as a finding of its own', () => {
    const more = patient([...goldenCase.measurements, ...draws('KRAS', 'p.G12D', [[day('2026-06-04'), 60, 3900, 80]], ['TP53', 'p.R175H']).map((m) => ({ ...m, specimenId: 'S6' }))], goldenCase.treatments);
    expect(fired(more, 'resistance_emerging')).toEqual(['resistance_emerging rising S5', 'resistance_emerging confirmed S6']);
    const [a, b] = replayPatient(more).filter((x) => x.kind === 'resistance_emerging');
    expect(b!.episode).toBe(`${a!.episode}|confirmed`);
  });

  it('never uses a word that promises absence', () => {
    const text = replayPatient(goldenCase).map((a) => a.text).join(' ') + evaluatePatient(goldenCase, null).sentence;
    expect(text).not.toMatch(/negative|wild.?type|\bsafe\b|will respond/i);
  });
});

describe('what must not alert', () => {
  const quiet = ['resistance_emerging', 'resistance_regrowth', 'therapy_conflict'];
  it('a decaying clone off the drug', () => {
    const r = patient(draws('KRAS', 'p.G12D', [0, 1, 2, 3, 4, 5].map((i) => [weeks(i), Math.round(60 * Math.pow(2, -i / 2)), 3800, 80] as const)), [line(start, weeks(0) - 5)]);
    expect(fired(r).filter((f) => quiet.some((q) => f.startsWith(q)))).toEqual([]);
  });
  it('a stable clone', () => {
    const r = patient(draws('KRAS', 'p.G12D', [11, 13, 9, 12, 14, 10].map((k, i) => [weeks(i), k, 3800, 80] as const)), [line(start, null)]);
    expect(fired(r).filter((f) => quiet.some((q) => f.startsWith(q)))).toEqual([]);
  });
  it('a stable clone while the tumour shrinks around it', () => {
    const r = patient(draws('KRAS', 'p.G12D', [11, 13, 9, 12, 14, 12].map((k, i) => [weeks(i), k, 3800, Math.round(800 * Math.pow(2, -i))] as const)), [line(start, null)]);
    expect(fired(r).filter((f) => quiet.some((q) => f.startsWith(q)))).toEqual([]);
  });
  it('a single noisy molecule', () => {
    const r = patient(draws('KRAS', 'p.G12D', [0, 0, 1, 0].map((k, i) => [weeks(i), k, 3800, 80] as const)), [line(start, null)]);
    expect(fired(r)).toEqual([]);
  });
  it('DNMT3A, however it moves', () => {
    const r = patient(draws('DNMT3A', 'p.R882H', [0, 4, 20, 90, 300].map((k, i) => [weeks(i), k, 3800, 80] as const)), [line(start, null)]);
    expect(evaluatePatient(r, null).series.find((s) => s.gene === 'DNMT3A')!.role).toBe('chip');
    expect(fired(r)).toEqual([]);
  });
  it('KRAS that white blood cells carry at 0.9 times the plasma share', () => {
    const ms = draws('KRAS', 'p.G12D', [19, 22, 20, 25].map((k, i) => [weeks(i), k, 3800, 80] as const)).map((m) => (m.gene === 'KRAS' ? { ...m, wbcVafFraction: 0.9 * (m.mutantCount! / m.totalCount!) } : m));
    const r = patient(ms, [line(start, null)]);
    expect(evaluatePatient(r, null).series.find((s) => s.gene === 'KRAS')!.role).toBe('chip');
    expect(fired(r)).toEqual([]);
  });
});

describe('draws that cannot see', () => {
  it('a draw that did not cover the variant neither breaks nor clears a rise', () => {
    const gap = measure('S4b', day('2026-04-23'), 'KRAS', 'p.G12D', null, null, { reportedStatus: 'not_covered' });
    const truncal = measure('S4b', day('2026-04-23'), 'TP53', 'p.R175H', 77, 3800);
    const r = patient([...goldenCase.measurements, gap, truncal], goldenCase.treatments);
    expect(fired(r).filter((f) => !f.startsWith('not_inf'))).toEqual(fired(goldenCase));
  });
  it('not detected carries its bound, never zero', () => {
    const s = evaluatePatient(goldenCase, null).series.find((x) => x.gene === 'KRAS')!;
    expect(s.points.filter((p) => p.status === 'not_detected').every((p) => p.upper95! > 0)).toBe(true);
  });
  it('an empty row is not detected inside its panel and not covered outside', () => {
    const empty = (panel: string[] | null): string[] => {
      const r = patient([...goldenCase.measurements, measure('S6', day('2026-06-04'), '', '', null, 3000, { panel })], goldenCase.treatments);
      const last = evaluatePatient(r, null).series.map((s) => s.points.at(-1)!);
      return last.map((p) => `${p.status} ${p.upper95 === null ? '-' : p.upper95.toFixed(4)}`);
    };
    expect(empty(['KRAS:12'])).toEqual(['not_detected 0.0010', 'not_covered -']);
    expect(empty(['KRAS', 'TP53:p.R175H'])).toEqual(['not_detected 0.0010', 'not_detected 0.0010']);
    expect(empty(null)).toEqual(['not_covered -', 'not_covered -']);
  });
  it('no tumour DNA shown: not informative, in those words', () => {
    const r = patient(draws('KRAS', 'p.G12D', [[weeks(0), 0, 3800, 0], [weeks(1), 0, 3800, 0]]), [line(start, null)]);
    const e = evaluatePatient(r, null);
    expect(e.informative.status).toBe('not_informative');
    expect(e.informative.reason).toContain('Cannot be assessed: no tumour DNA shown in this draw');
    expect(fired(r)).toEqual(['not_informative null S1']);
  });
});

describe('after the drug', () => {
  it('two informative draws without it: below the bound, with bound and share', () => {
    const r = patient(draws('KRAS', 'p.G12D', [[weeks(0), 60, 3800, 160], [weeks(3), 14, 3800, 160], [weeks(6), 0, 3800, 160], [weeks(8), 0, 4000, 160]]), [line(start, weeks(0) - 3)]);
    expect(fired(r, 'resistance_below_bound')).toEqual(['resistance_below_bound below_bound S4']);
    expect(replayPatient(r).find((a) => a.kind === 'resistance_below_bound')!.evidence.bound_vaf).toBeCloseTo(1 - Math.pow(0.05, 1 / 4000), 6);
  });
  it('growth under rechallenge is regrowth', () => {
    const back = weeks(8);
    const r = patient(draws('KRAS', 'p.G12D', [[weeks(0), 60, 3800, 160], [weeks(4), 12, 3800, 160], [weeks(8) + 2, 3, 3800, 160], [weeks(9) + 4, 12, 3800, 160], [weeks(10) + 4, 45, 3800, 160], [weeks(11) + 4, 150, 3800, 160]]),
      [line(start, weeks(0) - 3), line(back, null)]);
    expect(fired(r, 'resistance_regrowth')[0]).toMatch(/^resistance_regrowth rising S[56]$/);
    expect(fired(r, 'resistance_emerging')).toEqual([]);
    expect(replayPatient(r).find((a) => a.kind === 'resistance_regrowth')!.phase).toBe('rechallenge');
  });
});

describe('overdue draws', () => {
  const r = patient(draws('KRAS', 'p.G12D', [[weeks(0), 0, 3800, 80], [weeks(1), 0, 3800, 80], [weeks(3), 0, 3800, 80]]), [line(start, null)], { drawIntervalDays: 28 });
  it('fires on the first overdue day, once a later event proves it', () => {
    const o = replayPatient(r).filter((a) => a.kind === 'draw_overdue');
    expect(o.map((a) => [a.firedDay, a.specimenId])).toEqual([[weeks(1) + 35, null]]);
    expect(evaluatePatient(r, { day: weeks(3) + 35 }).alerts.filter((a) => a.kind === 'draw_overdue')).toHaveLength(2);
    expect(evaluatePatient(r, { day: weeks(3) + 34 }).alerts.filter((a) => a.kind === 'draw_overdue')).toHaveLength(1);
  });
});

describe('studies without dates', () => {
  const shifted = (anchor: string, ms: typeof goldenCase.measurements): PatientRecord => ({ ...goldenCase, timeline: { kind: 'days', anchor }, measurements: ms, treatments: [line(-100, null, { agents: ['cetuximab'] })], specimens: [] });
  it('says days as days, and never a date', () => {
    const ms = goldenCase.measurements.map((m) => ({ ...m, day: m.day - day('2026-01-15'), knownDay: m.knownDay - day('2026-01-15') }));
    const rising = replayPatient(shifted('first draw', ms)).find((a) => a.kind === 'resistance_emerging')!;
    expect(rising.text).toContain('day 84 0.21 %');
    expect(rising.text).not.toMatch(/20\d\d/);
    expect(JSON.stringify(rising.evidence)).not.toMatch(/_on"/);
  });
  it('draw order: no rates, no weeks', () => {
    const ms = goldenCase.measurements.map((m) => ({ ...m, day: Number(m.specimenId.slice(1)), knownDay: Number(m.specimenId.slice(1)) }));
    const r = shifted('draw order, not days', ms);
    const rising = replayPatient(r).find((a) => a.kind === 'resistance_emerging')!;
    expect(rising.text).toContain('draw 5 0.55 %');
    expect(rising.text).not.toMatch(/Doubling|wk \d/);
    expect(evaluatePatient(r, null).series.every((s) => s.doublingDays === null && s.growthPerDay === null)).toBe(true);
  });
});
