/** What is new to a person since their own last look: kept by the server, one look for half an hour, told to them alone. */
import pg from 'pg';
import { createUser } from '@clonewatch/trust';
import type { PatientPage } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, send, seriesFile, sessionToken, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let owner: pg.Client;
let token: string;
let id: string;
const people: Record<string, string> = {};

beforeAll(async () => {
  system = await startSystem();
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  for (const table of ['last_look', 'treatment', 'assessment']) await owner.query(`alter table clinical.${table} no force row level security`);
  token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'early.csv', content: seriesFile(emergingRows.slice(0, 8)) });
  for (const [name, role] of [['anna', 'clinician'], ['boris', 'read_only'], ['vera', 'clinician']] as const) {
    const account = { email: `${name}@example.org`, password: 'correct horse battery' };
    await createUser(system.store, { ...account, siteId: await system.siteId('main'), role });
    people[name] = await sessionToken(system.store, account);
  }
  id = (await patientByRef(system, token, 'P1')).id;
}, 120_000);
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

const page = (who: string): Promise<PatientPage> => getJson<PatientPage>(system.url, people[who] ?? who, `/patients/${id}`);
const look = async (who: string): Promise<void> => {
  const { evaluation_id: evaluation } = await page(who);
  const answer = await send(system.url, people[who]!, 'POST', `/patients/${id}/seen`, { evaluation });
  expect(answer.status).toBe(200);
};
/** As if all looks, and what files brought, had been that much earlier. */
async function later(by: string): Promise<void> {
  await owner.query(`update clinical.last_look set seen_at = seen_at - interval '${by}', before_at = before_at - interval '${by}'`);
  for (const table of ['treatment', 'assessment']) await owner.query(`update clinical.${table} set created_at = created_at - interval '${by}'`);
}

