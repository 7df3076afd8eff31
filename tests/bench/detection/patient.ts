/** Everything that is measured on one simulated patient: plain numbers that travel between threads. */
import type { Evaluation } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import type { SimulatedCase } from '@clonewatch/simulate';
import { tallyBurden, type BurdenTally } from './burden.js';
import { callsOf, readingsOf, rules } from './baselines.js';
import { decayDue, tallyDecay, type DecayTally } from './decay.js';
import { tallyForecast, type ForecastTally } from './forecast.js';
import { tallyGates, type GateTally } from './gates.js';
import { tallyGroups } from './groups.js';
import { tallyNotices, type NoticeTally } from './notices.js';
import { tallyRegrowth, type RegrowthTally } from './regrowth.js';
import { engineCalls, tallyRise, type RiseTally } from './rise.js';
import { tallyDecision, type DecisionTally } from './safety.js';
import { tallyTrends, type TrendTally } from './trends.js';
import { trueDayOf, watched } from './truths.js';

export const engineName = 'Clonewatch';

export interface PatientTally {
  readonly years: number;
  readonly milliseconds: number;
  /** By rule: the engine first. */
  readonly rise: Readonly<Record<string, RiseTally>>;
  readonly notices: readonly NoticeTally[];
  /** Null without a rise of the tumour burden. */
  readonly burden: BurdenTally | null;
  /** Null without a draw under the drug given again. */
  readonly regrowth: RegrowthTally | null;
  /** Not in a quick run. */
  readonly trends: readonly TrendTally[];
  readonly decays: readonly DecayTally[];
  readonly decisions: readonly DecisionTally[];
  /** Every gate of those decisions with its truth. */
  readonly gates: readonly GateTally[];
  readonly ari: number | null;
  /** Days from the start of the first line to its progression when it goes on. */
  readonly progressionDay: number;
  /** Null where none was due. */
  readonly forecast: ForecastTally | null;
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

const nothing = { decays: [], decisions: [], gates: [] };

/** What is evaluated as of an earlier day: decisions on rechallenge, and the decay at the last draw before the drug is given again. */
function landmarks(c: SimulatedCase, decisions: boolean): Pick<PatientTally, 'decays' | 'decisions' | 'gates'> {
  const { truth } = c;
  const stop = truth.lines.find((l) => l.antiEgfr)?.stopDay ?? null;
  if (stop === null) return nothing;
  const end = truth.lines.find((l) => l.again)?.startDay ?? Infinity;
  const known = (specimenId: string): number => Math.max(...c.record.measurements.filter((m) => m.specimenId === specimenId).map((m) => m.knownDay));
  const off = truth.draws.filter((d) => d.trueDay > stop && known(d.specimenId) < end);
  const last = off.at(-1);
  if (!last) return nothing;
  // An evaluation costs much: only where it can answer something.
  const chosen = decisions ? [...new Set([...decisionDays.flatMap((days) => off.find((d) => d.trueDay - stop >= days) ?? []), last])] : decayDue(truth, stop) ? [last] : [];
  if (chosen.length === 0) return nothing;
  const asOf = chosen.map((d) => ({ d, evaluation: evaluatePatient(c.record, { day: known(d.specimenId) }) }));
  const kills = truth.lines.some((l) => l.kills && l.startDay < last.trueDay);
  return {
    decays: tallyDecay(truth, asOf.find((x) => x.d === last)!.evaluation, stop, last.trueDay, kills),
    decisions: !decisions ? [] : asOf.flatMap(({ evaluation }) => tallyDecision(c, evaluation) ?? []),
    gates: !decisions ? [] : asOf.flatMap(({ evaluation }) => tallyGates(c, evaluation)),
  };
}

/** Days of the first line on which the forecast is asked, one a patient in turn: chosen beforehand, for "the middle of the line" would know its end. */
const askedDays = [90, 120, 150, 180, 210, 240, 270, 300, 330] as const;

/**
 * The forecast from the last draw known on the day asked, the third at least, of a patient who was on the first line without a progression when that
 * draw's result came. What came between the result and the day asked is the future: to leave out who progressed then would make every forecast too high.
 */
export function forecastAsked(c: SimulatedCase): ForecastTally | null {
  const { truth, record } = c;
  const line = truth.lines[0]!;
  const asked = line.startDay + askedDays[Number(/\d+$/.exec(c.patientId)?.[0] ?? 0) % askedDays.length]!;
  const known = (specimenId: string): number => Math.max(...record.measurements.filter((m) => m.specimenId === specimenId).map((m) => m.knownDay));
  const on = truth.draws.filter((d) => known(d.specimenId) <= asked);
  const chosen = on.at(-1);
  if (!chosen || on.length < 3 || chosen.trueDay < line.startDay || Math.min(line.stopDay ?? Infinity, truth.progressionDays[0] ?? Infinity) <= known(chosen.specimenId)) return null;
  return tallyForecast(c, evaluatePatient(record, { day: known(chosen.specimenId) }), chosen.specimenId, chosen.trueDay);
}

/** `quick`: rises and notices only. `decisions`: look at rechallenge and forecasts as well. */
export function tallyPatient(c: SimulatedCase, { quick, decisions }: { readonly quick: boolean; readonly decisions: boolean }): PatientTally {
  const start = performance.now();
  const evaluation = evaluatePatient(c.record, null);
  const milliseconds = performance.now() - start;
  const covered = coverage(c);
  const engine = tallyRise(c.truth, engineCalls(evaluation, c.truth), covered);
  const later = quick ? nothing : landmarks(c, decisions);
  return {
    years: engine.years, milliseconds, rise: { [engineName]: engine, ...ruleTallies(c, evaluation, covered) }, notices: tallyNotices(evaluation, c.truth), burden: tallyBurden(c.truth, evaluation), regrowth: tallyRegrowth(c.truth, evaluation),
    trends: quick ? [] : tallyTrends(c.truth, evaluation), ...later,
    progressionDay: Math.min(1e9, c.truth.progressesOn(c.truth.lines[0]!.startDay) - c.truth.lines[0]!.startDay), ari: quick ? null : tallyGroups(c.truth, evaluation), forecast: quick || !decisions ? null : forecastAsked(c), modelVersion: evaluation.modelVersion, rulesVersion: evaluation.rulesVersion,
  };
}
