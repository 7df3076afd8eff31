/** Readiness for anti-EGFR rechallenge from a patient as known on a day: pure, from the snapshot alone. */
import type { DecayFit, GateResult, PatientRecord, RechallengeResult, RechallengeVerdict } from '@clonewatch/domain';
import { newestVersions, ReadingCache, type VariantSeries } from '../assemble.js';
import { canonicalRecord } from '../known.js';
import { rules } from '../rules.data.js';
import { snapshotOf, type Snapshot } from '../snapshot.js';
import { dayText } from '../text.js';
import { windowOf } from './clearance.js';
import { brafV600, criteriaVersion, egfrEctodomain, gateRules, pooledContext, rasExtended } from './criteria.data.js';
import { benefitGate, betweenGate, gate, intervalGate, recencyGate, tissueGate } from './gates-clinical.js';
import { allelesGate, allelesOf, ectodomainInTissue, excludedBy, identityGate, informativeGate, mechanismsGate, type AlleleView } from './gates-plasma.js';
import { historyOf, type History } from './history.js';
import { sampleOf, type Sample } from './sample.js';
import { trialsOf } from './trials.js';
import { answeredBy, verdictOf, wordingOf } from './verdict.js';

export interface RechallengeOptions {
  /** The planned first dose, where known; intervals then count to it. */
  readonly plannedDay?: number | null;
  /** `panitumumab` or `cetuximab`, where known. */
  readonly plannedAgent?: string | null;
  /** Specimens under suspicion (identity, date, dilution). */
  readonly suspect?: ReadonlySet<string>;
  /** A site may let untested mechanisms of G9 stand as shown without holding up the verdict. */
  readonly ignoreUntestedMechanisms?: boolean;
}

const rasBraf = [...rasExtended, ...brafV600];
const required = [...rasBraf, ...egfrEctodomain];

/** Gates with the views behind them: what alerts and the full result share. */
export interface Assessed { readonly history: History; readonly sample: Sample | null; readonly gates: readonly GateResult[]; readonly verdict: RechallengeVerdict; readonly rasBraf: AlleleView | null }

/** Do the criteria outside the plasma pass, so that a sample could meet them all? Cheap: asked at every draw. */
export function couldBeMet(snap: Snapshot, plannedDay: number | null = null): boolean {
  const h = arises(snap) ? historyOf(snap, plannedDay) : null;
  return h !== null && [tissueGate(snap, h), benefitGate(snap, h), intervalGate(snap, h), betweenGate(h), recencyGate(snap, h, snap.draws.at(-1)?.day ?? null)].every((g) => g.state === 'pass');
}

function arises(snap: Snapshot): boolean {
  const { nosology } = snap.record.profile;
  return nosology === null || nosology === 'mcrc_ras_braf_wt';
}

/** Null where the question does not arise: no anti-EGFR line has begun, or the disease is another one. */
export function assessGates(snap: Snapshot, o: RechallengeOptions = {}): Assessed | null {
  const history = arises(snap) ? historyOf(snap, o.plannedDay ?? null) : null;
  if (!history) return null;
  const sample = sampleOf(snap, required);
  const planned = o.plannedAgent ?? null;
  const own = sample && allelesOf(sample, rasBraf);
  const mechanism = gate('G9', mechanismsGate(snap, sample, required));
  const gates = [
    gate('G1', tissueGate(snap, history)), gate('G2', benefitGate(snap, history)), gate('G3', intervalGate(snap, history)), gate('G4', betweenGate(history)),
    gate('G5', recencyGate(snap, history, sample?.day ?? null)), gate('G6', informativeGate(snap, sample)), gate('G7', allelesGate(sample, own, planned)),
    gate('G8', allelesGate(sample, sample && allelesOf(sample, egfrEctodomain), planned, ectodomainInTissue(snap))), mechanism, gate('G10', identityGate(snap, sample, o.suspect ?? new Set())),
  ];
  const ignored = (o.ignoreUntestedMechanisms ?? gateRules.ignoreUntestedMechanisms) && mechanism.opens === 'wider_panel';
  return { history, sample, gates, verdict: verdictOf(ignored ? gates.filter((g) => g !== mechanism) : gates), rasBraf: own };
}

/** Gates and verdict alone on a day, as {@link assessGates} reads them, without alerts, window or trials. */
export function gatesOn(record: PatientRecord, day: number, o: RechallengeOptions = {}): Pick<Assessed, 'gates' | 'verdict'> | null {
  const canonical = canonicalRecord(record);
  const known = newestVersions(canonical.measurements.filter((m) => Math.max(m.knownDay, m.day) <= day));
  return assessGates(snapshotOf(canonical, known, day, new ReadingCache(canonical.controls)), o);
}

/** Everything the product says about rechallenge on this day. `decay`: the fit of a clone off the drug. */
export function rechallengeOf(snap: Snapshot, decay: (s: VariantSeries) => DecayFit | null, o: RechallengeOptions = {}): RechallengeResult | null {
  const assessed = assessGates(snap, o);
  if (!assessed) return null;
  const { history, sample, gates, verdict } = assessed;
  const window = windowOf(snap, decay);
  const clean = assessed.rasBraf !== null && assessed.rasBraf.reads.every((r) => r.tested) && assessed.rasBraf.calls.every((c) => c.origin === 'blood');
  const excluded = clean && sample ? excludedBy(assessed.rasBraf, sample) : null;
  return {
    verdict, wording: wordingOf(verdict, gates, sample ? dayText(snap.record.timeline, sample.day) : null), sampleDay: sample?.day ?? null, sampleSpecimens: sample?.specimens ?? [],
    gates, answeredBy: verdict === 'cannot_assess' ? answeredBy(gates) : null, clearance: window.clearance, clearanceReason: window.reason, clones: window.clones,
    pAllBelowNow: window.pAllBelowNow, earliestDay: window.earliestDay, boundVaf: snap.policy.clearanceVaf ?? rules.clearanceVaf, excludedToVaf: excluded?.vaf ?? null, excludedToShare: excluded?.share ?? null,
    trials: trialsOf({ snap, h: history, sample, informative: gates.some((g) => g.id === 'G6' && g.state === 'pass') }), context: pooledContext, criteriaVersion,
  };
}
