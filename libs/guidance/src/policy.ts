/** What a site decides about its alerts; the rest of the rules is data of a version. */
import { rules } from './rules.data.js';

/** Median half-life of a resistant clone off the drug, months of its relative VAF: KRAS and NRAS, EGFR, any other gene. */
export interface HalfLifeMonths { readonly ras: number; readonly egfr: number; readonly other: number }

export interface GradeThresholds { readonly rising: number | null; readonly confirmed: number | null }

/** No threshold is below this, whatever the budget or the site: ln odds of 5 in 3. */
export const leastThreshold = 0.5;

export interface Policy {
  /** False rises a site accepts in 100 patient-years, above 0. */
  readonly falseRises: number;
  /** The prior of every decay; its log-sd is the model's (0.6). */
  readonly halfLifeMonths: HalfLifeMonths;
  /** False first detections (grade watch) in 100 patient-years, above 0; absent: as the rules have it. */
  readonly falseDetections?: number;
  /** Thresholds of single grades, ln odds, in place of what the budget asks for; absent or null: as it asks. `confirmed` is asked of the further draw that confirms a rise. */
  readonly grades?: GradeThresholds;
  /** VAF below which a clone counts as fallen: bound of clearance dates and of the rechallenge window; absent: as the rules have it. */
  readonly clearanceVaf?: number;
  /** Thresholds themselves in place of what the budget asks for: to find out what a threshold costs (tests/golden/rise_budget.ts), never of a site. */
  readonly thresholds?: { readonly single: number; readonly together: number };
}

export const defaultPolicy: Policy = { falseRises: rules.falseRises.budget, halfLifeMonths: rules.halfLifeMonths };

/** What the half-lives of a site may be, months: far wider than what has been published, narrow enough to refuse days and years. */
export const halfLifeLimits = { low: 0.5, high: 60 } as const;

/** What a bound of clearance may be: below the one no assay of plasma proves an absence, above the other a clone is plain to see. */
export const clearanceLimits = { low: 0.0001, high: 0.01 } as const;

/** Throws RangeError with the value for a budget that is not above 0, or a half-life or a bound out of its limits. */
export function checkedPolicy(p: Policy): Policy {
  if (!(Number.isFinite(p.falseRises) && p.falseRises > 0)) throw new RangeError(`false alerts per 100 patient-years must be above 0, got ${p.falseRises}`);
  for (const [gene, months] of Object.entries(p.halfLifeMonths)) {
    if (!(months >= halfLifeLimits.low && months <= halfLifeLimits.high)) throw new RangeError(`half-life of ${gene} must be ${halfLifeLimits.low} to ${halfLifeLimits.high} months, got ${months}`);
  }
  if (p.falseDetections !== undefined && !(Number.isFinite(p.falseDetections) && p.falseDetections > 0)) throw new RangeError(`false first detections per 100 patient-years must be above 0, got ${p.falseDetections}`);
  const { low, high } = clearanceLimits;
  if (p.clearanceVaf !== undefined && !(p.clearanceVaf >= low && p.clearanceVaf <= high)) throw new RangeError(`bound of clearance must be ${low} to ${high} VAF, got ${p.clearanceVaf}`);
  for (const [grade, threshold] of Object.entries(p.grades ?? {}) as [string, number | null][]) {
    if (threshold !== null && !(threshold >= leastThreshold && threshold <= 50)) throw new RangeError(`threshold of ${grade} must be ${leastThreshold} to 50, got ${threshold}`);
  }
  return p;
}
