/** What a variant is to its patient (science §4.6): white blood cells, genes of haematopoiesis, the catalogue, its place among the others. Every boundary from both sides. */
import { describe, expect, it } from '@jest/globals';
import type { Measurement, Nosology } from '@clonewatch/domain';
import { assembleSeries, canonicalMeasurements, ReadingCache, type VariantSeries } from '../../../libs/guidance/src/assemble.js';
import { bloodCourse, truncalReference } from '../../../libs/guidance/src/blood-origin.js';
import { roleOf, rolesOf, wbcOf, type RoleContext, type RoleResult } from '../../../libs/guidance/src/roles.js';
import { rules } from '../../../libs/guidance/src/rules.data.js';
import { line, measure } from './records.js';

const series = (ms: readonly Measurement[]): readonly VariantSeries[] => assembleSeries(canonicalMeasurements(ms), new ReadingCache([]));
/** Counts out of 1,000 unless said, four weeks apart, without background. */
const row = (gene: string, variant: string, counts: readonly (number | null)[], more: Partial<Measurement> = {}): Measurement[] =>
  counts.map((k, i) => measure(`S${i + 1}`, 28 * i, gene, variant, k, k === null ? null : 1000, { backgroundFraction: 0, ...(k === null ? { reportedStatus: 'not_covered' as const } : {}), ...more }));
const ctx = (more: Partial<RoleContext> = {}): RoleContext => ({ nosology: 'mcrc_ras_braf_wt', lines: [line(-10, null)], tissuePositive: new Set(), ...more });
const roles = (ms: readonly Measurement[], more: Partial<RoleContext> = {}): Record<string, RoleResult> => {
  const all = series(ms);
  const found = rolesOf(all, ctx(more));
  return Object.fromEntries(all.map((s) => [s.gene, found.get(s.key)!]));
};
const roleIn = (ms: readonly Measurement[], gene: string, more: Partial<RoleContext> = {}): RoleResult => roles(ms, more)[gene]!;

