/** Native ESM on Jest 30: Nest 12 is ESM only. `jest` is not a global here: import it from '@jest/globals'. */
const swc = ['@swc/jest', {
  swcrc: false, sourceMaps: 'inline', module: { type: 'es6' },
  jsc: {
    target: 'es2022', parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false, react: { runtime: 'automatic' } },
  },
}];
export default {
  rootDir: '.',
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/tests/**/*.test.tsx'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.tsx?$': swc },
  coverageProvider: 'v8',
  maxWorkers: 2,
  testTimeout: 120_000,
};
