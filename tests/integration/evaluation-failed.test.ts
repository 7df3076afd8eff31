/** G17: a computation that fails is shown as failed wherever the patient is shown, with its reason, and never as "no alert"; what was computed before stands, said to be older. */
import pg from 'pg';
import type { HeatRow, ImportReport, Job, PatientPage, PatientSummary } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, eventually, getJson, importAndWait, patientByRef, postImport, send, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let owner: pg.Client;
let token: string;
beforeAll(async () => {
  system = await startSystem();
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  token = await system.token('main', 'clinician');
});
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

const inList = async (id: string): Promise<PatientSummary> => (await getJson<{ items: PatientSummary[] }>(system.url, token, '/patients')).items.find((p) => p.id === id)!;
const inHeatMap = async (id: string): Promise<HeatRow> => (await getJson<{ items: HeatRow[] }>(system.url, token, '/heat-map')).items.find((p) => p.id === id)!;

it('G17 an evaluation that fails for good is failed on the page, in the list and in the cohort, and done after all on request', async () => {
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
  await importAndWait(system, token, { name: 'other.csv', content: seriesFile(emergingRows.map((r) => r.replace(/^P1,/, 'P2,'))) });
  const before = await patientByRef(system, token, 'P1');
  expect([before.evaluation_state, before.failure, before.alerts.length > 0]).toEqual(['current', null, true]);

  await owner.query(`
    create function clinical.poison() returns trigger language plpgsql as $$ begin raise exception 'poison, KRAS p.G12D' using errcode = '22000'; end $$;
    create trigger poison before insert on clinical.evaluation for each row when (new.patient_id = '${before.id}') execute function clinical.poison()`);
  const sent = (await postImport(system.url, token, { name: 'next.csv', content: seriesFile(['P1,S99,2026-07-30,panel,KRAS,p.G12D,900,3800,0.00003', 'P2,S99,2026-07-30,panel,KRAS,p.G12D,900,3800,0.00003']) })).body.id!;
  const page = await eventually(() => getJson<PatientPage>(system.url, token, `/patients/${before.id}`), (p) => p.evaluation_state === 'failed', 60);
  const [job] = (await getJson<{ items: Job[] }>(system.url, token, '/jobs?state=failed')).items;
  expect(page.failure).toEqual({ at: job!.failed_at, reason: 'database error 22000', job: job!.id });
  // What was computed before stands, as of its own day, and no alert is gone.
  expect([page.evaluation_id, page.evaluation!.as_of]).toEqual([before.evaluation_id, before.evaluation!.as_of]);
  expect(page.alerts.map((a) => [a.id, a.state])).toEqual(before.alerts.map((a) => [a.id, a.state]));
  expect((await inList(before.id)).evaluation_state).toBe('failed');
  expect((await inHeatMap(before.id)).evaluation_state).toBe('failed');
  // The file is stored and not said to be evaluated; the other patient of it is.
  const other = await eventually(() => patientByRef(system, token, 'P2'), (p) => p.evaluation_state === 'current');
  expect(other.last_draw?.collected_on).toBe('2026-07-30');
  expect(await getJson<ImportReport>(system.url, token, `/imports/${sent}`)).toMatchObject({ state: 'stored', counts: { accepted: 2, patients: 2 }, evaluated_patients: 1 });

  await owner.query('drop trigger poison on clinical.evaluation');
  expect((await send(system.url, token, 'POST', `/jobs/${job!.id}/retry`)).status).toBe(200);
  const after = await eventually(() => getJson<PatientPage>(system.url, token, `/patients/${before.id}`), (p) => p.evaluation_state === 'current');
  expect([after.failure, after.last_draw?.collected_on]).toEqual([null, '2026-07-30']);
  expect(await getJson<ImportReport>(system.url, token, `/imports/${sent}`)).toMatchObject({ state: 'evaluated', evaluated_patients: 2 });
});
