/** Several small resistant clones that rise together: one alert for all of them, where none alone has passed its threshold. */
import { variantLabel, type AlertFinding } from '@clonewatch/domain';
import { jointRiseScore, kineticsVersion, riseGain, type TrackState } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { dayEntry, seriesText, therapyText, truncalText } from './context.js';
import { confirms, courseFor, supportsOf, togetherThreshold } from './engine.js';
import { memoryOf, type Step } from './memory.js';
import { phaseOf } from './phases.js';
import { rules, rulesVersion } from './rules.data.js';
import { calledIn, exposuresOf, pointsIn } from './snapshot.js';

interface Tracked { readonly s: VariantSeries; /** Null: never called. */ readonly state: TrackState | null }

/** Alerting variants that this draw measured and that have no rise of their own under way, with their tracks. */
function tracked({ event, snap, memory }: Step): readonly Tracked[] {
  return snap.series.flatMap((s) => {
    if (!snap.roles.get(s.key)!.alerting || memoryOf(memory, s.key).episode || pointsIn(s, event.specimenId).length === 0) return [];
    return countDraws(s).length < 2 ? [] : [{ s, state: courseFor(snap, s).state }];
  });
}

/** Those that speak for it: their draws raise the odds of growth, and one of the last supports it. */
function speaking(step: Step, all: readonly Tracked[]): readonly Tracked[] {
  return all.filter(({ s, state }) => state !== null && riseGain(state) > 0 && supportsOf(step.snap, s).length > 0);
}

/**
 * `resistance_emerging` of the patient, its variants in `members`: fires when the joint odds pass their threshold on two variants or more, supported
 * by two draws or more, this one among them, with a call in this one. Confirmed when a further draw says so again.
 */
export function togetherRules(step: Step): readonly AlertFinding[] {
  const { event, snap, memory } = step;
  const all = tracked(step);
  const members = speaking(step, all);
  const score = jointRiseScore(all.map((t) => t.state));
  const threshold = togetherThreshold(snap);
  const open = memory.together ?? null;
  const draws = new Set(members.flatMap(({ s }) => supportsOf(snap, s).map((d) => d.specimenId)));
  const above = members.length >= 2 && score > threshold && draws.size >= 2 && draws.has(event.specimenId) && members.some(({ s }) => calledIn(s, event.specimenId));
  if (open) {
    open.lowDraws = all.length > 0 && score < threshold / 2 ? open.lowDraws + 1 : 0;
    if (open.lowDraws >= rules.closingDraws) memory.together = null;
    if (!above || open.confirmed || open.specimenId === event.specimenId || !confirms(snap, { score })) return [];
    open.confirmed = true;
    return [finding(step, members, 'confirmed', score, threshold, open.specimenId)];
  }
  if (!above) return [];
  memory.together = { kind: 'resistance_emerging', specimenId: event.specimenId, confirmed: false, lowDraws: 0 };
  return [finding(step, members, 'rising', score, threshold, event.specimenId)];
}

function finding({ event, snap }: Step, members: readonly Tracked[], grade: 'rising' | 'confirmed', score: number, threshold: number, firstSpecimen: string): AlertFinding {
  const named = members.map(({ s }) => ({ s, label: variantLabel(s.gene, s.variant) }));
  const lead = named[0]!.s;
  const phase = phaseOf(event.day, exposuresOf(snap, lead), snap.drawDays);
  const verb = grade === 'confirmed' ? 'rise together, CONFIRMED by a further draw' : 'RISE TOGETHER in plasma';
  return {
    kind: 'resistance_emerging', grade, severity: 'act', phase, gene: null, variant: null, members: named.map(({ s }) => ({ gene: s.gene, variant: s.variant })), clone: null,
    episode: `resistance_emerging|together|${firstSpecimen}${grade === 'confirmed' ? '|confirmed' : ''}`, firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score, threshold,
    evidence: {
      members: members.map(({ s }) => ({
        gene: s.gene, variant: s.variant, score: courseFor(snap, s).rise?.score ?? null, threshold: courseFor(snap, s).rise?.threshold ?? null,
        draws: countDraws(s).map((d) => ({ specimen_id: d.specimenId, ...dayEntry(snap, 'collected', d.day), mutant: d.k, total: d.n, called: d.called })),
      })),
      score, threshold, false_alerts_per_100_patient_years: `${snap.policy.falseRises}, simulated`, model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text: `${named.map((n) => n.label).join(', ')} ${verb}; none of them alone is shown to. ${named.map((n) => `${n.label}: ${seriesText(snap, n.s)}`).join('. ')}. ${truncalText(snap)} `
      + `${therapyText(snap, lead, event.day)} Evidence: joint ln odds that resistance emerges ${score.toFixed(1)} (threshold ${threshold.toFixed(1)} ≈ ${snap.policy.falseRises} false alerts/100 patient-years, `
      + 'shared with the rises of single variants, simulated). Suggested check: confirm with repeat draw/imaging; not a treatment instruction.',
  };
}
