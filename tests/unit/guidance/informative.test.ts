/** Could this draw have answered? The three states with each reason, on one draw and given roles: what proves tumour DNA, how much of it, and what is said where nothing does. */
import { describe, expect, it } from '@jest/globals';
import type { DrawResult, Measurement, TumourDna } from '@clonewatch/domain';
import { ReadingCache, type VariantSeries } from '../../../libs/guidance/src/assemble.js';
import { assessDraw, type DrawView } from '../../../libs/guidance/src/informative.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import type { RoleResult } from '../../../libs/guidance/src/roles.js';
import { snapshotOf } from '../../../libs/guidance/src/snapshot.js';
import { measure, patient } from './records.js';

const view: DrawView = { specimenId: 'S1', day: 10, tumourFraction: null, inputHge: 4200, anyRow: true, emptyRowRead: false, anyFailed: false, tumourDna: [], present: null };
const other: RoleResult = { role: 'other', reason: '', match: null, alerting: false, truncal: false, byHeight: false, wbc: { state: 'not_tested', vaf: null }, blood: null, tissueConfirmed: false };
const truncal: RoleResult = { ...other, role: 'truncal', truncal: true };
const wbc = (state: RoleResult['wbc']['state']): Pick<RoleResult, 'wbc'> => ({ wbc: { state, vaf: null } });
type Row = readonly [Measurement, RoleResult];
const row = (gene: string, variant: string, k: number | null, n: number | null, role: RoleResult, more: Partial<Measurement> = {}): Row => [measure('S1', 10, gene, variant, k, n, more), role];
const apc = (k: number, role: RoleResult = truncal, n = 10_000): Row => row('APC', 'p.R1450*', k, n, role);
const tp53 = (k: number, role: RoleResult = truncal): Row => row('TP53', 'p.R175H', k, 10_000, role);
const kras = (k: number, role: RoleResult): Row => row('KRAS', 'p.G12D', k, 10_000, role);

function told(rows: readonly Row[], more: Partial<DrawView> = {}): DrawResult {
  const record = canonicalRecord(patient(rows.map(([m]) => m), []));
  const series: readonly VariantSeries[] = snapshotOf(record, record.measurements, 10, new ReadingCache([])).series;
  const roles = new Map(series.map((s) => [s.key, rows.find(([m]) => m.gene === s.gene && m.variant === s.variant)![1]]));
  return assessDraw({ ...view, ...more }, series, roles);
}
const said = (rows: readonly Row[], more: Partial<DrawView> = {}): readonly string[] => { const { informative, reason } = told(rows, more); return [informative, reason]; };
const nothing = 'Cannot be assessed: no tumour DNA shown in this draw';

