import type { Observations } from './draws.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp } = Math;

/** Exposure × relative VAF of a decay with half-life `halfLife`, 1 on day `end`. */
export function shapeOf(o: Observations, halfLife: number, end: number): Float64Array {
  const delta = Math.LN2 / halfLife;
  const shape = new Float64Array(o.t.length);
  for (let i = 0; i < shape.length; i += 1) shape[i] = o.exposure[i]! * exp(-delta * (o.t[i]! - end));
  return shape;
}
