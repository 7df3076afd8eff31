export { backendOf, QueueUnreachable, type QueueBackendName, type QueueTarget } from './backend.js';
export * from './beat.js';
export * from './consume.js';
export { Gate } from './gate.js';
export * from './migrate-queue.js';
export * from './policy.js';
export * from './relay.js';
