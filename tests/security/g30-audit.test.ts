/**
 * G30: every route that touches patient data leaves who, what, whose, when, from where and with what outcome; where that cannot be written,
 * nothing is done and nothing is handed out. A new route must be entered in the table below, or this file fails.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { addMembership, createUser } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, getJson, operationsOf, postImport, send, seriesFile, sessionToken, startSystem, type TestSystem } from '@clonewatch/testing';
import { exportKinds, exportRows, runWaitingJobs } from '@clonewatch/workflows';

interface Entry { seq: number; at: string; actor: string; via: string; action: string; outcome: string; patients: string[]; target: string | null; request: string; address: string; details: Record<string, unknown> }
/** What one call must leave: site, action, and our ids of the patients whose data it touched. */
type Left = [site: 'main' | 'north' | 'south', action: string, patients: string[]];

interface Route {
  /** Path below the server, with real ids. */
  readonly path: () => string;
  readonly init?: () => RequestInit;
  readonly leaves: () => Left[];
  /** A role that may not call it; null when every role may. */
  readonly forbidden: 'read_only' | 'researcher' | null;
}

let system: TestSystem;
let owner: pg.Client;
let doctor: string;
/** Our ids: P1 and P2 in main, P3 in north. */
const id: Record<string, string> = {};
const sites: Record<string, string> = {};
/** Each file posted is a new one. */
let sent = 0;

const fileOf = (ref: string, rows = emergingRows): string => seriesFile(rows.map((r) => r.replace(/^P1,/, `${ref},`)));
const form = (content: string, fields: Record<string, string> = {}): FormData => {
  const f = new FormData();
  for (const [k, v] of Object.entries({ site: 'main', ...fields })) f.set(k, v);
  f.set('file', new Blob([content]), 'series.csv');
  return f;
};
const both = (action: string): Left[] => [['main', action, [id.P1!, id.P2!]], ['north', action, [id.P3!]]];
const v1 = (path: string): string => `/api/v1${path}`;

const reason = 'a reason';
/** A change of the record with a JSON body; `*`: whatever version is there. */
const json = (method: 'POST' | 'PUT', body: () => object): (() => RequestInit) => () => ({ method, body: JSON.stringify({ ...body(), reason }), headers: { 'content-type': 'application/json', 'if-match': '*' } });
/** What can be done once only is done to a new one each time: prepared in beforeAll. */
const pool: Record<string, string[]> = {};
const next = (name: string): string => pool[name]!.shift()!;
const entry = (kind: 'treatment' | 'assessment' | 'measurement', body: () => object, change: () => object): Record<string, Route> => {
  const path = `/patients/{id}/${kind}s`;
  const at = (more = ''): string => v1(`/patients/${id.S1}/${kind}s${more}`);
  const leaves = (...actions: string[]) => (): Left[] => actions.map((a) => ['south', a, [id.S1!]]);
  return {
    [`GET /api/v1${path}`]: { path: () => at(), leaves: leaves(`${kind}.read`), forbidden: null },
    [`POST /api/v1${path}`]: { path: () => at(), init: json('POST', body), leaves: leaves(`${kind}.entered`, `${kind}.read`), forbidden: 'researcher' },
    [`GET /api/v1${path}/{entry}`]: { path: () => at(`/${id[kind]}`), leaves: leaves(`${kind}.read`), forbidden: null },
    [`PUT /api/v1${path}/{entry}`]: { path: () => at(`/${id[kind]}`), init: json('PUT', change), leaves: leaves(`${kind}.corrected`, `${kind}.read`), forbidden: 'researcher' },
    [`POST /api/v1${path}/{entry}/retract`]: { path: () => at(`/${next(kind)}/retract`), init: json('POST', () => ({})), leaves: leaves(`${kind}.retracted`), forbidden: 'read_only' },
    [`GET /api/v1${path}/{entry}/versions`]: { path: () => at(`/${id[kind]}/versions`), leaves: leaves(`${kind}.history`), forbidden: null },
  };
};
/** A new day each time. */
let day = 0;
const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
const newDay = (): string => `2024-${String(1 + (day % 12)).padStart(2, '0')}-${String(1 + (Math.floor(day++ / 12) % 28)).padStart(2, '0')}`;
const treatment = (): object => ({ regimen: 'capecitabine', started_on: newDay() });
const assessment = (): object => ({ assessed_on: newDay(), kind: 'cea', result: String(day) });
const measurement = (): object => ({ specimen_id: `H${day}`, collected_on: newDay(), assay: 'dPCR', gene: 'KRAS', variant: 'p.G12D', mutant_count: 1, total_count: 4000 });

