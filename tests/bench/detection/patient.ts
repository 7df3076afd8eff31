/** Everything that is measured on one simulated patient: plain numbers that travel between threads. */
import type { Evaluation } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import type { SimulatedCase } from '@clonewatch/simulate';
import { callsOf, readingsOf, rules } from './baselines.js';
import { tallyDecay, type DecayTally } from './decay.js';
import { tallyGroups } from './groups.js';
import { tallyNotices, type NoticeTally } from './notices.js';
import { engineCalls, tallyRise, type RiseTally } from './rise.js';
import { tallyDecision, type DecisionTally } from './safety.js';
import { trueDayOf, watched } from './truths.js';

export const engineName = 'Clonewatch';

export interface PatientTally {
  readonly years: number;
  readonly milliseconds: number;
  /** By rule: the engine first. */
  readonly rise: Readonly<Record<string, RiseTally>>;
  readonly notices: readonly NoticeTally[];
  /** Not in a quick run. */
  readonly decays: readonly DecayTally[];
  readonly decisions: readonly DecisionTally[];
  readonly ari: number | null;
  readonly modelVersion: string;
  readonly rulesVersion: string;
}

function ruleTallies(c: SimulatedCase, evaluation: Evaluation, covered: (gene: string, variant: string) => boolean): Record<string, RiseTally> {
  const background = new Map(c.record.measurements.map((m) => [`${m.specimenId}|${m.assay}|${m.assayVersion}|${m.gene} ${m.variant}`, m.backgroundFraction] as const));
  const series = evaluation.series.filter((s) => watched(s.gene)).map((s) => {
    const own = new Map([...background].flatMap(([key, value]) => (key.endsWith(`|${s.gene} ${s.variant}`) && value !== null ? [[key.slice(0, key.lastIndexOf('|')), value] as const] : [])));
    return { s, readings: readingsOf(s, own) };
  });
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => {
    const calls = series.flatMap(({ s, readings }) => callsOf(rule, readings).map((x) => ({ trueDay: trueDayOf(c.truth, x.specimenId, x.day), members: [{ gene: s.gene, variant: s.variant }] })));
    return [name, tallyRise(c.truth, calls, covered)];
  }));
}

/** Variants that some draw measured after the variant's crossing. */
function coverage(c: SimulatedCase): (gene: string, variant: string) => boolean {
  return (gene, variant) => {
    const crossing = c.truth.variant(gene, variant)?.crossingDay ?? -Infinity;
    return c.record.measurements.some((m) => m.gene === gene && m.variant === variant && m.reportedStatus === null && m.day >= crossing);
  };
}

/** Days off the first line's drug at which a decision is looked at beside the last draw: four months, and eight. */
const decisionDays = [122, 244];

/** What is evaluated as of an earlier day: decisions on rechallenge, and the decay at the last draw before the drug is given again. */
function landmarks(c: SimulatedCase): { readonly decays: readonly DecayTally[]; readonly decisions: readonly DecisionTally[] } {
  const { truth } = c;
  const stop = truth.lines.find((l) => l.antiEgfr)?.stopDay ?? null;
  if (stop === null) return { decays: [], decisions: [] };
  const end = truth.lines.find((l) => l.again)?.startDay ?? Infinity;
  const known = (specimenId: string): number => Math.max(...c.record.measurements.filter((m) => m.specimenId === specimenId).map((m) => m.knownDay));
  const off = truth.draws.filter((d) => d.trueDay > stop && known(d.specimenId) < end);
  const last = off.at(-1);
  if (!last) return { decays: [], decisions: [] };
  const chosen = [...new Set([...decisionDays.flatMap((days) => off.find((d) => d.trueDay - stop >= days) ?? []), last])];
  const asOf = chosen.map((d) => ({ d, evaluation: evaluatePatient(c.record, { day: known(d.specimenId) }) }));
  const kills = truth.lines.some((l) => l.kills && l.startDay < last.trueDay);
  return {
    decays: tallyDecay(truth, asOf.find((x) => x.d === last)!.evaluation, stop, last.trueDay, kills),
    decisions: asOf.flatMap(({ evaluation }) => tallyDecision(c, evaluation) ?? []),
  };
}

export function tallyPatient(c: SimulatedCase, quick: boolean): PatientTally {
  const start = performance.now();
  const evaluation = evaluatePatient(c.record, null);
  const milliseconds = performance.now() - start;
  const covered = coverage(c);
  const engine = tallyRise(c.truth, engineCalls(evaluation, c.truth), covered);
  const later = quick ? { decays: [], decisions: [] } : landmarks(c);
  return {
    years: engine.years, milliseconds, rise: { [engineName]: engine, ...ruleTallies(c, evaluation, covered) }, notices: tallyNotices(evaluation, c.truth), ...later,
    ari: quick ? null : tallyGroups(c.truth, evaluation), modelVersion: evaluation.modelVersion, rulesVersion: evaluation.rulesVersion,
  };
}
