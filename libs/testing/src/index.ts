export * from './describe-schema.js';
export * from './canonical-dump.js';
