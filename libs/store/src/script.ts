/** Several statements in one message: reading and storing share a process, and the server would wait for its next statement until reading has a pause. */
import type pg from 'pg';
import type { Row, Scope } from './store.js';

export interface Statement { readonly sql: string; /** For its parameters $1, $2 …: identities, or null. */ readonly ids?: readonly (string | null)[] }

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function literal(id: string | null): string {
  if (id === null) return 'null::uuid';
  if (!uuid.test(id)) throw new TypeError('not a uuid');
  return `'${id}'::uuid`;
}

/** Runs them in order; the first that fails ends it. Answers the rows of each. A message of several statements takes no parameters: they are written in, as uuids and nothing else. */
export async function runScript(scope: Scope, statements: readonly Statement[]): Promise<Row[][]> {
  const text = statements.map(({ sql, ids = [] }) => sql.replace(/\$(\d)/g, (_, n: string) => literal(ids[Number(n) - 1]!)));
  const client = await scope.client();
  const results = (await client.query(text.join(';\n'))) as unknown as pg.QueryResult<Row> | pg.QueryResult<Row>[];
  return (Array.isArray(results) ? results : [results]).map((r) => r.rows);
}
