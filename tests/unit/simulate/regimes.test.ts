/** Each regime has the property its name says, and its bytes stay what they were. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { dayOfDate } from '@clonewatch/domain';
import { regimes, simulateCohort, type CsvRow, type RegimeName } from '@clonewatch/simulate';

const cohorts = new Map<string, ReturnType<typeof simulateCohort>>();
function cohort(regime: RegimeName): ReturnType<typeof simulateCohort> {
  const found = cohorts.get(regime) ?? simulateCohort({ patients: 80, seed: 17, regime });
  cohorts.set(regime, found);
  return found;
}

const by = <T>(items: readonly T[], of: (item: T) => string): T[][] => [...new Set(items.map(of))].map((key) => items.filter((i) => of(i) === key));
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const series = (regime: RegimeName): readonly CsvRow[] => cohort(regime).rows['series.csv'];
const truth = (regime: RegimeName): readonly CsvRow[] => cohort(regime).rows['truth.csv'];
const patients = (rows: readonly CsvRow[]): Set<string> => new Set(rows.map((r) => r.patient_id!));

/** Days between one draw of a patient and the next. */
function gaps(regime: RegimeName): number[] {
  return by(series(regime), (r) => r.patient_id!).flatMap((rows) => {
    const days = [...new Set(rows.map((r) => dayOfDate(r.collected_on!)))].sort((a, b) => a - b);
    return days.slice(1).map((d, i) => d - days[i]!);
  });
}

/** Log ratio of a truncal VAF between two draws at most three weeks apart (the tumour itself changes little) with some molecules in both. */
function steps(regime: RegimeName): number[] {
  const truncal = series(regime).filter((r) => r.variant === 'p.R1450*' && r.count_unit === 'molecules' && Number(r.mutant_count) > 5);
  return by(truncal, (r) => r.patient_id!).flatMap((rows) => {
    const log = (r: CsvRow): number => Math.log(Number(r.mutant_count) / Number(r.total_count));
    return rows.slice(1).flatMap((r, i) => (dayOfDate(r.collected_on!) - dayOfDate(rows[i]!.collected_on!) <= 21 ? [log(r) - log(rows[i]!)] : []));
  });
}
const spread = (values: number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

describe('regimes of the simulation', () => {
  it.each([['fortnightly', 14], ['monthly', 28], ['bimonthly', 56], ['quarterly', 84]] as const)('%s: draws are %d days apart, by plan and in fact', (regime, days) => {
    expect(new Set(cohort(regime).rows['patients.csv'].map((p) => p.draw_interval_days))).toEqual(new Set([String(days)]));
    // Planned with ± 20 %; a tenth is missed.
    expect(Math.abs(median(gaps(regime)) - days) / days).toBeLessThan(0.1);
  });

  it('standard: mixes the schedules', () => {
    expect(new Set(cohort('standard').rows['patients.csv'].map((p) => p.draw_interval_days))).toEqual(new Set(['14', '28', '42', '56', '84']));
  });

  it('noisy_shedding: the truncal signal moves at least 1.3 times as much from draw to draw', () => {
    expect(steps('standard').length).toBeGreaterThan(60);
    expect(spread(steps('noisy_shedding'))).toBeGreaterThan(1.3 * spread(steps('standard')));
  });

  it('no_truncal: no truncal variant is tracked, elsewhere every patient has one', () => {
    expect(truth('no_truncal').filter((t) => t.kind === 'truncal')).toEqual([]);
    expect(patients(truth('standard').filter((t) => t.kind === 'truncal')).size).toBe(80);
  });

  it('non_shedders: truncal VAF below 0.1 % at the first draw, a patient by the others is mostly above', () => {
    const first = (regime: RegimeName): number[] => by(series(regime).filter((r) => /^p\.R(1450\*|175H)$/.test(r.variant!) && r.count_unit === 'molecules' && !r.status), (r) => r.patient_id!)
      .map((rows) => Number(rows[0]!.mutant_count) / Number(rows[0]!.total_count));
    expect(median(first('non_shedders'))).toBeLessThan(0.001);
    expect(Math.max(...first('non_shedders'))).toBeLessThan(0.005);
    expect(median(first('standard'))).toBeGreaterThan(0.01);
  });

  it('assay_switch: every patient of more than three draws is measured by two versions', () => {
    for (const rows of by(series('assay_switch'), (r) => r.patient_id!)) {
      if (new Set(rows.map((r) => r.specimen_id)).size > 3) expect(new Set(rows.map((r) => r.assay_version))).toEqual(new Set(['1.0', '2.0']));
    }
  });

  it('chip: every patient has a variant of clonal haematopoiesis; in the standard regime about a third do', () => {
    expect(patients(truth('chip').filter((t) => t.kind === 'chip')).size).toBe(80);
    const some = patients(truth('standard').filter((t) => t.kind === 'chip')).size;
    expect(some).toBeGreaterThan(12);
    expect(some).toBeLessThan(40);
  });

  it('clone_free: no resistant clone', () => {
    expect(truth('clone_free').filter((t) => t.kind === 'resistance')).toEqual([]);
    expect(truth('standard').filter((t) => t.kind === 'resistance').length).toBeGreaterThan(40);
  });

  it.each(Object.keys(regimes) as RegimeName[])('%s: same seed, same bytes', (regime) => {
    const make = (seed: number): unknown => simulateCohort({ patients: 5, seed, regime }).files;
    expect(make(3)).toEqual(make(3));
    expect(make(3)).not.toEqual(make(4));
  });

  /** The first 16 digits of the sha-256 of all five files, as first released: figures published for a regime stay checkable. truth.csv has gained columns since, treatments and assessments the version of a row. */
  const released: Partial<Record<RegimeName, string>> = {
    standard: 'f069a45b04d4a7f3', monthly: '64e45afec628fb38', quarterly: 'f53bc2e6ce12a700', noisy_shedding: '707ebe0bd9226a66',
    no_truncal: 'fc149eb8d1298962', clone_free: '614904dbfb3e90d8', demo: '43e502f70e249e27',
  };
  it.each(Object.entries(released))('%s: the bytes of its first release', (regime, digest) => {
    const { files } = simulateCohort({ patients: 12, seed: 3, regime, firstDate: '2024-01-08' });
    const truthThen = files['truth.csv'].replace(/,non_shedder.*/, '').replace(/,{6}\n/g, '\n');
    const withoutVersion = (csv: string): string => csv.replace(/,result_version\n/, '\n').replace(/,\n/g, '\n');
    const then = { ...files, 'treatments.csv': withoutVersion(files['treatments.csv']), 'assessments.csv': withoutVersion(files['assessments.csv']), 'truth.csv': truthThen };
    expect(createHash('sha256').update(Object.values(then).join('')).digest('hex').slice(0, 16)).toBe(digest);
  });
});
