/**
 * From measurements to one series per variant. A row with empty gene and variant says that the assay detected nothing: each known
 * variant without a row of its own in that specimen and assay is then not detected (inside the panel) or not covered. One that says that tumour DNA was found
 * in the draw as a whole covers none of them.
 * Two assays in one draw are two points; for the tests their molecules and expected background are added, which is exact for
 * Poisson counts of one underlying VAF, and the draw counts as called when either assay called it.
 */
import type { ControlSummary, Measurement, SeriesPoint } from '@clonewatch/domain';
import { isCopyNumber, readsNothing, variantKey } from '@clonewatch/domain';
import { backgroundOf, engineDefaults, moleculesOf, toSeriesPoint, Tracks, type CountDraw } from '@clonewatch/kinetics';
import { covers, failedAt } from './panel.js';
import { defaultPolicy, type Policy } from './policy.js';

/** One measurement with what the counting rules made of it. `draw`: as the tests over time read it, were it the only one of its draw; null without molecules. */
export interface Reading { readonly measurement: Measurement; readonly point: SeriesPoint; readonly molecules: { readonly mutant: number; readonly total: number } | null; readonly background: number; readonly backgroundExcess: number; readonly draw: CountDraw | null }

type Counted = Omit<Reading, 'draw'>;

/** One variant's readings, oldest first, and what is asked of them again and again; worked out when first asked. */
export class VariantSeries {
  private specimens: ReadonlyMap<string, readonly Reading[]> | null = null;
  private counted: readonly CountDraw[] | null = null;
  constructor(readonly key: string, readonly gene: string, readonly variant: string, readonly readings: readonly Reading[]) {}

  get bySpecimen(): ReadonlyMap<string, readonly Reading[]> {
    return (this.specimens ??= grouped(this.readings));
  }

  get draws(): readonly CountDraw[] {
    return (this.counted ??= countedIn(this.bySpecimen));
  }
}

function countedIn(bySpecimen: ReadonlyMap<string, readonly Reading[]>): readonly CountDraw[] {
  const out: CountDraw[] = [];
  for (const all of bySpecimen.values()) {
    const rs = all.length === 1 ? all : all.filter((r) => r.draw !== null);
    const draw = rs.length > 1 ? pooled(rs) : rs[0]?.draw;
    if (draw) out.push(draw);
  }
  return out;
}

function grouped(readings: readonly Reading[]): ReadonlyMap<string, readonly Reading[]> {
  const out = new Map<string, Reading[]>();
  for (const r of readings) {
    const list = out.get(r.point.specimenId);
    if (list) list.push(r); else out.set(r.point.specimenId, [r]);
  }
  return out;
}

/** Readings are computed once per measurement and patient, tracks continued: the fold over draws asks for the same ones again and again. */
export class ReadingCache {
  readonly tracks = new Tracks();
  private readonly own = new Map<Measurement, Reading>();
  private readonly derived = new Map<Measurement, Map<string, Reading>>();
  constructor(private readonly controls: readonly ControlSummary[], readonly policy: Policy = defaultPolicy) {}

  of(m: Measurement): Reading {
    let r = this.own.get(m);
    if (!r) this.own.set(m, (r = this.read(m)));
    return r;
  }

  /** What an "assay detected nothing" row says about one known variant. */
  fromEmpty(row: Measurement, gene: string, variant: string): Reading {
    let byVariant = this.derived.get(row);
    if (!byVariant) this.derived.set(row, (byVariant = new Map<string, Reading>()));
    const key = variantKey(gene, variant);
    let r = byVariant.get(key);
    if (!r) byVariant.set(key, (r = this.read(fillIn(row, gene, variant))));
    return r;
  }

  private read(measurement: Measurement): Reading {
    const point = toSeriesPoint(measurement, this.controls);
    const readable = point.status === 'detected' || point.status === 'not_detected';
    const molecules = readable ? moleculesOf(measurement) : null;
    const { expected, excess } = molecules ? backgroundOf(measurement, this.controls) : { expected: 0, excess: 0 };
    const counted: Counted = { measurement, point, molecules, background: expected, backgroundExcess: excess };
    return { ...counted, draw: molecules && molecules.total > 0 ? pooled([counted]) : null };
  }
}

function fillIn(row: Measurement, gene: string, variant: string): Measurement {
  const failed = row.reportedStatus === 'failed_qc' || (row.reportedStatus !== 'not_covered' && failedAt(row.panel, gene, variant));
  const covered = !readsNothing(row) && covers(row.panel, gene, variant);
  // Accepted partitions without a wild-type count say nothing about molecules: then the input stands for the depth, as without a total.
  const countable = row.totalCount !== null && !(row.countUnit === 'partitions' && row.wildtypeCount === null && row.inputHge !== null);
  // Depth bounds a fraction; a change of copy number has none.
  const depth = isCopyNumber(variant) ? null : countable ? row.totalCount : row.inputHge === null ? null : Math.round(row.inputHge);
  return {
    ...row, gene, variant, reportedStatus: failed ? 'failed_qc' : covered ? 'not_detected' : 'not_covered', countUnit: countable ? row.countUnit : 'molecules',
    mutantCount: covered && depth !== null ? 0 : null, totalCount: covered ? depth : null,
    wildtypeCount: covered && countable ? row.wildtypeCount : null, vafFraction: null, copiesPerMl: null, wbcVafFraction: null,
  };
}

