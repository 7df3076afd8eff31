/** After an update of the engine: evaluations made by the one before are made anew, a few a minute; what it no longer calls is retracted and says why. What a board saw stays. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { engineVersion } from '@clonewatch/guidance';
import { openServiceSession } from '@clonewatch/trust';
import { runWaitingJobs, tick } from '@clonewatch/workflows';
import type { WirePacket } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, newAccount, patientByRef, postImport, send, seriesFile, sessionToken, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
let owner: pg.Client;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  token = await system.token('main', 'clinician');
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  for (const table of ['evaluation', 'alert', 'alert_transition']) await owner.query(`alter table clinical.${table} no force row level security`);
  for (const [name, content] of [['t.csv', emergingTreatments], ['s.csv', seriesFile(emergingRows)]] as const) {
    await postImport(system.url, token, { name, content });
    await runWaitingJobs(system.store);
  }
}, 120_000);
afterAll(async () => {
  await owner.end();
  await system.stop();
});

const anew = async (since: Date): Promise<number> => (await tick(system.store, (siteId) => openServiceSession(system.store, siteId), new Date().toISOString().slice(0, 10), since)).evaluations;
const evaluations = async (): Promise<{ version: string; text: string }[]> => (await owner.query<{ version: string; text: string }>('select model_version as version, result::text as text from clinical.evaluation order by created_at')).rows;
const old = 'kinetics-1 rules-2020.1';

it('of the engine in use nothing is made anew', async () => {
  expect(await anew(new Date())).toBe(0);
});

it('of another one everything is, once; the evaluation before stays, and so does what people see until then', async () => {
  // What an engine before this one left: the same data, another text of one alert, and an alert that the engine in use does not know.
  await owner.query(`update clinical.evaluation set model_version = $1, created_at = now() - interval '1 day'`, [old]);
  await owner.query(`update clinical.alert set finding = jsonb_set(finding::jsonb, '{text}', '"as it was said"')::json where kind = 'resistance_emerging' and grade = 'rising'`);
  await owner.query(`with one as (insert into clinical.alert (site_id, patient_id, episode, kind, grade, severity, phase, gene, variant, fired_day, finding, evaluation_id)
      select site_id, patient_id, 'of the engine before', kind, grade, severity, phase, gene, variant, fired_day, finding, evaluation_id from clinical.alert where kind = 'resistance_detected' limit 1 returning site_id, id)
    insert into clinical.alert_transition (site_id, alert_id, seq, state, actor) select site_id, id, 1, 'open', 'service' from one`);
  const before = await evaluations();
  // A worker that began before that evaluation was made leaves it alone: another version made it.
  expect(await anew(new Date(Date.now() - 2 * 86_400_000))).toBe(0);
  const since = new Date();
  expect(await anew(since)).toBe(1);
  expect(await anew(since)).toBe(0); // it waits already
  await runWaitingJobs(system.store);
  expect(await anew(since)).toBe(0);
  expect(await anew(new Date())).toBe(0);
  const now = await evaluations();
  expect(now.slice(0, before.length)).toEqual(before);
  expect(now.slice(before.length).map((e) => e.version)).toEqual([engineVersion()]);
});

it('says of each alert what the update did', async () => {
  const { alerts } = await patientByRef(system, token, 'P1');
  const words = `(updated from ${old} to ${engineVersion()})`;
  const last = alerts.map((a) => [a.kind, a.grade, a.state, a.transitions.at(-1)!.reason]);
  expect(last.filter(([, , state]) => state === 'retracted')).toEqual([['resistance_detected', 'watch', 'retracted', `the engine in use no longer calls it ${words}`]]);
  expect(last).toContainEqual(['resistance_emerging', 'rising', 'open', `evidence revised by the engine in use ${words}`]);
  expect(alerts.find((a) => a.kind === 'resistance_emerging' && a.grade === 'rising')!.text).not.toBe('as it was said');
});

it('a correction that comes first is named as the reason, not the update', async () => {
  await owner.query(`update clinical.evaluation set model_version = $1 where model_version = $2`, ['kinetics-2 rules-2020.2', engineVersion()]);
  const [header, ...rows] = seriesFile(emergingRows).trimEnd().split('\n');
  const changed = rows.filter((r) => r.includes('KRAS')).map((r) => r.split(',').map((c, i) => (i === header!.split(',').indexOf('mutant_count') ? '0' : c)).join(',') + ',2');
  await postImport(system.url, token, { name: 'c.csv', content: `${header!},result_version\n${changed.join('\n')}\n` });
  await runWaitingJobs(system.store);
  const { alerts } = await patientByRef(system, token, 'P1');
  const reasons = alerts.filter((a) => a.kind === 'resistance_emerging').map((a) => a.transitions.at(-1)!.reason);
  expect(reasons.length).toBeGreaterThan(0);
  for (const r of reasons) expect(r).toMatch(/^the corrected data no longer support it/);
});

describe('a packet of the engine before', () => {
  let doctor: string;
  let packet: WirePacket;
  const files = ['format=json', 'format=pdf&language=en&version=0', 'format=pdf&language=ru&version=0'] as const;
  const opened = (): Promise<Buffer[]> => Promise.all(files.map(async (asked) => {
    const response = await fetch(`${system.url}/api/v1/packets/${packet.id}/file?${asked}`, { headers: { authorization: `Bearer ${doctor}` } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }));
  let before: Buffer[];
  beforeAll(async () => {
    doctor = await sessionToken(system.store, await newAccount(system, 'main', 'clinician'));
    const { id } = await patientByRef(system, token, 'P1');
    packet = (await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, { question: 'Which clone?' })).body;
    before = await opened();
  });

  it('opens byte for byte after engine, rules and knowledge have changed; a new one is another', async () => {
    await owner.query(`update clinical.evaluation set model_version = $1, created_at = now() - interval '1 day', result = jsonb_set(result::jsonb, '{sentence}', '"as the engine before said it"')::json where model_version = $2`, ['kinetics-3 rules-2020.3', engineVersion()]);
    const admin = await system.token('main', 'admin');
    const form = new FormData();
    form.set('site', 'main');
    form.set('file', new Blob([readFileSync(new URL('../corpus/civic/01-Feb-2026-made-up.tsv', import.meta.url))]), '01-Feb-2026-made-up.tsv');
    expect((await fetch(`${system.url}/api/v1/knowledge`, { method: 'POST', body: form, headers: { authorization: `Bearer ${admin}` } })).status).toBe(201);
    expect(await anew(new Date())).toBe(1);
    await runWaitingJobs(system.store);
    expect((await evaluations()).at(-1)).toMatchObject({ version: engineVersion(), text: expect.not.stringContaining('as the engine before said it') });

    const after = await opened();
    expect(after.map((b, i) => b.equals(before[i]!))).toEqual([true, true, true]);
    const again = await getJson<WirePacket>(system.url, doctor, `/packets/${packet.id}`);
    expect(again.content).toEqual(JSON.parse(before[0]!.toString('utf8')));
    const { id } = await patientByRef(system, token, 'P1');
    const fresh = (await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, { question: 'Which clone?' })).body;
    expect([fresh.sha256 === packet.sha256, packet.content.further_evidence, fresh.content.further_evidence?.release]).toEqual([false, null, '2026-02-01']);
  });

  it('a decision signed on it afterwards is over the packet as it was, and leaves its first pages alone', async () => {
    const said = { decision: 'Repeat the draw', present: 'Oncology', signed_name: 'Dr Doctor' };
    const decided = await send<WirePacket>(system.url, doctor, 'POST', `/packets/${packet.id}/decisions`, said, { 'if-match': '"0"' });
    expect([decided.status, decided.body.sha256, decided.body.content.provenance]).toEqual([201, packet.sha256, packet.content.provenance]);
    expect((await opened()).map((b, i) => b.equals(before[i]!))).toEqual([true, true, true]);
  });
});
