/** Where each reading stands, what it says, and which of them are joined. */
import type { WirePoint } from '@clonewatch/contracts';
import { t } from '@clonewatch/words';
import { assayOf, lodOf } from './assays.js';
import { count, counts, dayText, percent, percentRange, round } from './format.js';
import { measureText, type Measured, type Measure } from './measure.js';
import type { Mark, Tone } from './trajectory-types.js';
import type { TrajectoryView, ViewSeries } from './view.js';


/** What a mark says, line by line. */
export function pointLines(view: Pick<TrajectoryView, 'timeline'>, label: string, p: WirePoint): string[] {
  const out = [t('chart.point', { label, day: dayText(view.timeline, p.day) })];
  if (p.status === 'detected') {
    out.push(p.vaf === null ? t('chart.detectedNoVaf') : t('chart.detected', { vaf: `${percent(p.vaf)}${p.low !== null && p.high !== null ? ` (95 % ${percentRange(p.low, p.high)})` : ''}` }));
  } else if (p.status === 'not_detected') {
    out.push(p.upper95 === null ? t('chart.notDetectedNoBound') : t('chart.notDetected', { bound: percent(p.upper95) }));
  } else {
    out.push(p.status === 'not_covered' ? t('chart.notCovered') : t('chart.failedQc'));
  }
  if (p.mutant_count !== null || p.total_count !== null) out.push(`${counts(p.mutant_count, p.total_count)} ${t(`chart.${p.count_unit}`)}`);
  if (p.interval_assumed) out.push(t('chart.depthAssumed'));
  const lod = lodOf(p);
  out.push([assayOf(p), lod === null ? '' : t(p.lod_stated === null ? 'chart.lodComputed' : 'chart.lod', { lod: percent(lod) }), p.input_hge === null ? '' : `${count(p.input_hge)} hGE`].filter(Boolean).join(' · '));
  return out.filter(Boolean);
}

/** The same on an axis of another measure; what has no place on it says why. */
export function markTitle(view: Pick<TrajectoryView, 'timeline'>, p: Placed, measure: Measure): string[] {
  const lines = pointLines(view, p.series.label, p.point);
  if (p.in.gap !== null) return [...lines, t('chart.noPlace', { why: p.in.gap })];
  if (measure === 'vaf' || p.value === null) return lines;
  const value = `${p.point.status === 'not_detected' ? '< ' : ''}${measureText(measure, p.value)}`;
  return [...lines, measure === 'relative' ? t('chart.ofTruncal', { value }) : value];
}

export interface Placed { readonly series: ViewSeries; readonly tone: Tone; readonly point: WirePoint; readonly in: Measured; readonly value: number | null; readonly id: string; x: number; y: number }

/** A mark whose words are made when they are read: a chart has thousands, and a reader asks for a few. */
export class PlacedMark implements Mark {
  readonly id: string; readonly series: string; readonly status: Mark['status']; readonly gene: string; readonly variant: string; readonly specimen: string;
  readonly day: number; readonly x: number; readonly y: number; readonly tone: Tone;
  readonly #place: Placed;
  readonly #says: (p: Placed) => readonly string[];

  constructor(p: Placed, readonly shape: Mark['shape'], readonly below: boolean, says: (p: Placed) => readonly string[]) {
    this.id = p.id; this.series = p.series.key; this.status = p.point.status; this.gene = p.series.gene; this.variant = p.series.variant; this.specimen = p.point.specimen_id;
    this.day = p.point.day; this.x = p.x; this.y = p.y; this.tone = p.tone;
    this.#place = p;
    this.#says = says;
  }

  get title(): readonly string[] { return this.#says(this.#place); }
}

/** Bounds of one draw often coincide: they step aside in the order of the series, by less than a third of the way to the next draw. Detections keep true time. */
export function dodge(placed: readonly Placed[], xs: readonly number[]): void {
  const byDay = new Map<number, Placed[]>();
  for (const p of placed) if (p.value !== null && p.point.status === 'not_detected') {
    const same = byDay.get(p.point.day);
    if (same) same.push(p); else byDay.set(p.point.day, [p]);
  }
  const gap = xs.length > 1 ? Math.min(...xs.slice(1).map((x, i) => x - xs[i]!)) : 90;
  for (const same of byDay.values()) {
    const rank = new Map(same.map((p, i) => [p, i]));
    same.sort((a, b) => a.y - b.y);
    for (let i = 0; i < same.length;) {
      let j = i + 1;
      while (j < same.length && same[j]!.y - same[j - 1]!.y < 8) j += 1;
      const group = same.slice(i, j).sort((a, b) => rank.get(a)! - rank.get(b)!);
      const step = Math.min(10, (gap * 0.6) / Math.max(1, group.length - 1));
      if (group.length > 1) for (const [k, p] of group.entries()) p.x = round(p.x + (k - (group.length - 1) / 2) * step);
      i = j;
    }
  }
}

/** What the end label of a series says: its last state that has a value on this axis. `read`: its points on this axis. */
export function endValue(s: ViewSeries, read: readonly Measured[], measure: Measure): string | null {
  const last = read.findLastIndex((m) => m.value !== null);
  if (last < 0) return null;
  const value = measureText(measure, read[last]!.value!);
  return s.points[last]!.status === 'detected' ? value : t('chart.nd', { bound: value });
}

/** Two points of one assay are joined when they are of neighbouring draws. `read`: the points on this axis; `nextDay`: of each day with a draw or a reading the next. */
export function joins(series: ViewSeries, read: readonly Measured[], nextDay: ReadonlyMap<number, number | undefined>): [WirePoint, WirePoint][] {
  const out: [WirePoint, WirePoint][] = [];
  const before = new Map<string, { readonly point: WirePoint; readonly pairs: [WirePoint, WirePoint][] }>();
  const byAssay: [WirePoint, WirePoint][][] = [];
  series.points.forEach((q, i) => {
    if (read[i]!.value === null) return;
    const assay = assayOf(q);
    const p = before.get(assay);
    const pairs = p?.pairs ?? [];
    if (!p) byAssay.push(pairs);
    else if (p.point.day !== q.day && nextDay.get(p.point.day) === q.day) pairs.push([p.point, q]);
    before.set(assay, { point: q, pairs });
  });
  for (const pairs of byAssay) out.push(...pairs);
  return out;
}
