import { describe, expect, it } from '@jest/globals';
import type { PatientRecord } from '@clonewatch/domain';
import { boardPacketOf, evaluatePatient, packetText, type BoardPacket } from '@clonewatch/guidance';
import { goldenCase, line, measure, patient } from './records.js';

const packet = (r: PatientRecord): BoardPacket => boardPacketOf(evaluatePatient(r, null), r);

describe('board packet', () => {
  it('says what leads, what it rests on, what is open and by which versions', () => {
    const p = packet(goldenCase);
    expect(p).toMatchObject({ asOf: '2026-05-07', mechanisms: { verdict: 'explained', leading: { target: 'KRAS' } } });
    expect(p.options).toEqual([expect.objectContaining({ gene: 'KRAS', variant: 'p.G12D', tier: 'A', citationVerified: 'some', limits: ['citation verified in part'] })]);
    // Of the last draw: 3,800 genomes; the limit of detection is the largest of its readings, between 1 and 10 in 3,800.
    expect(p.assays).toEqual([expect.objectContaining({ assay: 'NGS', version: '1', inputHge: 3800, lodStated: null, statuses: { detected: 2 } })]);
    expect(p.assays[0]!.lod95! * 3800).toBeGreaterThan(1);
    expect(p.assays[0]!.lod95! * 3800).toBeLessThan(10);
    expect(p.unknown).toEqual(expect.arrayContaining([expect.stringMatching(/^MET CN .*: not tested$/), 'progression: none recorded']));
    expect(p.intendedUse).toMatch(/does not recommend a drug/);
    expect([p.versions.model, p.versions.rules].every((v) => v.length > 0)).toBe(true);
  });
  it('is the same to the byte for the same facts in another order, and another for other facts', () => {
    const text = packetText(packet(goldenCase));
    const turned = { ...goldenCase, measurements: [...goldenCase.measurements].reverse(), specimens: [...goldenCase.specimens].reverse(), treatments: [...goldenCase.treatments].reverse() };
    expect(packetText(packet(turned))).toBe(text);
    expect(packetText(JSON.parse(text) as BoardPacket)).toBe(text);
    const other = { ...goldenCase, measurements: goldenCase.measurements.map((m) => (m.mutantCount === 21 ? { ...m, mutantCount: 22 } : m)) };
    expect(packetText(packet(other))).not.toBe(text);
  });
  it('a patient without results has questions and no answer', () => {
    const none = packet(patient([], []));
    expect([none.options, none.assays, none.mechanisms.verdict]).toEqual([[], [], 'cannot_assess']);
    const failed = packet(patient([measure('S1', 0, 'KRAS', 'p.G12D', null, null, { reportedStatus: 'failed_qc', inputHge: null })], []));
    expect(failed.assays).toEqual([{ assay: 'NGS', version: '1', inputHge: null, lod95: null, lodStated: null, statuses: { failed_qc: 1 } }]);
  });
});

