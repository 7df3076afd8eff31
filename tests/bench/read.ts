/** The patient page's data: requests per second and their spread. Floor: the very statements it sends, over pg alone. */
import pg from 'pg';
import { openServiceSession } from '@clonewatch/trust';
import { readPatient, type Scope } from '@clonewatch/workflows';
import { getJson, type TestSystem } from '@clonewatch/testing';
import { header, importFile, perSecond, print, spreadOf, timed, variants, withSystem } from './support.js';

const patients = 20;
const draws = 30;
const requests = 400;
const clients = 4;

interface Statement { readonly sql: string; readonly parameters: readonly unknown[] }

export async function benchRead(): Promise<void> {
  await withSystem({}, async (system) => {
    const token = await system.token('main', 'clinician');
    await importFile(system, token, `${header}\n${[...rows()].join('')}`, 'evaluated');
    const { items } = await getJson<{ items: { id: string }[] }>(system.url, token, '/patients?limit=100');
    const ids = items.map((i) => i.id);
    const statements = await Promise.all(ids.map((id) => statementsOf(system, id)));
    const page = await fetch(`${system.url}/api/v1/patients/${ids[0]!}`, { headers: { authorization: `Bearer ${token}` } }).then((r) => r.arrayBuffer());
    const bare = await bareSql(system, statements);
    const served = await inTurn((i) => getJson(system.url, token, `/patients/${ids[i % ids.length]!}`));
    const nothing = await inTurn(() => fetch(`${system.url}/api/health`).then((r) => r.arrayBuffer()));
    print(`read: ${requests} patient pages (${draws} draws of ten variants, ${(page.byteLength / 1024).toFixed(0)} KiB) by ${clients} clients at once`, [
      [`the ${statements[0]!.length} statements it needs, over pg`, `${perSecond(requests, bare.seconds)}   ${spreadOf(bare.answer)}   (floor)`],
      ['GET /api/v1/patients/{id}', `${perSecond(requests, served.seconds)}   ${spreadOf(served.answer)}   ${(bare.seconds / served.seconds).toFixed(2)} of the floor`],
      ['GET /api/health', `${perSecond(requests, nothing.seconds)}   ${spreadOf(nothing.answer)}`],
    ]);
  });
}

function* rows(): Generator<string> {
  for (let p = 0; p < patients; p++) {
    for (let d = 0; d < draws; d++) {
      const day = new Date(Date.UTC(2023, 0, 10 + 28 * d)).toISOString().slice(0, 10);
      for (const [i, v] of variants.entries()) yield `P${p},S${d},${day},panel,${v},${(p * 31 + d * 7 + i) % 5 === 0 ? Math.floor(d * 1.5) : i % 3},${3500 + ((d * 977) % 900)}\n`;
    }
  }
}

/** What the page's read sends to the database for one patient. */
async function statementsOf(system: TestSystem, id: string): Promise<Statement[]> {
  const sent: Statement[] = [];
  const token = await openServiceSession(system.store, await system.siteId('main'));
  await system.store.inSession(token, async (scope) => {
    const recording: Scope = { ...scope, query: (sql, parameters) => { sent.push({ sql, parameters: parameters ?? [] }); return scope.query(sql, parameters); } };
    await readPatient(recording, id, { today: new Date().toISOString().slice(0, 10) });
  }, { readOnly: true });
  return sent;
}

/** Some clients, each with one request under way; milliseconds of each. */
async function inTurn(work: (i: number) => Promise<unknown>): Promise<{ seconds: number; answer: number[] }> {
  for (let i = 0; i < 20; i++) await work(i);
  let next = 0;
  const took: number[] = [];
  const client = async (): Promise<void> => {
    while (next < requests) {
      const start = performance.now();
      await work(next++);
      took.push(performance.now() - start);
    }
  };
  const { seconds } = await timed(() => Promise.all(Array.from({ length: clients }, client)));
  return { seconds, answer: took };
}

async function bareSql(system: TestSystem, statements: readonly Statement[][]): Promise<{ seconds: number; answer: number[] }> {
  const token = await openServiceSession(system.store, await system.siteId('main'));
  const pool = new pg.Pool({ connectionString: system.database.appUrl, max: clients });
  try {
    return await inTurn(async (i) => {
      const client = await pool.connect();
      try {
        await client.query('begin read only');
        await client.query(`select set_config('app.session', $1, true)`, [token]);
        for (const { sql, parameters } of statements[i % statements.length]!) await client.query(sql, [...parameters]);
        await client.query('commit');
      } finally {
        client.release();
      }
    });
  } finally {
    await pool.end();
  }
}
