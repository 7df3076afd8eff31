/** Alerts about one resistance variant, asked directly: when each is said, how severe, with what numbers, and what keeps it back. Every boundary from both sides. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientProfile, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { memoryOf, type Step, type VariantMemory } from '../../../libs/guidance/src/memory.js';
import { defaultPolicy, type Policy } from '../../../libs/guidance/src/policy.js';
import { certainCall, originUnresolved, variantRules } from '../../../libs/guidance/src/rules-variant.js';
import { confirmedCase, day, draws, goldenCase, line, measure, patient } from './records.js';
import { anew, inShort, once, seriesIn, keptSteps } from './steps.js';

const day0 = 20_000;
const on = [line(day0 - 70, null)];
type Row = readonly [k: number, truncal?: number];
/** KRAS G12D beside APC in 4,000, four weeks apart. */
const rows = (counts: readonly Row[], gap = 28): Measurement[] => draws('KRAS', 'p.G12D', counts.map(([k, t = 200], i) => [day0 + gap * i, k, 4000, t] as const));
const over = (make: () => PatientRecord, gene = 'KRAS'): ((prepare?: (m: VariantMemory, steps: readonly Step[]) => void) => readonly AlertFinding[]) => {
  const steps = once(() => keptSteps(make()));
  return (prepare) => { const own = anew(steps()); prepare?.(memoryOf(own[0]!.memory, seriesIn(own.at(-1)!.snap, gene).key), own); return own.flatMap((s) => s.snap.series.flatMap((v) => variantRules(s, v))); };
};
const fired = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = on, profile: Partial<PatientProfile> = {}): readonly AlertFinding[] => over(() => patient(ms, lines, profile), ms[0]!.gene)();
const kinds = (...args: Parameters<typeof fired>): string[] => inShort(fired(...args));

describe('resistance_detected', () => {
  const found = over(() => patient(rows([[0], [0], [12]]), on));
  it('is a watch for review: presence, not a rise; numbers, therapy, origin and what to do', () => {
    const [a, ...more] = found();
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'resistance_detected', grade: 'watch', severity: 'review', phase: 'on', gene: 'KRAS', variant: 'p.G12D', members: [{ gene: 'KRAS', variant: 'p.G12D' }], clone: 'C1', episode: 'resistance_detected|KRAS p.G12D|S3',
      firedDay: day0 + 56, knownDay: day0 + 56, specimenId: 'S3', score: null, threshold: null, evidence: { label: 'KRAS p.G12D', catalogue: { id: 'mcrc_wt.kras.12' } },
    });
    expect(a!.evidence).not.toHaveProperty('score');
    expect(a!.text).toMatch(/^KRAS p\.G12D detected for the first time\. 4 Oct 2024 ND \(<0\.075 %, 4,000 molecules\) → 1 Nov 2024 ND \(<0\.075 %, 4,000 molecules\) → 29 Nov 2024 0\.30 % \(0\.1\d–0\.5\d; 12\/4,000\)\. Truncal APC stable\. On cetuximab wk 18\. CHIP: WBC not tested\. One draw shows presence, not a rise\. Suggested check: confirm with a repeat draw in 2–4 weeks; not a treatment instruction\.$/);
  });
  it('is said once, and remembers what was called', () => {
    expect(found((m) => { m.detected = true; })).toEqual([]);
    expect(found((m) => { m.clearRun = ['S1']; })).toHaveLength(1);
    const steps = (keptSteps(patient(rows([[0], [0], [12]]), on)));
    for (const s of steps) variantRules(s, seriesIn(s.snap, 'KRAS'));
    expect(memoryOf(steps[0]!.memory, 'KRAS p.G12D')).toMatchObject({ detected: true, called: true, lastCalledVaf: 12 / 4000, clearRun: [] });
    // Of two assays the one that called it.
    const two = keptSteps(patient([...rows([[0], [0], [12]]), measure('S3', day0 + 56, 'KRAS', 'p.G12D', 0, 5000, { assay: 'ddPCR' })], on));
    for (const s of two) variantRules(s, seriesIn(s.snap, 'KRAS'));
    expect(memoryOf(two[0]!.memory, 'KRAS p.G12D').lastCalledVaf).toBe(12 / 4000);
  });
  it('is of what excludes the drug: caution, context and trackers raise nothing', () => {
    expect(kinds(draws('PTEN', 'p.R130*', [[day0, 0, 4000, 200], [day0 + 28, 40, 4000, 200]]))).toEqual([]);
    expect(kinds(draws('BRAF', 'p.D594G', [[day0, 0, 4000, 200], [day0 + 28, 40, 4000, 200]]))).toEqual([]);
  });
  it('comes with the row of the variant: another assay of that draw, later, brings nothing of it', () => {
    const later = (more: Partial<Measurement>): readonly AlertFinding[] => {
      const s = (keptSteps(patient([...rows([[0], [0], [12]]), measure('S3', day0 + 56, 'APC', 'p.R1450*', 200, 4000, { knownDay: day0 + 60, ...more })], on))).at(-1)!;
      return variantRules(s, seriesIn(s.snap, 'KRAS'));
    };
    expect(later({ assay: 'ddPCR' })).toEqual([]);
    expect(later({ assayVersion: '2' })).toEqual([]);
    const own = (keptSteps(patient([...rows([[0], [0], [12]]), measure('S3', day0 + 56, 'KRAS', 'p.G12D', 12, 4000, { assay: 'ddPCR', knownDay: day0 + 60 })], on))).at(-1)!;
    expect(inShort(variantRules(own, seriesIn(own.snap, 'KRAS')))).toEqual(['resistance_detected watch review S3']);
    // Not covered neither raises nor clears.
    expect(kinds([...rows([[0], [0]]), measure('S3', day0 + 56, 'KRAS', 'p.G12D', null, null, { reportedStatus: 'not_covered' })])).toEqual([]);
  });
});

