export * from './tokens.js';
export * from './accounts.js';
export * from './identity.js';
export * from './audit-chain.js';