describe('options of a packet', () => {
  const breast = { nosology: 'breast_hrpos_her2neg' } as const;
  const option = (r: PatientRecord, variant: string): BoardPacket['options'][number] | undefined => packet(r).options.find((o) => o.variant === variant);
  it('a target that white blood cells carry is none of the tumour', () => {
    const melanoma = (wbcVafFraction: number): PatientRecord => patient([0, 28].map((d, i) => measure(`S${i}`, d, 'BRAF', 'p.V600E', 40, 4000, { wbcVafFraction })), [], { nosology: 'melanoma_braf_v600' });
    expect(option(melanoma(0), 'p.V600E')).toMatchObject({ kind: 'target' });
    expect(packet(melanoma(0.01)).options).toEqual([]);
  });
  it('nor is an inherited one; of several changes each has its own origin', () => {
    const inherited = patient([0, 28].map((d, i) => measure(`S${i}`, d, 'BRAF', 'p.V600E', 2000, 4000, { wbcVafFraction: 0.5 })), [], { nosology: 'melanoma_braf_v600' });
    expect(packet(inherited).options).toEqual([]);
    const two = patient(['p.G12D', 'p.G13D'].flatMap((v) => [measure('S1', 0, 'KRAS', v, 40, 4000, { wbcVafFraction: v === 'p.G13D' ? 0 : null })]).concat(measure('S1', 0, 'NRAS', 'p.G12D', 40, 4000, { wbcVafFraction: 0 }), measure('S1', 0, 'APC', 'p.R1450*', 0, 4000)), []);
    const e = evaluatePatient(two, null);
    const open = { kind: 'origin_unresolved', episode: 'open', members: [{ gene: 'KRAS', variant: 'p.G12D' }] } as unknown as (typeof e.alerts)[number];
    const said = (x: typeof e): string[] => boardPacketOf(x, two).options.filter((o) => o.limits.includes('origin open: tumour or blood cells')).map((o) => `${o.gene} ${o.variant}`);
    expect([said({ ...e, alerts: [open] }), said({ ...e, alerts: [open], retracted: ['open'] }), said({ ...e, alerts: [{ ...open, kind: 'resistance_detected' }] })]).toEqual([['KRAS p.G12D'], [], []]);
  });
  it('of one tier what opens a drug comes before what closes one', () => {
    const r = patient([measure('S1', 30, 'PIK3CA', 'p.H1047R', 90, 4000, { wbcVafFraction: 0 }), measure('S1', 30, 'ESR1', 'p.D538G', 40, 4000, { wbcVafFraction: 0 })], [line(0, null, { regimen: 'letrozole + palbociclib', agents: ['letrozole', 'palbociclib'], therapyClasses: ['endocrine', 'cdk46'] })], breast);
    expect(packet(r).options.map((o) => [o.tier, o.kind, o.gene])).toEqual([['A', 'target', 'PIK3CA'], ['A', 'resistance', 'ESR1']]);
  });
  it('one called in plasma is not listed from tissue again, and another change of its gene is', () => {
    const told = (gene: string, variant: string, result = 'positive') => ({ day: 10, kind: 'tissue', gene, variant, result, unit: '' });
    const r = patient([measure('S1', 30, 'PIK3CA', 'p.H1047R', 40, 4000, { wbcVafFraction: 0 })], [], breast, { assessments: [told('PIK3CA', 'p.H1047R'), told('PIK3CA', 'p.E545K'), told('AKT1', 'p.E17K'), told('PTEN', 'loss', 'negative'), { ...told('AKT1', 'p.E17K'), kind: 'pcr' }] });
    expect(packet(r).options.map((o) => [o.gene, o.variant, o.limits.includes('found in tissue, not called in plasma')])).toEqual([['AKT1', 'p.E17K', true], ['PIK3CA', 'p.E545K', true], ['PIK3CA', 'p.H1047R', false]]);
  });
  it('one whose origin is open says so, whichever way it counts', () => {
    const r = patient([measure('S1', 0, 'APC', 'p.R1450*', 0, 4000), measure('S1', 0, 'KRAS', 'p.G12D', 40, 4000)], []);
    expect(option(r, 'p.G12D')!.limits).toContain('origin open: tumour or blood cells');
    const tested = patient([measure('S1', 0, 'APC', 'p.R1450*', 0, 4000), measure('S1', 0, 'KRAS', 'p.G12D', 40, 4000, { wbcVafFraction: 0 })], []);
    expect(option(tested, 'p.G12D')!.limits).not.toContain('origin open: tumour or blood cells');
  });
  it('a target found in tissue and not called in plasma is listed with that limit, once; what tissue did not find is not', () => {
    const told = (day: number, kind: string, result: string) => ({ day, kind, gene: 'PTEN', variant: 'loss', result, unit: '' });
    const r = (...assessments: ReturnType<typeof told>[]): PatientRecord => patient([measure('S1', 30, 'TP53', 'p.Y220C', 40, 4000, { wbcVafFraction: 0 })], [], breast, { assessments });
    expect(packet(r(told(10, 'ihc', 'loss'), told(12, 'tissue', 'positive'))).options.map((o) => [o.entry, o.limits])).toEqual([['breast.pten.loss', expect.arrayContaining(['found in tissue, not called in plasma'])]]);
    expect(packet(r(told(10, 'ihc', 'negative'))).options).toEqual([]);
    expect(packet(r(told(10, 'ihc', 'loss'), told(20, 'ihc', 'negative'))).options).toEqual([]);
  });
});
