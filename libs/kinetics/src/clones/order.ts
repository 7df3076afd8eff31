import { called, notCalled, type Cells } from './cells.js';
import type { Cluster } from './clusters.js';
import { cloneDefaults } from './defaults.js';

const { exp, sqrt } = Math;
const { z95, z995 } = cloneDefaults;

/** Share of the draws with any call in which no other cluster stands clearly above this one. */
function dominance(clusters: readonly Cluster[], me: Cluster, draws: number): number {
  let [wins, all] = [0, 0];
  for (let t = 0; t < draws; t += 1) {
    if (!clusters.some((c) => c.state[t] === called) || (me.state[t] !== called && me.state[t] !== notCalled)) continue;
    all += 1;
    if (me.state[t] === called && clusters.every((c) => c === me || c.state[t] !== called || c.y[t]! - me.y[t]! < z95 * sqrt(c.v[t]! + me.v[t]!))) wins += 1;
  }
  return all === 0 ? 0 : wins / all;
}

/**
 * The truncal cluster, or null: the highest in most draws, a truncal gene counting for half of them. Without a truncal gene it has to be
 * the highest in four of five draws, and resistance variants alone are never truncal: they are what the drug selected.
 */
export function truncalOf(c: Cells, clusters: readonly Cluster[]): Cluster | null {
  let best: { cluster: Cluster; score: number } | null = null;
  for (const cluster of clusters) {
    const height = dominance(clusters, cluster, c.draws.length);
    const able = cluster.truncal > 0 || (height >= cloneDefaults.dominance && cluster.resistant < cluster.rows.length);
    const score = height + (cluster.truncal > 0 ? 0.5 : 0) + cluster.truncal / 1000;
    if (able && (best === null || score > best.score)) best = { cluster, score };
  }
  return best?.cluster ?? null;
}

/** A clone beside the truncal level: halved (`shift`) where it stands too high to be one allele of each cell; `size`: its mean share. */
interface Share { readonly cluster: Cluster; readonly shift: number; readonly size: number }

function shareOf(x: Cluster, truncal: Cluster, draws: number): Share {
  let [above, sum, n] = [false, 0, 0];
  for (let t = 0; t < draws; t += 1) {
    if (x.state[t] !== called || truncal.state[t] !== called) continue;
    const ratio = x.y[t]! - truncal.y[t]!;
    if (ratio > z995 * sqrt(x.v[t]! + truncal.v[t]!)) above = true;
    sum += exp(ratio);
    n += 1;
  }
  return { cluster: x, shift: above ? -Math.LN2 : 0, size: n === 0 ? 0 : sum / n };
}

/** How far the sum of the parts lies above the whole, in sd, in one draw; null unless each is called. */
function excess(parts: readonly Share[], whole: Share, t: number): number | null {
  if (whole.cluster.state[t] !== called || parts.some((p) => p.cluster.state[t] !== called)) return null;
  const level = (s: Share): number => exp(s.cluster.y[t]! + s.shift);
  let [sum, variance] = [-level(whole), level(whole) ** 2 * whole.cluster.v[t]!];
  for (const p of parts) {
    sum += level(p);
    variance += level(p) ** 2 * p.cluster.v[t]!;
  }
  return sum / sqrt(variance);
}

/** Do two clones not fit beside each other in the whole? One draw beyond 99.5 %, or two beyond 95 %. */
function crowded(a: Share, b: Share, whole: Share, draws: number): boolean {
  let beyond = 0;
  for (let t = 0; t < draws; t += 1) {
    const z = excess([a, b], whole, t);
    if (z !== null && z >= z995) return true;
    if (z !== null && z >= z95) beyond += 1;
  }
  return beyond >= 2;
}

/** Can `parts` together be inside `whole` in every draw? A called part where the whole should have been seen and was not speaks against it. */
function inside(parts: readonly Share[], whole: Share, draws: number): boolean {
  for (let t = 0; t < draws; t += 1) {
    const z = excess(parts, whole, t);
    if (z !== null && z >= z95) return false;
    if (whole.cluster.state[t] === notCalled && parts.some((p) => missed(p.cluster, whole.cluster, t))) return false;
  }
  return true;
}

function missed(part: Cluster, whole: Cluster, t: number): boolean {
  if (part.state[t] !== called) return false;
  const mean = whole.n[t]! * exp(part.y[t]!) + whole.b[t]!;
  return mean - z95 * sqrt(mean + mean * mean * (part.v[t]! + whole.own)) > whole.k[t]!;
}

/** Parent of each clone; null: the truncal cluster itself. Only what the counts force. */
export function parentsOf(c: Cells, clusters: readonly Cluster[], truncal: Cluster): ReadonlyMap<Cluster, Cluster> {
  const draws = c.draws.length;
  const root: Share = { cluster: truncal, shift: 0, size: 1 };
  const parents = new Map<Cluster, Share>();
  const shares = clusters.filter((x) => x !== truncal).map((x) => shareOf(x, truncal, draws)).sort((a, b) => b.size - a.size || a.cluster.rows[0]! - b.cluster.rows[0]!);
  for (const s of shares) {
    let at = root;
    for (;;) {
      const beside = shares.filter((x) => parents.get(x.cluster) === at && crowded(x, s, at, draws));
      // Crowded against two clones that fit beside each other: it shares cells with both, and no tree says how.
      const only = beside.length === 1 ? beside[0]! : null;
      const children = only ? shares.filter((x) => parents.get(x.cluster) === only) : [];
      if (!only || !inside([s], only, draws) || !(inside([...children, s], only, draws) || children.some((x) => crowded(x, s, only, draws)))) break;
      at = only;
    }
    parents.set(s.cluster, at);
  }
  return new Map([...parents].map(([x, p]) => [x, p.cluster]));
}
