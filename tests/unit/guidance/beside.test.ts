/** What tumour tissue said beside the blood: the newest result of a method, lesion and change, and what of it explains a tumour that grows under the drugs in use. Days of a timeline. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, Nosology, TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { excludedInTissue, newestInTissue } from '../../../libs/guidance/src/mechanisms/beside.js';
import { line } from './records.js';

const told = (day: number, kind: string, result: string, gene = 'MET', variant = ''): Assessment => ({ day, kind, gene, variant, result, unit: '' });

describe('the newest result of tissue', () => {
  const newest = (assessments: readonly Assessment[], since = -Infinity, until = Infinity): unknown[] => newestInTissue({ assessments }, since, until).map((f) => [f.a.day, f.a.kind, f.gene, f.variant, f.found]);
  it('is of one method, lesion and change, whatever the order of rows and the case of the method', () => {
    const rows = [told(10, 'fish', 'amplified'), told(20, 'FISH', 'not amplified')];
    for (const order of [rows, [...rows].reverse()]) expect(newest(order)).toEqual([[20, 'FISH', 'MET', 'amplification', false]]);
    const turned = [told(10, 'fish', 'not amplified'), told(20, 'fish', 'amplified')];
    for (const order of [turned, [...turned].reverse()]) expect(newest(order)).toEqual([[20, 'fish', 'MET', 'amplification', true]]);
    expect(newest([told(10, 'fish', 'amplified'), told(20, 'fish:lung', 'not amplified'), told(20, 'ihc', 'not amplified'), told(20, 'fish', 'not amplified', 'ERBB2')])).toHaveLength(4);
  });
  it('of two of one day is the one that found it', () => {
    const rows = [told(10, 'fish', 'amplified'), told(10, 'fish', 'not amplified')];
    for (const order of [rows, [...rows].reverse()]) expect(newest(order)).toEqual([[10, 'fish', 'MET', 'amplification', true]]);
    expect(newest([told(10, 'fish', 'not amplified'), told(10, 'fish', 'not amplified')])).toEqual([[10, 'fish', 'MET', 'amplification', false]]);
  });
  it('counts within its days, both included; of tissue and of a gene; where it says whether', () => {
    const row = told(10, 'fish', 'amplified');
    expect([newest([row], 10, 10), newest([row], 11), newest([row], 0, 9)].map((x) => x.length)).toEqual([1, 0, 0]);
    expect(newest([told(10, 'imaging', 'positive'), told(10, 'tissue', 'positive', ''), told(10, 'ihc', '2+', 'ERBB2'), told(10, 'fish', 'equivocal')])).toEqual([]);
    // One that does not say leaves the one before it.
    expect(newest([row, told(20, 'fish', 'equivocal', 'MET', 'amplification')])).toEqual([[10, 'fish', 'MET', 'amplification', true]]);
  });
});

describe('what tissue explains under the drugs in use', () => {
  const osimertinib = (from = 0, to: number | null = null): TreatmentLine => line(from, to, { regimen: 'osimertinib', agents: ['osimertinib'], therapyClasses: ['egfr_tki'] });
  const other = (cls: TherapyClass, from = 0): TreatmentLine => line(from, null, { regimen: 'x', agents: ['x'], therapyClasses: [cls] });
  const found = (assessments: readonly Assessment[], lines: readonly TreatmentLine[] = [osimertinib()], day = 100, nosology: Nosology | null = 'nsclc_egfr'): string[] => excludedInTissue({ assessments, nosology }, lines, day).map((f) => `${f.gene} ${f.variant}`);
  const met = told(50, 'fish', 'amplified');
  it('is what excludes them, found since they were begun', () => {
    expect(found([met])).toEqual(['MET amplification']);
    expect(found([told(50, 'fish', 'not amplified')])).toEqual([]);
    expect([found([told(0, 'fish', 'amplified')]), found([told(-1, 'fish', 'amplified')]), found([told(100, 'fish', 'amplified')]), found([told(101, 'fish', 'amplified')])].map((x) => x.length)).toEqual([1, 0, 1, 0]);
    // Of two in use the one begun first opens the time.
    expect(found([met], [osimertinib(20), osimertinib(60)])).toEqual(['MET amplification']);
    expect(found([met, told(60, 'tissue', 'positive', 'EGFR', 'p.C797S')])).toEqual(['MET amplification', 'EGFR p.C797S']);
  });
  it('a caution, a target, a change that no entry names, or one against other drugs does not explain', () => {
    for (const [gene, variant] of [['ERBB2', 'amplification'], ['EGFR', 'p.L858R'], ['TP53', 'p.R248Q'], ['EGFR', 'p.T790M'], ['MET', 'p.D1228N']] as const) expect([gene, variant, found([told(50, 'tissue', 'positive', gene, variant)])]).toEqual([gene, variant, []]);
    expect(found([met], [other('chemotherapy')])).toEqual([]);
    expect(found([met], [other('chemotherapy'), osimertinib()])).toEqual(['MET amplification']);
  });
  it('in use on the day, its first and its last included; none in use resists nothing', () => {
    expect([found([met], [osimertinib(0, 100)]), found([met], [osimertinib(0, 99)]), found([told(100, 'fish', 'amplified')], [osimertinib(100)]), found([told(100, 'fish', 'amplified')], [osimertinib(101)]), found([met], [])].map((x) => x.length)).toEqual([1, 0, 1, 0, 0]);
  });
  it('in the patient\'s disease; in any where it is not known', () => {
    expect([found([met], [osimertinib()], 100, null), found([met], [osimertinib()], 100, 'rcc')]).toEqual([['MET amplification'], []]);
  });
});
