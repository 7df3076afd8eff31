import type { Cells } from './cells.js';
import { clusterOf, referenceOf, single, type Cluster } from './clusters.js';
import { compare, type Comparison } from './compare.js';
import { cloneDefaults } from './defaults.js';

const { log, max } = Math;

interface Grouping { readonly clusters: readonly Cluster[]; readonly evidence: number }

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i += 1) sum += log(i);
  return sum;
}

/** Log prior odds of one clone over two: Dirichlet process with concentration 1, and what the roles say. */
function priorOdds(a: Cluster, b: Cluster, moving: number): number {
  const d = cloneDefaults;
  let odds = logFactorial(a.rows.length + b.rows.length - 1) - logFactorial(a.rows.length - 1) - logFactorial(b.rows.length - 1);
  if (a.truncal > 0 && b.truncal > 0) odds += d.twoTruncal;
  if ((a.truncal > 0 && b.resistant > 0) || (b.truncal > 0 && a.resistant > 0)) odds += d.truncalWithResistance;
  if (a.resistant > 0 && b.resistant > 0) odds += d.twoResistant - d.missingDrawPrice * max(0, d.movingDraws - moving);
  return odds;
}

interface Offer { readonly score: number; readonly found: Comparison }

function offerOf(c: Cells, a: Cluster, b: Cluster, reference: Float64Array): Offer {
  const found = compare(a, b, c.gap, reference);
  // Large clusters must not swallow what says nothing.
  const silent = found.logBayes < cloneDefaults.leastEvidence && !(a.truncal > 0 && b.truncal > 0);
  return { score: silent ? -Infinity : found.logBayes + priorOdds(a, b, found.moving), found };
}

/** Joins two clusters; `shift`: ln of how much higher the first stands. The lower one is lifted: alleles are lost more often than gained. */
function merged(c: Cells, a: Cluster, b: Cluster, shift: number, ownLogSd: number): Cluster {
  const pairs = [...a.rows.map((r, i) => [r, a.shifts[i]! + max(0, -shift)] as const), ...b.rows.map((r, i) => [r, b.shifts[i]! + max(0, shift)] as const)];
  pairs.sort((x, y) => x[0] - y[0]);
  return clusterOf(c, pairs.map((p) => p[0]), pairs.map((p) => p[1]), ownLogSd);
}

/** A panel of hundreds of variants: each in turn joins the cluster it gains most from, so that the cost grows with variants × clusters only. Coarser than comparing all pairs. */
function inTurn(c: Cells, ownLogSd: number, reference: Float64Array): Grouping {
  const clusters: Cluster[] = [];
  let evidence = 0;
  for (let row = 0; row < c.variants.length; row += 1) {
    const alone = single(c, row, ownLogSd);
    let [best, at, shift] = [1e-9, -1, 0];
    clusters.forEach((x, i) => {
      const offer = offerOf(c, x, alone, reference);
      if (offer.score > best) [best, at, shift] = [offer.score, i, offer.found.shift];
    });
    if (at < 0) clusters.push(alone); else {
      clusters[at] = merged(c, clusters[at]!, alone, shift, ownLogSd);
      evidence += best;
    }
  }
  return { clusters, evidence };
}

/** Joins the two clusters that gain most, until no joining gains: the number of clones follows from the evidence. Deterministic. */
function groupWith(c: Cells, ownLogSd: number, reference: Float64Array): Grouping {
  const start = c.variants.length > cloneDefaults.pairwiseUpTo ? inTurn(c, ownLogSd, reference) : { clusters: c.variants.map((_, row) => single(c, row, ownLogSd)), evidence: 0 };
  const clusters: Cluster[] = [...start.clusters];
  const offers: Offer[][] = clusters.map((a, i) => clusters.slice(0, i).map((b) => offerOf(c, a, b, reference)));
  let evidence = start.evidence;
  for (;;) {
    let [best, at, beside] = [1e-9, -1, -1];
    offers.forEach((row, i) => row.forEach((o, j) => { if (o.score > best) [best, at, beside] = [o.score, i, j]; }));
    if (at < 0) return { clusters, evidence };
    evidence += best;
    const joined = merged(c, clusters[at]!, clusters[beside]!, offers[at]![beside]!.found.shift, ownLogSd);
    clusters[beside] = joined;
    clusters.splice(at, 1);
    offers.splice(at, 1);
    for (const row of offers) if (row.length > at) row.splice(at, 1);
    offers[beside] = clusters.slice(0, beside).map((b) => offerOf(c, joined, b, reference));
    for (let i = beside + 1; i < clusters.length; i += 1) offers[i]![beside] = offerOf(c, clusters[i]!, joined, reference);
  }
}

/** Clusters of variants that share a trajectory, under the own noise that the counts speak for most; found by climbing from the prior median. */
export function groupVariants(c: Cells, ownLogSd: number): { readonly clusters: readonly Cluster[]; readonly ownLogSd: number } {
  const { ownFactor, ownPriorLogSd } = cloneDefaults;
  const reference = referenceOf(c);
  const tried = (step: number): { clusters: readonly Cluster[]; ownLogSd: number; score: number } => {
    const sd = ownLogSd * ownFactor ** step;
    const g = groupWith(c, sd, reference);
    return { clusters: g.clusters, ownLogSd: sd, score: g.evidence - 0.5 * ((step * log(ownFactor)) / ownPriorLogSd) ** 2 };
  };
  let best = tried(0);
  // Noise shows in variants that belong together: without any, or with two in all, it cannot be told from their difference.
  if (c.variants.length < 3 || best.clusters.length === c.variants.length) return best;
  for (const direction of [-1, 1]) {
    for (let step = direction; Math.abs(step) <= cloneDefaults.ownSteps; step += direction) {
      const next = tried(step);
      if (!(next.score > best.score)) break;
      best = next;
    }
  }
  return best;
}
