import { engineDefaults } from './defaults.js';
import type { Observations } from './draws.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp } = Math;

/** Exposure × relative VAF over time: decay with half-life `halfLife` (Infinity: constant), then growth with rate `beta` from `tau`. */
export function shapeOf(o: Observations, halfLife: number, beta: number, tau: number): Float64Array {
  const delta = Math.LN2 / halfLife;
  const shape = new Float64Array(o.t.length);
  for (let i = 0; i < shape.length; i += 1) {
    const t = o.t[i]!;
    shape[i] = o.exposure[i]! * exp(t <= tau ? -delta * (t - tau) : beta * (t - tau));
  }
  return shape;
}

/** Days on which a growth may begin: draws among the last ones that have a later draw. */
export function changePoints(o: Observations): readonly number[] {
  const days = [...new Set(o.t)];
  return days.slice(-engineDefaults.changeWindowDraws.value, -1);
}

/** Ascending grid of doubling times, days, even in their logarithm. */
export function doublingGrid(points: number): readonly number[] {
  const [low, high] = engineDefaults.doublingRangeDays.value;
  return Array.from({ length: points }, (_, i) => low * (high / low) ** (i / (points - 1)));
}
