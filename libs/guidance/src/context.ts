/** Words and evidence that every alert of a draw shares: therapy, truncal signal, white blood cells, catalogue, provenance. */
import { variantLabel, wireDay, type Phase, type RiseEvidence, type Severity, type TherapyClass, type TreatmentLine } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { covered, type VariantSeries } from './assemble.js';
import { classDrugs, ofClasses } from './catalogue/index.js';
import { trendFor } from './engine.js';
import { exposuresTo, inUse, phaseOf, sparedBy } from './phases.js';
import type { RoleResult } from './roles.js';
import { rules, rulesVersion } from './rules.data.js';
import { exposuresOf, type Snapshot } from './snapshot.js';
import { classText, pointText } from './text.js';

const targeted: ReadonlySet<TherapyClass> = new Set(rules.targetedClasses);

/** Has any targeted line begun by this day? */
export function targetedEver(lines: readonly TreatmentLine[], day: number): boolean {
  return lines.some((l) => l.startDay <= day && l.therapyClasses.some((c) => targeted.has(c)));
}

/** Phase of the patient as a whole: with the class of the targeted line begun last. */
export function patientPhase(snap: Pick<Snapshot, 'lines' | 'drawDays'>, day: number): Phase {
  const last = snap.lines.filter((l) => l.startDay <= day && l.therapyClasses.some((c) => targeted.has(c))).at(-1);
  const cls = last?.therapyClasses.find((c) => targeted.has(c));
  return cls ? phaseOf(day, exposuresTo({ classes: [cls], agents: [] }, snap.lines), snap.drawDays) : 'baseline';
}

/** `{collected_on: '2026-03-12'}` or `{collected_day: 14}`. */
export function dayEntry(snap: Pick<Snapshot, 'record'>, name: string, day: number): Record<string, string | number> {
  const t = snap.record.timeline;
  return { [`${name}_${t.kind === 'calendar' ? 'on' : 'day'}`]: wireDay(t, day) };
}

/** The drugs of a line that matter for these classes; all of them where we cannot tell them apart, or another class counts as well. */
export function drugs(line: TreatmentLine, classes: readonly TherapyClass[]): readonly string[] {
  const known = classes.every((c) => classDrugs[c]) ? ofClasses({ classes }, line.agents) : [];
  const names = known.length > 0 ? known : line.agents;
  return names.length > 0 ? names : [line.regimen || line.therapyClasses.join(' + ')];
}
const drugsText = (line: TreatmentLine, classes: readonly TherapyClass[]): string => drugs(line, classes).join(' + ');

/** `On cetuximab wk 26.`: what was in use on the day, from what was known. Of a drug that the variant's entry does not concern this is said. */
export function therapyText(snap: Snapshot, s: VariantSeries, day: number): string {
  const entry = snap.roles.get(s.key)?.match?.entry;
  const classes = entry?.classes ?? [];
  const week = (from: number): string => (snap.drawOrder ? '' : ` wk ${Math.floor((day - from) / 7)}`);
  const exposures = exposuresOf(snap, s).filter((e) => e.startDay <= day);
  const current = exposures.at(-1);
  const other = snap.lines.filter((l) => inUse(l, day) && l.therapyClasses.length > 0);
  const spared = entry ? sparedBy(entry, snap.lines, day) : [];
  const otherText = `on ${other.map((l) => drugsText(l, [])).join('; ')}${spared.length > 0 ? `; not catalogued as resistance to ${spared.join(', ')}` : ''}`;
  if (!current) return other.length > 0 ? `${otherText.replace('on', 'On')}.` : 'No treatment recorded.';
  const name = drugsText(current.lines.at(-1)!, classes);
  if (current.stopDay !== null && day > current.stopDay) return `Off ${name}${week(current.stopDay)}${other.length > 0 ? ` (${otherText})` : ''}.`;
  // The class may have been in use for longer: the weeks are those of the drug that is named.
  const since = current.lines.findLastIndex((l) => drugsText(l, classes) !== name) + 1;
  return `${exposures.length > 1 ? 'Back on' : 'On'} ${name}${week(current.lines[since]!.startDay)}.`;
}

