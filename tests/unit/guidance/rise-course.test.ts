/** A clone over the draws of a patient: how a rise ends, what a new assay or another origin cannot do, what growth is said of each trend, and a fall under chemotherapy. */
import type { Measurement, PatientRecord, SeriesResult, TreatmentLine } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

const start = 20_000;
type More = (i: number) => Partial<Measurement>;

/** KRAS p.G12D beside a steady truncal APC, of 4,000, every four weeks. */
const history = (kras: readonly number[], more: More = () => ({})): Measurement[] => kras.flatMap((k, i) => [
  measure(`S${i + 1}`, start + 28 * i, 'KRAS', 'p.G12D', k, 4000, more(i)), measure(`S${i + 1}`, start + 28 * i, 'APC', 'p.R1450*', 400, 4000, { ...more(i), wbcVafFraction: null }),
]);
const on = [line(start - 10, null)];
const off = [line(start - 200, start - 5)];
const resistance = (ms: readonly Measurement[], lines = on): string[] =>
  replayPatient(patient(ms, lines)).filter((a) => a.kind.startsWith('resistance')).map((a) => `${a.kind} ${a.grade} ${a.specimenId}`);
const rises = (ms: readonly Measurement[]): string[] => resistance(ms).filter((t) => /emerging|regrowth/.test(t)).map((t) => t.replace(/^\S+ /, ''));
const krasOf = (r: PatientRecord): SeriesResult => evaluatePatient(r, null).series.find((s) => s.gene === 'KRAS')!;

describe('hysteresis: a rise ends after two draws below half its threshold', () => {
  const up = [0, 0, 0, 8, 25, 80];
  it('growth after one such draw is the same rise', () => expect(rises(history([...up, 6, 90, 250]))).toEqual(['rising S5', 'confirmed S6']));
  it('growth after two is a new one', () => expect(rises(history([...up, 6, 2, 40, 120]))).toEqual(['rising S5', 'confirmed S6', 'rising S10']));
});

describe('a change of assay', () => {
  const step = [11, 9, 14, 40, 38, 41];
  const laterPanel: More = (i) => (i < 3 ? { assay: 'dPCR' } : {});
  it('explains a step that within one assay is a rise', () => {
    expect(rises(history(step))).toEqual(['rising S5', 'confirmed S6']);
    expect(rises(history(step, laterPanel))).toEqual([]);
  });
  it('does not hide a clone that goes on growing', () => expect(rises(history([11, 9, 14, 30, 75, 200], laterPanel))).toEqual(['rising S5', 'confirmed S6']));
});

describe('other origins', () => {
  it('what white blood cells carry at half is inherited: no alert and no clone, where without them it is resistance', () => {
    const half = [1900, 1980, 2050, 2100];
    expect(resistance(history(half))).toContain('resistance_detected watch S1');
    const inherited = history(half, () => ({ wbcVafFraction: 0.5 }));
    expect(resistance(inherited)).toEqual([]);
    expect(krasOf(patient(inherited, on))).toMatchObject({ role: 'germline', clone: null, shareOfTumour: null });
  });
  it('what white blood cells explained is told once it has outgrown them', () => {
    const blood: More = (i) => (i === 0 ? { wbcVafFraction: 0.003 } : {});
    expect(krasOf(patient(history([12, 11, 13], blood), on)).role).toBe('chip');
    expect(rises(history([12, 11, 13, 60, 200, 600], blood))).toEqual(['rising S4', 'confirmed S5']);
  });
});

describe('growth by trend', () => {
  it('rising: above 0, a doubling time and no half-life, off the drug as well', () => {
    const s = krasOf(patient(history([300, 100, 30, 12, 14, 40, 120, 300]), off));
    expect(s).toMatchObject({ trend: 'rising', halfLifeDays: null, halfLifeRelativeDays: null });
    expect(s.growthPerDay!.low).toBeGreaterThan(0);
    expect(s.growthPerDay!.median).toBeCloseTo(Math.LN2 / s.doublingDays!.median, 12);
    expect(s.decay).not.toBeNull();
  });
  it('stable: around 0, without doubling time', () => {
    const s = krasOf(patient(history([40, 44, 38, 41, 39, 42]), on));
    expect(s).toMatchObject({ trend: 'stable', doublingDays: null });
    expect(s.growthPerDay!.low).toBeLessThan(0);
    expect(s.growthPerDay!.high).toBeGreaterThan(0);
    expect(Math.abs(s.growthPerDay!.median)).toBeLessThan(Math.LN2 / 224);
  });
  it('falling: below 0, as its half-life', () => {
    const s = krasOf(patient(history([800, 400, 200, 90, 50, 22]), off));
    expect(s).toMatchObject({ trend: 'falling', doublingDays: null });
    expect(s.growthPerDay!.high).toBeLessThan(0);
    expect(s.growthPerDay!.median).toBeCloseTo(-Math.LN2 / s.halfLifeDays!.median, 10);
  });
  it('none of what is no longer likelier there than not', () => {
    const s = krasOf(patient(history([0, 3, 0, 0, 0, 0, 0, 0]), on));
    expect(s).toMatchObject({ trend: 'insufficient', growthPerDay: null });
  });
});

describe('the published fall under chemotherapy, 70.7 % to 3.0 % in two months (13.4 days if it was even)', () => {
  const folfox: TreatmentLine = { regimen: 'FOLFOX', agents: ['oxaliplatin', 'fluorouracil'], therapyClasses: ['chemotherapy'], startDay: start + 3, stopDay: null, bestResponse: null, stopReason: null };
  const two = (gene: string, variant: string, first: number, second: number): Measurement[] => [measure('S1', start, gene, variant, first, 1000), measure('S2', start + 61, gene, variant, second, 1000)];
  const record = (lines: readonly TreatmentLine[], apc: number | null): PatientRecord => patient([...two('KRAS', 'p.G12D', 707, 30), ...(apc === null ? [] : two('APC', 'p.R1450*', 720, apc))], lines);
  it.each([['the tumour falls with it', 35, 0.95], ['no truncal variant is known', null, 0.8]] as const)('is a response where %s, not the decay of the population', (_, apc, least) => {
    const { decay, trend } = krasOf(record([...off, folfox], apc));
    expect([trend, decay!.reading]).toEqual(['falling', 'response']);
    expect(decay!.pResponse!).toBeGreaterThan(least);
    expect(decay!.halfLifeDays.low < 13.4 && 13.4 < decay!.halfLifeDays.high).toBe(true);
    expect(decay!.halfLifeDays.median).toBeLessThan(25);
  });
  it('is none where the truncal signal stays, or nothing was given', () => {
    expect(krasOf(record([...off, folfox], 700)).decay!.reading).toBe('decay');
    expect(krasOf(record(off, 35)).decay).toMatchObject({ reading: 'decay', pResponse: 0 });
  });
  it('is the response of that line', () => {
    const { response } = evaluatePatient(record([...off, folfox], 35), null);
    expect(response!.lines[response!.focus!]).toMatchObject({ regimen: 'FOLFOX', draws: [{ class: 'fall_90', classProvable: true }] });
  });
});
