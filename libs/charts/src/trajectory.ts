/**
 * The trajectory of one patient: view → JSON. Pure; React prints it, and the same JSON is the SVG file.
 * The log axis never holds a zero: what lies below it lives in the broken band at the bottom, with an open end.
 */
import { area } from 'd3-shape';
import { t } from '@clonewatch/words';
import { assayOf, assaySwitches, lodByAssay, lodLabel, lodLines } from './assays.js';
import { compositionHeight, layoutComposition } from './composition.js';
import { daysOf, timeDomain, valueDomain } from './domains.js';
import { layoutFan } from './fan.js';
import { cut, dayText, percent, round } from './format.js';
import { cutTo, spread, textWidth } from './labels.js';
import { dodge, endValue, joins, markTitle, PlacedMark, type Placed } from './marks.js';
import { factorOf, measured, measureWord, tickText, type Measured } from './measure.js';
import { roleShape } from './palette.js';
import { apply, linearTicks, logTicks, plainTicks, type Tick } from './scales.js';
import { applyTime, originDay, timeScale, timeTitle } from './time-axis.js';
import { layoutTop } from './top-tracks.js';
import type { Band, Clearance, DrawMark, EndLabel, Mark, Segment, Size, Tone, TrajectoryLayout, TrajectoryOptions, Whisker } from './trajectory-types.js';
import type { TrajectoryView, ViewSeries } from './view.js';

const left = 92;
const bandHeight = 18;
const railHeight = 13;
const labelGap = 14;

const titleOf = { vaf: 'chart.titleVaf', copies: 'chart.titleCopies', relative: 'chart.titleRelative' } as const;

/** Was the series called without a number (an amplification) in the last draw that read it? */
function lastCalled(s: ViewSeries, read: readonly Measured[]): boolean {
  const last = s.points.findLastIndex((p) => p.status === 'detected' || p.status === 'not_detected');
  return last >= 0 && s.points[last]!.status === 'detected' && s.points[last]!.vaf === null && read[last]!.value === null;
}

/** Shades of the series: those of one role differ by lightness. */
export function tonesOf(view: Pick<TrajectoryView, 'series'>): Tone[] {
  const shades = new Map<string, number>();
  return view.series.map((s): Tone => {
    const kind = s.role === 'germline' ? 'chip' : s.role;
    const n = shades.get(kind) ?? 0;
    shades.set(kind, n + 1);
    return { role: s.role, shade: n % 4 };
  });
}

/** The readings, draws and clones of some days; what is not cut to the axis by itself. */
function within(view: TrajectoryView, [from, to]: readonly [number, number]): TrajectoryView {
  const inside = (p: { readonly day: number }): boolean => p.day >= from && p.day <= to;
  return {
    ...view, series: view.series.map((s) => ({ ...s, points: s.points.filter(inside) })), draws: view.draws.filter(inside),
    clones: (view.clones ?? []).map((c) => ({ ...c, prevalence: c.prevalence.filter(inside) })), forecast: view.forecast && inside({ day: view.forecast.fromDay }) ? view.forecast : null,
  };
}