describe('white blood cells beside plasma', () => {
  const wbc = (gene: string, plasma: readonly number[], cells: readonly (number | null)[], more: Partial<Measurement> = {}): unknown => {
    const { state, vaf } = wbcOf(series(plasma.map((k, i) => measure(`S${i + 1}`, 28 * i, gene, 'p.R175H', k, 1000, { backgroundFraction: 0, wbcVafFraction: cells[i] ?? null, ...more })))[0]!);
    return [state, vaf];
  };
  it('not tested, and tested without finding it', () => {
    expect(wbc('TP53', [20, 20], [null, null])).toEqual(['not_tested', null]);
    expect(wbc('TP53', [20, 20], [null, 0])).toEqual(['negative', 0]);
  });
  it('in step with plasma between half and twice the share', () => {
    expect([9, 10, 20, 40, 41].map((k) => wbc('TP53', [k], [0.02]))).toEqual([['below_plasma', 0.02], ['positive', 0.02], ['positive', 0.02], ['positive', 0.02], ['below_plasma', 0.02]]);
  });
  it('a RAS or BRAF variant below its share in white blood cells is of them all the more', () => {
    for (const gene of ['KRAS', 'NRAS', 'BRAF']) expect(wbc(gene, [2], [0.02])).toEqual(['positive', 0.02]);
    expect(wbc('KRAS', [41], [0.02])).toEqual(['below_plasma', 0.02]);
  });
  it('the shares are means over the draws with both; what is said is the largest in cells', () => {
    expect(wbc('TP53', [20, 60], [0.02, 0.04])).toEqual(['positive', 0.04]);
    // 6 and 12 % of plasma beside 2 and 6 % of cells: 9 over 4 is more than twice, though not over the largest.
    expect(wbc('TP53', [60, 120], [0.02, 0.06])).toEqual(['below_plasma', 0.06]);
    // 60 of 1,000 with cells at 0: that draw compares nothing.
    expect(wbc('TP53', [20, 200], [0.02, 0])).toEqual(['below_plasma', 0.02]);
    expect(wbc('TP53', [20, 30], [0.02, 0])).toEqual(['positive', 0.02]);
    // 10 and 10 beside 2 % and 6 %: a quarter, for a gene of which a low ratio settles nothing.
    expect(wbc('TP53', [10, 10], [0.02, 0.06])).toEqual(['below_plasma', 0.06]);
  });
  it('no share in plasma at all', () => {
    expect(wbc('TP53', [0], [0.02])).toEqual(['below_plasma', 0.02]);
    expect(wbc('KRAS', [0], [0.02])).toEqual(['positive', 0.02]);
  });
  it('inherited: both compartments between 40 and 60 %, or both above 90 %', () => {
    expect([399, 400, 500, 600, 601].map((k) => (wbc('TP53', [k], [0.5]) as string[])[0])).toEqual(['positive', 'germline', 'germline', 'germline', 'positive']);
    expect([0.39, 0.4, 0.6, 0.61].map((f) => (wbc('TP53', [500], [f]) as string[])[0])).toEqual(['positive', 'germline', 'germline', 'positive']);
    expect([900, 910].map((k) => (wbc('TP53', [k], [0.95]) as string[])[0])).toEqual(['positive', 'germline']);
    expect((wbc('TP53', [950], [0.9]) as string[])[0]).toBe('positive');
  });
  it('outgrown: a later draw whose lower limit is above three times the cells is of something else', () => {
    // 2 % in both, then 12 % of plasma: 120 of 1,000, lower limit about 10 %, three times 2 % are 6 %.
    expect(wbc('TP53', [20, 120], [0.02, null])).toEqual(['below_plasma', 0.02]);
    expect(wbc('KRAS', [20, 120], [0.02, null])).toEqual(['below_plasma', 0.02]);
    // 7 %: its lower limit, about 5.5 %, is not above 6 %.
    expect(wbc('TP53', [20, 70], [0.02, null])).toEqual(['positive', 0.02]);
  });
});

