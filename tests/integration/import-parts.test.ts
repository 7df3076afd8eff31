/** A file is staged in parts while it is read, and then stored: what is said across two parts counts as within one, and any contradiction leaves nothing. */
import pg from 'pg';
import type { SeriesRow } from '@clonewatch/domain';
import { ensureSite, openServiceSession } from '@clonewatch/trust';
import { openStore, type Scope, type Store } from '@clonewatch/workflows';
import { startDatabase, type TestDatabase } from '@clonewatch/testing';
import { ImportRefused, Intake } from '../../libs/workflows/src/import/intake.js';
import { seriesTable } from '../../libs/workflows/src/reads/export-series.js';

const blank = {
  kind: 'series', anchor: null, assay: 'panel', assayVersion: '', gene: 'KRAS', countUnit: 'molecules', wildtypeCount: null, vafFraction: null, status: null,
  backgroundFraction: null, lodFraction: null, inputHge: null, plasmaMl: null, copiesPerMl: null, tumourFraction: null, copyNumber: null, wbcVafFraction: null, specimenType: '', panel: null,
  resultVersion: 1, received: null, reported: null,
} as const;
type Said = Partial<SeriesRow>;
const row = (line: number, said: Said): SeriesRow => ({
  ...blank, line, supplied: {}, patientId: 'P1', specimenId: 'S1', collected: { kind: 'date', date: '2026-01-15' }, variant: 'p.G12D', mutantCount: 8, totalCount: 3600, ...said,
});
/** Enough of other results that what follows comes in another part. */
const between = Array.from({ length: 3000 }, (_, i) => row(100 + i, { patientId: `Q${i % 60}`, specimenId: `S${Math.floor(i / 60)}` }));

