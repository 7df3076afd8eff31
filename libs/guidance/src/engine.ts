/** The one place where the rules ask the statistics: options come from the rules' data, so every caller asks alike. */
import { daysPerMonth, type CountUnit, type DecayFit, type Interval, type RiseEvidence, type Trend } from '@clonewatch/domain';
import { fitDecay, halfLivesOf, persistentHalfLife, riseEvidence, strangeShares, supports, trendOf, type CountDraw, type TrackOptions, type TrackState } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { remembered } from './remember.js';
import { riseBudget } from './rise-budget.data.js';
import { rules } from './rules.data.js';
import type { Snapshot } from './snapshot.js';
import { daysText } from './text.js';

/** Course of one series as known in a snapshot: the posterior of its track (null without a called draw), the evidence of a rise, and the direction in one word. */
export interface Course { readonly state: TrackState | null; readonly rise: RiseEvidence | null; readonly trend: Trend }

/** Per snapshot: alert rules, wording, evidence and result ask for the same course. */
const memo = new WeakMap<Snapshot, Map<string, Course>>();

export function courseFor(snap: Snapshot, s: VariantSeries): Course {
  let bySeries = memo.get(snap);
  if (!bySeries) memo.set(snap, (bySeries = new Map<string, Course>()));
  let course = bySeries.get(s.key);
  if (!course) bySeries.set(s.key, (course = courseAt(snap, s)));
  return course;
}

/** Truncal variants are the measure of shedding and not corrected by it; blood cells do not shed with the tumour. */
function sheddingRole(snap: Snapshot, s: VariantSeries): TrackOptions['shedding'] {
  const role = snap.roles.get(s.key)!;
  if (role.role === 'chip' || role.role === 'germline') return 'none';
  return role.truncal ? 'whole' : 'corrected';
}

/** Draws, this one included, among which a rise is supported twice: what supported it long ago is another event. */
const supportWindow = 4;

/** Per snapshot: what the draws show beside a series decides how far it is believed. */
const strangeOf = remembered((snap: Snapshot) => strangeShares(
  snap.series.filter((s) => snap.roles.get(s.key)!.alerting).map((s) => ({ key: s.key, draws: countDraws(s) })), snap.draws.map((d) => d.specimenId)));

/** P(the molecules of a series in a specimen are another sample's), by what else the specimen and the patient's draws before it show. */
export function strangeIn(snap: Snapshot, s: VariantSeries, specimenId: string): number {
  return strangeOf(snap)(s.key, specimenId);
}

function courseAt(snap: Snapshot, s: VariantSeries): Course {
  const draws = countDraws(s);
  const shedding = sheddingRole(snap, s);
  const { noise, treatmentDays, drawOrder } = snap;
  const strange = strangeOf(snap);
  const calledDraws = draws.filter((d) => d.called).length;
  // Without a call there is no rise and no trend, whatever the track says: it is followed from the first call on.
  const state = calledDraws === 0 ? null : snap.tracks.of(`${s.key}|${shedding}`, draws, { noise, shedding, treatmentDays, drawOrder, strange: (id) => strange(s.key, id) });
  const evidence = riseEvidence(state, {
    threshold: riseThreshold(snap), calledDraws, supportingDraws: supportsOf(snap, s).length, sheddingCorrected: shedding === 'corrected' && noise.size > 0, drawOrder,
  });
  const rise = state === null ? { ...evidence, drawsUsed: draws.length } : evidence;
  return { state, rise, trend: trendOf(state, rise) };
}

/** What the assays of a patient count, so far: the background of a reaction differs in kind. */
export type AssayKind = 'partitions' | 'molecules' | 'both';

export function assayKindOf(units: readonly CountUnit[]): AssayKind {
  const partitions = units.includes('partitions');
  return !partitions ? 'molecules' : units.some((u) => u !== 'partitions') ? 'both' : 'partitions';
}

