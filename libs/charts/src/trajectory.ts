/**
 * The trajectory of one patient: view → JSON. Pure; React prints it, and the same JSON is the SVG file.
 * The log axis never holds a zero: what lies below it lives in the broken band at the bottom, with an open end.
 */
import { area } from 'd3-shape';
import { isDrawOrder, type CallStatus } from '@clonewatch/domain';
import type { WirePoint } from '@clonewatch/contracts';
import { count, counts, cut, dayText, percent, percentRange, round, timeAxisTitle } from './format.js';
import { charWidth, fitting, lanes, spread, textWidth } from './labels.js';
import { roleShape, type Shape } from './palette.js';
import { apply, linearTicks, logTicks, stepAbove, stepBelow, timeTicks, type Scale, type Tick } from './scales.js';
import type { TrajectoryView, ViewSeries } from './view.js';

export interface Size { readonly width: number; readonly height: number }
export interface TrajectoryOptions { readonly axis?: 'log' | 'linear'; readonly selectedDay?: number | null }

export interface Tone { readonly role: ViewSeries['role']; readonly shade: number }
export interface Mark {
  readonly id: string; readonly series: string; readonly status: CallStatus; readonly gene: string; readonly variant: string; readonly specimen: string;
  readonly day: number; readonly x: number; readonly y: number; readonly shape: Shape | 'bound' | 'tick' | 'cross'; readonly tone: Tone;
  /** The mark stands in the broken band: its value or bound is below the axis. */
  readonly below: boolean;
  readonly label: string; readonly title: readonly string[];
}
export interface Whisker { readonly mark: string; readonly x: number; readonly y0: number; readonly y1: number; readonly openEnd: boolean; readonly dashed: boolean; readonly tone: Tone }
export interface Segment { readonly series: string; readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number; readonly kind: 'solid' | 'dotted'; readonly tone: Tone }
export interface EndLabel { readonly series: string; readonly text: string; readonly value: string; readonly x: number; readonly y: number; readonly from: readonly [number, number] | null; readonly tone: Tone | null }
export interface LodLine { readonly assay: string; readonly steps: readonly { readonly x0: number; readonly x1: number; readonly y: number; readonly value: number }[] }
export interface Ribbon { readonly id: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly label: string; readonly title: string; readonly targeted: boolean; readonly fades: boolean; readonly clipped: boolean }
export interface Event { readonly id: string; readonly kind: string; readonly x: number; readonly y: number; readonly label: string; readonly title: string; readonly severity: 'act' | 'review' | 'note' | null; readonly open: boolean }
export interface DrawMark { readonly day: number; readonly specimen: string; readonly x: number; readonly y: number; readonly informative: 'informative' | 'limited' | 'not_informative'; readonly title: string }
export interface Band { readonly series: string; readonly area: string; readonly median: string; readonly tone: Tone }
export interface Track { readonly name: string; readonly y: number }

export interface TrajectoryLayout {
  readonly width: number; readonly height: number; readonly title: string; readonly description: string;
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly x: Scale; readonly y: Scale; readonly xTitle: string | null; readonly yTitle: string;
  /** The broken band; null on the linear axis. */
  readonly broken: { readonly y: number; readonly height: number } | null;
  readonly tracks: readonly Track[];
  readonly rails: readonly { readonly series: string; readonly label: string; readonly y: number; readonly tone: Tone }[];
  readonly baseline: number;
  readonly ribbons: readonly Ribbon[]; readonly assessments: readonly Event[]; readonly alerts: readonly Event[]; readonly draws: readonly DrawMark[];
  readonly bands: readonly Band[]; readonly lod: readonly LodLine[]; readonly switches: readonly { readonly x: number; readonly label: string; readonly end: boolean }[];
  readonly segments: readonly Segment[]; readonly whiskers: readonly Whisker[]; readonly marks: readonly Mark[];
  readonly labels: readonly EndLabel[]; readonly hidden: number;
  readonly hits: readonly { readonly mark: string; readonly x: number; readonly y: number; readonly r: number }[];
  readonly today: number | null; readonly selected: number | null; readonly message: string | null;
}

