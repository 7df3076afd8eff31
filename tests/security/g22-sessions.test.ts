/** G22: a session is fresh, secret, short, and ends at once everywhere. Two api processes on one database. */
import { createHash } from 'node:crypto';
import { type ChildProcess } from 'node:child_process';
import pg from 'pg';
import { Visitor, eventually, freePort, newAccount, startProgram, startSystem, stopProgram, type Account, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let owner: pg.Client;
let second: { url: string; program: ChildProcess };
let secure: { url: string; program: ChildProcess };
let chief: Account;

beforeAll(async () => {
  system = await startSystem({ worker: false });
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  [second, secure] = await Promise.all([another({}), another({ CLONEWATCH_PUBLIC_URL: 'https://ctdna.example.org' })]);
  chief = await newAccount(system, 'main', 'admin');
}, 120_000);
afterAll(async () => {
  await Promise.all([stopProgram(second.program), stopProgram(secure.program)]);
  await owner.end();
  await system.stop();
});

async function another(env: Record<string, string>): Promise<{ url: string; program: ChildProcess }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = startProgram('api', { DATABASE_URL: system.database.appUrl, PORT: String(port), ...env });
  await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
  return { url, program };
}

async function signedIn(account?: Account): Promise<{ visitor: Visitor; account: Account }> {
  const who = account ?? await newAccount(system, 'main', 'clinician');
  const visitor = new Visitor(system.url);
  expect((await visitor.signIn(who)).status).toBe(204);
  expect(await visitor.status()).toBe(200);
  return { visitor, account: who };
}

const cookie = 'clonewatch_session';
const sha = (token: string): Buffer => createHash('sha256').update(token).digest();
const age = (visitor: Visitor, sql: string): Promise<unknown> => owner.query(`update sec.session set ${sql} where token_sha = $1`, [sha(visitor.cookies.get(cookie)!)]);
const sessionRow = async (visitor: Visitor): Promise<Record<string, unknown>> => (await owner.query<Record<string, unknown>>('select *, expires_at - created_at as life from sec.session where token_sha = $1', [sha(visitor.cookies.get(cookie)!)])).rows[0]!;
const admin = async (method: string, path: string, body?: unknown): Promise<Response> => (await signedIn(chief)).visitor.ask(method, `/admin/sites/main${path}`, body);

/** An open event stream; `ended` resolves when the server ends it, and gives up after two of its own looks at the clock. */
async function openStream(visitor: Visitor): Promise<{ ended: () => Promise<void> }> {
  const response = await visitor.ask('GET', '/events', undefined, { accept: 'text/event-stream' });
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  await reader.read();
  const end = (async () => { while (!(await reader.read()).done); return true; })();
  return { ended: async () => expect(await Promise.race([end, new Promise((r) => { setTimeout(r, 32_000, false).unref(); })])).toBe(true) };
}

