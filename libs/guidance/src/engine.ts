/** The one place where the rules ask the statistics: options come from the rules' data, so every caller asks alike. */
import { daysPerMonth, type DecayFit, type RiseEvidence, type Trend } from '@clonewatch/domain';
import { fitDecay, testRise, trendOf, type CountDraw } from '@clonewatch/kinetics';
import type { VariantSeries } from './assemble.js';
import { rules } from './rules.data.js';
import { testDraws, type Snapshot } from './snapshot.js';
import { daysText } from './text.js';

/** Growth since some day against clean, stable and decaying. */
export function riseOf(draws: readonly CountDraw[], o: { readonly sheddingCorrected: boolean; readonly drawOrder: boolean }): RiseEvidence {
  return testRise(draws.slice(-rules.riseWindowDraws), { ...o, threshold: rules.riseThreshold });
}

/**
 * Is the draw's pooled VAF above that of all earlier draws together by a factor? When the tumour shrinks around a stable clone the
 * clone's share rises, which is not growth: a rise has to show in plasma as well.
 */
export function higherThanBefore(draws: readonly CountDraw[], specimenId: string): boolean {
  const now = draws.find((d) => d.specimenId === specimenId);
  const before = draws.filter((d) => now !== undefined && d.day < now.day);
  const n = before.reduce((sum, d) => sum + d.n, 0);
  const k = before.reduce((sum, d) => sum + d.k, 0);
  return now !== undefined && n > 0 && now.k / now.n >= rules.riseOverEarlier * (k / n);
}

interface TrendResult { readonly trend: Trend; readonly rise: RiseEvidence | null }
/** Per snapshot: wording, evidence and result ask for the same trend. */
const memo = new WeakMap<Snapshot, Map<string, TrendResult>>();

/** Direction of a series; a truncal variant is not corrected by itself. */
export function trendFor(snap: Snapshot, s: VariantSeries): TrendResult {
  let bySeries = memo.get(snap);
  if (!bySeries) memo.set(snap, (bySeries = new Map<string, TrendResult>()));
  let result = bySeries.get(s.key);
  if (!result) bySeries.set(s.key, (result = trendAt(snap, s)));
  return result;
}

/** Highest measured fraction: a fall is counted from there. */
export function sincePeak(draws: readonly CountDraw[]): readonly CountDraw[] {
  const peak = draws.reduce((top, d, i) => (d.k / d.n > draws[top]!.k / draws[top]!.n ? i : top), 0);
  return draws.slice(peak);
}

/** A fall that has turned is none any more: the last draw stands near the lowest since the peak. */
function stillFalling(draws: readonly CountDraw[]): boolean {
  const since = sincePeak(draws);
  const lowest = Math.min(...since.map((d) => d.k / d.n));
  const last = since.at(-1)!;
  return last.k / last.n <= rules.turnedFactor * Math.max(lowest, 1 / last.n);
}

function trendAt(snap: Snapshot, s: VariantSeries): TrendResult {
  const found = testedTrend(snap, s);
  return found.trend === 'falling' && !stillFalling(testDraws(snap, s)) ? { ...found, trend: 'stable' } : found;
}

function testedTrend(snap: Snapshot, s: VariantSeries): TrendResult {
  const draws = testDraws(snap, s);
  if (!draws.some((d) => d.called)) return { trend: 'insufficient', rise: null };
  const { drawOrder } = snap;
  const role = snap.roles.get(s.key)!;
  const plain = (): TrendResult => {
    const rise = riseOf(draws, { sheddingCorrected: false, drawOrder });
    return { rise, trend: trendOf(rise, { draws, drawOrder }) };
  };
  // Truncal variants are the correction; blood cells do not shed with the tumour.
  if (role.truncal || role.role === 'chip' || role.role === 'germline' || snap.lead === null) return plain();
  const rise = riseOf(draws, { sheddingCorrected: true, drawOrder });
  if (trendOf(rise, { draws, drawOrder }) === 'rising' && higherThanBefore(draws, draws.at(-1)!.specimenId)) return { trend: 'rising', rise };
  // What rises without correction only follows the tumour's shedding; a fall is a fall in plasma.
  const { trend } = plain();
  return { trend: trend === 'rising' ? 'stable' : trend, rise };
}

/** Prior median half-life of a resistant clone off the drug, days (relative VAF; science §2.1). */
export function priorHalfLifeDays(gene: string): number {
  const m = rules.halfLifeMonths;
  return daysPerMonth * (gene === 'KRAS' || gene === 'NRAS' ? m.ras : gene === 'EGFR' ? m.egfr : m.other);
}

/** Decay over draws off the drug, and whether it contradicts the usual decay: 95 % sure of a half-life above twice the prior median. */
export function decayOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[], asOfDay: number): { readonly fit: DecayFit | null; readonly persists: boolean; readonly text: string } {
  if (draws.length < 2 || !draws.some((d) => d.called)) return { fit: null, persists: false, text: '' };
  const prior = priorHalfLifeDays(s.gene);
  const fit = fitDecay(draws, { priorMedianDays: prior, sheddingKnown: snap.lead !== null, asOfDay, clearanceVaf: rules.clearanceVaf, drawOrder: snap.drawOrder });
  const persists = fit !== null && fit.halfLifeDays.low > prior;
  return { fit, persists, text: fit ? `Half-life ${daysText(fit.halfLifeDays)}; usual median ${prior.toFixed(0)} d.` : '' };
}
