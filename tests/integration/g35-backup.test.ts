/** G35: a backup made while everything runs restores to the same records, and to nothing else: no session, no token, no half of anything. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { simulateCohort } from '@clonewatch/simulate';
import { backupBytes, BackupRefused, catalogueTables, notInBackup, restoreBackup, type BackupSummary } from '@clonewatch/store';
import { createApiToken, createUser, ensureSite, openServiceSession, verifyChains } from '@clonewatch/trust';
import { openStore, type Store } from '@clonewatch/workflows';
import {
  canonicalDump, describeSchema, emergingRows, emergingTreatments, eventually, getJson, importAndWait, migrateTestDatabase, patientByRef, postImport, seriesFile, startDatabase, startProgram,
  startSystem, stopProgram, type TestDatabase, type TestSystem,
} from '@clonewatch/testing';
import { readBackupFile, writeBackupFile } from '../../apps/cli/src/data/backup-file.js';
import { freePort } from '../../apps/cli/src/network.js';

const account = { email: 'doctor@example.org', password: 'correct horse battery' };
/** One patient's worked example under another name. */
const patientFile = (ref: string): { name: string; content: string } => ({ name: `${ref}.csv`, content: seriesFile(emergingRows.map((r) => r.replace(/^P1/, ref))) });

/** Who may do what, as the catalogue has it: what describeSchema leaves out. */
const grants = `
  select n.nspname || '.' || c.relname as name, c.relacl::text as acl, pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('clinical', 'ops', 'sec', 'audit') and c.relkind in ('r', 'v')
  union all select p.oid::regprocedure::text, p.proacl::text, pg_get_userbyid(p.proowner) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('clinical', 'ops', 'sec', 'audit')
  union all select nspname, nspacl::text, pg_get_userbyid(nspowner) from pg_namespace where nspname in ('clinical', 'ops', 'sec', 'audit', 'bullmq')
  union all select rolname, concat(rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit), '' from pg_roles where rolname like 'clonewatch%'
  union all select polrelid::regclass || ' ' || polname, (select string_agg(r::regrole::text, ',') from unnest(polroles) r where r <> 0), '' from pg_policy order by 1`;