/** `window`: the part of the course to show, on the value axis of the whole. */
export function layoutTrajectory(whole: TrajectoryView, size: Size, options: TrajectoryOptions = {}): TrajectoryLayout {
  const window = options.window ?? null;
  const view = window === null ? whole : within(whole, window);
  const type = options.axis ?? 'log';
  const measure = options.measure ?? 'vaf';
  const factor = factorOf(whole, measure);
  // Each reading on this axis, worked out once: series by series, as their points.
  const read = view.series.map((s) => s.points.map((p) => measured(p, factor)));
  const { width, height } = size;
  const tones = tonesOf(view);
  const clones = options.clones === 'off' ? [] : view.clones ?? [];
  const lods = measure === 'vaf' ? lodByAssay(view) : new Map<string, Map<number, number>>();
  const labelWidths = [
    ...view.series.map((s, i) => textWidth(cut(s.label, 24), true) + textWidth(` ${lastCalled(s, read[i]!) ? t('chart.called') : endValue(s, read[i]!, measure) ?? ''}`)), ...clones.map((c) => textWidth(cut(c.label, 24), true) + 40),
    ...[...lods].map(([assay, perDay]) => textWidth(`${lodLabel(assay)} ${percent(Math.max(...perDay.values()))}`)),
  ];
  const right = Math.round(Math.min(280, Math.max(120, 26 + Math.max(0, ...labelWidths))));
  const plotX = left;
  const plotWidth = Math.max(120, width - left - right);
  const labelRoom = width - plotX - plotWidth - 14;
  const origin = options.origin ?? 'calendar';
  const domain = window ?? timeDomain(view, originDay(view, origin));
  const drawDays = daysOf(view);
  const events = [...drawDays, ...view.therapies.flatMap((t) => (t.stop === null ? [t.start] : [t.start, t.stop])), ...view.assessments.map((a) => a.day), ...view.alerts.map((a) => a.day)];
  const time = timeScale(view, domain, [plotX, plotX + plotWidth], { origin, events, drawDays, fold: options.fold ?? true });
  const x = applyTime(time);

  const above = layoutTop(view, domain, x);
  const tracks = [...above.tracks];
  let top = above.bottom;
  const switched = assaySwitches(view, x);
  top += switched.length > 0 ? 14 : 6;

  // Rows from the bottom.
  const xTitle = timeTitle(view, time);
  const gappy = view.series.map((s, i) => ({ s, tone: tones[i]!, read: read[i]! })).filter((g) => g.read.some((m) => m.value === null));
  const wantedHeight = compositionHeight(clones, options.clones === 'lanes' ? 'lanes' : 'area');
  const maxRails = Math.max(1, Math.min(5, Math.floor((height - top - 160 - wantedHeight) / railHeight)));
  const shown = gappy.length > maxRails ? gappy.slice(0, maxRails - 1) : gappy;
  const rest = gappy.slice(shown.length);
  const railCount = shown.length + (rest.length > 0 ? 1 : 0);
  const axisHeight = 20 + (xTitle ? 16 : 0);
  const drawRow = view.draws.length > 0 ? 18 : 0;
  const baseline = height - axisHeight;
  const cloneHeight = clones.length === 0 ? 0 : Math.min(wantedHeight, Math.max(24, height - top - axisHeight - drawRow - railCount * railHeight - 130));
  const cloneRow = cloneHeight === 0 ? 0 : cloneHeight + 10;
  const railTop = baseline - cloneRow - drawRow - railCount * railHeight;
  const broken = type === 'log' ? { y: railTop - bandHeight - 2, height: bandHeight } : null;
  const plotBottom = broken ? broken.y : railTop - 10;
  const plot = { x: plotX, y: top, width: plotWidth, height: Math.max(40, plotBottom - top) };

  const vaf = valueDomain(whole, type, measure, factor);
  const range: [number, number] = [plot.y + plot.height, plot.y];
  const yOf = apply({ type, domain: vaf, range });
  const bandMiddle = broken ? round(broken.y + broken.height / 2) : range[0];
  const isBelow = (v: number): boolean => type === 'log' && v < vaf[0] * (1 - 1e-9);
  const y = (v: number): number => (isBelow(v) ? bandMiddle : yOf(v));
  const wantedTicks = Math.max(3, Math.floor(plot.height / 48));
  const ticks: Tick[] = type === 'log' ? logTicks(vaf, yOf, (v) => tickText(measure, v)) : measure === 'copies' ? plainTicks(vaf, yOf, wantedTicks) : linearTicks(vaf, yOf, wantedTicks);

  // Marks.
  const railOf = new Map<string, number>();
  const rails = shown.map(({ s, tone, read }, i) => {
    railOf.set(s.key, round(railTop + (i + 0.5) * railHeight));
    const name = cut(s.label, 24);
    // On a narrow picture the word goes first: the mark on the row says it too.
    const label = lastCalled(s, read) && textWidth(`${name} ${t('chart.called')}`) <= labelRoom ? `${name} ${t('chart.called')}` : cutTo(name, labelRoom);
    return { series: s.key, label, y: round(railTop + (i + 0.5) * railHeight), tone };
  });
  if (rest.length > 0) {
    const at = round(railTop + (shown.length + 0.5) * railHeight);
    for (const { s } of rest) railOf.set(s.key, at);
    rails.push({ series: '', label: t('chart.moreVariants', { count: rest.length }), y: at, tone: rest[0]!.tone });
  }
  const placed: Placed[] = view.series.flatMap((series, i) => series.points.map((point, j): Placed => {
    const found = read[i]![j]!;
    const { value } = found;
    return { series, tone: tones[i]!, point, in: found, value, id: `${series.key}|${point.specimen_id}|${assayOf(point)}`, x: x(point.day), y: value === null ? railOf.get(series.key)! : y(value) };
  }));
  dodge(placed, drawDays.map(x));
  const placeOf = new Map(placed.map((p) => [p.point, p]));
  const says = (q: Placed): string[] => markTitle(view, q, measure);
  const marks = placed.map((p): Mark => {
    // A call without a number (an amplification) is a call: filled on the rail, never the tick of what was not covered.
    const shape = p.value === null ? (p.point.status === 'detected' && p.point.vaf === null ? roleShape[p.series.role] : p.point.status === 'failed_qc' ? 'cross' : 'tick') : p.point.status === 'detected' ? roleShape[p.series.role] : 'bound';
    return new PlacedMark(p, shape, p.value !== null && isBelow(p.value), says);
  });
  const whiskers = placed.flatMap((p): Whisker[] => {
    const { low, high } = p.in;
    const { status, interval_assumed: dashed } = p.point;
    if (p.value === null || status !== 'detected' || low === null || high === null || !(high > 0)) return [];
    const openEnd = type === 'log' && (low <= 0 || isBelow(low));
    return [{ mark: p.id, series: p.series.key, x: p.x, y0: y(high), y1: openEnd ? round(broken!.y + broken!.height - 3) : y(Math.max(low, type === 'log' ? vaf[0] : 0)), openEnd, dashed, tone: p.tone }];
  });
  const nextDay = new Map(drawDays.map((d, i) => [d, drawDays[i + 1]]));
  const segments = view.series.flatMap((s, i) => joins(s, read[i]!, nextDay).map(([p, q]): Segment => {
    const a = placeOf.get(p)!;
    const b = placeOf.get(q)!;
    const solid = p.status === 'detected' && q.status === 'detected';
    return { series: s.key, x0: a.x, y0: a.y, x1: b.x, y1: b.y, kind: solid ? 'solid' : 'dotted', tone: tones[i]! };
  }));

  // The fitted decay is a band, visibly not data; it is cut to the axes.
  const bands = view.series.flatMap((s, i): Band[] => {
    const rows = (measure === 'vaf' ? s.decay?.band ?? [] : []).filter((b) => b.day >= domain[0] && b.day <= domain[1] && b.median > 0 && b.high > 0);
    if (rows.length < 2) return [];
    const clip = (v: number): number => yOf(Math.min(Math.max(v, type === 'log' ? vaf[0] : 0), vaf[1]));
    const shape = area<(typeof rows)[number]>().x((b) => x(b.day)).y0((b) => clip(b.low)).y1((b) => clip(b.high)).digits(2);
    return [{ series: s.key, area: shape(rows) ?? '', median: shape.lineY1().y((b: (typeof rows)[number]) => clip(b.median))(rows) ?? '', tone: tones[i]! }];
  });
  const lod = lodLines(lods, x, (v) => (isBelow(v) ? null : yOf(v)), domain);

  const clearances = measure !== 'vaf' ? [] : view.series.flatMap((s, i): Clearance[] => {
    const c = s.decay?.clearance_day;
    const at = s.decay?.clearance_vaf;
    if (!c || at === undefined || at < vaf[0] || at > vaf[1] || c.low > domain[1]) return [];
    return [{
      series: s.key, x0: x(c.low), x1: x(Math.min(c.high, domain[1])), at: c.median <= domain[1] ? x(c.median) : null, y: yOf(at), tone: tones[i]!,
      title: t('chart.clearance', { label: s.label, level: percent(at), median: dayText(view.timeline, Math.round(c.median)), low: dayText(view.timeline, Math.round(c.low)), high: dayText(view.timeline, Math.round(c.high)) }),
    }];
  });
  const ends = new Map(placed.filter((p) => p.value !== null && p.point.status === 'detected').map((p) => [p.series.key, p.value!]));
  const fans = measure === 'vaf' && view.forecast && type === 'log' ? layoutFan(view.forecast, ends, x, yOf, domain, vaf) : [];

  // Direct labels: the last measured state of each series, and the LoD of each assay.
  const lastOf = new Map(placed.filter((p) => p.value !== null).map((p) => [p.series, p]));
  const labelX = plot.x + plot.width + 14;
  const wanted = [
    ...view.series.flatMap((s, i) => {
      const last = lastOf.get(s);
      // Called later without a number: an older bound would read as "not detected" beside it. Its rail says that it was called.
      if (!last || lastCalled(s, read[i]!)) return [];
      return [{ series: s.key, text: cut(s.label, 24), value: endValue(s, read[i]!, measure)!, y: last.y, from: [last.x, last.y] as const, tone: tones[i]!, priority: 1000 - i }];
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

  const composition = cloneHeight === 0 ? null : layoutComposition(clones, { y: baseline - cloneRow + 4, height: cloneHeight }, x, drawDays, options.clones === 'lanes' ? 'lanes' : 'area', (d) => dayText(view.timeline, d));
  if (composition) tracks.push({ name: t('chart.clones'), y: composition.y + 6 });
  const drawY = baseline - cloneRow - drawRow / 2;
  const draws = view.draws.map((d): DrawMark => ({
    day: d.day, specimen: d.specimenId, x: x(d.day), y: drawY, informative: d.informative,
    title: t('chart.drawTitle', { day: dayText(view.timeline, d.day), specimen: d.specimenId, informative: t(`informativeSmall.${d.informative}`), reason: d.reason }),
  }));
  if (drawRow > 0) tracks.push({ name: t('chart.draws'), y: drawY });
  const n = drawDays.length;
  const message = n === 0 ? t(view.computed === false ? 'chart.notComputed' : 'chart.noDraws') : marks.length === 0 ? t('chart.noVariant') : null;
  return {
    width, height, title: t(titleOf[measure]),
    description: t('chart.described', {
      variants: t('chart.variants', { count: view.series.length }), draws: t('chart.inDraws', { count: n }), axis: t(`chart.${type}`), labels: labels.filter((l) => l.tone).map((l) => `${l.text}: ${l.value}`).join('; '),
    }),
    plot, x: time, y: { type, domain: vaf, range, ticks }, measure, xTitle, yTitle: measureWord(measure), broken, tracks, rails, baseline, ribbons: above.ribbons, assessments: above.assessments, alerts: above.alerts, hiddenAlerts: above.hiddenAlerts, markers: above.markers,
    composition, fans, clearances, draws, bands, lod,
    switches: switched.map((s) => ({ ...s, end: s.x + textWidth(s.label) + 8 > plotX + plotWidth })), segments, whiskers, marks, labels,
    hidden: wanted.length - labels.length,
    today: view.today !== null && view.today >= domain[0] && view.today <= domain[1] ? x(view.today) : null,
    selected: options.selectedDay === null || options.selectedDay === undefined ? null : x(options.selectedDay), message,
  };
}

