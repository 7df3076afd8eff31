/** G25: what a browser is told on every answer, and whose word a change needs. Routes are taken from the OpenAPI document. */
import { type ChildProcess } from 'node:child_process';
import { createUser } from '@clonewatch/trust';
import { callOperation, eventually, freePort, operationsOf, startProgram, startSystem, stopProgram, type Answer, type ApiOperation, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let admin: string;
let operations: ApiOperation[];
let proxied: ChildProcess;
let proxiedUrl: string;
const publicOrigin = 'https://ctdna.example.org';
const account = { email: 'nurse@example.org', password: 'long enough for anyone' };

beforeAll(async () => {
  system = await startSystem({ worker: false, web: true });
  admin = await system.token('main', 'admin');
  operations = await operationsOf(system.url);
  await createUser(system.store, { ...account, siteId: await system.siteId('main'), role: 'clinician' });
  const port = await freePort();
  proxiedUrl = `http://127.0.0.1:${port}`;
  proxied = startProgram('api', { DATABASE_URL: system.database.appUrl, PORT: String(port), CLONEWATCH_PUBLIC_URL: `${publicOrigin}/` });
  await eventually(() => fetch(`${proxiedUrl}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
}, 120_000);
afterAll(async () => {
  await stopProgram(proxied);
  await system.stop();
});

const get = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, init);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};

function expectGuarded({ headers }: Answer, name: string): void {
  const csp = headers['content-security-policy'] ?? '';
  expect({ name, csp }).toEqual({ name, csp: expect.stringMatching(/default-src '(self|none)'/) });
  expect({ name, csp }).toEqual({ name, csp: expect.stringContaining(`frame-ancestors 'none'`) });
  expect({ name, csp }).not.toEqual({ name, csp: expect.stringMatching(/unsafe-|\*|https?:/) });
  expect({ name, sniff: headers['x-content-type-options'], referrer: headers['referrer-policy'] }).toEqual({ name, sniff: 'nosniff', referrer: 'no-referrer' });
  expect({ name, cors: Object.keys(headers).filter((h) => h.startsWith('access-control-')) }).toEqual({ name, cors: [] });
}

const kept = (a: Answer): string => a.headers['cache-control'] ?? '';

it('G25 every route says so, answered or refused, streams included; nothing of it may be kept', async () => {
  expect(operations.length).toBeGreaterThan(10);
  for (const operation of operations) {
    for (const token of [admin, undefined]) {
      const answer = await callOperation(system.url, operation, { ...(token ? { token } : {}) });
      const name = `${operation.name} → ${answer.status}`;
      expectGuarded(answer, name);
      expect({ name, kept: kept(answer) }).toEqual({ name, kept: 'no-store' });
    }
  }
});

it('G25 errors from below the routes say so too: unknown path, unreadable path, unreadable body, wrong method, too large', async () => {
  const json = { 'content-type': 'application/json' };
  const answers = await Promise.all([
    get(`${system.url}/api/v1/nothing`), get(`${system.url}/nothing-here`), get(`${system.url}/api/v1/%zz`), get(`${system.url}/api/v1/patients`, { method: 'PUT' }),
    get(`${system.url}/api/v1/session`, { method: 'POST', headers: json, body: '{"a"' }), get(`${system.url}/api/v1/session`, { method: 'POST', headers: json, body: `"${'x'.repeat(2_000_000)}"` }),
  ]);
  expect(answers.map((a) => a.status)).toEqual([404, 404, 400, 404, 400, 413]);
  for (const answer of answers) {
    expectGuarded(answer, `${answer.status} ${answer.body.slice(0, 80)}`);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(kept(answer)).toBe('no-store');
  }
});

it('G25 pages and files say so; only files named by their content are kept, and they hold no script or style of the page itself', async () => {
  const page = await get(`${system.url}/sign-in`);
  expectGuarded(page, 'page');
  expect(kept(page)).toBe('no-cache');
  expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/i);
  const files = [...page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((m) => m[1]!);
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const answer = await get(system.url + file);
    expectGuarded(answer, file);
    expect(kept(answer)).toMatch(file.startsWith('/assets/') ? /immutable/ : /^no-cache$/);
  }
});

it('G25 over https browsers are told to stay there; on plain loopback they are not', async () => {
  expect((await get(`${proxiedUrl}/api/health`)).headers['strict-transport-security']).toMatch(/^max-age=31536000/);
  expect((await get(`${system.url}/api/health`)).headers['strict-transport-security']).toBeUndefined();
});

describe('G25 a change needs proof of its origin', () => {
  const signIn = (url: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(account) });
  const cookieOf = (r: Response): string => r.headers.getSetCookie().map((c) => c.split(';')[0]!).join('; ');
  const strange: Record<string, string>[] = [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }];

  it('nobody is signed in by a page of another origin', async () => {
    for (const headers of [...strange, { origin: `${system.url}0` }]) {
      const refused = await signIn(system.url, headers);
      expect({ headers, status: refused.status, cookies: refused.headers.getSetCookie() }).toEqual({ headers, status: 403, cookies: [] });
    }
    const ours: Record<string, string>[] = [{}, { origin: system.url }, { 'sec-fetch-site': 'same-origin' }];
    for (const headers of ours) expect((await signIn(system.url, headers)).status).toBe(204);
  });

  it('behind TLS only the public origin counts, whatever the host header says', async () => {
    expect((await signIn(proxiedUrl, { origin: publicOrigin })).status).toBe(204);
    expect((await signIn(proxiedUrl, { origin: publicOrigin.replace('https:', 'http:') })).status).toBe(403);
    expect((await signIn(proxiedUrl, { origin: proxiedUrl })).status).toBe(403);
  });

  it('with the session cookie alone no unsafe route answers anything but 403; with our own origin each does', async () => {
    const cookie = cookieOf(await signIn(system.url, { origin: system.url }));
    const unsafe = operations.filter((o) => o.method !== 'GET' && o.name !== 'DELETE /api/v1/session');
    expect(unsafe.length).toBeGreaterThan(1);
    for (const operation of unsafe) {
      for (const headers of [{}, ...strange]) {
        const answer = await callOperation(system.url, operation, { headers: { cookie, ...headers } });
        expect({ name: operation.name, headers, status: answer.status, code: (JSON.parse(answer.body) as { code: string }).code }).toEqual({ name: operation.name, headers, status: 403, code: 'cross_site' });
      }
      const own = await callOperation(system.url, operation, { headers: { cookie, origin: system.url } });
      expect({ name: operation.name, body: own.body }).not.toEqual({ name: operation.name, body: expect.stringContaining('cross_site') });
    }
  });

  it('no preflight is answered, so no page elsewhere can send a bearer token', async () => {
    const preflight = await fetch(`${system.url}/api/v1/patients`, { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' } });
    expect(preflight.status).toBe(404);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});
