/** How alerts turned out, rule by rule; and what ends a snooze or brings back what was acknowledged. */
import type { RuleOutcomes, WireAlert } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, send, seriesFile, startSystem, type Reply, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  for (const p of ['P1', 'P2', 'P3', 'P4']) {
    const named = (text: string): string => text.replaceAll('P1,', `${p},`);
    await importAndWait(system, token, { name: `${p}-t.csv`, content: named(emergingTreatments) });
    await importAndWait(system, token, { name: `${p}.csv`, content: named(seriesFile(emergingRows)) });
  }
}, 120_000);
afterAll(() => system.stop());

const alertOf = async (p: string, kind: string): Promise<WireAlert> => (await patientByRef(system, token, p)).alerts.find((a) => a.kind === kind)!;
const move = (a: WireAlert, body: object): Promise<Reply<WireAlert & { code: string }>> => send(system.url, token, 'POST', `/alerts/${a.id}/transitions`, { reason: 'as seen', ...body });
const rule = async (kind: string): Promise<RuleOutcomes> => (await getJson<{ items: RuleOutcomes[] }>(system.url, token, '/alert-outcomes?site=main')).items.find((r) => r.kind === kind)!;

it('counts what was right and what was not, and leaves what nobody judged out of the PPV', async () => {
  expect(await rule('resistance_emerging')).toMatchObject({ fired: 4, live: 4, right: 0, wrong: 0, ppv: null, lead_days: null });
  const known = (await alertOf('P1', 'resistance_emerging')).known_on!;
  expect(known).toBe('2026-05-07');
  await move(await alertOf('P1', 'resistance_emerging'), { to: 'closed', outcome: 'confirmed_by_imaging', outcome_on: '2026-06-18' });
  // No day given: the first progression after the alert.
  const { id } = await patientByRef(system, token, 'P2');
  for (const [on, result] of [['2026-03-01', 'PD'], ['2026-05-20', 'SD'], ['2026-07-06', 'PD']]) await send(system.url, token, 'POST', `/patients/${id}/assessments`, { assessed_on: on, kind: 'imaging', result, reason: 'CT' });
  await move(await alertOf('P2', 'resistance_emerging'), { to: 'closed', outcome: 'Confirmed by imaging' });
  await move(await alertOf('P3', 'resistance_emerging'), { to: 'closed', outcome: 'false alarm' });
  await move(await alertOf('P4', 'resistance_emerging'), { to: 'closed', outcome: 'moved to another clinic' });
  const found = await rule('resistance_emerging');
  expect(found).toMatchObject({ fired: 4, live: 0, right: 2, wrong: 1, unjudged: 1, outcomes: [{ outcome: 'confirmed by imaging', alerts: 2 }, { outcome: 'false alarm', alerts: 1 }, { outcome: 'moved to another clinic', alerts: 1 }] });
  // R: binom.test(2, 3)$conf.int
  expect(found.ppv).toMatchObject({ value: 2 / 3, n: 3, low: expect.closeTo(0.09429932, 7) as number, high: expect.closeTo(0.9915962, 6) as number });
  // 42 and 60 days; R: quantile(c(42, 60), c(.25, .5, .75))
  expect(found.lead_days).toEqual({ median: 51, quartile_low: 46.5, quartile_high: 55.5, n: 2 });
  expect(await getJson<{ items: unknown[] }>(system.url, await system.token('north', 'clinician'), '/alert-outcomes')).toMatchObject({ items: [] });
});

it('a day that is none, or has not come, proves nothing', async () => {
  const alert = await alertOf('P1', 'resistance_detected');
  for (const outcome_on of ['2026-02-30', '2999-01-01', 'yesterday']) expect(await move(alert, { to: 'closed', outcome: 'false alarm', outcome_on })).toMatchObject({ status: 422 - (outcome_on.length > 10 ? 22 : 0) });
  expect(await move(alert, { to: 'acknowledged', due: '2026-13-01' })).toMatchObject({ status: 422, body: { code: 'bad_due' } });
});

it('put off until the next draw: that draw brings it back and says which; a comment stays in its history', async () => {
  const alert = await alertOf('P2', 'resistance_detected');
  const asleep = await move(alert, { to: 'snoozed', until: 'next_draw', due: '2027-01-15' });
  expect(asleep).toMatchObject({ status: 200, body: { state: 'snoozed', snoozed_until_draw: true, due: '2027-01-15' } });
  await send(system.url, token, 'POST', `/alerts/${alert.id}/notes`, { comment: 'the laboratory repeats it', owner: 'anna@ward.example' });
  await importAndWait(system, token, { name: 'again.csv', content: seriesFile(['P2,S6,2026-06-04,panel,KRAS,p.G12D,60,3900,0.00003', 'P2,S6,2026-06-04,panel,TP53,p.R175H,200,3900,0.00003']) });
  const back = await alertOf('P2', 'resistance_detected');
  expect(back).toMatchObject({ state: 'open', snoozed_until: null, snoozed_until_draw: false, owner: 'anna@ward.example', due: '2027-01-15' });
  expect(back.transitions.map((t) => [t.state, t.reason, t.comment])).toEqual([
    ['open', null, null], ['snoozed', 'as seen', null], ['snoozed', null, 'the laboratory repeats it'], ['open', 'the next draw is there: 2026-06-04 (S6)', null],
  ]);
});
