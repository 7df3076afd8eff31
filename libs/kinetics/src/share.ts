import type { Interval } from '@clonewatch/domain';
import { rateRatio } from '@clonewatch/stats';

/** Mutant molecules of all molecules at one position in one draw. */
export interface Counts { readonly mutant: number; readonly total: number }

/**
 * Share of the tumour that carries the clone: its VAF over the truncal VAF, with an exact conditional 95 % interval. Both are taken
 * as heterozygous at equal copy number, so the share is 1 when every tumour cell carries the clone; above 1 is noise, or a gained
 * allele, and is not cut off. Throws RangeError without truncal molecules: a share of nothing.
 */
export function shareOfTumour(clone: Counts, truncal: Counts): Interval {
  const { ratio, low, high } = rateRatio(clone.mutant, clone.total, truncal.mutant, truncal.total);
  return { median: ratio, low, high };
}
