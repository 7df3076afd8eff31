/** The sample that rechallenge is judged on, asked directly: what counts as a call, as moving, as of the tumour, and at what depth a codon was read. */
import { describe, expect, it } from '@jest/globals';
import type { Measurement, PatientRecord } from '@clonewatch/domain';
import { brafV600, egfrEctodomain, rasExtended, type Mechanism, type RequiredCodon } from '../../../libs/guidance/src/rechallenge/criteria.data.js';
import { isMechanism, moves, originOf, readCodon, sampleOf, testedMechanism, tumourConfirmed, type Sample } from '../../../libs/guidance/src/rechallenge/sample.js';
import { newestVersions, ReadingCache, type VariantSeries } from '../../../libs/guidance/src/assemble.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import type { RoleResult } from '../../../libs/guidance/src/roles.js';
import { snapshotOf, type Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { measure, patient } from './records.js';
import { asked, candidate, today, usualLines, type Change } from './rechallenge-records.js';

const required = [...rasExtended, ...brafV600, ...egfrEctodomain];
const drawn = today - 7;
const snapOf = (record: PatientRecord): Snapshot => {
  const canonical = canonicalRecord(record);
  return snapshotOf(canonical, newestVersions(canonical.measurements), today, new ReadingCache(canonical.controls));
};
const snapWith = (rows: readonly Measurement[]): Snapshot => snapOf(patient(rows, usualLines()));
const sample = (c: Change = {}): Sample => sampleOf(snapOf(candidate(c)), required)!;
const ofRows = (rows: readonly Measurement[]): Sample => sampleOf(snapWith(rows), required)!;
const seriesOf = (snap: Snapshot, gene: string, variant?: string): VariantSeries => snap.series.find((s) => s.gene === gene && (variant === undefined || s.variant === variant))!;
const kras12 = rasExtended.find((c) => c.gene === 'KRAS' && c.codon === 12)!;
const early = today - 120;
const earlier = (gene: string, variant: string, k: number | null, n: number | null, more: Partial<Measurement> = {}): Measurement => measure('E1', early, gene, variant, k, n, more);

describe('a variant moves', () => {
  /** [molecules, depth] of draws four weeks apart. */
  const moving = (...draws: readonly (readonly [number, number])[]): boolean => moves(seriesOf(snapWith(draws.map(([k, n], i) => measure(`S${i}`, today - 300 + 28 * i, 'APC', 'p.R1450*', k, n))), 'APC'));
  it('from three-fold on, if surely more than one and a half; up or down, at any depth', () => {
    expect([moving([10, 3500], [105, 3500]), moving([105, 3500], [10, 3500])]).toEqual([true, true]);
    expect([moving([100, 3500], [290, 3500]), moving([100, 3500], [310, 3500])]).toEqual([false, true]);
    // Four-fold of one molecule: chance alone gives it.
    expect(moving([1, 3500], [4, 3500])).toBe(false);
    expect([moving([100, 1000], [100, 10_000]), moving([100, 10_000], [330, 33_000])]).toEqual([true, false]);
  });
  it('between its highest and its lowest draw, wherever they lie', () => {
    expect([moving([50, 3500], [220, 3500], [60, 3500]), moving([220, 3500], [50, 3500], [200, 3500]), moving([100, 3500], [110, 3500], [95, 3500])]).toEqual([true, true, false]);
  });
  it('not in one draw, nor where it was never called', () => {
    expect([moving([105, 3500]), moving([0, 3500], [0, 3500]), moving([0, 350_000], [1, 350])]).toEqual([false, false, false]);
  });
});

describe('origin and proof of tumour', () => {
  const level = snapWith([measure('S0', today - 40, 'KRAS', 'p.G12D', 30, 3500), measure('S1', drawn, 'KRAS', 'p.G12D', 31, 3500), measure('S0', today - 40, 'NRAS', 'p.Q61H', 10, 3500), measure('S1', drawn, 'NRAS', 'p.Q61H', 105, 3500), measure('S1', drawn, 'EGFR', 'p.S492R', 31, 3500)]);
  const role = (gene: string, more: Partial<RoleResult>): RoleResult => ({ ...level.roles.get(seriesOf(level, gene).key)!, blood: null, ...more });
  const said = (gene: string, more: Partial<RoleResult> = {}): readonly string[] => { const { origin, why } = originOf(seriesOf(level, gene), role(gene, more)); return [origin, why]; };
  it('white blood cells decide, then tissue, then the gene, then its course', () => {
    expect(said('KRAS', { role: 'chip', reason: 'White blood cells carry it' })).toEqual(['blood', 'White blood cells carry it']);
    expect(said('KRAS', { role: 'germline', reason: 'inherited' })).toEqual(['blood', 'inherited']);
    for (const state of ['negative', 'below_plasma'] as const) expect(said('KRAS', { wbc: { state, vaf: 0 } })).toEqual(['tumour', 'not explained by white blood cells']);
    expect(said('KRAS', { tissueConfirmed: true })).toEqual(['tumour', 'known from tumour tissue']);
    expect(said('EGFR')).toEqual(['tumour', 'not a gene of clonal haematopoiesis']);
    expect(said('KRAS')).toEqual(['unresolved', 'white blood cells not tested and its course does not tell']);
    expect(said('NRAS')).toEqual(['tumour', 'it moves, as blood-cell variants do not']);
  });
  it('a course that blood cells explain with even odds leaves it open even where it moves; one of at most 5 % settles it', () => {
    const course = (p: number): Partial<RoleResult> => ({ blood: { p, reason: `blood cells ${p}` } });
    expect(said('NRAS', course(0.5))).toEqual(['unresolved', 'white blood cells not tested, and blood cells 0.5']);
    expect(said('NRAS', course(0.49))).toEqual(['tumour', 'it moves, as blood-cell variants do not']);
    expect(said('KRAS', course(0.05))).toEqual(['tumour', 'blood cells 0.05']);
    expect(said('KRAS', course(0.06))).toEqual(['unresolved', 'white blood cells not tested and its course does not tell']);
  });
  it('a truncal variant proves tumour when tissue or clean blood cells confirm it, or it moves and is no mere highest', () => {
    const wbc = (state: RoleResult['wbc']['state']): Partial<RoleResult> => ({ truncal: true, wbc: { state, vaf: null } });
    const proof = (gene: string, more: Partial<RoleResult>): boolean => tumourConfirmed(seriesOf(level, gene), role(gene, { truncal: true, byHeight: false, tissueConfirmed: false, wbc: { state: 'not_tested', vaf: null }, ...more }));
    expect([proof('KRAS', {}), proof('KRAS', { tissueConfirmed: true }), proof('KRAS', wbc('negative')), proof('KRAS', wbc('below_plasma'))]).toEqual([false, true, true, true]);
    expect([proof('NRAS', {}), proof('NRAS', { byHeight: true }), proof('NRAS', { byHeight: true, tissueConfirmed: true })]).toEqual([true, false, true]);
    for (const state of ['germline', 'positive'] as const) expect([proof('NRAS', wbc(state)), proof('KRAS', { ...wbc(state), tissueConfirmed: true })]).toEqual([false, false]);
    expect([proof('NRAS', { truncal: false }), proof('KRAS', { truncal: false, tissueConfirmed: true })]).toEqual([false, false]);
  });
});

describe('a call', () => {
  const called = (...rows: Measurement[]): string[] => ofRows(rows).called.map((c) => c.label);
  const one = (k: number | null, n: number | null, more: Partial<Measurement> = {}): Measurement => measure('S1', drawn, 'KRAS', 'p.G12D', k, n, more);
  it('needs two molecules, and a chance of at most 1 % where one allele is tested', () => {
    // Expected 0.1: P(two or more) is 0.47 %; expected 0.2: 1.8 %, within the 5 % of one test, beyond 1 %.
    expect(called(one(2, 10_000, { backgroundFraction: 1e-5 }))).toEqual(['KRAS p.G12D']);
    expect(called(one(2, 10_000, { backgroundFraction: 2e-5 }))).toEqual([]);
    expect(called(one(1, 10_000, { backgroundFraction: 1e-9 }))).toEqual([]);
  });
  it('is what the laboratory called where there are no counts, whatever it called where there are', () => {
    expect(called(one(null, null, { reportedStatus: 'detected' }))).toEqual(['KRAS p.G12D']);
    expect(called(one(null, null, { reportedStatus: 'not_detected' }))).toEqual([]);
  });
  it('of an allele called in an earlier draw is judged alone: two molecules beside 29 others are enough', () => {
    const two = { counts: { 'KRAS p.G12D': 2 } };
    const labels = (c: Change): string[] => sample(c).called.map((x) => x.label);
    expect(labels(two)).toEqual(['APC p.R1450*']);
    expect(labels({ ...two, more: [earlier('KRAS', 'p.G12D', 30, 3500)] })).toEqual(['APC p.R1450*', 'KRAS p.G12D']);
    // Tested before, not called; called on the day of the sample itself; another allele called before.
    expect(labels({ ...two, more: [earlier('KRAS', 'p.G12D', 0, 3500)] })).toEqual(['APC p.R1450*']);
    expect(labels({ ...two, more: [earlier('KRAS', 'p.G13D', 30, 3500)] })).toEqual(['APC p.R1450*']);
  });
  it('asks more of each of many alleles: 5 % over all those tested here and never called before', () => {
    const single = (tests: number): number => 1 - 0.95 ** (1 / tests);
    const alpha = (c: Change): number => sample(c).alpha;
    expect(alpha({})).toBeCloseTo(single(asked.length), 10);
    const fewer = single(asked.length - 1);
    for (const c of [
      { counts: { 'KRAS p.G12D': null } }, { more: [earlier('KRAS', 'p.G12D', 30, 3500)] }, { counts: { 'KRAS p.G12D': 12 }, edit: (m: Measurement) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, wbcVafFraction: 0.004 } : m) },
      { edit: (m: Measurement) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected' as const, inputHge: null } : m) },
    ]) expect(alpha(c)).toBeCloseTo(fewer, 10);
    // Not asked for by any gate: no further test. Asked for a second time at a codon: one more.
    expect(alpha({ more: [measure('S1', drawn, 'PIK3CA', 'p.E545K', 0, 3500)] })).toBeCloseTo(single(asked.length), 10);
    expect(alpha({ more: [measure('S1', drawn, 'KRAS', 'p.L19F', 0, 3500)] })).toBeCloseTo(single(asked.length), 10);
    expect(alpha({ more: [measure('S1', drawn, 'SRSF2', 'p.P12H', 0, 3500)] })).toBeCloseTo(single(asked.length), 10);
    expect(alpha({ more: [measure('S1', drawn, 'KRAS', 'p.G12V', 0, 3500)] })).toBeCloseTo(single(asked.length + 1), 10);
  });
});

