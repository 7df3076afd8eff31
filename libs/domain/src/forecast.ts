/** What the record so far lets one expect: per clone, per patient. Silent, with a reason word, where it has nothing to say. */

/** Weeks from the last draw for which probabilities are given. */
export const forecastWeeks = [8, 12, 16] as const;
/** VAFs whose crossing is dated, fractions. */
export const forecastVafs = [0.001, 0.01, 0.05] as const;

export type ForecastGap =
  | 'too_few_draws' | 'not_informative' | 'regimen_changed' | 'draw_order' | 'no_line' | 'progressed' | 'no_truncal' | 'not_called' | 'off_drug' | 'no_interval' | 'no_variant_left';

/** A probability with the 95 % interval that the uncertain inputs and coefficients leave to it. */
export interface ProbabilityInterval { readonly p: number; readonly low: number; readonly high: number }

/** Dates of a crossing: days of the timeline. Null: not within two years. 80 and 95 % are central intervals of the predictive distribution. */
export interface CrossingDates { readonly median: number | null; readonly low80: number | null; readonly high80: number | null; readonly low95: number | null; readonly high95: number | null }

export interface Crossing {
  readonly vaf: number;
  /** Already there at the last draw (more likely than not): no date, and the probabilities are those of lying above. */
  readonly above: boolean;
  /** Given that it is not there at the last draw. */
  readonly dates: CrossingDates | null;
  /** P(crossed by 8, 12, 16 weeks after the last draw), the regimen unchanged. */
  readonly pWithin: readonly number[];
}

export interface CloneForecast {
  readonly gene: string;
  readonly variant: string;
  readonly reason: ForecastGap | null;
  readonly crossings: readonly Crossing[];
  /** The interval rests more on the prior of growth than on the draws. */
  readonly mostlyPrior: boolean;
}

export interface ProgressionForecast {
  readonly reason: ForecastGap | null;
  /** P(an image shows progression by 8, 12, 16 weeks after the last draw, on the regimen in use). */
  readonly within: readonly ProbabilityInterval[] | null;
  readonly mostlyPrior: boolean;
}

export interface NewCloneForecast {
  readonly reason: ForecastGap | null;
  /** Day of the next draw as arranged or as planned by the interval. */
  readonly byDay: number | null;
  /** P(a further resistance variant is called for the first time by then). */
  readonly p: ProbabilityInterval | null;
  readonly mostlyPrior: boolean;
}

export interface PatientForecast {
  /** Day of the draw it starts from; null without one. */
  readonly fromDay: number | null;
  /** Why nothing at all is forecast; null when something is. */
  readonly reason: ForecastGap | null;
  readonly clones: readonly CloneForecast[];
  readonly progression: ProgressionForecast;
  readonly newClone: NewCloneForecast;
  /** What the numbers were calibrated on. */
  readonly calibration: string;
}
