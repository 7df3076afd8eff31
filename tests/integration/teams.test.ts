/** Teams: alerts of a patient reach the contact points of the patient's team, by mail too; a real mail server on this machine. Views of the work list are each person's own. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { AddedContact, WireContactList, WireDelivery, WireSavedView, WireTeamList, WireTold } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { openServiceSession } from '@clonewatch/trust';
import { deliverDue, mailOptions, sendMail } from '@clonewatch/workflows';
import { emergingRows, emergingTreatments, eventually, getJson, importAndWait, newAccount, patientByRef, send, seriesFile, sessionToken, startSystem, type Reply, type TestSystem } from '@clonewatch/testing';

interface Mail { readonly to: string[]; readonly from: string; readonly lines: string[]; readonly user: string | undefined }
let system: TestSystem;
let server: SMTPServer;
let smtp: string;
let admin: string;
const got: Mail[] = [];
/** What the server answers to a recipient. */
let refuse: { code: number; text: string } | null = null;

beforeAll(async () => {
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'], authOptional: true, allowInsecureAuth: true, logger: false,
    onAuth: (auth, _session, done) => (auth.password === 'p@ss word' ? done(null, { user: auth.username }) : done(new Error('wrong password'))),
    onRcptTo: (_address, _session, done) => (refuse === null ? done() : done(Object.assign(new Error(refuse.text), { responseCode: refuse.code }))),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (piece: Buffer) => { text += piece.toString(); });
      stream.on('end', () => { got.push({ to: session.envelope.rcptTo.map((r) => r.address), from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address, lines: text.split('\r\n'), user: session.user }); done(); });
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  smtp = `smtp://robot:p%40ss%20word@127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  system = await startSystem({ env: { CLONEWATCH_SMTP_URL: smtp, CLONEWATCH_SMTP_FROM: 'clonewatch@hospital.example', CLONEWATCH_PUBLIC_URL: 'https://clonewatch.example' } });
  admin = await system.token('main', 'admin');
}, 120_000);
afterAll(async () => {
  await system?.stop();
  await new Promise<void>((done) => server.close(done));
});

const base = '/admin/sites/main';
const call = <T = { id: string; code: string }>(method: string, path: string, body?: object, token = admin): Promise<Reply<T>> => send<T>(system.url, token, method, path, body);
const team = async (name: string, quiet: object = {}): Promise<string> => (await call('POST', `${base}/teams`, { name, ...quiet })).body.id;
const contact = (team_: string, target: string, more: object = {}): Promise<Reply<AddedContact & { code: string }>> => call('POST', `${base}/contacts`, { team: team_, kind: 'email', target, ...more });
const deliveries = async (): Promise<WireDelivery[]> => (await getJson<{ items: WireDelivery[] }>(system.url, admin, `${base}/deliveries`)).items;
const teams = (): Promise<WireTeamList> => getJson(system.url, admin, `${base}/teams`);
const header = (m: Mail, name: string): string | undefined => m.lines.slice(0, m.lines.indexOf('')).find((l) => l.toLowerCase().startsWith(`${name.toLowerCase()}:`))?.slice(name.length + 1).trim();
/** Quoted-printable taken off, as a mail program does. */
const textOf = (m: Mail): string => m.lines.join('\n').replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
let ward: string;
let night: string;

/** The worked example, its last draw two days ago. */
const recent = (ref: string): string[] => emergingRows.map((r) => {
  const [, specimen, on, ...rest] = r.split(',');
  return [ref, specimen, dateOfDay(dayOfDate(on!) - dayOfDate('2026-05-07') + dayOfDate(new Date().toISOString().slice(0, 10)) - 2), ...rest].join(',');
});
async function alertsOf(ref: string, assign: string | null): Promise<void> {
  await importAndWait(system, admin, { name: `${ref}-t.csv`, content: emergingTreatments.replace('\nP1,', `\n${ref},`) });
  if (assign !== null) expect(await call('POST', `${base}/teams/${assign}/patients`, { patient_ids: [ref, ref] })).toMatchObject({ status: 200, body: { patients: 1 } });
  await importAndWait(system, admin, { name: `${ref}.csv`, content: seriesFile(recent(ref)) });
}
const settled = (): Promise<WireDelivery[]> => eventually(deliveries, (d) => d.length > 0 && d.every((x) => x.state !== 'waiting'));

it('a team has a name of its own, quiet hours with both ends, and contact points; a webhook shows its key, a mail address has none', async () => {
  ward = await team('Ward 4');
  night = await team('Night shift');
  expect(await call('POST', `${base}/teams`, { name: ' ward 4 ' })).toMatchObject({ status: 409, body: { code: 'team_exists' } });
  expect(await call('POST', `${base}/teams`, { name: 'x', quiet_from: '20:00' })).toMatchObject({ status: 400 });
  expect(await contact(ward, 'ward4@hospital.example')).toMatchObject({ status: 201, body: { secret: null } });
  expect(await contact(night, 'night@hospital.example')).toMatchObject({ status: 201 });
  expect(await contact(crypto.randomUUID(), 'ward4@hospital.example')).toMatchObject({ status: 404 });
  expect(await getJson<WireContactList>(system.url, admin, `${base}/contacts`)).toMatchObject({ email: true, items: [{ team: 'Night shift', kind: 'email', target: 'night@hospital.example' }, { team: 'Ward 4' }] });
});

it('one address, and nothing that could become a header or a second one', async () => {
  for (const target of ['ward4', 'a@b', 'a@hospital.example,b@evil.example', 'a@hospital.example;b@evil.example', 'a@hospital.example b@evil.example', 'Ward <a@hospital.example>', 'a@hospital.example\r\nBcc: b@evil.example', 'a@hospital.example\nSubject: x', 'a\u0000@hospital.example', `${'a'.repeat(250)}@hospital.example`]) {
    expect({ target, answer: (await contact(ward, target)).body.code }).toEqual({ target, answer: 'bad_target' });
  }
  // Past the door, too: what stands in the database is looked at again before it goes out.
  expect(await sendMail({ url: smtp, from: 'clonewatch@hospital.example' }, 'a@hospital.example\r\nBcc: b@evil.example', { id: '1', site: 'main', severity: null, alerts: null, link: '/', language: 'en' })).toMatchObject({ final: true });
  expect(got).toEqual([]);
});

it('TLS is demanded of every host but this machine', () => {
  const of = (url: string): object => mailOptions({ url, from: 'x' });
  expect(of('smtp://mail.hospital.example')).toEqual({ host: 'mail.hospital.example', port: 587, secure: false, requireTLS: true, ignoreTLS: false });
  expect(of('smtp://u:p%40@mail.hospital.example:25')).toMatchObject({ port: 25, requireTLS: true, auth: { user: 'u', pass: 'p@' } });
  expect(of('smtps://mail.hospital.example')).toMatchObject({ port: 465, secure: true, requireTLS: false });
  expect(of('smtp://10.0.0.1?tls=off')).toMatchObject({ requireTLS: false, ignoreTLS: true });
  for (const here of ['127.0.0.1', 'localhost', '[::1]']) expect(of(`smtp://${here}:2525`)).toMatchObject({ requireTLS: false, ignoreTLS: true });
});

