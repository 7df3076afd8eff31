/** Scales as plain descriptors: data first, the function only when it is needed. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { dateOfDay, dayOfDate, isDrawOrder, type Timeline } from '@clonewatch/domain';
import { pointed, t } from '@clonewatch/words';
import { dayMonth, monthName, round, twoFigures } from './format.js';

export interface Tick { readonly value: number; readonly at: number; readonly label: string; readonly major: boolean }
export interface Scale {
  readonly type: 'log' | 'linear';
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly ticks: readonly Tick[];
}

/** The function of a descriptor; clamps to the domain. A log scale refuses what is not positive: callers decide what that means. */
export function apply(scale: Pick<Scale, 'type' | 'domain' | 'range'>): (value: number) => number {
  const d = [...scale.domain];
  const r = [...scale.range];
  if (scale.type === 'linear') {
    const f = scaleLinear(d, r).clamp(true);
    return (v) => round(f(v));
  }
  const f = scaleLog(d, r).clamp(true);
  return (v) => {
    if (!(v > 0)) throw new RangeError(`no place on a log axis: ${v}`);
    return round(f(v));
  };
}

const decade = (v: number): number => Math.floor(Math.log10(v) + 1e-9);

/** Largest of 1 or 3 times a power of ten at or below `v`. */
export function stepBelow(v: number): number {
  const p = decade(v);
  return Number((v >= 3 * 10 ** p * (1 - 1e-9) ? 3 * 10 ** p : 10 ** p).toPrecision(6));
}

/** Smallest of 1 or 3 times a power of ten at or above `v`, never above `most` (1: a VAF is a fraction). */
export function stepAbove(v: number, most = 1): number {
  const p = decade(v);
  const up = [10 ** p, 3 * 10 ** p, 10 ** (p + 1)].find((c) => c >= v * (1 - 1e-9))!;
  return Math.min(most, Number(up.toPrecision(6)));
}

/** Decades labelled, 2–9 as short unlabelled ticks. */
export function logTicks(domain: readonly [number, number], at: (v: number) => number, label: (v: number) => string = (v) => `${plain(v * 100)} %`): Tick[] {
  const out: Tick[] = [];
  for (let p = decade(domain[0]); p <= decade(domain[1]); p += 1) {
    for (let m = 1; m <= 9; m += 1) {
      const value = Number((m * 10 ** p).toPrecision(6));
      if (value < domain[0] * (1 - 1e-9) || value > domain[1] * (1 + 1e-9)) continue;
      out.push({ value, at: at(value), label: m === 1 ? label(value) : '', major: m === 1 });
    }
  }
  return out;
}

const plain = (v: number): string => pointed(String(Number(v.toPrecision(6))));

/** Ticks of a linear axis that is no fraction. */
export function plainTicks(domain: readonly [number, number], at: (v: number) => number, wanted: number): Tick[] {
  return scaleLinear([...domain], [0, 1]).ticks(wanted).map((v) => ({ value: v, at: at(v), label: plain(v), major: true }));
}

export function linearTicks(domain: readonly [number, number], at: (v: number) => number, wanted: number): Tick[] {
  return scaleLinear([domain[0] * 100, domain[1] * 100], [0, 1]).ticks(wanted)
    .map((p) => ({ value: p / 100, at: at(p / 100), label: p === 0 ? '0 %' : `${Number.isInteger(p) ? String(p) : twoFigures(p)} %`, major: true }));
}

/** First day of the month `offset` months from the month of `day`. */
function monthStart(day: number, offset: number): { day: number; year: number; month: number } {
  const [y, m] = dateOfDay(day).split('-').map(Number) as [number, number, number];
  const index = y * 12 + (m - 1) + offset;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return { day: dayOfDate(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`), year, month };
}

/** Ticks of true time: weeks, then months, quarters, half-years, years; as many as fit `width`. */
function calendarTicks(domain: readonly [number, number], at: (v: number) => number, width: number): Tick[] {
  const span = domain[1] - domain[0];
  const fit = Math.max(2, Math.floor(width / 62));
  for (const step of [7, 14]) {
    if (span / step > fit || span > 130) continue;
    const out: Tick[] = [];
    // 1970-01-01 was a Thursday; weeks begin on Mondays.
    for (let d = Math.ceil((domain[0] - 4) / step) * step + 4; d <= domain[1]; d += step) {
      const [y, m, day] = dateOfDay(d).split('-').map(Number) as [number, number, number];
      out.push({ value: d, at: at(d), label: `${dayMonth(day, m)}${out.length === 0 ? ` ${y}` : ''}`, major: true });
    }
    return out;
  }
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((s) => span / (s * 30.44) <= fit) ?? 240;
  const out: Tick[] = [];
  for (let i = 0; i < 2000; i += 1) {
    const first = monthStart(domain[0], i);
    if (first.day > domain[1]) break;
    if (first.day < domain[0] || (first.year * 12 + first.month - 1) % step !== 0) continue;
    const withYear = step >= 12 || first.month === 1 || out.length === 0;
    out.push({ value: first.day, at: at(first.day), label: step >= 12 ? String(first.year) : `${monthName(first.month)}${withYear ? ` ${first.year}` : ''}`, major: true });
  }
  return out;
}

export function timeTicks(timeline: Timeline, domain: readonly [number, number], at: (v: number) => number, width: number, drawDays: readonly number[]): Tick[] {
  if (timeline.kind === 'calendar') return calendarTicks(domain, at, width);
  if (isDrawOrder(timeline)) {
    const every = Math.max(1, Math.ceil((drawDays.length * 48) / Math.max(1, width)));
    return drawDays.filter((_, i) => i % every === 0).map((d) => ({ value: d, at: at(d), label: t('day.draw', { n: d }), major: true }));
  }
  return scaleLinear([...domain], [0, 1]).ticks(Math.max(2, Math.floor(width / 80))).filter((t) => Number.isInteger(t))
    .map((t) => ({ value: t, at: at(t), label: String(t), major: true }));
}
