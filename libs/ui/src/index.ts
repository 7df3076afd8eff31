export * from './words.js';
export * from './svg.js';
export * from './trajectory-chart.js';
export * from './badges.js';
export * from './work-list.js';
export * from './patient.js';
export * from './imports.js';
export * from './audit.js';
