export { Store, sqlState, type Scope, type StoreOptions, type Row } from './store.js';
export * from './entities.js';
export * from './migrate.js';
export * from './copy.js';
export * from './blobs.js';
export * from './outbox.js';
export * from './events.js';
export * from './repositories.js';
export * from './stream-rows.js';
