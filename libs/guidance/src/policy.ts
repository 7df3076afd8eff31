/** What a site decides about its alerts; the rest of the rules is data of a version. */
import { rules } from './rules.data.js';

export interface Policy {
  /** False rises a site accepts in 100 patient-years, above 0. */
  readonly falseRises: number;
  /** Thresholds themselves in place of what the budget asks for: to find out what a threshold costs (tests/golden/rise_budget.ts), never of a site. */
  readonly thresholds?: { readonly single: number; readonly together: number };
}

export const defaultPolicy: Policy = { falseRises: rules.falseRises.budget };

/** Throws RangeError with the value for a budget that is not above 0. */
export function checkedPolicy(p: Policy): Policy {
  if (!(Number.isFinite(p.falseRises) && p.falseRises > 0)) throw new RangeError(`false alerts per 100 patient-years must be above 0, got ${p.falseRises}`);
  return p;
}