describe('what is new since I last looked', () => {
  it('the first time there is nothing to compare with; a token is nobody', async () => {
    expect((await page('anna')).since).toEqual({ seen_at: null, changes: [] });
    expect((await page(token)).since).toBeNull();
  });
  it('a page loaded again belongs to the same look', async () => {
    await look('anna');
    await look('anna');
    const { since } = await page('anna');
    expect(since!.seen_at).not.toBeNull();
    expect(since!.changes).toEqual([]);
  });
  it('after half an hour the last look counts, and nothing is new', async () => {
    await later('1 hour');
    const { since } = await page('anna');
    expect(since!.seen_at).not.toBeNull();
    expect(since!.changes).toEqual([]);
  });
  it('the fifth draw is new to her, through a second look of the same occasion too; not to him, who never looked', async () => {
    await importAndWait(system, token, { name: 'late.csv', content: seriesFile(emergingRows.slice(8)) });
    const first = (await page('anna')).since!;
    expect(first.changes.map((c) => c.text)).toEqual(expect.arrayContaining([expect.stringMatching(/^New alert: KRAS p\.G12D: resistance emerging/), expect.stringMatching(/^New result: draw of 7 May 2026/)]));
    await look('anna');
    expect((await page('anna')).since).toEqual(first);
    expect((await page('boris')).since!.seen_at).toBeNull();
    await later('1 hour');
    expect((await page('anna')).since!.changes).toEqual([]);
  });
  it('what another person did to an alert is told; what one did oneself is not', async () => {
    await look('boris');
    await later('1 hour');
    const alert = (await page('anna')).alerts.find((a) => a.kind === 'resistance_emerging')!;
    await send(system.url, people.anna!, 'POST', `/alerts/${alert.id}/transitions`, { to: 'acknowledged', reason: 'seen' });
    expect((await page('boris')).since!.changes).toContainEqual({ kind: 'alert', text: 'KRAS p.G12D: resistance emerging: acknowledged by anna@example.org' });
    expect((await page('anna')).since!.changes).toEqual([]);
  });
  it('what came since the very first look is new, within the half hour too, and stays so through that look', async () => {
    expect((await page('vera')).since).toEqual({ seen_at: null, changes: [] });
    await look('vera');
    const answer = await send(system.url, people.anna!, 'POST', `/patients/${id}/assessments`, { assessed_on: '2026-04-01', kind: 'clinical', result: 'well', reason: 'seen today' });
    expect(answer.status).toBe(201);
    const first = (await page('vera')).since!;
    expect(first.changes).toContainEqual({ kind: 'treatment', text: 'assessment entered by anna@example.org' });
    await look('vera');
    expect((await page('vera')).since).toEqual(first);
  });
  it('treatments and findings that came by file are told, whoever sent them; once another file corrects them, the correction', async () => {
    await later('1 hour');
    await look('vera');
    await later('1 hour');
    await importAndWait(system, token, { name: 'a.csv', content: 'patient_id,assessed_on,kind,result,unit\nP1,2026-05-01,cea,31,ng/mL\nP1,2026-05-02,imaging,SD,\n' });
    await importAndWait(system, token, { name: 't.csv', content: 'patient_id,regimen,agents,therapy_class,started_on\nP1,FOLFOX,oxaliplatin;fluorouracil,chemotherapy,2026-05-04\n' });
    const byFile = async () => (await page('vera')).since!.changes.map((c) => c.text).filter((text) => / by file: /.test(text));
    expect(await byFile()).toEqual(['New by file: treatment FOLFOX from 4 May 2026', 'New by file: finding CEA: 31 ng/mL, 1 May 2026', 'New by file: finding imaging: SD, 2 May 2026']);
    // Corrected before she looked: new to her, as it now stands. Afterwards: a correction.
    const folfox = (more: string, row: string): Promise<unknown> => importAndWait(system, token, { name: 't.csv', content: `patient_id,regimen,agents,therapy_class,started_on,${more}\nP1,FOLFOX,oxaliplatin;fluorouracil,chemotherapy,2026-05-04,${row}\n` });
    await folfox('stopped_on', '2026-06-01');
    expect((await byFile())[0]).toBe('New by file: treatment FOLFOX from 4 May 2026 to 1 Jun 2026');
    expect(await byFile()).toHaveLength(3);
    await look('vera');
    await later('1 hour');
    expect(await byFile()).toEqual([]);
    await folfox('stopped_on', '2026-06-08');
    expect(await byFile()).toEqual(['Corrected by file: treatment FOLFOX from 4 May 2026 to 8 Jun 2026']);
  });
  it('what a file takes back is told once it was there to be seen; what came and went between two looks is not', async () => {
    // A laboratory's system takes back by a deletion, a health record by `entered-in-error`; the exchange format has no word for it.
    const marker = (value: string, day: string, status: string, at: string): Promise<unknown> => importAndWait(system, token, { name: 'm.hl7', content: [
      `MSH|^~\\&|LIS|LAB|EHR|CLINIC|${at}||ORU^R01^ORU_R01|M${at}|P|2.5.1`, 'PID|1||P1^^^LAB^MR', `OBR|1|ORD-${day}|FIL-${day}^LAB|2039-6^CEA^LN|||${day}083000|||||||||||||||${at}|||${status}`, `OBX|1|NM|2039-6^CEA^LN||${value}|ng/mL|||||${status}`,
    ].join('\r') });
    const drug = (status: string, updated: string): Promise<unknown> => importAndWait(system, token, { name: 'drug.json', content: JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [
      { fullUrl: 'Patient/p', resource: { resourceType: 'Patient', id: 'p', identifier: [{ value: 'P1' }] } },
      { resource: { resourceType: 'MedicationStatement', status, medicationCodeableConcept: { text: 'regorafenib' }, subject: { reference: 'Patient/p' }, effectivePeriod: { start: '2026-06-12' }, meta: { lastUpdated: updated } } },
    ] }) });
    const byFile = async () => (await page('vera')).since!.changes.map((c) => c.text).filter((text) => / by file: /.test(text));
    await marker('31', '20260601', 'F', '20260602100000');
    await drug('active', '2026-06-13');
    await look('vera');
    await later('1 hour');
    expect(await byFile()).toEqual([]);
    await marker('31', '20260601', 'D', '20260603100000');
    await drug('entered-in-error', '2026-06-14');
    const gone = ['Taken back by file: treatment regorafenib from 12 Jun 2026', 'Taken back by file: finding CEA: 31 ng/mL, 1 Jun 2026'];
    expect(await byFile()).toEqual(gone);
    // New and gone again before she looked: never there for her.
    await marker('44', '20260609', 'F', '20260610100000');
    expect(await byFile()).toEqual([...gone, 'New by file: finding CEA: 44 ng/mL, 9 Jun 2026']);
    await marker('44', '20260609', 'D', '20260611100000');
    expect(await byFile()).toEqual(gone);
    await look('vera');
    await later('1 hour');
    expect(await byFile()).toEqual([]);
  });
  it('an evaluation of another patient is not taken for one that was seen', async () => {
    const answer = await send(system.url, people.anna!, 'POST', `/patients/${id}/seen`, { evaluation: '00000000-0000-4000-8000-000000000000' });
    expect(answer.status).toBe(200);
    const { rows } = await owner.query<{ evaluation_id: string | null }>(`select l.evaluation_id from clinical.last_look l join sec.user_account u on u.id = l.user_id where u.email = 'anna@example.org'`);
    expect(rows[0]!.evaluation_id).toBeNull();
  });
});

describe('a day of the past', () => {
  it('tells the alerts in the words of then, and nothing that came later', async () => {
    const then = await getJson<PatientPage>(system.url, token, `/patients/${id}?as_of=2026-04-10`);
    expect(then.as_of).toBe('2026-04-10');
    expect(then.alerts.map((a) => a.kind)).toEqual(['resistance_detected']);
    expect(JSON.stringify(then)).not.toMatch(/2026-05-07|7 May|21\/3,800/);
    expect(then.glance!.conflict).toBeNull();
    expect(then.since).toBeNull();
  });
});
