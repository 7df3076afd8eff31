export * from './env.js';
export * from './logger.js';
export * from './context.js';
export * from './fault-point.js';
export * from './checkout.js';
export * from './service-key.js';
export * from './parent.js';
export { today } from './today.js';
export * from './repeating.js';
