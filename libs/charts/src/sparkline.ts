/** A row's history at a glance: one fixed log axis for every row, so that heights can be compared down the list. */
import { changeText, t } from '@clonewatch/words';
import type { PatientSummary } from '@clonewatch/contracts';
import { round } from './format.js';
import { roleShape, type Shape } from './palette.js';
import { valueOf } from './measure.js';
import type { Size, Tone } from './trajectory-types.js';

export interface SparkMark { readonly x: number; readonly y: number; readonly shape: Shape | 'bound' | 'tick'; readonly tone: Tone }
export interface SparklineLayout {
  readonly width: number; readonly height: number; readonly description: string;
  readonly marks: readonly SparkMark[]; readonly segments: readonly { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number; readonly dotted: boolean; readonly tone: Tone }[];
}

/** 0.01 % to 100 %; what lies outside stands on the edge. */
export const sparklineDomain: readonly [number, number] = [1e-4, 1];

/** Logarithms of the ends of the axis. A list draws dozens of rows at a time: the two scales are written out. */
const [least, most] = [Math.log(sparklineDomain[0]), Math.log(sparklineDomain[1])];
const between = (a: number, b: number, share: number): number => round(a * (1 - share) + b * share);

export function layoutSparkline(series: PatientSummary['sparkline'], size: Size): SparklineLayout {
  const drawDays = [...new Set(series.flatMap((s) => s.points.map((p) => p.day)))].sort((a, b) => a - b);
  const first = drawDays[0] ?? 0;
  const last = drawDays.at(-1) ?? 0;
  // One draw stands in the middle.
  const x = (day: number): number => between(5, size.width - 5, first === last ? 0.5 : (day - first) / (last - first));
  const yOf = (vaf: number): number => between(size.height - 6, 4, Math.min(1, Math.max(0, (Math.log(vaf) - least) / (most - least))));
  const marks: SparkMark[] = [];
  const segments: SparklineLayout['segments'][number][] = [];
  for (const s of series) {
    const tone: Tone = { role: s.role, shade: 0 };
    const byDay = new Map<number, (typeof s.points)[number]>();
    for (const p of s.points) if (!byDay.has(p.day)) byDay.set(p.day, p);
    let before: { x: number; y: number; status: string } | null = null;
    for (const day of drawDays) {
      const p = byDay.get(day);
      const v = p ? valueOf(p) : null;
      if (!p || v === null) {
        if (p) marks.push({ x: x(day), y: size.height - 2, shape: 'tick', tone });
        before = null;
        continue;
      }
      const here = { x: x(day), y: yOf(v), status: p.status };
      marks.push({ x: here.x, y: here.y, shape: p.status === 'detected' ? roleShape[s.role] : 'bound', tone });
      if (before) segments.push({ x0: before.x, y0: before.y, x1: here.x, y1: here.y, dotted: before.status !== 'detected' || here.status !== 'detected', tone });
      before = here;
    }
  }
  const said = series.map((s) => {
    const p = s.points.at(-1);
    return `${changeText(s.label)}: ${p ? t(`statusSmall.${p.status}`) : t('chart.seriesNoDraws')}`;
  });
  return { ...size, description: said.length > 0 ? t('chart.lastDraws', { said: said.join('; ') }) : t('chart.noSeries'), marks, segments };
}
