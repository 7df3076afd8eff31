import type { TrendPosterior } from './trend-posterior.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { sqrt, log, max, min } = Math;

/** Days after the last draw at which the distribution function of a crossing is worked out, denser in the near. */
const grid = Float64Array.from([0, 4, 8, 12, 16, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98, 105, 112, 126, 140, 154, 168, 196, 224, 252, 280, 322, 364, 420, 490, 560, 644, 730]);
/** Fixed on seed 9001 of libs/simulate, where 80 % intervals then cover 0.83 to 0.87. What a straight line cannot know: sd of ln VAF after a day, growing with the root of time, and of the rate itself, per day. */
const wanderPerRootDay = 0.03;
const rateWander = 0.002;

/** Distribution function of a standard normal, cubic and clipped: within 0.01, and cheap. */
function roughNormalCdf(z: number): number {
  const u = min(1, max(0, 0.5 + z / 5.2));
  return u * u * (3 - 2 * u);
}

/** Distribution of the day on which a VAF is reached. */
export interface CrossingLaw {
  /** P(at or above by `days` after the last draw). Non-decreasing. */
  readonly by: (days: number) => number;
  /**
   * Days after the last draw by which it has happened with probability p, given that it had not by then (an interval of dates that begins with what may lie behind us
   * covers more than it says); null when not within two years.
   */
  readonly quantile: (p: number) => number | null;
}

/**
 * When ln VAF = level + rate × t passes `vaf`, for every point of the posterior, widened by what a straight line cannot know. Uses no more of
 * its source than points and weights, whichever filter they come from. Throws RangeError for a VAF outside (0, 1).
 */
export function crossingLaw(posterior: TrendPosterior, vaf: number): CrossingLaw {
  if (!(vaf > 0 && vaf < 1)) throw new RangeError(`VAF to cross must lie between 0 and 1, got ${vaf}`);
  const target = log(vaf);
  const { logLevels, rates, weights } = posterior;
  const cdf = new Float64Array(grid.length);
  for (let j = 0; j < grid.length; j += 1) {
    const t = grid[j]!;
    // The smallest width is half a step of the posterior's own grid.
    const width = sqrt(0.1 ** 2 + wanderPerRootDay ** 2 * t + (rateWander * t) ** 2);
    let p = 0;
    for (let i = 0; i < weights.length; i += 1) p += weights[i]! * roughNormalCdf((logLevels[i]! + rates[i]! * t - target) / width);
    cdf[j] = j === 0 ? p : max(cdf[j - 1]!, p);
  }
  return { by: (days) => at(cdf, days), quantile: (p) => invert(cdf, cdf[0]! + p * (1 - cdf[0]!)) };
}

function at(cdf: Float64Array, days: number): number {
  const j = grid.findIndex((g) => g >= days);
  if (j <= 0) return j === 0 ? cdf[0]! : cdf.at(-1)!;
  return cdf[j - 1]! + ((cdf[j]! - cdf[j - 1]!) * (days - grid[j - 1]!)) / (grid[j]! - grid[j - 1]!);
}

function invert(cdf: Float64Array, p: number): number | null {
  const j = cdf.findIndex((c) => c >= p);
  if (j < 0) return null;
  if (j === 0) return 0;
  return grid[j - 1]! + ((grid[j]! - grid[j - 1]!) * (p - cdf[j - 1]!)) / (cdf[j]! - cdf[j - 1]!);
}