describe('a clone known before', () => {
  const known = (...more: Measurement[]): boolean => sample({ more }).knownClone;
  it('is one that a gate asks for, called beyond doubt in an earlier draw, and not of blood cells', () => {
    expect(known()).toBe(false);
    expect([known(earlier('KRAS', 'p.G12D', 30, 3500)), known(earlier('MET', 'amplification', null, null, { reportedStatus: 'detected' }))]).toEqual([true, true]);
    // Two molecules are called alone (0.5 %), and in doubt among 29.
    expect([known(earlier('KRAS', 'p.G12D', 2, 3500)), known(earlier('KRAS', 'p.G12D', 0, 3500))]).toEqual([false, false]);
    expect([known(earlier('KRAS', 'p.G12D', 30, 3500, { wbcVafFraction: 0.009 })), known(earlier('PIK3CA', 'p.E545K', 30, 3500)), known(earlier('APC', 'p.R1450*', 100, 3500))]).toEqual([false, false, false]);
    expect(sample({ counts: { 'KRAS p.G12D': 40 } }).knownClone).toBe(false);
  });
});

describe('the tumour signal', () => {
  it('is the sum over confirmed truncal variants of the sample, called or not', () => {
    const q1367 = (k: number, more: Partial<Measurement> = {}): Measurement => measure('S1', drawn, 'APC', 'p.Q1367*', k, 2000, { wbcVafFraction: 0, ...more });
    expect(sample().tumour).toMatchObject({ mutant: 105, total: 3500 });
    expect(sample({ more: [q1367(40)] }).tumour).toMatchObject({ mutant: 145, total: 5500 });
    expect(sample({ more: [q1367(0), measure('E1', early, 'APC', 'p.Q1367*', 50, 2000)] }).tumour).toMatchObject({ mutant: 105, total: 5500 });
    expect(sample({ more: [q1367(40, { wbcVafFraction: null })] }).tumour).toMatchObject({ mutant: 105, total: 3500 });
    expect(sample().tumour!.background).toBeCloseTo(0.105, 6);
  });
  it('is none from TP53 alone, or where no confirmed one was called; TP53 adds to another', () => {
    const tp53 = measure('S1', drawn, 'TP53', 'p.R175H', 70, 3500, { wbcVafFraction: 0 });
    expect([sample({ truncal: { gene: 'TP53', variant: 'p.R175H' } }).tumour, sample({ truncal: { k: 0 }, more: [earlier('APC', 'p.R1450*', 100, 3500)] }).tumour, sample({ truncal: { wbc: null } }).tumour]).toEqual([null, null, null]);
    expect(sample({ more: [tp53] }).tumour).toMatchObject({ mutant: 175, total: 7000 });
  });
  it('is else half a reported tumour fraction of 1 % or more, of the deepest row', () => {
    const only = (tumourFraction: number, depth: (m: Measurement) => Partial<Measurement> = () => ({})): Sample['tumour'] => sample({ truncal: null, edit: (m) => ({ ...m, tumourFraction, ...depth(m) }) }).tumour;
    expect(only(0.04)).toEqual({ mutant: 70, total: 3500, background: 0 });
    expect(only(0.01)).toEqual({ mutant: 17.5, total: 3500, background: 0 });
    expect(only(0.0099)).toBeNull();
    expect(only(0.04, (m) => (m.gene === 'MET' ? { totalCount: 5000 } : {}))).toMatchObject({ mutant: 100, total: 5000 });
    expect(only(0.04, () => ({ mutantCount: null, totalCount: null, inputHge: 2000, reportedStatus: 'not_detected' }))).toMatchObject({ mutant: 40, total: 2000 });
    expect(only(0.04, () => ({ mutantCount: null, totalCount: null, inputHge: null, reportedStatus: 'not_detected' }))).toBeNull();
  });
});