it('the test button sends at once, signed in as the address says', async () => {
  const { items } = await getJson<WireContactList>(system.url, admin, `${base}/contacts`);
  expect(await call('POST', `${base}/contacts/${items.find((c) => c.team === 'Ward 4')!.id}/test`)).toMatchObject({ status: 201 });
  const [mail] = await eventually(() => Promise.resolve(got), (g) => g.length > 0);
  expect(mail).toMatchObject({ to: ['ward4@hospital.example'], from: 'clonewatch@hospital.example', user: 'robot' });
  expect([header(mail!, 'Subject'), header(mail!, 'From'), header(mail!, 'To'), header(mail!, 'Auto-Submitted')]).toEqual(['Clonewatch: a test', 'Clonewatch <clonewatch@hospital.example>', 'ward4@hospital.example', 'auto-generated']);
  expect(await settled()).toMatchObject([{ test: true, state: 'delivered', kind: 'email', team: 'Ward 4', target: 'ward4@hospital.example', last_status: 250 }]);
  got.length = 0;
});

it('alerts reach the contact points of the patient’s team alone; those of nobody’s patient, everybody; no patient’s data is in the mail', async () => {
  await alertsOf('NEWS-77', ward);
  await settled();
  expect(got.map((m) => m.to)).toEqual([['ward4@hospital.example']]);
  const { id } = await patientByRef(system, admin, 'NEWS-77');
  expect(textOf(got[0]!)).toContain(`\nhttps://clonewatch.example/patients/${id}?site=main\n`);
  expect(textOf(got[0]!)).not.toMatch(/NEWS|KRAS|G12D|cetuximab|S5|Ward/);
  expect(header(got[0]!, 'Subject')).toMatch(/^Clonewatch: \d+ alerts? to act on$/);
  got.length = 0;
  await alertsOf('FREE-1', null);
  await settled();
  expect(got.map((m) => m.to[0]).sort()).toEqual(['night@hospital.example', 'ward4@hospital.example']);
  got.length = 0;
  // A team that nobody is told for is no way to silence.
  await alertsOf('LOST-1', await team('Nobody there'));
  await settled();
  expect(got.map((m) => m.to[0]).sort()).toEqual(['night@hospital.example', 'ward4@hospital.example']);
  got.length = 0;
});

