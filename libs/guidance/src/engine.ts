/** The one place where the rules ask the statistics: options come from the rules' data, so every caller asks alike. */
import { daysPerMonth, type CountUnit, type DecayFit, type Interval, type RiseEvidence, type Trend } from '@clonewatch/domain';
import {
  changeOf, fitDecay, halfLivesOf, persistentHalfLife, riseEvidence, strangeShares, supports, trendOf, type Change, type CountDraw, type DecayTherapy, type HalfLifeOptions, type TrackOptions, type TrackState,
} from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { leastThreshold, type Policy } from './policy.js';
import { oncePerSeries, oncePerSnapshot } from './remember.js';
import { riseBudget } from './rise-budget.data.js';
import { rules } from './rules.data.js';
import { exposuresOf, type Snapshot } from './snapshot.js';
import { daysText, percent } from './text.js';

/** Course of one series as known in a snapshot: the posterior of its track (null without a called draw) and the evidence of a rise. */
export interface Course { readonly state: TrackState | null; readonly rise: RiseEvidence | null }

/** Alert rules, wording, evidence and result ask for the same course. */
export const courseFor: (snap: Snapshot, s: VariantSeries) => Course = oncePerSeries(courseAt);

/** The direction of that course in one word. Apart from it, because most draws ask it of the leading truncal variant alone. */
export const trendFor: (snap: Snapshot, s: VariantSeries) => Trend = oncePerSeries((snap: Snapshot, s: VariantSeries): Trend => {
  const { state, rise } = courseFor(snap, s);
  return trendOf(state, rise, changed(countDraws(s), trackOptions(snap, s)));
});

/** Truncal variants are the measure of shedding and not corrected by it; blood cells do not shed with the tumour. */
function sheddingRole(snap: Snapshot, s: VariantSeries): TrackOptions['shedding'] {
  const role = snap.roles.get(s.key)!;
  if (role.role === 'chip' || role.role === 'germline') return 'none';
  return role.truncal ? 'whole' : 'corrected';
}

/** Draws, this one included, among which a rise is supported twice: what supported it long ago is another event. */
const supportWindow = 4;

/** What the draws show beside a series decides how far it is believed. */
const strangeOf = oncePerSnapshot((snap: Snapshot) => strangeShares(
  snap.series.filter((s) => snap.roles.get(s.key)!.alerting).map((s) => ({ key: s.key, draws: countDraws(s) })), snap.draws.map((d) => d.specimenId)));

/** P(the molecules of a series in a specimen are another sample's), by what else the specimen and the patient's draws before it show. */
export function strangeIn(snap: Snapshot, s: VariantSeries, specimenId: string): number {
  return strangeOf(snap)(s.key, specimenId);
}

/** P(a specimen carries another sample's DNA), by all that it shows. */
export function strangeDraw(snap: Snapshot, specimenId: string): number {
  return strangeOf(snap)(null, specimenId);
}

/** How the draws of a series are read. */
function trackOptions(snap: Snapshot, s: VariantSeries): TrackOptions {
  const { noise, treatmentDays, drawOrder } = snap;
  const strange = strangeOf(snap);
  return { noise, shedding: sheddingRole(snap, s), treatmentDays, rechallenges: exposuresOf(snap, s).slice(1), drawOrder, strange: (id) => strange(s.key, id) };
}

function courseAt(snap: Snapshot, s: VariantSeries): Course {
  const draws = countDraws(s);
  const options = trackOptions(snap, s);
  const { shedding, noise, drawOrder } = options;
  const calledDraws = draws.filter((d) => d.called).length;
  // Without a call there is no rise and no trend, whatever the track says: it is followed from the first call on.
  const state = calledDraws === 0 ? null : snap.tracks.of(`${s.key}|${shedding}`, draws, options);
  const evidence = riseEvidence(state, {
    threshold: riseThreshold(snap), calledDraws, supportingDraws: supportsOf(snap, s).length, sheddingCorrected: shedding === 'corrected' && noise.size > 0, drawOrder,
  });
  return { state, rise: state === null ? { ...evidence, drawsUsed: draws.length } : evidence };
}

