/** G20: a pooled connection carries nothing over. 10,000 requests of two sites and of nobody over two connections, with rollbacks and cancelled queries. */
import { serviceKey } from '@clonewatch/runtime';
import { Store } from '@clonewatch/store';
import { createApiToken, ensureSite, openServiceSession } from '@clonewatch/trust';
import { startDatabase, type TestDatabase } from '@clonewatch/testing';

let database: TestDatabase;
let store: Store;
const sites: { token: string; id: string }[] = [];
beforeAll(async () => {
  database = await startDatabase();
  store = await Store.open({ url: database.appUrl, serviceKey: serviceKey(database.appUrl), maxConnections: 2 });
  for (const code of ['north', 'south']) {
    const { id } = await ensureSite(store, code, code);
    const token = code === 'north' ? await createApiToken(store, id, 'clinician') : await openServiceSession(store, id);
    await store.inSession(token, (s) => s.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1)`, [id]));
    sites.push({ token, id });
  }
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

const blobs = `select site_id, pg_backend_pid() as pid from clinical.blob`;
interface Seen { site_id: string; pid: number }

/** One request; what it saw, or the SQLSTATE it failed with on purpose. */
async function one(n: number, pids: Set<number>): Promise<void> {
  const site = [...sites, { token: '', id: null }, { token: 'cs_guess', id: null }][n % 4]!;
  const failing = n % 7 === 0 ? 'select 1 / 0' : n % 11 === 0 ? `set local statement_timeout = 1; select pg_sleep(1)` : n % 13 === 0 ? `select pg_cancel_backend(pg_backend_pid()), pg_sleep(1)` : null;
  const answer = await store.inSession(site.token, async (scope) => {
    const rows = await scope.query<Seen>(blobs);
    for (const r of rows) pids.add(r.pid);
    // The setting is of this transaction alone, also when the transaction is thrown away.
    if (failing) await scope.query(failing);
    return rows.map((r) => r.site_id);
  }, { readOnly: n % 2 === 0 }).catch((error: unknown) => (error as { code: string }).code);
  if (failing) expect({ n, answer }).toEqual({ n, answer: n % 7 === 0 ? '22012' : '57014' });
  else expect({ n, answer }).toEqual({ n, answer: site.id === null ? [] : [site.id] });
  if (n % 5 === 0) expect(await store.asService((scope) => scope.query<Seen>(blobs))).toEqual([]);
}

it('G20 of 10,000 interleaved requests each sees its own site, and nobody sees nothing', async () => {
  const pids = new Set<number>();
  let next = 0;
  await Promise.all(Array.from({ length: 12 }, async () => {
    for (let n = next++; n < 10_000; n = next++) await one(n, pids);
  }));
  expect(next).toBeGreaterThanOrEqual(10_000);
  expect(pids.size).toBeLessThanOrEqual(2);
}, 120_000);