describe('a call certain enough to be told', () => {
  const certain = (counts: readonly number[], more: { profile?: Partial<PatientProfile>; policy?: Partial<Policy>; also?: readonly Measurement[]; order?: boolean; truncal?: readonly number[] } = {}): boolean => {
    const ms = [...draws('KRAS', 'p.G12D', counts.map((k, i) => [day0 + 28 * i, k, 4000, more.truncal?.[i] ?? 200] as const)), ...(more.also ?? [])];
    const s = keptSteps(patient(ms, on, more.profile, more.order ? { timeline: { kind: 'days', anchor: 'draw order' } } : {}), { ...defaultPolicy, ...more.policy }).at(-1)!;
    return certainCall({ ...s, s: seriesIn(s.snap, 'KRAS') });
  };
  // Chance of so many of 4,000 by background: 3 in 0.0097, 4 in 0.00499, 5 in 0.0029, 6 in 0.0018. Five false ones in 100 patient-years over ten draws a year: 0.005 for one variant.
  it('by itself: within the budget over the draws of a year', () => {
    expect([3, 4].map((k) => certain([0, 0, k]))).toEqual([false, true]);
    // Every four weeks are 13 draws: 0.0038.
    expect([4, 5].map((k) => certain([0, 0, k], { profile: { drawIntervalDays: 28 } }))).toEqual([false, true]);
    expect([3].map((k) => certain([0, 0, k], { profile: { drawIntervalDays: 365 } }))).toEqual([true]);
    for (const drawIntervalDays of [0, -28]) expect([3, 4].map((k) => certain([0, 0, k], { profile: { drawIntervalDays } }))).toEqual([false, true]);
    // An order of draws has no year.
    expect([3, 4].map((k) => certain([0, 0, k], { profile: { drawIntervalDays: 28 }, order: true }))).toEqual([false, true]);
  });
  it('… and over the variants tracked that could raise an alert', () => {
    const nras = [0, 1, 2].map((i) => measure(`S${i + 1}`, day0 + 28 * i, 'NRAS', 'p.Q61K', 0, 4000));
    expect([5, 6].map((k) => certain([0, 0, k], { also: nras }))).toEqual([false, true]);
    expect([3, 4].map((k) => certain([0, 0, k], { also: nras.map((m) => ({ ...m, gene: 'FOO', variant: 'p.A1B' })) }))).toEqual([false, true]);
  });
  it('… as the site has its budget', () => {
    expect([4, 5, 6].map((k) => certain([0, 0, k], { policy: { falseDetections: 2 } }))).toEqual([false, false, true]);
    expect(certain([0, 0, 3], { policy: { falseDetections: 10 } })).toBe(true);
  });
  it('or called twice in three draws', () => {
    expect(certain([0, 3, 3])).toBe(true);
    expect(certain([3, 0, 3])).toBe(true);
    expect(certain([3, 0, 0, 3])).toBe(false);
  });
  it('a few molecules twice among very many clean draws are rather chance', () => {
    const clean = Array.from({ length: 40 }, () => 0);
    expect(certain([...clean, 3, 0, 3])).toBe(false);
  });
  it('a report without numbers is the laboratory\'s word', () => {
    const s = keptSteps(patient([measure('S1', day0, 'KRAS', 'p.G12D', 0, 4000), measure('S2', day0 + 28, 'KRAS', 'p.G12D', null, null, { reportedStatus: 'detected', inputHge: null })], on)).at(-1)!;
    expect(certainCall({ ...s, s: seriesIn(s.snap, 'KRAS') })).toBe(true);
  });
  it('not told, it is not remembered as called', () => {
    const steps = (keptSteps(patient(rows([[0], [0], [3]]), on)));
    expect(steps.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS')))).toEqual([]);
    expect(memoryOf(steps[0]!.memory, 'KRAS p.G12D')).toMatchObject({ detected: false, called: false, lastCalledVaf: null });
  });
});

describe('resistance_at_baseline', () => {
  it('is for review at the first draw of a line, the detection a note beside it', () => {
    const [a, b, ...more] = fired(rows([[12]]), [line(day0 - 3, null)]);
    expect(inShort([a!, b!])).toEqual(['resistance_detected watch note S1', 'resistance_at_baseline present review S1']);
    expect(more).toEqual([]);
    expect(b!.phase).toBe('baseline');
    expect(b!.text).toMatch(/^KRAS p\.G12D is there at the first draw of FOLFIRI \+ cetuximab\. 4 Oct 2024 0\.30 % \(.*\)\. Truncal APC seen, trend open\. On cetuximab wk 0\. CHIP: WBC not tested\. Suggested check: confirm before relying on the drug it resists; not a treatment instruction\.$/);
    expect(fired(rows([[12]]), [line(day0 - 3, null, { regimen: '' })])[1]!.text).toContain('the first draw of cetuximab + irinotecan.');
  });
  it('or at the first draw of all, before any drug it resists', () => {
    const found = fired(rows([[12]]), []);
    expect(inShort(found)).toEqual(['resistance_detected watch note S1', 'resistance_at_baseline present review S1']);
    expect(found[1]!.text).toContain('is there at the first draw, before any drug it resists. ');
    expect(kinds(rows([[0], [12]]), [])).toEqual(['resistance_detected watch review S2']);
    // On the drug since long ago the first draw is nobody's baseline.
    expect(kinds(rows([[12]]), [line(day0 - 29, null)])).toEqual(['resistance_detected watch review S1']);
    expect(kinds(rows([[12]]), [line(day0 - 400, day0 - 300)])).toEqual(['resistance_detected watch review S1']);
  });
  it('a line begun between the draw and its result was not given at the draw', () => {
    expect(kinds(rows([[12]]).map((m) => ({ ...m, knownDay: day0 + 40 })), [line(day0 + 20, null)])).toEqual(['resistance_detected watch note S1', 'resistance_at_baseline present review S1']);
  });
  it('once a line: again at the first draw of the next', () => {
    const again = kinds([...rows([[12]]), measure('S2', day0 + 203, 'KRAS', 'p.G12D', 12, 4000), measure('S2', day0 + 203, 'APC', 'p.R1450*', 200, 4000), measure('S2', day0 + 203, 'KRAS', 'p.G12D', 12, 4000, { assay: 'X', knownDay: day0 + 210 })], [line(day0 - 3, day0 + 60), line(day0 + 200, null)]);
    expect(again.filter((k) => k.startsWith('resistance_at'))).toEqual(['resistance_at_baseline present review S1', 'resistance_at_baseline present review S2']);
    expect(again.filter((k) => k.startsWith('resistance_detected'))).toHaveLength(1);
  });
});

describe('an origin that is open', () => {
  const open = (gene: string, role: object, informative: string | null): boolean => originUnresolved({
    s: { key: 'v', gene } as never, event: { specimenId: 'S1' } as never, snap: { roles: new Map([['v', { wbc: { state: 'not_tested' }, tissueConfirmed: false, blood: null, ...role }]]), draws: [{ specimenId: 'S0', informative: 'informative' }, ...(informative === null ? [] : [{ specimenId: 'S1', informative }])] } as never,
  });
  it('is of RAS and BRAF where white blood cells were not tested, tissue does not show it and the draw shows no tumour DNA', () => {
    expect(['KRAS', 'NRAS', 'BRAF', 'EGFR', 'TP53'].map((g) => open(g, {}, 'not_informative'))).toEqual([true, true, true, false, false]);
    expect(['informative', 'limited', 'not_informative', null].map((x) => open('KRAS', {}, x))).toEqual([false, false, true, false]);
    for (const state of ['negative', 'below_plasma', 'positive', 'germline']) expect(open('KRAS', { wbc: { state } }, 'not_informative')).toBe(false);
    expect(open('KRAS', { tissueConfirmed: true }, 'not_informative')).toBe(false);
  });
  it('a level course opens it in any draw; one that goes with the tumour closes it in any', () => {
    const at = (p: number, informative: string): boolean => open('KRAS', { blood: { p, reason: '' } }, informative);
    expect([0.49, 0.5, 0.9].map((p) => at(p, 'informative'))).toEqual([false, true, true]);
    expect([0.05, 0.051, 0.49, 0.5].map((p) => at(p, 'not_informative'))).toEqual([false, true, true, true]);
    expect(open('KRAS', { blood: { p: 0.9, reason: '' }, tissueConfirmed: true }, 'informative')).toBe(false);
  });
  it('of a level course beside a tumour that moved, the reason is said', () => {
    const tumour = [800, 400, 160, 80, 40, 40, 90, 200];
    const told = fired(rows(tumour.map((t, i): Row => [[21, 18, 23, 20, 17, 22, 19, 21][i]!, t]))).find((a) => a.kind === 'origin_unresolved')!;
    expect(told.text).toMatch(/ Origin not resolved: WBC not tested, and its course stays level while truncal APC p\.R1450\* moved \d+(\.\d)?-fold: P\(blood cells\) .*\. Suggested check: sequence white blood cells/);
  });
  it('is a note beside the first detection, for review later; said once, with what would answer it', () => {
    const found = fired(rows([[0, 0], [12, 0]]));
    expect(inShort(found)).toEqual(['resistance_detected watch review S2', 'origin_unresolved - note S2']);
    expect(found[0]!.text).toContain(' Origin not resolved: no tumour DNA shown in this draw and WBC not tested, so clonal haematopoiesis is open. One draw');
    expect(found[1]!.text).toMatch(/^KRAS p\.G12D called, but its origin is open\. 4 Oct 2024 ND .* → 1 Nov 2024 0\.30 % .*\. Origin not resolved: no tumour DNA shown in this draw and WBC not tested, so clonal haematopoiesis is open\. Suggested check: sequence white blood cells, or repeat when tumour DNA is shown; not a treatment instruction\.$/);
    expect(kinds(rows([[0, 0], [12, 200], [14, 0], [14, 0]])).filter((k) => k.startsWith('origin'))).toEqual(['origin_unresolved - review S3']);
    expect(kinds(rows([[12, 0]]), [line(day0 - 3, null)])).toEqual(['resistance_detected watch note S1', 'resistance_at_baseline present review S1', 'origin_unresolved - note S1']);
  });
});

describe('a rise', () => {
  const rise = over(() => confirmedCase);
  it('is to act on: once when shown, once when a further draw confirms it, then the conflict with the drug in use', () => {
    expect(inShort(rise())).toEqual(['resistance_detected watch review S4', 'resistance_emerging rising act S5', 'resistance_emerging confirmed act S6', 'therapy_conflict confirmed act S6']);
    const [, a, b, c] = rise();
    for (const x of [a!, b!, c!]) {
      expect(x.score!).toBeGreaterThan(x.threshold!);
      expect(x.evidence).toMatchObject({ score: x.score, threshold: x.threshold, shedding_corrected: expect.any(Boolean) as unknown });
    }
    expect([a!.episode, b!.episode, c!.episode]).toEqual(['resistance_emerging|KRAS p.G12D|S5', 'resistance_emerging|KRAS p.G12D|S5|confirmed', 'therapy_conflict|KRAS p.G12D|S6']);
    const corrected = a!.evidence.shedding_corrected === true ? '' : ', not corrected for shedding';
    expect(a!.text).toContain(`. On cetuximab wk 26. Evidence: ln odds of growth ${a!.score!.toFixed(1)} (threshold ${a!.threshold!.toFixed(1)} ≈ 1 false alerts/100 patient-years, simulated${corrected}). CHIP: WBC not tested. Suggested check: confirm with repeat draw/imaging; not a treatment instruction.`);
    expect(b!.text).toMatch(/^KRAS p\.G12D rise CONFIRMED by a further draw\. .* Doubling time ~\d+(\.\d)? d \(95 % CrI .*\)\. Truncal TP53 stable\. .* Suggested check: imaging and clinical review; not a treatment instruction\.$/);
    expect(c!.text).toMatch(/^KRAS p\.G12D rise is confirmed, the catalogue lists it as resistance to anti-EGFR, and FOLFIRI \+ cetuximab is in use with no stop recorded\. 9 Apr 2026 .* → 4 Jun 2026 1\.5 % \(.*; 60\/3,900\)\. Truncal TP53 stable\. On cetuximab wk 30\. Suggested check: review the line with this result, or record the decision; not a treatment instruction\.$/);
    expect(c!.evidence.line).toEqual({ regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], started_on: '2025-11-06' });
  });
  it('is not said anew while it is under way; confirmed is confirmed once', () => {
    const lastTwo = (specimenId: string, confirmed: boolean): string[] => {
      const steps = (keptSteps(confirmedCase)).slice(-2);
      Object.assign(memoryOf(steps[0]!.memory, 'KRAS p.G12D'), { detected: true, episode: { kind: 'resistance_emerging', specimenId, confirmed, lowDraws: 0 } });
      return inShort(steps.flatMap((x) => variantRules(x, seriesIn(x.snap, 'KRAS'))));
    };
    expect(lastTwo('S4', true)).toEqual(['therapy_conflict confirmed act S5']);
    expect(lastTwo('S4', false)).toEqual(['resistance_emerging confirmed act S5', 'therapy_conflict confirmed act S5']);
    // The draw that began it does not confirm it.
    expect(lastTwo('S5', false)).toEqual(['resistance_emerging confirmed act S6', 'therapy_conflict confirmed act S6']);
  });
  it('a second assay of the same draw confirms it as well', () => {
    const two = over(() => ({ ...goldenCase, measurements: [...goldenCase.measurements, measure('S5', day('2026-05-07'), 'KRAS', 'p.G12D', 21, 3800, { assay: 'ddPCR' })] }))();
    expect(inShort(two).slice(1)).toEqual(['resistance_emerging rising act S5', 'resistance_emerging confirmed act S5', 'therapy_conflict confirmed act S5']);
    expect(two[2]!.text).toContain('rise CONFIRMED by a second assay of the same draw. ');
    // One that does not call it does not.
    const silent = over(() => ({ ...goldenCase, measurements: [...goldenCase.measurements, measure('S5', day('2026-05-07'), 'KRAS', 'p.G12D', 0, 200, { assay: 'ddPCR' })] }))();
    expect(inShort(silent).slice(1)).toEqual(['resistance_emerging rising act S5']);
  });
  it('a site may ask more of what confirms', () => {
    const steps = (keptSteps(confirmedCase, { ...defaultPolicy, grades: { rising: null, confirmed: 50 } }));
    expect(inShort(steps.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS')))).slice(1)).toEqual(['resistance_emerging rising act S5']);
  });
  it('under rechallenge, of a clone called before: regrowth; of a new one: emerging', () => {
    const [before, again] = [line(day0 - 60, day0 + 20), line(day0 + 200, null)];
    const rising = (counts: readonly (readonly [day: number, k: number])[], lines: readonly TreatmentLine[]): string[] =>
      inShort(over(() => patient(draws('KRAS', 'p.G12D', counts.map(([d, k]) => [day0 + d, k, 4000, 200] as const)), lines))()).filter((k) => k.includes('rising'));
    const back = (first: number): string[] => rising([[0, first], [140, 0], [205, 0], [233, 12], [261, 50], [289, 200]], [before, again]);
    expect(back(60)).toEqual(['resistance_regrowth rising act S5']);
    expect(back(0)).toEqual(['resistance_emerging rising act S5']);
    // The clone fell when the drug was stopped, and the drug is back: a draw sooner than on a first exposure.
    const fallen = [[0, 100], [80, 30], [190, 6], [233, 16], [261, 40], [289, 100]] as const;
    expect(rising(fallen, [before, again])).toEqual(['resistance_regrowth rising act S5']);
    expect(rising(fallen, [again])).toEqual(['resistance_emerging rising act S6']);
    const text = over(() => patient(draws('KRAS', 'p.G12D', [[day0, 60, 4000, 200], [day0 + 140, 0, 4000, 200], [day0 + 205, 0, 4000, 200], [day0 + 233, 12, 4000, 200], [day0 + 261, 50, 4000, 200]]), [line(day0 - 60, day0 + 20), line(day0 + 200, null)]))().find((a) => a.grade === 'rising')!.text;
    expect(text).toMatch(/^KRAS p\.G12D RISING AGAIN under rechallenge in plasma\. .* Back on cetuximab wk 8\. /);
  });
  it('on the first exposure: emerging, though the clone was there before it', () => {
    const first = over(() => patient(draws('KRAS', 'p.G12D', [[day0, 12, 4000, 200], [day0 + 60, 0, 4000, 200], [day0 + 88, 0, 4000, 200], [day0 + 116, 12, 4000, 200], [day0 + 144, 50, 4000, 200], [day0 + 172, 200, 4000, 200]]), [line(day0 + 40, null)]))();
    expect(inShort(first).filter((k) => k.includes('rising'))).toEqual([expect.stringMatching(/^resistance_emerging rising act S[56]$/)]);
  });
  it('ends after two draws in a row below half the threshold', () => {
    const stable = over(() => patient(rows([[20], [22], [18], [21], [19], [20]]), on));
    let memory!: VariantMemory;
    const started = (lowDraws: number) => (m: VariantMemory): void => { memory = m; m.detected = true; m.episode = { kind: 'resistance_emerging', specimenId: 'S1', confirmed: false, lowDraws }; };
    stable(started(0));
    expect(memory.episode).toBeNull();
    // Two draws alone: the first leaves it, the second ends it.
    const [one, two] = (keptSteps(patient(rows([[20], [20], [20]]), on))).slice(1);
    const m = memoryOf(one!.memory, 'KRAS p.G12D');
    started(0)(m);
    variantRules(one!, seriesIn(one!.snap, 'KRAS'));
    expect(m.episode).toMatchObject({ lowDraws: 1 });
    variantRules(two!, seriesIn(two!.snap, 'KRAS'));
    expect(m.episode).toBeNull();
    // A draw that supports a rise begins the count anew.
    const last = (keptSteps(goldenCase)).at(-1)!;
    const up = memoryOf(last.memory, 'KRAS p.G12D');
    started(1)(up);
    variantRules(last, seriesIn(last.snap, 'KRAS'));
    expect(up.episode).toMatchObject({ lowDraws: 0 });
    // A score above its threshold and below twice it is not low.
    const { score } = rise().find((a) => a.grade === 'rising')!;
    const close = keptSteps(goldenCase, { ...defaultPolicy, grades: { rising: 0.8 * score!, confirmed: null } }).at(-1)!;
    const near = memoryOf(close.memory, 'KRAS p.G12D');
    started(1)(near);
    variantRules(close, seriesIn(close.snap, 'KRAS'));
    expect(near.episode).toMatchObject({ lowDraws: 0 });
  });
});

describe('therapy_conflict', () => {
  const confirmed = (m: VariantMemory): void => { m.detected = true; m.called = true; m.episode = { kind: 'resistance_emerging', specimenId: 'S1', confirmed: true, lowDraws: 0 }; };
  const last = (lines: readonly TreatmentLine[], prepare: (m: VariantMemory) => void = confirmed): string[] => {
    const s = (keptSteps({ ...confirmedCase, treatments: lines })).at(-1)!;
    prepare(memoryOf(s.memory, 'KRAS p.G12D'));
    return inShort(variantRules(s, seriesIn(s.snap, 'KRAS'))).filter((k) => k.startsWith('therapy'));
  };
  const start = day('2025-11-06');
  it('of confirmed resistance and a line in use without a stop, once a line', () => {
    expect(last([line(start, null)])).toEqual(['therapy_conflict confirmed act S6']);
    expect(last([line(start, null)], (m) => { confirmed(m); m.conflicts.add(start); })).toEqual([]);
    expect(last([line(start, null)], (m) => { confirmed(m); m.conflicts.add(start + 1); })).toHaveLength(1);
    expect(last([line(start, day('2026-06-04'))])).toEqual([]);
    expect(last([line(start, day('2026-06-05'))])).toHaveLength(1);
  });
  it('of a combination every class is named', () => {
    const pair = line(start, null, { regimen: 'encorafenib + cetuximab', agents: ['encorafenib', 'cetuximab'], therapyClasses: ['braf_inhibitor', 'anti_egfr'] });
    const s = keptSteps({ ...confirmedCase, profile: { ...confirmedCase.profile, nosology: 'mcrc_braf_v600e' }, treatments: [pair] }).at(-1)!;
    confirmed(memoryOf(s.memory, 'KRAS p.G12D'));
    expect(variantRules(s, seriesIn(s.snap, 'KRAS')).find((a) => a.kind === 'therapy_conflict')!.text).toContain('the catalogue lists it as resistance to BRAF inhibitor + anti-EGFR, and encorafenib + cetuximab is in use');
  });
  it('a line without a name is named by its drugs', () => {
    const s = (keptSteps({ ...confirmedCase, treatments: [line(start, null, { regimen: '' })] })).at(-1)!;
    confirmed(memoryOf(s.memory, 'KRAS p.G12D'));
    expect(variantRules(s, seriesIn(s.snap, 'KRAS'))[0]!.text).toContain('and cetuximab + irinotecan is in use with no stop recorded. ');
  });
});
