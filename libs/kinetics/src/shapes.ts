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
