/** The forty seconds: each reading from counts whose truth is known, and no sentence that promises more than the draw holds. */
import type { AlertGlimpse, Evaluation, Glance, Measurement, TreatmentLine } from '@clonewatch/domain';
import { changesBetween, evaluatePatient, glanceOf, shareOf, type GlanceContext } from '@clonewatch/guidance';
import { confirmedCase, day, draws, goldenCase, line, measure, patient } from './records.js';

const start = day('2026-01-01');
const step = 28;
const at = (i: number): number => start + i * step;

function glance(e: Evaluation, lines: readonly TreatmentLine[], more: Partial<GlanceContext> = {}): Glance {
  const alerts: AlertGlimpse[] = e.alerts.map((a) => ({ kind: a.kind, severity: a.severity, state: 'open', gene: a.gene, variant: a.variant, grade: a.grade, firedDay: a.firedDay, members: a.members, evidence: a.evidence }));
  return glanceOf(e, { today: e.draws.at(-1)?.day ?? start, lines, nextCycleDay: null, pending: [], alerts, ...more });
}
const rows = (krasAndTruncal: readonly (readonly [number, number])[], n = 5000): Measurement[] => draws('KRAS', 'p.G12D', krasAndTruncal.map(([k, t], i) => [at(i), k, n, t]));
const on = [line(start - 10, null)];
const read = (m: readonly Measurement[], lines = on, more: Partial<GlanceContext> = {}): Glance => glance(evaluatePatient(patient(m, lines), null), lines, more);

describe('truncal and clones read together', () => {
  it('both rise: progression', () => expect(read(rows([[0, 100], [0, 130], [12, 260], [60, 520], [240, 1000]])).reading.kind).toBe('progression'));
  it('truncal falls while the clone rises: clonal replacement, not response', () => {
    expect(read(rows([[0, 1200], [0, 700], [10, 350], [45, 170], [160, 90]])).reading).toEqual({ kind: 'clonal_replacement', text: 'Clonal replacement: truncal falls while KRAS p.G12D rises' });
  });
  it('truncal falls and no resistance is called: response, with its level', () => {
    const found = read(rows([[0, 1200], [0, 600], [0, 300], [0, 140], [0, 70]]), [line(at(0) + 1, null)]).reading;
    expect(found.kind).toBe('response');
    expect(found.text).toMatch(/^Response: truncal falls, \d/);
  });
  it('truncal rises and no resistance is called', () => expect(read(rows([[0, 60], [0, 120], [0, 250], [0, 500], [0, 1000]])).reading.kind).toBe('truncal_only'));
  it('the reference case: a clone emerges beside an unmoved truncal signal', () => expect(glance(evaluatePatient(goldenCase, null), goldenCase.treatments).reading.kind).toBe('emergence'));
  it('a truncal signal far above the draw before is said, even where no rise is called of it; one that is not above is not', () => {
    const reading = (truncal: readonly number[]): string => {
      const e = evaluatePatient(patient(rows([0, 0, 12, 60, 240].map((k, i) => [k, truncal[i]!] as const)), on), null);
      return glance({ ...e, series: e.series.map((s) => (s.role === 'truncal' ? { ...s, trend: 'insufficient' as const } : s)) }, on).reading.text;
    };
    expect(reading([100, 130, 200, 420, 1000])).toBe('KRAS p.G12D rises; truncal higher in the last draw than before');
    expect(reading([100, 130, 200, 420, 700])).toBe('KRAS p.G12D rises; truncal course not known');
    expect(reading([100, 130, 200, 1000, 420])).toBe('KRAS p.G12D rises; truncal course not known');
  });
  it('one draw has no direction', () => expect(read(rows([[0, 100]])).reading).toEqual({ kind: 'cannot_tell', text: 'one draw has no direction' }));
  it('nothing shown in the last draw: response and a poor draw look alike, and no word of response alone', () => {
    const found = read(rows([[0, 1200], [0, 600], [0, 0]]), [line(at(0) + 1, null)]);
    expect(found.reading.kind).toBe('cannot_tell');
    expect(found.reading.text).toMatch(/^Response and a poor draw look alike.*a fall of at least \d/);
    expect(found.test).toMatchObject({ kind: 'repeat' });
  });
});

describe('dilution', () => {
  // The fraction falls to a fifth because five times as much other DNA came in: 240 tumour molecules per 4 mL before and after.
  const twice = (hge: readonly [number, number], k: readonly [number, number]): Measurement[] =>
    [0, 1].flatMap((i) => [measure(`S${i}`, at(i), 'APC', 'p.R1450*', k[i]!, hge[i]!, { plasmaMl: 4, inputHge: hge[i]! })]);
  const lines = [line(at(0) - 1, null)];
  const first = measure('B', at(0) - 3, 'APC', 'p.R1450*', 240, 3000, { plasmaMl: 4, inputHge: 3000 });
  it('the fraction fell, the molecules per mL did not', () => {
    expect(read([first, ...twice([3000, 15000], [240, 240])], lines).reading).toEqual({ kind: 'dilution', text: 'Dilution, not response: the truncal fraction fell, the tumour molecules per mL did not' });
  });
  it('both fell: no dilution', () => expect(read([first, ...twice([3000, 3000], [240, 48])], lines).reading.kind).not.toBe('dilution'));
  it('without volume it is not claimed, and said to be open', () => {
    const bare = [first, ...twice([3000, 15000], [240, 240])].map((m) => ({ ...m, plasmaMl: null }));
    const found = read(bare, lines);
    expect(found.reading.kind).not.toBe('dilution');
    expect(found.trust.find((t) => t.id === 'volume')).toMatchObject({ state: 'open' });
  });
});