describe('G35 backup and restore', () => {
  let folder: string;
  let file: string;
  let source: TestSystem;
  let worker: ChildProcess;
  let summary: BackupSummary;
  const before: Record<string, string> = {};
  let apiToken: string;
  let cookie: string;
  let copy: TestDatabase;
  let copyStore: Store;

  const signIn = async (url: string): Promise<Response> =>
    fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(account) });
  const sites = ['steady', 'busy'] as const;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clonewatch-g35-'));
    file = join(folder, 'all.backup.gz');
    source = await startSystem({ worker: false });
    worker = startProgram('worker', { DATABASE_URL: source.database.appUrl });
    apiToken = await source.token('steady', 'clinician');
    await createUser(source.store, { ...account, siteId: await source.siteId('steady'), role: 'clinician' });
    cookie = (await signIn(source.url)).headers.get('set-cookie')!.split(';')[0]!;
    const { files } = simulateCohort({ patients: 8, seed: 11, regime: 'demo', lastDate: '2026-05-01' });
    for (const name of ['patients.csv', 'treatments.csv', 'assessments.csv', 'series.csv'] as const) {
      expect(await importAndWait(source, apiToken, { name, content: files[name] })).toMatchObject({ state: 'evaluated' });
    }
    expect(await importAndWait(source, apiToken, { name: 'bad.csv', content: seriesFile(['P9,S1,2026-01-15,panel,KRAS,p.G12D,9000,4100,']) })).toMatchObject({ state: 'failed' });
    for (const site of sites) {
      const siteId = await source.siteId(site);
      await source.store.audit(await openServiceSession(source.store, siteId), [{ siteId, action: 'test.note', details: { text: 'ü\t\\.\n' } }]);
    }
    await stopProgram(worker);

    // A job is in the queue's hands while the snapshot is taken; then the worker comes and imports go on before the first row is read.
    const busy = await source.token('busy', 'clinician');
    const sent = await postImport(source.url, busy, { name: 'treatments.csv', content: emergingTreatments.replace('P1', 'B1') });
    expect(sent.status).toBe(202);
    const handedOut = async (at: string): Promise<void> => source.store.inSession(await openServiceSession(source.store, await source.siteId('busy')), async (scope) => {
      await scope.query(`update ops.outbox set enqueued_at = ${at}, deliveries = 1 where done_at is null`);
    });
    await handedOut('now()');
    for (const site of sites) before[site] = await source.dump(site);
    const bytes = backupBytes(source.database.ownerUrl, (made) => { summary = made; });
    const first = await bytes.next();
    await handedOut('null');
    worker = startProgram('worker', { DATABASE_URL: source.database.appUrl });
    await eventually(() => getJson<{ state: string }>(source.url, busy, `/imports/${sent.body.id}`), (report) => report.state === 'evaluated');
    for (const ref of ['B1', 'B2']) await importAndWait(source, busy, patientFile(ref));
    const during = importAndWait(source, busy, patientFile('B3'));
    await writeBackupFile(file, (async function* () {
      yield first.value as Buffer;
      yield* bytes;
    })());
    await during;
    await stopProgram(worker);

    copy = await startDatabase();
    copyStore = await openStore(copy.appUrl, 'copy', 2);
  }, 180_000);
  afterAll(async () => {
    await stopProgram(worker);
    await copyStore?.close();
    await copy?.stop();
    await source?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const restore = async (from: string, replace = false): Promise<BackupSummary> => {
    await copyStore.close();
    try {
      return await restoreBackup({ ownerUrl: copy.ownerUrl, appRole: new URL(copy.appUrl).username, replace, open: () => readBackupFile(from) });
    } finally {
      copyStore = await openStore(copy.appUrl, 'copy', 2);
    }
  };
  const dumpOf = async (store: Store, site: string): Promise<string> =>
    store.inSession(await openServiceSession(store, (await ensureSite(store, site, site)).id), canonicalDump, { readOnly: true });
  async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  it('takes every table but those left out on purpose, and is readable by its owner only', async () => {
    const names = (await asOwner(copy.ownerUrl, catalogueTables)).map((t) => t.name);
    expect(summary.tables.map((t) => t.table)).toEqual(names.filter((n) => !(n in notInBackup)));
    expect(summary.tables.find((t) => t.table === 'sec.user_account')).toMatchObject({ rows: 1 });
    expect(gunzipSync(readFileSync(file)).includes(createHash('sha256').update(apiToken).digest('hex'))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('restores the records as they were at one instant, and nobody is signed in', async () => {
    expect(await restore(file)).toEqual(summary);
    await migrateTestDatabase(copy);
    await asOwner(copy.ownerUrl, async (owner) => {
      expect((await owner.query('select from sec.session')).rowCount).toBe(0);
      await asOwner(source.database.ownerUrl, async (origin) => {
        expect(await describeSchema(owner)).toBe(await describeSchema(origin));
        const rights = (await owner.query(grants)).rows as { acl: string | null }[];
        expect(rights.length).toBeGreaterThan(80);
        expect(rights).toEqual((await origin.query(grants)).rows);
      });
    });
    for (const site of sites) expect(await dumpOf(copyStore, site)).toBe(before[site]);
    expect(before.busy).toContain('import.store');
    const chains = await verifyChains(copyStore, {});
    expect(chains.filter((c) => c.broken)).toEqual([]);
    expect(chains.filter((c) => c.events > 0).map((c) => [c.site, c.events, c.head])).toEqual(summary.closing.audit.map((c) => [c.code, c.events, c.head]));
    expect(summary.closing.audit.map((c) => c.code)).toEqual(expect.arrayContaining([...sites]));
  }, 60_000);

  it('works on from there: old password, no old session or token, what waited is done, the same files change nothing twice', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const programs = [startProgram('api', { DATABASE_URL: copy.appUrl, PORT: String(port) }), startProgram('worker', { DATABASE_URL: copy.appUrl })];
    try {
      await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
      expect((await signIn(url)).status).toBe(204);
      const me = (headers: Record<string, string>) => (base: string): Promise<number> => fetch(`${base}/api/v1/me`, { headers }).then((r) => r.status);
      for (const ask of [me({ authorization: `Bearer ${apiToken}` }), me({ cookie })]) expect([await ask(source.url), await ask(url)]).toEqual([200, 401]);

      const token = await createApiToken(copyStore, (await ensureSite(copyStore, 'busy', 'busy')).id, 'clinician');
      await eventually(() => getJson<{ items: { state: string }[] }>(url, token, '/imports'), (list) => list.items.length === 1 && list.items[0]!.state === 'evaluated');
      for (const ref of ['B1', 'B2', 'B3']) expect(await importAndWait({ url }, token, patientFile(ref))).toMatchObject({ state: 'evaluated' });
      await eventually(() => dumpOf(copyStore, 'busy'), (text) => (JSON.parse(text) as { waiting: unknown[] }).waiting.length === 0);
      expect(await dumpOf(copyStore, 'busy')).toBe(await source.dump('busy'));
      expect((await patientByRef({ url }, token, 'B1')).alerts.map((a) => a.kind)).toContain('resistance_emerging');
    } finally {
      await Promise.all(programs.map((p) => stopProgram(p)));
    }
  }, 90_000);

  it('a damaged, cut, foreign, newer or forged file is refused, and nothing is changed', async () => {
    const whole = readFileSync(file);
    const text = gunzipSync(whole).toString('latin1');
    /** A change that also renews the hash of the whole. */
    const forged = (change: (body: string) => string): Buffer => {
      const at = text.lastIndexOf('\n', text.length - 2) + 1;
      const body = Buffer.from(change(text.slice(0, at)), 'latin1');
      const closing = JSON.parse(Buffer.from(text.slice(at), 'latin1').toString()) as object;
      return gzipSync(Buffer.concat([body, Buffer.from(`${JSON.stringify({ ...closing, sha256: createHash('sha256').update(body).digest('hex') })}\n`)]));
    };
    const bad: [string, Buffer, RegExp][] = [
      ...[0, 0.1, 0.5, 0.9, 0.9999].map((part): [string, Buffer, RegExp] => [`cut at ${part}`, whole.subarray(0, Math.floor(whole.length * part)), /damaged|no backup/]),
      ...[0.02, 0.3, 0.6, 0.97].map((part): [string, Buffer, RegExp] => {
        const flipped = Buffer.from(whole);
        flipped[Math.floor(whole.length * part)]! ^= 0x10;
        return [`flipped at ${part}`, flipped, /damaged|no backup/];
      }),
      ['cut between lines', gzipSync(Buffer.from(text.slice(0, text.lastIndexOf('\n{"table"') + 1), 'latin1')), /damaged/],
      ['a table without its rows', forged((body) => body.replace(/(\{"table":"clinical\.alert"[^\n]*\n)[\s\S]*?\n(\\\.\n)/, '$1$2')), /the rows of clinical\.alert are not those/],
      ['a digit changed', gzipSync(Buffer.from(text.replace('"text": "ü', '"text": "u').replace('test.note', 'test.vote'), 'latin1')), /the rows of audit\.event are not those/],
      ['something after its end', gzipSync(Buffer.from(`${text}{}\n`, 'latin1')), /follows its end/],
      ['a text file', Buffer.from('patient_id,specimen_id\n'), /no backup of Clonewatch/],
      ['another zip', gzipSync('patient_id,specimen_id\n'), /no backup of Clonewatch/],
      ['newer schema', forged((body) => body.replace('"migrations":["', '"migrations":["FromTheFuture4070908800000","')), /newer release of Clonewatch.*FromTheFuture4070908800000/],
      ['newer format', forged((body) => body.replace('"clonewatch_backup":1', '"clonewatch_backup":2')), /newer release of Clonewatch/],
    ];
    const there = await dumpOf(copyStore, 'steady');
    const path = join(folder, 'bad.gz');
    for (const [what, bytes, why] of bad) {
      writeFileSync(path, bytes);
      const error = await restore(path, true).then(() => null, (e: unknown) => e);
      expect([what, error instanceof BackupRefused, (error as Error | null)?.message]).toEqual([what, true, expect.stringMatching(why)]);
    }
    // A row changed together with every hash of the file: the chain still shows it, after loading and before anything is kept.
    writeFileSync(path, forged((body) => body.replace(/(\{"table":"audit\.event"[^\n]*\n)([\s\S]*?\n)\\\.\n[^\n]*\n/, (_, head: string, rows: string) => {
      const data = Buffer.from(rows.replace('test.note', 'test.vote'), 'latin1');
      return `${head}${data.toString('latin1')}\\.\n${JSON.stringify({ rows: data.filter((b) => b === 10).length, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') })}\n`;
    })));
    await expect(restore(path, true)).rejects.toThrow('the audit trail differs from the backup');
    await expect(restore(file)).rejects.toThrow(/the database holds \d+ patients.*--replace/);
    expect(await dumpOf(copyStore, 'steady')).toBe(there);
  }, 60_000);
});
