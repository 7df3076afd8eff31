/** How numbers, dates and readings are said, everywhere alike. */
import { describe, expect, it } from '@jest/globals';
import { classText, dayText, daysText, drawText, percent, percentRange, pointText, thousands } from '../../../libs/guidance/src/text.js';
import { reading, span } from './evaluations.js';
import { day } from './records.js';

const calendar = { kind: 'calendar' } as const;
const days = { kind: 'days', anchor: 'first dose' } as const;
const order = { kind: 'days', anchor: 'draw order' } as const;

describe('days', () => {
  it('a date as it is read aloud, of every month', () => {
    expect(dayText(calendar, day('2026-05-07'))).toBe('7 May 2026');
    expect(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((m) => dayText(calendar, day(`2026-${m}-28`)).split(' ')[1])).toEqual(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);
  });
  it('a day of a timeline without dates, and the number of a draw, are no dates', () => {
    expect([dayText(days, 28), drawText(days, 28)]).toEqual(['day 28', 'Draw of day 28']);
    expect([dayText(order, 3), drawText(order, 3)]).toEqual(['draw 3', 'Draw 3']);
    expect(drawText(calendar, day('2026-05-07'))).toBe('Draw of 7 May 2026');
  });
});

describe('fractions', () => {
  it('two significant digits in per cent, whatever the size', () => {
    expect([1, 0.707, 0.1, 0.099, 0.0123, 0.0055, 0.00077, 0.0001, 0.0000043].map(percent)).toEqual(['100 %', '71 %', '10 %', '9.9 %', '1.2 %', '0.55 %', '0.077 %', '0.010 %', '0.00043 %']);
    expect([0, 1e-10].map(percent)).toEqual(['0 %', '0.000000 %']);
  });
  it('limits with the decimals of the value they stand beside', () => {
    expect(percentRange(0.0055, 0.00342, 0.0084)).toBe('0.34–0.84');
    expect(percentRange(0.5, 0.44, 0.559)).toBe('44–56');
    expect(percentRange(0.05, 0.004, 0.12)).toBe('0.4–12.0');
  });
  it('thousands', () => expect([0, 999, 999.6, 3800, 1234567].map(thousands)).toEqual(['0', '999', '1,000', '3,800', '1,234,567']));
});

describe('a reading', () => {
  const said = (status: Parameters<typeof reading>[1], vaf: number | null, more: Parameters<typeof reading>[3] = {}): string => pointText(calendar, reading(2, status, vaf, more));
  const counts = { mutantMolecules: 8, totalMolecules: 3800 };
  it('called: fraction, limits, counts; what is not known is left out, what is assumed is said', () => {
    expect(said('detected', 0.0021, { low: 0.0009, high: 0.0041, ...counts })).toBe('5 Feb 2026 0.21 % (0.09–0.41; 8/3,800)');
    expect(said('detected', 0.01)).toBe('5 Feb 2026 1.0 % (0.8–1.2)');
    expect(said('detected', 0.01, { mutantMolecules: 8 })).toBe('5 Feb 2026 1.0 % (0.8–1.2)');
    expect(said('detected', 0.01, { totalMolecules: 8 })).toBe('5 Feb 2026 1.0 % (0.8–1.2)');
    expect(said('detected', 0.01, { ...counts, intervalAssumed: true })).toBe('5 Feb 2026 1.0 % (0.8–1.2, depth assumed)');
    expect([said('detected', 0.01, { low: null, ...counts }), said('detected', 0.01, { high: null, ...counts })]).toEqual(['5 Feb 2026 1.0 %', '5 Feb 2026 1.0 %']);
    expect(said('detected', null)).toBe('5 Feb 2026 detected');
  });
  it('not called: the bound, never nothing; not looked at and failed are other states', () => {
    expect(said('not_detected', 0, { upper95: 0.00077, totalMolecules: 3900 })).toBe('5 Feb 2026 ND (<0.077 %, 3,900 molecules)');
    expect(said('not_detected', 0, { upper95: 0.00077, totalMolecules: 3900, intervalAssumed: true })).toBe('5 Feb 2026 ND (<0.077 %, 3,900 molecules, depth assumed)');
    expect(said('not_detected', 0, { upper95: 0.00077 })).toBe('5 Feb 2026 ND (<0.077 %)');
    expect(said('not_detected', 0, { totalMolecules: 3900 })).toBe('5 Feb 2026 ND (bound unknown)');
    expect(said('not_covered', null)).toBe('5 Feb 2026 not covered');
    expect(said('failed_qc', null)).toBe('5 Feb 2026 failed quality control');
  });
});

describe('times and names', () => {
  it('days with their interval: two digits below ten, whole above, thousands apart', () => {
    expect(daysText(span(9, 6.25, 15.4))).toBe('~9 d (95 % CrI 6.3–15)');
    expect(daysText(span(10, 0.5, 1000))).toBe('~10 d (95 % CrI 0.5–1,000)');
    expect(daysText(span(999.4, 9.96, 3650))).toBe('~999 d (95 % CrI 10–3,650)');
  });
  it('a class of drugs by its name, else as it is written', () => {
    expect(['anti_egfr', 'egfr_tki', 'her2', 'vegf', 'multikinase', 'endocrine', 'cdk46', 'kras_g12c_inhibitor', 'braf_inhibitor', 'mek_inhibitor', 'akt_pathway'].map(classText)).toEqual([
      'anti-EGFR', 'EGFR inhibitor', 'HER2-directed drug', 'VEGF inhibitor', 'multikinase inhibitor', 'endocrine therapy', 'CDK4/6 inhibitor', 'KRAS G12C inhibitor', 'BRAF inhibitor', 'MEK inhibitor', 'AKT-pathway inhibitor',
    ]);
    expect(classText('immune_checkpoint_inhibitor')).toBe('immune checkpoint inhibitor');
  });
});
