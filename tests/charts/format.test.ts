import { describe, expect, it } from '@jest/globals';
import { counts, cut, dateText, days, dayText, percent, percentRange, resultText, round, timeAxisTitle, twoFigures } from '@clonewatch/charts';
import { inLanguage, loadLanguage } from '@clonewatch/words';
import { dayOfDate } from '@clonewatch/domain';

const plain = (s: string): string => s.replace(/\u00a0/g, ' ');

describe('how numbers are written', () => {
  it.each([[0.0021, '0.21 %'], [0.00021, '0.021 %'], [0.0055, '0.55 %'], [0.02, '2.0 %'], [0.34, '34 %'], [1, '100 %'], [0.0000034, '0.00034 %'], [0.0996, '10 %'], [0.00996, '1.0 %'], [0.999, '100 %']])('%p is %s', (f, text) => {
    expect(plain(percent(f))).toBe(text);
  });
  it('never writes an exponent', () => {
    for (let p = -9; p <= 0; p += 1) expect(percent(3.7 * 10 ** p)).not.toMatch(/e/);
    expect(twoFigures(0)).toBe('0');
    expect(twoFigures(Number.NaN)).toBe('–');
  });
  it('counts stand in full', () => {
    expect(plain(counts(8, 3800))).toBe('8 / 3,800');
    expect(plain(counts(null, 1234567))).toBe('– / 1,234,567');
    expect(counts(null, null)).toBe('–');
  });
  it('intervals, days and coordinates', () => {
    expect(percentRange(0.00091, 0.0041)).toBe('0.091–0.41');
    expect(plain(days(9.26))).toBe('9.3 d');
    expect(plain(days(1204.4))).toBe('1,204 d');
    expect(Object.is(round(-0.001), 0)).toBe(true);
    expect(cut('FOLFIRI + cetuximab', 9)).toBe('FOLFIRI…');
  });
});

describe('how time is written', () => {
  it('dates have words, day numbers never become dates', () => {
    expect(plain(dateText('2026-03-12'))).toBe('12 Mar 2026');
    expect(plain(dayText({ kind: 'calendar' }, dayOfDate('2026-03-12')))).toBe('12 Mar 2026');
    expect(plain(dayText({ kind: 'days', anchor: 'first dose' }, 42))).toBe('day 42');
    expect(plain(dayText({ kind: 'days', anchor: 'draw order, not days' }, 3))).toBe('draw 3');
    expect(timeAxisTitle({ kind: 'days', anchor: 'first dose' })).toBe('Days, first dose');
    expect(timeAxisTitle({ kind: 'calendar' })).toBeNull();
  });
  it('a marker that was not found is said in our words, known words in those of the reader', async () => {
    expect(resultText('negative')).toBe('not detected');
    expect(resultText('12.4')).toBe('12.4');
    await loadLanguage('ru');
    expect(inLanguage('ru', () => [resultText('amplified'), resultText('PD'), resultText('liver, 12 mm')])).toEqual(['амплифицирован', 'PD', 'liver, 12 mm']);
  });
});
