/** A resistance variant that is not called any more, and one that persists off its drug, asked directly: what is said, with which bound, and what keeps it back. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, TreatmentLine } from '@clonewatch/domain';
import { memoryOf } from '../../../libs/guidance/src/memory.js';
import { variantRules } from '../../../libs/guidance/src/rules-variant.js';
import { draws, line, patient } from './records.js';
import { anew, inShort, keptSteps, seriesIn } from './steps.js';

const day0 = 20_000;
type Row = readonly [k: number, truncal?: number];
/** KRAS G12D beside APC in 4,000, four weeks apart. */
const rows = (counts: readonly Row[], gap = 28): Measurement[] => draws('KRAS', 'p.G12D', counts.map(([k, t = 200], i) => [day0 + gap * i, k, 4000, t] as const));
const fired = (ms: readonly Measurement[], lines: readonly TreatmentLine[]): readonly AlertFinding[] => keptSteps(patient(ms, lines)).flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS')));

describe('resistance_below_bound', () => {
  const off = [line(day0 - 200, day0 - 5)];
  const below = (ms: readonly Measurement[]): readonly AlertFinding[] => fired(ms, off).filter((a) => a.kind === 'resistance_below_bound');
  it('is a note after two informative draws without it: the bound, its share of the tumour, the molecules; never absence', () => {
    const [a, ...more] = below(rows([[40], [0], [0], [0]]));
    expect(more).toEqual([]);
    const bound = 1 - 0.05 ** (1 / 4000);
    expect(a).toMatchObject({ grade: 'below_bound', severity: 'note', phase: 'off', specimenId: 'S3', evidence: { bound_vaf: expect.closeTo(bound, 8) as unknown, bound_share_of_tumour: expect.closeTo(bound / 0.05, 8) as unknown, molecules: 8000 } });
    expect(a!.text).toMatch(/^KRAS p\.G12D not called in two informative draws\. .*\. Excluded above 0\.075 %, that is 1\.5 % of the tumour signal, in the draw of 29 Nov 2024 \(8,000 molecules over both draws\)\. A smaller clone may remain\. Truncal APC stable\. Off cetuximab wk 8\. Not a treatment instruction\.$/);
    expect(a!.text).not.toMatch(/negative|wild.?type|gone|cleared/i);
  });
  it('a call begins the count anew; after it is said, a clone that comes back is said again', () => {
    expect(below(rows([[40], [0], [40], [0]])).map((a) => a.specimenId)).toEqual([]);
    expect(below(rows([[40], [0], [0], [40], [0], [0]])).map((a) => a.specimenId)).toEqual(['S3', 'S6']);
    expect(below(rows([[0], [0], [0]]))).toEqual([]);
  });
  it('an uninformative draw does not count, nor does it break the run', () => {
    expect(below(rows([[40], [0, 0], [0]]))).toEqual([]);
    expect(below(rows([[40], [0], [0, 0], [0]])).map((a) => a.specimenId)).toEqual(['S4']);
  });
  it('a bound not below what was last called shows nothing', () => {
    const shallow = (n: number): number => below(rows([[12], [0], [0]]).map((m) => (m.gene === 'KRAS' && m.mutantCount === 0 ? { ...m, totalCount: n } : m))).length;
    // 12 of 4,000 were 0.3 %: 0 of 1,000 excludes 0.2991 %, 0 of 990 0.302 %.
    expect([shallow(990), shallow(1000)]).toEqual([0, 1]);
  });
  it('a depth nobody counted excludes nothing, unless the laboratory states its limit; then the molecules stay unsaid', () => {
    const assumed = (more: Partial<Measurement>): readonly AlertFinding[] => below(rows([[40], [0], [0]]).map((m) => (m.gene === 'KRAS' && m.mutantCount === 0 ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', ...more } : m)));
    expect(assumed({})).toEqual([]);
    const [a] = assumed({ lodFraction: 0.001 });
    expect(a!.evidence.molecules).toBeNull();
    expect(a!.text).toContain('(depth not reported)');
    // One of the two draws counted is no sum over both.
    const mixed = below(rows([[40], [0], [0]]).map((m) => (m.gene === 'KRAS' && m.day === day0 + 28 ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', lodFraction: 0.001 } : m)));
    expect(mixed.map((x) => x.evidence.molecules)).toEqual([null]);
  });
  it('where only a tumour fraction shows the tumour no share of it is said', () => {
    const ms = rows([[40], [0], [0]]).map((m) => (m.gene === 'APC' && m.day > day0 ? { ...m, mutantCount: 0, tumourFraction: 0.1 } : m));
    const [a] = below(ms);
    expect(a!.evidence.bound_share_of_tumour).toBeNull();
    expect(a!.text).toContain('Excluded above 0.075 %, in the draw of');
  });
  it('a share of the tumour is at most all of it', () => {
    const [a] = below(rows([[400], [0, 10], [0, 10]]).map((m) => (m.gene === 'KRAS' && m.mutantCount === 0 ? { ...m, totalCount: 500 } : m)));
    expect(a?.evidence.bound_share_of_tumour ?? 1).toBe(1);
  });
  it('closes the rise, and what was said of the drug', () => {
    const steps = keptSteps(patient(rows([[0], [0]]), off));
    const m = memoryOf(steps[0]!.memory, 'KRAS p.G12D');
    Object.assign(m, { detected: true, called: true, lastCalledVaf: 0.01, episode: { kind: 'resistance_emerging', specimenId: 'S0', confirmed: true, lowDraws: 0 } });
    m.conflicts.add(7);
    expect(inShort(steps.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS'))))).toEqual(['resistance_below_bound below_bound note S2']);
    expect(m).toMatchObject({ called: false, clearRun: [], episode: null });
    expect(m.conflicts.size).toBe(0);
    // Whatever was called last: a call without a fraction bounds nothing from above.
    const bare = anew(steps);
    Object.assign(memoryOf(bare[0]!.memory, 'KRAS p.G12D'), { detected: true, called: true, lastCalledVaf: null });
    expect(inShort(bare.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS'))))).toEqual(['resistance_below_bound below_bound note S2']);
    // Another result of the same draw is not a second draw.
    const same = anew(steps);
    Object.assign(memoryOf(same[0]!.memory, 'KRAS p.G12D'), { detected: true, called: true, lastCalledVaf: 0.01 });
    expect([same[0]!, same[0]!].flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS')))).toEqual([]);
    // Not called since: nothing to clear.
    expect(inShort(anew(steps).flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS'))))).toEqual([]);
  });
});

describe('resistance_persisting', () => {
  const off = [line(day0 - 200, day0 - 5)];
  const level: readonly Row[] = [[120], [118], [125], [119], [122], [120], [124]];
  const persisting = (counts: readonly Row[], lines: readonly TreatmentLine[] = off, gap = 56): readonly AlertFinding[] => fired(rows(counts, gap), lines).filter((a) => a.kind === 'resistance_persisting');
  it('is for review, once, where draws off the drug do not decay: how sure, and against what is usual', () => {
    const [a, ...more] = persisting(level);
    expect(more).toEqual([]);
    expect(a).toMatchObject({ grade: 'present', severity: 'review', phase: 'off', evidence: { draws_off: expect.any(Number) as unknown, p_not_decaying: expect.any(Number) as unknown, half_life_days: { median: expect.any(Number) as unknown } } });
    expect(a!.evidence.draws_off as number).toBeGreaterThanOrEqual(3);
    expect(a!.text).toMatch(/^KRAS p\.G12D PERSISTS \d draws after the drug was stopped\. .*\. Probability that it does not decay: .*, usual median 113 d\. Truncal APC stable\. Off cetuximab wk \d+\. CHIP: WBC not tested\. Suggested check: repeat draw and imaging before any rechallenge is considered; not a treatment instruction\.$/);
  });
  it('not of a clone that decays, on the drug, off it for two draws, or not called in this one', () => {
    expect(persisting([[400], [200], [100], [50], [25], [12]])).toEqual([]);
    expect(persisting(level, [line(day0 - 200, null)])).toEqual([]);
    expect(persisting(level.slice(0, 2), off, 300)).toEqual([]);
    // Draws on the drug do not count: stopped on the day of the fifth, two are off it.
    expect(persisting(level, [line(day0 - 200, day0 + 4 * 56)])).toEqual([]);
  });
  it('asks for three draws off the drug, the day of the stop not among them, of which two call it', () => {
    const at = (stop: number, counts = level): unknown => persisting(counts, [line(day0 - 200, stop)], 200).map((a) => [a.specimenId, a.evidence.draws_off]);
    // 400 days are more than three usual half-lives: three level draws are enough to say it.
    expect(at(day0 - 1)).toEqual([['S3', 3]]);
    expect(at(day0)).toEqual([['S4', 3]]);
    expect(at(day0 - 1, [[0], [0], [120], [118], [125]])).toEqual([['S4', 4]]);
  });
  it('again after another stop', () => {
    const steps = keptSteps(patient(rows(level, 56), off));
    const m = memoryOf(steps[0]!.memory, 'KRAS p.G12D');
    m.persistedSince = day0 - 5;
    expect(steps.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS'))).filter((a) => a.kind === 'resistance_persisting')).toEqual([]);
    const other = anew(steps);
    memoryOf(other[0]!.memory, 'KRAS p.G12D').persistedSince = day0 - 300;
    expect(other.flatMap((s) => variantRules(s, seriesIn(s.snap, 'KRAS'))).filter((a) => a.kind === 'resistance_persisting')).toHaveLength(1);
  });
});
