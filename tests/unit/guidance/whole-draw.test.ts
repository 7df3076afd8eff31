/** Tumour DNA found in a draw as a whole, no variant named: never clean, told when it comes back, and of no variant a reading. */
import { recordFromRows, type AlertFinding, type Measurement, type SeriesRow } from '@clonewatch/domain';
import { evaluatePatient, glanceOf, drawStatesOf } from '@clonewatch/guidance';
import { toWireEvaluation } from '@clonewatch/contracts';
import { fromEngine, inLanguage, loadLanguage } from '@clonewatch/words';
import { line, measure, patient, replayPatient } from './records.js';
import { read, seriesOf } from '../formats/support';

const whole = (specimenId: string, at: number, state: 'detected' | 'not_detected' | 'failed_qc', fraction: number | null, more: Partial<Measurement> = {}): Measurement =>
  measure(specimenId, at, '', '', null, null, { assay: 'MRD', assayVersion: '', reportedStatus: state, tumourFraction: fraction, backgroundFraction: null, inputHge: null, ...more });
const panel = (specimenId: string, at: number, apc: number, kras = 0): Measurement[] => [measure(specimenId, at, 'APC', 'p.R1450*', apc, 3800), measure(specimenId, at, 'KRAS', 'p.G12D', kras, 3800)];
const glance = (ms: readonly Measurement[]) => glanceOf(evaluatePatient(patient(ms, [line(0, null)]), null), { today: null, lines: [line(0, null)], nextCycleDay: null, pending: [], alerts: [] });
const burden = (ms: readonly Measurement[]): readonly AlertFinding[] => replayPatient(patient(ms, [line(0, null)])).filter((a) => a.kind === 'burden_rising');

describe('tumour DNA comes back in a draw as a whole', () => {
  const back = [whole('S1', 10, 'detected', 0.02), whole('S2', 60, 'not_detected', null), whole('S3', 110, 'failed_qc', null), whole('S4', 160, 'detected', 0.0003, { copiesPerMl: 1.2, lodFraction: 0.0001 }), whole('S5', 210, 'detected', 0.004)];

  it('is told once, as a watch, with the amount, the last negative draw and the stated limit', () => {
    const [a, ...more] = burden(back);
    expect(more).toEqual([]);
    expect(a).toMatchObject({ grade: 'watch', severity: 'review', specimenId: 'S4', score: null, evidence: { assay: 'MRD', tumour_fraction: 0.0003, molecules_per_ml: 1.2, lod: 0.0001, before: { specimen_id: 'S2', tumour_dna: 'not_detected' } } });
    expect(a!.text).toBe('Tumour DNA detected again by MRD (tumour fraction 0.030 %, 1.2 molecules/mL), no variant named: not detected on 2 Mar 1970, detected on 10 Jun 1970. '
      + 'Limit of detection of the assay as stated: 0.010 %. One draw: not confirmed by a second. Suggested check: repeat draw and imaging; not a treatment instruction.');
  });

  it('is not told of a first detection, of another assay’s negative draw, after a failure alone, or with an undated order reversed', () => {
    expect(burden([whole('S1', 10, 'detected', 0.0004), whole('S2', 60, 'detected', 0.0005)])).toEqual([]);
    expect(burden([whole('S1', 10, 'not_detected', null, { assay: 'other' }), whole('S2', 60, 'detected', 0.0005)])).toEqual([]);
    expect(burden([whole('S1', 10, 'failed_qc', null), whole('S2', 60, 'detected', 0.0005)])).toEqual([]);
    expect(burden([whole('S1', 10, 'detected', 0.0005), whole('S2', 60, 'not_detected', null)])).toEqual([]);
    // One tube of a day negative and another positive: it was there.
    expect(burden([whole('S1', 10, 'not_detected', null), whole('S1b', 10, 'detected', 0.0002), whole('S2', 60, 'detected', 0.0005)])).toEqual([]);
  });

  it('stands down when the detection is corrected, and is then no longer shown', () => {
    const corrected = [...back.slice(0, 4), whole('S4', 160, 'not_detected', null, { resultVersion: 2, knownDay: 170 })];
    const e = evaluatePatient(patient(corrected, [line(0, null)]), null);
    expect(e.retracted).toContain('burden_rising|MRD|S4');
    expect(e.draws.at(-1)).toMatchObject({ informative: 'not_informative', tumourDna: [{ state: 'not_detected' }] });
  });

  it('is said to a Russian reader in Russian', async () => {
    await loadLanguage('ru');
    const e = evaluatePatient(patient(back.slice(0, 4), [line(0, null)]), null);
    for (const text of [e.sentence, e.informative.reason, glance(back.slice(0, 4)).reading.text, burden(back)[0]!.text]) expect(inLanguage('ru', () => fromEngine(text))).not.toMatch(/[a-z]{4,}/);
  });

  it('leads sentence and glance, and the draw is no clean one in the cohort', () => {
    const e = evaluatePatient(patient(back.slice(0, 4), [line(0, null)]), null);
    expect(e.sentence).toBe('Tumour DNA detected again by MRD (tumour fraction 0.030 %, 1.2 molecules/mL), no variant named: draw of 10 Jun 1970.');
    expect(e.informative).toEqual({ status: 'limited', reason: 'Tumour DNA detected by MRD (tumour fraction 0.030 %, 1.2 molecules/mL), no variant named' });
    expect(glance(back.slice(0, 4)).reading.text).toContain('detected again by MRD');
    expect(drawStatesOf(e).map((d) => d.state)).toEqual(['not_tested', 'not_informative', 'not_informative', 'burden_rising']);
    expect(toWireEvaluation(e).draws.at(-1)!.tumour_dna).toEqual([{ assay: 'MRD', state: 'detected', tumour_fraction: 0.0003, molecules_per_ml: 1.2, lod: 0.0001 }]);
  });
});

