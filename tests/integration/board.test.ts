/** The board's packet over HTTP on a real database: made once, opened byte for byte as it was, whatever comes later; decisions signed by people and kept in versions. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { packetSchema, type PatientPage, type WirePacket, type WireTiming } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, newAccount, patientByRef, send, seriesFile, sessionToken, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
let doctor: string;
let email: string;
let id: string;
let packet: WirePacket;
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const file = async (query: string, who = doctor): Promise<{ status: number; bytes: Buffer; etag: string | null; type: string | null }> => {
  const response = await fetch(`${system.url}/api/v1/packets/${packet.id}/file?${query}`, { headers: { authorization: `Bearer ${who}` } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), etag: response.headers.get('etag'), type: response.headers.get('content-type') };
};
const decision = { decision: 'Stop cetuximab', dissent: 'one voice for a repeat draw', follow_up: 'ctDNA', follow_up_on: '2026-06-16', present: 'Oncology, pathology', signed_name: 'Dr Doctor' };

beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
  const account = await newAccount(system, 'main', 'clinician');
  email = account.email;
  doctor = await sessionToken(system.store, account);
  id = (await patientByRef(system, token, 'P1')).id;
}, 120_000);
afterAll(() => system?.stop());

it('is made once, with what it rests on', async () => {
  const made = await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, { question: 'Rechallenge or trial?' });
  expect(made.status).toBe(201);
  packet = packetSchema.parse(made.body);
  expect(packet).toMatchObject({ patient_id: 'P1', question: 'Rechallenge or trial?', made_by: email, decision: null, decisions: [] });
  expect(packet.content.mechanisms.leading?.target).toBe('KRAS');
  expect(packet.content.provenance.data_sha256).toBe((await patientByRef(system, token, 'P1')).data_hash);
  expect(made.headers.get('location')).toBe(`/api/v1/packets/${packet.id}`);
});
it('the file is the content whose hash it bears, and PDF in both languages', async () => {
  const json = await file('format=json');
  expect([json.status, sha(json.bytes)]).toEqual([200, packet.sha256]);
  expect(json.etag).toBe(`"${packet.sha256}"`);
  expect(JSON.parse(json.bytes.toString('utf8'))).toEqual(packet.content);
  for (const language of ['en', 'ru']) {
    const pdf = await file(`format=pdf&language=${language}`);
    expect([pdf.status, pdf.type, pdf.bytes.subarray(0, 5).toString(), pdf.etag]).toEqual([200, 'application/pdf', '%PDF-', `"${sha(pdf.bytes)}"`]);
  }
});
it('opens byte for byte as it was after new results, a correction and a withdrawn import', async () => {
  const before = { json: await file('format=json'), en: await file('format=pdf&language=en'), ru: await file('format=pdf&language=ru') };
  await importAndWait(system, token, { name: 'late.csv', content: seriesFile(['P1,S6,2026-06-04,panel,KRAS,p.G12D,60,3800,0.00003', 'P1,S6,2026-06-04,panel,TP53,p.R175H,90,3800,0.00003']) });
  await send(system.url, token, 'POST', `/patients/${id}/treatments`, { regimen: 'FOLFOX', started_on: '2026-06-05', reason: 'changed' });
  const now = await patientByRef(system, token, 'P1');
  await send(system.url, token, 'POST', `/imports/${now.imports.at(-1)!.id}/withdraw`, { reason: 'wrong tube' });
  expect((await getJson<WirePacket>(system.url, doctor, `/packets/${packet.id}`)).content).toEqual(packet.content);
  expect((await file('format=json')).bytes.equals(before.json.bytes)).toBe(true);
  expect((await file('format=pdf&language=en')).bytes.equals(before.en.bytes)).toBe(true);
  expect((await file('format=pdf&language=ru')).bytes.equals(before.ru.bytes)).toBe(true);
});
it('a decision is signed by a person, in versions that stay; each prints its own pages', async () => {
  const none = await send(system.url, token, 'POST', `/packets/${packet.id}/decisions`, decision, { 'if-match': '"0"' });
  expect([none.status, none.body.code]).toEqual([422, 'no_person']);
  expect((await send(system.url, doctor, 'POST', `/packets/${packet.id}/decisions`, decision)).status).toBe(428);
  const first = await send<WirePacket>(system.url, doctor, 'POST', `/packets/${packet.id}/decisions`, decision, { 'if-match': '"0"' });
  expect([first.status, first.body.decision]).toEqual([201, expect.objectContaining({ ...decision, version: 1, signed_by: email })]);
  expect((await send(system.url, doctor, 'POST', `/packets/${packet.id}/decisions`, decision, { 'if-match': '"0"' })).status).toBe(412);
  const second = await send<WirePacket>(system.url, doctor, 'POST', `/packets/${packet.id}/decisions`, { ...decision, decision: 'Trial' }, { 'if-match': '"1"' });
  expect(second.body.decisions.map((d) => [d.version, d.decision])).toEqual([[2, 'Trial'], [1, 'Stop cetuximab']]);
  expect(second.body.sha256).toBe(packet.sha256);
  const pages = await Promise.all([0, 1, 2].map(async (v) => sha((await file(`format=pdf&version=${v}`)).bytes)));
  expect(new Set(pages).size).toBe(3);
  expect(sha((await file('format=pdf')).bytes)).toBe(pages[2]);
});
it('the signature is over packet, decision, signer and time', async () => {
  const { decisions } = await getJson<WirePacket>(system.url, doctor, `/packets/${packet.id}`);
  const { sha256, ...said } = decisions[1]!;
  const text = { ...said, packet_sha256: packet.sha256 } as Record<string, unknown>;
  expect(createHash('sha256').update(`${JSON.stringify(Object.fromEntries(Object.keys(text).sort().map((k) => [k, text[k]])))}\n`).digest('hex')).toBe(sha256);
});
it('nobody changes or deletes what was written, nor writes a content that is not its hash', async () => {
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  try {
    for (const table of ['board_packet', 'board_decision', 'board_pages']) {
      await owner.query(`alter table clinical.${table} no force row level security`);
      await expect(owner.query(`update clinical.${table} set sha256 = sha256`)).rejects.toThrow(/written once/);
      await expect(owner.query(`delete from clinical.${table}`)).rejects.toThrow(/written once/);
    }
    await expect(owner.query(`insert into clinical.board_packet (site_id, patient_id, content, sha256, actor) select site_id, patient_id, content || ' ', sha256, 'x' from clinical.board_packet limit 1`)).rejects.toThrow(/check constraint/);
  } finally {
    await owner.end();
  }
});
it('a day of the past, a wrong day, no results, the list', async () => {
  const past = await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, { as_of: '2026-03-20' });
  expect([past.status, past.body.as_of, past.body.content.mechanisms.called]).toEqual([201, '2026-03-20', []]);
  expect((await send(system.url, doctor, 'POST', `/patients/${id}/packets`, { as_of: 'soon' })).status).toBe(400);
  await importAndWait(system, token, { name: 'more.csv', content: 'patient_id,regimen,started_on\nEMPTY,FOLFOX,2026-01-01\n' });
  const empty = (await patientByRef(system, token, 'EMPTY')).id;
  expect(await send(system.url, doctor, 'POST', `/patients/${empty}/packets`, {})).toMatchObject({ status: 422, body: { code: 'no_results' } });
  const { items } = await getJson<{ items: WirePacket[] }>(system.url, doctor, `/patients/${id}/packets`);
  expect(items.map((p) => p.decision?.version ?? null)).toEqual([null, 2]);
});
it('the time from blood to decision: each step by its own clock, and the newest draw against the next cycle', async () => {
  const rows = ['S7,2026-06-20,panel,KRAS,p.G12D,60,3800,0.00003,2026-06-22,2026-06-30'].map((r) => `P1,${r}`).join('\n');
  await importAndWait(system, token, { name: 'timed.csv', content: `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,background,received_on,reported_on\n${rows}\n` });
  const plan = await send<{ version: number }>(system.url, token, 'GET', `/patients/${id}/plan`);
  await send(system.url, token, 'PUT', `/patients/${id}/plan`, { next_cycle_on: '2026-06-27', reason: 'clinic' }, { 'if-match': `"${plan.body.version}"` });
  const before = await getJson<WireTiming>(system.url, doctor, `/patients/${id}/timing`);
  expect(before.draws[0]).toMatchObject({ specimen_id: 'S7', collected_on: '2026-06-20', received_on: '2026-06-22', reported_on: '2026-06-30', seen_on: null, needed_by: '2026-06-27', state: 'too_late', days_to_report: 10 });
  expect(before.draws.find((d) => d.specimen_id === 'S5')).toMatchObject({ decided_on: new Date().toISOString().slice(0, 10), state: 'not_planned' });
  // The board did not have S7; what it signed of the draw before is the last decision of this patient.
  expect(before.draws[0]!.decided_on).toBeNull();
  expect((await patientByRef(system, token, 'P1')).decision).toMatchObject({ packet: packet.id, signed_on: new Date().toISOString().slice(0, 10) });
  expect((await getJson<PatientPage>(system.url, doctor, `/patients/${id}?as_of=2026-05-10`)).decision).toBeNull();
  await send(system.url, doctor, 'POST', `/patients/${id}/seen`, { evaluation: null });
  const after = await getJson<WireTiming>(system.url, doctor, `/patients/${id}/timing`);
  expect(after.draws[0]!.seen_on).toBe(new Date().toISOString().slice(0, 10));
});
it('a reader reads and takes no file; another site sees nothing', async () => {
  const reader = await system.token('main', 'read_only');
  expect((await send(system.url, reader, 'GET', `/packets/${packet.id}`)).status).toBe(200);
  expect((await file('format=pdf', reader)).status).toBe(403);
  const other = await system.token('north', 'admin');
  expect((await send(system.url, other, 'GET', `/packets/${packet.id}`)).status).toBe(404);
  expect((await file('format=pdf', other)).status).toBe(404);
});
it('says tube and time to plasma as the file has them, else that nobody stated them', async () => {
  expect(packet.content.handling).toEqual({ tube: null, hours_to_plasma: null });
  const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,background,tube_type,hours_to_plasma';
  await importAndWait(system, token, { name: 'tubes.csv', content: `${header}\nP1,S9,2026-07-02,panel,KRAS,p.G12D,70,3800,0.00003,Streck,36\nP1,S9,2026-07-02,panel,TP53,p.R175H,90,3800,0.00003,Streck, \n` });
  const made = await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, {});
  expect(packetSchema.parse(made.body).content.handling).toEqual({ tube: 'Streck', hours_to_plasma: '36' });
});
