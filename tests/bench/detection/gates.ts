/**
 * What is true of each gate of rechallenge readiness on the day it was judged, from the simulation alone: a few levels a gate, in one order, so
 * that states can be set against truths. The gates see the record; where the record of a simulated patient cannot be wrong (tissue, lines), the
 * table shows that the gate reads it as it is, and no more.
 */
import type { Evaluation, GateState } from '@clonewatch/domain';
import type { PatientTruth, SimulatedCase, VariantTruth } from '@clonewatch/simulate';
import { nothingVaf, resistantKind } from './truths.js';

export interface GateTally { readonly id: string; readonly truth: string; readonly state: GateState }

/** A truth that a gate may meet, and the states that are wrong then. A gate that cannot tell is never wrong; it is useless, which the table shows too. */
export interface GateTruth { readonly id: string; readonly truth: string; readonly wrong: readonly GateState[] }

const truths = (id: string, rows: readonly (readonly [truth: string, wrong: readonly GateState[]])[]): readonly GateTruth[] => rows.map(([truth, wrong]) => ({ id, truth, wrong }));
const clone = 'a clone of 0.1 % or a quarter of the tumour';
const smaller = 'a smaller clone';
const blood = 'no clone, but blood cells that carry one';
const none = 'none';

/** Every truth of every gate, in the order of the table. */
export const gateTruths: readonly GateTruth[] = [
  ...truths('G1', [['wild type in tissue', ['fail']]]),
  ...truths('G2', [['CR or PR', ['fail', 'caution']], ['SD of 6 months or more', ['fail', 'pass']], ['shorter SD, or PD', ['pass', 'caution']], ['no image was made', ['pass', 'caution', 'fail']]]),
  ...truths('G3', [['4 months or more', ['fail', 'caution']], ['3 to 4 months', ['fail', 'pass']], ['under 3 months', ['pass', 'caution']], ['on the drug', ['pass', 'caution']]]),
  ...truths('G4', [['a line without the drug since', ['fail']], ['none since', ['pass']]]),
  ...truths('G5', [['28 days or less, after progression', ['fail']], ['older', ['pass']], ['before the last progression', ['pass']]]),
  ...truths('G6', [['tumour variant at 1 % or more', []], ['0.1 to 1 %', []], ['0.01 to 0.1 %', []], ['below 0.01 %', ['pass']], ['another patient\'s blood', ['pass']], ['quality control failed', ['pass']]]),
  ...truths('G7', [[clone, ['pass', 'caution']], [smaller, []], [blood, ['fail']], [none, ['fail']]]),
  ...truths('G8', [[clone, ['pass', 'caution']], [smaller, []], [none, ['fail']]]),
  ...truths('G9', [[clone, ['pass', 'caution']], [smaller, []], [none, ['fail']]]),
  ...truths('G10', [['another patient\'s blood', ['pass']], ['another day\'s blood', ['pass']], ['contaminated', ['pass']], ['diluted', []], ['blood cells carry RAS or BRAF at 0.1 % or more', []], ['clean', ['fail']]]),
];

const month = 30.4375;

const there = (t: PatientTruth, vs: readonly VariantTruth[], day: number): boolean => vs.some((v) => v.vafOn(day) >= 0.001 || (v.vafOn(day) >= nothingVaf && v.vafOn(day) >= 0.25 * t.tumourVafOn(day)));

/** The tumour's clones and the blood cells' variants of the alleles a gate asks for. */
function allelesTrue(t: PatientTruth, day: number, asked: (v: VariantTruth) => boolean, host: boolean): string {
  const clones = t.variants.filter((v) => resistantKind(v) && asked(v));
  if (there(t, clones, day)) return clone;
  if (clones.some((v) => v.vafOn(day) >= nothingVaf)) return smaller;
  return host && t.variants.some((v) => v.kind === 'chip' && asked(v)) ? blood : none;
}

const rasBraf = (v: VariantTruth): boolean => v.gene === 'KRAS' || v.gene === 'NRAS' || (v.gene === 'BRAF' && v.variant === 'p.V600E');

/** Every gate with its truth on the day of the evaluation; empty where the question does not arise or no draw was judged. */
export function tallyGates(c: SimulatedCase, evaluation: Evaluation): readonly GateTally[] {
  const result = evaluation.rechallenge;
  const asOf = evaluation.asOfDay;
  const draw = c.truth.draws.find((d) => result?.sampleSpecimens.includes(d.specimenId));
  const t = c.truth;
  const drug = t.lines.filter((l) => l.antiEgfr && asOf !== null && l.startDay <= asOf).at(-1);
  if (!result || asOf === null || !draw || !drug) return [];
  const day = draw.trueDay;
  const off = drug.stopDay !== null && drug.stopDay <= asOf ? drug.stopDay : null;
  const response = (): string => {
    if (drug.bestResponse === '' || off === null) return 'no image was made';
    if (drug.bestResponse === 'CR' || drug.bestResponse === 'PR') return 'CR or PR';
    return drug.bestResponse === 'SD' && (off - drug.startDay) / month >= 6 ? 'SD of 6 months or more' : 'shorter SD, or PD';
  };
  const free = off === null ? 'on the drug' : (asOf - off) / month >= 4 ? '4 months or more' : (asOf - off) / month >= 3 ? '3 to 4 months' : 'under 3 months';
  const last = Math.max(-Infinity, ...t.progressionDays.filter((d) => d <= asOf));
  const tumour = t.tumourVafOn(day);
  const identity = draw.swapped ? 'another patient\'s blood' : draw.misdated ? 'another day\'s blood' : draw.contaminated.length > 0 ? 'contaminated' : draw.diluted ? 'diluted'
    : t.variants.some((v) => v.kind === 'chip' && (v.gene === 'KRAS' || v.gene === 'NRAS' || v.gene === 'BRAF') && v.vafOn(day) >= 0.001) ? 'blood cells carry RAS or BRAF at 0.1 % or more' : 'clean';
  const truth: Readonly<Record<string, string>> = {
    G1: 'wild type in tissue', G2: response(), G3: free, G4: off !== null && t.lines.some((l) => !l.antiEgfr && l.startDay >= off && l.startDay <= asOf) ? 'a line without the drug since' : 'none since',
    G5: asOf - day > 28 ? 'older' : day < last ? 'before the last progression' : '28 days or less, after progression',
    G6: draw.failed ? 'quality control failed' : draw.swapped ? 'another patient\'s blood' : tumour >= 0.01 ? 'tumour variant at 1 % or more' : tumour >= 0.001 ? '0.1 to 1 %' : tumour >= 0.0001 ? '0.01 to 0.1 %' : 'below 0.01 %',
    G7: allelesTrue(t, day, rasBraf, true), G8: allelesTrue(t, day, (v) => v.gene === 'EGFR', false), G9: allelesTrue(t, day, (v) => v.gene === 'MAP2K1', false), G10: identity,
  };
  return result.gates.map((g) => ({ id: g.id, truth: truth[g.id]!, state: g.state }));
}
