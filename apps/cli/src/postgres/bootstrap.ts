/** The database and its two roles, renewed at every start so that they always follow secrets.json. */
import type { Secrets } from '../data/secrets.js';
import { withSql } from './sql.js';

export const database = 'clonewatch';
export const roles = { owner: 'clonewatch_owner', app: 'clonewatch_app' } as const;

const quoted = (text: string): string => `'${text.replaceAll(`'`, `''`)}'`;
const plain = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/**
 * Owner: owns database and schemas, migrates. App: what api and worker connect as; it owns nothing, and row-level
 * security binds it. Both are ordinary roles; the superuser is used here and nowhere else. Safe to run again.
 */
export async function bootstrapCluster(superuserUrl: string, secrets: Pick<Secrets, 'owner' | 'app'>): Promise<void> {
  await withSql(superuserUrl, async (run) => {
    for (const kind of ['owner', 'app'] as const) {
      const exists = (await run(`select 1 from pg_roles where rolname = '${roles[kind]}'`)).length > 0;
      await run(`${exists ? 'alter' : 'create'} role ${roles[kind]} ${plain} password ${quoted(secrets[kind])}`);
    }
    const exists = (await run(`select 1 from pg_database where datname = '${database}'`)).length > 0;
    if (!exists) await run(`create database ${database} owner ${roles.owner}`);
    await run(`revoke all on database ${database} from public`);
    // Temporary tables: COPY cannot write into a table with row-level security, so it goes through one.
    await run(`grant connect, temporary on database ${database} to ${roles.app}`);
  });
}
