/** What the grouping of variants assumes. Logarithms are natural, months are 30.4375 days. */
export const cloneDefaults = {
  daysPerMonth: 30.4375,
  /** An order of draws without days: one step. */
  nominalMonths: 1,
  /** Prior median of the own noise, sd of ln VAF, of cells sequenced directly: no shedding, many genomes [proposal]; of plasma it is `sigmaOwn`. */
  ownLogSdCells: 0.02,
  /** More molecules than a tube of plasma gives (science §4.4: a few thousand): the specimen was cells, whatever its type says [proposal]. */
  cellsFromMolecules: 50_000,
  /** Own noises tried: the prior median times powers of this, at most so many either way; prior sd of its logarithm [proposal]. */
  ownFactor: 1.6,
  ownSteps: 5,
  ownPriorLogSd: 0.3,
  /** Sd of the log ratio of two unrelated clones in the first draw that shows both [proposal: a factor of 7]. */
  ratioLogSd: 2,
  /** Unrelated clones drift apart by about this share of their own movement between draws [proposal: doubling times scatter with log-sd 0.5]. */
  divergence: 0.5,
  /** … and by this sd per square root of a month where nothing moves [proposal]. */
  driftPerMonth: 0.3,
  /** Lost and gained alleles shift the VAF at the same prevalence: prior of any shift, and sd of its logarithm (a factor of 1.6) [proposal]. */
  alleleChange: 0.5,
  alleleLogSd: 0.5,
  /** The worst draw costs a grouping at most this, log-likelihood units: one contaminated draw does not split a clone [proposal]. */
  outlierCost: 6,
  /** Without this much evidence in the counts no prior joins two clusters, truncal ones excepted [proposal]. */
  leastEvidence: 0.2,
  /** From more variants than this each joins in turn: comparing every pair would cost seconds. */
  pairwiseUpTo: 60,
  /** Log prior odds beside the Dirichlet process (concentration 1): parallel resistance mutations are the rule (science §6d), truncal ones belong together. */
  twoTruncal: 2,
  truncalWithResistance: -3,
  twoResistant: -1,
  /** Draws over which two resistance variants must be seen to move together, and the price of each that is missing. */
  movingDraws: 5,
  missingDrawPrice: 2,
  /** Moving: the highest level is this multiple of the lowest. */
  movement: Math.log(3),
  /** A truncal cluster without a truncal gene is highest in at least this share of draws (science §6d). */
  dominance: 0.8,
  /** One-sided normal quantiles: 95 %, and 99.5 % where a single draw decides. */
  z95: 1.6448536269514722,
  z995: 2.5758293035489004,
} as const;