const kindOf = remembered((snap: Snapshot) =>
  assayKindOf(snap.series.flatMap((s) => s.readings.flatMap((r) => (r.molecules !== null && r.molecules.total > 0 ? [r.measurement.countUnit] : [])))));
const alertingOf = remembered((snap: Snapshot) => Math.max(1, snap.series.filter((x) => snap.roles.get(x.key)!.alerting).length));
/** No threshold is below this, whatever the budget: ln odds of 5 in 3. */
const leastThreshold = 0.5;

/**
 * Threshold that spends the site's budget of false alerts, as rise-budget.data.ts has it from simulated patients: the rate of false rises falls
 * exponentially with the threshold, grows with the number of variants that can raise an alert, and depends on what the assays count.
 */
export function riseThreshold(snap: Snapshot): number {
  if (snap.policy.thresholds) return snap.policy.thresholds.single;
  const { atZero, perUnit, together } = riseBudget;
  return Math.max(leastThreshold, Math.log((atZero[kindOf(snap)] * alertingOf(snap)) / ((1 - together.share) * snap.policy.falseRises)) / perUnit);
}

/** Threshold of the joint odds, which spend a part of the same budget; once a patient, however many variants are tracked. */
export function togetherThreshold(snap: Snapshot): number {
  if (snap.policy.thresholds) return snap.policy.thresholds.together;
  const { atZero, perUnit, share } = riseBudget.together;
  return Math.max(leastThreshold, Math.log(atZero / (share * snap.policy.falseRises)) / perUnit);
}

/** The last draws of a series that support a rise and may be believed. */
export function supportsOf(snap: Snapshot, s: VariantSeries): readonly CountDraw[] {
  return countDraws(s).slice(-supportWindow).filter((d) => supports(d) && strangeIn(snap, s, d.specimenId) <= rules.falseDetections.strangePair);
}

/** Highest measured fraction: a fall is counted from there. */
export function sincePeak(draws: readonly CountDraw[]): readonly CountDraw[] {
  const peak = draws.reduce((top, d, i) => (d.k / d.n > draws[top]!.k / draws[top]!.n ? i : top), 0);
  return draws.slice(peak);
}

/** Prior median half-life of a resistant clone off the drug, days (relative VAF; science §2.1). */
export function priorHalfLifeDays(gene: string): number {
  const m = rules.halfLifeMonths;
  return daysPerMonth * (gene === 'KRAS' || gene === 'NRAS' ? m.ras : gene === 'EGFR' ? m.egfr : m.other);
}

/** Decay over draws: half-life of the clone and of its share, day of clearance, band. Null where it cannot be fitted. */
export function decayOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[], asOfDay: number): DecayFit | null {
  if (draws.length < 2 || !draws.some((d) => d.called)) return null;
  return fitDecay(draws, { priorMedianDays: priorHalfLifeDays(s.gene), sheddingKnown: snap.lead !== null, asOfDay, clearanceVaf: rules.clearanceVaf, drawOrder: snap.drawOrder });
}

/** Half-lives of {@link decayOf} alone, of a series that falls but is no clone off its drug: no clearance is said of it. */
export function fallOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): ReturnType<typeof halfLivesOf> {
  if (draws.length < 2 || !draws.some((d) => d.called)) return null;
  return halfLivesOf(draws, { priorMedianDays: priorHalfLifeDays(s.gene), drawOrder: snap.drawOrder, relative: snap.lead !== null && !snap.roles.get(s.key)!.truncal });
}

/** Do draws off the drug contradict the usual decay? 95 % sure of a half-life above the usual median; null: they do not. */
export function persistenceOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): { readonly halfLifeDays: Interval; readonly text: string } | null {
  if (draws.length < 2 || !draws.some((d) => d.called)) return null;
  const prior = priorHalfLifeDays(s.gene);
  const halfLifeDays = persistentHalfLife(draws, { priorMedianDays: prior, drawOrder: snap.drawOrder });
  return halfLifeDays && { halfLifeDays, text: `Half-life ${daysText(halfLifeDays)}; usual median ${prior.toFixed(0)} d.` };
}
