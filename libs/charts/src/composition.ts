/**
 * Clone composition over time: at a measured draw a clone's height is its prevalence; between draws the area is drawn, not measured, and looks it.
 * Nested where the counts prove an order and fit; stacked where they fit beside one another; else one lane a clone, and the order is said to be undetermined.
 */
import { area } from 'd3-shape';
import { t } from '@clonewatch/words';
import { percent, percentRange, round } from './format.js';
import type { Tone } from './trajectory-types.js';

export interface ViewClone {
  readonly id: string; readonly parent: string | null; readonly order: 'nested' | 'undetermined'; readonly label: string; readonly tone: Tone;
  readonly prevalence: readonly { readonly day: number; readonly median: number; readonly low: number; readonly high: number }[];
}
export type Arrangement = 'nested' | 'stacked' | 'lanes';
export interface CloneDraw { readonly clone: string; readonly day: number; readonly x: number; readonly y0: number; readonly y1: number; readonly prevalence: number; readonly low: number; readonly high: number; readonly title: string }
export interface CompositionLayout {
  readonly y: number; readonly height: number; readonly arrangement: Arrangement; readonly undetermined: boolean; readonly note: string | null;
  /** Interpolated areas: drawn, not measured. */
  readonly areas: readonly { readonly clone: string; readonly path: string; readonly tone: Tone }[];
  readonly draws: readonly (CloneDraw & { readonly tone: Tone })[];
  readonly labels: readonly { readonly clone: string; readonly text: string; readonly value: string; readonly y: number; readonly tone: Tone }[];
  readonly lanes: readonly { readonly y: number; readonly height: number }[];
}

type Prevalence = ViewClone['prevalence'][number];
const at = (c: ViewClone, day: number): Prevalence | undefined => c.prevalence.find((p) => p.day === day);

/** From 0 only where the clone was not called: its share then has a bound and no level. */
export const isBound = (p: Prevalence): boolean => p.low === 0;
export const shareText = (p: Prevalence): string => (isBound(p) ? t('chart.nd', { bound: percent(p.high) }) : percent(p.median));

/** Lower edge of each clone's band at a day, in prevalence; null: at this day the medians do not fit into one another. */
export function stackAt(clones: readonly ViewClone[], day: number, nested: boolean): Map<string, number> | null {
  const base = new Map<string, number>();
  const here = clones.filter((c) => at(c, day));
  const place = (parent: string | null, from: number, room: number): boolean => {
    let next = from;
    for (const c of here.filter((x) => (nested && x.parent !== null && here.some((p) => p.id === x.parent) ? x.parent : null) === parent)) {
      const size = at(c, day)!.median;
      if (next + size > from + room + 1e-6) return false;
      base.set(c.id, next);
      if (nested && !place(c.id, next, size)) return false;
      next += size;
    }
    return true;
  };
  return place(null, 0, 1) ? base : null;
}

export function arrangementOf(clones: readonly ViewClone[]): Arrangement {
  const days = [...new Set(clones.flatMap((c) => c.prevalence.map((p) => p.day)))];
  const fits = (nested: boolean): boolean => days.every((d) => stackAt(clones, d, nested) !== null);
  if (clones.some((c) => c.order === 'nested' && c.parent !== null) && clones.every((c) => c.parent === null || c.order === 'nested') && fits(true)) return 'nested';
  return clones.every((c) => c.order === 'undetermined' || c.parent === null) && fits(false) ? 'stacked' : 'lanes';
}

/** Runs of consecutive draws in which the clone was measured: an area never crosses a draw that did not tell. */
function runs(c: ViewClone, drawDays: readonly number[]): Prevalence[][] {
  const out: Prevalence[][] = [];
  let run: Prevalence[] = [];
  for (const d of drawDays) {
    const p = at(c, d);
    if (p) run.push(p);
    else if (run.length > 0) { out.push(run); run = []; }
  }
  if (run.length > 0) out.push(run);
  return out;
}

const laneHeight = 22;
const laneGap = 4;

/** Height that the track wants. */
export function compositionHeight(clones: readonly ViewClone[], as: 'area' | 'lanes'): number {
  if (clones.length === 0) return 0;
  return as === 'lanes' || arrangementOf(clones) === 'lanes' ? clones.length * (laneHeight + laneGap) : 64;
}

export function layoutComposition(clones: readonly ViewClone[], box: { readonly y: number; readonly height: number }, x: (day: number) => number, drawDays: readonly number[], as: 'area' | 'lanes', dayWord: (day: number) => string): CompositionLayout {
  const arrangement = as === 'lanes' ? 'lanes' : arrangementOf(clones);
  const undetermined = clones.some((c) => c.order === 'undetermined' && c.id !== 'C0') && clones.length > 1;
  const lane = arrangement === 'lanes';
  const h = lane ? Math.max(4, (box.height - laneGap * (clones.length - 1)) / Math.max(1, clones.length)) : box.height;
  const bottom = (i: number): number => (lane ? box.y + i * (h + laneGap) + h : box.y + box.height);
  const bases = new Map(lane ? [] : drawDays.map((d) => [d, stackAt(clones, d, arrangement === 'nested')]));
  const bandOf = (c: ViewClone, i: number, p: Prevalence): readonly [number, number] => {
    const base = bases.get(p.day)?.get(c.id) ?? 0;
    return [round(bottom(i) - base * h), round(bottom(i) - (base + p.median) * h)];
  };
  const shape = area<readonly [number, number, number]>().x((d) => d[0]).y0((d) => d[1]).y1((d) => d[2]).digits(2);
  const areas: CompositionLayout['areas'][number][] = [];
  const draws: CompositionLayout['draws'][number][] = [];
  const labels: CompositionLayout['labels'][number][] = [];
  clones.forEach((c, i) => {
    for (const run of runs(c, drawDays)) if (run.length > 1) areas.push({ clone: c.id, tone: c.tone, path: shape(run.map((p) => [x(p.day), ...bandOf(c, i, p)] as const)) ?? '' });
    for (const p of c.prevalence) {
      const [y0, y1] = bandOf(c, i, p);
      draws.push({ clone: c.id, day: p.day, x: x(p.day), y0, y1, prevalence: p.median, low: p.low, high: p.high, tone: c.tone, title: isBound(p) ? t('chart.cloneNotCalled', { label: c.label, day: dayWord(p.day), bound: percent(p.high) }) : t('chart.cloneTitle', { label: c.label, day: dayWord(p.day), share: percent(p.median), range: percentRange(p.low, p.high) }) });
    }
    const last = c.prevalence.at(-1);
    // A level of an earlier draw is none of now.
    if (last) { const [y0, y1] = bandOf(c, i, last); labels.push({ clone: c.id, text: c.label, value: last.day === drawDays.at(-1) ? shareText(last) : '', y: round((y0 + y1) / 2), tone: c.tone }); }
  });
  return {
    y: box.y, height: box.height, arrangement, undetermined, areas, draws, labels, lanes: lane ? clones.map((_, i) => ({ y: round(bottom(i) - h), height: round(h) })) : [],
    note: clones.length === 0 ? null : undetermined ? t('chart.orderOpen') : arrangement === 'nested' ? t('chart.nested') : null,
  };
}
