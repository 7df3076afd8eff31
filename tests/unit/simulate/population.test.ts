/** The populations of the model card: what misleads is in them, nothing tells what is coming, and rows and records say the same. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { recordFromRows, type ParsedRow, type PatientRecord } from '@clonewatch/domain';
import { decodeUtf8, formatReaders } from '@clonewatch/formats';
import { bestMatch } from '@clonewatch/guidance';
import { populations, simulateCases, simulateCohort, type PopulationName, type SimulatedCase, type VariantTruth } from '@clonewatch/simulate';

const n = 400;
let cases: SimulatedCase[];
beforeAll(() => { cases = [...simulateCases(n, 71, 'default')]; });

const growing = (v: VariantTruth): boolean => v.kind === 'resistance' || v.kind === 'resistance_late';
const share = (pick: (c: SimulatedCase) => boolean): number => cases.filter(pick).length / cases.length;
const has = (c: SimulatedCase, pick: (v: VariantTruth) => boolean): boolean => c.truth.variants.some(pick);
const draws = (): SimulatedCase['truth']['draws'][number][] => cases.flatMap((c) => c.truth.draws);
/** Within five standard errors of the share meant. */
const near = (found: number, meant: number, of: number): void => { expect(Math.abs(found - meant)).toBeLessThan(5 * Math.sqrt((meant * (1 - meant)) / of)); };

