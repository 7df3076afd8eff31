/** Releases of CIViC over HTTP: taken in whole and once, shown beside our evidence, and whom a changed level concerns. They change no evaluation and no alert. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceChangesSchema, furtherEvidenceSchema, takenReleaseSchema, type MechanismsAnswer, type WireEvidenceChanges, type WireKnowledgeRelease, type WirePacket } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, send, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const corpus = join(import.meta.dirname, '../corpus/civic');
const file = (name: string): string => readFileSync(join(corpus, name), 'utf8');
let system: TestSystem;
let admin: string;
let doctor: string;
let id: string;
let alertsBefore: unknown;
const alerts = async (): Promise<unknown> => (await getJson<{ items: { id: string; kind: string; state: string }[] }>(system.url, doctor, `/patients/${id}/alerts`)).items.map((a) => [a.id, a.kind, a.state]);
beforeAll(async () => {
  system = await startSystem();
  [admin, doctor] = [await system.token('main', 'admin'), await system.token('main', 'clinician')];
  await importAndWait(system, doctor, { name: 'patients.csv', content: 'patient_id,nosology\nP1,mcrc_ras_braf_wt\n' });
  await importAndWait(system, doctor, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, doctor, { name: 'series.csv', content: seriesFile(emergingRows) });
  id = (await patientByRef(system, doctor, 'P1')).id;
  alertsBefore = await alerts();
}, 400_000);
afterAll(() => system?.stop());

async function take(name: string, content = file(name), fields: Record<string, string> = {}, token = admin): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  for (const [k, v] of Object.entries({ site: 'main', ...fields })) form.set(k, v);
  form.set('file', new Blob([content]), name);
  const r = await fetch(`${system.url}/api/v1/knowledge`, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
  return { status: r.status, body: (await r.json()) as Record<string, unknown> };
}
const mechanisms = (): Promise<MechanismsAnswer> => getJson(system.url, doctor, `/patients/${id}/mechanisms`);
const changes = async (): Promise<WireEvidenceChanges> => evidenceChangesSchema.parse((await getJson<{ items: unknown[] }>(system.url, doctor, '/knowledge/changes?site=main')).items[0]);

it('before any release there is none to show', async () => {
  expect((await mechanisms()).further_evidence).toBeNull();
  expect(await changes()).toMatchObject({ older: null, newer: null, changed: 0, items: [] });
});

it('a bad row refuses the whole file, located; a clinician may not take one in; a later day than today is none', async () => {
  const bad = await take('01-Feb-2026-made-up.tsv', file('01-Feb-2026-made-up.tsv').replace('\tB\tResistance', '\tX\tResistance'));
  expect(bad).toMatchObject({ status: 422, body: { code: 'unknown_value', problems: [{ line: 2, column: 10, field: 'evidence_level', value: 'X' }] } });
  expect((await take('01-Feb-2026-made-up.tsv', undefined, {}, doctor)).status).toBe(403);
  expect((await take('01-Feb-2099-made-up.tsv', file('01-Feb-2026-made-up.tsv'))).body).toMatchObject({ code: 'future_date' });
  expect((await getJson<{ items: unknown[] }>(system.url, doctor, '/knowledge?site=main')).items).toEqual([]);
});

it('taken in once, named by its day; beside ours: level, direction, release', async () => {
  const taken = await take('01-Feb-2026-made-up.tsv');
  expect(taken.status).toBe(201);
  expect(takenReleaseSchema.parse(taken.body)).toMatchObject({ release: '2026-02-01', released_on: '2026-02-01', items: 8, readings: { single: 6, compound: 1, category: 1 }, known: false });
  expect(await take('again.tsv', file('01-Feb-2026-made-up.tsv'))).toMatchObject({ status: 200, body: { known: true, id: taken.body.id } });
  expect(await take('01-Feb-2026-other.tsv', file('01-Aug-2026-made-up.tsv'))).toMatchObject({ status: 409, body: { code: 'release_there' } });
  const shown = furtherEvidenceSchema.parse((await mechanisms()).further_evidence);
  expect(shown).toMatchObject({ source: 'civic', release: '2026-02-01' });
  expect(shown.items.map((i) => [i.gene, i.variant, i.evidence_id, i.level, i.direction, i.own])).toEqual([
    ['KRAS', 'p.G12D', 9002, 'A', 'Supports', true], ['KRAS', 'p.G12D', 9001, 'B', 'Supports', true], ['KRAS', 'p.G12D', 9007, 'C', 'Does Not Support', false]]);
});

it('a packet keeps the release it was made with; a newer one with a changed level names the patient; no alert moved', async () => {
  const before = (await send<WirePacket>(system.url, doctor, 'POST', `/patients/${id}/packets`, {})).body;
  expect((await take('01-Aug-2026-made-up.tsv')).status).toBe(201);
  expect(await changes()).toMatchObject({
    older: { release: '2026-02-01' }, newer: { release: '2026-08-01' }, changed: 2,
    items: [{ evidence_id: 9001, profile: 'KRAS G12D', before: { level: 'B', direction: 'Supports' }, after: { level: 'A', direction: 'Does Not Support' }, patients: [{ id, patient_id: 'P1', variants: ['KRAS p.G12D'] }] }],
  });
  expect((await mechanisms()).further_evidence).toMatchObject({ release: '2026-08-01' });
  const opened = await getJson<WirePacket>(system.url, doctor, `/packets/${before.id}`);
  expect(opened.content.further_evidence).toMatchObject({ release: '2026-02-01', items: [{ evidence_id: 9002 }, { evidence_id: 9001, level: 'B' }, { evidence_id: 9007 }] });
  expect(await alerts()).toEqual(alertsBefore);
  expect((await getJson<{ items: WireKnowledgeRelease[] }>(system.url, doctor, '/knowledge?site=main')).items.map((r) => r.release)).toEqual(['2026-08-01', '2026-02-01']);
});

it('what was taken in can be neither changed nor deleted', async () => {
  await expect(system.store.inSession(admin, (scope) => scope.query(`update clinical.knowledge_item set level = 'A'`))).rejects.toThrow(/written once|permission/);
  await expect(system.store.inSession(admin, (scope) => scope.query('delete from clinical.knowledge_release'))).rejects.toThrow(/written once|permission/);
});