describe('a codon was read', () => {
  const row = (gene: string, variant: string, n: number | null, more: Partial<Measurement> = {}): Measurement => measure('S1', drawn, gene, variant, n === null ? null : 0, n, more);
  const panel = ['KRAS', 'NRAS', 'BRAF', 'EGFR', 'APC', 'DNMT3A'];
  const read = (rows: readonly Measurement[], c: RequiredCodon = kras12) => readCodon(ofRows(rows), c);
  it('by sequencing of any change at it; of several positions the shallowest counts, of several tubes of one the deepest', () => {
    expect(read([row('KRAS', 'p.G12D', 3000)])).toMatchObject({ tested: true, partly: ['p.G12D'], reading: { total: 3000 } });
    expect(read([row('KRAS', 'p.G12D', 3000), row('KRAS', 'p.G12V', 1000)]).reading?.total).toBe(1000);
    expect(read([row('KRAS', 'p.G12D', 1000), row('KRAS', 'p.G12V', 3000)]).reading?.total).toBe(1000);
    expect(read([row('KRAS', 'p.G12D', 1000), measure('S2', drawn, 'KRAS', 'p.G12D', 0, 3000)]).reading?.total).toBe(3000);
    expect(read([row('KRAS', 'p.G12D', 3000), measure('S2', drawn, 'KRAS', 'p.G12D', 0, 1000)]).reading?.total).toBe(3000);
    expect(read([row('KRAS', 'p.G12D', 3000), row('KRAS', 'p.G12V', null, { reportedStatus: 'detected' })]).reading).toBeNull();
    for (const other of [row('KRAS', 'p.G13D', 3000), row('NRAS', 'p.G12D', 3000), row('KRAS', 'amplification', null, { reportedStatus: 'not_detected' }), row('KRAS', 'p.G12D', null, { reportedStatus: 'not_covered' })]) {
      expect(read([other]).tested).toBe(false);
    }
  });
  it('by partitions only with every catalogued change at it', () => {
    const dpcr = { countUnit: 'partitions' as const, wildtypeCount: 3000 };
    expect(read([row('KRAS', 'p.G12D', 18_000, dpcr)])).toMatchObject({ tested: false, reading: null, partly: ['p.G12D'] });
    expect(read(kras12.alleles.map((a) => row('KRAS', a, 18_000, dpcr))).tested).toBe(true);
    expect(read(kras12.alleles.slice(1).map((a) => row('KRAS', a, 18_000, dpcr))).tested).toBe(false);
  });
  it('by a panel that names it, at the lowest depth that its assay reports in the sample', () => {
    const here = [row('APC', 'p.R1450*', 3500, { panel }), row('BRAF', 'p.V600E', 2000, { panel })];
    expect(read(here)).toMatchObject({ tested: true, partly: [], reading: { total: 2000 } });
    expect(read(here).reading!.background).toBeCloseTo(0.06, 6);
    expect(read(here).reading!.alpha).toBeCloseTo(ofRows(here).alpha, 12);
    // Another assay's depth, a position that failed and a variant of blood cells say nothing of it.
    const others = [row('EGFR', 'p.S492R', 100, { assay: 'dPCR' }), row('NRAS', 'p.Q61H', 50, { reportedStatus: 'failed_qc', panel }), row('DNMT3A', 'p.R882H', 300, { panel, mutantCount: 40 })];
    expect(read([...here, ...others]).reading?.total).toBe(2000);
    expect(read([row('APC', 'p.R1450*', 3500, { panel: ['APC', 'KRAS:13'] })]).tested).toBe(false);
    expect(read([row('APC', 'p.R1450*', 3500)]).tested).toBe(false);
    expect(read([row('', '', null, { panel, reportedStatus: 'failed_qc' })]).tested).toBe(false);
  });
  it('not by a panel of whose assay a row says that just this position failed; another assay may have read it', () => {
    const failed = row('KRAS', 'p.G12D', null, { reportedStatus: 'failed_qc', panel });
    expect(read([row('APC', 'p.R1450*', 3500, { panel }), failed]).tested).toBe(false);
    expect(read([row('APC', 'p.R1450*', 3500, { panel }), { ...failed, assay: 'dPCR' }]).tested).toBe(true);
  });
  it('at the depth of a row that says nothing was detected, where no other has one', () => {
    const empty = (n: number | null, more: Partial<Measurement> = {}): Measurement => measure('S1', drawn, '', '', null, n, { panel, inputHge: null, ...more });
    expect(read([empty(1500)]).reading).toMatchObject({ total: 1500, background: 0.045 });
    expect(read([empty(null, { inputHge: 1200 })]).reading?.total).toBe(1200);
    expect(read([empty(18_000, { countUnit: 'partitions', inputHge: 1100 })]).reading?.total).toBe(1100);
    expect(read([empty(null)])).toMatchObject({ tested: true, reading: null });
    expect(read([empty(0)]).reading).toBeNull();
    expect(read([empty(1500), row('APC', 'p.R1450*', 900, { panel })]).reading?.total).toBe(900);
    expect(read([empty(900), row('APC', 'p.R1450*', 1500, { panel })]).reading?.total).toBe(900);
    expect(read([empty(1500), empty(300, { assay: 'other', panel: ['TP53'] })]).reading?.total).toBe(1500);
  });
  it('at 4.74 molecules over a stated limit of detection where nobody counted; a limit of 0 says nothing', () => {
    const stated = (lodFraction: number): Measurement => row('KRAS', 'p.G12D', null, { reportedStatus: 'not_detected', inputHge: null, lodFraction });
    expect(read([stated(0.002)]).reading).toEqual({ total: 2370, background: 0, alpha: 0.01 });
    expect(read([stated(0)]).reading).toBeNull();
  });
  it('an allele called before is judged at 1 %, one never seen at its share of 5 %', () => {
    const s = sample({ more: [earlier('KRAS', 'p.G12D', 30, 3500)] });
    expect(readCodon(s, kras12).reading!.alpha).toBe(0.01);
    expect(readCodon(s, rasExtended.find((c) => c.gene === 'KRAS' && c.codon === 13)!).reading!.alpha).toBeCloseTo(s.alpha, 12);
    // One allele alone: 5 % would be its share, 1 % is the most.
    expect(read([row('KRAS', 'p.G12D', 3000)]).reading!.alpha).toBe(0.01);
  });
});

