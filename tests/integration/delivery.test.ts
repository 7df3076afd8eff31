/** G28: notices outside the page. A real receiver on this machine, a real worker; one notice a patient and draw, signed, tried again, dead letters visible. */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AddedContact, WireContactList, WireDelivery, WireTold } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { openServiceSession } from '@clonewatch/trust';
import { afterQuiet, checkedTarget, deliverDue, isPublic, postSafely, signature, Unsafe } from '@clonewatch/workflows';
import { emergingRows, emergingTreatments, eventually, getJson, importAndWait, send, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

interface Got { headers: http.IncomingHttpHeaders; body: string }
let system: TestSystem;
let receiver: http.Server;
let origin: string;
let admin: string;
const got: Got[] = [];
let answer: (r: http.ServerResponse) => void;
const fine = (r: http.ServerResponse): void => void r.writeHead(204).end();

beforeAll(async () => {
  answer = fine;
  receiver = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => { body += piece.toString(); });
    request.on('end', () => { got.push({ headers: request.headers, body }); answer(response); });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  system = await startSystem({ env: { CLONEWATCH_WEBHOOK_ORIGINS: origin, CLONEWATCH_PUBLIC_URL: 'http://clonewatch.example' } });
  admin = await system.token('main', 'admin');
  ward = (await send<{ id: string }>(system.url, admin, 'POST', `${base}/teams`, { name: 'Ward 4' })).body.id;
}, 120_000);
afterAll(async () => {
  await system.stop();
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
});

const base = '/admin/sites/main';
let ward: string;
const add = (body: object) => send<AddedContact & { code: string }>(system.url, admin, 'POST', `${base}/contacts`, { team: ward, severity: 'act', ...body });
const deliveries = async (): Promise<WireDelivery[]> => (await getJson<{ items: WireDelivery[] }>(system.url, admin, `${base}/deliveries`)).items;
let contact: AddedContact;

it('G28 only https to the public internet, whatever way the address is written; inside only where the operator opened it', async () => {
  const inside = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1'];
  expect(inside.filter(isPublic)).toEqual([]);
  expect(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111'].filter((a) => !isPublic(a))).toEqual([]);
  for (const target of ['http://hooks.example.org/', 'ftp://hooks.example.org/', 'https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://[::1]/', 'https://[::ffff:169.254.169.254]/', 'https://localhost/', 'https://printer.local/', 'https://intranet/', 'https://me:pw@hooks.example.org/', 'nonsense', `${origin.replace('127.0.0.1', 'localhost')}/`]) {
    expect(() => checkedTarget(target, { allowed: [origin] })).toThrow(Unsafe);
    expect({ target, answer: (await add({ target })).body.code }).toEqual({ target, answer: 'bad_target' });
  }
  // A name that leads inside is refused when it is posted to.
  await expect(postSafely('https://localhost.localdomain.example.invalid/', '{}', {}, { allowed: [] })).rejects.toThrow();
  await expect(postSafely(`${origin}/`, '{}', {}, { allowed: [] })).rejects.toThrow(Unsafe);
  expect(got).toEqual([]);
});

it('G28 no redirect is followed, no endless answer read, no silence waited for', async () => {
  const post = (): Promise<number> => postSafely(`${origin}/`, '{}', {}, { allowed: [origin], timeoutMs: 400 });
  answer = (r) => void r.writeHead(302, { location: `${origin}/elsewhere` }).end();
  expect(await post()).toBe(302);
  answer = (r) => void r.writeHead(200).end(Buffer.alloc(200_000));
  await expect(post()).rejects.toThrow('64 KiB');
  answer = () => undefined;
  await expect(post()).rejects.toThrow('no answer within 0.4 s');
  expect(got.splice(0)).toHaveLength(3);
  answer = fine;
});

it('the signature is that of the Standard Webhooks specification', () => {
  // Published example of the specification's reference libraries.
  expect(signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('a test goes out at once, signed with the key that was shown once', async () => {
  const added = await add({ target: `${origin}/hook` });
  expect(added).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) as string } });
  contact = added.body;
  await send(system.url, admin, 'POST', `${base}/contacts/${contact.id}/test`);
  const [first] = await eventually(() => Promise.resolve(got), (g) => g.length > 0);
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signed } = first!.headers as Record<string, string>;
  expect(signed).toBe(`v1,${createHmac('sha256', Buffer.from(contact.secret!.slice(6), 'base64')).update(`${id}.${at}.${first!.body}`).digest('base64')}`);
  expect(JSON.parse(first!.body)).toMatchObject({ type: 'test', data: { site: 'main', link: 'http://clonewatch.example/' } });
  await eventually(deliveries, (d) => d[0]?.state === 'delivered');
  expect(JSON.stringify(await getJson(system.url, admin, `${base}/contacts`))).not.toContain('whsec_');
  got.length = 0;
});

