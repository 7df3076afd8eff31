/**
 * One supervisor with stub children, as a program of its own: it has to be killed from outside.
 * The stubs answer /api/health and end when their supervisor is gone, even while they load; the migration makes one table.
 */
import { findPlaces } from '../../apps/cli/src/data/places.js';
import { packagedBinaries } from '../../apps/cli/src/postgres/binaries.js';
import { withSql } from '../../apps/cli/src/postgres/sql.js';
import { supervise } from '../../apps/cli/src/supervisor/supervise.js';

const [data = '', stub = '', port = '0', lifetime = ''] = process.argv.slice(2);
process.umask(0o022);
const binaries = await packagedBinaries();
const places = findPlaces({ root: data, dataDir: data, postgres: binaries.postgres });
const code = await supervise({
  places, database: { binaries, port: 0 }, host: '127.0.0.1', port: Number(port), healthPath: '/api/health',
  migrate: ({ ownerUrl }) => withSql(ownerUrl!, async (run) => {
    await run('create table if not exists kept (n int)');
    await run('grant select, insert on kept to clonewatch_app');
  }),
  children: (urls, taken) => [
    { name: 'api', entry: stub, env: { PORT: String(taken), DATABASE_URL: urls.appUrl } },
    { name: 'worker', entry: stub, env: { PORT: undefined, STUB_LIFETIME: lifetime || undefined, STUB_LOADS_MS: '500' }, restarts: { firstPauseMs: 50, longestPauseMs: 200, most: 3, withinMs: 60_000 } },
  ],
  ready: ({ appUrl }) => withSql(appUrl, async (run) => {
    await run('insert into kept values (1)');
    const [row] = await run<{ n: string }>('select count(*) as n from kept');
    return [`READY ${places.cluster} rows=${Number(row?.n)}`];
  }),
});
process.exit(code);