const left = 92;
const laneHeight = 18;
const row = 17;
const bandHeight = 18;
const railHeight = 13;
const labelGap = 14;

/** The value a point has on the axis: its VAF, or the bound of what was not detected. Null: it has no value at all. */
export function valueOf(p: Pick<WirePoint, 'status' | 'vaf' | 'upper95'>): number | null {
  if (p.status === 'detected') return p.vaf !== null && p.vaf > 0 ? p.vaf : null;
  return p.status === 'not_detected' && p.upper95 !== null && p.upper95 > 0 ? p.upper95 : null;
}

const lodOf = (p: WirePoint): number | null => p.lod_stated ?? p.lod95;
const assayOf = (p: WirePoint): string => `${p.assay}${p.assay_version ? ` ${/^\d/.test(p.assay_version) ? 'v' : ''}${p.assay_version}` : ''}`;
const unitWord = { molecules: 'molecules', reads: 'reads', partitions: 'partitions' } as const;

/** What a mark says, line by line. */
export function pointLines(view: Pick<TrajectoryView, 'timeline'>, label: string, p: WirePoint): string[] {
  const out = [`${label}, ${dayText(view.timeline, p.day)}`];
  if (p.status === 'detected') {
    out.push(p.vaf === null ? 'Detected, VAF not stated' : `Detected, ${percent(p.vaf)}${p.low !== null && p.high !== null ? ` (95 % ${percentRange(p.low, p.high)})` : ''}`);
  } else if (p.status === 'not_detected') {
    out.push(p.upper95 === null ? 'Not detected; bound not known' : `Not detected, < ${percent(p.upper95)} (95 % bound)`);
  } else {
    out.push(p.status === 'not_covered' ? 'Not covered by this assay' : 'Failed quality control');
  }
  if (p.mutant_count !== null || p.total_count !== null) out.push(`${counts(p.mutant_count, p.total_count)} ${unitWord[p.count_unit]}`);
  if (p.interval_assumed) out.push('Depth assumed: the file gave a VAF only');
  const lod = lodOf(p);
  out.push([assayOf(p), lod === null ? '' : `LoD ${percent(lod)}${p.lod_stated === null ? ' (computed)' : ''}`, p.input_hge === null ? '' : `${count(p.input_hge)} hGE`].filter(Boolean).join(' · '));
  return out.filter(Boolean);
}

function timeDomain(view: TrajectoryView): [number, number] {
  const drawDays = [...view.draws.map((d) => d.day), ...view.series.flatMap((s) => s.points.map((p) => p.day))];
  const order = view.timeline.kind === 'days' && isDrawOrder(view.timeline);
  if (drawDays.length === 0) {
    const anchor = view.today ?? 0;
    return view.timeline.kind === 'calendar' ? [anchor - 28, anchor + 28] : order ? [-0.5, 1.5] : [0, 56];
  }
  const first = Math.min(...drawDays);
  const last = Math.max(...drawDays);
  const span = last - first;
  if (order) return [first - 0.4, Math.max(last, first + 1) + 0.4];
  const base = Math.max(span, 28);
  // What began shortly before the first draw is shown whole; older lines are cut at the edge and say so.
  // Of a line that ended just before it, enough is shown to be read.
  const ended = view.therapies.flatMap((t) => (t.stop !== null && t.stop <= first ? [Math.max(t.start, t.stop - Math.round(0.16 * base))] : []));
  const early = [...view.therapies.map((t) => t.start), ...ended, ...view.assessments.map((a) => a.day)].filter((d) => d < first && d >= first - Math.max(0.35 * base, 14));
  const late = [...view.therapies.flatMap((t) => (t.stop === null ? [] : [t.stop])), ...view.assessments.map((a) => a.day), ...view.alerts.map((a) => a.day)]
    .filter((d) => d > last && d <= last + 0.35 * base);
  let start = Math.min(first, ...early);
  let end = Math.max(last, ...late);
  if (view.today !== null && view.today > end && view.today - last <= Math.max(1.2 * base, 90)) end = view.today;
  for (const s of view.series) {
    const to = s.decay?.band.at(-1)?.day;
    if (to !== undefined && to > end) end = Math.min(to, Math.max(end, last + 0.35 * base));
  }
  if (span === 0) { start = Math.min(start, first - 28); end = Math.max(end, last + 28); }
  const pad = Math.max(2, (end - start) * 0.025);
  return [Math.floor(start - pad), Math.ceil(end + pad)];
}

