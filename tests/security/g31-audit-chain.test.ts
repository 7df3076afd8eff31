/** G31: the trail cannot be edited, cut or forged by the application; what the owner of the database does to it is found. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { serviceKey } from '@clonewatch/runtime';
import { Store } from '@clonewatch/store';
import { startDatabase, type TestDatabase, sessionToken } from '@clonewatch/testing';
import { createUser, ensureSite, verifyChains } from '@clonewatch/trust';

const root = resolve(import.meta.dirname, '../..');
const patient = '0197a000-0000-7000-8000-000000000001';

describe('G31 the audit chain', () => {
  let database: TestDatabase;
  let store: Store;
  let owner: pg.Client;
  let north: string;
  let south: string;
  let token: string;
  beforeAll(async () => {
    database = await startDatabase();
    store = await Store.open({ url: database.appUrl, serviceKey: serviceKey(database.appUrl), maxConnections: 16 });
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    north = (await ensureSite(store, 'north', 'North')).id;
    south = (await ensureSite(store, 'south', 'South')).id;
    await createUser(store, { email: 'admin@example.org', password: 'correct horse battery', siteId: north, role: 'admin' });
    token = await sessionToken(store, { email: 'admin@example.org', password: 'correct horse battery' });
    // What making the site, the account and the session left is taken out again: the numbers below are those of the events appended below.
    await owner.query('alter table audit.event disable trigger user; truncate audit.event, audit.head; alter table audit.event enable trigger user');
  });
  afterAll(async () => {
    await owner.end();
    await store.close();
    await database.stop();
  });

  const append = (n: number): Promise<void[]> => Promise.all(Array.from({ length: n }, (_, i) =>
    store.inSession(token, (scope) => Promise.resolve(scope.audit({ siteId: north, action: 'patient.read', patients: [patient], details: { i } })))));
  const bodies = async (): Promise<Record<string, unknown>[]> => (await owner.query<{ body: Record<string, unknown> }>('select body from audit.event where site_id = $1 order by seq', [north])).rows.map((r) => r.body);
  const broken = async (): Promise<unknown> => (await verifyChains(store, { siteId: north }))[0]!.broken;
  /** What the owner of the database can do, and how the verifier sees it; undone afterwards. */
  const tamper = async (sql: string, look: () => Promise<void>): Promise<void> => {
    await owner.query('alter table audit.event disable trigger user; create table audit.event_kept as table audit.event; create table audit.head_kept as table audit.head');
    try {
      expect((await owner.query(sql)).rowCount).toBeGreaterThan(0);
      await look();
    } finally {
      await owner.query('truncate audit.event, audit.head; insert into audit.event table audit.event_kept; insert into audit.head table audit.head_kept; drop table audit.event_kept, audit.head_kept; alter table audit.event enable trigger user');
    }
  };

  it('appends of 16 clients at once make one unbroken chain, numbered without gaps', async () => {
    await append(400);
    expect((await bodies()).map((b) => b.seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    expect(await verifyChains(store)).toMatchObject([{ site: 'north', events: 400, broken: null }, { site: 'south', events: 0, broken: null }]);
  });

  it('an append that is rolled back leaves no gap', async () => {
    await expect(store.inSession(token, async (scope) => {
      await scope.query('select audit.append($1, $2)', [north, '{"action":"lost"}']);
      throw new Error('undone');
    })).rejects.toThrow('undone');
    await append(1);
    expect((await bodies()).at(-1)).toMatchObject({ seq: 401, action: 'patient.read' });
    expect(await broken()).toBeNull();
  });

  it('the application can do nothing to the trail but append to its own sites', async () => {
    const app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
    try {
      await app.query(`select set_config('app.session', $1, false)`, [token]);
      for (const sql of [
        'select * from audit.event', 'select * from audit.head', `update audit.event set body = '{}'`, 'delete from audit.event', 'truncate audit.event', 'truncate audit.head',
        `insert into audit.event values ('${north}', 402, '{}', '\\x00', '\\x00')`, 'update audit.head set seq = 0', 'delete from audit.head',
        'alter table audit.event disable trigger all', 'drop trigger append_only on audit.event', 'set session_replication_role = replica', 'drop table audit.event',
        'alter function audit.deny() rename to gone', 'create or replace function sec.actor() returns text language sql as $$ select $1 $$', 'create function audit.mine() returns int language sql as $$ select 1 $$',
        `select audit.link('${north}', 'somebody.else@example.org', 'browser', '{"action":"forged"}')`, `select audit.append('${south}', '{"action":"elsewhere"}')`,
        `select audit.append_system('guess', '${north}', '{"action":"forged"}')`, `select * from audit.heads('guess')`, `select * from audit.chain('guess', '${north}', 0, 10)`,
        `select * from audit.page('${south}', null, 10, '{}')`, `select set_config('app.session', '', false); select audit.append('${north}', '{"action":"nobody"}')`,
      ]) await expect(app.query(sql).then(() => `went through: ${sql}`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await app.end();
    }
    expect((await bodies()).length).toBe(401);
  });

  it('actor and time are the session’s and the clock’s, whatever the entry says', async () => {
    const before = Date.now();
    const forged = { action: 'patient.read', actor: 'somebody.else@example.org', at: '2001-01-01T00:00:00Z', via: 'service', seq: 1, site: south };
    await store.inSession(token, (scope) => scope.query('select audit.append($1, $2)', [north, JSON.stringify(forged)]));
    const last = (await bodies()).at(-1)!;
    expect(last).toMatchObject({ actor: 'admin@example.org', via: 'browser', seq: 402, site: north });
    expect(Date.parse(last.at as string)).toBeGreaterThanOrEqual(before - 1000);
  });

  it('an edit, a removed event and a swapped one are found at their place', async () => {
    await tamper(`update audit.event set body = jsonb_set(body, '{actor}', '"nobody"') where seq = 17 and site_id = '${north}'`, async () =>
      expect(await broken()).toEqual({ seq: 17, reason: expect.stringMatching(/content was changed/) as string }));
    await tamper(`delete from audit.event where seq between 20 and 22`, async () => expect(await broken()).toEqual({ seq: 20, reason: expect.stringMatching(/event 20 is missing/) as string }));
    // Numbers closed up again after the cut.
    await tamper(`with gone as (delete from audit.event where seq = 30) update audit.event set seq = -seq where seq > 30`, async () => {
      await owner.query('update audit.event set seq = -seq - 1 where seq < 0');
      expect(await broken()).toEqual({ seq: 30, reason: expect.stringMatching(/does not follow/) as string });
    });
    // A last event with a hash that fits, but the number of another.
    await tamper(`update audit.event set body = body || '{"seq": 7}', hash = sha256(prev || convert_to((body || '{"seq": 7}')::text, 'UTF8')) where seq = 402`, async () =>
      expect(await broken()).toEqual({ seq: 402, reason: expect.stringMatching(/event 7 of site/) as string }));
    await tamper(`delete from audit.event where seq = 402`, async () => expect(await broken()).toEqual({ seq: 402, reason: 'the head says 402 events, 401 are stored' }));
    await tamper(`update audit.head set hash = '\\x00' where site_id = '${north}'`, async () => expect(await broken()).toMatchObject({ seq: 402 }));
    await tamper(`delete from audit.head where site_id = '${north}'`, async () => expect(await broken()).toMatchObject({ reason: 'the head says 0 events, 402 are stored' }));
    expect(await broken()).toBeNull();
  });

  it('verify-audit: 0 when whole, 1 with the place when broken; a cut tail with a rewritten head is found by the anchor only', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clonewatch-anchors-'));
    const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } => spawnSync(process.execPath, [join(root, 'apps', 'cli', 'bin', 'clonewatch.mjs'), 'verify-audit', ...args], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl },
    });
    try {
      const whole = run('--anchors', 'anchors.ndjson');
      expect(whole).toMatchObject({ status: 0, stderr: '' });
      expect(whole.stdout).toMatch(/^north: 402 events, \S+Z to \S+Z, head [0-9a-f]{64}\nsouth: no events, head [0-9a-f]{64}\n$/);
      expect(readFileSync(join(folder, 'anchors.ndjson'), 'utf8').trim().split('\n').map((l) => JSON.parse(l) as object)).toMatchObject([{ site: 'north', site_id: north, seq: 402 }]);
      await append(3);
      expect(run('--anchors', 'anchors.ndjson', '--site', 'north')).toMatchObject({ status: 0 });
      const cut = `with gone as (delete from audit.event where seq > 400) update audit.head h set seq = e.seq, hash = e.hash from audit.event e where h.site_id = e.site_id and e.seq = 400`;
      await tamper(cut, () => {
        expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^north: 400 events/) as string });
        expect(run('--anchors', 'anchors.ndjson')).toMatchObject({ status: 1, stderr: expect.stringMatching(/north: broken at event 401: the chain ended at event 402 on .*: its tail was cut/) as string });
        return Promise.resolve();
      });
      await tamper(`update audit.event set body = jsonb_set(body, '{reason}', '"x"') where seq = 5`, () => {
        expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/north: broken at event 5: its hash is not that of its content/) as string });
        return Promise.resolve();
      });
      expect(readFileSync(join(folder, 'anchors.ndjson'), 'utf8').trim().split('\n')).toHaveLength(2);
      expect(run('--site', 'nowhere').status).toBe(2);
      writeFileSync(join(folder, 'torn.ndjson'), '{"site":"north"\n');
      expect(run('--anchors', 'torn.ndjson')).toMatchObject({ status: 2, stderr: expect.stringMatching(/torn.ndjson, line 1: not an anchor/) as string });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
