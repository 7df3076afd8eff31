/** G36: what a released version left behind is all there after the migration to this one, reads the same, and works on. */
import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { PatientPage } from '@clonewatch/contracts';
import { migrations } from '@clonewatch/migrations';
import { loadBackup, notInBackup, readBackup, restoreBackup, type BackupSummary } from '@clonewatch/store';
import { createApiToken, ensureSite } from '@clonewatch/trust';
import { openStore, type Store } from '@clonewatch/workflows';
import {
  eventually, getJson, importAndWait, migrateTestDatabase, patientByRef, seriesHeader, startCluster, startProgram, stopProgram, type TestDatabase,
} from '@clonewatch/testing';
import { freePort } from '../../apps/cli/src/network.js';

const corpus = join(import.meta.dirname, '..', 'corpus', 'upgrade');
const releases = readdirSync(corpus).flatMap((name) => /^release-(.+)\.txt$/.exec(name)?.[1] ?? []);
interface Answers { imports: { items: { id: string; state: string }[] }; patients: Record<string, { page: PatientPage; series: { items: object[] } }> }

describe.each(releases)('G36 upgrade from %s', (release) => {
  const open = (): AsyncIterable<Buffer> => createReadStream(join(corpus, `release-${release}.txt`)) as AsyncIterable<Buffer>;
  const answers = JSON.parse(readFileSync(join(corpus, `release-${release}.json`), 'utf8')) as Answers;
  let database: TestDatabase;
  let owner: pg.Client;
  let left: BackupSummary;
  let store: Store;
  let programs: ChildProcess[] = [];
  let url: string;
  let token: string;

  beforeAll(async () => {
    database = await startCluster();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    left = await readBackup(open());
    await asReleased();
  }, 60_000);
  afterAll(async () => {
    await Promise.all(programs.map((p) => stopProgram(p)));
    await store?.close();
    await owner.end();
    await database.stop();
  });

  /** The database as that release had it: its migrations and no other, every row of every table. */
  async function asReleased(): Promise<void> {
    const source = await new DataSource({
      type: 'postgres', url: database.ownerUrl, migrations: migrations.filter((m) => left.header.migrations.includes(new m().name)), migrationsTableName: 'schema_migration', logging: false,
    }).initialize();
    await source.runMigrations();
    await source.destroy();
    await owner.query('begin');
    await loadBackup(owner, open(), {});
    await owner.query('commit');
  }
  const rows = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const { table } of left.tables) found[table] = Number((await owner.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]!.n);
    return found;
  };
  const evaluations = async (): Promise<{ id: string }[]> =>
    (await owner.query<{ id: string }>(`select site_id, id, patient_id, encode(input_hash, 'hex') as input, model_version, result::text, summary::text, created_at from clinical.evaluation order by id`)).rows;
  const asLeft = (without: Readonly<Record<string, string>> = {}): Record<string, number> => Object.fromEntries(left.tables.map((t) => [t.table, t.table in without ? 0 : t.rows]));

  it('migrates, and every row is there', async () => {
    const { applied } = await migrateTestDatabase(database);
    expect([...left.header.migrations, ...applied]).toEqual(migrations.map((m) => new m().name));
    expect(await rows()).toEqual(asLeft());
    expect((await migrateTestDatabase(database)).applied).toEqual([]);
  });

  it('reads the same: imports, patients, series, treatments, alerts', async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    store = await openStore(database.appUrl, 'upgrade', 2);
    token = await createApiToken(store, (await ensureSite(store, 'main', 'Main')).id, 'clinician');
    programs = [startProgram('api', { DATABASE_URL: database.appUrl, PORT: String(port) })];
    await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
    const imports = await getJson<Answers['imports']>(url, token, '/imports');
    expect(imports.items.find((i) => !answers.imports.items.some((a) => a.id === i.id))).toMatchObject({ state: 'received' }); // the one that waits
    for (const was of answers.imports.items) expect(await getJson(url, token, `/imports/${was.id}`)).toMatchObject(was);
    const refs = (await getJson<{ items: { patient_id: string }[] }>(url, token, '/patients')).items.map((p) => p.patient_id);
    expect(refs.sort()).toEqual(Object.keys(answers.patients).sort());
    for (const [ref, { series, page }] of Object.entries(answers.patients)) {
      // A treatment's id named one version in 0.1.0; now it names the line over all its versions.
      const treatments = page.treatments.map(({ id: _, ...rest }) => rest);
      // What counts the days until today is another number every day.
      const { draw_overdue_days: _overdue, months_since_anti_egfr: _months, ...lasting } = page;
      expect(await patientByRef({ url }, token, ref)).toMatchObject({ ...lasting, treatments });
      expect((await getJson<{ items: object[] }>(url, token, `/patients/${page.id}/series`)).items).toMatchObject(series.items);
    }
    expect(Object.values(answers.patients).some((p) => p.page.alerts.length > 0)).toBe(true);
  }, 60_000);

  it('works on: old passwords, what waited is done, no evaluation is written anew, a correction supersedes', async () => {
    const account = JSON.stringify({ email: 'doctor@example.org', password: 'correct horse battery' });
    expect((await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: account })).status).toBe(204);
    const before = await evaluations();
    programs.push(startProgram('worker', { DATABASE_URL: database.appUrl }));
    await eventually(() => getJson<Answers['imports']>(url, token, '/imports'), ({ items }) => items.every((i) => i.state === 'evaluated' || i.state === 'failed'));
    const after = await patientByRef({ url }, token, 'P1') as unknown as { id: string };
    expect(JSON.stringify(await getJson(url, token, `/patients/${after.id}/series`))).toContain('"2026-06-04"');
    const corrected = `${seriesHeader},result_version\nP1,S3,2026-03-12,panel,TP53,p.R175H,201,3900,0.00003,2\nP7,S1,2026-03-12,panel,TP53,p.R175H,201,3900,0.00003,1\n`;
    expect(await importAndWait({ url }, token, { name: 'upgraded.csv', content: corrected })).toMatchObject({ state: 'evaluated', counts: { accepted: 2, rejected: 0 } });
    const { items } = await getJson<{ items: { specimen_id: string; gene: string; mutant_count: number }[] }>(url, token, `/patients/${after.id}/series`);
    expect(items.filter((i) => i.specimen_id === 'S3' && i.gene === 'TP53').map((i) => i.mutant_count)).toEqual([201]);
    const now = await evaluations();
    expect(now.filter((e) => before.some((b) => b.id === e.id))).toEqual(before);
    expect(now.length).toBeGreaterThan(before.length);
  }, 60_000);

  it('a backup in that release\'s schema restores into this one, without its sessions', async () => {
    await Promise.all(programs.splice(0).map((p) => stopProgram(p)));
    await store.close();
    const appRole = new URL(database.appUrl).username;
    await eventually(async () => Number((await owner.query<{ n: string }>('select count(*) as n from pg_stat_activity where usename = $1', [appRole])).rows[0]!.n), (n) => n === 0);
    await expect(restoreBackup({ ownerUrl: database.ownerUrl, appRole, replace: false, open })).rejects.toThrow(/holds \d+ patients/);
    await restoreBackup({ ownerUrl: database.ownerUrl, appRole, replace: true, open });
    await migrateTestDatabase(database);
    expect(await rows()).toEqual({ ...asLeft(notInBackup), 'sec.service_key': 1 });
    store = await openStore(database.appUrl, 'upgrade', 1);
  }, 60_000);
});
