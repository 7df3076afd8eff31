/** The mechanism reading over HTTP: on the data that stand, on what was known on a day, with what was entered by hand beside plasma. */
import { mechanismsAnswerSchema, type MechanismsAnswer } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, send, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
let id: string;
beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
  id = (await patientByRef(system, token, 'P1')).id;
}, 120_000);
afterAll(() => system?.stop());

const read = (query = ''): Promise<MechanismsAnswer> => getJson<MechanismsAnswer>(system.url, token, `/patients/${id}/mechanisms${query}`);

it('names what rose, as its schema says', async () => {
  const answer = mechanismsAnswerSchema.parse(await read());
  expect(answer).toMatchObject({ verdict: 'explained', sample_on: '2026-05-07', therapy: ['anti_egfr'], on_therapy: true, foci: { pattern: 'not_recorded' }, sidedness: null });
  expect(answer.called.map((c) => [c.gene, c.variant, c.origin, c.first])).toEqual([['KRAS', 'p.G12D', 'emerged', '2026-04-09']]);
});
it('as of a day it knows what was known then', async () => {
  expect(await read('?as_of=2026-03-20')).toMatchObject({ as_of: '2026-03-20', sample_on: '2026-03-12', called: [] });
  expect((await send(system.url, token, 'GET', `/patients/${id}/mechanisms?as_of=yesterday`)).status).toBe(400);
});
it('lesions and tissue entered by hand are read', async () => {
  for (const body of [{ kind: 'lesion:liver S6', result: 'PD' }, { kind: 'lesion:lung', result: 'SD' }, { kind: 'tissue:liver S6', gene: 'KRAS', variant: 'G12D', result: 'positive' }, { kind: 'tissue:primary', gene: 'KRAS', variant: 'G12D', result: 'negative' }]) {
    expect((await send(system.url, token, 'POST', `/patients/${id}/assessments`, { assessed_on: '2026-05-06', reason: 'CT and biopsy', ...body })).status).toBe(201);
  }
  const answer = await read();
  expect(answer.foci).toEqual({
    pattern: 'previous_foci', at: '2026-05-06', discordant: true, lesions: [{ site: 'liver s6', result: 'PD' }, { site: 'lung', result: 'SD' }],
    tissue_discordance: [{ gene: 'KRAS', variant: 'p.G12D', positive: ['liver s6'], negative: ['primary'] }],
  });
  expect(answer.beside.map((b) => [b.kind, b.plasma, b.agrees])).toEqual([['tissue:liver s6', 'detected', true], ['tissue:primary', 'detected', false]]);
});