describe('shares, what could have been missed, trust', () => {
  it('a called clone has its share with an interval; one not called has a bound, never 0', () => {
    const m = [...rows([[0, 400], [20, 400], [60, 400]]), ...[0, 1, 2].map((i) => measure(`S${i + 1}`, at(i), 'NRAS', 'p.Q61K', i === 0 ? 9 : 0, 5000))];
    const shares = read(m).shares;
    const kras = shares.find((s) => s.label.startsWith('KRAS'))!;
    const nras = shares.find((s) => s.label.startsWith('NRAS'))!;
    // 60 of 5,000 beside 400 of 5,000.
    expect(kras.share!.low).toBeLessThan(0.15);
    expect(kras.share!.high).toBeGreaterThan(0.15);
    expect(nras.share).toBeNull();
    expect(nras.upper).toBeGreaterThan(0);
    expect(nras.upper).toBeCloseTo((1 - 0.05 ** (1 / 5000)) / 0.08, 2);
  });
  it('a share is the one of the picture of the clones, and never above the whole', () => {
    // The clone's counts alone would say 120 % (105–140).
    const e = evaluatePatient(patient(rows([[0, 400], [20, 400], [200, 400], [480, 400]]), on), null);
    const clone = e.series.find((s) => s.gene === 'KRAS')!;
    expect(clone.shareOfTumour!.high).toBeGreaterThan(1);
    const { share } = glance(e, on).shares.find((s) => s.label.startsWith('KRAS'))!;
    const drawn = e.clones.find((c) => c.id === clone.clone)!.prevalence.at(-1)!;
    expect(share).toEqual({ median: drawn.median, low: drawn.low, high: drawn.high });
    expect(share!.high).toBeLessThanOrEqual(1);
    expect(shareOf(e, clone)).toEqual(share);
  });
  it('a draw that is not informative could have missed anything', () => {
    expect(read(rows([[0, 400], [0, 0]])).missed).toMatchObject({ vaf: null, share: null, reason: 'any clone: this draw cannot be assessed' });
  });
  it('says the clone the draw would have missed, and its share of the tumour', () => {
    const { missed } = read(rows([[0, 400], [0, 400]]));
    expect(missed.label).toBe('KRAS p.G12D');
    expect(missed.share).toBeCloseTo(missed.vaf! / 0.08, 2);
  });
  it('where every tracked variant was called, another clone is meant', () => {
    const { missed } = read(rows([[9, 400], [60, 400]]));
    expect(missed).toMatchObject({ unread: [], reason: null });
    expect(missed.vaf).toBeGreaterThan(0);
  });
  it('with nothing tracked it says so instead of a number', () => {
    const m = [0, 1].map((i) => measure(`S${i}`, at(i), 'APC', 'p.R1450*', 400, 5000));
    expect(read(m).missed).toMatchObject({ vaf: null, reason: 'any clone: no resistance variant is tracked' });
  });
  it('a variant the draw did not look at is named, not counted as absent', () => {
    const m = [...rows([[9, 400], [0, 400]]), measure('S1', at(0), 'NRAS', 'p.Q61K', 9, 5000), measure('S2', at(1), 'NRAS', 'p.Q61K', null, null, { reportedStatus: 'not_covered' })];
    const found = read(m);
    expect(found.missed.unread).toEqual(['NRAS p.Q61K']);
    expect(found.shares.find((s) => s.label.startsWith('NRAS'))).toMatchObject({ share: null, upper: null, reason: 'not looked at in the last draw' });
  });
  it('a first detection is not repeated, and the repeat is the test that would change the answer', () => {
    const found = read(rows([[0, 400], [0, 400], [9, 400]]));
    expect(found.trust.find((t) => t.id === 'repeat')).toMatchObject({ state: 'open' });
    expect(found.test).toEqual({ kind: 'repeat', text: 'Repeat draw', why: 'KRAS p.G12D rests on one draw' });
  });
  it('a rise that no further draw has confirmed asks for one; confirmed, it asks for another test', () => {
    const golden = glance(evaluatePatient(goldenCase, null), goldenCase.treatments);
    expect(golden.test).toEqual({ kind: 'repeat', text: 'Repeat draw', why: 'rise not yet confirmed: KRAS p.G12D' });
    expect(glance(evaluatePatient(confirmedCase, null), confirmedCase.treatments).test?.why ?? '').not.toContain('not yet confirmed');
  });
  it('tells of white blood cells and of a switch of the assay', () => {
    const m = rows([[9, 400], [12, 400]]).map((x) => (x.specimenId === 'S2' ? { ...x, assay: 'Other', wbcVafFraction: x.gene === 'KRAS' ? 0.002 : 0 } : x));
    const { trust } = read(m);
    expect(trust.find((t) => t.id === 'assay')).toMatchObject({ state: 'warning' });
    expect(trust.map((t) => t.text).join()).toContain('levels are not comparable');
  });
});

