/** Alerts when the default criteria of rechallenge come to be met in a sample, and when a later one takes that back. */
import type { AlertFinding, AlertKind, GateResult, Severity } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { dayEntry, patientPhase } from './context.js';
import type { Step } from './memory.js';
import { assessGates, couldBeMet, criteriaVersion, gateRules, type Assessed } from './rechallenge/index.js';
import { rulesVersion } from './rules.data.js';
import { dayText } from './text.js';

/**
 * What was last said, so that a verdict does not flicker: `met` stands until a draw fails a gate of biology (G1, G2, G6 to G10), whatever is
 * merely open in between; after `lost` two draws in a row must meet the criteria before it is said again. Back on the drug the question is closed.
 */
export interface RechallengeMemory { said: 'nothing' | 'met' | 'lost'; metRun: string[] }

/** Gates that time alone opens and closes, or that the start of a line answers: no reason to take anything back. */
const ofTime: ReadonlySet<string> = new Set(['G3', 'G4', 'G5']);

/** `suspect`: specimens put in doubt so far, by this draw's own rules too. */
export function rechallengeRules(step: Step, suspect: ReadonlySet<string>): readonly AlertFinding[] {
  const { event, snap, memory: { rechallenge: mem } } = step;
  // Back on the drug the question is closed.
  if (snap.lines.some((l) => l.stopDay === null && l.therapyClasses.includes('anti_egfr'))) {
    mem.said = 'nothing';
    mem.metRun = [];
    return [];
  }
  // Spared where it can change nothing: met is not what was said last, and a criterion outside the plasma is not met.
  if (mem.said !== 'met' && !couldBeMet(snap)) {
    mem.metRun = [];
    return [];
  }
  const assessed = assessGates(snap, { suspect });
  if (!assessed) return [];
  // A late result of an older draw changes nothing: the last sample is judged.
  if (!assessed.sample?.specimens.includes(event.specimenId)) return [];
  if (assessed.verdict === 'met') {
    if (!mem.metRun.includes(event.specimenId)) mem.metRun.push(event.specimenId);
    if (mem.said === 'met' || (mem.said === 'lost' && mem.metRun.length < 2)) return [];
    mem.said = 'met';
    return [finding(step, assessed, 'rechallenge_criteria_met', 'review', metText(step, assessed))];
  }
  mem.metRun = [];
  const failed = assessed.gates.filter((g) => g.state === 'fail' && !ofTime.has(g.id));
  if (mem.said !== 'met' || failed.length === 0) return [];
  mem.said = 'lost';
  return [finding(step, assessed, 'rechallenge_criteria_lost', 'act', lostText(step, failed))];
}

const datumOf = (a: Assessed, id: string): string => a.gates.find((g) => g.id === id)!.datum;

function metText({ event, snap }: Step, a: Assessed): string {
  return `Rechallenge criteria met in the sample of ${dayText(snap.record.timeline, event.day)}. ${datumOf(a, 'G6')}. RAS/BRAF: ${datumOf(a, 'G7')}. EGFR ectodomain: ${datumOf(a, 'G8')}. `
    + `${datumOf(a, 'G3')}. Default criteria, valid for ${gateRules.sampleDays} days from the draw; met criteria promise no response. Suggested check: tumour board; not a treatment instruction.`;
}

function lostText({ event, snap }: Step, failed: readonly GateResult[]): string {
  return `Rechallenge criteria no longer met by the sample of ${dayText(snap.record.timeline, event.day)}: ${failed.map((g) => g.datum).join('; ')}. `
    + 'Suggested check: review any plan that rests on the earlier sample; not a treatment instruction.';
}

function finding({ event, snap }: Step, a: Assessed, kind: AlertKind, severity: Severity, text: string): AlertFinding {
  const called = a.sample!.called.filter((c) => c.origin === 'tumour' && !snap.roles.get(c.series.key)!.truncal).map((c) => ({ gene: c.series.gene, variant: c.series.variant }));
  return {
    kind, grade: null, severity, phase: patientPhase(snap, event.day), gene: null, variant: null, members: called, clone: null, episode: `${kind}|${event.specimenId}`,
    firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: {
      verdict: a.verdict, ...dayEntry(snap, 'sample', event.day),
      gates: a.gates.map((g) => ({ id: g.id, name: g.name, state: g.state, datum: g.datum, source: g.source })),
      criteria_version: criteriaVersion, model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text,
  };
}
