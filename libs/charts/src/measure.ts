/** What the vertical axis measures: the fraction itself, mutant copies per mL of plasma, or the fraction relative to the truncal signal of the same draw. */
import type { WirePoint } from '@clonewatch/contracts';
import { pointed, t } from '@clonewatch/words';
import { percent, twoFigures } from './format.js';
import type { TrajectoryView } from './view.js';

export const measures = ['vaf', 'copies', 'relative'] as const;
export type Measure = (typeof measures)[number];
export const measureWord = (measure: Measure): string => t(`chart.${measure}`);

/** A point in the unit of the axis. `value` null: it has none, and `gap` says why; never 0. */
export interface Measured { readonly value: number | null; readonly low: number | null; readonly high: number | null; readonly gap: string | null }

const nothing = (gap: string | null): Measured => ({ value: null, low: null, high: null, gap });

/** The VAF of a detection, or the bound of what was not detected. Null: it has no value at all. */
export function valueOf(p: Pick<WirePoint, 'status' | 'vaf' | 'upper95'>): number | null {
  if (p.status === 'detected') return p.vaf !== null && p.vaf > 0 ? p.vaf : null;
  return p.status === 'not_detected' && p.upper95 !== null && p.upper95 > 0 ? p.upper95 : null;
}

/** Factor from VAF to the unit of the axis, for one reading; a string: why there is none. */
export type Factor = (p: WirePoint) => number | string;

/** Genome copies per mL: input over plasma, else what the laboratory's own copies say of the same specimen. */
function copiesFactor(view: Pick<TrajectoryView, 'series'>): Factor {
  const perMl = new Map<string, number>();
  for (const p of view.series.flatMap((s) => s.points)) {
    if (p.copies_per_ml !== null && p.copies_per_ml > 0 && p.vaf !== null && p.vaf > 0 && p.status === 'detected') perMl.set(p.specimen_id, p.copies_per_ml / p.vaf);
  }
  return (p) => (p.input_hge !== null && p.plasma_ml ? p.input_hge / p.plasma_ml : perMl.get(p.specimen_id) ?? t('chart.noVolume'));
}

/** One over the largest truncal VAF called in the draw. Its own counting error is not in the interval. */
function relativeFactor(view: Pick<TrajectoryView, 'draws'>): Factor {
  const truncal = new Map(view.draws.map((d) => [d.specimenId, d.truncalVaf ?? null]));
  return (p) => {
    const vaf = truncal.get(p.specimen_id) ?? null;
    return vaf !== null && vaf > 0 ? 1 / vaf : t('chart.noTruncal');
  };
}

export function factorOf(view: Pick<TrajectoryView, 'series' | 'draws'>, measure: Measure): Factor {
  return measure === 'vaf' ? () => 1 : measure === 'copies' ? copiesFactor(view) : relativeFactor(view);
}

export function measured(p: WirePoint, factor: Factor): Measured {
  const v = valueOf(p);
  if (v === null) return nothing(null);
  const f = factor(p);
  if (typeof f === 'string') return nothing(f);
  const called = p.status === 'detected';
  return { value: v * f, low: called && p.low !== null ? p.low * f : null, high: called && p.high !== null ? p.high * f : null, gap: null };
}

/** A value of the axis in words: `0.21 %`, `14 copies/mL`, `24 %`. */
export const measureText = (measure: Measure, value: number): string => (measure === 'copies' ? `${twoFigures(value)}\u00a0/mL` : percent(value));
/** The same on the axis, where the title names the unit. */
export const tickText = (measure: Measure, value: number): string => pointed(measure === 'copies' ? String(Number(value.toPrecision(6))) : `${String(Number((value * 100).toPrecision(6)))} %`);
/** Largest value there can be, and below which no log axis goes. */
export const measureBounds: Readonly<Record<Measure, { readonly top: number; readonly floor: number }>> = {
  vaf: { top: 1, floor: 1e-6 }, copies: { top: Infinity, floor: 1e-3 }, relative: { top: Infinity, floor: 1e-5 },
};
