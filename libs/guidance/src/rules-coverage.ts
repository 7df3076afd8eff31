/** A required codon that no draw of the line has tested: said once, until a draw tests it. Of the assay, not of the patient: a note. */
import { wireDay, type AlertFinding, type Evaluation, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { canonicalRecord } from './known.js';
import { assembleSeries, newestVersions, ReadingCache } from './assemble.js';
import { dayEntry, patientPhase } from './context.js';
import { requiredEver, requiredFor, targetsText, testedTargets, type RequiredTarget } from './mechanisms/required.js';
import type { Step } from './memory.js';
import { inUse } from './phases.js';
import { rules, rulesVersion } from './rules.data.js';
import { drawText } from './text.js';

/** Last day on which each target was read, and the targets that were said to be missing, for the line that began on `line`. */
export interface CoverageMemory { readonly read: Map<string, number>; said: { readonly line: number; readonly names: ReadonlySet<string> } | null }

const targeted: ReadonlySet<string> = new Set(rules.targetedClasses);
const isTargeted = (l: TreatmentLine): boolean => l.therapyClasses.some((c) => targeted.has(c));

/** The targeted lines in use on the day; off them, those that ended last. Empty: no such question. */
function asked(lines: readonly TreatmentLine[], day: number): readonly TreatmentLine[] {
  const begun = lines.filter((l) => l.startDay <= day && isTargeted(l));
  const now = begun.filter((l) => inUse(l, day));
  const end = Math.max(...begun.map((l) => l.stopDay ?? -Infinity));
  return now.length > 0 ? now : begun.filter((l) => l.stopDay === end);
}

/** A draw of this day counts for the line from its baseline on. */
const countsFrom = (startDay: number): number => startDay - rules.baselineDays;

export function coverageRules({ event, snap, memory }: Step): readonly AlertFinding[] {
  const { nosology } = snap.record.profile;
  const ever = requiredEver(nosology);
  if (ever.length === 0) return [];
  const mem: CoverageMemory = (memory.coverage ??= { read: new Map<string, number>(), said: null });
  const rows = snap.measured.get(event.specimenId) ?? [];
  const states = new Map(testedTargets({ specimenId: event.specimenId, rows, series: snap.series }, ever).map((state, i) => [ever[i]!.name, state]));
  for (const [name, state] of states) if (state === 'read') mem.read.set(name, Math.max(event.day, mem.read.get(name) ?? -Infinity));
  const lines = asked(snap.lines, event.day);
  if (lines.length === 0) return [];
  // Where rows without drugs are in use, which drugs there are is not known.
  const agents = lines.some((l) => l.agents.length === 0) ? [] : lines.flatMap((l) => l.agents.map((a) => a.toLowerCase()));
  const start = Math.max(...lines.map((l) => l.startDay));
  const required = requiredFor(nosology, lines.flatMap((l) => l.therapyClasses), agents);
  const open = required.filter((t) => (mem.read.get(t.name) ?? -Infinity) < countsFrom(start));
  if (open.length === 0) { mem.said = null; return []; }
  const missing = open.filter((t) => states.get(t.name) === 'not_covered');
  if (missing.length === 0 || (mem.said !== null && mem.said.line === start && missing.every((t) => mem.said!.names.has(t.name)))) return [];
  mem.said = { line: start, names: new Set([...(mem.said?.line === start ? mem.said.names : []), ...missing.map((t) => t.name)]) };
  return [finding({ event, snap, memory }, missing, required.length, lines, start)];
}

function finding({ event, snap }: Step, missing: readonly RequiredTarget[], required: number, lines: readonly TreatmentLine[], start: number): AlertFinding {
  const drugs = lines.map((l) => l.regimen || l.agents.join(' + ')).join('; ');
  const assays = [...new Set((snap.measured.get(event.specimenId) ?? []).map((m) => `${m.assay} ${m.assayVersion}`.trim()))].join(', ');
  return {
    kind: 'coverage_gap', grade: null, severity: 'note', phase: patientPhase(snap, event.day), gene: null, variant: null, members: [], clone: null, episode: `coverage_gap|${event.specimenId}`,
    firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: {
      not_covered: missing.map((t) => t.name), required, catalogue: [...new Set(missing.map((t) => t.entry))], assays, regimen: drugs, ...dayEntry(snap, 'line_started', start),
      model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text: `${drawText(snap.record.timeline, event.day)} (${assays}) did not test ${targetsText(missing)}, nor is a draw of this line known to have: ${missing.length} of ${required} codons or changes that ${drugs} requires. `
      + 'Resistance there would not be seen; not tested is not not detected. Suggested check: an assay that covers them; not a treatment instruction.',
  };
}

/**
 * Have all targets of a `coverage_gap` been tested by now, in draws of its line? In words; null: not yet, or the alert is of another kind. `record`: the one that
 * was evaluated; what became known after the evaluation's day is not used.
 */
export function coverageAnsweredBy(finding: AlertFinding, record: PatientRecord, evaluation: Evaluation): string | null {
  if (finding.kind !== 'coverage_gap' || evaluation.asOfDay === null) return null;
  const e = finding.evidence as { readonly not_covered: readonly string[]; readonly line_started_on?: string; readonly line_started_day?: number };
  const start = record.treatments.find((l) => wireDay(record.timeline, l.startDay) === (e.line_started_on ?? e.line_started_day))?.startDay;
  const targets = requiredEver(record.profile.nosology).filter((t) => e.not_covered.includes(t.name));
  if (start === undefined || targets.length === 0) return null;
  const canonical = canonicalRecord(record);
  const known = newestVersions(canonical.measurements.filter((m) => Math.max(m.knownDay, m.day) <= evaluation.asOfDay!));
  const series = assembleSeries(known, new ReadingCache(canonical.controls));
  const open = new Set(targets.map((t) => t.name));
  for (const { specimenId, day } of canonical.specimens.filter((s) => s.day >= countsFrom(start))) {
    const rows = known.filter((m) => m.specimenId === specimenId);
    testedTargets({ specimenId, rows, series }, targets).forEach((state, i) => { if (state === 'read') open.delete(targets[i]!.name); });
    if (open.size === 0) return `tested by the draw of ${wireDay(record.timeline, day)} (${specimenId})`;
  }
  return null;
}
