/** A site's budget of false alerts: set by its administrators, in versions that stay, kept to by every evaluation from then on. */
import type { WireAlert, WireAlertPolicy } from '@clonewatch/contracts';
import { createHash } from 'node:crypto';
import { Visitor, emergingTreatments, eventually, getJson, importAndWait, newAccount, patientByRef, send, seriesFile, startSystem, type Account, type Reply, type TestSystem } from '@clonewatch/testing';

/** A faint rise: 2, then 5 of 4,000 molecules on a background of 3e-5. */
const faint = [0, 0, 0, 2, 5].flatMap((k, i) => {
  const day = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07'][i]!;
  return [`P1,S${i + 1},${day},panel,KRAS,p.G12D,${k},4000,0.00003`, `P1,S${i + 1},${day},panel,TP53,p.R175H,200,4000,0.00003`];
});

const usual = { ras: 3.7, egfr: 4.7, other: 4.4 };

/** Off the drug and falling: 40, 30, 24 of 4,000. */
const falling = [40, 30, 24].flatMap((k, i) => {
  const day = ['2026-02-01', '2026-03-15', '2026-04-26'][i]!;
  return [`P2,T${i + 1},${day},panel,KRAS,p.G12D,${k},4000,0.00003`, `P2,T${i + 1},${day},panel,TP53,p.R175H,200,4000,0.00003`];
});
const stopped = 'patient_id,regimen,agents,therapy_class,started_on,stopped_on\nP2,cetuximab,cetuximab,anti_egfr,2025-06-01,2026-01-20\n';

let system: TestSystem;
let admin: string;
let clinician: string;
let chief: Account;
let person: Visitor;
beforeAll(async () => {
  system = await startSystem();
  admin = await system.token('main', 'admin');
  clinician = await system.token('main', 'clinician');
  chief = await newAccount(system, 'main', 'admin');
  person = new Visitor(system.url);
  expect((await person.ask('POST', '/session', { email: chief.email, password: chief.password })).status).toBe(204);
  for (const [name, content] of [['t.csv', emergingTreatments], ['s.csv', seriesFile(faint)], ['t2.csv', stopped], ['s2.csv', seriesFile(falling)]] as const) await importAndWait(system, clinician, { name, content });
}, 120_000);
afterAll(() => system.stop());

const path = '/admin/sites/main/alert-policy';
const read = (): Promise<WireAlertPolicy> => getJson<WireAlertPolicy>(system.url, admin, path);
type Answer = Reply<WireAlertPolicy & { code: string; detail: string }>;
const said = (body: object): object => ({ false_alerts: 1, longest_snooze_days: 90, reason: 'board of 28 November', ...body });
const seen = (version: number | null): Record<string, string> => (version === null ? {} : { 'if-match': `"${version}"` });
/** By the administrator in person, signed. */
async function put(body: object, version: number | null): Promise<Pick<Answer, 'status' | 'etag' | 'body'>> {
  const answer = await person.ask('PUT', path, said({ password: chief.password, ...body }), seen(version));
  return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() as Answer['body'] };
}
/** By a token, which cannot sign. */
const putByToken = (body: object, version: number | null, token = admin): Promise<Answer> => send(system.url, token, 'PUT', path, said(body), seen(version));
const rising = async (): Promise<WireAlert | undefined> => (await patientByRef(system, clinician, 'P1')).alerts.find((a) => a.kind === 'resistance_emerging');
const settled = (): Promise<WireAlertPolicy> => eventually(read, (p) => p.pending === 0);

it('never set: the product’s default is in force, and the alert says the threshold it gives', async () => {
  expect(await read()).toEqual({ version: 0, false_alerts: 1, longest_snooze_days: 90, half_life_months: usual, default_false_alerts: 1, default_half_life_months: usual, detection_false_alerts: 5, clearance_vaf: 0.001, rising_threshold: null, confirmed_threshold: null, pending: 0, versions: [] });
  expect(await rising()).toMatchObject({ state: 'open', text: expect.stringContaining('≈ 1 false alerts/100 patient-years') as string });
});

it('a smaller budget evaluates every patient anew: what it no longer calls is retracted, and says why', async () => {
  const changed = await put({ false_alerts: 0.1, reason: 'too many in vain' }, 0);
  expect(changed).toMatchObject({ status: 200, etag: '"1"', body: { version: 1, false_alerts: 0.1, pending: 2, versions: [{ version: 1, half_life_months: usual, reason: 'too many in vain' }] } });
  await settled();
  expect((await rising())!.transitions.at(-1)).toMatchObject({ state: 'retracted', reason: 'the site’s alert policy no longer calls it (alert policy changed: too many in vain)' });
});