describe('G22 sessions', () => {
  it('a session chosen by somebody else is never taken over, and the one before ends at a new sign-in', async () => {
    const account = await newAccount(system, 'main', 'clinician');
    const visitor = new Visitor(system.url);
    const planted = `cs_${'A'.repeat(43)}`;
    visitor.cookies.set(cookie, planted);
    await visitor.signIn(account);
    const first = visitor.at(system.url);
    expect(first.cookies.get(cookie)).not.toBe(planted);
    await visitor.signIn(account);
    expect(visitor.cookies.get(cookie)).not.toBe(first.cookies.get(cookie));
    expect([await visitor.status(), await first.status()]).toEqual([200, 401]);
  });

  it('256 random bits in the cookie, of which the database holds only the hash', async () => {
    const { visitor } = await signedIn();
    const token = visitor.cookies.get(cookie)!;
    expect(Buffer.from(/^cs_([\w-]{43})$/.exec(token)![1]!, 'base64url')).toHaveLength(32);
    const { rows } = await owner.query<{ row: string }>('select s::text as row from sec.session s');
    expect(rows.filter((r) => r.row.includes(token))).toEqual([]);
    expect(rows.filter((r) => r.row.includes(sha(token).toString('hex')))).toHaveLength(1);
  });

  it('the cookie is closed to scripts and to other sites; over https also to neighbours and to plain http', async () => {
    const account = await newAccount(system, 'main', 'clinician');
    const set = async (url: string, origin: string): Promise<string[]> => (await new Visitor(url).ask('POST', '/session', { email: account.email, password: account.password }, { origin })).headers.getSetCookie();
    for (const line of await set(system.url, system.url)) {
      expect(line).toMatch(/^clonewatch_(session|device)=\S+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
    }
    const lines = await set(secure.url, 'https://ctdna.example.org');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^__Host-clonewatch_(session|device)=\S+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const token = /session=([^;]+)/.exec(lines.find((l) => l.includes('session'))!)![1]!;
    const behind = new Visitor(secure.url);
    behind.cookies.set(cookie, token);
    expect(await behind.status()).toBe(401);
    behind.cookies.set(`__Host-${cookie}`, token);
    expect(await behind.status()).toBe(200);
  });

  it('signing out ends it in every process, open streams included, and it cannot be replayed', async () => {
    const { visitor } = await signedIn();
    const kept = visitor.at(second.url);
    const stream = await openStream(kept);
    expect(await kept.status()).toBe(200);
    expect((await visitor.ask('DELETE', '/session')).status).toBe(204);
    await stream.ended();
    expect([await kept.status(), await kept.at(system.url).status()]).toEqual([401, 401]);
  });

  it('disabling an account ends its sessions and streams in every process, and keeps it out until it is enabled', async () => {
    const { visitor, account } = await signedIn();
    const stream = await openStream(visitor.at(second.url));
    expect((await admin('PUT', `/users/${account.id}/disabled`, { disabled: true })).status).toBe(204);
    await stream.ended();
    expect([await visitor.status(), await visitor.at(second.url).status()]).toEqual([401, 401]);
    const refused = await visitor.signIn(account);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([401, 'sign_in_refused']);
    expect((await admin('PUT', `/users/${account.id}/disabled`, { disabled: false })).status).toBe(204);
    expect((await visitor.signIn(account)).status).toBe(204);
  });

  it('disabled in the middle of a request, the request changes nothing', async () => {
    const { visitor, account } = await signedIn();
    const siteId = await system.siteId('main');
    const write = system.store.inSession(visitor.cookies.get(cookie)!, async (scope) => {
      await scope.query(`insert into clinical.blob (site_id, sha256, bytes) values ($1, '\\xd15ab1ed', 1)`, [siteId]);
      await admin('PUT', `/users/${account.id}/disabled`, { disabled: true });
      scope.audit({ siteId, action: 'blob.write' });
    });
    await expect(write).rejects.toMatchObject({ code: '42501' });
    expect((await owner.query(`select from clinical.blob where sha256 = '\\xd15ab1ed'`)).rowCount).toBe(0);
  });

  it('a change of role or of the password ends the account’s sessions', async () => {
    const { visitor, account } = await signedIn();
    expect((await admin('PUT', `/users/${account.id}/role`, { role: 'researcher' })).status).toBe(204);
    expect(await visitor.status()).toBe(401);
    const { visitor: again } = await signedIn(account);
    const { link } = (await (await admin('POST', `/users/${account.id}/password-link`)).json()) as { link: string };
    const set = await new Visitor(second.url).ask('POST', '/password', { token: link.split('#token=')[1], password: 'another long password' });
    expect([set.status, await again.status()]).toEqual([204, 401]);
    expect([(await again.signIn(account)).status, (await again.signIn({ ...account, password: 'another long password' })).status]).toEqual([401, 204]);
  });

  it('15 minutes without a person end it; streams and refetches are no person; ended, nothing revives it', async () => {
    const { visitor } = await signedIn();
    const used = async (): Promise<number> => Date.now() - ((await sessionRow(visitor)).last_used_at as Date).getTime();
    await age(visitor, `last_used_at = now() - interval '14 minutes 30 seconds'`);
    expect(await visitor.status('/me', { 'clonewatch-background': '1' })).toBe(200);
    await openStream(visitor);
    expect(await used()).toBeGreaterThan(14 * 60_000);
    expect(await visitor.status()).toBe(200);
    expect(await used()).toBeLessThan(60_000);
    const stream = await openStream(visitor);
    await age(visitor, `last_used_at = now() - interval '15 minutes 1 second'`);
    await owner.query('notify clonewatch_event');
    await stream.ended();
    expect([await visitor.status(), await visitor.status(), await visitor.at(second.url).status()]).toEqual([401, 401, 401]);
  });

  it('12 hours after sign-in it ends, however busy', async () => {
    const { visitor } = await signedIn();
    expect((await sessionRow(visitor)).life).toMatchObject({ hours: 12 });
    await age(visitor, `expires_at = now() - interval '1 second', last_used_at = now()`);
    expect(await visitor.status()).toBe(401);
  });

  it('a pasted API token never becomes the cookie; the session it opens ends with the token', async () => {
    const made = (await (await admin('POST', '/tokens', { name: 'pasted', role: 'clinician' })).json()) as { id: string; token: string };
    const visitor = new Visitor(system.url);
    expect((await visitor.signIn({ token: made.token })).status).toBe(204);
    expect(visitor.cookies.get(cookie)).toMatch(/^cs_[\w-]{43}$/);
    expect([...visitor.cookies.values()].join(' ')).not.toContain(made.token);
    const me = (await (await visitor.ask('GET', '/me')).json()) as { via: string; user: unknown; sites: { code: string; role: string }[] };
    expect(me).toMatchObject({ via: 'session', user: null, sites: [{ code: 'main', role: 'clinician' }] });
    const stream = await openStream(visitor.at(second.url));
    expect((await admin('DELETE', `/tokens/${made.id}`)).status).toBe(204);
    await stream.ended();
    expect([await visitor.status(), (await visitor.signIn({ token: made.token })).status]).toEqual([401, 401]);
  });
});