describe('a draw', () => {
  it('is informative from a truncal 0.2 %, or a reported tumour fraction of 1 %; below it is limited', () => {
    expect(said([apc(20)])).toEqual(['informative', 'Truncal APC p.R1450* called at 0.20 %']);
    expect(said([apc(19)])).toEqual(['limited', 'Truncal APC p.R1450* called at 0.19 %, below 0.20 %']);
    expect(said([apc(0)], { tumourFraction: 0.01 })).toEqual(['informative', 'Tumour fraction 1.0 % reported']);
    expect(said([apc(0)], { tumourFraction: 0.0099 })).toEqual(['not_informative', nothing]);
    // A fraction of 1 % outranks a truncal call in doubt.
    expect(said([tp53(500)], { tumourFraction: 0.02 })).toEqual(['informative', 'Tumour fraction 2.0 % reported']);
  });
  it('names the highest truncal call, in whatever order', () => {
    const smad4 = (k: number): Row => row('SMAD4', 'p.R361H', k, 10_000, truncal);
    expect([said([apc(80), smad4(300)])[1], said([apc(300), smad4(80)])[1]]).toEqual(['Truncal SMAD4 p.R361H called at 3.0 %', 'Truncal APC p.R1450* called at 3.0 %']);
    expect(told([apc(80), smad4(300)]).truncalVaf).toBeCloseTo(0.03, 12);
  });
  it('is not proved by TP53 alone, nor by a variant that is merely the highest, unless blood cells are clean or tissue shows it', () => {
    expect(said([tp53(500)])).toEqual(['limited', 'Only TP53 p.R175H (5.0 %) speaks for tumour DNA, and TP53 alone can come from white blood cells (not tested)']);
    const highest = { ...truncal, byHeight: true };
    expect(said([row('ATM', 'p.R337C', 500, 10_000, highest)])).toEqual(['limited', 'Only ATM p.R337C (5.0 %) speaks for tumour DNA, and it is not confirmed in tissue, nor are white blood cells tested']);
    for (const proof of [wbc('negative'), wbc('below_plasma'), { tissueConfirmed: true }]) {
      expect(said([tp53(500, { ...truncal, ...proof })])).toEqual(['informative', 'Truncal TP53 p.R175H called at 5.0 %']);
      expect(said([row('ATM', 'p.R337C', 500, 10_000, { ...highest, ...proof })])[0]).toBe('informative');
    }
    for (const none of [wbc('positive'), wbc('germline')]) expect(said([tp53(500, { ...truncal, ...none })])[0]).toBe('limited');
    // Another truncal variant beside it settles it; the highest is still named.
    expect(said([tp53(500), apc(60)])).toEqual(['informative', 'Truncal TP53 p.R175H called at 5.0 %']);
  });
  it('that shows another variant of the tumour, but no truncal one, is limited: how much is not known', () => {
    const words = 'Tumour DNA shown by KRAS p.G12D at 0.20 %; without a truncal variant called it is not known how much';
    for (const proof of [wbc('negative'), wbc('below_plasma'), { tissueConfirmed: true }]) {
      for (const role of ['resistance', 'sensitising', 'other'] as const) expect(said([apc(0), kras(20, { ...other, role, ...proof })])).toEqual(['limited', words]);
      for (const role of ['chip', 'germline'] as const) expect(said([apc(0), kras(50, { ...other, role, ...proof })])).toEqual(['not_informative', nothing]);
    }
    expect(said([apc(0), kras(50, { ...other, role: 'resistance' })])).toEqual(['not_informative', nothing]);
    expect(said([apc(0), kras(19, { ...other, role: 'resistance', ...wbc('negative') })])).toEqual(['not_informative', nothing]);
    // The highest of several is named, in whatever order; a truncal call outranks it.
    const clean = { ...other, ...wbc('negative') };
    for (const [a, b] of [[90, 60], [60, 90]] as const) expect(said([kras(a, clean), row('NRAS', 'p.Q61K', b, 10_000, clean)])[1]).toMatch(a > b ? /^Tumour DNA shown by KRAS p\.G12D at 0\.90 %/ : /^Tumour DNA shown by NRAS p\.Q61K at 0\.90 %/);
    expect(said([apc(50), kras(500, clean)])).toEqual(['informative', 'Truncal APC p.R1450* called at 0.50 %']);
  });
  it('in which an assay found tumour DNA without naming a variant is limited, before any other call is asked', () => {
    const present: TumourDna = { assay: 'PCM MRD', state: 'detected', tumourFraction: 0.0004, moleculesPerMl: null, lod: null };
    expect(said([apc(0)], { present })).toEqual(['limited', 'Tumour DNA detected by PCM MRD (tumour fraction 0.040 %), no variant named']);
    expect(said([kras(50, { ...other, ...wbc('negative') })], { present })[1]).toMatch(/PCM MRD/);
    expect(told([apc(0)], { tumourDna: [present] }).tumourDna).toEqual([present]);
    expect('tumourDna' in told([apc(0)])).toBe(false);
  });
  it('says why it cannot be assessed: failed, not covered, no result, no tumour DNA, no truncal variant known', () => {
    const at = (status: Measurement['reportedStatus']): Row => row('APC', 'p.R1450*', null, null, truncal, { reportedStatus: status });
    expect(said([at('failed_qc')])).toEqual(['not_informative', 'Cannot be assessed: quality control failed']);
    expect(said([at('not_covered')])).toEqual(['not_informative', 'Cannot be assessed: no tracked variant was covered by the assay']);
    expect(said([at('not_covered')], { anyFailed: true })).toEqual(['not_informative', 'Cannot be assessed: quality control failed']);
    expect(said([], { anyRow: false })).toEqual(['not_informative', 'Cannot be assessed: no result for this draw']);
    expect(said([], { emptyRowRead: true })).toEqual(['not_informative', `${nothing} (no truncal variant known)`]);
    expect(said([kras(0, other)])).toEqual(['not_informative', `${nothing} (no truncal variant known)`]);
    // One variant read is a reading, whatever failed beside it.
    expect(said([apc(0), row('KRAS', 'p.G12D', null, null, other, { reportedStatus: 'failed_qc' })])).toEqual(['not_informative', nothing]);
    // A call without a fraction gives no amount.
    expect(said([row('APC', 'p.R1450*', null, null, truncal, { reportedStatus: 'detected' })])).toEqual(['not_informative', nothing]);
  });
  it('states its deepest reading, its input and only its own specimen', () => {
    const rows = [apc(80, truncal, 3000), row('KRAS', 'p.G12D', 0, 5000, other), row('NRAS', 'p.Q61K', 0, 4000, other)];
    expect(told(rows)).toMatchObject({ specimenId: 'S1', day: 10, totalMolecules: 5000, inputHge: 4200 });
    expect(told(rows, { specimenId: 'S2' })).toMatchObject({ specimenId: 'S2', informative: 'not_informative', totalMolecules: null, truncalVaf: null });
    expect(told([row('APC', 'p.R1450*', null, null, truncal, { reportedStatus: 'not_covered' })]).totalMolecules).toBeNull();
  });
});