it('a larger one brings it back, with both in its history; another site is not touched', async () => {
  await put({ false_alerts: 2 }, 1);
  await settled();
  expect((await rising())!).toMatchObject({ state: 'open', text: expect.stringContaining('≈ 2 false alerts/100 patient-years') as string });
  expect((await rising())!.transitions.map((t) => t.state)).toEqual(['open', 'retracted', 'open']);
  expect(await getJson(system.url, await system.token('north', 'admin'), '/admin/sites/north/alert-policy')).toMatchObject({ version: 0, false_alerts: 1 });
});

it('what was known on a day is judged by the budget in force', async () => {
  const { id } = await patientByRef(system, clinician, 'P1');
  const asOf = (): Promise<{ alerts: { text: string; kind: string }[] }> => getJson(system.url, clinician, `/patients/${id}?as_of=2026-05-07`);
  expect((await asOf()).alerts.map((a) => a.kind)).toContain('resistance_emerging');
  await put({ false_alerts: 0.1 }, 2);
  expect((await asOf()).alerts.map((a) => a.kind)).not.toContain('resistance_emerging');
  await settled();
});

it('refuses without the version seen, on an old one, out of range, without a reason, and for who does not administer', async () => {
  expect(await put({}, null)).toMatchObject({ status: 428 });
  expect(await put({}, 1)).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
  for (const bad of [{ false_alerts: 0 }, { false_alerts: -1 }, { false_alerts: 101 }, { longest_snooze_days: 0 }, { longest_snooze_days: 1.5 }, { reason: ' ' }, { other: 1 },
    { half_life_months: { ...usual, ras: 0.4 } }, { half_life_months: { ...usual, other: 61 } }, { half_life_months: { ras: 3, egfr: 4 } }, { half_life_months: { ...usual, braf: 3 } }, { half_life_months: 4 }]) {
    expect({ bad, status: (await put(bad, 3)).status }).toEqual({ bad, status: 400 });
  }
  expect(await putByToken({}, 3, clinician)).toMatchObject({ status: 403 });
  expect(await read()).toMatchObject({ version: 3, false_alerts: 0.1 });
});

it('a rule changes only by a person’s signature: no token, no wrong password, nobody without one', async () => {
  expect(await putByToken({ false_alerts: 3 }, 3)).toMatchObject({ status: 422, body: { code: 'signature_needed' } });
  expect(await putByToken({ false_alerts: 3, password: chief.password }, 3)).toMatchObject({ status: 403, body: { code: 'signature_needs_person' } });
  expect(await put({ false_alerts: 3, password: undefined }, 3)).toMatchObject({ status: 422, body: { code: 'signature_needed' } });
  expect(await put({ false_alerts: 3, password: 'wrong wrong wrong' }, 3)).toMatchObject({ status: 422, body: { code: 'wrong_password' } });
  expect(await putByToken({ false_alerts: 0.1, half_life_months: { ...usual, ras: 5 } }, 3)).toMatchObject({ status: 422, body: { code: 'signature_needed' } });
  const { versions, version, half_life_months } = await read();
  expect(version).toBe(3);
  // Each signature is over the one before it.
  const [third, second] = versions;
  const rules = { false_alerts: third!.false_alerts, half_life_months, detection_false_alerts: 5, clearance_vaf: 0.001, rising_threshold: null, confirmed_threshold: null };
  const over = [await system.siteId('main'), { version: 3, rules, longest_snooze_days: 90, reason: third!.reason, back_test: null }, chief.email, second!.signature];
  expect(third!.signature).toBe(createHash('sha256').update(JSON.stringify(over)).digest('hex'));
});

it('a wrong half-life is located', async () => {
  const refused = await send<{ problems?: { field?: string }[]; detail: string }>(system.url, admin, 'PUT', path, { false_alerts: 1, longest_snooze_days: 90, half_life_months: { ...usual, egfr: 0.1 }, reason: 'months or days?' }, { 'if-match': '"3"' });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('half_life_months.egfr');
});