describe('beside a panel that calls nothing', () => {
  const cleared = [...panel('S1', -3, 190), ...panel('S2', 48, 0), ...panel('S3', 76, 0)];
  const kinds = (ms: readonly Measurement[]): string[] => replayPatient(patient(ms, [line(0, null)])).map((a) => `${a.kind} ${a.specimenId}`);
  const classOf = (ms: readonly Measurement[]) => evaluatePatient(patient(ms, [line(0, null)]), null).response!.lines[0]!.draws.map((d) => d.class);

  it('the draw has not cleared, whether both were read from one tube or two of one day', () => {
    expect([kinds(cleared).filter((k) => k.startsWith('ctdna')), classOf(cleared)]).toEqual([['ctdna_not_detected S2'], ['cleared', 'cleared']]);
    for (const id of ['S2', 'M2']) {
      const ms = [...cleared, whole(id, 48, 'detected', 0.0002)];
      expect([kinds(ms).filter((k) => k.startsWith('ctdna')), classOf(ms).find((c) => c !== null)]).toEqual([['ctdna_not_detected S3'], 'fall_90']);
      expect(evaluatePatient(patient(ms.filter((m) => m.day <= 48), [line(0, null)]), null).informative.status).toBe('limited');
    }
  });

  it('no variant is read by it, even with a panel beside it', () => {
    const ms = [...panel('S1', -3, 190), whole('S2', 48, 'detected', 0.0002, { panel: ['KRAS', 'APC'], totalCount: 5000 })];
    expect(evaluatePatient(patient(ms, [line(0, null)]), null).series.map((s) => s.points.at(-1)!.status)).toEqual(['not_covered', 'not_covered']);
  });

  it('the gate of an informative sample says that it is there, and that it is too little', () => {
    const off = [line(-400, -200, { bestResponse: 'PR', stopReason: 'progression' })];
    const gate = (fraction: number) => evaluatePatient(patient([...panel('S1', -300, 190), whole('S2', 48, 'detected', fraction)], off), null).rechallenge!.gates.find((g) => g.id === 'G6')!;
    expect(gate(0.0002)).toMatchObject({ state: 'not_informative', datum: 'Tumour DNA detected by MRD (tumour fraction 0.020 %), no variant named: below the 1.0 % that a sample must show' });
    expect(gate(0.03)).toMatchObject({ state: 'pass' });
  });

  it('is read from the exchange format, and only with an amount', async () => {
    const file = (cells: string): string => `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,status,tumour_fraction,copies_per_ml\nP1,M1,2026-01-05,MRD,,,,,${cells}\n`;
    const ok = seriesOf(await read(file('detected,0.0004,')))[0] as SeriesRow;
    expect(evaluatePatient(recordFromRows('P1', [ok]), null).draws[0]!.tumourDna).toEqual([{ assay: 'MRD', state: 'detected', tumourFraction: 0.0004, moleculesPerMl: null, lod: null }]);
    expect((await read(file('detected,,0.8'))).problems).toEqual([]);
    for (const bare of ['detected,,', 'detected,0,0.0']) expect((await read(file(bare))).problems.map((p) => p.code)).toEqual(['detection_without_variant']);
  });
});