/**
 * A share of the tumour that stands is still a clone that falls, where the tumour falls with it: uncorrected as corrected. Upwards the rise test has its own way to ask both; a clone
 * that is level only once corrected, and rises with the tumour, is not called level.
 */
function changed(draws: readonly CountDraw[], options: TrackOptions): Change {
  const corrected = changeOf(draws, options);
  if (options.shedding !== 'corrected' || corrected === 'fell' || corrected === 'rose') return corrected;
  const whole = changeOf(draws, { ...options, shedding: 'whole' });
  return whole === 'fell' ? 'fell' : whole === 'rose' ? 'open' : corrected;
}

/** What the assays of a patient count, so far: the background of a reaction differs in kind. */
export type AssayKind = 'partitions' | 'molecules' | 'both';

export function assayKindOf(units: readonly CountUnit[]): AssayKind {
  const partitions = units.includes('partitions');
  return !partitions ? 'molecules' : units.some((u) => u !== 'partitions') ? 'both' : 'partitions';
}

const kindOf = oncePerSnapshot((snap: Snapshot): AssayKind => {
  const units = new Set<CountUnit>();
  for (const s of snap.series) for (const r of s.readings) if (r.molecules !== null && r.molecules.total > 0) units.add(r.measurement.countUnit);
  return assayKindOf([...units]);
});
const alertingOf = oncePerSnapshot((snap: Snapshot) => Math.max(1, snap.series.filter((x) => snap.roles.get(x.key)!.alerting).length));

/**
 * Threshold that spends the site's budget of false alerts, as rise-budget.data.ts has it from simulated patients: the rate of false rises falls
 * exponentially with the threshold, grows with the number of variants that can raise an alert, and depends on what the assays count.
 */
export function riseThreshold(snap: Snapshot): number {
  if (snap.policy.thresholds) return snap.policy.thresholds.single;
  const own = snap.policy.grades?.rising ?? null;
  if (own !== null) return own;
  const { atZero, perUnit, together } = riseBudget;
  return Math.max(leastThreshold, Math.log((atZero[kindOf(snap)] * alertingOf(snap)) / ((1 - together.share) * snap.policy.falseRises)) / perUnit);
}

/** Threshold of the joint odds, which spend a part of the same budget; once a patient, however many variants are tracked. */
export function togetherThreshold(snap: Snapshot): number {
  if (snap.policy.thresholds) return snap.policy.thresholds.together;
  const { atZero, perUnit, share } = riseBudget.together;
  return Math.max(leastThreshold, Math.log(atZero / (share * snap.policy.falseRises)) / perUnit);
}

/** Is this evidence enough to confirm a rise? As much as a rise asks for, or what the site asks for instead. */
export function confirms(snap: Snapshot, rise: { readonly score: number }): boolean {
  return rise.score > (snap.policy.grades?.confirmed ?? -Infinity);
}

/** What a threshold costs, in words; of one that a site has set itself it is not known. */
export function thresholdText(policy: Policy): string {
  return (policy.grades?.rising ?? null) === null ? `≈ ${policy.falseRises} false alerts/100 patient-years, simulated` : 'set by the site';
}

/**
 * Those of a series' draws that meet `shows` and may be believed: another sample's DNA is not likely in them, or the next draw shows the same and may itself be
 * believed, for what is real shows itself again.
 */
export function believed(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[], shows: (d: CountDraw) => boolean): readonly CountDraw[] {
  const plain = (d: CountDraw): boolean => shows(d) && strangeIn(snap, s, d.specimenId) <= rules.falseDetections.strangePair;
  return draws.filter((d, i) => {
    if (plain(d)) return true;
    const next = shows(d) ? draws.slice(i + 1).find((x) => x.specimenId !== d.specimenId) : undefined;
    return next !== undefined && plain(next);
  });
}

/** The last draws of a series that support a rise and may be believed. */
export function supportsOf(snap: Snapshot, s: VariantSeries): readonly CountDraw[] {
  return believed(snap, s, countDraws(s).slice(-supportWindow), supports);
}

/** Highest measured fraction: a fall is counted from there. */
export function sincePeak(draws: readonly CountDraw[]): readonly CountDraw[] {
  const peak = draws.reduce((top, d, i) => (d.k / d.n > draws[top]!.k / draws[top]!.n ? i : top), 0);
  return draws.slice(peak);
}

