/** An open therapy conflict closes by data when the line concerned has stopped: with the reason, as a step of its own in a history that stays. */
import type { PatientPage, WireAlert } from '@clonewatch/contracts';
import { emergingTreatments, eventually, importAndWait, patientByRef, send, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const days = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07', '2026-06-04'];
const rows = [0, 0, 0, 8, 21, 60].flatMap((k, i) => [`P1,S${i + 1},${days[i]!},panel,KRAS,p.G12D,${k},3900,0.00003`, `P1,S${i + 1},${days[i]!},panel,TP53,p.R175H,80,3900,0.00003`]);

let system: TestSystem;
let token: string;
beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  for (const [name, content] of [['t.csv', emergingTreatments], ['s.csv', seriesFile(rows)]] as const) await importAndWait(system, token, { name, content });
}, 120_000);
afterAll(() => system.stop());

const page = (): Promise<PatientPage> => patientByRef(system, token, 'P1');
const conflict = (p: PatientPage): WireAlert => p.alerts.find((a) => a.kind === 'therapy_conflict')!;

it('stands while the line goes on; a stop entered closes it and leaves what was said', async () => {
  const before = await page();
  expect(conflict(before)).toMatchObject({ state: 'open', grade: 'confirmed', severity: 'act' });
  const line = before.treatments[0]!;
  const said = { regimen: line.regimen, agents: line.agents, therapy_class: line.therapy_class, started_on: line.started_on, stopped_on: '2026-06-10', stop_reason: 'progression', reason: 'decided by the board' };
  expect(await send(system.url, token, 'PUT', `/patients/${before.id}/treatments/${line.id}`, said, { 'if-match': `"${line.version}"` })).toMatchObject({ status: 200 });
  const after = conflict(await eventually(page, (p) => conflict(p).state !== 'open'));
  expect(after.state).toBe('closed');
  expect(after.transitions.at(-1)).toMatchObject({ state: 'closed', reason: 'cetuximab + FOLFIRI stopped on 2026-06-10 for progression' });
  expect(after.transitions[0]).toEqual(conflict(before).transitions[0]);
  expect(after.text).toBe(conflict(before).text);
});
