/**
 * Measurements per second from a posted file to durable rows with every constraint on. Floor: COPY of the very rows it made durable, all columns,
 * into a table with the same columns and no constraint, index or trigger. Peer: TypeORM's save into a table with the same constraints and indexes.
 */
import type pg from 'pg';
import { DataSource, EntitySchema, type EntitySchemaColumnOptions, type ColumnType } from 'typeorm';
import type { ImportReport } from '@clonewatch/contracts';
import { eventually, getJson, type TestSystem } from '@clonewatch/testing';
import { openServiceSession } from '@clonewatch/trust';
import { asOwner, copyIn, copyOut, count, importFile, perSecond, print, rowsPerPatient, seriesCsv, timed, withSystem } from './support.js';

/** TypeORM is slow enough for a part of the rows to give its rate. */
const savedRows = 5000;
const evaluationSeconds = 20;

export async function benchImport(rows: number): Promise<void> {
  await withSystem({}, async (system) => {
    const token = await system.token('main', 'clinician');
    const post = (content: string): Promise<{ seconds: number; answer: ImportReport }> => timed(() => importFile(system, token, content, 'stored'));
    const patients = Math.ceil(rows / rowsPerPatient);
    const first = await post(seriesCsv(rows));
    const evaluation = await evaluated(system, token, first.answer);
    const text = await copyOut(system, 'main');
    const bare = await bareCopy(system, text);
    const saved = await typeormSave(system);
    const again = await post(`${seriesCsv(rows)}\n`);
    await letEvaluationsGo(system);
    const corrected = await post(seriesCsv(rows, ',result_version', ',2'));
    const ofCopy = (seconds: number): string => `${seconds.toFixed(2)} s   ${perSecond(rows, seconds)}   ${(bare / seconds).toFixed(2)} of COPY`;
    print(`import: ${count(rows)} measurements of ${count(patients)} patients, ${(text.reduce((n, p) => n + p.length, 0) / rows).toFixed(0)} bytes a row`, [
      ['bare COPY of the same full rows', `${bare.toFixed(2)} s   ${perSecond(rows, bare)}   (floor)`],
      ['posted → durable rows', ofCopy(first.seconds)],
      ['the same rows sent again', ofCopy(again.seconds)],
      ['every row corrected', ofCopy(corrected.seconds)],
      [`TypeORM save, ${count(saved.rows)} of them`, `${saved.seconds.toFixed(2)} s   ${perSecond(saved.rows, saved.seconds)}   ${((saved.rows / saved.seconds) * (bare / rows)).toFixed(3)} of COPY   (peer)`],
      [`durable → evaluated, ${count(evaluation.patients)} of them`, `${evaluation.seconds.toFixed(2)} s   ${(evaluation.patients / evaluation.seconds).toFixed(1)} patients/s`],
    ]);
  });
}

/** Evaluating all patients takes a hundred times as long as storing their rows: some seconds of it give its rate. What is left then is let go. */
async function evaluated(system: TestSystem, token: string, { id }: ImportReport): Promise<{ patients: number; seconds: number }> {
  const ask = (): Promise<ImportReport> => getJson<ImportReport>(system.url, token, `/imports/${id}`);
  const { answer, seconds } = await timed(async () => {
    const end = Date.now() + evaluationSeconds * 1000;
    return eventually(ask, (r) => r.state === 'evaluated' || Date.now() > end, 2 * evaluationSeconds);
  });
  await letEvaluationsGo(system);
  return { patients: answer.evaluated_patients, seconds };
}

/** Evaluations still asked for are marked as done, and those under way come to their end: what is measured next has the machine for itself. */
async function letEvaluationsGo(system: TestSystem): Promise<void> {
  const token = await openServiceSession(system.store, await system.siteId('main'));
  await system.store.inSession(token, (scope) => scope.query(`update ops.outbox set done_at = now() where job = 'patient.evaluate' and done_at is null`));
  let before = -1;
  await eventually(async () => {
    await new Promise((r) => setTimeout(r, 2000));
    const [{ n } = { n: 0 }] = await system.store.inSession(token, (scope) => scope.query<{ n: number }>('select count(*) as n from clinical.evaluation'), { readOnly: true });
    const more = n !== before;
    before = n;
    return more;
  }, (more) => !more, 120);
}

/** The best of three, so that the floor is not flattered by a slow one. */
async function bareCopy(system: TestSystem, text: readonly Buffer[]): Promise<number> {
  return asOwner(system, async (owner) => {
    const seconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      await owner.query('drop table if exists public.bare');
      await owner.query('create table public.bare (like clinical.measurement)');
      seconds.push(await copyIn(owner, 'public.bare', text));
    }
    return Math.min(...seconds);
  });
}

async function typeormSave(system: TestSystem): Promise<{ rows: number; seconds: number }> {
  const token = await openServiceSession(system.store, await system.siteId('main'));
  const rows = await system.store.inSession(token, (scope) => scope.query<Record<string, unknown>>('select * from clinical.measurement limit $1', [savedRows]), { readOnly: true });
  const entity = await asOwner(system, async (owner) => {
    await owner.query('create table public.saved (like clinical.measurement including all)');
    return new EntitySchema<Record<string, unknown>>({ name: 'saved', schema: 'public', columns: await columnsOf(owner) });
  });
  const source = await new DataSource({ type: 'postgres', url: system.database.ownerUrl, entities: [entity] }).initialize();
  try {
    // Without an id each row is known to be new: TypeORM then need not look for it first.
    const fresh = rows.map((row) => ({ ...row, id: undefined }));
    const { seconds } = await timed(() => source.getRepository(entity).save(fresh as never, { chunk: 500 }));
    return { rows: rows.length, seconds };
  } finally {
    await source.destroy();
  }
}

async function columnsOf(owner: pg.Client): Promise<Record<string, EntitySchemaColumnOptions>> {
  const { rows } = await owner.query<{ name: string; type: string; nullable: boolean }>(`
    select attname as name, format_type(atttypid, null) as type, not attnotnull as nullable
    from pg_attribute where attrelid = 'clinical.measurement'::regclass and attnum > 0 and not attisdropped`);
  return Object.fromEntries(rows.map(({ name, type, nullable }) => [name, {
    type: type.replace('[]', '') as ColumnType, array: type.endsWith('[]'), nullable, primary: ['site_id', 'id'].includes(name), ...(name === 'id' ? { generated: 'uuid' as const } : {}),
  }]));
}