describe('a role that does not hang on the other variants', () => {
  const apc = row('APC', 'p.R1450*', [100, 100]);
  it('inherited, by both compartments, whatever the gene and the catalogue say', () => {
    expect(roleIn([...apc, ...row('KRAS', 'p.G12D', [500, 500], { wbcVafFraction: 0.5 })], 'KRAS')).toMatchObject({ role: 'germline', alerting: false, truncal: false, match: null, reason: 'Plasma and white blood cells (50 %) both at a germline share' });
  });
  it.each(['DNMT3A', 'TET2', 'ASXL1', 'JAK2', 'PPM1D'])('%s never drives anything, even confirmed in tissue', (gene) => {
    expect(roleIn([...apc, ...row(gene, 'p.R882H', [300, 300])], gene, { tissuePositive: new Set([`${gene} p.R882H`]) })).toMatchObject({ role: 'chip', alerting: false, truncal: false, reason: `${gene}: gene of clonal haematopoiesis, never drives an alert` });
  });
  it('of blood cells, where white blood cells carry it in step', () => {
    expect(roleIn([...apc, ...row('KRAS', 'p.G12D', [20, 20], { wbcVafFraction: 0.02 })], 'KRAS')).toMatchObject({ role: 'chip', alerting: false, reason: 'White blood cells carry it (2 %), in step with plasma' });
    expect(roleIn([...apc, ...row('KRAS', 'p.G12D', [20, 20], { wbcVafFraction: 0.015 })], 'KRAS').reason).toContain('(1.5 %)');
  });
  it('resistance that excludes the drug raises alerts; whether it was given is said', () => {
    const ms = [...apc, ...row('KRAS', 'p.G12D', [0, 20])];
    expect(roleIn(ms, 'KRAS')).toMatchObject({ role: 'resistance', alerting: true, truncal: false, byHeight: false, reason: 'Resistance to anti_egfr: catalogue mcrc_wt.kras.12 (tier A)' });
    expect(roleIn(ms, 'KRAS', { lines: [] })).toMatchObject({ role: 'resistance', alerting: true, reason: 'Resistance to anti_egfr, not given so far: catalogue mcrc_wt.kras.12 (tier A)' });
    expect(roleIn([...apc, ...row('KRAS', 'p.G12D', [0, 20], { wbcVafFraction: 0 })], 'KRAS')).toMatchObject({ role: 'resistance', alerting: true, wbc: { state: 'negative', vaf: 0 } });
    const two = roleIn([...row('BRAF', 'p.V600E', [80, 80]), ...row('KRAS', 'p.G12D', [0, 20])], 'KRAS', { nosology: 'mcrc_braf_v600e' });
    expect(two.reason).toContain('Resistance to braf_inhibitor + anti_egfr, not given so far');
  });
  it('the primary target of the disease is truncal; of lung cancer it is said to be sensitising, and shows tumour DNA as well', () => {
    expect(roleIn(row('BRAF', 'p.V600E', [0, 80]), 'BRAF', { nosology: 'mcrc_braf_v600e' })).toMatchObject({ role: 'truncal', truncal: true, alerting: false, reason: expect.stringContaining('Primary target of the disease: catalogue mcrc_braf.braf.v600e') as unknown });
    expect(roleIn(row('EGFR', 'p.L858R', [0, 80]), 'EGFR', { nosology: 'nsclc_egfr', lines: [] })).toMatchObject({ role: 'sensitising', truncal: true, alerting: false });
  });
  it('a gene of haematopoiesis, where nothing speaks for the tumour', () => {
    const chip = (more: Partial<Measurement> = {}, context: Partial<RoleContext> = {}): string => roleIn([...apc, ...row('SF3B1', 'p.K700E', [20, 20], more)], 'SF3B1', context).role;
    expect(roleIn([...apc, ...row('SF3B1', 'p.K700E', [20, 20])], 'SF3B1')).toMatchObject({ role: 'chip', alerting: false, truncal: false, reason: 'SF3B1: gene of clonal haematopoiesis, white blood cells not tested' });
    expect(chip({ wbcVafFraction: 0 })).toBe('other');
    expect(chip({ wbcVafFraction: 0.002 })).toBe('other');
    expect(chip({}, { tissuePositive: new Set(['SF3B1 p.K700E']) })).toBe('truncal');
    // KRAS, NRAS, BRAF and TP53 drive tumours too: not of blood cells by name alone.
    expect(roleIn([...apc, ...row('TP53', 'p.R175H', [0, 5])], 'TP53').role).not.toBe('chip');
    expect(roleIn([...apc, ...row('KRAS', 'p.L19F', [0, 5])], 'KRAS').role).toBe('other');
  });
  it('trackers and sensitivity of the catalogue', () => {
    expect(roleIn(row('TERT', 'c.-124C>T', [0, 8]), 'TERT', { nosology: 'hcc_lenvatinib' })).toMatchObject({ role: 'truncal', truncal: true, byHeight: false, alerting: false, reason: expect.stringContaining('Truncal tracker: catalogue hcc.tert') as unknown });
    expect(roleIn([...row('TP53', 'p.R175H', [90, 90]), ...row('PIK3CA', 'p.H1047R', [0, 8])], 'PIK3CA', { nosology: 'breast_hrpos_her2neg' })).toMatchObject({ role: 'sensitising', truncal: false, alerting: false, reason: expect.stringContaining('Sensitising: catalogue breast.pik3ca.e542k') as unknown });
  });
});

