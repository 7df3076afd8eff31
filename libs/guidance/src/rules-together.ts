/** Several small resistant clones that rise together: one alert for all of them, where none alone has passed its threshold. */
import { variantLabel, type AlertFinding, type TreatmentLine } from '@clonewatch/domain';
import { jointRiseScore, kineticsVersion, riseGain, type TrackState } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { dayEntry, resistedText, riseSeverity, seriesText, therapyText, truncalText } from './context.js';
import { confirms, courseFor, supportsOf, togetherThreshold } from './engine.js';
import { memoryOf, type Step, type Together } from './memory.js';
import { phaseOf, undecidedLine } from './phases.js';
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
    if (!above || (open.specimenId === event.specimenId && !open.confirmed)) return [];
    const said: Said = { step, members, score, threshold, firstSpecimen: open.specimenId };
    if (open.confirmed) return conflicts(said, open);
    if (!confirms(snap, { score })) return [];
    open.confirmed = true;
    return [finding(said, 'confirmed'), ...conflicts(said, open)];
  }
  if (!above) return [];
  memory.together = { kind: 'resistance_emerging', specimenId: event.specimenId, confirmed: false, lowDraws: 0, lines: new Set() };
  return [finding({ step, members, score, threshold, firstSpecimen: event.specimenId }, 'rising')];
}

interface Said { readonly step: Step; readonly members: readonly Tracked[]; readonly score: number; readonly threshold: number; readonly firstSpecimen: string }

/** `therapy_conflict` of the patient: a line in use without a recorded stop that members of a CONFIRMED joint rise resist. Once a line, and of a variant once a line, alone or together. */
function conflicts(said: Said, open: Together): readonly AlertFinding[] {
  const { event, snap, memory } = said.step;
  const against = new Map<TreatmentLine, Tracked[]>();
  for (const m of said.members) {
    const line = undecidedLine(event.knownDay, exposuresOf(snap, m.s));
    if (line && !memoryOf(memory, m.s.key).conflicts.has(line.startDay)) against.set(line, [...(against.get(line) ?? []), m]);
  }
  return [...against].flatMap(([line, members]) => {
    if (open.lines.has(line.startDay)) return [];
    open.lines.add(line.startDay);
    for (const { s } of members) memoryOf(memory, s.key).conflicts.add(line.startDay);
    const base = finding({ ...said, members }, 'confirmed');
    return [{
      ...base, kind: 'therapy_conflict', episode: `therapy_conflict|together|${event.specimenId}|${line.startDay}`,
      evidence: { ...base.evidence, line: { regimen: line.regimen, agents: line.agents, ...dayEntry(snap, 'started', line.startDay) } },
      text: `${namesOf(members)}: their rise together is confirmed, the catalogue lists them as resistance to ${resistedText(snap, members.map(({ s }) => s))}, and ${line.regimen || line.agents.join(' + ')} is in use with no stop recorded. `
        + `${members.map(({ s }) => `${labelOf(s)}: ${seriesText(snap, s)}`).join('. ')}. ${truncalText(snap)} ${therapyText(snap, members[0]!.s, event.day)} `
        + 'Suggested check: review the line with this result, or record the decision; not a treatment instruction.',
    }];
  });
}

const labelOf = (s: VariantSeries): string => variantLabel(s.gene, s.variant);
const namesOf = (members: readonly Tracked[]): string => members.map(({ s }) => labelOf(s)).join(', ');

function finding({ step: { event, snap }, members, score, threshold, firstSpecimen }: Said, grade: 'rising' | 'confirmed'): AlertFinding {
  // Beside a clone that the drug in use does not hold, one that it may hold says nothing of the drug.
  const lead = (members.find(({ s }) => riseSeverity(snap, [s], event.day) === 'act') ?? members[0]!).s;
  const phase = phaseOf(event.day, exposuresOf(snap, lead), snap.drawDays);
  const verb = grade === 'confirmed' ? 'rise together, CONFIRMED by a further draw' : 'RISE TOGETHER in plasma';
  return {
    kind: 'resistance_emerging', grade, severity: riseSeverity(snap, members.map(({ s }) => s), event.day), phase, gene: null, variant: null, members: members.map(({ s }) => ({ gene: s.gene, variant: s.variant })), clone: null,
    episode: `resistance_emerging|together|${firstSpecimen}${grade === 'confirmed' ? '|confirmed' : ''}`, firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score, threshold,
    evidence: {
      members: members.map(({ s }) => ({
        gene: s.gene, variant: s.variant, score: courseFor(snap, s).rise?.score ?? null, threshold: courseFor(snap, s).rise?.threshold ?? null,
        draws: countDraws(s).map((d) => ({ specimen_id: d.specimenId, ...dayEntry(snap, 'collected', d.day), mutant: d.k, total: d.n, called: d.called })),
      })),
      score, threshold, false_alerts_per_100_patient_years: `${snap.policy.falseRises}, simulated`, model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text: `${namesOf(members)} ${verb}; none of them alone is shown to. ${members.map(({ s }) => `${labelOf(s)}: ${seriesText(snap, s)}`).join('. ')}. ${truncalText(snap)} `
      + `${therapyText(snap, lead, event.day)} Evidence: joint ln odds that resistance emerges ${score.toFixed(1)} (threshold ${threshold.toFixed(1)} ≈ ${snap.policy.falseRises} false alerts/100 patient-years, `
      + 'shared with the rises of single variants, simulated). Suggested check: confirm with repeat draw/imaging; not a treatment instruction.',
  };
}