/** The worked example with a second clone that rises as the first does, its last draw `ago` days before today. */
const recent = (ref: string, ago: number): string[] => [...emergingRows, ...emergingRows.filter((r) => r.includes('KRAS,p.G12D')).map((r) => r.replace('KRAS,p.G12D', 'NRAS,p.Q61K'))].map((r) => {
  const [, specimen, on, ...rest] = r.split(',');
  return [ref, specimen, dateOfDay(dayOfDate(on!) - dayOfDate('2026-05-07') + dayOfDate(new Date().toISOString().slice(0, 10)) - ago), ...rest].join(',');
});

it('one notice for a patient and draw, not one an alert, without any patient’s data; old files tell nobody', async () => {
  for (const ref of ['NEWS-77', 'OLD-88']) await importAndWait(system, admin, { name: `${ref}-t.csv`, content: emergingTreatments.replace('\nP1,', `\n${ref},`) });
  await importAndWait(system, admin, { name: 'old.csv', content: seriesFile(recent('OLD-88', 120)) });
  await importAndWait(system, admin, { name: 'news.csv', content: seriesFile(recent('NEWS-77', 2)) });
  const alerts = (await getJson<{ items: { id: string; patient_id: string; patient: string; severity: string; specimen_id: string }[] }>(system.url, admin, '/alerts')).items.filter((a) => a.patient_id === 'NEWS-77' && a.specimen_id === 'S5');
  expect(alerts.filter((a) => a.severity === 'act').length).toBeGreaterThan(1);
  await eventually(() => Promise.resolve(got), (g) => g.length > 0);
  await eventually(deliveries, (d) => d.every((x) => x.state === 'delivered'));
  expect(got.map((g) => JSON.parse(g.body) as unknown)).toEqual([{
    type: 'alert.notice', timestamp: expect.any(String) as string,
    data: { site: 'main', severity: 'act', alerts: alerts.length, link: `http://clonewatch.example/patients/${alerts[0]!.patient}?site=main` },
  }]);
  expect(got[0]!.body).not.toMatch(/NEWS|KRAS|NRAS|G12D|cetuximab|S5/);
  // Whoever reads the patient sees beside each of these alerts that it arrived, and neither address nor key.
  const reader = await system.token('main', 'read_only');
  const told = await getJson<{ items: WireTold[] }>(system.url, reader, `/patients/${alerts[0]!.patient}/told`);
  expect(told.items.map((x) => x.alert).sort()).toEqual(alerts.map((a) => a.id).sort());
  for (const x of told.items) expect(x).toMatchObject({ channel: 'webhook', team: 'Ward 4', state: 'delivered', attempts: 1, status: 204, next_at: null, tried_at: x.delivered_at });
  expect(JSON.stringify(told)).not.toMatch(/127\.0\.0\.1|\/hook|whsec/);
  const old = (await getJson<{ items: { patient_id: string; patient: string }[] }>(system.url, reader, '/alerts')).items.find((a) => a.patient_id === 'OLD-88')!;
  expect((await getJson<{ items: WireTold[] }>(system.url, reader, `/patients/${old.patient}/told`)).items).toEqual([]);
  expect((await send(system.url, await system.token('north', 'admin'), 'GET', `/patients/${old.patient}/told`)).status).toBe(404);
  // The same file, a withdrawn one, a second evaluation: told already.
  await importAndWait(system, admin, { name: 'again.csv', content: `${seriesFile(recent('NEWS-77', 2))}\n` });
  await system.store.inSession(await openServiceSession(system.store, await system.siteId('main')), (scope) => deliverable(scope.query.bind(scope)));
  expect(got).toHaveLength(1);
  got.length = 0;
});
const deliverable = async (query: (sql: string) => Promise<unknown[]>): Promise<void> => expect(await query(`select 1 from clinical.delivery where state = 'waiting'`)).toEqual([]);

