/**
 * G18: nobody is told that another site's row exists. Generated from the OpenAPI document: every route × every id in its path, its query and its
 * body × the real id of another site, against an id nobody has. A route with an id this file does not know fails.
 */
import { openServiceSession } from '@clonewatch/trust';
import { scopedTables } from '@clonewatch/migrations';
import { callOperation, emergingRows, emergingTreatments, getJson, importAndWait, newAccount, operationsOf, send, seriesFile, startSystem, type Answer, type ApiOperation, type Call, type TestSystem } from '@clonewatch/testing';

interface Known {
  readonly site: string; readonly ref: string; readonly patients: string; readonly alerts: string; readonly imports: string; readonly assays: string; readonly cursor: string; readonly treatments: string;
  readonly assessments: string; readonly measurements: string; readonly specimens: string; readonly acts: string; readonly users: string; readonly tokens: string; readonly sites: string; readonly jobs: string; readonly 'back-tests': string; readonly teams: string; readonly views: string; readonly contacts: string; readonly deliveries: string; readonly packets: string;
}

let system: TestSystem;
let operations: ApiOperation[];
let own: Known;
let other: Known;
let admin: string;
let otherAdmin: string;

beforeAll(async () => {
  system = await startSystem();
  operations = await operationsOf(system.url);
  admin = await system.token('north', 'admin');
  otherAdmin = await system.token('south', 'admin');
  [own, other] = await Promise.all([fill('north', admin), fill('south', otherAdmin)]);
}, 180_000);
afterAll(() => system.stop());

/** A patient with an alert in this site, and the ids the site then has. */
async function fill(site: string, token: string): Promise<Known> {
  const ref = `${site.toUpperCase()}-P1`;
  const named = (text: string): string => text.replaceAll('P1,', `${ref},`);
  await importAndWait(system, token, { name: `${site}-treatments.csv`, content: named(emergingTreatments), site });
  const report = await importAndWait(system, token, { name: `${site}.csv`, content: named(seriesFile(emergingRows)), site });
  const patient = report.patients[0]!.id;
  const alerts = await getJson<{ items: { id: string }[] }>(system.url, token, '/alerts');
  const page = await getJson<{ next: string | null }>(system.url, token, '/alerts?limit=1');
  const assessment = await send<{ id: string }>(system.url, token, 'POST', `/patients/${patient}/assessments`, { assessed_on: '2026-05-08', kind: 'imaging', result: 'PD', reason: 'CT report' });
  const first = async (part: string): Promise<string> => (await getJson<{ items: { id: string }[] }>(system.url, token, `/patients/${patient}/${part}`)).items[0]!.id;
  const teams = await made(token, site, 'teams', { name: `${site} ward` });
  const contacts = await made(token, site, 'contacts', { team: teams, target: 'https://hooks.example.org/x' });
  return {
    site, ref, patients: patient, packets: (await send<{ id: string }>(system.url, token, 'POST', `/patients/${patient}/packets`, {})).body.id, 'back-tests': await backTest(site), teams, views: await savedView(site), contacts, deliveries: await made(token, site, `contacts/${contacts}/test`, {}), alerts: alerts.items[0]!.id, imports: report.id!, cursor: page.next!, assessments: assessment.body.id, treatments: await first('treatments'),
    sites: site, jobs: await failedJob(site, patient), users: await made(token, site, 'users', { email: `nurse@${site}.example` }), tokens: await made(token, site, 'tokens', { name: `${site} robot` }),
    assays: (await send<{ id: string }>(system.url, token, 'POST', '/assays', { site, assay: `${site} dPCR`, reason })).body.id,
    measurements: await first('measurements'), specimens: await first('specimens'), acts: await first('acts'),
  };
}

