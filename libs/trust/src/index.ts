export * from './tokens.js';
export * from './accounts.js';
export * from './identity.js';
