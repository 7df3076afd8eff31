/** The questions beside rechallenge over HTTP, on a story of the demonstration imported as its files. */
import { scenariosAnswerSchema } from '@clonewatch/contracts';
import { columnsOf, csvHeader, csvLines, storyPatients, type FileName } from '@clonewatch/simulate';
import { getJson, importAndWait, patientByRef, send, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  const [story] = [...storyPatients(7, 20600)].filter((p) => p.patientId === 'DEMO-BRAF');
  for (const name of (Object.keys(columnsOf) as FileName[]).filter((f) => f !== 'truth.csv')) {
    await importAndWait(system, token, { name, content: csvHeader(name) + csvLines(name, story!.rows[name]) });
  }
}, 180_000);
afterAll(() => system?.stop());

it('says what stands, what was known on a day, and refuses a day that is none', async () => {
  const { id } = await patientByRef(system, token, 'DEMO-BRAF');
  const read = async (day: string) => scenariosAnswerSchema.parse(await getJson(system.url, token, `/patients/${id}/scenarios?as_of=${day}`));
  const now = await read('2026-05-29');
  expect(now.items.map((s) => [s.id, s.verdict])).toEqual([['braf_egfr_escape', 'not_met']]);
  expect(now.items[0]!.gates.find((g) => g.id === 'escape_mapk')).toMatchObject({ state: 'fail', dated_on: now.items[0]!.sample_on, finding: { code: 'called' } });
  expect((await read('2026-01-20')).items[0]!.gates.find((g) => g.id === 'escape_mapk')!.state).not.toBe('fail');
  expect((await send(system.url, token, 'GET', `/patients/${id}/scenarios?as_of=yesterday`)).status).toBe(400);
});
