/** From measurements to detection, rise and decay. */
export { engineDefaults, kineticsVersion } from './defaults.js';
export { moleculesOf, type Molecules } from './molecules.js';
export { backgroundOf, type Background } from './background.js';
export { toSeriesPoint } from './series-point.js';
export { type CountDraw } from './draws.js';
export { sheddingIndex } from './shedding.js';
export { testRise, type RiseOptions } from './rise.js';
export { fitDecay, type DecayOptions } from './decay.js';
export * from './clones/index.js';
export { shareOfTumour, type Counts } from './share.js';
export { trendOf, type TrendOptions } from './trend.js';
export { detectabilityOf, detectionProbability, notDetectable, vafPosterior, type DepthView } from './detectability.js';
export { maxChange, meanBurden, meanChange, meanVafPosterior, pSeenAt, pTumourHalved, type BurdenCount, type MaxChange, type MeanBurden, type MeanChange } from './response.js';
export { detectableShare, detectableVaf, shareDetection, singleAlpha, tumourVaf, type ExclusionReading, type TumourSignal } from './exclusion.js';