it('what is refused is tried again with the same id, then is a dead letter; it goes out again when a person says so', async () => {
  const siteId = await system.siteId('main');
  const service = await openServiceSession(system.store, siteId);
  const session = (id: string): Promise<string> => (id === siteId ? Promise.resolve(service) : openServiceSession(system.store, id));
  answer = (r) => void r.writeHead(503).end();
  await importAndWait(system, admin, { name: 'more-t.csv', content: emergingTreatments.replace('\nP1,', '\nNEWS-99,') });
  await importAndWait(system, admin, { name: 'more.csv', content: seriesFile(recent('NEWS-99', 1)) });
  await eventually(deliveries, (d) => d[0]!.attempts > 0 && d[0]!.last_status === 503);
  for (let i = 0; i < 8; i++) {
    await system.store.inSession(service, (scope) => scope.query(`update clinical.delivery set next_at = now() where state = 'waiting'`));
    await deliverDue(system.store, session, { allowed: [origin], origin: null, mail: null });
  }
  const [dead] = await eventually(deliveries, (d) => d[0]!.state === 'dead');
  expect(dead).toMatchObject({ attempts: 8, last_status: 503, last_error: 'answered 503', delivered_at: null });
  expect(new Set(got.map((g) => g.headers['webhook-id']))).toEqual(new Set([dead!.id]));
  expect((await getJson<WireContactList>(system.url, admin, `${base}/contacts`)).items[0]).toMatchObject({ dead: 1, waiting: 0 });
  answer = fine;
  expect((await send(system.url, admin, 'POST', `${base}/deliveries/${dead!.id}/retry`)).status).toBe(204);
  await eventually(deliveries, (d) => d[0]!.state === 'delivered');
  expect(await send(system.url, admin, 'POST', `${base}/deliveries/${dead!.id}/retry`)).toMatchObject({ status: 409 });
});

it('a contact point that is removed is told of nothing more; its deliveries stay on record', async () => {
  const before = (await deliveries()).length;
  expect((await send(system.url, admin, 'DELETE', `${base}/contacts/${contact.id}`)).status).toBe(204);
  expect((await send(system.url, admin, 'POST', `${base}/contacts/${contact.id}/test`)).status).toBe(404);
  expect(await deliveries()).toHaveLength(before);
});

it('without a mail server a mail address is refused, and it is said who can change that', async () => {
  expect(await add({ kind: 'email', target: 'ward4@hospital.example' })).toMatchObject({ status: 409, body: { code: 'mail_not_set_up', detail: expect.stringContaining('CLONEWATCH_SMTP_URL') as string } });
});

it('quiet hours put off to their end, over midnight too', () => {
  const at = (h: number, m: number): Date => new Date(2026, 10, 28, h, m);
  const end = (h: number, m: number, from: string, to: string): string => { const d = afterQuiet(at(h, m), from, to); return `${d.getDate()} ${d.getHours()}:${d.getMinutes()}`; };
  expect(end(23, 30, '20:00:00', '07:00:00')).toBe('29 7:0');
  expect(end(3, 0, '20:00:00', '07:00:00')).toBe('28 7:0');
  expect(end(7, 0, '20:00:00', '07:00:00')).toBe('28 7:0');
  expect(end(12, 0, '20:00:00', '07:00:00')).toBe('28 12:0');
  expect(end(13, 15, '13:00:00', '14:30:00')).toBe('28 14:30');
  expect(afterQuiet(at(3, 0), null, null)).toEqual(at(3, 0));
});
