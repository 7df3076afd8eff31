/** Numbers of molecular response, as data: days, fractions, probabilities. */
export const responseNumbers = {
  /** The draw that opens a line may lie this long before its start, or this long after it (before much can have fallen) [proposal]. */
  baselineBeforeDays: 42,
  baselineAfterDays: 7,
  /** ctMoniTR landmarks: T1 up to 7 weeks, T2 7 to 13 weeks (science §5; windows recalled, not verified). */
  t1Days: 49,
  t2Days: 91,
  /** P(the tumour's own signal halved) from which a molecular response is said [proposal]. */
  responseProbability: 0.95,
  /** … and by the draw before it: one draw may be swapped, diluted or a low of shedding [proposal]. */
  earlierProbability: 0.8,
  /** "Not detected" is worth saying when a tenth of the baseline would have been called with this probability [proposal]. */
  seenTenth: 0.9,
  /** Draws with a call that end a clearance. */
  endingDraws: 2,
  /** Progression is unexplained when every tested mechanism is excluded above this VAF, or above this share of the truncal signal [proposal]. */
  excludedVaf: 0.005,
  excludedShare: 0.25,
} as const;
