import { forecastWeeks } from '@clonewatch/domain';

/** Ends of the intervals of the horizon, days from the last draw. */
export const horizonDays: readonly number[] = forecastWeeks.map((w) => 7 * w);

/** Numbers of the forecast, as data. Days, rates per day, probabilities. The fitted coefficients stand in forecast-model.data.ts. */
export const forecastNumbers = {
  /** Fewer draws than this in the line and before say nothing about a course (science §6e). */
  leastDraws: 3,
  /** A draw this long before the line still belongs to its trend. */
  baselineDays: 42,
  /** Priors of the growth rate, normal [proposal]: truncal; resistant clone on the drug (doubling about 46 d, wide); off it. */
  truncalRate: { mean: 0, sd: 0.015 },
  cloneRateOn: { mean: 0.015, sd: 0.015 },
  cloneRateOff: { mean: -0.006, sd: 0.008 },
  /** Posterior sd of the rate over the prior's from which a forecast is mostly prior. */
  mostlyPrior: 0.7,
  targeted: ['anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'endocrine', 'cdk46', 'akt_pathway'],
} as const;