describe('a role that hangs on the others', () => {
  it('known from tissue: truncal, however small', () => {
    expect(roleIn([...row('APC', 'p.R1450*', [100, 100]), ...row('FOO', 'p.A1B', [0, 2])], 'FOO', { tissuePositive: new Set(['FOO p.A1B']) })).toMatchObject({ role: 'truncal', truncal: true, byHeight: false, alerting: false, tissueConfirmed: true, reason: 'Known from tumour tissue' });
  });
  it('a tracker gene seen at the first draw that could see it', () => {
    const high = row('FOO', 'p.A1B', [400, 400]);
    expect(roleIn([...high, ...row('APC', 'p.R1450*', [3, 3])], 'APC')).toMatchObject({ role: 'truncal', truncal: true, byHeight: false, reason: 'APC: tracker gene, seen at the first draw' });
    expect(roleIn([...high, ...row('APC', 'p.R1450*', [null, 3])], 'APC')).toMatchObject({ truncal: true, reason: 'APC: tracker gene, seen at the first draw' });
    for (const gene of ['TP53', 'SMAD4', 'CTNNB1', 'VHL', 'TERT', 'PBRM1']) expect(roleIn([...high, ...row(gene, 'p.A1B', [3, 3])], gene).truncal).toBe(true);
  });
  it('or later at a quarter of the largest tumour variant', () => {
    const later = (k: number): RoleResult => roleIn([...row('FOO', 'p.A1B', [400, 400]), ...row('APC', 'p.R1450*', [0, k])], 'APC');
    expect(later(99)).toMatchObject({ role: 'other', truncal: false });
    expect(later(100)).toMatchObject({ role: 'truncal', truncal: true, reason: 'APC: tracker gene, seen at a high share' });
    // What resists a drug is no measure of the tumour.
    expect(roleIn([...row('KRAS', 'p.G12D', [900, 900]), ...row('FOO', 'p.A1B', [40, 40]), ...row('APC', 'p.R1450*', [0, 12])], 'APC').truncal).toBe(true);
    // Never called: nothing.
    expect(roleIn([...row('FOO', 'p.A1B', [0, 0]), ...row('APC', 'p.R1450*', [0, 0])], 'APC')).toMatchObject({ role: 'other', truncal: false });
  });
  it('the highest of the patient at most draws: good to read others against, no proof of tumour', () => {
    const height = (foo: readonly number[], bar: readonly number[]): boolean[] => { const r = roles([...row('FOO', 'p.A1B', foo), ...row('BAR', 'p.C2D', bar)]); return [r.FOO!.byHeight, r.BAR!.byHeight]; };
    expect(roleIn([...row('FOO', 'p.A1B', [40, 40]), ...row('BAR', 'p.C2D', [9, 9])], 'FOO')).toMatchObject({ role: 'truncal', truncal: true, byHeight: true, reason: 'Highest VAF of the patient at most draws; not confirmed in tissue' });
    expect(height([40, 40, 5], [9, 9, 30])).toEqual([true, false]);
    expect(height([40, 5], [9, 30])).toEqual([false, false]);
    expect(height([40, 40], [40, 40])).toEqual([true, true]);
    expect(height([0, 0], [0, 0])).toEqual([false, false]);
    // A resistance variant is a tumour variant too: beneath it nothing is the highest. One of blood cells is not.
    expect(roleIn([...row('KRAS', 'p.G12D', [300, 300]), ...row('FOO', 'p.A1B', [40, 40])], 'FOO').byHeight).toBe(false);
    expect(roleIn([...row('DNMT3A', 'p.R882H', [300, 300]), ...row('FOO', 'p.A1B', [40, 40])], 'FOO').byHeight).toBe(true);
    expect(roleIn([...row('BRCA2', 'p.K3326*', [500, 500], { wbcVafFraction: 0.5 }), ...row('FOO', 'p.A1B', [40, 40])], 'FOO').byHeight).toBe(true);
    // Beneath a truncal variant it is none.
    expect(roleIn([...row('APC', 'p.R1450*', [300, 300]), ...row('FOO', 'p.A1B', [40, 40])], 'FOO')).toMatchObject({ role: 'other', byHeight: false });
  });
  it('resistance of insufficient weight raises no alert; what the catalogue does not know has no action', () => {
    const apc = row('APC', 'p.R1450*', [100, 100]);
    expect(roleIn([...apc, ...row('PTEN', 'p.R130*', [0, 20])], 'PTEN')).toMatchObject({ role: 'resistance', alerting: false, truncal: false, reason: expect.stringMatching(/^Caution only, raises no alert: catalogue mcrc_wt\.pten\.loss \(tier [A-E]\)$/) as unknown });
    expect(roleIn([...apc, ...row('BRAF', 'p.D594G', [0, 20])], 'BRAF')).toMatchObject({ role: 'other', alerting: false, reason: 'No action: catalogue mcrc_wt.braf.any' });
    expect(roleIn([...apc, ...row('FOO', 'p.A1B', [0, 20])], 'FOO')).toMatchObject({ role: 'other', alerting: false, match: null, reason: 'FOO p.A1B: no entry in the catalogue' });
  });
  it('one variant is asked as all are', () => {
    const all = series([...row('APC', 'p.R1450*', [100]), ...row('KRAS', 'p.G12D', [20])]);
    expect(roleOf(all.find((s) => s.gene === 'KRAS')!, all, ctx())).toEqual(rolesOf(all, ctx()).get('KRAS p.G12D'));
  });
});

