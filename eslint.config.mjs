import js from '@eslint/js';
import ts from 'typescript-eslint';
import { edges, pure } from './edges.mjs';

/** A pattern list that refuses every bare import but the listed ones. */
function boundary(folder, { own, outside }) {
  const allowed = [...own.map((l) => `@clonewatch/${l}`), ...outside];
  const source = allowed.map((a) => a.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\\\*/g, '.+')).join('|');
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          { regex: `^(?!\\.{1,2}/|(?:${source || '(?!)'})$)`, message: `${folder} may not import this: see edges.mjs.` },
          { group: ['**/libs/**', '**/apps/**'], message: 'Import a library by its package name.' },
        ],
      }],
    },
  };
}

const impure = ['Date', 'Math.random', 'process', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval'];

export default ts.config(
  { ignores: ['dist', '**/*.mjs', '**/*.d.ts', '.data', '.nx', 'node_modules', 'coverage'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
    },
  },
  // Nest reads constructor parameter types at run time: a type-only import there silently becomes Object.
  { files: ['apps/api/**', 'apps/worker/**'], rules: { '@typescript-eslint/consistent-type-imports': 'off', '@typescript-eslint/no-extraneous-class': 'off' } },
  ...Object.entries(edges).map(([folder, edge]) => boundary(folder, edge)),
  {
    files: pure.map((l) => `libs/${l}/src/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...impure.filter((n) => !n.includes('.')).map((name) => ({ name, message: 'Pure library: no clock, randomness, environment or I/O.' }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Pure library: pass a seed.' }],
    },
  },
  { files: ['tests/**', 'libs/testing/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' } },
);
