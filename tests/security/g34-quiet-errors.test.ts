/** G34: every refusal is a problem document with a stable type, a code and a request id, and tells nothing of what is behind it. */
import { randomUUID } from 'node:crypto';
import { createUser } from '@clonewatch/trust';
import { problemSchema } from '@clonewatch/contracts';
import { callOperation, operationsOf, startSystem, type ApiOperation, type TestSystem } from '@clonewatch/testing';
import { sendRaw } from './raw-http';

let system: TestSystem;
let token: string;
let operations: ApiOperation[];
beforeAll(async () => {
  system = await startSystem({ worker: false, web: true });
  token = await system.token('main', 'admin');
  operations = await operationsOf(system.url);
  await createUser(system.store, { email: 'nurse@example.org', password: 'long enough for anyone', siteId: await system.siteId('main'), role: 'clinician' });
}, 120_000);
afterAll(() => system?.stop());

interface Answer { readonly name: string; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Words of a stack, of SQL, of a path, of a driver, of our own insides. */
const revealing = /\bat .*\(|node_modules|\.[jt]s:\d|\/(root|home|tmp|var|usr)\/|\bselect\b.*\bfrom\b|\binsert into\b|pg_|clinical\.|ops\.|sec\.|PostgreSQL|postgres|ECONN|127\.0\.0\.1|localhost|SQLSTATE|QueryFailed|TypeError|undefined|\bnull value\b|FST_|Fastify|Nest|zod/i;

/** What of an answer is not as promised; null when all is. */
function wrongWith({ status, headers, body }: Answer): string | null {
  if (status < 400) return `answered ${status}`;
  if (!headers['content-type']?.startsWith('application/problem+json')) return `content-type ${headers['content-type']}`;
  const parsed = problemSchema.strict().safeParse(JSON.parse(body));
  if (!parsed.success) return `not the schema: ${parsed.error.message}`;
  const p = parsed.data;
  if (p.type !== `urn:clonewatch:problem:${p.code}` || p.status !== status || !/^[a-z][a-z0-9_]*$/.test(p.code)) return `type ${p.type}, status ${p.status}`;
  if (!/^[0-9a-f-]{36}$/.test(p.request_id ?? '')) return 'no request id';
  if (headers.server !== undefined || headers['x-powered-by'] !== undefined) return 'names its software';
  const told = revealing.exec(JSON.stringify({ ...p, instance: undefined }));
  return told === null ? null : `tells ${told[0]}`;
}

async function get(name: string, path: string, init: RequestInit = {}, signedIn = true): Promise<Answer> {
  const response = await fetch(`${system.url}${path}`, { ...init, headers: { ...(signedIn ? { authorization: `Bearer ${token}` } : {}), ...init.headers } });
  return { name, status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}
const json = (body: string): RequestInit => ({ method: 'POST', body, headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } });
const form = (text: string): RequestInit => ({ method: 'POST', body: text, headers: { 'content-type': 'multipart/form-data; boundary=b' } });

it('G34 every way to be refused that we know', async () => {
  const id = randomUUID();
  const raw = async (name: string, text: string): Promise<Answer> => ({ name, ...(await sendRaw(system.url, [text])) });
  const answers = await Promise.all([
    get('unknown route', '/api/v1/nothing'), get('unknown below /api', '/api/nothing'), get('unknown elsewhere', '/.env'), get('climbing path', '/..%2f..%2fetc/passwd'), get('unreadable path', '/api/v1/%zz'),
    get('wrong method', '/api/v1/patients', { method: 'DELETE' }), get('unknown method of a page', '/imports', { method: 'PATCH' }), get('not signed in', '/api/v1/patients', {}, false),
    get('token of nobody', '/api/v1/patients', { headers: { authorization: `Bearer cw_${'x'.repeat(43)}` } }), get('id of nothing', `/api/v1/patients/${id}`), get('id that is none', '/api/v1/patients/1\'%20or%201=1'),
    get('NUL in an id', '/api/v1/imports/%00'), get('NUL in a filter', '/api/v1/patients?patient_id=%00'), get('NUL in a token', '/api/v1/session', json('{"token":"\\u0000"}')), get('NUL in an address', '/api/v1/session', json('{"email":"\\u0000@x","password":"x"}')), get('long path', `/api/v1/patients/${'x'.repeat(5000)}`), get('bad cursor', '/api/v1/patients?cursor=zzz'), get('bad cursor of imports', '/api/v1/imports?cursor=zzz'),
    get('bad limit', '/api/v1/patients?limit=-1'), get('unknown query', '/api/v1/patients?order=1'), get('a query twice', '/api/v1/patients?limit=1&limit=2'), get('bad day', `/api/v1/patients/${id}?as_of=yesterday`), get('unknown site', '/api/v1/patients?site=nowhere'),
    get('unreadable JSON', '/api/v1/session', json('{"token":')), get('empty JSON', '/api/v1/session', json('')), get('JSON of another shape', '/api/v1/session', json('[]')), get('unknown field', '/api/v1/session', json('{"token":"x","admin":true}')),
    get('numbers for words', '/api/v1/session', json('{"email":1,"password":{}}')), get('wrong password', '/api/v1/session', json('{"email":"nurse@example.org","password":"wrong"}')), get('unknown account', '/api/v1/session', json('{"email":"nobody@example.org","password":"wrong"}')),
    get('too much JSON', '/api/v1/session', json(`"${'x'.repeat(1_100_000)}"`)), get('no form', '/api/v1/imports', json('{}')), get('wrong type', '/api/v1/imports', { method: 'POST', body: 'x', headers: { 'content-type': 'text/xml' } }),
    get('no type', '/api/v1/imports', { method: 'POST', body: new Uint8Array([1]) }), get('broken form', '/api/v1/imports', form('--b\r\nx')), get('no file', '/api/v1/imports', form('--b--\r\n')),
    get('unrecognised file', '/api/v1/imports', form('--b\r\ncontent-disposition: form-data; name="file"; filename="x.bin"\r\n\r\n\u0001\u0002\r\n--b--\r\n')),
    get('bad export format', '/api/v1/exports/series?format=exe'), get('bad event position', '/api/v1/nothing', { headers: { 'last-event-id': '%%%' } }),
    raw('no HTTP', 'hello\r\n\r\n'), raw('bad version', 'GET / HTTP/9.9\r\n\r\n'), raw('bad header', 'GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n'), raw('head too large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(50_000)}\r\n\r\n`),
    raw('two lengths', 'POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'),
  ]);
  expect(answers.flatMap((a) => (wrongWith(a) === null ? [] : [`${a.name} (${a.status}): ${wrongWith(a)}: ${a.body.slice(0, 200)}`]))).toEqual([]);
  expect(answers.filter((a) => a.status >= 500).map((a) => a.name)).toEqual([]);
  // An account that is there and one that is not are refused in the same words.
  const said = (name: string): unknown => ({ ...(JSON.parse(answers.find((a) => a.name === name)!.body) as object), request_id: null });
  expect(said('wrong password')).toEqual(said('unknown account'));
});

it('G34 the database gone: a bare 503 on every route, and health says so', async () => {
  await system.database.stop();
  const wrong: string[] = [];
  for (const operation of operations.filter((o) => !/health|DELETE .*session/.test(o.name))) {
    const a = await callOperation(system.url, operation, { token });
    const fault = a.status === 503 || a.status === 400 || a.status === 415 ? wrongWith({ name: operation.name, ...a }) : `answered ${a.status}`;
    if (fault !== null) wrong.push(`${operation.name}: ${fault}: ${a.body.slice(0, 200)}`);
  }
  expect(wrong).toEqual([]);
  const health = await fetch(`${system.url}/api/health`);
  expect([health.status, ((await health.json()) as { status: string }).status]).toEqual([503, 'unavailable']);
});

