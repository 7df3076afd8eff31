/** G19: site isolation at the store. Every table and hostile statements: tests/security/g18-site-isolation; pooled connections: tests/security/g20-pool. */
import { startSystem, type TestSystem } from '@clonewatch/testing';
import { openServiceSession } from '@clonewatch/trust';

describe('site isolation', () => {
  let system: TestSystem;
  let north: string;
  let south: string;
  let northId: string;
  let southId: string;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    northId = await system.siteId('north');
    southId = await system.siteId('south');
    north = await openServiceSession(system.store, northId);
    south = await openServiceSession(system.store, southId);
    for (const [token, id] of [[north, northId], [south, southId]] as const) {
      await system.store.inSession(token, (s) => s.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1)`, [id]));
    }
  });
  afterAll(() => system.stop());

  const seen = (token: string): Promise<string[]> =>
    system.store.inSession(token, async (s) => (await s.query<{ site_id: string }>('select site_id from clinical.blob')).map((r) => r.site_id));

  it('G19 a session sees its own site only; an unknown token sees nothing', async () => {
    expect(await seen(north)).toEqual([northId]);
    expect(await seen(south)).toEqual([southId]);
    expect(await seen('cw_guess')).toEqual([]);
  });

  it('G19 another site can be neither written nor moved into', async () => {
    await expect(system.store.inSession(north, (s) => s.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x02', 1)`, [southId]))).rejects.toMatchObject({ code: '42501' });
    await expect(system.store.inSession(north, (s) => s.query('update clinical.blob set site_id = $1', [southId]))).rejects.toMatchObject({ code: '42501' });
    await expect(system.store.inSession(north, (s) => s.query(`select set_config('app.session', 'guess', true)`).then(() => s.query('select 1 from clinical.blob')))).resolves.toEqual([]);
  });
});
