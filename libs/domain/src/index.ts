export * from './time.js';
export * from './vocabulary.js';
export * from './record.js';
export * from './evaluation.js';
export * from './variant.js';
export * from './problem.js';
export * from './exchange.js';
export * from './record-from-rows.js';
