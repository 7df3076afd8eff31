export * from './admin.js';
export * from './wire.js';
export * from './days.js';
export * from './response.js';
export * from './to-wire.js';
export * from './jobs.js';
export * from './entries.js';
export * from './rechallenge.js';