it('what the server puts off is tried again under the same id and then dead; an address it refuses is dead at once; both go out again when a person says so', async () => {
  const siteId = await system.siteId('main');
  const service = await openServiceSession(system.store, siteId);
  const options = { allowed: [], origin: 'https://clonewatch.example', mail: { url: smtp, from: 'clonewatch@hospital.example' } };
  refuse = { code: 451, text: 'try later' };
  await alertsOf('SLOW-1', ward);
  await eventually(deliveries, (d) => d[0]!.last_status === 451);
  for (let i = 0; i < 8; i++) {
    await system.store.inSession(service, (scope) => scope.query(`update clinical.delivery set next_at = now() where state = 'waiting'`));
    await deliverDue(system.store, (id) => (id === siteId ? Promise.resolve(service) : openServiceSession(system.store, id)), options);
  }
  expect((await eventually(deliveries, (d) => d[0]!.state === 'dead'))[0]).toMatchObject({ attempts: 8, last_status: 451, last_error: expect.stringContaining('try later') as string });
  refuse = { code: 550, text: 'no such user' };
  await alertsOf('GONE-1', ward);
  const [gone] = await eventually(deliveries, (d) => d[0]!.state === 'dead' && d[0]!.last_status === 550);
  expect(gone).toMatchObject({ attempts: 1 });
  refuse = null;
  expect(got).toEqual([]);
  expect(await call('POST', `${base}/deliveries/${gone!.id}/retry`)).toMatchObject({ status: 204 });
  const [mail] = await eventually(() => Promise.resolve(got), (g) => g.length > 0);
  expect(header(mail!, 'Message-ID')).toBe(`<${gone!.id}@hospital.example>`);
  got.length = 0;
});

it('unknown ids are named and nobody is assigned; one patient’s team is set with a reason; a team that goes leaves its patients to everybody', async () => {
  const bad = await call<{ code: string; problems: { value: string }[] }>('POST', `${base}/teams/${night}/patients`, { patient_ids: ['NEWS-77', 'NOBODY', 'NONE'] });
  expect(bad).toMatchObject({ status: 422, body: { code: 'unknown_patient', problems: [{ value: 'NOBODY' }, { value: 'NONE' }] } });
  const { id, team: was } = await patientByRef(system, admin, 'NEWS-77');
  expect(was).toEqual({ id: ward, name: 'Ward 4' });
  const clinician = await system.token('main', 'clinician');
  expect(await call('PUT', `/patients/${id}/team`, { team: night, reason: 'moved' }, await system.token('main', 'read_only'))).toMatchObject({ status: 403 });
  expect(await call('PUT', `/patients/${id}/team`, { team: night }, clinician)).toMatchObject({ status: 400 });
  expect(await call('PUT', `/patients/${id}/team`, { team: night, reason: 'moved' }, clinician)).toMatchObject({ status: 204 });
  expect((await patientByRef(system, admin, 'NEWS-77')).team).toEqual({ id: night, name: 'Night shift' });
  expect(await call('PUT', `${base}/teams/${night}`, { name: 'Nights', quiet_from: '20:00', quiet_to: '07:00' })).toMatchObject({ status: 204 });
  expect(await call('DELETE', `${base}/teams/${night}`)).toMatchObject({ status: 204 });
  expect((await patientByRef(system, admin, 'NEWS-77')).team).toBeNull();
  expect((await teams()).items.map((t) => [t.name, t.patients, t.contacts])).toEqual([['Nobody there', 1, 0], ['Ward 4', 2, 1]]);
  expect((await teams()).without_team).toBe(2);
  expect((await getJson<WireContactList>(system.url, admin, `${base}/contacts`)).items.map((c) => c.team)).toEqual(['Ward 4']);
});