/** Below this no axis goes: one molecule in a million. What is smaller stands in the broken band. */
const floorOfAxis = 1e-6;

function vafDomain(view: TrajectoryView, type: 'log' | 'linear'): [number, number] {
  const points = view.series.flatMap((s) => s.points);
  const values = points.flatMap((p) => valueOf(p) ?? []);
  const highs = points.flatMap((p) => (p.status === 'detected' && p.high !== null && p.high > 0 ? [p.high] : []));
  const lods = points.flatMap((p) => lodOf(p) ?? []).filter((v) => v > 0);
  const top = Math.max(...values, ...highs, 0);
  if (type === 'linear') return [0, Math.min(1, (top || 0.1) * 1.08)];
  if (values.length === 0) return [1e-4, 0.1];
  const lows = points.flatMap((p) => (p.status === 'detected' && p.low !== null && p.low > 0 ? [p.low] : []));
  // A whisker may pull the axis one decade below the marks, not further.
  const smallest = Math.min(...values, ...lods);
  const low = Math.max(floorOfAxis, Math.min(smallest, Math.max(Math.min(...lows, smallest), smallest / 10)));
  const hi = stepAbove(Math.max(top, ...lods) * 1.05);
  const lo = stepBelow(low * 0.97);
  return hi / lo < 99 ? [Math.min(lo, stepBelow(hi / 100)), hi] : [lo, hi];
}

interface Placed { readonly series: ViewSeries; readonly tone: Tone; readonly point: WirePoint; readonly value: number | null; readonly id: string; x: number; y: number }