describe('timing and conflict', () => {
  const e = evaluatePatient(confirmedCase, null);
  const stopped = [line(day('2025-11-06'), day('2026-01-31'))];
  it('months without anti-EGFR are counted from the last dose; a stop later than the day is not known', () => {
    expect(glance(e, stopped, { today: day('2026-05-07') }).antiEgfr).toEqual({ state: 'off', months: 3.1 });
    expect(glance(e, stopped, { today: day('2026-01-15') }).antiEgfr).toEqual({ state: 'on', months: null });
    expect(glance(e, [], {}).antiEgfr).toEqual({ state: 'never', months: null });
  });
  it('on the drug against the clone with no decision: said; with the alert closed, or the line stopped: not', () => {
    expect(glance(e, goldenCase.treatments).conflict).toBe('On cetuximab against confirmed KRAS p.G12D; no decision recorded');
    const closed: AlertGlimpse[] = e.alerts.map((a) => ({ kind: a.kind, severity: a.severity, state: 'closed', gene: a.gene, variant: a.variant, grade: a.grade, firedDay: a.firedDay, members: a.members, evidence: a.evidence }));
    expect(glance(e, goldenCase.treatments, { alerts: closed }).conflict).toBeNull();
    // A board signed a decision on the draw of the alert; one on an earlier draw does not answer it.
    const fired = e.alerts.find((a) => a.kind === 'therapy_conflict')!.firedDay;
    expect(glance(e, goldenCase.treatments, { decidedDay: fired }).conflict).toBeNull();
    expect(glance(e, goldenCase.treatments, { decidedDay: fired - 1 }).conflict).toMatch(/no decision recorded$/);
    expect(glance(e, [line(day('2025-11-06'), day('2026-06-05'))], { today: day('2026-06-08') }).conflict).toBeNull();
    // The alert of a stopped line says nothing of the next one.
    const next = line(day('2026-06-06'), null, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'] });
    expect(glance(e, [line(day('2025-11-06'), day('2026-06-05')), next], { today: day('2026-06-20') }).conflict).toBeNull();
  });
  it('names the line concerned, not one in use beside it, and every variant of a joint rise', () => {
    const beside = line(day('2026-01-10'), null, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'] });
    expect(glance(e, [...goldenCase.treatments, beside]).conflict).toBe('On cetuximab against confirmed KRAS p.G12D; no decision recorded');
    const conflict = e.alerts.find((a) => a.kind === 'therapy_conflict')!;
    const joint: AlertGlimpse = { ...conflict, state: 'open', gene: null, variant: null, members: [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'NRAS', variant: 'p.Q61K' }] };
    expect(glance(e, [...goldenCase.treatments, beside], { alerts: [joint] }).conflict).toBe('On cetuximab against confirmed KRAS p.G12D, NRAS p.Q61K; no decision recorded');
  });
  it('days to the next cycle need a calendar', () => {
    expect(glance(e, [], { nextCycleDay: day('2026-05-13'), today: day('2026-05-07') }).nextCycleInDays).toBe(6);
    expect(glance(e, [], { nextCycleDay: 13, today: null }).nextCycleInDays).toBeNull();
  });
});

describe('what changed', () => {
  const cut = (n: number): Evaluation => evaluatePatient({ ...goldenCase, measurements: goldenCase.measurements.filter((m) => m.day <= goldenCase.measurements.at(-1)!.day - (5 - n) * step) }, null);
  it('nothing between equal evaluations', () => expect(changesBetween(cut(5), cut(5))).toEqual([]));
  it('the fifth draw: new result, the rise, the alerts', () => {
    const texts = changesBetween(cut(4), cut(5)).map((c) => c.text);
    expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^New alert: KRAS p\.G12D: resistance emerging/), expect.stringMatching(/^New result: draw of 7 May 2026/)]));
  });
  it('an amended result is told as corrected, with what it says now', () => {
    const amended = evaluatePatient({ ...goldenCase, measurements: [...goldenCase.measurements, { ...goldenCase.measurements.find((m) => m.specimenId === 'S4' && m.gene === 'KRAS')!, mutantCount: 0, resultVersion: 2 }] }, null);
    expect(changesBetween(cut(5), amended)[0]!.text).toMatch(/^(Corrected: KRAS p\.G12D 9 Apr 2026 ND|\d alerts? retracted)/);
  });
  it('a draw taken away is told first', () => expect(changesBetween(cut(5), cut(4))[0]).toMatchObject({ kind: 'withdrawn' }));
});
