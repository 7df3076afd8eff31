/** What a measurement refers to is there, is its patient's own, and stays: checked a statement at a time, with what a foreign key would have refused. */
import pg from 'pg';
import { ensureSite, openServiceSession } from '@clonewatch/trust';
import { openStore, type Scope, type Store } from '@clonewatch/workflows';
import { startDatabase, type TestDatabase } from '@clonewatch/testing';

describe('references of measurements', () => {
  let database: TestDatabase;
  let store: Store;
  let site: string;
  const ids: Record<string, string> = {};
  const inSite = async <T>(work: (scope: Scope) => Promise<T>): Promise<T> => store.inSession(await openServiceSession(store, site), work);
  const one = async (scope: Scope, sql: string, parameters: unknown[]): Promise<string> => (await scope.query<{ id: string }>(`${sql} returning id`, parameters))[0]!.id;

  /** One statement that writes a result for each of these references. */
  const write = (rows: readonly Partial<Record<'patient' | 'specimen' | 'import' | 'act', string | null>>[]): Promise<unknown> => inSite((scope) => scope.query(`
    insert into clinical.measurement (site_id, patient_id, specimen_id, import_id, act_id, assay, assay_version, gene, variant, count_unit, result_version, row_hash, supplied, line)
    select $1, (r ->> 'patient')::uuid, (r ->> 'specimen')::uuid, (r ->> 'import')::uuid, (r ->> 'act')::uuid, 'a', '', 'KRAS', gen_random_uuid()::text, 'reads', 1, '\\x00', '{}', 1
    from jsonb_array_elements($2::jsonb) r`, [site, JSON.stringify(rows.map((r) => ({ patient: ids.anna, specimen: ids.draw, import: ids.import, act: null, ...r })))]));

  beforeAll(async () => {
    database = await startDatabase();
    store = await openStore(database.appUrl, 'references', 2);
    site = (await ensureSite(store, 'main', 'Main')).id;
    await inSite(async (scope) => {
      await scope.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1)`, [site]);
      ids.import = await one(scope, `insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, '\\x01', '\\x01', 'x', 'x', '{}')`, [site]);
      for (const ref of ['anna', 'bert']) ids[ref] = await one(scope, 'insert into clinical.patient (site_id, patient_ref, import_id) values ($1, $2, $3)', [site, ref, ids.import]);
      ids.draw = await one(scope, `insert into clinical.specimen (site_id, patient_id, origin_patient_id, specimen_ref, collected_day, import_id) values ($1, $2, $2, 'S1', 0, $3)`, [site, ids.anna, ids.import]);
      ids.act = await one(scope, `insert into clinical.act (site_id, kind, patient_id, reason) values ($1, 'plan_changed', $2, 'x')`, [site, ids.anna]);
    });
    await write([{}, { act: ids.act!, import: null }]);
  });
  afterAll(async () => {
    await store.close();
    await database.stop();
  });

  const nowhere = '00000000-0000-7000-8000-000000000000';
  it.each([
    ['a specimen that is not there', () => ({ specimen: nowhere })], ['a patient who is not there', () => ({ patient: nowhere })],
    ['the specimen of another patient', () => ({ patient: ids.bert! })], ['an import that is not there', () => ({ import: nowhere })],
    ['an act that is not there', () => ({ import: null, act: nowhere })],
  ])('refuses %s, one row among good ones, written or changed', async (_, wrong) => {
    await expect(write([{}, {}, wrong(), {}])).rejects.toMatchObject({ code: '23503' });
    const set = Object.entries(wrong()).map(([column, value]) => `${column}_id = ${value === null ? 'null' : `'${value}'`}`).join(', ');
    await expect(inSite((scope) => scope.query(`update clinical.measurement set ${set}`))).rejects.toMatchObject({ code: '23503' });
    expect(await inSite((scope) => scope.query('select count(*) as n from clinical.measurement'))).toEqual([{ n: 2 }]);
  });

  it('what an import says again refers to an import that is there, one row among good ones, written or changed', async () => {
    const repeat = (imports: readonly string[]): Promise<unknown> => inSite((scope) => scope.query(`
      insert into clinical.import_repeat (site_id, import_id, kind, row_id) select $1, i::uuid, 'measurement', gen_random_uuid() from unnest($2::text[]) i`, [site, imports]));
    await expect(repeat([ids.import!, nowhere, ids.import!])).rejects.toMatchObject({ code: '23503' });
    await repeat([ids.import!, ids.import!]);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      await owner.query('begin');
      await owner.query('alter table clinical.import_repeat no force row level security; alter table clinical.import no force row level security');
      await expect(owner.query(`update clinical.import_repeat set import_id = '${nowhere}'`)).rejects.toMatchObject({ code: '23503' });
      await owner.query('rollback; begin');
      await owner.query('alter table clinical.import_repeat disable trigger user, no force row level security; alter table clinical.import no force row level security');
      await owner.query(`update clinical.import_repeat set import_id = '${nowhere}'`);
      await expect(owner.query('select clinical.assert_references()')).rejects.toMatchObject({ code: '23503' });
      await owner.query('rollback');
    } finally {
      await owner.end();
    }
  });

  it.each([
    ['patient', () => ({ patient_id: nowhere }), 'a patient who is not there'], ['patient it came under', () => ({ origin_patient_id: nowhere }), 'a patient who is not there'],
    ['import', () => ({ import_id: nowhere }), 'an import that is not there'], ['act', () => ({ import_id: null, act_id: nowhere }), 'an act that is not there'],
  ])('a draw refers to a %s that is there, one row among good ones, written, changed or restored', async (_, wrong, told) => {
    const draws = (rows: readonly Record<string, string | null>[]): Promise<unknown> => inSite((scope) => scope.query(`
      insert into clinical.specimen (site_id, patient_id, origin_patient_id, import_id, act_id, specimen_ref, collected_day)
      select $1, (r ->> 'patient_id')::uuid, (r ->> 'origin_patient_id')::uuid, (r ->> 'import_id')::uuid, (r ->> 'act_id')::uuid, gen_random_uuid()::text, 0 from jsonb_array_elements($2::jsonb) r`,
    [site, JSON.stringify(rows.map((r) => ({ patient_id: ids.anna!, origin_patient_id: ids.anna!, import_id: ids.import!, act_id: null, ...r })))]));
    await expect(draws([{}, wrong(), {}])).rejects.toMatchObject({ code: '23503', message: `a draw refers to ${told}` });
    const set = Object.entries(wrong()).map(([column, value]) => `${column} = ${value === null ? 'null' : `'${value}'`}`).join(', ');
    await expect(inSite((scope) => scope.query(`update clinical.specimen set ${set}`))).rejects.toMatchObject({ code: '23503' });
    expect(await inSite((scope) => scope.query('select count(*) as n from clinical.specimen'))).toEqual([{ n: 1 }]);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      await owner.query('select clinical.assert_references(); begin; alter table clinical.specimen disable trigger user, no force row level security');
      await owner.query(`update clinical.specimen set ${set}`);
      await expect(owner.query('select clinical.assert_references()')).rejects.toMatchObject({ code: '23503' });
      await owner.query('rollback');
    } finally {
      await owner.end();
    }
  });

  it('moves a specimen with its results, and not without them', async () => {
    const specimen = (scope: Scope): Promise<unknown> => scope.query('update clinical.specimen set patient_id = $1', [ids.bert]);
    await expect(inSite(specimen)).rejects.toMatchObject({ code: '23503', message: 'a specimen would leave its results behind' });
    await inSite(async (scope) => {
      await specimen(scope);
      await scope.query('update clinical.measurement set patient_id = $1', [ids.bert]);
    });
    expect(await inSite((scope) => scope.query('select distinct patient_id as id from clinical.measurement'))).toEqual([{ id: ids.bert }]);
  });

  it('lets nobody take away or renumber what they refer to, the owner included', async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      for (const table of ['patient', 'specimen', 'import', 'act']) {
        await owner.query(`alter table clinical.${table} no force row level security`);
        for (const sql of [`delete from clinical.${table}`, `truncate clinical.${table} cascade`, `update clinical.${table} set id = '${nowhere}' where id = (select max(id::text)::uuid from clinical.${table})`]) {
          await expect(owner.query(sql)).rejects.toMatchObject({ code: '23503' });
        }
      }
      await owner.query('select clinical.assert_references()');
      await owner.query('alter table clinical.measurement disable trigger user, no force row level security');
      await owner.query('update clinical.measurement set patient_id = $1', [nowhere]);
      await expect(owner.query('select clinical.assert_references()')).rejects.toMatchObject({ code: '23503' });
    } finally {
      await owner.end();
    }
  });
});