/** What these variants resist, in words: the classes of their entries; of an entry that is limited to some drugs of a class that no other names as a whole, those drugs. */
export function resistedText(snap: Snapshot, members: readonly VariantSeries[]): string {
  const entries = members.map((s) => snap.roles.get(s.key)!.match!.entry);
  const whole = new Set(entries.filter((e) => e.agents.length === 0).flatMap((e) => e.classes));
  return [...new Set(entries.flatMap((e) => (e.agents.length > 0 && !e.classes.every((c) => whole.has(c)) ? [e.agents.join(', ')] : e.classes.map(classText))))].join(' + ');
}

/** A clone that rises asks to act, unless all drugs of the class in use on the day are ones that it does not concern: then to look. */
export function riseSeverity(snap: Snapshot, members: readonly VariantSeries[], day: number): Severity {
  return members.every((s) => sparedBy(snap.roles.get(s.key)!.match!.entry, snap.lines, day).length > 0) ? 'review' : 'act';
}

/** `Truncal TP53 stable.` */
export function truncalText(snap: Snapshot, of: VariantSeries | null = snap.lead): string {
  if (!of) return 'No truncal variant known: not corrected for shedding.';
  const words = { rising: 'rising', falling: 'falling', stable: 'stable', insufficient: 'seen, trend open' } as const;
  return `Truncal ${of.gene || of.variant} ${words[trendFor(snap, of)]}.`;
}

/** `CHIP: WBC not tested.` */
export function wbcText(role: RoleResult): string {
  switch (role.wbc.state) {
    case 'not_tested': return role.blood ? `CHIP: WBC not tested; ${role.blood.reason}.` : 'CHIP: WBC not tested.';
    case 'negative': return 'CHIP: not found in WBC.';
    case 'below_plasma': return 'CHIP: in WBC, but far below plasma.';
    default: return 'CHIP: found in WBC.';
  }
}

/** The last three draws that could see the variant, as one line of numbers. */
export function seriesText(snap: Snapshot, s: VariantSeries): string {
  return s.readings.filter(covered).slice(-3).map((r) => pointText(snap.record.timeline, r.point)).join(' → ');
}

/** Everything behind a variant's alert: counts, score, therapy, origin, catalogue entry with its check mark, versions. */
export function variantEvidence(snap: Snapshot, s: VariantSeries, specimenId: string, phase: Phase, rise: RiseEvidence | null): Record<string, unknown> {
  const role = snap.roles.get(s.key)!;
  const entry = role.match?.entry;
  const exposures = exposuresOf(snap, s);
  const draw = snap.draws.find((d) => d.specimenId === specimenId);
  const lead = snap.lead;
  return {
    draws: s.readings.map(({ point: p }) => ({
      specimen_id: p.specimenId, ...dayEntry(snap, 'collected', p.day), assay: p.assay, status: p.status, mutant: p.mutantMolecules, total: p.totalMolecules,
      vaf: p.vaf, low: p.low, high: p.high, upper95: p.upper95, interval_assumed: p.intervalAssumed,
    })),
    ...(rise ? {
      score: rise.score, threshold: rise.threshold, false_alerts_per_100_patient_years: (snap.policy.grades?.rising ?? null) === null ? `${snap.policy.falseRises}, simulated` : null, doubling_days: rise.doublingDays,
      growth_per_day: rise.growthPerDay, p_rising: rise.pRising, shedding_corrected: rise.sheddingCorrected, draws_used: rise.drawsUsed,
      called_draws: rise.calledDraws,
    } : {}),
    truncal: lead ? { gene: lead.gene, variant: lead.variant, trend: trendFor(snap, lead), vaf: draw?.truncalVaf ?? null } : null,
    informative: draw ? { status: draw.informative, reason: draw.reason } : null,
    therapy: { phase, classes: entry?.classes ?? [], exposures: exposures.map((e) => ({ ...dayEntry(snap, 'started', e.startDay), ...(e.stopDay === null ? {} : dayEntry(snap, 'stopped', e.stopDay)), regimens: e.lines.map((l) => l.regimen) })) },
    wbc: { state: role.wbc.state, vaf: role.wbc.vaf, ...(role.blood ? { p_blood_by_course: role.blood.p, reason: role.blood.reason } : {}) },
    catalogue: entry ? { id: entry.id, tier: entry.tier, effect: entry.effect, action: entry.action, mechanism_class: entry.mechanism, citation: entry.citation, citation_checked: entry.citationChecked } : null,
    label: variantLabel(s.gene, s.variant), model_version: kineticsVersion, rules_version: rulesVersion,
  };
}