describe('the course where white blood cells were not tested', () => {
  const tumour = [400, 200, 80, 40, 20, 20, 45, 100, 200, 400];
  const level = [10, 9, 12, 10, 8, 11, 9, 10, 12, 10];
  const apc = row('APC', 'p.R1450*', tumour);
  const course = (gene: string, variant: string, counts: readonly number[], more: Partial<Measurement> = {}, context: Partial<RoleContext> = {}): RoleResult => roleIn([...apc, ...row(gene, variant, counts, more)], gene, context);
  it('is asked of genes that blood cells carry, and of no other', () => {
    expect(course('KRAS', 'p.G12D', level)).toMatchObject({ role: 'resistance', alerting: true, blood: { p: expect.any(Number) as unknown } });
    expect(course('SF3B1', 'p.K700E', level)).toMatchObject({ role: 'chip', blood: { p: expect.any(Number) as unknown } });
    expect(course('EGFR', 'p.S492R', level).blood).toBeNull();
    expect(course('DNMT3A', 'p.R882H', level).blood).toBeNull();
    expect(course('TP53', 'p.R175H', level.map((k, i) => (i === 0 ? 0 : k))).blood).toBeNull();
  });
  it('not where cells or tissue have answered', () => {
    expect(course('KRAS', 'p.G12D', level, { wbcVafFraction: 0 }).blood).toBeNull();
    expect(course('KRAS', 'p.G12D', level, {}, { tissuePositive: new Set(['KRAS p.G12D']) }).blood).toBeNull();
  });
  it('not against a variant that is truncal only for being the highest', () => {
    expect(roleIn([...row('FOO', 'p.A1B', tumour), ...row('KRAS', 'p.G12D', level)], 'KRAS').blood).toBeNull();
  });
  it('a level course leaves the role and says it; one that goes with the tumour frees a listed gene', () => {
    expect(course('SF3B1', 'p.K700E', level).reason).toMatch(/^SF3B1: gene of clonal haematopoiesis, white blood cells not tested; its course stays level while truncal APC p\.R1450\* moved 20-fold: P\(blood cells\) .* \(prior 0\.8\)$/);
    expect(course('SF3B1', 'p.K700E', tumour.map((t) => Math.round(t / 2)))).toMatchObject({ role: 'other', alerting: false, reason: expect.stringMatching(/^SF3B1: listed as haematopoietic, yet its course does not stay level/) as unknown });
    expect(course('KRAS', 'p.G12D', tumour.map((t) => Math.round(t / 2)))).toMatchObject({ role: 'resistance', reason: expect.stringMatching(/^Resistance to anti_egfr: .*; its course does not stay level/) as unknown });
  });
  it('too little to tell is said so', () => {
    // Two draws, or a tumour that moved less than the noise of its draws, are not even asked.
    expect(roleIn([...row('APC', 'p.R1450*', [400, 20]), ...row('SF3B1', 'p.K700E', [9, 6])], 'SF3B1').blood).toBeNull();
    const open = roleIn([...row('APC', 'p.R1450*', [400, 40, 400]), ...row('SF3B1', 'p.K700E', [9, 3, 11])], 'SF3B1');
    expect(open.blood!.p).toBeGreaterThan(rules.bloodCourse.unlikely);
    expect(open.role).toBe('chip');
    // 400 against 40 of 1,000, half a molecule added to each: 400.5 over 40.5.
    expect(open.reason).toContain('while truncal APC p.R1450* moved 9.9-fold: P(blood cells) 0.');
  });
  it('a driver gene starts from another expectation, and its probability is said to two digits or as beyond them', () => {
    const driver = roleIn([...row('APC', 'p.R1450*', [400, 40, 400]), ...row('KRAS', 'p.G12D', [9, 3, 11])], 'KRAS');
    // Odds of 0.85 / 0.15 at 0.8 are odds of 0.16 at 0.1.
    expect(driver.blood!.p).toBeCloseTo(0.136, 1);
    expect(driver.reason).toMatch(/its course does not tell while truncal APC p\.R1450\* moved 9\.9-fold: P\(blood cells\) 0\.1\d \(prior 0\.1\)$/);
    expect(course('KRAS', 'p.G12D', tumour.map((t) => Math.round(t / 2))).reason).toMatch(/does not stay level while truncal APC p\.R1450\* moved 20-fold: P\(blood cells\) < 0\.01 \(prior 0\.1\)$/);
    expect(course('SF3B1', 'p.K700E', level).reason).toMatch(/P\(blood cells\) > 0\.99 \(prior 0\.8\)$/);
  });
  it('the reference: most draws called, of no gene that blood cells carry', () => {
    const all = series([...row('APC', 'p.R1450*', [40, 0, 40]), ...row('SMAD4', 'p.R361C', [40, 40, 40]), ...row('TP53', 'p.R175H', [40, 40, 40]), ...row('VHL', 'p.R161*', [9, 9, 9])]);
    const of = (...genes: string[]): string | undefined => truncalReference(all.filter((s) => genes.includes(s.gene)), new Set(['TP53']))?.gene;
    expect(of('APC', 'SMAD4', 'TP53')).toBe('SMAD4');
    expect(of('TP53')).toBeUndefined();
    // Of equals the first.
    expect(of('SMAD4', 'VHL')).toBe('SMAD4');
    expect(truncalReference([], new Set())).toBeNull();
  });
  it('a draw in which the truncal variant was not measured says nothing of it', () => {
    const [kras, ref] = series([...apc, ...row('KRAS', 'p.G12D', level)]).toReversed();
    const [more, same] = series([...apc, ...row('KRAS', 'p.G12D', [...level, 60])]).toReversed();
    expect(bloodCourse(more!, same!)).toEqual(bloodCourse(kras!, ref!));
  });
  it('nothing without a call of its own: single molecules are none', () => {
    for (const k of [0, 1]) {
      const [kras, ref] = series([...apc, ...row('KRAS', 'p.G12D', tumour.map(() => k))]).toReversed();
      expect(bloodCourse(kras!, ref!)).toBeNull();
    }
  });
  it.each<[Nosology | null]>([['mcrc_ras_braf_wt'], [null]])('is the same whatever the disease (%s)', (nosology) => {
    expect(course('KRAS', 'p.G12D', level, {}, { nosology }).blood!.p).toBeGreaterThan(0.5);
  });
});
