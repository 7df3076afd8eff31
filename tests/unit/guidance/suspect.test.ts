/** A draw that does not fit its patient is said, its clone alerts held back; a first detection has to be worth a notice. */
import type { Measurement } from '@clonewatch/domain';
import { defaultPolicy, evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

type Row = readonly [apc: number, krasD: number, krasV: number, nras: number];
const step = 28;

function history(rows: readonly Row[], more: Partial<Measurement> = {}): Measurement[] {
  const names = [['APC', 'p.R1450*'], ['KRAS', 'p.G12D'], ['KRAS', 'p.G12V'], ['NRAS', 'p.Q61K']] as const;
  return rows.flatMap((row, i) => names.map(([gene, variant], j) => measure(`S${i + 1}`, 1000 + i * step, gene, variant, row[j]!, 4000, more)));
}
const alerts = (rows: readonly Row[], more: Partial<Measurement> = {}): string[] =>
  replayPatient(patient(history(rows, more), [line(990, null)])).filter((a) => a.kind.startsWith('resistance') || a.kind === 'sample_suspect').map((a) => `${a.kind} ${a.specimenId}`);

describe('a draw that does not fit', () => {
  const usual: readonly Row[] = [[120, 0, 0, 0], [100, 0, 0, 0], [110, 0, 0, 0]];
  it('lost truncal variant beside a newcomer: a swap would look so', () => {
    expect(alerts([...usual, [0, 60, 0, 0], [105, 0, 0, 0]])).toEqual(['sample_suspect S4']);
  });
  it('several newcomers at once: another sample\'s DNA would look so', () => {
    expect(alerts([...usual, [115, 12, 9, 0], [105, 0, 0, 0]])).toEqual(['sample_suspect S4']);
  });
  it('what is real shows itself again in the next draw', () => {
    const found = alerts([...usual, [115, 12, 9, 0], [105, 30, 25, 0]]);
    expect(found).toEqual(expect.arrayContaining(['sample_suspect S4', 'resistance_detected S5', 'resistance_emerging S5']));
  });
  it('one newcomer with the truncal signal in place is a detection', () => {
    expect(alerts([...usual, [115, 12, 0, 0]])).toEqual(['resistance_detected S4']);
  });
  it('a deep fall under treatment without a newcomer is none', () => expect(alerts([[400, 0, 0, 0], [300, 0, 0, 0], [200, 0, 0, 0], [0, 0, 0, 0]])).toEqual([]));
  it('nor are two variants in the patient\'s first draws', () => expect(alerts([[120, 12, 9, 0]])).not.toContain('sample_suspect S1'));
});

describe('a first detection', () => {
  it('is not told of a call at the edge, and is when the next draw calls it again', () => {
    // A few of 4,000 at a background of 3e-5: called (P < 0.01), yet with ten draws a year of many variants such calls come up by chance.
    expect(alerts([[120, 0, 0, 0], [100, 3, 0, 0]])).toEqual([]);
    expect(alerts([[120, 0, 0, 0], [100, 3, 0, 0], [110, 3, 0, 0]])).toContain('resistance_detected S3');
  });
});

describe('a site\'s budget of false alerts', () => {
  it('sets the threshold: a smaller one asks for more evidence, and is said with the alert', () => {
    const record = patient(history([[120, 0, 0, 0], [100, 0, 0, 0], [110, 8, 0, 0], [115, 21, 0, 0]]), [line(990, null)]);
    const rise = (falseRises: number) => evaluatePatient(record, null, { ...defaultPolicy, falseRises }).alerts.find((a) => a.kind === 'resistance_emerging');
    expect(rise(1)!.threshold!).toBeGreaterThan(rise(5)!.threshold!);
    expect(rise(5)!.text).toContain('≈ 5 false alerts/100 patient-years');
    // A budget so small that this evidence does not do.
    expect(rise(1e-6)).toBeUndefined();
    for (const bad of [0, -1, NaN, Infinity]) expect(() => rise(bad)).toThrow(`got ${bad}`);
  });
});
