/**
 * A draft of the alert policy on the site's own history: what it says would change is what changes when it is put in force; until then nothing in force is
 * touched. Put in force by a person's signature, in a new version.
 */
import { createHash } from 'node:crypto';
import type { BackTestChange, BackTestResult, WireAlertPolicy, WireBackTest } from '@clonewatch/contracts';
import { runWaitingJobs } from '@clonewatch/workflows';
import { emergingTreatments, getJson, newAccount, postImport, send, seriesFile, sessionToken, startSystem, Visitor, type Account, type Reply, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let admin: string;
let chief: Account;
let person: Visitor;
const refs = Array.from({ length: 12 }, (_, i) => `P${i + 1}`);
/** A faint rise in the first six: 2, then 5 of 4,000 molecules; nothing in the others. */
const rows = (ref: string, i: number): string[] => [0, 0, 0, 2, 5].flatMap((k, n) => {
  const day = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07'][n]!;
  return [`${ref},${ref}-${n + 1},${day},panel,KRAS,p.G12D,${i < 6 ? k : 0},4000,0.00003`, `${ref},${ref}-${n + 1},${day},panel,TP53,p.R175H,200,4000,0.00003`];
});

beforeAll(async () => {
  system = await startSystem({ worker: false });
  admin = await system.token('main', 'admin');
  chief = await newAccount(system, 'main', 'admin');
  person = new Visitor(system.url);
  expect((await person.ask('POST', '/session', { email: chief.email, password: chief.password })).status).toBe(204);
  const treatments = emergingTreatments.split('\n');
  const files = [['t.csv', [treatments[0]!, ...refs.flatMap((r) => treatments.slice(1).filter(Boolean).map((l) => l.replace(/^P1,/, `${r},`))), ''].join('\n')], ['s.csv', seriesFile(refs.flatMap(rows))],
    ['a.csv', `patient_id,assessed_on,kind,result\nP2,2026-06-06,imaging,PD\n`]] as const;
  for (const [name, content] of files) await postImport(system.url, admin, { name, content });
  await work();
}, 180_000);
afterAll(() => system?.stop());

const base = '/admin/sites/main';
const work = (): Promise<void> => runWaitingJobs(system.store);
const call = <T = { id: string; code: string }>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Reply<T>> => send<T>(system.url, admin, method, path, body, headers);
const read = (id: string): Promise<BackTestResult> => getJson(system.url, admin, `${base}/back-tests/${id}`);
const changesOf = async (id: string, query = ''): Promise<BackTestChange[]> => (await getJson<{ items: BackTestChange[] }>(system.url, admin, `${base}/back-tests/${id}/changes?limit=1000${query}`)).items;
const policy = (): Promise<WireAlertPolicy> => getJson(system.url, admin, `${base}/alert-policy`);
const start = async (draft: object): Promise<string> => (await call('POST', `${base}/back-tests`, draft)).body.id;
const run = async (draft: object): Promise<string> => {
  const id = await start(draft);
  await work();
  return id;
};
/** Patient, kind, grade, variant and day of what stands in force. */
async function standing(): Promise<string[]> {
  const { items } = await getJson<{ items: { patient_id: string; kind: string; grade: string; gene: string; variant: string; known_on: string; state: string }[] }>(system.url, admin, '/alerts?limit=1000');
  return items.filter((a) => a.state !== 'retracted').map((a) => [a.patient_id, a.kind, a.grade, a.gene, a.variant, a.known_on].join('|')).sort();
}
const alertOf = async (ref: string): Promise<string> => (await getJson<{ items: { id: string; patient_id: string; kind: string; grade: string }[] }>(system.url, admin, '/alerts?limit=1000')).items.find((a) => a.patient_id === ref && a.kind === 'resistance_emerging' && a.grade === 'rising')!.id;
const force = (id: string, body: object, version: number): Promise<Response> => person.ask('POST', `${base}/back-tests/${id}/put-in-force`, { reason: 'board of November', password: chief.password, ...body }, { 'if-match': `"${version}"` });

it('a smaller budget: what would be gone, and how it was judged; the alerts in force are not touched', async () => {
  for (const [ref, outcome] of [['P1', 'false alarm'], ['P2', 'confirmed by imaging'], ['P3', 'false alarm'], ['P4', 'other']] as const) expect((await call('POST', `/alerts/${await alertOf(ref)}/transitions`, { to: 'closed', reason: 'seen', outcome })).status).toBe(200);
  const before = await system.dump('main');
  const id = await run({ false_alerts: 0.1 });
  expect(await system.dump('main')).toBe(before);
  const found = await read(id);
  expect(found).toMatchObject({ state: 'done', patients: 12, done: 12, not_computed: 0, base_version: 0, in_force: null, draft: { false_alerts: 0.1, rising_threshold: null }, base: { false_alerts: 1 } });
  const rise = found.kinds.find((k) => k.kind === 'resistance_emerging')!;
  expect(rise).toMatchObject({ before: 6, after: 0, gone: 6, gone_right: 1, gone_wrong: 2, new: 0, ppv_before: { value: 1 / 3, n: 3 }, ppv_after: null });
  const gone = await changesOf(id, '&change=gone&kind=resistance_emerging');
  expect(gone.map((c) => [c.patient_id, c.before_on, c.verdict, c.progression_days]).sort()).toEqual([
    ['P1', '2026-05-07', 'wrong', null], ['P2', '2026-05-07', 'right', 30], ['P3', '2026-05-07', 'wrong', null], ['P4', '2026-05-07', null, null], ['P5', '2026-05-07', null, null], ['P6', '2026-05-07', null, null],
  ]);
  expect(await changesOf(id, '&kind=nothing')).toEqual([]);
});

it('page after page gives the same changes', async () => {
  const [{ id }] = (await getJson<{ items: [WireBackTest] }>(system.url, admin, `${base}/back-tests`)).items;
  const all = await changesOf(id);
  const pages: BackTestChange[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: { items: BackTestChange[]; next: string | null } = await getJson(system.url, admin, `${base}/back-tests/${id}/changes?limit=4${next === '' ? '' : `&cursor=${next}`}`);
    pages.push(...page.items);
    next = page.next;
  }
  expect(pages).toEqual(all);
  expect(all.length).toBeGreaterThan(4);
});

it('one at a time; cancelled, it stops and says how far it came; a draft that says nothing new changes nothing', async () => {
  const id = await start({ false_alerts: 3 });
  expect(await call('POST', `${base}/back-tests`, { false_alerts: 2 })).toMatchObject({ status: 409, body: { code: 'back_test_running' } });
  expect(await call('POST', `${base}/back-tests/${id}/cancel`)).toMatchObject({ status: 204 });
  expect(await call('POST', `${base}/back-tests/${id}/cancel`)).toMatchObject({ status: 409 });
  await work();
  expect(await read(id)).toMatchObject({ state: 'cancelled', done: 0, kinds: [] });
  expect((await force(id, {}, 0)).status).toBe(409);
  expect((await read(await run({ false_alerts: 1 }))).kinds.every((k) => k.before === k.same && k.after === k.same)).toBe(true);
  for (const bad of [{}, { false_alerts: 0 }, { false_alerts: 1, rising_threshold: 0.1 }, { false_alerts: 1, longest_snooze_days: 3 }]) expect((await call('POST', `${base}/back-tests`, bad)).status).toBe(400);
});

it('is signed by a person with the password; a token, a wrong password and a version that is not there any more change nothing', async () => {
  const id = await run({ false_alerts: 5, rising_threshold: 1.5 });
  expect(await call('POST', `${base}/back-tests/${id}/put-in-force`, { reason: 'x', password: chief.password }, { 'if-match': '"0"' })).toMatchObject({ status: 403, body: { code: 'signature_needs_person' } });
  expect((await force(id, { password: 'wrong wrong wrong' }, 0)).status).toBe(422);
  expect((await force(id, { reason: ' ' }, 0)).status).toBe(400);
  expect((await force(id, {}, 7)).status).toBe(412);
  expect((await policy()).version).toBe(0);
});

it('what it said would change is what changes', async () => {
  const before = await standing();
  const id = await run({ false_alerts: 5, rising_threshold: 1.5, detection_false_alerts: 50 });
  const changes = await changesOf(id);
  expect(changes.map((c) => c.change)).toContain('earlier');
  const done = await force(id, {}, 0);
  expect(done.status).toBe(200);
  await work();
  const key = (c: BackTestChange, on: string): string => [c.patient_id, c.kind, c.grade, c.gene, c.variant, on].join('|');
  const gone = new Set(changes.flatMap((c) => (c.before_on === undefined ? [] : [key(c, c.before_on)])));
  const expected = [...before.filter((b) => !gone.has(b)), ...changes.flatMap((c) => (c.after_on === undefined ? [] : [key(c, c.after_on)]))].sort();
  expect(await standing()).toEqual(expected);

  const now = (await done.json()) as WireAlertPolicy;
  expect(now).toMatchObject({ version: 1, false_alerts: 5, rising_threshold: 1.5, detection_false_alerts: 50, versions: [{ version: 1, actor: chief.email, reason: 'board of November' }] });
  const rules = { false_alerts: 5, half_life_months: now.half_life_months, detection_false_alerts: 50, clearance_vaf: 0.001, rising_threshold: 1.5, confirmed_threshold: null };
  const said = [await system.siteId('main'), { version: 1, rules, longest_snooze_days: 90, reason: 'board of November', back_test: id }, chief.email, null];
  expect(now.versions[0]!.signature).toBe(createHash('sha256').update(JSON.stringify(said)).digest('hex'));
  const { items } = await getJson<{ items: { actor: string; details: Record<string, unknown> }[] }>(system.url, admin, '/audit?site=main&action=policy.changed&outcome=ok');
  expect(items[0]).toMatchObject({ actor: chief.email, details: { signature: now.versions[0]!.signature, back_test: id, version: 1 } });
  expect(await read(id)).toMatchObject({ in_force: 1 });
}, 300_000);

it('compared with a version that is not in force any more, it is tried again first; another site sees none of it', async () => {
  const [old] = (await getJson<{ items: WireBackTest[] }>(system.url, admin, `${base}/back-tests`)).items.filter((t) => t.state === 'done' && t.base_version === 0);
  expect((await force(old!.id, {}, 1)).status).toBe(409);
  const north = await system.token('north', 'admin');
  expect(await send(system.url, north, 'GET', `/admin/sites/north/back-tests/${old!.id}`)).toMatchObject({ status: 404 });
  expect((await send(system.url, await system.token('main', 'clinician'), 'GET', `${base}/back-tests`)).status).toBe(403);
  expect(await sessionToken(system.store, chief)).toMatch(/^cs_/);
});