describe('a further mechanism', () => {
  const of = (change: Mechanism['change'], more: Partial<Mechanism> = {}): Mechanism => ({ label: 'x', genes: ['PTEN'], change, call: 'fail', ...more });
  it.each<[Mechanism, string, string, boolean]>([
    [of('any'), 'PTEN', 'p.K57N', true], [of('any'), 'NF1', 'p.K57N', false], [of('amplification'), 'PTEN', 'amplification', true], [of('amplification'), 'PTEN', 'p.K57N', false],
    [of('fusion'), 'PTEN', 'fusion:X', true], [of('fusion'), 'PTEN', 'loss', false], [of('loss'), 'PTEN', 'loss', true], [of('loss'), 'PTEN', 'p.R130*', true], [of('loss'), 'PTEN', 'p.K267fs', true],
    [of('loss'), 'PTEN', 'p.K267fs*', true], [of('loss'), 'PTEN', 'p.K267fs*12', true], [of('loss'), 'PTEN', 'p.K267Rfs', true], [of('loss'), 'PTEN', 'p.K267Rfs*', true], [of('loss'), 'PTEN', 'p.K267Rfs*12', true], [of('loss'), 'PTEN', 'p.R130G', false], [of('loss'), 'PTEN', 'amplification', false],
    [of('codons', { from: 979, to: 1068 }), 'PTEN', 'p.A979V', true], [of('codons', { from: 979, to: 1068 }), 'PTEN', 'p.A1068V', true], [of('codons', { from: 979, to: 1068 }), 'PTEN', 'p.A978V', false], [of('codons', { from: 979, to: 1068 }), 'PTEN', 'p.A1069V', false], [of('codons', { from: 0, to: 1068 }), 'PTEN', 'amplification', false],
  ])('%j is %s %s: %s', (m, gene, variant, expected) => { expect(isMechanism(m, gene, variant)).toBe(expected); });
  it('was looked for by a row of it, or by a panel that names it; not by a row of another kind, or one not covered', () => {
    const looked = (m: Mechanism, ...rows: Measurement[]): readonly string[] => testedMechanism(ofRows(rows), m);
    const row = (variant: string, more: Partial<Measurement> = {}): Measurement => measure('S1', drawn, 'MET', variant, null, null, { reportedStatus: 'not_detected', inputHge: 3000, ...more });
    const met = (change: Mechanism['change'], more: Partial<Mechanism> = {}): Mechanism => of(change, { genes: ['MET', 'ALK'], ...more });
    expect([looked(met('amplification'), row('amplification')), looked(met('amplification'), row('p.D1010N')), looked(met('amplification'), row('amplification', { reportedStatus: 'not_covered' }))]).toEqual([['MET'], [], []]);
    const apc = (panel: string[]): Measurement => measure('S1', drawn, 'APC', 'p.R1450*', 100, 3500, { panel });
    expect([looked(met('amplification'), apc(['MET'])), looked(met('amplification'), apc(['MET:amplification'])), looked(met('amplification'), apc(['MET:1010']))]).toEqual([['MET'], ['MET'], []]);
    expect([looked(met('fusion'), apc(['ALK'])), looked(met('loss'), apc(['ALK:loss'])), looked(met('fusion'), apc(['ALK:loss']))]).toEqual([['ALK'], ['ALK'], []]);
    expect([looked(met('codons', { from: 17, to: 17 }), apc(['MET:17'])), looked(met('codons', { from: 979, to: 1068 }), apc(['MET:1047'])), looked(met('codons', { from: 17, to: 17 }), apc(['MET:1047']))]).toEqual([['MET'], ['MET'], []]);
  });
});
