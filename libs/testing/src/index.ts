export * from './describe-schema.js';
export * from './canonical-dump.js';
export * from './system.js';
export * from './browser.js';
export * from './emerging-clone.js';
export * from './operations.js';
export { freePort } from '../../../apps/cli/src/network.js';
export * from './mutate.js';
export * from './people.js';
