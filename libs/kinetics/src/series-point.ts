import type { CallStatus, ControlSummary, Measurement, SeriesPoint } from '@clonewatch/domain';
import { binomialUpper, clopperPearson, crowdingFactor, fractionalAbundance } from '@clonewatch/stats';
import { backgroundOf, lodFor, falsePositiveTail, type Background } from './background.js';
import { engineDefaults } from './defaults.js';
import { moleculesOf, type Molecules } from './molecules.js';

/** What the counts say: numbers of a point that depend on molecules. */
type Numbers = Pick<SeriesPoint, 'vaf' | 'low' | 'high' | 'upper95' | 'mutantMolecules' | 'totalMolecules' | 'intervalAssumed' | 'pValue' | 'lod95'>;
const nothing: Numbers = {
  vaf: null, low: null, high: null, upper95: null, mutantMolecules: null, totalMolecules: null, intervalAssumed: false, pValue: null, lod95: null,
};

/**
 * One measurement as the chart and the table show it. Count rule: p = P(false positives ≥ k), called at p ≤ 0.01 with at least two molecules.
 * - `failed_qc` and `not_covered` of the laboratory stay, without vaf, interval or bound: neither is a 0.
 * - Counts decide the call, whatever the file says; without a mutant count the reported call stays.
 * - No counts, no VAF and no reported status: `not_covered` (nothing was measured; a failure is not invented).
 * - `vaf` is the maximum-likelihood fraction, of a non-detect too; `upper95` subtracts no background, so it never claims too little.
 * Fractions 0–1. Throws RangeError when the counts contradict each other.
 */
export function toSeriesPoint(m: Measurement, controls: readonly ControlSummary[]): SeriesPoint {
  const molecules = moleculesOf(m);
  const call = molecules ? callOf(m, molecules, backgroundOf(m, controls)) : null;
  const status = call?.status ?? uncounted(m);
  return {
    specimenId: m.specimenId, day: m.day, knownDay: m.knownDay, assay: m.assay, assayVersion: m.assayVersion, status,
    ...nothing, ...(molecules && call ? numbersOf(m, molecules, call) : {}),
    countUnit: m.countUnit, mutantCount: m.mutantCount, totalCount: m.totalCount, wildtypeCount: m.wildtypeCount,
    lodStated: m.lodFraction, inputHge: m.inputHge, plasmaMl: m.plasmaMl, copiesPerMl: m.copiesPerMl, wbcVaf: m.wbcVafFraction,
  };
}

/** Without molecules: the laboratory's word, but counts of nothing exclude nothing, so that position was not read. */
function uncounted(m: Measurement): CallStatus {
  const readNothing = m.totalCount === 0 || m.mutantCount !== null;
  if (m.reportedStatus === null || (readNothing && m.reportedStatus !== 'failed_qc')) return 'not_covered';
  return m.reportedStatus;
}

interface Call { readonly status: CallStatus; readonly pValue: number; readonly background: Background }

/** Whole molecules the rule counts: the raw count, else the nearest to the VAF of the depth. */
function wholeCount(m: Measurement, molecules: Molecules): number {
  return Math.round(m.mutantCount ?? molecules.mutant);
}

function callOf(m: Measurement, molecules: Molecules, background: Background): Call {
  const k = wholeCount(m, molecules);
  const pValue = falsePositiveTail(k, background);
  const called = k >= engineDefaults.minMolecules.value && pValue <= engineDefaults.alpha.value;
  const status = m.mutantCount === null && m.reportedStatus !== null ? m.reportedStatus
    : m.mutantCount === null && molecules.assumed ? calledByVaf(m) : called ? 'detected' : 'not_detected';
  return { status, pValue, background };
}

/** A VAF without depth is the laboratory's own finding: above 0 and not below its stated limit, it is a detection; no depth of ours may undo it. */
function calledByVaf(m: Measurement): CallStatus {
  const vaf = m.vafFraction ?? 0;
  return vaf > 0 && vaf >= (m.lodFraction ?? 0) ? 'detected' : 'not_detected';
}

function numbersOf(m: Measurement, molecules: Molecules, call: Call): Numbers {
  const { mutant, total, assumed } = molecules;
  // Crowded partitions vary more than whole molecules would: both counts shrink until the binomial is as wide.
  const f = m.countUnit === 'partitions' && m.totalCount !== null && !assumed ? crowdingFactor(mutant, total - mutant, m.totalCount) : 1;
  const [k, n] = [Math.min(mutant, total) / f, total / f];
  const lod = lodFor(call.background) / total;
  return {
    vaf: m.mutantCount === null && m.vafFraction !== null ? m.vafFraction : mutant / total,
    ...limitsOf(m, k, n),
    upper95: call.status === 'not_detected' ? boundOf(m, binomialUpper(k, n, engineDefaults.intervalLevel.value), assumed) : null,
    // Molecules nobody counted are not shown as if somebody had.
    mutantMolecules: assumed ? null : mutant, totalMolecules: assumed ? null : total, intervalAssumed: assumed,
    // A p-value or a detection limit of an assumed depth would be a number about the assumption.
    pValue: m.mutantCount === null ? null : call.pValue,
    lod95: assumed ? null : Math.min(1, lod),
  };
}

/** Both channels of partitions know more than their molecules: crowded ones go by the ratio of the two rates. */
function limitsOf(m: Measurement, k: number, n: number): { readonly low: number; readonly high: number } {
  const level = engineDefaults.intervalLevel.value;
  if (m.countUnit !== 'partitions' || m.mutantCount === null || m.wildtypeCount === null || m.totalCount === null) return clopperPearson(k, n, level);
  const { low, high } = fractionalAbundance(m.mutantCount, m.wildtypeCount, m.totalCount, level);
  return { low, high };
}

/** An assumed depth excludes nothing that the laboratory's own limit of detection does not. */
function boundOf(m: Measurement, bound: number, assumed: boolean): number {
  return assumed ? Math.min(1, Math.max(bound, m.lodFraction ?? 0)) : bound;
}
