/** From measurements to detection, rise and decay. */
export { engineDefaults, kineticsVersion } from './defaults.js';
export { moleculesOf, type Molecules } from './molecules.js';
export { backgroundOf, type Background } from './background.js';
export { toSeriesPoint } from './series-point.js';
export { backgroundTail, supports, type CountDraw } from './draws.js';
export { sheddingIndex } from './shedding.js';
export { Tracks, type TrackOptions } from './track/series.js';
export { courseOf, type TrackState } from './track/filter.js';
export { levels as trackLevels, rates as trackRates } from './track/grid.js';
export { isRise, riseEvidence, riseScore, trendOf, type RiseContext } from './track/rise.js';
export { sheddingNoise, type SheddingNoise, type TruncalDraw } from './track/shedding-noise.js';
export { fitDecay, type DecayOptions } from './decay.js';
export * from './clones/index.js';
export { shareOfTumour, type Counts } from './share.js';
export { detectabilityOf, detectionProbability, notDetectable, vafPosterior, type DepthView } from './detectability.js';
export { maxChange, meanBurden, meanChange, meanVafPosterior, pSeenAt, pTumourHalved, type BurdenCount, type MaxChange, type MeanBurden, type MeanChange } from './response.js';
export { detectableShare, detectableVaf, shareDetection, singleAlpha, tumourVaf, type ExclusionReading, type TumourSignal } from './exclusion.js';
