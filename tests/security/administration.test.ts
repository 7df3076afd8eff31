/** Accounts, roles, tokens and sites: who decides, what is refused in words, and that each act is in the trail. */
import pg from 'pg';
import { Visitor, newAccount, startSystem, type Account, type TestSystem } from '@clonewatch/testing';
import { addMembership } from '@clonewatch/trust';

let system: TestSystem;
let owner: pg.Client;
let chief: Account;
let north: Account;
let chiefAt: Visitor;
let northAt: Visitor;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  chief = await newAccount(system, 'main', 'admin');
  north = await newAccount(system, 'north', 'admin');
  chiefAt = await at(chief);
  northAt = await at(north);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await system.stop();
});

async function at(account: { email: string; password: string }): Promise<Visitor> {
  const visitor = new Visitor(system.url);
  expect((await visitor.signIn(account)).status).toBe(204);
  return visitor;
}
const said = async (r: Response): Promise<Record<string, unknown>> => ({ status: r.status, ...(r.status === 204 ? {} : ((await r.json()) as object)) });
const users = async (visitor: Visitor, site: string): Promise<Record<string, unknown>[]> => ((await said(await visitor.ask('GET', `/admin/sites/${site}/users`))).items as Record<string, unknown>[]);

it('invites with a one-time link: a password of 12 characters and not the address; once, and never in a URL a server sees', async () => {
  const email = 'new.colleague@example.org';
  const invited = await said(await chiefAt.ask('POST', '/admin/sites/main/users', { email, role: 'clinician' }));
  expect(invited).toMatchObject({ status: 201, link: expect.stringMatching(/^\/reset-password#token=cl_[\w-]{43}$/) as string });
  expect(await users(chiefAt, 'main')).toContainEqual(expect.objectContaining({ email, role: 'clinician', has_password: false, last_sign_in_at: null, disabled_at: null, whole_account: true }));
  const token = (invited.link as string).split('#token=')[1]!;
  expect((await owner.query<{ row: string }>('select l::text as row from sec.password_link l')).rows.some((r) => r.row.includes(token.slice(3)))).toBe(false);
  const visitor = new Visitor(system.url);
  const set = async (password: string): Promise<unknown> => said(await visitor.ask('POST', '/password', { token, password }));
  expect(await set('too short')).toMatchObject({ status: 400, code: 'weak_password' });
  expect(await set(email.toUpperCase())).toMatchObject({ status: 400, code: 'weak_password' });
  expect(await set('ein langes Passwort')).toEqual({ status: 204 });
  expect(await set('ein anderes langes')).toMatchObject({ status: 404, code: 'link_not_valid' });
  await at({ email, password: 'ein langes Passwort' });
  expect(await said(await chiefAt.ask('POST', '/admin/sites/main/users', { email, role: 'clinician' }))).toMatchObject({ status: 409, code: 'already_member' });
});

it('a link lives 24 hours, and only the last one made', async () => {
  const account = await newAccount(system, 'main', 'clinician');
  const make = async (): Promise<string> => ((await said(await chiefAt.ask('POST', `/admin/sites/main/users/${account.id}/password-link`))).link as string).split('#token=')[1]!;
  const [first, last] = [await make(), await make()];
  const use = async (token: string): Promise<number> => (await new Visitor(system.url).ask('POST', '/password', { token, password: 'a new long password' })).status;
  const { rows: [row] } = await owner.query<{ hours: string }>('select extract(epoch from expires_at - now()) / 3600 as hours from sec.password_link where user_id = $1', [account.id]);
  expect(Number(row!.hours)).toBeGreaterThan(23.9);
  expect(Number(row!.hours)).toBeLessThanOrEqual(24);
  expect(await use(first)).toBe(404);
  await owner.query(`update sec.password_link set expires_at = now() where user_id = $1`, [account.id]);
  expect(await use(last)).toBe(404);
});

it('an administrator sees and changes the memberships of the own site only, and no account that another site shares', async () => {
  const shared = await newAccount(system, 'main', 'clinician');
  expect(await said(await northAt.ask('POST', '/admin/sites/north/users', { email: shared.email, role: 'researcher' }))).toMatchObject({ status: 201, link: null });
  const seen = await users(northAt, 'north');
  expect(seen.map((u) => u.email).sort()).toEqual([north.email, shared.email].sort());
  expect(seen.find((u) => u.id === shared.id)).toMatchObject({ role: 'researcher', whole_account: false });
  for (const [method, path, body] of [['PUT', 'disabled', { disabled: true }], ['POST', 'password-link', undefined]] as const) {
    expect(await said(await northAt.ask(method, `/admin/sites/north/users/${shared.id}/${path}`, body))).toMatchObject({ status: 403, code: 'account_of_another_site', detail: expect.stringContaining('site you do not administer') as string });
  }
  expect(await said(await northAt.ask('PUT', `/admin/sites/main/users/${shared.id}/role`, { role: 'admin' }))).toMatchObject({ status: 404 });
  expect(await said(await northAt.ask('DELETE', `/admin/sites/north/users/${shared.id}`))).toEqual({ status: 204 });
  expect(await users(chiefAt, 'main')).toContainEqual(expect.objectContaining({ id: shared.id, role: 'clinician', whole_account: true }));
});

it('the last administrator stays: neither removed, demoted nor disabled; of two who demote each other one stays', async () => {
  for (const [method, path, body] of [['PUT', '/role', { role: 'clinician' }], ['DELETE', '', undefined], ['PUT', '/disabled', { disabled: true }]] as const) {
    expect(await said(await northAt.ask(method, `/admin/sites/north/users/${north.id}${path}`, body))).toMatchObject({ status: 409, code: 'last_admin' });
  }
  const [a, b] = [await newAccount(system, 'duel', 'admin'), await newAccount(system, 'duel', 'admin')];
  const [atA, atB] = [await at(a), await at(b)];
  const answers = await Promise.all([atA.ask('PUT', `/admin/sites/duel/users/${b.id}/role`, { role: 'read_only' }), atB.ask('DELETE', `/admin/sites/duel/users/${a.id}`)]);
  const left = await owner.query(`select from sec.membership m join sec.site s on s.id = m.site_id where s.code = 'duel' and m.role = 'admin'`);
  expect(answers.filter((r) => r.status === 204)).toHaveLength(1);
  expect(left.rowCount).toBe(1);
});

it('who saw another role is told so', async () => {
  const account = await newAccount(system, 'main', 'clinician');
  expect(await said(await chiefAt.ask('PUT', `/admin/sites/main/users/${account.id}/role`, { role: 'researcher', was: 'read_only' }))).toMatchObject({ status: 409, code: 'changed_meanwhile' });
  expect(await said(await chiefAt.ask('PUT', `/admin/sites/main/users/${account.id}/role`, { role: 'researcher', was: 'clinician' }))).toEqual({ status: 204 });
});

it('only administrators of main make sites, signed in with an account, and administer what they make', async () => {
  expect(await said(await northAt.ask('POST', '/admin/sites', { code: 'west', name: 'West' }))).toMatchObject({ status: 403, code: 'not_of_main' });
  const token = await system.token('main', 'admin');
  const byToken = await fetch(`${system.url}/api/v1/admin/sites`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"code":"west","name":"West"}' });
  expect(await said(byToken)).toMatchObject({ status: 403, code: 'account_needed' });
  expect(await said(await chiefAt.ask('POST', '/admin/sites', { code: 'west', name: 'West' }))).toMatchObject({ status: 201 });
  expect(await said(await chiefAt.ask('POST', '/admin/sites', { code: 'west', name: 'West' }))).toMatchObject({ status: 409, code: 'site_exists' });
  expect(await said(await chiefAt.ask('PATCH', '/admin/sites/west', { name: 'Western hospital' }))).toEqual({ status: 204 });
  expect((await said(await chiefAt.ask('GET', '/admin/sites'))).items).toContainEqual(expect.objectContaining({ code: 'west', name: 'Western hospital', users: 1, tokens: 0 }));
  expect(await users(chiefAt, 'west')).toEqual([expect.objectContaining({ id: chief.id, role: 'admin' })]);
});

it('an API token is shown once, works in its site with its role, tells when it was used, and is gone when revoked', async () => {
  const made = await said(await northAt.ask('POST', '/admin/sites/north/tokens', { name: 'sequencer', role: 'clinician', days: 30 }));
  expect(await said(await northAt.ask('POST', '/admin/sites/north/tokens', { name: 'Sequencer', role: 'admin' }))).toMatchObject({ status: 409, code: 'token_exists' });
  const asToken = (): Promise<Response> => fetch(`${system.url}/api/v1/me`, { headers: { authorization: `Bearer ${made.token as string}` } });
  const listed = async (): Promise<unknown> => (await said(await northAt.ask('GET', '/admin/sites/north/tokens'))).items;
  expect(await listed()).toEqual([expect.objectContaining({ id: made.id, name: 'sequencer', role: 'clinician', created_by: north.email, last_used_at: null })]);
  expect(JSON.stringify(await listed())).not.toContain(made.token);
  expect(await said(await asToken())).toMatchObject({ status: 200, via: 'token', sites: [{ code: 'north', role: 'clinician' }] });
  expect(await listed()).toEqual([expect.objectContaining({ last_used_at: expect.any(String) as string })]);
  expect(await said(await northAt.ask('DELETE', `/admin/sites/north/tokens/${made.id as string}`))).toEqual({ status: 204 });
  expect((await asToken()).status).toBe(401);
});

it('G19 the database itself refuses: SQL in an administrator’s session reaches no other site, and opens no door without the service key', async () => {
  const session = northAt.cookies.get('clonewatch_session')!;
  const [main, ours] = [await system.siteId('main'), await system.siteId('north')];
  const sql = (text: string, parameters: unknown[]): Promise<unknown> => system.store.inSession(session, (scope) => scope.query(text, parameters));
  for (const call of ['sec.admin_users($1)', 'sec.admin_tokens($1)', `sec.admin_rename_site($1, 'ours')`]) await expect(sql(`select ${call}`, [main])).rejects.toMatchObject({ code: 'CW404' });
  await expect(sql('select sec.admin_set_role($1, $2, $3, null)', [main, chief.id, 'read_only'])).rejects.toMatchObject({ code: 'CW404' });
  await expect(sql('select sec.admin_remove($1, $2)', [ours, chief.id])).rejects.toMatchObject({ code: 'CW404' });
  for (const call of [`sec.admin_create_token('guess', $1, '\\x00', 'n', 'admin', 10)`, `sec.admin_invite('guess', $1, 'a@b', 'admin', '\\x00')`, `sec.admin_password_link('guess', $1, '${north.id}', '\\x00')`]) {
    await expect(sql(`select ${call}`, [ours])).rejects.toMatchObject({ code: '42501' });
  }
  for (const call of [`sec.end_sessions('${chief.id}')`, `sec.set_password('${chief.id}', 'x')`, `sec.use_link('guess', '\\x00', 'x')`, `sec.begin_attempt('guess', 'a', 'b', null)`]) {
    await expect(sql(`select ${call}`, [])).rejects.toMatchObject({ code: '42501' });
  }
});

it('G30 every act is in the trail of its site: who, what, on whom; refused ones too; signing in and out', async () => {
  const { rows } = await owner.query<{ site: string; body: { action: string; actor: string; outcome: string; target: string | null } }>(
    'select s.code as site, e.body from audit.event e join sec.site s on s.id = e.site_id order by e.site_id, e.seq');
  const has = (site: string, entry: object): void => expect(rows.map((r) => ({ ...r.body, site: r.site }))).toContainEqual(expect.objectContaining({ site, ...entry }));
  for (const action of ['session.open', 'user.invite', 'user.password_link', 'user.set_role', 'site.create']) {
    has(action === 'site.create' ? 'west' : 'main', { action, actor: chief.email, outcome: 'ok' });
  }
  has('west', { action: 'site.rename', actor: chief.email });
  has('main', { action: 'user.set_password', actor: 'system' });
  for (const action of ['user.invite', 'user.remove', 'token.create', 'token.revoke']) has('north', { action, actor: north.email, outcome: 'ok' });
  has('north', { action: 'user.disable', actor: north.email, outcome: 'denied' });
  has('north', { action: 'user.set_role', target: north.id, outcome: 'failed' });
  has('north', { action: 'user.create', target: north.id, actor: 'system' });
  // One in each of the account's sites: main and west.
  const leaving = await at(chief);
  await leaving.ask('DELETE', '/session');
  expect((await owner.query(`select from audit.event where body ->> 'action' = 'session.close' and body ->> 'actor' = $1`, [chief.email])).rowCount).toBe(2);
});

it('adding a role on the command line ends the sessions that had the old one', async () => {
  const account = await newAccount(system, 'main', 'clinician');
  const visitor = await at(account);
  await addMembership(system.store, account.id, await system.siteId('main'), 'read_only');
  expect(await visitor.status()).toBe(401);
});