async function made(token: string, site: string, what: 'users' | 'tokens' | 'teams' | `contacts${string}`, body: object): Promise<string> {
  const response = await fetch(`${system.url}/api/v1/admin/sites/${site}/${what}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(what === 'users' || what === 'tokens' ? { role: 'clinician', ...body } : body) });
  return ((await response.json()) as { id: string }).id;
}

/** A back-test that came to its end: it stands in the way of none. */
async function backTest(site: string): Promise<string> {
  const siteId = await system.siteId(site);
  return system.store.inSession(await openServiceSession(system.store, siteId), async (scope) => (await scope.query<{ id: string }>(
    `insert into clinical.back_test (site_id, draft, base, base_version, state, patients) values ($1, '{"false_alerts":1}', '{"false_alerts":1}', 0, 'done', 0) returning id`, [siteId]))[0]!.id);
}

/** A view of the work list that somebody keeps. */
async function savedView(site: string): Promise<string> {
  const { id } = await newAccount(system, site, 'clinician');
  const siteId = await system.siteId(site);
  return system.store.inSession(await openServiceSession(system.store, siteId), async (scope) => (await scope.query<{ id: string }>(
    `insert into clinical.saved_view (site_id, user_id, name, asked) values ($1, $2, $3, '{}') returning id`, [siteId, id, `${site} mornings`]))[0]!.id);
}

/** An evaluation that was given up. */
async function failedJob(site: string, patient: string): Promise<string> {
  const siteId = await system.siteId(site);
  return system.store.inSession(await openServiceSession(system.store, siteId), async (scope) => (await scope.query<{ id: string }>(
    `insert into ops.outbox (site_id, job, payload, failed_at, last_error) values ($1, 'patient.evaluate', jsonb_build_object('patient_id', $2::text, 'import_id', null), now(), 'given up') returning id`,
    [siteId, patient]))[0]!.id);
}

/** Whose id a name in a path is: the collection before it. */
const ownerOf = (path: string, parameter: string): string => path.split('/').at(path.split('/').indexOf(`{${parameter}}`) - 1)!;

function valuesFor(operation: ApiOperation, known: Known): Record<string, string> {
  return Object.fromEntries(operation.parameters.map((p) => [p, (known as unknown as Record<string, string>)[ownerOf(operation.path, p)] ?? 'nobody covers this id']));
}

/** What a write needs to be given before its id is looked at; without an entry, `{}`. */
const reason = 'a reason';
const bodies: Readonly<Record<string, (known: Known) => unknown>> = {
  'POST /api/v1/patients/{id}/treatments': () => ({ regimen: 'cetuximab', started_on: '2026-06-01', reason }),
  'PUT /api/v1/patients/{id}/treatments/{entry}': () => ({ regimen: 'cetuximab', started_on: '2026-06-01', reason }),
  'POST /api/v1/patients/{id}/treatments/{entry}/retract': () => ({ reason }),
  'POST /api/v1/patients/{id}/assessments': () => ({ assessed_on: '2026-06-01', kind: 'cea', result: '4', reason }),
  'PUT /api/v1/patients/{id}/assessments/{entry}': () => ({ assessed_on: '2026-06-01', kind: 'cea', result: '4', reason }),
  'POST /api/v1/patients/{id}/assessments/{entry}/retract': () => ({ reason }),
  'POST /api/v1/patients/{id}/measurements': () => ({ specimen_id: 'X1', collected_on: '2026-06-01', assay: 'panel', gene: 'KRAS', variant: 'G12D', mutant_count: 1, total_count: 4000, reason }),
  'PUT /api/v1/patients/{id}/measurements/{entry}': () => ({ mutant_count: 1, total_count: 4000, reason }),
  'POST /api/v1/patients/{id}/measurements/{entry}/retract': () => ({ reason }),
  'POST /api/v1/patients/{id}/seen': () => ({ evaluation: null }),
  'POST /api/v1/packets/{id}/decisions': () => ({ decision: 'wait', present: 'all', signed_name: 'Dr' }),
  'PUT /api/v1/patients/{id}/plan': () => ({ draw_interval_days: 28, reason }),
  'POST /api/v1/patients/{id}/merge': (known) => ({ into: known.patients, reason }),
  'POST /api/v1/patients/{id}/split': () => ({ reason }),
  'POST /api/v1/specimens/{id}/move': (known) => ({ to_patient: known.patients, reason }),
  'PUT /api/v1/assays/{id}': () => ({ assay: 'another name', reason }), 'POST /api/v1/assays/{id}/retire': () => ({ reason }), 'POST /api/v1/assays': () => ({ assay: 'own dPCR', reason }),
  'POST /api/v1/imports/{id}/withdraw': () => ({ reason }), 'POST /api/v1/jobs/{id}/dismiss': () => ({ reason }),
  'POST /api/v1/acts/{id}/undo': () => ({ reason }),
  'POST /api/v1/alerts/{id}/transitions': () => ({ to: 'acknowledged', reason }),
  'POST /api/v1/alerts/{id}/notes': () => ({ comment: 'a comment' }),
  'POST /api/v1/admin/sites/{site}/contacts': (known) => ({ team: known.teams, target: 'https://hooks.example.org/x' }),
  'POST /api/v1/admin/sites/{site}/teams': () => ({ name: 'night shift' }), 'PUT /api/v1/admin/sites/{site}/teams/{id}': () => ({ name: 'day shift' }),
  'POST /api/v1/admin/sites/{site}/teams/{id}/patients': (known) => ({ patient_ids: [known.ref] }), 'PUT /api/v1/patients/{id}/team': (known) => ({ team: known.teams, reason }),
  'POST /api/v1/admin/sites/{site}/back-tests': () => ({ false_alerts: 2 }), 'POST /api/v1/admin/sites/{site}/back-tests/{id}/put-in-force': () => ({ reason, password: 'not the one' }),
  'POST /api/v1/views': (known) => ({ site: known.site, name: 'mine', view: 'all', nosology: '', drug: '', team: '' }),
  'PUT /api/v1/admin/sites/{site}/users/{id}/role': () => ({ role: 'read_only' }),
  'PUT /api/v1/admin/sites/{site}/local-validation': () => ({ alerts: true, forecasts: true, validated: null, reason, signed_name: 'Dr', password: 'not the one' }),
  'PUT /api/v1/admin/sites/{site}/alert-policy': () => ({ false_alerts: 1, longest_snooze_days: 30, reason }),
  'PUT /api/v1/admin/sites/{site}/users/{id}/disabled': () => ({ disabled: true }),
};

/** Everything but what names the request itself. */
const told = ({ status, headers, body }: Answer): unknown => {
  const { date: _, ...rest } = headers;
  return { status, headers: rest, body: body.replace(/"(instance|request_id)":"[^"]*"/g, '"$1":""') };
};
/** The same length, another content. */
const nobody = (value: string): string => (/^[0-9a-f-]{36}$/.test(value) ? crypto.randomUUID() : 'q'.repeat(value.length));

const ask = (operation: ApiOperation, call: Call, token = admin): Promise<Answer> =>
  callOperation(system.url, operation, { token, headers: { 'if-match': '"1"', 'idempotency-key': crypto.randomUUID() }, body: bodies[operation.name]?.(own), ...call });

it('G18 every id in every path: another site’s is answered as one that nobody has', async () => {
  const withIds = operations.filter((o) => o.parameters.length > 0);
  expect(withIds.length).toBeGreaterThan(4);
  for (const operation of withIds) {
    const ours = valuesFor(operation, own);
    const theirs = valuesFor(operation, other);
    expect({ route: operation.name, uncovered: Object.entries(theirs).filter(([, v]) => v === 'nobody covers this id') }).toEqual({ route: operation.name, uncovered: [] });
    for (const name of operation.parameters) {
      const foreign = await ask(operation, { parameters: { ...ours, [name]: theirs[name]! } });
      const unknown = await ask(operation, { parameters: { ...ours, [name]: nobody(theirs[name]!) } });
      expect({ route: operation.name, name, answer: told(foreign) }).toEqual({ route: operation.name, name, answer: told(unknown) });
      expect({ route: operation.name, name, status: foreign.status, body: foreign.body }).toMatchObject({ status: 404 });
    }
  }
});

it('G18 an id in a body: another site’s is answered as one that nobody has', async () => {
  for (const [name, field] of [['POST /api/v1/patients/{id}/merge', 'into'], ['POST /api/v1/specimens/{id}/move', 'to_patient'], ['PUT /api/v1/patients/{id}/team', 'team'], ['POST /api/v1/admin/sites/{site}/contacts', 'team']] as const) {
    const operation = operations.find((o) => o.name === name)!;
    const foreign = await ask(operation, { parameters: valuesFor(operation, own), body: { ...(bodies[name]!(own) as object), [field]: field === 'team' ? other.teams : other.patients } });
    const unknown = await ask(operation, { parameters: valuesFor(operation, own), body: { ...(bodies[name]!(own) as object), [field]: crypto.randomUUID() } });
    expect({ name, answer: told(foreign) }).toEqual({ name, answer: told(unknown) });
    expect(foreign.status).toBe(404);
  }
});

it('G18 … and those ids are real: their own site reads them', async () => {
  for (const operation of operations.filter((o) => o.parameters.length > 0 && o.method === 'GET')) {
    const answer = await ask(operation, { parameters: valuesFor(operation, other) }, otherAdmin);
    expect({ route: operation.name, status: answer.status }).toEqual({ route: operation.name, status: 200 });
  }
});

/** Values of a query that name something of a site; the rest are plain. */
const naming: Readonly<Record<string, (known: Known) => string>> = { site: (k) => k.site, patient: (k) => k.patients, patient_id: (k) => k.ref, cursor: (k) => k.cursor };
const plain = ['limit', 'as_of', 'format', 'language', 'version', 'state', 'actor', 'action', 'outcome', 'kind', 'change'];

it('G18 every name in every query: another site’s is answered as one that nobody has', async () => {
  const withQuery = operations.filter((o) => o.queries.length > 0);
  expect(withQuery.length).toBeGreaterThan(4);
  for (const operation of withQuery) {
    expect({ route: operation.name, uncovered: operation.queries.filter((q) => !(q in naming) && !plain.includes(q)) }).toEqual({ route: operation.name, uncovered: [] });
    for (const name of operation.queries.filter((q) => q in naming)) {
      const parameters = valuesFor(operation, own);
      const foreign = await ask(operation, { parameters, query: { [name]: naming[name]!(other) } });
      const unknown = await ask(operation, { parameters, query: { [name]: nobody(naming[name]!(other)) } });
      const answer = { route: operation.name, name, ...(told(foreign) as object) };
      // A cursor is a place in an order, not a name: what follows it may differ, but is our own.
      if (name !== 'cursor') expect(answer).toEqual({ route: operation.name, name, ...(told(unknown) as object) });
      if (name === 'site') expect(answer).toMatchObject({ status: 404 });
    }
  }
});

it('G18 no list, count, export or cursor holds anything of another site', async () => {
  const secrets = Object.values(other);
  // What somebody asked for in vain stands in the trail as they wrote it: it was theirs before, and says nothing of what there is.
  const holding = (body: string): string[] => secrets.filter((s) => body.replace(/"target":"[^"]*"/g, '').includes(s));
  const reads = operations.filter((o) => o.method === 'GET' && o.needs !== 'public');
  for (const operation of reads) {
    for (const query of [{}, ...operation.queries.filter((q) => q === 'cursor').map((q) => ({ [q]: naming[q]!(other) }))]) {
      const answer = await ask(operation, { parameters: valuesFor(operation, own), query });
      expect({ route: operation.name, query, holding: holding(answer.body).filter((s) => !Object.values(query).includes(s)) }).toEqual({ route: operation.name, query, holding: [] });
    }
  }
});

describe('G19 SQL of any kind under the application’s role stays in its session’s sites', () => {
  const sql = <T>(text: string, token = admin): Promise<T[]> => system.store.inSession(token, (scope) => scope.query<T>(text));
  let ids: Record<string, string>;
  beforeAll(async () => {
    ids = { north: await system.siteId('north'), south: await system.siteId('south') };
  });

  it('every table shows rows of the own site only; without a session none', async () => {
    let filled = 0;
    for (const table of scopedTables) {
      const query = `select distinct site_id from ${table}`;
      const rows = (await sql<{ site_id: string }>(query)).map((r) => r.site_id);
      const theirs = (await sql<{ site_id: string }>(query, otherAdmin)).map((r) => r.site_id);
      expect({ table, rows: rows.filter((s) => s !== ids.north), theirs: theirs.filter((s) => s !== ids.south) }).toEqual({ table, rows: [], theirs: [] });
      expect({ table, none: await sql(query, 'cw_nobody') }).toEqual({ table, none: [] });
      if (rows.length > 0 && theirs.length > 0) filled++;
    }
    expect(filled).toBeGreaterThan(10);
  });

  it('no row is moved, taken, pointed or written into another site', async () => {
    for (const table of scopedTables) {
      const moved = await sql(`update ${table} set site_id = '${ids.south!}' returning 1`).then((r) => r.length, (e: unknown) => (e as { code: string }).code);
      const [{ n }] = (await sql<{ n: number }>(`select count(*)::int as n from ${table}`)) as [{ n: number }];
      expect({ table, moved }).toEqual({ table, moved: n === 0 && moved === 0 ? 0 : '42501' });
      const touched = await sql(`update ${table} set site_id = site_id where site_id = '${ids.south!}' returning 1`).then((r) => r.length, (e: unknown) => (e as { code: string }).code);
      expect({ table, touched: touched === 0 || touched === '42501' }).toEqual({ table, touched: true });
    }
  });

  it('nor does a function of one’s own see what the policy hides, nor a cursor, a plan, another session’s name or another role', async () => {
    const heard = await system.store.inSession(admin, async (scope) => {
      const client = await scope.client();
      const notices: string[] = [];
      const listener = (n: { message?: string }): void => void notices.push(n.message ?? '');
      client.on('notice', listener);
      // Cheaper than any policy: an optimiser that believed it would ask it first.
      await scope.query(`create function pg_temp.leak(t text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise notice 'saw %', t; return true; end $$`);
      await scope.query('select 1 from clinical.patient where pg_temp.leak(patient_ref)');
      client.off('notice', listener);
      return notices;
    });
    expect(heard).toEqual([`saw ${own.ref}`]);
    expect(await sql(`select set_config('app.session', 'cs_guess', true)`).then(() => sql('select 1 from clinical.patient', 'cs_guess'))).toEqual([]);
    for (const text of [
      'set role clonewatch_owner', 'set session authorization clonewatch_owner', `copy clinical.patient to program 'cat'`, `select pg_read_file('postgresql.conf')`, 'select * from pg_authid',
      'create table clinical.mine (i int)', 'create function sec.mine() returns int language sql return 1', 'drop policy site_isolation on clinical.patient', 'alter table clinical.patient no force row level security',
      'create policy mine on clinical.patient using (true)', 'truncate clinical.patient', 'delete from audit.event', 'update audit.head set seq = 0', 'select * from sec.session',
      `select sec.ensure_site('guess', 'x', 'x', false)`, `select audit.append_system('guess', '${ids.south!}', '{}')`, `select audit.append('${ids.south!}', '{}')`,
    ]) await expect(sql(text).then(() => `${text}: done`)).rejects.toMatchObject({ code: '42501' });
  });
});

it('G18 nothing is brought into another site: an import that names it is answered as one that names none', async () => {
  const bring = async (site: string): Promise<Answer> => {
    const form = new FormData();
    form.set('site', site);
    form.set('file', new Blob([seriesFile(emergingRows.slice(0, 2))]), 'x.csv');
    const response = await fetch(`${system.url}/api/v1/imports`, { method: 'POST', body: form, headers: { authorization: `Bearer ${admin}` } });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
  const foreign = await bring(other.site);
  expect(told(foreign)).toEqual(told(await bring(nobody(other.site))));
  expect(foreign.status).toBe(404);
  const { items } = await getJson<{ items: unknown[] }>(system.url, otherAdmin, '/imports');
  expect(items).toHaveLength(2);
});
