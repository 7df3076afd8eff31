import { describe, expect, it } from '@jest/globals';
import { dayOfDate, seriesColumns } from '@clonewatch/domain';
import { csvHeader, demoCohort, Random, regimes, simulateCohort, simulatePatients, type CsvRow } from '@clonewatch/simulate';

const key = (r: CsvRow): string => `${r.patient_id} ${r.gene} ${r.variant}`;

describe('simulated cohorts', () => {
  it('give the same bytes for the same seed, other bytes for another', () => {
    const a = simulateCohort({ patients: 12, seed: 3, firstDate: '2025-01-06' });
    const b = simulateCohort({ patients: 12, seed: 3, firstDate: '2025-01-06' });
    const c = simulateCohort({ patients: 12, seed: 4, firstDate: '2025-01-06' });
    expect(a.files).toEqual(b.files);
    expect(c.files['series.csv']).not.toBe(a.files['series.csv']);
  });

  it('deal patient i alike whatever the size of the cohort', () => {
    const few = [...simulatePatients(3, 9)];
    const many = [...simulatePatients(8, 9)].slice(0, 3);
    expect(few).toEqual(many);
  });

  it.each(Object.keys(regimes))('regime %s: counts are whole, ordered and inside their totals', (regime) => {
    const { rows } = simulateCohort({ patients: 20, seed: 11, regime });
    expect(rows['series.csv'].length).toBeGreaterThan(50);
    for (const r of rows['series.csv']) {
      if (r.status) { expect(['failed_qc', 'not_covered']).toContain(r.status); expect(r.mutant_count ?? '').toBe(''); continue; }
      const [k, n] = [Number(r.mutant_count), Number(r.total_count)];
      expect(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n && n > 0).toBe(true);
      if (r.count_unit === 'partitions') expect(Number(r.wildtype_count)).toBeLessThanOrEqual(n);
      expect(Number(r.background)).toBeGreaterThan(0);
    }
  });

  it('use each measurement key once and name patients as synthetic', () => {
    const { rows } = simulateCohort({ patients: 30, seed: 5 });
    const keys = rows['series.csv'].map((r) => [r.patient_id, r.specimen_id, r.assay, r.assay_version, r.gene, r.variant].join('|'));
    expect(new Set(keys).size).toBe(keys.length);
    expect(rows['patients.csv'].every((p) => /^SIM-\d{4}$/.test(p.patient_id!))).toBe(true);
  });

  it('write the exchange header', () => {
    expect(csvHeader('series.csv').startsWith(seriesColumns.join(','))).toBe(true);
  });

  it('agree with their truth: counts follow the true VAF, absent variants stay at background', () => {
    const { rows } = simulateCohort({ patients: 120, seed: 21, regime: 'monthly' });
    const truth = new Map(rows['truth.csv'].map((t) => [key(t), t]));
    const byKey = new Map<string, CsvRow[]>();
    for (const r of rows['series.csv']) if (r.mutant_count) byKey.set(key(r), [...(byKey.get(key(r)) ?? []), r]);
    let absentMutant = 0;
    let absentTotal = 0;
    let seenHigh = 0;
    let high = 0;
    for (const [k, t] of truth) {
      const own = byKey.get(k) ?? [];
      const peak = Math.max(0, ...own.map((r) => Number(r.mutant_count) / Number(r.total_count)));
      if (t.kind === 'absent') for (const r of own) { absentMutant += Number(r.mutant_count); absentTotal += Number(r.total_count); }
      if (t.kind === 'resistance' && Number(t.peak_vaf) > 0.02) { high += 1; if (peak > 0.003) seenHigh += 1; }
      if (t.kind === 'resistance' && Number(t.peak_vaf) < 1e-6) expect(peak).toBeLessThan(0.01);
      if (t.kind === 'resistance' && t.crossing_on) expect(t.onset_on! <= t.crossing_on).toBe(true);
    }
    expect(absentMutant / absentTotal).toBeLessThan(1e-4);
    expect(high).toBeGreaterThan(10);
    expect(seenHigh / high).toBeGreaterThan(0.8);
  });

  it('the demo cohort ends near the date asked for and has its special patients', () => {
    const { rows } = demoCohort('2026-06-01');
    const ids = new Set(rows['series.csv'].map((r) => r.patient_id));
    expect(ids.size).toBe(33);
    const last = rows['series.csv'].map((r) => r.collected_on).filter((d): d is string => !!d).sort().at(-1)!;
    expect(dayOfDate('2026-06-01') - dayOfDate(last)).toBeLessThan(15);
    expect(rows['series.csv'].some((r) => r.collected_day && r.anchor)).toBe(true);
    expect(new Set(rows['series.csv'].filter((r) => r.patient_id === 'DEMO-007').map((r) => r.specimen_id)).size).toBe(1);
  });
});

describe('random draws', () => {
  const r = new Random(1, 0);
  const mean = (f: () => number): number => { let s = 0; for (let i = 0; i < 20000; i += 1) s += f(); return s / 20000; };
  it.each([[0.3], [12], [200]])('Poisson of mean %d has that mean', (m) => {
    expect(Math.abs(mean(() => r.poisson(m)) - m)).toBeLessThan(5 * Math.sqrt(m / 20000));
  });
  it.each([[30, 0.2], [4000, 0.001], [4000, 0.4]])('binomial (%d, %d) has its mean', (n, p) => {
    expect(Math.abs(mean(() => r.binomial(n, p)) - n * p)).toBeLessThan(5 * Math.sqrt((n * p * (1 - p)) / 20000));
  });
});