describe('an import in parts', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await startDatabase();
    store = await openStore(database.appUrl, 'parts', 2);
  });
  afterAll(async () => {
    await store.close();
    await database.stop();
  });

  /** One import of these rows into a site of its own: what it counts, or what it refuses. */
  async function take(code: string, content: string, rows: readonly SeriesRow[]): Promise<unknown> {
    const site = (await ensureSite(store, code, code)).id;
    return inSite(code, async (scope) => {
      await scope.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1) on conflict do nothing`, [site]);
      const [made] = await scope.query<{ id: string }>(
        `insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, $2, '\\x01', 'x', 'x', '{}') returning id`, [site, Buffer.from(content)]);
      const intake = await Intake.open(scope, { siteId: site, importId: made!.id, actId: null });
      for (let i = 0; i < rows.length; i += 500) await intake.add(rows.slice(i, i + 500));
      return intake.finish();
    }).catch((error: unknown) => {
      if (!(error instanceof ImportRefused)) throw error;
      return error.problems.map(({ code: problem, line, message }) => `${line} ${problem} ${message}`);
    });
  }
  const inSite = async <T>(code: string, work: (scope: Scope) => Promise<T>): Promise<T> => store.inSession(await openServiceSession(store, (await ensureSite(store, code, code)).id), work);
  const stored = (code: string): Promise<unknown> => inSite(code, (scope) => scope.query(
    `select m.line, m.result_version as version, m.superseded_at is null as now from clinical.measurement m join clinical.patient p on p.site_id = m.site_id and p.id = m.patient_id
     where p.patient_ref = 'P1' order by 1`));

  it('lets others change records while the file is read, and has them wait while it is stored', async () => {
    const site = (await ensureSite(store, 'lock', 'lock')).id;
    const free = (): Promise<boolean> => inSite('lock', async (scope) => (await scope.query<{ free: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as free', [site]))[0]!.free);
    const seen = await inSite('lock', async (scope) => {
      await scope.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1)`, [site]);
      const [made] = await scope.query<{ id: string }>(`insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, '\\x02', '\\x01', 'x', 'x', '{}') returning id`, [site]);
      const intake = await Intake.open(scope, { siteId: site, importId: made!.id, actId: null });
      for (let i = 0; i < between.length; i += 500) await intake.add(between.slice(i, i + 500));
      await intake.idle();
      const reading = await free();
      await intake.finish();
      return [reading, await free()];
    });
    expect([seen, await free()]).toEqual([[true, false], true]);
  });

  it('is read patient by patient before its tables have statistics: no other results of the site are looked at', async () => {
    const owner = new pg.Client(database.ownerUrl);
    await owner.connect();
    await owner.query('alter table clinical.measurement set (autovacuum_enabled = off); alter table clinical.specimen set (autovacuum_enabled = off); alter table clinical.patient set (autovacuum_enabled = off)');
    await owner.end();
    await take('plan', 'plan', Array.from({ length: 20_000 }, (_, i) => row(i + 2, { patientId: `Q${i % 100}`, specimenId: `S${Math.floor(i / 1000)}`, variant: `p.G${1 + (Math.floor(i / 100) % 10)}D` })));
    interface Plan { readonly 'Relation Name'?: string; readonly 'Actual Rows': number; readonly 'Actual Loops': number; readonly 'Rows Removed by Filter'?: number; readonly 'Rows Removed by Join Filter'?: number; readonly Plans?: readonly Plan[] }
    const looked = (p: Plan): number => (p['Relation Name'] === 'measurement' ? (p['Actual Rows'] + (p['Rows Removed by Filter'] ?? 0)) * p['Actual Loops'] : 0) + (p.Plans ?? []).reduce((n, q) => n + looked(q), 0);
    const seen = await inSite('plan', async (scope) => {
      const [q] = await scope.query<{ id: string }>(`select id from clinical.patient where patient_ref = 'Q7'`);
      const [told] = await scope.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(`explain (analyze, timing off, format json) ${seriesTable.rows}`, [null, q!.id]);
      return looked(told!['QUERY PLAN'][0]!.Plan);
    });
    expect(seen).toBe(200);
  });

  it('begins to store where reading the rest takes no longer than storing what is there', async () => {
    const site = (await ensureSite(store, 'near', 'near')).id;
    const free = (): Promise<boolean> => inSite('near', async (scope) => (await scope.query<{ free: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as free', [site]))[0]!.free);
    const seen = await inSite('near', async (scope) => {
      await scope.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\x01', 1)`, [site]);
      const [made] = await scope.query<{ id: string }>(`insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, '\\x02', '\\x01', 'x', 'x', '{}') returning id`, [site]);
      let read = 1e-9;
      const intake = await Intake.open(scope, { siteId: site, importId: made!.id, actId: null }, () => read);
      await intake.add(between.slice(0, 2500));
      await intake.idle();
      const begun = await free();
      read = 1;
      // As many as the next part takes before it is handed over.
      await intake.add(Array.from({ length: 4000 }, (_, i) => row(5000 + i, { patientId: `R${i % 50}`, specimenId: `S${Math.floor(i / 50)}` })));
      await intake.idle();
      const near = await free();
      await intake.add(between.slice(2500));
      return [begun, near, (await intake.finish()).accepted];
    });
    expect(seen).toEqual([true, false, 7000]);
  });

  it('tells what is wrong with the file and not what contradicts the record, however much of it was stored by then', async () => {
    await take('sound', 'a', [row(2, {})]);
    const site = (await ensureSite(store, 'sound', 'sound')).id;
    const told = await inSite('sound', async (scope) => {
      const [made] = await scope.query<{ id: string }>(`insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, '\\x02', '\\x01', 'x', 'x', '{}') returning id`, [site]);
      const intake = await Intake.open(scope, { siteId: site, importId: made!.id, actId: null }, () => 1);
      await intake.add([row(2, { mutantCount: 7 }), ...between]);
      await intake.idle();
      intake.problems.push({ severity: 'error', code: 'bad_date', line: 9999, column: null, field: null, value: null, message: 'x' });
      return intake.finish();
    }).catch((error: unknown) => (error as ImportRefused).problems.map((p) => p.code));
    expect(told).toEqual(['bad_date']);
    expect(await stored('sound')).toEqual([{ line: 2, version: 1, now: true }]);
  });

  it('takes an equal row once and puts versions in their order, in whichever order they come', async () => {
    const rows = [row(2, { resultVersion: 2, mutantCount: 9 }), row(3, { variant: 'p.G13D' }), ...between, row(9000, { resultVersion: 1 }), row(9001, { variant: 'p.G13D' }), row(9002, { resultVersion: 3 })];
    expect(await take('order', 'a', rows)).toEqual({ rows: 3005, specimens: 3001, patients: 61, accepted: 3005, rejected: 0 });
    const versions = [{ line: 2, version: 2, now: false }, { line: 3, version: 1, now: true }, { line: 9000, version: 1, now: false }, { line: 9002, version: 3, now: true }];
    expect(await stored('order')).toEqual(versions);
    // The same rows by another import: nothing new, and each is noted as said again.
    expect(await take('order', 'b', rows)).toEqual({ rows: 3005, specimens: 3001, patients: 61, accepted: 3005, rejected: 0 });
    expect(await stored('order')).toEqual(versions);
    expect(await inSite('order', (scope) => scope.query('select count(*) as n from clinical.import_repeat'))).toEqual([{ n: 3004 }]);
  });

  it.each<[string, readonly SeriesRow[], Said, string]>([
    ['within one part', [], { mutantCount: 9 }, '9000 conflicting_result KRAS p.G12D in specimen S1 by panel stands twice in this file with different results'],
    ['in two parts', between, { mutantCount: 9 }, '9000 conflicting_result KRAS p.G12D in specimen S1 by panel stands twice in this file with different results'],
    ['on another day', between, { collected: { kind: 'date', date: '2026-01-16' } }, '9000 specimen_date_conflict specimen S1 of patient P1 is already dated 2026-01-15'],
    ['on another kind of time', between, { collected: { kind: 'day', day: 3 }, anchor: 'x' }, '9000 mixed_time_basis patient P1 has calendar dates; a day number cannot be placed on them'],
  ])('refuses what contradicts itself %s, and leaves nothing', async (_, others, said, problem) => {
    expect(await take('refused', 'a', [row(2, {}), ...others, row(9000, said)])).toContain(problem);
    expect(await inSite('refused', (scope) => scope.query('select from clinical.patient union all select from clinical.import'))).toEqual([]);
  });

  it('tells what contradicts an earlier import, a hundred of a kind', async () => {
    await take('earlier', 'a', [row(2, { resultVersion: 2 }), ...between]);
    expect(await take('earlier', 'b', [row(2, {})])).toEqual(['2 conflicting_result KRAS p.G12D in specimen S1 by panel is stored in version 2; an older version is not taken']);
    const told = (await take('earlier', 'b', between.map((r) => ({ ...r, totalCount: 4000 })))) as string[];
    expect(told[0]).toBe('100 conflicting_result KRAS p.G12D in specimen S0 by panel is stored with a different result; a correction needs a higher result_version than 1');
    expect(told).toHaveLength(100);
  });
});
