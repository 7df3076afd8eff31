import { isCopyNumber, type Measurement } from '@clonewatch/domain';
import { partitionMolecules } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';

/** Molecules behind a measurement; real numbers where partitions or a VAF stand between. `assumed`: the depth was not reported. */
export interface Molecules { readonly mutant: number; readonly total: number; readonly assumed: boolean }

/** Depth of a result that does not state one: 1000, or the input where that is less (an assay cannot count more than it got). */
function assumedDepth(m: Measurement): number {
  const depth = engineDefaults.assumedDepth.value;
  return m.inputHge !== null && m.inputHge > 0 ? Math.min(depth, m.inputHge) : depth;
}

/**
 * Mutant and total molecules behind a measurement.
 * - partitions: Poisson correction of both channels (λ = −ln(1 − p/n)); without a wild-type count the total follows from the VAF;
 * - molecules, reads: the counts; a missing count follows from the reported VAF;
 * - VAF only, or "not detected" only: an assumed depth, marked.
 * Null when there is nothing to count: failed, not covered, no numbers, a depth of 0, or a copy number (amplification, loss) reported without a fraction.
 * Throws RangeError when counts contradict each other (k > n), with the values.
 */
export function moleculesOf(m: Measurement): Molecules | null {
  if (m.reportedStatus === 'failed_qc' || m.reportedStatus === 'not_covered' || m.totalCount === 0) return null;
  if (m.mutantCount === null) return withoutCount(m);
  if (m.countUnit === 'partitions' && m.totalCount !== null) return fromPartitions(m, m.mutantCount, m.totalCount);
  if (m.totalCount !== null) return checked(m.mutantCount, m.totalCount, false);
  return fromVaf(m, m.mutantCount);
}

function checked(mutant: number, total: number, assumed: boolean): Molecules {
  if (!(mutant >= 0 && mutant <= total)) throw new RangeError(`mutant count ${mutant} of ${total}: must lie between 0 and the total`);
  return { mutant, total, assumed };
}

function fromPartitions(m: Measurement, positive: number, accepted: number): Molecules | null {
  if (m.wildtypeCount !== null) {
    const both = partitionMolecules(positive, m.wildtypeCount, accepted);
    // Nothing positive in either channel: no template was read, so nothing was excluded.
    return both.total > 0 ? { ...both, assumed: false } : null;
  }
  return fromVaf(m, partitionMolecules(positive, 0, accepted).mutant);
}

/** A mutant count without a denominator: the VAF gives it, else the assumed depth. */
function fromVaf(m: Measurement, mutant: number): Molecules {
  const vaf = m.vafFraction;
  const total = vaf !== null && vaf > 0 && mutant > 0 ? mutant / vaf : assumedDepth(m);
  return { mutant, total: Math.max(mutant, total), assumed: true };
}

/** No mutant count: the VAF of the depth; "not detected" alone is nothing of the depth. Partitions count no depth without a count. Copies not found to differ exclude no fraction. */
function withoutCount(m: Measurement): Molecules | null {
  if (m.vafFraction === null && isCopyNumber(m.variant)) return null;
  const vaf = m.vafFraction ?? (m.reportedStatus === 'not_detected' ? 0 : null);
  if (vaf === null) return null;
  const known = m.countUnit === 'partitions' ? null : m.totalCount;
  const total = known ?? assumedDepth(m);
  // A depth with a reported VAF is a count in other words; a depth with a bare "not detected" leaves the count unknown.
  return checked(vaf * total, total, known === null || m.vafFraction === null);
}
