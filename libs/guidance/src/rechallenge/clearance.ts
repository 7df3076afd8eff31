/**
 * When the last of all known resistance clones falls below the bound, from their decay fits. Each fit gives the clearance day as median and
 * 95 % limits; between them its distribution is read as two half normals of these three points, the clones as independent. The day of the
 * last one is then the product of their distribution functions: an interval for all of them, never one clone's own.
 */
import type { CloneWindow, DecayFit, Interval } from '@clonewatch/domain';
import type { VariantSeries } from '../assemble.js';
import type { Snapshot } from '../snapshot.js';
import { percent } from '../text.js';
import { gateRules } from './criteria.data.js';
import { originOf } from './sample.js';

export interface Window { readonly clones: readonly CloneWindow[]; readonly clearance: Interval | null; readonly reason: string | null; readonly pAllBelowNow: number | null; readonly earliestDay: number | null }

/** Standard normal distribution function, error below 7.5e-8. Source: Abramowitz & Stegun 26.2.17. */
function phi(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

const z975 = 1.959963984540054;

/** P(clearance on or before a day) of one clone. */
function below(i: Interval, day: number): number {
  const side = day < i.median ? i.median - i.low : i.high - i.median;
  if (side <= 0) return day < i.median ? 0 : day > i.median ? 1 : 0.5;
  return phi(((day - i.median) / side) * z975);
}

/** First whole day on which all clones are below with at least probability p. */
function dayOfAll(all: readonly Interval[], p: number): number {
  const chance = (day: number): number => all.reduce((product, i) => product * below(i, day), 1);
  // One clone's own limits need no reading between the points.
  if (all.length === 1) for (const [q, at] of [[0.5, 'median'], [0.025, 'low'], [0.975, 'high']] as const) if (p === q) return all[0]![at];
  let low = Math.min(...all.map((i) => i.low - 4 * (i.median - i.low))) - 1;
  let high = Math.max(...all.map((i) => i.high + 4 * (i.high - i.median))) + 1;
  for (let n = 0; n < 60 && high - low > 0.01; n += 1) {
    const mid = (low + high) / 2;
    if (chance(mid) < p) low = mid; else high = mid;
  }
  return Math.ceil(low);
}

/** Resistance clones called so far whose origin is not the blood. */
export function knownClones(snap: Snapshot): readonly VariantSeries[] {
  return snap.series.filter((s) => {
    const role = snap.roles.get(s.key)!;
    return role.alerting && role.match?.entry.classes.includes('anti_egfr') && originOf(s, role).origin !== 'blood' && s.readings.some((r) => r.point.status === 'detected');
  });
}

/** Why a clone has no date. */
function undated(fit: DecayFit | null): string | null {
  if (fit === null) return 'no decay fitted: two draws off the drug are needed';
  return fit.clearanceDay === null ? `no date: it does not fall below the bound by itself with a probability of ${percent(fit.pNeverClears ?? 1)}` : null;
}

/** `decay`: the fit of a clone off the drug, null where there is none. Dates are given that the clones clear; probabilities count the chance that one does not. */
export function windowOf(snap: Snapshot, decay: (s: VariantSeries) => DecayFit | null): Window {
  const known = knownClones(snap).map((s) => { const fit = decay(s); return { s, fit, day: fit?.clearanceDay ?? null, clears: 1 - (fit?.pNeverClears ?? 0) }; });
  const clones = known.map(({ s, fit, day, clears }): CloneWindow => ({
    gene: s.gene, variant: s.variant, clearanceDay: day, pBelowNow: day === null ? null : clears * below(day, snap.day), pNeverClears: fit === null ? null : 1 - clears, reason: undated(fit),
  }));
  const none = { clones, clearance: null, pAllBelowNow: null, earliestDay: null };
  if (clones.length === 0) return { ...none, reason: 'no resistance clone known' };
  const days = known.map(({ day }) => day);
  if (!days.every((d) => d !== null)) return { ...none, reason: known.every(({ fit }) => fit !== null) ? 'not every known clone clears by itself' : 'not every known clone has a decay fit' };
  const allClear = known.reduce((p, { clears }) => p * clears, 1);
  return {
    clones, reason: null, clearance: { median: dayOfAll(days, 0.5), low: dayOfAll(days, 0.025), high: dayOfAll(days, 0.975) },
    pAllBelowNow: allClear * days.reduce((p, i) => p * below(i, snap.day), 1), earliestDay: allClear > gateRules.windowProbability ? dayOfAll(days, gateRules.windowProbability / allClear) : null,
  };
}
