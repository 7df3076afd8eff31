/** Who has seen this record: answered by the index over patients, with the same entries as a walk through the whole trail gives. */
import pg from 'pg';
import { createApiToken, ensureSite } from '@clonewatch/trust';
import { openStore, type Store } from '@clonewatch/workflows';
import { startDatabase, type TestDatabase } from '@clonewatch/testing';

describe('the audit trail of one patient', () => {
  let database: TestDatabase;
  let store: Store;
  let owner: pg.Client;
  let site: string;
  let token: string;
  beforeAll(async () => {
    database = await startDatabase();
    store = await openStore(database.appUrl, 'audit', 2);
    site = (await ensureSite(store, 'main', 'Main')).id;
    token = await createApiToken(store, site, 'admin');
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    // 20,000 entries of 1,000 patients, two a time; each 500th concerns the whole site and names nobody.
    await owner.query(`
      insert into audit.event (site_id, seq, body, prev, hash) select $1, 1000 + g, jsonb_build_object('actor', 'user ' || g % 3, 'action', case g % 2 when 0 then 'patient.read' else 'patient.evaluate' end,
        'outcome', 'ok', 'patients', case when g % 500 = 0 then '[]' else jsonb_build_array('p' || g % 1000, 'p' || g * 7 % 1000) end,
        'details', case when g % 500 = 0 then '{"scope": "site"}' else '{}' end::jsonb), '\\x00', '\\x00' from generate_series(1, 20000) g`, [site]);
    await owner.query('vacuum analyze audit.event');
  });
  afterAll(async () => {
    await owner.end();
    await store.close();
    await database.stop();
  });

  const page = (before: number | null, filter: object): Promise<{ seq: number }[]> =>
    store.inSession(token, (scope) => scope.query<{ seq: number }>('select seq from audit.page($1, $2, 50, $3)', [site, before, JSON.stringify(filter)]), { readOnly: true });
  const walk = async (before: number | null, filter: { patient: string; actor?: string; action?: string }): Promise<object[]> => (await owner.query<{ seq: number }>(`
    select seq::int from audit.event where site_id = $1 and ($2::bigint is null or seq < $2) and (body -> 'patients' @> to_jsonb($3::text) or body -> 'details' ->> 'scope' = 'site')
      and ($4::text is null or body ->> 'actor' = $4) and ($5::text is null or body ->> 'action' = $5) order by seq desc limit 50`,
  [site, before, filter.patient, filter.actor ?? null, filter.action ?? null])).rows;

  it('is the same as before, page by page and with other filters', async () => {
    for (const filter of [{ patient: 'p7' }, { patient: 'p500' }, { patient: 'p8', actor: 'user 1' }, { patient: 'p7', action: 'patient.read' }, { patient: 'nobody' }]) {
      const first = await page(null, filter);
      expect(first.length).toBeGreaterThan(5);
      expect(first).toEqual(await walk(null, filter));
      const last = first.at(-1)!.seq;
      expect(await page(last, filter)).toEqual(await walk(last, filter));
    }
  });

  it('goes by the index and walks no table', async () => {
    const scans = async (): Promise<object> => {
      await owner.query('select pg_stat_clear_snapshot()');
      return (await owner.query<object>(`select (select seq_scan::int from pg_stat_user_tables where relid = 'audit.event'::regclass) as walks,
        (select idx_scan::int from pg_stat_user_indexes where indexrelid = 'audit.audit_event_patients'::regclass) as patients,
        (select idx_scan::int from pg_stat_user_indexes where indexrelid = 'audit.event_pkey'::regclass) as numbers`)).rows[0]!;
    };
    // Counts of a backend are seen once it has handed them in: it does so in the same breath here.
    const asked = (): Promise<unknown> => store.inSession(token, async (scope) => {
      await scope.query('select pg_stat_force_next_flush()');
      await scope.query('select seq from audit.page($1, null, 50, $2)', [site, JSON.stringify({ patient: 'p7' })]);
    }, { readOnly: true });
    await asked();
    const before = (await scans()) as { walks: number; patients: number; numbers: number };
    await asked();
    expect(await scans()).toEqual({ ...before, patients: before.patients + 1 });
  });
});