describe('the default population', () => {
  it('holds what rewards a wrong engine when it is left out, as often as said', () => {
    near(share((c) => has(c, (v) => v.kind === 'resistance_stable')), 0.1, n);
    near(share((c) => c.truth.nonShedder), 0.15, n);
    near(share((c) => !has(c, (v) => v.kind === 'truncal' || v.kind === 'subclonal')), 0.1, n);
    near(share((c) => has(c, (v) => v.kind === 'subclonal')), 0.15 * 0.9, n);
    near(share((c) => has(c, (v) => v.kind === 'chip' && v.gene === 'TP53')), 0.05, n);
    near(share((c) => has(c, (v) => v.kind === 'chip' && v.gene.endsWith('RAS'))), 0.05, n);
    const d = draws();
    near(d.filter((x) => x.swapped).length / d.length, 0.01, d.length);
    near(d.filter((x) => x.misdated).length / d.length, 0.01, d.length);
    near(d.filter((x) => x.contaminated.length > 0).length / d.length, 0.01, d.length);
    near(d.filter((x) => x.diluted).length / d.length, 0.03, d.length);
    expect(d.filter((x) => x.contaminated.length > 0).every((x) => x.contaminated.length >= 2)).toBe(true);
    const clones = cases.flatMap((c) => c.truth.variants.filter(growing));
    near(clones.filter((v) => v.kind === 'resistance_late').length / clones.length, 0.3, clones.length);
    near(clones.filter((v) => v.halfLifeDays === Infinity).length / clones.length, 0.125, clones.length);
    expect(clones.filter((v) => v.crossingDay !== null).length).toBeGreaterThan(150);
  });

  it('tracks about ten variants; several assays share a tube, some variants are not covered, some draws fail', () => {
    const tracked = cases.map((c) => c.truth.variants.length).sort((a, b) => a - b);
    expect(tracked[n / 2]).toBe(10);
    const measurements = cases.flatMap((c) => c.record.measurements);
    for (const status of ['not_covered', 'failed_qc'] as const) expect(measurements.some((m) => m.reportedStatus === status)).toBe(true);
    const assays = new Map<string, Set<string>>();
    for (const m of measurements) assays.set(m.specimenId, (assays.get(m.specimenId) ?? new Set()).add(m.assay));
    const twice = [...assays.values()].filter((a) => a.size > 1).length / assays.size;
    expect(Math.abs(twice - 0.15)).toBeLessThan(0.02);
  });

  it('looks for hotspots that the catalogue excludes the drug for', () => {
    const regimen = [{ therapyClasses: ['anti_egfr', 'chemotherapy'] as const, agents: ['cetuximab', 'irinotecan', 'fluorouracil'] }];
    const labels = new Set(cases.flatMap((c) => c.truth.variants.filter(growing).map((v) => `${v.gene} ${v.variant}`)));
    expect(labels.size).toBeGreaterThanOrEqual(10);
    for (const label of labels) {
      const [gene, variant] = label.split(' ') as [string, string];
      expect({ label, action: bestMatch(gene, variant, 'mcrc_ras_braf_wt', regimen).find((m) => m.entry.effect === 'resistance')?.entry.action }).toEqual({ label, action: 'exclude' });
    }
  });

  it('tells nothing of a clone that is coming: variants tracked, intervals, assays, leukocytes and tissue tested are alike with and without one', () => {
    const without = cases.filter((c) => !has(c, (v) => v.kind.startsWith('resistance')));
    const withClone = cases.filter((c) => has(c, growing));
    const hints: Record<string, (c: SimulatedCase) => number> = {
      tracked: (c) => c.truth.variants.length, interval: (c) => c.record.profile.drawIntervalDays!, wbc: (c) => (c.record.measurements.some((m) => m.wbcVafFraction !== null) ? 1 : 0),
      tissue: (c) => c.record.assessments.filter((a) => a.kind === 'tissue').length, digital: (c) => (c.record.measurements[0]!.countUnit === 'partitions' ? 1 : 0),
      'not covered': (c) => c.record.measurements.filter((m) => m.reportedStatus === 'not_covered').length / c.record.measurements.length,
      'place of the first hotspot': (c) => c.truth.variants.findIndex((v) => /RAS$|EGFR|BRAF|MAP2K1/.test(v.gene)), 'first draw': (c) => c.truth.draws[0]!.trueDay - c.truth.lines[0]!.startDay,
    };
    for (const [hint, of] of Object.entries(hints)) {
      const stats = [without, withClone].map((set) => { const x = set.map(of); const m = x.reduce((s, v) => s + v, 0) / x.length; return { m, v: x.reduce((s, v) => s + (v - m) ** 2, 0) / x.length / x.length }; });
      const z = (stats[0]!.m - stats[1]!.m) / Math.sqrt(stats[0]!.v + stats[1]!.v);
      expect({ hint, alike: Math.abs(z) < 3.5 }).toEqual({ hint, alike: true });
    }
  });

  it('a stable clone\'s true VAF stands still on the drug; a growing one passes 0.1 % once, upwards; a line ends by its image', () => {
    for (const c of cases) {
      const first = c.truth.lines[0]!;
      const end = first.stopDay ?? c.truth.lastDay;
      for (const v of c.truth.variants) {
        if (v.kind === 'resistance_stable') expect(v.vafOn(end - 1)).toBe(v.vafOn(first.startDay));
        if (v.kind === 'absent') expect(v.peakVaf).toBe(0);
        if (growing(v) && v.crossingDay !== null) {
          expect(v.vafOn(v.crossingDay)).toBeGreaterThanOrEqual(0.001);
          expect(v.vafOn(v.crossingDay - 1)).toBeLessThan(0.001);
          expect(v.onsetDay!).toBeLessThanOrEqual(v.crossingDay);
        }
      }
      if (first.stopReason === 'progression') {
        const seen = c.truth.progressionDays.find((d) => d > first.startDay && d <= end);
        expect(seen !== undefined && end - seen <= 14).toBe(true);
      }
    }
  });

  it('true half-lives and dates below a bound are those of the clone', () => {
    let checked = 0;
    for (const c of cases) {
      const first = c.truth.lines[0]!;
      const stop = first.stopDay;
      if (stop === null || c.truth.lines[1]?.kills !== false) continue;
      for (const v of c.truth.variants.filter((x) => growing(x) && x.vafOn(stop) > 0.002 && x.vafOn(stop) < 0.05 && x.halfLifeDays! < 200)) {
        const found = c.truth.halfLifeBetween(v, stop, stop + 60)!;
        // The tumour's own DNA moves the VAF a little beside the clone's cells.
        expect(Math.abs(Math.log(found / v.halfLifeDays!))).toBeLessThan(0.35);
        const below = c.truth.fallsBelow(v, v.vafOn(stop) / 2, stop) - stop;
        expect(Math.abs(Math.log(below / v.halfLifeDays!))).toBeLessThan(0.5);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(8);
  });

  it('a line that goes on is the same line until its stop: the same crossing, and the image that ended it', () => {
    let crossings = 0;
    const images = [0, 0, 0];
    for (const c of cases.slice(0, 150)) {
      const first = c.truth.lines[0]!;
      for (const v of c.truth.variants.filter((x) => growing(x) && x.crossingLine === 0)) { expect(c.truth.reachesOn(v, 0.001, first.startDay)).toBe(v.crossingDay); crossings += 1; }
      for (const [i, l] of c.truth.lines.entries()) {
        if (l.stopReason !== 'progression') continue;
        expect(c.truth.progressesOn(l.startDay)).toBe(c.truth.progressionDays.find((d) => d >= l.startDay));
        images[i]! += 1;
      }
      // Between two lines nothing goes on.
      if (c.truth.lines.length > 1) expect(c.truth.progressesOn(c.truth.lines[1]!.startDay - 1)).toBe(Infinity);
    }
    expect(Math.min(crossings, ...images)).toBeGreaterThan(15);
  });
});

describe('every population', () => {
  const names = Object.keys(populations) as PopulationName[];

  it.each(names)('%s: its rows, read back, are the record the engine gets directly', async (regime) => {
    const { files } = simulateCohort({ patients: 4, seed: 23, regime, firstDate: '2024-01-08' });
    const rows: ParsedRow[] = [];
    for (const [file, id] of [['series.csv', 'exchange-series'], ['patients.csv', 'exchange-patients'], ['treatments.csv', 'exchange-treatments'], ['assessments.csv', 'exchange-assessments']] as const) {
      const reader = formatReaders.find((f) => f.id === id)!;
      // eslint-disable-next-line @typescript-eslint/require-await
      const bytes = (async function* () { yield new TextEncoder().encode(files[file]); })();
      for await (const batch of reader.read(decodeUtf8(bytes), { fileName: file, manifest: null })) {
        expect(batch.problems.filter((p) => p.severity === 'error')).toEqual([]);
        rows.push(...batch.rows);
      }
    }
    for (const c of simulateCases(4, 23, regime, { firstDate: '2024-01-08' })) {
      const own = rows.filter((r) => r.kind !== 'control' && r.patientId === c.patientId);
      expect(sorted(recordFromRows(c.patientId, own))).toEqual(sorted(c.record));
    }
  });

  it('has the property its name says', () => {
    const of = (regime: PopulationName): SimulatedCase[] => [...simulateCases(20, 5, regime)];
    const units = (c: SimulatedCase): string[] => [...new Map(c.record.measurements.map((m) => [m.specimenId, m.countUnit])).values()];
    for (const c of of('dpcr')) expect(units(c).every((u, i, all) => i === 0 || u !== all[i - 1])).toBe(true);
    for (const c of of('ngs')) expect(new Set(units(c))).toEqual(new Set(['molecules']));
    const backgrounds = of('ngs').flatMap((c) => c.record.measurements.flatMap((m) => m.backgroundFraction ?? []));
    expect(Math.min(...backgrounds)).toBeLessThan(6e-5);
    expect(Math.max(...backgrounds)).toBeGreaterThan(3e-4);
    const hge = of('low_input').flatMap((c) => c.record.specimens.map((s) => c.record.measurements.find((m) => m.specimenId === s.specimenId)!.inputHge ?? 700)).sort((a, b) => a - b);
    expect(hge[Math.floor(hge.length / 2)]!).toBeLessThan(1000);
    expect(of('truncal_absent').every((c) => !has(c, (v) => v.kind === 'truncal' || v.kind === 'subclonal'))).toBe(true);
    expect(of('twelve_weekly').every((c) => c.record.profile.drawIntervalDays === 84)).toBe(true);
    expect(of('chip_rich').every((c) => has(c, (v) => v.kind === 'chip'))).toBe(true);
    expect(of('changing_assay').every((c) => c.truth.draws.length < 16 || new Set(c.record.measurements.map((m) => m.assayVersion)).size > 1)).toBe(true);
    expect(of('contaminated').flatMap((c) => c.truth.draws).filter((d) => d.contaminated.length > 0).length).toBeGreaterThan(30);
    expect(of('rechallenge').filter((c) => c.truth.lines.some((l) => l.again)).length).toBeGreaterThan(17);
  });

  it('patient i is the same whatever the cohort and wherever the work begins', () => {
    const all = [...simulateCases(9, 3, 'default')].map((c) => c.record);
    expect([...simulateCases(9, 3, 'default', { from: 6 })].map((c) => c.record)).toEqual(all.slice(6));
  });
});


const byText = <T>(items: readonly T[]): T[] => [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const sorted = (r: PatientRecord): unknown => ({ ...r, measurements: byText(r.measurements), assessments: byText(r.assessments), treatments: byText(r.treatments), specimens: byText(r.specimens) });