const assays = 'what a laboratory says of an assay, no patient; its entries: tests/integration/assays';

/** Every route of the OpenAPI document: how to call it and what it must leave, or why it touches no patient. */
const routes: Readonly<Record<string, Route | string>> = {
  'GET /api/health': 'no patient data', 'POST /api/v1/session': 'signs in', 'DELETE /api/v1/session': 'signs out', 'GET /api/v1/me': 'counts only', 'POST /api/v1/password': 'sets a password',
  'GET /api/v1/jobs': 'ids and reasons', 'GET /api/v1/operations': 'counts only', 'POST /api/v1/jobs/{id}/retry': 'an id; its entry: tests/faults/g10-poison',
  'POST /api/v1/jobs/{id}/dismiss': 'an id; its entry: tests/faults/g10-poison',
  'GET /api/v1/assays': assays, 'POST /api/v1/assays': assays, 'PUT /api/v1/assays/{id}': assays, 'POST /api/v1/assays/{id}/retire': assays, 'GET /api/v1/assays/{id}/versions': assays,
  'GET /api/v1/teams': 'names of teams, no patient', 'GET /api/v1/views': 'what a person keeps of the work list', 'POST /api/v1/views': 'likewise', 'DELETE /api/v1/views/{id}': 'likewise',
  'PUT /api/v1/patients/{id}/team': { path: () => v1(`/patients/${id.P1}/team`), init: json('PUT', () => ({ team: null })), leaves: () => [['main', 'patient.team', [id.P1!]]], forbidden: 'researcher' },
  'GET /api/v1/patients': { path: () => v1('/patients'), leaves: () => both('patient.list'), forbidden: null },
  'POST /api/v1/patients/{id}/seen': { path: () => v1(`/patients/${id.P1}/seen`), init: () => ({ method: 'POST', body: '{"evaluation":null}', headers: { 'content-type': 'application/json' } }), leaves: () => [['main', 'patient.seen', [id.P1!]]], forbidden: null },
  'GET /api/v1/heat-map': { path: () => v1('/heat-map'), leaves: () => both('patient.heat_map'), forbidden: null },
  'GET /api/v1/patients/{id}': { path: () => v1(`/patients/${id.P1}`), leaves: () => [['main', 'patient.read', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/series': { path: () => v1(`/patients/${id.P3}/series`), leaves: () => [['north', 'patient.series', [id.P3!]]], forbidden: null },
  'GET /api/v1/patients/{id}/alerts': { path: () => v1(`/patients/${id.P1}/alerts?as_of=2026-04-10`), leaves: () => [['main', 'patient.alerts', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/timeline': { path: () => v1(`/patients/${id.P1}/timeline?as_of=2026-04-10`), leaves: () => [['main', 'patient.timeline', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/rechallenge': { path: () => v1(`/patients/${id.P1}/rechallenge?as_of=2026-06-10`), leaves: () => [['main', 'patient.rechallenge', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/told': { path: () => v1(`/patients/${id.P1}/told`), leaves: () => [['main', 'patient.told', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/timing': { path: () => v1(`/patients/${id.P1}/timing`), leaves: () => [['main', 'patient.timing', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/packets': { path: () => v1(`/patients/${id.P1}/packets`), leaves: () => [['main', 'packet.list', [id.P1!]]], forbidden: null },
  'POST /api/v1/patients/{id}/packets': { path: () => v1(`/patients/${id.P1}/packets`), init: () => ({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }), leaves: () => [['main', 'packet.made', [id.P1!]], ['main', 'packet.read', [id.P1!]]], forbidden: 'researcher' },
  'GET /api/v1/packets/{id}': { path: () => v1(`/packets/${id.packet}`), leaves: () => [['main', 'packet.read', [id.P1!]]], forbidden: null },
  'GET /api/v1/packets/{id}/file': { path: () => v1(`/packets/${id.packet}/file?format=json`), leaves: () => [['main', 'packet.export', [id.P1!]]], forbidden: 'read_only' },
  'POST /api/v1/packets/{id}/decisions': { path: () => v1(`/packets/${id.packet}/decisions`), init: () => ({ method: 'POST', body: JSON.stringify({ decision: 'wait', present: 'all', signed_name: 'Dr' }), headers: { 'content-type': 'application/json', 'if-match': '*' } }), leaves: () => [['main', 'packet.decided', [id.P1!]], ['main', 'packet.read', [id.P1!]]], forbidden: 'researcher' },
  'GET /api/v1/patients/{id}/scenarios': { path: () => v1(`/patients/${id.P1}/scenarios?as_of=2026-06-10`), leaves: () => [['main', 'patient.scenarios', [id.P1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/mechanisms': { path: () => v1(`/patients/${id.P1}/mechanisms?as_of=2026-06-10`), leaves: () => [['main', 'patient.mechanisms', [id.P1!]]], forbidden: null },
  'GET /api/v1/alerts': { path: () => v1('/alerts'), leaves: () => [['main', 'alert.list', [id.P1!]], ['north', 'alert.list', [id.P3!]]], forbidden: null },
  'GET /api/v1/alerts/{id}': { path: () => v1(`/alerts/${id.alert}`), leaves: () => [['main', 'alert.read', [id.P1!]]], forbidden: null },
  'GET /api/v1/imports': { path: () => v1('/imports'), leaves: () => both('import.list'), forbidden: null },
  'GET /api/v1/imports/{id}': { path: () => v1(`/imports/${id.import}`), leaves: () => [['main', 'import.read', [id.P1!]]], forbidden: null },
  'POST /api/v1/imports': {
    path: () => v1('/imports'), init: () => ({ method: 'POST', body: form(fileOf('P2', [`P1,N${++sent},2026-06-04,panel,KRAS,p.G12D,30,3800,0.00003`])) }),
    leaves: () => [['main', 'import.receive', []]], forbidden: 'read_only',
  },
  ...Object.fromEntries(exportKinds.map((kind) => [`GET /api/v1/exports/${kind}`, {
    path: () => v1(`/exports/${kind}`), leaves: () => ['main', 'main', 'north', 'north'].map((site) => [site, `${kind}.export`, []]), forbidden: 'read_only',
  }] as const)),
  ...entry('treatment', treatment, treatment), ...entry('assessment', assessment, assessment), ...entry('measurement', measurement, () => ({ mutant_count: ++day, total_count: 4000 })),
  'GET /api/v1/patients/{id}/plan': { path: () => v1(`/patients/${id.S1}/plan`), leaves: () => [['south', 'plan.read', [id.S1!]]], forbidden: null },
  'PUT /api/v1/patients/{id}/plan': { path: () => v1(`/patients/${id.S1}/plan`), init: json('PUT', () => ({ draw_interval_days: 28 })), leaves: () => [['south', 'plan.changed', [id.S1!]]], forbidden: 'researcher' },
  'GET /api/v1/patients/{id}/specimens': { path: () => v1(`/patients/${id.S1}/specimens`), leaves: () => [['south', 'specimen.read', [id.S1!]]], forbidden: null },
  'GET /api/v1/patients/{id}/acts': { path: () => v1(`/patients/${id.S1}/acts`), leaves: () => [['south', 'act.read', [id.S1!]]], forbidden: null },
  'POST /api/v1/patients/{id}/merge': { path: () => v1(`/patients/${id.last = next('merge')}/merge`), init: json('POST', () => ({ into: id.S2! })), leaves: () => [['south', 'patients.merged', [id.last!, id.S2!]]], forbidden: 'researcher' },
  'POST /api/v1/patients/{id}/split': { path: () => v1(`/patients/${id.last = next('split')}/split`), init: json('POST', () => ({})), leaves: () => [['south', 'patients.split', [id.last!, id.S2!]]], forbidden: 'researcher' },
  'POST /api/v1/specimens/{id}/move': { path: () => v1(`/specimens/${next('specimen')}/move`), init: json('POST', () => ({ to_patient: id.S2! })), leaves: () => [['south', 'specimen.moved', [id.Q!, id.S2!]]], forbidden: 'researcher' },
  'POST /api/v1/imports/{id}/withdraw': { path: () => v1(`/imports/${next('import')}/withdraw`), init: json('POST', () => ({})), leaves: () => [['south', 'import.withdrawn', [id.R!]]], forbidden: 'researcher' },
  'POST /api/v1/acts/{id}/undo': { path: () => v1(`/acts/${next('act')}/undo`), init: json('POST', () => ({})), leaves: () => [['south', 'act.undo', []], ['south', 'import.reinstated', []]], forbidden: 'researcher' },
  'POST /api/v1/alerts/{id}/transitions': { path: () => v1(`/alerts/${id.southAlert}/transitions`), init: json('POST', () => ({ to: 'snoozed', until: soon })), leaves: () => [['south', 'alert.transition', [id.S9!]]], forbidden: 'researcher' },
  'POST /api/v1/alerts/{id}/notes': { path: () => v1(`/alerts/${id.southAlert}/notes`), init: () => ({ method: 'POST', body: JSON.stringify({ comment: 'a comment' }), headers: { 'content-type': 'application/json' } }), leaves: () => [['south', 'alert.note', [id.S9!]]], forbidden: 'researcher' },
  'GET /api/v1/alert-outcomes': 'counts only',
  'GET /api/v1/local-validation': 'a switch of the site, no patient',
  'GET /api/v1/knowledge': 'public evidence, no patient', 'POST /api/v1/knowledge': 'likewise; its entry: tests/integration/knowledge',
  'GET /api/v1/knowledge/changes': { path: () => v1('/knowledge/changes?site=main'), leaves: () => [['main', 'knowledge.changes', []]], forbidden: null },
  'GET /api/v1/audit': { path: () => v1(`/audit?site=north&patient=${id.P3}&action=import.store`), leaves: () => [['north', 'audit.read', [id.P3!]]], forbidden: 'researcher' },
  'GET /api/v1/events': { path: () => v1('/events'), leaves: () => [['main', 'events.follow', []], ['north', 'events.follow', []]], forbidden: null },
};
const touching = Object.entries(routes).filter((r): r is [string, Route] => typeof r[1] !== 'string');

const since = async (site: string, seq: number): Promise<Entry[]> =>
  (await owner.query<{ body: Entry }>('select body from audit.event where site_id = $1 and seq > $2 order by seq', [sites[site], seq])).rows.map((r) => r.body);
const heads = async (): Promise<Record<string, number>> => {
  const { rows } = await owner.query<{ code: string; seq: string }>('select s.code, coalesce(h.seq, 0) as seq from sec.site s left join audit.head h on h.site_id = s.id');
  return Object.fromEntries(rows.map((r) => [r.code, Number(r.seq)]));
};
/** What `work` left in the trail, site by site. */
async function left(work: () => Promise<unknown>, of: readonly string[] = ['main', 'north']): Promise<[site: string, entry: Entry][]> {
  const before = await heads();
  await work();
  const found: [string, Entry][] = [];
  for (const site of of) found.push(...(await since(site, before[site] ?? 0)).map((e): [string, Entry] => [site, e]));
  return found;
}
/** Status and what was handed out; a stream is left after its first piece. */
async function call(route: Route, token: string): Promise<{ status: number; text: string }> {
  const abort = new AbortController();
  const init = route.init?.();
  const response = await fetch(`${system.url}${route.path()}`, { ...init, headers: { ...(init?.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` }, signal: abort.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return { status: response.status, text: await response.text() };
  abort.abort();
  return { status: response.status, text: '' };
}
/** The function that links events is gone: nothing can be recorded. */
async function withoutTrail(work: () => Promise<void>): Promise<void> {
  await owner.query('alter function audit.link(uuid, text, text, jsonb) rename to link_away');
  try {
    await work();
  } finally {
    await owner.query('alter function audit.link_away(uuid, text, text, jsonb) rename to link');
  }
}

/** Records to merge and split, specimens to move, imports to withdraw and to bring back, entries to correct and retract: four of each. */
async function prepare(): Promise<void> {
  const post = async <T>(path: string, body: object): Promise<T> => (await send<T>(system.url, doctor, 'POST', path, { ...body, reason })).body;
  const load = async (name: string, rows: readonly string[]): Promise<string> => (await postImport(system.url, doctor, { name, content: seriesFile(rows), site: 'south' })).body.id!;
  const row = (ref: string, specimen: string): string => `${ref},${specimen},2026-01-15,panel,KRAS,p.G12D,0,4100,0.00003`;
  const four = [1, 2, 3, 4];
  await load('s1.csv', emergingRows.map((r) => r.replace('P1,', 'S1,')));
  await postImport(system.url, doctor, { name: 'treatments.csv', content: emergingTreatments.replace('\nP1,', '\nS9,'), site: 'south' });
  await load('s2.csv', [row('S2', 'X1')]);
  await load('s9.csv', emergingRows.map((r) => r.replace('P1,', 'S9,')));
  await load('records.csv', four.flatMap((n) => [row(`MERGE${n}`, `M${n}`), row(`SPLIT${n}`, `T${n}`), row('Q', `Q${n}`)]));
  pool.import = await Promise.all(four.map((n) => load(`import${n}.csv`, [row('R', `R${n}`)])));
  const back = await Promise.all(four.map((n) => load(`back${n}.csv`, [row('R', `B${n}`)])));
  await runWaitingJobs(system.store);
  const { items } = await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, doctor, '/patients?site=south');
  for (const p of items) id[p.patient_id] = p.id;
  pool.merge = four.map((n) => id[`MERGE${n}`]!);
  pool.split = four.map((n) => id[`SPLIT${n}`]!);
  for (const record of pool.split) await post(`/patients/${record}/merge`, { into: id.S2! });
  pool.specimen = (await getJson<{ items: { id: string }[] }>(system.url, doctor, `/patients/${id.Q}/specimens`)).items.map((s) => s.id);
  pool.act = [];
  for (const imported of back) pool.act.push((await post<{ act: string }>(`/imports/${imported}/withdraw`, {})).act);
  for (const [kind, body] of [['treatment', treatment], ['assessment', assessment], ['measurement', measurement]] as const) {
    pool[kind] = [];
    for (const _ of four) pool[kind].push((await post<{ id: string }>(`/patients/${id.S1}/${kind}s`, body())).id);
    id[kind] = (await post<{ id: string }>(`/patients/${id.S1}/${kind}s`, body())).id;
  }
  await runWaitingJobs(system.store);
  id.southAlert = (await getJson<{ items: { id: string; kind: string }[] }>(system.url, doctor, `/patients/${id.S9}/alerts`)).items.find((x) => x.kind === 'resistance_emerging')!.id;
}

beforeAll(async () => {
  system = await startSystem({ worker: false });
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  for (const code of ['main', 'north', 'south']) sites[code] = await system.siteId(code);
  const user = await createUser(system.store, { email: 'doctor@example.org', password: 'correct horse battery', siteId: sites.main!, role: 'admin' });
  for (const site of [sites.north!, sites.south!]) await addMembership(system.store, user, site, 'admin');
  doctor = await sessionToken(system.store, { email: 'doctor@example.org', password: 'correct horse battery' });
  for (const [site, content] of [['main', fileOf('P1')], ['main', emergingTreatments], ['main', fileOf('P2')], ['north', fileOf('P3')], ['north', emergingTreatments.replace('\nP1,', '\nP3,')]] as const) {
    const posted = await postImport(system.url, doctor, { name: 'file.csv', content, site });
    id.import ??= posted.body.id!;
  }
  await runWaitingJobs(system.store);
  const { items } = await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, doctor, '/patients');
  for (const p of items) id[p.patient_id] = p.id;
  await prepare();
  id.packet = (await send<{ id: string }>(system.url, doctor, 'POST', `/patients/${id.P1}/packets`, {})).body.id;
  id.alert = (await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, doctor, '/alerts')).items.find((a) => a.patient_id === 'P1')!.id;
}, 120_000);
afterAll(async () => {
  await owner.end();
  await system.stop();
});

describe('G30 every read and write of patient data leaves its entry', () => {
  it('knows every route there is', async () => {
    // Accounts, tokens and sites hold no patient: tests/security/administration.
    const all = (await operationsOf(system.url)).filter((o) => !o.path.startsWith('/api/v1/admin/'));
    expect(all.map((o) => o.name).sort()).toEqual(Object.keys(routes).sort());
  });

  it('each import left its receipt, its rows and the evaluation of its patients, by the worker', async () => {
    const entries = (await since('main', 0)).filter((e) => e.target === id.import || (e.action === 'patient.evaluate' && e.details.import === id.import));
    expect(entries.map((e) => [e.action, e.outcome, e.patients, e.actor])).toEqual([
      ['import.receive', 'ok', [], 'doctor@example.org'], ['import.store', 'ok', [id.P1], expect.any(String)], ['patient.evaluate', 'ok', [id.P1], expect.any(String)],
    ]);
    expect(entries[0]!.details).toMatchObject({ known: false, sha256: createHash('sha256').update(fileOf('P1')).digest('hex') });
    expect(entries[1]).toMatchObject({ via: 'service', address: 'worker', details: { rows: 10, patients: 1 } });
    expect(Object.values(entries[2]!.details.alerts as Record<string, number>).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
  });

  it.each(touching)('%s: as many events as it touches sites, with its patients, by whom, from where', async (name, route) => {
    const before = Date.now();
    const answer = { status: 0 };
    // What the record's own routes change lies in a site of its own, beside what the lists of the others hold.
    const own = !name.includes('exports') && name.match(/plan|treatments|assessments|measurements|specimens|acts|merge|split|withdraw|transitions|notes/) ? ['south'] : undefined;
    const entries = await left(async () => Object.assign(answer, await call(route, doctor)), own);
    expect(answer.status).toBeLessThan(300);
    expect(entries.map(([site, e]) => [site, e.action, [...e.patients].sort()])).toEqual(route.leaves().map(([site, action, patients]) => [site, action, [...patients].sort()]));
    for (const [, e] of entries) {
      expect(e).toMatchObject({ actor: 'doctor@example.org', via: 'browser', outcome: 'ok', address: '127.0.0.1', request: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
      expect(Date.parse(e.at)).toBeGreaterThanOrEqual(before - 1000);
    }
  });

  it('an export says when it begins and how many rows it gave; one that broke off says failed', async () => {
    const whole = (await left(() => call(routes['GET /api/v1/exports/series'] as Route, doctor))).map(([site, e]) => [site, e.details]);
    const n = emergingRows.length;
    expect(whole).toEqual([
      ['main', { format: 'csv', phase: 'begun', scope: 'site' }], ['main', { format: 'csv', phase: 'ended', scope: 'site', rows: 2 * n }],
      ['north', { format: 'csv', phase: 'begun', scope: 'site' }], ['north', { format: 'csv', phase: 'ended', scope: 'site', rows: n }],
    ]);
    const one = await left(() => call({ path: () => v1(`/exports/series?patient=${id.P3}`), leaves: () => [], forbidden: null }, doctor));
    expect(one.map(([site, e]) => [site, e.patients, e.details.rows])).toEqual([['north', [id.P3], undefined], ['north', [id.P3], n]]);
    const broken = await left(() => exportRows(system.store, doctor, { kind: 'series', format: 'csv', siteIds: [sites.main!], patientId: null }, () => Promise.reject(new Error('gone'))).catch(() => undefined));
    expect(broken.map(([, e]) => [e.outcome, e.details.phase, e.details.rows])).toEqual([['ok', 'begun', undefined], ['failed', 'ended', 0]]);
  });

  it('a dry run stores nothing, but that it was made stays; so does an import that was refused', async () => {
    const dry = async (content: string): Promise<unknown> => (await left(() => postImport(system.url, doctor, { name: 's.csv', content, site: 'main', dryRun: true }))).map(([, e]) => [e.action, e.outcome, e.patients]);
    const bad = fileOf('P1').replace('8,3800', '9000,3800');
    expect(await dry(fileOf('P1', emergingRows.slice(0, 2)) + fileOf('P77', emergingRows.slice(0, 2)).split('\n')[1]! + '\n')).toEqual([['import.check', 'ok', [id.P1]]]);
    expect(await dry(bad)).toEqual([['import.check', 'failed', []]]);
    const refused = await left(async () => {
      await postImport(system.url, doctor, { name: 's.csv', content: bad, site: 'main' });
      await runWaitingJobs(system.store);
    });
    const stored = refused.map(([, e]) => e).filter((e) => e.action === 'import.store' && e.outcome === 'failed');
    expect(stored).toHaveLength(1);
    expect(stored[0]!.details).toMatchObject({ accepted: 0, codes: { count_exceeds_total: 1 } });
  });

  it('the trail itself is read page by page, by administrators, filtered; each entry as it stands in the chain', async () => {
    const page = (query: string): Promise<{ items: { seq: number; action: string; outcome: string; hash: string; patients: { patient_id: string }[] }[]; next: string | null }> => getJson(system.url, doctor, `/audit?site=main&${query}`);
    const stored = (await owner.query<{ seq: number; hash: string; action: string }>(`select seq::int, encode(hash, 'hex') as hash, body ->> 'action' as action from audit.event where site_id = $1 order by seq desc`, [sites.main])).rows;
    const seen: { seq: number; hash: string; action: string }[] = [];
    for (let next: string | null = ''; next !== null;) {
      const answer = await page(`limit=7${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...answer.items.map(({ seq, hash, action }) => ({ seq, hash, action })));
      next = answer.next;
    }
    // What reading it added meanwhile lies before its first page, not in it.
    expect(seen).toEqual(stored);
    const ofP2 = await page(`patient=${id.P2}`);
    const { rows } = await owner.query<{ seq: number }>(`select seq::int from audit.event where site_id = $1 and (body -> 'patients' ? $2 or body -> 'details' ->> 'scope' = 'site') order by seq desc`, [sites.main, id.P2]);
    expect(ofP2.items.map((i) => i.seq)).toEqual(rows.slice(-ofP2.items.length).map((r) => r.seq));
    expect(new Set(ofP2.items.filter((i) => i.action === 'import.store').map((i) => i.patients.map((p) => p.patient_id).join()))).toEqual(new Set(['P2']));
    expect((await page('action=alert.read')).items.every((i) => i.action === 'alert.read')).toBe(true);
  });

  it('an empty answer leaves the look itself', async () => {
    const entries = await left(() => getJson(system.url, doctor, '/patients?patient_id=nobody&site=north'));
    expect(entries.map(([site, e]) => [site, e.action, e.patients])).toEqual([['north', 'patient.list', []]]);
    expect(JSON.stringify(entries)).not.toContain('nobody');
  });
});

describe('G30 denied attempts', () => {
  it.each(touching.filter(([name]) => name.includes('{id}')))('%s of an id that is not there, or not for the caller, is noted in the caller’s sites', async (name, route) => {
    const unknown = '0197a000-0000-7000-8000-00000000dead';
    const path = route.path().replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, unknown);
    const entries = await left(async () => expect((await call({ ...route, path: () => path }, doctor)).status).toBe(404));
    const action = route.leaves()[0]![1];
    expect(entries.map(([site, e]) => [site, e.action, e.outcome, e.target, e.patients, e.details.status])).toEqual(['main', 'north'].map((s) => [s, action, 'denied', unknown, [], 404]));
  });

  it.each(touching.filter(([, r]) => r.forbidden !== null))('%s without the permission is noted', async (_, route) => {
    const token = await system.token('main', route.forbidden!);
    const entries = await left(async () => expect((await call(route, token)).status).toBe(403));
    expect(entries.map(([site, e]) => [site, e.action, e.outcome, e.patients, e.details.status])).toEqual([['main', route.leaves()[0]![1], 'denied', [], 403]]);
  });

  it('another site’s patient is noted where the caller belongs, and not in the other site', async () => {
    const token = await system.token('main', 'clinician');
    const entries = await left(async () => expect((await fetch(`${system.url}/api/v1/patients/${id.P3}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(404));
    expect(entries.map(([site, e]) => [site, e.outcome, e.target])).toEqual([['main', 'denied', id.P3]]);
  });
});

describe('G30 no entry, no effect', () => {
  it.each(touching)('%s fails and hands out nothing', async (_, route) => {
    const dumps = async (): Promise<string[]> => [await system.dump('main'), await system.dump('south')];
    const before = await dumps();
    await withoutTrail(async () => {
      const { status, text } = await call(route, doctor);
      expect(status).toBe(500);
      expect(JSON.parse(text)).toMatchObject({ code: 'internal_error' });
      expect(text).not.toMatch(/P1|P2|P3|KRAS/);
    });
    expect(await dumps()).toEqual(before);
  });

  it('the worker stores and evaluates nothing that it cannot record; afterwards it does', async () => {
    const posted = await postImport(system.url, doctor, { name: 'next.csv', content: fileOf('P8'), site: 'main' });
    expect(posted.status).toBe(202);
    const before = await system.dump('main');
    await withoutTrail(async () => {
      await expect(runWaitingJobs(system.store)).rejects.toMatchObject({ code: '42883' });
    });
    expect(JSON.parse(await system.dump('main')) as object).toMatchObject({ measurements: (JSON.parse(before) as { measurements: unknown[] }).measurements, patients: (JSON.parse(before) as { patients: unknown[] }).patients });
    await runWaitingJobs(system.store);
    expect((await since('main', 0)).filter((e) => e.target === posted.body.id).map((e) => [e.action, e.outcome])).toEqual([['import.receive', 'ok'], ['import.store', 'ok']]);
  });
});
