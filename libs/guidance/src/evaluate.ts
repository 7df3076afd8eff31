/** The single entry of worker, `analyse` and `replay`: from one patient's record to everything the product says about them. */
import type { AlertFinding, DecayFit, Evaluation, Interval, PatientRecord, RiseEvidence, SeriesResult, Trend } from '@clonewatch/domain';
import { growthOf, kineticsVersion, type TrackState } from '@clonewatch/kinetics';
import { countDraws, newestVersions, ReadingCache, type VariantSeries } from './assemble.js';
import { clonesOf, lastShare } from './clones.js';
import { courseFor, decayOf, fallOf, sincePeak, trendFor } from './engine.js';
import { withDetectability } from './detectability.js';
import { forecastOf } from './forecast.js';
import { foldDraws, suspectOf } from './fold.js';
import { canonicalRecord, type CanonicalRecord } from './known.js';
import { offSince } from './phases.js';
import { checkedPolicy, defaultPolicy, type Policy } from './policy.js';
import { responseOf } from './response.js';
import { rechallengeOf } from './rechallenge/index.js';
import { roundDeep } from './round.js';
import { rulesVersion } from './rules.data.js';
import { leadingCloneOf, sentenceOf } from './sentence.js';
import { exposuresOf, testDraws, type Snapshot } from './snapshot.js';

/**
 * Pure and deterministic. `asOf` null: everything in the record, as of its last date. `alerts` is the complete list of what has fired
 * by then, each at the draw that made it true, in firing order. `policy`: what the site decides. Throws RangeError for a policy out of range.
 */
export function evaluatePatient(record: PatientRecord, asOf: { readonly day: number } | null, policy: Policy = defaultPolicy): Evaluation {
  checkedPolicy(policy);
  const canonical = canonicalRecord(record);
  const asOfDay = asOf?.day ?? canonical.lastDay;
  const folded = foldDraws(canonical, asOfDay ?? -Infinity, new ReadingCache(canonical.controls, policy));
  const { snap } = folded;
  const clones = clonesOf(snap);
  const cloneOf = (v: { readonly gene: string | null; readonly variant: string | null }): string | null =>
    clones.find((c) => c.variants.some((x) => x.gene === v.gene && x.variant === v.variant))?.id ?? null;
  const last = snap.draws.at(-1);
  const series = snap.series.map((s) => seriesResult(snap, s, cloneOf(s)));
  return roundDeep<Evaluation>({
    patientId: record.patientId, timeline: record.timeline, asOfDay,
    informative: last ? { status: last.informative, reason: last.reason } : { status: 'not_informative', reason: 'Cannot be assessed: no results yet' },
    draws: snap.draws, series, clones, leadingClone: leadingCloneOf(folded, clones, snap), response: responseOf(snap), forecast: forecastOf(snap, asOfDay ?? -Infinity),
    alerts: folded.alerts, retracted: retractedBy(canonical, asOfDay ?? -Infinity, folded.alerts, policy),
    rechallenge: rechallengeOf(snap, (s) => series[snap.series.indexOf(s)]!.decay, { suspect: suspectOf(folded.alerts) }), sentence: sentenceOf(folded), modelVersion: kineticsVersion, rulesVersion,
  });
}

/** What fired on a version of a result that a later one corrected, and would not have fired on the corrected one. */
function retractedBy(record: CanonicalRecord, asOf: number, alerts: readonly AlertFinding[], policy: Policy): readonly string[] {
  const known = record.measurements.filter((m) => Math.max(m.knownDay, m.day) <= asOf);
  const measurements = newestVersions(known);
  if (measurements.length === known.length) return [];
  const stands = new Set(foldDraws({ ...record, measurements }, asOf, new ReadingCache(record.controls, policy)).alerts.map(claim));
  return alerts.filter((a) => !stands.has(claim(a))).map((a) => a.episode);
}

/** What an alert says, apart from the draw at which it came to be known. */
const claim = (a: AlertFinding): string => JSON.stringify([a.kind, a.grade, a.gene, a.variant, a.specimenId ?? a.firedDay]);

function seriesResult(snap: Snapshot, s: VariantSeries, cloneId: string | null): SeriesResult {
  const role = snap.roles.get(s.key)!;
  const { state, rise } = courseFor(snap, s);
  const trend = trendFor(snap, s);
  const lastDay = snap.draws.at(-1)?.day ?? null;
  const since = lastDay === null ? null : offSince(lastDay, exposuresOf(snap, s));
  // On the drug growth is expected, so a resistant clone's decay is fitted off it (science §6c); any other series from its peak while it falls.
  const draws = testDraws(snap, s);
  const clone = role.role === 'resistance' && since !== null ? risenAgain(trend, decayOf(snap, s, draws.filter((d) => d.day >= since), snap.day)) : null;
  const fall = clone ?? (trend === 'falling' ? fallOf(snap, s, sincePeak(draws)) : null);
  // What rises has a doubling time; half-lives over its draws so far stay in `decay`.
  const told = trend === 'rising' ? null : fall;
  const share = role.truncal || role.role === 'chip' || role.role === 'germline' ? null : lastShare(snap, s);
  return {
    gene: s.gene, variant: s.variant, role: role.role, roleReason: role.reason, pBloodByCourse: role.blood?.p ?? null, clone: cloneId, trend,
    growthPerDay: trend === 'falling' ? (fall && shrinkage(fall.halfLifeDays)) : growthSaid(trend, rise, snap.drawOrder ? null : state), doublingDays: trend === 'rising' ? (rise?.doublingDays ?? null) : null,
    halfLifeDays: told?.halfLifeDays ?? null, halfLifeRelativeDays: role.truncal ? null : (told?.halfLifeRelativeDays ?? null), shareOfTumour: share,
    pRising: rise?.pRising ?? null, rise: countDraws(s).some((d) => d.called) ? rise : null, decay: clone, points: withDetectability(snap, s),
  };
}

/**
 * The rise test is the quicker one to see a fall that has ended in growth: from then on the course is said to grow again, and a day of clearance, which counts
 * on a fall, is not given. What the fit itself holds likely stands beside it (`pNotExponential`).
 */
function risenAgain(trend: Trend, d: DecayFit | null): DecayFit | null {
  return d === null || trend !== 'rising' ? d : { ...d, reading: d.reading === 'not_decaying' ? d.reading : 'regrowing', clearanceDay: null, clearanceDay80: null };
}

/** Growth given that it grows, of what rises; else of what is there, whatever its course: the interval says how open it is. */
function growthSaid(trend: Trend, rise: RiseEvidence | null, state: TrackState | null): Interval | null {
  return trend === 'rising' || rise === null || rise.score > 0 ? (rise?.growthPerDay ?? null) : state && state.draws >= 2 ? growthOf(state) : null;
}

/** A half-life as growth per day: negative, the shortest half-life being the lowest growth. */
function shrinkage(halfLife: Interval): Interval {
  return { median: -Math.LN2 / halfLife.median, low: -Math.LN2 / halfLife.low, high: -Math.LN2 / halfLife.high };
}
