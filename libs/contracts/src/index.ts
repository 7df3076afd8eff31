export * from './admin.js';
export * from './wire.js';
export * from './to-wire.js';
export * from './jobs.js';
export * from './entries.js';
