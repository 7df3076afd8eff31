/** Numbers in, numbers out: the exact distributions and intervals behind every call. */
export * from './binomial.js';
export * from './binomial-distribution.js';
export * from './beta-binomial.js';
export * from './poisson.js';
export * from './negative-binomial.js';
export * from './partitions.js';
export * from './rate-ratio.js';
export * from './log-sum-exp.js';
export * from './weighted-quantile.js';
export * from './signal-posterior.js';
export * from './chi-square.js';
export * from './wells.js';
export * from './blanks.js';
export * from './gamma-ratio.js';
