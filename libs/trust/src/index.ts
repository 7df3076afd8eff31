export * from './tokens.js';
export * from './accounts.js';
export * from './passwords.js';
export * from './sign-in.js';
export * from './admin.js';
export * from './identity.js';
export * from './audit-chain.js';