/** Bounds of one draw often coincide: they step aside in the order of the series, by less than a third of the way to the next draw. Detections keep true time. */
function dodge(placed: readonly Placed[], xs: readonly number[]): void {
  const byDay = new Map<number, Placed[]>();
  for (const p of placed) if (p.value !== null && p.point.status === 'not_detected') byDay.set(p.point.day, [...(byDay.get(p.point.day) ?? []), p]);
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

/** What the end label of a series says: its last measured state. */
function endValue(s: ViewSeries): string | null {
  const last = s.points.filter((p) => valueOf(p) !== null).at(-1);
  return last ? `${last.status === 'detected' ? '' : 'ND < '}${percent(valueOf(last)!)}` : null;
}

/** Two points of one assay are joined when every draw between them was left out by nothing: measured or not taken. */
function joins(series: ViewSeries, drawDays: readonly number[]): [WirePoint, WirePoint][] {
  const byAssay = new Map<string, WirePoint[]>();
  for (const p of series.points) byAssay.set(assayOf(p), [...(byAssay.get(assayOf(p)) ?? []), p]);
  return [...byAssay.values()].flatMap((points) => {
    const measured = points.filter((p) => valueOf(p) !== null);
    return measured.slice(1).flatMap((q, i): [WirePoint, WirePoint][] => {
      const p = measured[i]!;
      const between = (d: number): boolean => d > p.day && d < q.day;
      const gap = drawDays.some(between) || series.points.some((o) => between(o.day));
      return gap || p.day === q.day ? [] : [[p, q]];
    });
  });
}

/** Per assay and day the poorest LoD of the draw: what it would have called of every tracked variant. */
function lodByAssay(view: TrajectoryView): Map<string, Map<number, number>> {
  const byAssay = new Map<string, Map<number, number>>();
  for (const p of view.series.flatMap((s) => s.points)) {
    const lod = lodOf(p);
    if (lod === null || !(lod > 0)) continue;
    const perDay = byAssay.get(assayOf(p)) ?? new Map<number, number>();
    perDay.set(p.day, Math.max(perDay.get(p.day) ?? 0, lod));
    byAssay.set(assayOf(p), perDay);
  }
  return byAssay;
}

const lodLabel = (assay: string): string => `LoD ${cut(assay.replace(/ v[^ ]*$/, ''), 14)}`;

function lodLines(byAssay: ReadonlyMap<string, ReadonlyMap<number, number>>, x: (d: number) => number, y: (v: number) => number | null, domain: readonly [number, number]): LodLine[] {
  const all = [...new Set([...byAssay.values()].flatMap((m) => [...m.keys()]))].sort((a, b) => a - b);
  const halfGap = all.length > 1 ? Math.min(...all.slice(1).map((d, i) => d - all[i]!)) / 2 : (domain[1] - domain[0]) / 8;
  return [...byAssay].map(([assay, perDay]) => {
    const ds = [...perDay.keys()].sort((a, b) => a - b);
    const steps = ds.flatMap((d, i) => {
      const at = y(perDay.get(d)!);
      if (at === null) return [];
      const prev = ds[i - 1];
      const next = ds[i + 1];
      const joined = (a: number, b: number): boolean => !all.some((o) => o > a && o < b);
      const from = prev !== undefined && joined(prev, d) ? (prev + d) / 2 : d - halfGap;
      const to = next !== undefined && joined(d, next) ? (d + next) / 2 : d + halfGap;
      return [{ x0: x(Math.max(from, domain[0])), x1: x(Math.min(to, domain[1])), y: at, value: perDay.get(d)! }];
    });
    return { assay, steps };
  }).filter((l) => l.steps.length > 0);
}

/** Where the assay that measures most of the draw changes from one draw to the next. */
function assaySwitches(view: TrajectoryView, x: (d: number) => number): { x: number; label: string }[] {
  const perDay = new Map<number, Set<string>>();
  for (const p of view.series.flatMap((s) => s.points)) perDay.set(p.day, (perDay.get(p.day) ?? new Set()).add(assayOf(p)));
  const ds = [...perDay.keys()].sort((a, b) => a - b);
  return ds.slice(1).flatMap((d, i) => {
    const before = perDay.get(ds[i]!)!;
    const fresh = [...perDay.get(d)!].filter((a) => !before.has(a));
    const shared = [...perDay.get(d)!].some((a) => before.has(a));
    return shared || fresh.length === 0 ? [] : [{ x: x((ds[i]! + d) / 2), label: `assay: ${cut(fresh.join(', '), 22)}` }];
  });
}

export function layoutTrajectory(view: TrajectoryView, size: Size, options: TrajectoryOptions = {}): TrajectoryLayout {
  const type = options.axis ?? 'log';
  const { width, height } = size;
  const shades = new Map<string, number>();
  const tones = view.series.map((s): Tone => {
    const kind = s.role === 'germline' ? 'chip' : s.role;
    const n = shades.get(kind) ?? 0;
    shades.set(kind, n + 1);
    return { role: s.role, shade: n % 4 };
  });
  const lods = lodByAssay(view);
  const labelWidths = [
    ...view.series.map((s) => textWidth(cut(s.label, 24), true) + textWidth(` ${endValue(s) ?? ''}`)),
    ...[...lods].map(([assay, perDay]) => textWidth(`${lodLabel(assay)} ${percent(Math.max(...perDay.values()))}`)),
  ];
  const right = Math.round(Math.min(280, Math.max(120, 26 + Math.max(0, ...labelWidths))));
  const plotX = left;
  const plotWidth = Math.max(120, width - left - right);
  const domain = timeDomain(view);
  const xRaw = apply({ type: 'linear', domain, range: [plotX, plotX + plotWidth] });
  const x = (d: number): number => xRaw(d);
  const drawDays = [...new Set([...view.draws.map((d) => d.day), ...view.series.flatMap((s) => s.points.map((p) => p.day))])].sort((a, b) => a - b);

  // Tracks from the top.
  const tracks: Track[] = [];
  let top = 8;
  const inView = view.therapies.filter((t) => t.start <= domain[1] && (t.stop ?? domain[1]) >= domain[0]).sort((a, b) => a.start - b.start);
  const laneOf = lanes(inView.map((t) => ({ start: t.start, end: t.stop ?? Infinity })));
  const edge = view.today !== null && view.today < domain[1] ? view.today : domain[1];
  const ribbons = inView.map((t, i): Ribbon => {
    const fades = t.stop === null || (view.today !== null && t.stop > view.today);
    const from = Math.max(t.start, domain[0]);
    const to = Math.max(from, Math.min(t.stop ?? Math.max(edge, from), domain[1]));
    const w = Math.max(2, round(x(to) - x(from)));
    const clipped = t.start < domain[0];
    const label = `${clipped ? '‹ ' : ''}${t.label}`;
    const stopText = t.stop === null ? 'ongoing' : `to ${dayText(view.timeline, t.stop)}`;
    return {
      id: t.id, x: x(from), y: top + laneOf[i]! * laneHeight, width: w, height: laneHeight - 3, label: w < 22 ? '' : cut(label, Math.floor((w - 10) / charWidth)),
      title: `${t.label}, from ${dayText(view.timeline, t.start)}, ${stopText}`, targeted: t.targeted, fades, clipped,
    };
  });
  if (ribbons.length > 0) {
    tracks.push({ name: 'Therapy', y: top + (laneHeight - 3) / 2 });
    top += (Math.max(...laneOf) + 1) * laneHeight + 3;
  }
  // Imaging and each marker have a track of their own, so that their words stay beside their ticks.
  const seen = view.assessments.filter((a) => a.day >= domain[0] && a.day <= domain[1]).sort((a, b) => a.day - b.day);
  const kinds = [...new Set(seen.map((a) => a.track))].sort((a, b) => Number(b === 'Imaging') - Number(a === 'Imaging') || a.localeCompare(b));
  const assessments: Event[] = [];
  for (const kind of kinds.slice(0, 3)) {
    const others = kinds.length > 3 && kind === kinds[2];
    const here = seen.filter((a) => a.track === kind || (others && kinds.indexOf(a.track) > 2));
    const written = fitting(here.map((a) => ({ x: x(a.day), text: a.label })));
    for (const [i, a] of here.entries()) {
      assessments.push({
        id: a.id, kind: a.kind, x: x(a.day), y: top + row / 2, label: written[i] ? a.label : '', title: `${a.title}, ${dayText(view.timeline, a.day)}`, severity: null, open: true,
      });
    }
    tracks.push({ name: others ? 'Other' : cut(kind, 14), y: top + row / 2 });
    top += row;
  }
  const fired = view.alerts.filter((a) => a.day >= domain[0] && a.day <= domain[1]).sort((a, b) => a.day - b.day);
  const perSpot = new Map<number, number>();
  const alerts = fired.map((a): Event => {
    const n = perSpot.get(a.day) ?? 0;
    perSpot.set(a.day, n + 1);
    return { id: a.id, kind: a.kind, x: round(x(a.day) + n * 11), y: top + row / 2, label: '', title: a.title, severity: a.severity, open: a.open };
  });
  if (alerts.length > 0) { tracks.push({ name: 'Alerts', y: top + row / 2 }); top += row; }
  const switched = assaySwitches(view, x);
  top += switched.length > 0 ? 14 : 6;

  // Rows from the bottom.
  const xTitle = timeAxisTitle(view.timeline);
  const gappy = view.series.map((s, i) => ({ s, tone: tones[i]! })).filter(({ s }) => s.points.some((p) => p.status === 'not_covered' || p.status === 'failed_qc' || valueOf(p) === null));
  const maxRails = Math.max(1, Math.min(5, Math.floor((height - top - 160) / railHeight)));
  const shown = gappy.length > maxRails ? gappy.slice(0, maxRails - 1) : gappy;
  const rest = gappy.slice(shown.length);
  const railCount = shown.length + (rest.length > 0 ? 1 : 0);
  const axisHeight = 20 + (xTitle ? 16 : 0);
  const drawRow = view.draws.length > 0 ? 18 : 0;
  const baseline = height - axisHeight;
  const railTop = baseline - drawRow - railCount * railHeight;
  const broken = type === 'log' ? { y: railTop - bandHeight - 2, height: bandHeight } : null;
  const plotBottom = broken ? broken.y : railTop - 10;
  const plot = { x: plotX, y: top, width: plotWidth, height: Math.max(40, plotBottom - top) };

  const vaf = vafDomain(view, type);
  const range: [number, number] = [plot.y + plot.height, plot.y];
  const yOf = apply({ type, domain: vaf, range });
  const bandMiddle = broken ? round(broken.y + broken.height / 2) : range[0];
  const isBelow = (v: number): boolean => type === 'log' && v < vaf[0] * (1 - 1e-9);
  const y = (v: number): number => (isBelow(v) ? bandMiddle : yOf(v));
  const ticks: Tick[] = type === 'log' ? logTicks(vaf, yOf) : linearTicks(vaf, yOf, Math.max(3, Math.floor(plot.height / 48)));

  // Marks.
  const railOf = new Map<string, number>();
  const rails = shown.map(({ s, tone }, i) => {
    railOf.set(s.key, round(railTop + (i + 0.5) * railHeight));
    return { series: s.key, label: cut(s.label, 24), y: round(railTop + (i + 0.5) * railHeight), tone };
  });
  if (rest.length > 0) {
    const at = round(railTop + (shown.length + 0.5) * railHeight);
    for (const { s } of rest) railOf.set(s.key, at);
    rails.push({ series: '', label: `${rest.length} more variants`, y: at, tone: rest[0]!.tone });
  }
  const placed: Placed[] = view.series.flatMap((series, i) => series.points.map((point): Placed => {
    const value = valueOf(point);
    return { series, tone: tones[i]!, point, value, id: `${series.key}|${point.specimen_id}|${assayOf(point)}`, x: x(point.day), y: value === null ? railOf.get(series.key)! : y(value) };
  }));
  dodge(placed, drawDays.map(x));
  const placeOf = new Map(placed.map((p) => [p.point, p]));
  const marks = placed.map((p): Mark => {
    const title = pointLines(view, p.series.label, p.point);
    const shape = p.value === null ? (p.point.status === 'not_covered' ? 'tick' : p.point.status === 'failed_qc' ? 'cross' : 'tick') : p.point.status === 'detected' ? roleShape[p.series.role] : 'bound';
    return {
      id: p.id, series: p.series.key, status: p.point.status, gene: p.series.gene, variant: p.series.variant, specimen: p.point.specimen_id, day: p.point.day,
      x: p.x, y: p.y, shape, tone: p.tone, below: p.value !== null && isBelow(p.value), label: title.slice(0, 3).join('. '), title: [...title.slice(0, 1), ...title.slice(1)],
    };
  });
  const whiskers = placed.flatMap((p): Whisker[] => {
    const { low, high, status, interval_assumed: dashed } = p.point;
    if (p.value === null || status !== 'detected' || low === null || high === null || !(high > 0)) return [];
    const openEnd = type === 'log' && (low <= 0 || isBelow(low));
    return [{ mark: p.id, x: p.x, y0: y(high), y1: openEnd ? round(broken!.y + broken!.height - 3) : y(Math.max(low, type === 'log' ? vaf[0] : 0)), openEnd, dashed, tone: p.tone }];
  });
  const segments = view.series.flatMap((s, i) => joins(s, drawDays).map(([p, q]): Segment => {
    const a = placeOf.get(p)!;
    const b = placeOf.get(q)!;
    const solid = p.status === 'detected' && q.status === 'detected';
    return { series: s.key, x0: a.x, y0: a.y, x1: b.x, y1: b.y, kind: solid ? 'solid' : 'dotted', tone: tones[i]! };
  }));

  // The fitted decay is a band, visibly not data; it is cut to the axes.
  const bands = view.series.flatMap((s, i): Band[] => {
    const rows = (s.decay?.band ?? []).filter((b) => b.day >= domain[0] && b.day <= domain[1] && b.median > 0 && b.high > 0);
    if (rows.length < 2) return [];
    const clip = (v: number): number => yOf(Math.min(Math.max(v, type === 'log' ? vaf[0] : 0), vaf[1]));
    const shape = area<(typeof rows)[number]>().x((b) => x(b.day)).y0((b) => clip(b.low)).y1((b) => clip(b.high)).digits(2);
    return [{ series: s.key, area: shape(rows) ?? '', median: shape.lineY1().y((b: (typeof rows)[number]) => clip(b.median))(rows) ?? '', tone: tones[i]! }];
  });
  const lod = lodLines(lods, x, (v) => (isBelow(v) ? null : yOf(v)), domain);

  // Direct labels: the last measured state of each series, and the LoD of each assay.
  const labelX = plot.x + plot.width + 14;
  const wanted = [
    ...view.series.flatMap((s, i) => {
      const last = placed.filter((p) => p.series === s && p.value !== null).at(-1);
      if (!last) return [];
      return [{ series: s.key, text: cut(s.label, 24), value: endValue(s)!, y: last.y, from: [last.x, last.y] as const, tone: tones[i]!, priority: 1000 - i }];
    }),
    ...lod.map((l) => {
      const end = l.steps.at(-1)!;
      return { series: '', text: lodLabel(l.assay), value: percent(end.value), y: end.y, from: [end.x1, end.y] as const, tone: null, priority: 1 };
    }),
  ];
  const lowest = broken ? broken.y + broken.height - 4 : range[0];
  const places = spread(wanted, labelGap, plot.y + 4, rails.length > 0 ? Math.min(lowest, rails[0]!.y - labelGap) : lowest);
  const labels = wanted.flatMap((w, i): EndLabel[] => {
    const at = places[i];
    return at === null || at === undefined ? [] : [{ series: w.series, text: w.text, value: w.value, x: labelX, y: round(at), from: [round(w.from[0]), round(w.from[1])], tone: w.tone }];
  });

  const draws = view.draws.map((d): DrawMark => ({
    day: d.day, specimen: d.specimenId, x: x(d.day), y: baseline - drawRow / 2, informative: d.informative,
    title: `${dayText(view.timeline, d.day)}, ${d.specimenId}: ${d.informative.replace('_', ' ')}. ${d.reason}`,
  }));
  if (drawRow > 0) tracks.push({ name: 'Draws', y: baseline - drawRow / 2 });
  const n = drawDays.length;
  const message = n === 0 ? 'No draws yet' : marks.length === 0 ? 'No variant is tracked yet' : null;
  return {
    width, height, title: 'VAF of tracked variants over time',
    description: `${view.series.length} variants in ${n} ${n === 1 ? 'draw' : 'draws'}, ${type} axis. ${labels.filter((l) => l.tone).map((l) => `${l.text}: ${l.value}`).join('; ')}. The table below holds the same values.`,
    plot, x: { type: 'linear', domain, range: [plotX, plotX + plotWidth], ticks: timeTicks(view.timeline, domain, x, plotWidth, drawDays) },
    y: { type, domain: vaf, range, ticks }, xTitle, yTitle: 'VAF', broken, tracks, rails, baseline, ribbons, assessments, alerts, draws, bands, lod,
    switches: switched.map((s) => ({ ...s, end: s.x + textWidth(s.label) + 8 > plotX + plotWidth })), segments, whiskers, marks, labels,
    hidden: wanted.length - labels.length, hits: marks.map((m) => ({ mark: m.id, x: m.x, y: m.y, r: 11 })),
    today: view.today !== null && view.today >= domain[0] && view.today <= domain[1] ? x(view.today) : null,
    selected: options.selectedDay === null || options.selectedDay === undefined ? null : x(options.selectedDay), message,
  };
}

