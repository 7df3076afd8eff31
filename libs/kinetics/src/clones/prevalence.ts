import type { Interval } from '@clonewatch/domain';
import { absent, called, type Cells } from './cells.js';
import type { Cluster } from './clusters.js';
import type { ClonePrevalence } from './types.js';

const { exp, log, log1p, max, min, sqrt } = Math;

const points = 48;
/** From this count on the logarithm of a count is taken as normal. */
const manyMolecules = 30;
const z975 = 1.959963984540054;
const grid = new Float64Array(points);
const mass = new Float64Array(points);

/** Grid of ln share: six sd around a called level; else from a share of no consequence to one that would have been seen for certain. */
function span(x: Cluster, t: number, truncalLevel: number): { readonly low: number; readonly top: number } {
  if (x.state[t] === called) {
    const reach = 6 * sqrt(x.v[t]!);
    const top = min(0, x.y[t]! - truncalLevel + reach);
    // A handful of molecules may still be background: the lower tail is long then.
    return { low: min(x.y[t]! - truncalLevel, top) - reach - (x.v[t]! > 0.2 ? 4 : 0), top };
  }
  const one = -log(x.n[t]!) - truncalLevel;
  return { low: one + log(1e-4), top: min(0, one + log(x.k[t]! + 20)) };
}

/** Half a Jeffreys prior on the share (e^(x/2) in its logarithm): proper downwards, so a non-detect has a median. */
function posterior(c: Cells, x: Cluster, t: number, truncalLevel: number, own: number): void {
  const size = 1 / own;
  const { low, top } = span(x, t, truncalLevel);
  const step = (top - low) / (points - 1);
  for (let g = 0; g < points; g += 1) {
    grid[g] = low + step * g;
    mass[g] = grid[g]! / 2;
  }
  for (let r = 0; r < x.rows.length; r += 1) {
    const i = x.rows[r]! * c.draws.length + t;
    if (c.state[i] === absent) continue;
    const k = c.k[i]!;
    const b = c.b[i]!;
    const factor = exp(step);
    let signal = c.n[i]! * exp(low + truncalLevel - x.shifts[r]!);
    for (let g = 0; g < points; g += 1) {
      mass[g]! += k * log(signal + b) - (k + size) * log1p((signal + b) / size);
      signal *= factor;
    }
  }
  let highest = -Infinity;
  for (let g = 0; g < points; g += 1) highest = max(highest, mass[g]!);
  let total = 0;
  for (let g = 0; g < points; g += 1) mass[g] = total += exp(mass[g]! - highest);
}

/** Quantile of the grid: mass of a point reaches half a step to each side. */
function quantile(p: number): number {
  const target = p * mass[points - 1]!;
  const step = grid[1]! - grid[0]!;
  for (let g = 0; g < points; g += 1) {
    const before = g === 0 ? 0 : mass[g - 1]!;
    if (mass[g]! >= target) return min(0, grid[g]! + step * ((target - before) / (mass[g]! - before) - 0.5));
  }
  return grid[points - 1]!;
}

/** Is every count so large that its logarithm is normal? */
function wellCounted(c: Cells, x: Cluster, t: number): boolean {
  return x.state[t] === called && x.rows.every((row) => c.state[row * c.draws.length + t] === absent || c.k[row * c.draws.length + t]! >= manyMolecules);
}

/**
 * Share of the tumour's cells with the clone in one draw: its level over the truncal level, the background taken off, between 0 and 1, with a
 * 95 % interval that holds the counting error and own noise of both. Not called: from 0 to a bound.
 */
function shareIn(c: Cells, x: Cluster, truncal: Cluster, t: number, own: number): Interval {
  if (wellCounted(c, x, t)) {
    const ratio = x.y[t]! - truncal.y[t]!;
    const reach = z975 * sqrt(x.v[t]! + truncal.v[t]!);
    return { median: exp(min(0, ratio)), low: exp(ratio < reach ? ratio - reach : -reach), high: exp(min(0, ratio + reach)) };
  }
  posterior(c, x, t, truncal.y[t]!, own);
  const [median, low, high] = [quantile(0.5), quantile(0.025), quantile(x.state[t] === called ? 0.975 : 0.95)];
  const wider = (d: number): number => sqrt(d * d + z975 * z975 * truncal.v[t]!);
  return { median: exp(median), low: x.state[t] === called ? exp(median - wider(median - low)) : 0, high: min(1, exp(median + wider(high - median))) };
}

/** Prevalence of a clone in each draw in which the truncal cluster is called and the clone covered; of the truncal cluster itself 1. */
export function prevalenceOf(c: Cells, x: Cluster, truncal: Cluster, own: number): readonly ClonePrevalence[] {
  const out: ClonePrevalence[] = [];
  for (let t = 0; t < c.draws.length; t += 1) {
    if (truncal.state[t] !== called || x.state[t] === absent) continue;
    const share = x === truncal ? { median: 1, low: 1, high: 1 } : shareIn(c, x, truncal, t, own);
    out.push({ ...c.draws[t]!, share, called: x.state[t] === called });
  }
  return out;
}
