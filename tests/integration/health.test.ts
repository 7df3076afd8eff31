/** Health: what is wrong comes as a code, a fresh start is not called sick, and nothing of a site is told. */
import { healthSchema } from '@clonewatch/contracts';
import { openServiceSession } from '@clonewatch/trust';
import { readHealth } from '@clonewatch/workflows';
import { eventually, startProgram, startSystem, stopProgram, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
afterAll(() => system.stop());

const reasons = async (upSeconds: number): Promise<readonly string[]> => (await readHealth(system.store, upSeconds)).reasons;

it('without a worker: ok in the first half minute, then no_worker; ok with one, and at once not when it has left', async () => {
  expect(await reasons(1)).toEqual([]);
  expect(await reasons(31)).toEqual(['no_worker']);
  const worker = startProgram('worker', { DATABASE_URL: system.database.appUrl });
  await eventually(() => reasons(31), (r) => r.length === 0);
  await stopProgram(worker);
  expect(await reasons(31)).toEqual(['no_worker']);
});

it('a job that waits for more than two minutes, and one that was given up, are reasons; the answer holds codes and no site', async () => {
  const siteId = await system.siteId('secret-ward');
  const session = await openServiceSession(system.store, siteId);
  await system.store.inSession(session, (scope) => scope.query(
    `insert into ops.outbox (site_id, job, payload, waiting_since) values ($1, 'import.store', '{"import_id": "x"}', now() - interval '119 seconds')`, [siteId]));
  expect(await reasons(1)).toEqual([]);
  await system.store.inSession(session, (scope) => scope.query(`update ops.outbox set waiting_since = now() - interval '121 seconds'`));
  expect(await reasons(1)).toEqual(['jobs_waiting']);
  await system.store.inSession(session, (scope) => scope.query(`update ops.outbox set failed_at = now(), last_error = 'why'`));
  const text = await (await fetch(`${system.url}/api/health`)).text();
  expect(healthSchema.strict().parse(JSON.parse(text))).toMatchObject({ status: 'degraded', reasons: expect.arrayContaining(['jobs_failed']), oldest_waiting_seconds: null });
  expect(text).not.toMatch(/secret-ward|why/);
});