const order = (a: Measurement, b: Measurement): number =>
  a.day - b.day || cmp(a.specimenId, b.specimenId) || cmp(a.assay, b.assay) || cmp(a.assayVersion, b.assayVersion) || cmp(a.gene, b.gene)
  || cmp(a.variant, b.variant) || a.resultVersion - b.resultVersion || a.knownDay - b.knownDay || cmp(JSON.stringify(a), JSON.stringify(b));

/** Code-unit order: the same on every machine and locale. */
export function cmp(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Measurements in canonical order with repeats of one key removed: order and repetition of the rows then cannot matter. */
export function canonicalMeasurements(all: readonly Measurement[]): readonly Measurement[] {
  const out: Measurement[] = [];
  const seen = new Set<string>();
  for (const m of [...all].sort(order)) {
    const key = JSON.stringify([resultKey(m), m.resultVersion]);
    if (!seen.has(key)) { seen.add(key); out.push(m); }
  }
  return out;
}

/** What one result is known by, whatever its version. */
export function resultKey(m: Measurement): string {
  return JSON.stringify([m.specimenId, m.assay, m.assayVersion, m.gene, m.variant]);
}

/** Of several versions of a result the newest; the order stays. The measurements are canonical: no version of a result is there twice. */
export function newestVersions(measurements: readonly Measurement[]): readonly Measurement[] {
  // Of one version all, each result is there once.
  if (measurements.every((m) => m.resultVersion === 1)) return measurements;
  const newest = new Map<string, Measurement>();
  for (const m of measurements) {
    const key = resultKey(m);
    if ((newest.get(key)?.resultVersion ?? 0) < m.resultVersion) newest.set(key, m);
  }
  return newest.size === measurements.length ? measurements : measurements.filter((m) => newest.get(resultKey(m)) === m);
}

/** Series of the given (canonical) measurements, by gene and variant. */
export function assembleSeries(measurements: readonly Measurement[], cache: ReadingCache): readonly VariantSeries[] {
  const groups = new Map<string, Measurement[]>();
  const empties: Measurement[] = [];
  for (const m of measurements) {
    if (m.gene === '' && m.variant === '') { empties.push(m); continue; }
    const key = variantKey(m.gene, m.variant);
    const group = groups.get(key);
    if (group) group.push(m); else groups.set(key, [m]);
  }
  return [...groups.entries()].sort((a, b) => cmp(a[0], b[0])).map(([key, own]) => {
    const { gene, variant } = own[0]!;
    const read = own.map((m) => cache.of(m));
    // Canonical measurements are in order already; only filled-in ones have to find their place.
    if (empties.length === 0) return new VariantSeries(key, gene, variant, read);
    const has = new Set(own.map((m) => JSON.stringify([m.specimenId, m.assay])));
    const filled = empties.filter((e) => !has.has(JSON.stringify([e.specimenId, e.assay]))).map((e) => cache.fromEmpty(e, gene, variant));
    return new VariantSeries(key, gene, variant, [...read, ...filled].sort((a, b) => order(a.measurement, b.measurement)));
  });
}

const none: readonly Reading[] = [];

/** Readings of a series in one specimen, in their order. */
export function readingsIn(s: VariantSeries, specimenId: string): readonly Reading[] {
  return s.bySpecimen.get(specimenId) ?? none;
}

/** Fraction above which a reading that found nothing excludes the variant: by a measured depth or a limit that the laboratory states. Null: an assumed depth excludes nothing. */
export function boundOf(p: Pick<SeriesPoint, 'upper95' | 'intervalAssumed' | 'lodStated'>): number | null {
  return p.intervalAssumed && p.lodStated === null ? null : p.upper95;
}

/** Is the reading one the assay could make (detected or not detected)? */
export function covered(r: Reading): boolean {
  return r.point.status === 'detected' || r.point.status === 'not_detected';
}

function pooled(rs: readonly Counted[]): CountDraw {
  const deepest = rs.reduce((a, b) => (b.molecules!.total > a.molecules!.total ? b : a));
  return {
    day: deepest.point.day, specimenId: deepest.point.specimenId, assay: deepest.point.assay,
    k: rs.reduce((s, r) => s + r.molecules!.mutant, 0), n: rs.reduce((s, r) => s + r.molecules!.total, 0),
    background: rs.reduce((s, r) => s + r.background, 0), backgroundExcess: excessOf(rs), called: rs.some((r) => r.point.status === 'detected'), shedding: 1,
  };
}

/** One entry per draw with counts: the pooled molecules of its assays, oldest first. */
export function countDraws(series: VariantSeries): readonly CountDraw[] {
  return series.draws;
}

/** Overdispersion of the pooled background: of each assay's as its blanks show it, else by its unit, weighted by what it adds. */
function excessOf(rs: readonly Counted[]): number {
  const rho = engineDefaults.backgroundOverdispersion.value;
  const sum = rs.reduce((s, r) => s + r.background, 0);
  return sum > 0 ? rs.reduce((s, r) => s + r.background * Math.max(r.backgroundExcess, r.molecules!.total * rho[r.measurement.countUnit]), 0) / sum : 0;
}