it('a mail server that is not there is tried again later', async () => {
  const nobody = await sendMail({ url: 'smtp://127.0.0.1:9', from: 'clonewatch@hospital.example' }, 'ward4@hospital.example', { id: '1', site: 'main', severity: null, alerts: null, link: '/', language: 'en' });
  expect(nobody).toMatchObject({ status: null, final: false, error: expect.stringContaining('ECONNREFUSED') as string });
});

it('in the quiet hours of its team a notice waits for their end, and the page says until when', async () => {
  // From an hour ago to three hours ahead, by this machine's clock.
  const at = (hours: number): string => { const d = new Date(Date.now() + hours * 3_600_000); return `${String(d.getHours()).padStart(2, '0')}:${String(d.getMinutes()).padStart(2, '0')}`; };
  const [from, to] = [at(-1), at(3)];
  const asleep = await team('Asleep', { quiet_from: from, quiet_to: to });
  expect((await contact(asleep, 'asleep@hospital.example')).status).toBe(201);
  got.length = 0;
  await alertsOf('SLEEP-1', asleep);
  const { id } = await patientByRef(system, admin, 'SLEEP-1');
  const told = await eventually(async () => (await getJson<{ items: WireTold[] }>(system.url, admin, `/patients/${id}/told`)).items, (x) => x.length > 0);
  expect(new Set(told.map((x) => JSON.stringify([x.channel, x.team, x.state, x.attempts])))).toEqual(new Set([JSON.stringify(['email', 'Asleep', 'waiting', 0])]));
  const ends = new Date(told[0]!.next_at!);
  expect(`${String(ends.getHours()).padStart(2, '0')}:${String(ends.getMinutes()).padStart(2, '0')}`).toBe(to);
  expect(ends.getTime()).toBeGreaterThan(Date.now());
  await deliverDue(system.store, (site) => openServiceSession(system.store, site), { allowed: [], origin: 'https://clonewatch.example', mail: { url: smtp, from: 'clonewatch@hospital.example' } });
  expect(got).toEqual([]);
});

it('views are each person’s own, in each site; a token keeps none; the words searched for are no part', async () => {
  const [anna, boris] = await Promise.all([1, 2].map(async () => sessionToken(system.store, await newAccount(system, 'main', 'read_only'))));
  const view = { site: 'main', name: 'Mine', view: 'act', nosology: '', drug: 'on', team: ward };
  const of = async (token: string): Promise<WireSavedView[]> => (await getJson<{ items: WireSavedView[] }>(system.url, token, '/views?site=main')).items;
  expect(await call('POST', '/views', view, anna)).toMatchObject({ status: 201 });
  expect(await call('POST', '/views', { ...view, view: 'review' }, anna)).toMatchObject({ status: 201 });
  expect(await call('POST', '/views', { ...view, text: 'NEWS-77' }, anna)).toMatchObject({ status: 400 });
  expect(await of(anna!)).toMatchObject([{ name: 'Mine', view: 'review', drug: 'on', team: ward }]);
  expect([await of(boris!), await of(admin)]).toEqual([[], []]);
  expect(await call('POST', '/views', view)).toMatchObject({ status: 409, body: { code: 'no_person' } });
  const [{ id }] = (await of(anna!)) as [WireSavedView];
  expect(await call('DELETE', `/views/${id}`, undefined, boris)).toMatchObject({ status: 404 });
  expect(await call('DELETE', `/views/${id}`, undefined, anna)).toMatchObject({ status: 204 });
  for (let i = 0; i < 12; i++) expect((await call('POST', '/views', { ...view, name: `view ${i}` }, anna)).status).toBe(201);
  expect(await call('POST', '/views', { ...view, name: 'one more' }, anna)).toMatchObject({ status: 409, body: { code: 'too_many_views' } });
});