/** Prior median half-life of a resistant clone off the drug, days (relative VAF; science §2.1), as the site's policy has it. */
export function priorHalfLifeDays(policy: Policy, gene: string): number {
  const m = policy.halfLifeMonths;
  return daysPerMonth * (gene === 'KRAS' || gene === 'NRAS' ? m.ras : gene === 'EGFR' ? m.egfr : m.other);
}

/** Draws before a line's effect can show, from when it does, and until when, days from its start. */
const [beforeEffect, effectFrom, effectTo] = [10, 21, 170];

/** ln of the lowest truncal VAF under a line over the mean of the last two before it could act; null where either is not measured, or the series is the measure. */
function tumourFall(snap: Snapshot, s: VariantSeries, start: number): number | null {
  if (snap.lead === null || snap.lead.key === s.key) return null;
  const draws = countDraws(snap.lead).map((d) => ({ day: d.day, log: Math.log((d.k + 0.5) / d.n) }));
  const before = draws.filter((d) => d.day <= start + beforeEffect).slice(-2);
  const under = draws.filter((d) => d.day > start + effectFrom && d.day <= start + effectTo);
  return before.length === 0 || under.length === 0 ? null : Math.min(...under.map((d) => d.log)) - before.reduce((sum, d) => sum + d.log, 0) / before.length;
}

/** A line begun longer before the first draw than this has had its effect. */
const freshDays = 60;

/** The treatment under which a series fell, other than the drugs it resists: the first that began with its draws or among them, else one that was in use already. */
function therapyOver(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): DecayTherapy | null {
  const [first, last] = [draws[0]!.day, draws.at(-1)!.day];
  const resisted = new Set(exposuresOf(snap, s).flatMap((e) => e.lines));
  const over = snap.lines.filter((l) => !resisted.has(l) && l.startDay <= last && (l.stopDay === null || l.stopDay > first));
  const line = over.find((l) => l.startDay >= first - freshDays) ?? over[0];
  return line ? { startDay: line.startDay, stopDay: line.stopDay, tumourFall: tumourFall(snap, s, line.startDay) } : null;
}

/** Enough draws to ask a half-life of. */
const asked = (draws: readonly CountDraw[]): boolean => draws.length >= 2 && draws.some((d) => d.called);
const halfLifeOptions = (snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): HalfLifeOptions => ({ priorMedianDays: priorHalfLifeDays(snap.policy, s.gene), drawOrder: snap.drawOrder, therapy: therapyOver(snap, s, draws) });

/** Decay over draws: half-life of the clone and of its share, day of clearance, band. Null where it cannot be fitted. */
export function decayOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[], asOfDay: number): DecayFit | null {
  return asked(draws) ? fitDecay(draws, { ...halfLifeOptions(snap, s, draws), sheddingKnown: snap.lead !== null, asOfDay, clearanceVaf: snap.policy.clearanceVaf ?? rules.clearanceVaf }) : null;
}

/** Half-lives of {@link decayOf} alone, of a series that falls but is no clone off its drug: no clearance is said of it. */
export function fallOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): ReturnType<typeof halfLivesOf> {
  return asked(draws) ? halfLivesOf(draws, { ...halfLifeOptions(snap, s, draws), relative: snap.lead !== null && !snap.roles.get(s.key)!.truncal }) : null;
}

/** Do draws off the drug contradict the usual decay? 97.5 % sure of a half-life above the usual median; null: they do not. */
export function persistenceOf(snap: Snapshot, s: VariantSeries, draws: readonly CountDraw[]): { readonly halfLifeDays: Interval; readonly pNotDecaying: number; readonly text: string } | null {
  if (!asked(draws)) return null;
  const found = persistentHalfLife(draws, halfLifeOptions(snap, s, draws));
  return found && {
    halfLifeDays: found.days, pNotDecaying: found.pNotDecaying,
    text: `Probability that it does not decay: ${percent(found.pNotDecaying)}; half-life if it does ${daysText(found.days)}, usual median ${priorHalfLifeDays(snap.policy, s.gene).toFixed(0)} d.`,
  };
}