it('another half-life evaluates everybody anew, is the prior of every decay from then on, and stays as it is when another setting changes', async () => {
  const median = async (): Promise<number> => {
    const { body } = await send<{ items: { variant: string; decay?: { half_life_days: { median: number } } | null; half_life_days?: { median: number } | null }[] }>(system.url, clinician, 'GET', `/patients/${(await patientByRef(system, clinician, 'P2')).id}`);
    return JSON.parse(JSON.stringify(body).match(/"half_life_days":(\{[^}]*\})/)![1]!).median as number;
  };
  const before = await median();
  expect(await put({ false_alerts: 0.1, half_life_months: { ras: 12, egfr: 12, other: 12 }, reason: 'our own series' }, 3)).toMatchObject({ status: 200, body: { version: 4, pending: 2, half_life_months: { ras: 12 } } });
  await settled();
  expect(await median()).toBeGreaterThan(1.3 * before);
  expect(await put({ false_alerts: 0.1, half_life_months: usual }, 4)).toMatchObject({ status: 200, body: { version: 5, pending: 2 } });
  await settled();
  expect(await median()).toBe(before);
});

it('the bound below which a clone counts as fallen is the site’s: a lower one is reached later, and the answer on rechallenge names it', async () => {
  interface Seen { vaf: number; day: number | null; bound: number | null }
  const seen = async (): Promise<Seen> => {
    const body = JSON.stringify((await send(system.url, clinician, 'GET', `/patients/${(await patientByRef(system, clinician, 'P2')).id}`)).body);
    const number = (pattern: RegExp): number | null => { const found = pattern.exec(body)?.[1]; return found === undefined ? null : Number(found); };
    return { vaf: number(/"clearance_vaf":([0-9.e-]+)/)!, day: number(/"clearance_day":\{[^}]*"median":([0-9.]+)/), bound: number(/"bound_vaf":([0-9.e-]+)/) };
  };
  const before = await seen();
  expect(before).toMatchObject({ vaf: 0.001 });
  for (const bad of [0.00005, 0.02, 0, '0.1 %']) expect((await put({ false_alerts: 0.1, clearance_vaf: bad }, 5)).status).toBe(400);
  expect(await put({ false_alerts: 0.1, clearance_vaf: 0.0005, reason: 'a deeper panel' }, 5)).toMatchObject({ status: 200, body: { version: 6, clearance_vaf: 0.0005, pending: 2 } });
  await settled();
  const after = await seen();
  expect(after.vaf).toBe(0.0005);
  expect(after.day!).toBeGreaterThan(before.day!);
  if (before.bound !== null) expect(after.bound).toBe(0.0005);
  // Another setting leaves it as it is.
  expect(await put({ false_alerts: 0.1, longest_snooze_days: 80 }, 6)).toMatchObject({ status: 200, body: { version: 7, clearance_vaf: 0.0005 } });
  expect(await put({ false_alerts: 0.1, clearance_vaf: 0.001 }, 7)).toMatchObject({ status: 200, body: { version: 8 } });
  await settled();
  expect(await seen()).toEqual(before);
});

it('two at once: one is in force, the other is told; the longest snooze holds for every alert, and a change of it alone evaluates nobody', async () => {
  const answers = await Promise.all([put({ false_alerts: 1, longest_snooze_days: 10 }, 8), put({ false_alerts: 1, longest_snooze_days: 10 }, 8)]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 412]);
  await settled();
  const alert = (await rising())!;
  const inDays = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  const snooze = (until: string): Promise<Reply> => send(system.url, clinician, 'POST', `/alerts/${alert.id}/transitions`, { to: 'snoozed', reason: 'after the CT', until });
  expect(await snooze(inDays(12))).toMatchObject({ status: 422, body: { detail: expect.stringContaining('(10 days)') as string } });
  expect(await snooze(inDays(8))).toMatchObject({ status: 200 });
  expect(await putByToken({ longest_snooze_days: 20 }, 9)).toMatchObject({ status: 200, body: { pending: 0, version: 10, half_life_months: usual } });
});

it('each change is an act in the audit trail with who, what it was and what it is', async () => {
  const { items } = await getJson<{ items: { action: string; outcome: string; reason: string | null; details: Record<string, unknown> }[] }>(system.url, admin, '/audit?site=main&action=policy.changed&limit=100');
  const done = items.filter((e) => e.outcome === 'ok');
  expect(done.map((e) => (e.details as { version: number }).version)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(done.at(-1)).toMatchObject({ reason: 'too many in vain', details: { false_alerts: 0.1, was: { false_alerts: 1, half_life_months: usual } } });
  expect(done.find((e) => e.details.version === 4)).toMatchObject({ reason: 'our own series', details: { half_life_months: { ras: 12, egfr: 12, other: 12 }, was: { half_life_months: usual } } });
  expect(items.some((e) => e.outcome === 'denied')).toBe(true);
});
