/** The site's switch of alerts and forecasts: on and marked until somebody signs; off hides forecasts and tells nobody, and loses no alert. */
import { localValidationSchema, type PatientPage, type WireLocalValidation, type WireSiteSwitch } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, newAccount, patientByRef, seriesFile, sessionToken, startSystem, type Account, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
let chief: Account;
let session: string;
const report = { performed_by: 'Laboratory A', performed_on: '2026-03-01', compared: 'replayed alerts against chart review', sample_size: 64, result: '3 of 64 differed', document: 'LV-2026-03, archive 12' };
const sign = async (body: Record<string, unknown>, version: number, bearer = session): Promise<{ status: number; body: WireLocalValidation & { code?: string } }> => {
  const r = await fetch(`${system.url}/api/v1/admin/sites/main/local-validation`, {
    method: 'PUT', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', 'if-match': `"${version}"` },
    body: JSON.stringify({ alerts: true, forecasts: true, validated: null, reason: 'a reason', signed_name: 'Dr Chief', password: chief.password, ...body }),
  });
  return { status: r.status, body: (await r.json()) as WireLocalValidation };
};
const page = async (ref: string): Promise<PatientPage> => getJson(system.url, token, `/patients/${(await patientByRef(system, token, ref)).id}`);
const of = (ref: string, text: string): string => text.replaceAll('P1,', `${ref},`);

beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  chief = await newAccount(system, 'main', 'admin');
  session = await sessionToken(system.store, chief);
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
}, 400_000);
afterAll(() => system?.stop());

it('a new site: alerts and forecasts come out, and it is said that nobody validated them there', async () => {
  const p = await page('P1');
  expect(p.site_switch).toEqual({ site: 'main', version: 0, alerts: true, forecasts: true, validated: null });
  expect(p.evaluation!.forecast).toBeDefined();
  expect(p.alerts.length).toBeGreaterThan(0);
  expect((await getJson<{ items: WireSiteSwitch[] }>(system.url, token, '/local-validation?site=main')).items).toEqual([p.site_switch]);
});

it('only a person signs, with the right password, a validation that was done, over the version that was seen', async () => {
  expect((await sign({}, 0, await system.token('main', 'admin'))).body.code).toBe('signature_needs_person');
  expect((await sign({ password: 'another one' }, 0)).body.code).toBe('wrong_password');
  expect((await sign({ validated: { ...report, performed_on: '2999-01-01' } }, 0)).body.code).toBe('bad_date');
  expect((await sign({ validated: { ...report, document: '' } }, 0)).status).toBe(400);
  expect((await sign({}, 3)).status).toBe(412);
  const signed = await sign({ validated: report }, 0);
  expect(signed.status).toBe(200);
  expect(localValidationSchema.parse(signed.body)).toMatchObject({ version: 1, alerts: true, validated: report, versions: [{ version: 1, signed_name: 'Dr Chief', signed_by: chief.email, reason: 'a reason' }] });
  expect((await page('P1')).site_switch).toMatchObject({ version: 1, validated: { document: 'LV-2026-03, archive 12' } });
});

it('off: no forecast on the page; alerts are raised and listed, and the contact point is told of none', async () => {
  const { body } = await sign({ alerts: false, forecasts: false, validated: report, reason: 'the assay changed' }, 1);
  expect(body.versions.map((v) => [v.version, v.alerts, v.forecasts])).toEqual([[2, false, false], [1, true, true]]);
  expect((await page('P1')).evaluation!.forecast).toBeUndefined();
  const today = new Date();
  const day = (back: number): string => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  const siteId = await system.siteId('main');
  await system.store.inSession(session, (scope) => scope.query(`with t as (insert into clinical.team (site_id, name) values ($1, 'T') returning id) insert into clinical.contact_point (site_id, team_id, kind, target, secret, severity) select $1, id, 'webhook', 'https://hooks.example.org/x', 's', 'review' from t`, [siteId]));
  await importAndWait(system, token, { name: 'treatments.csv', content: of('P2', emergingTreatments).replace(/\d{4}-\d{2}-\d{2}/, day(300)) });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(['P2,N1,$60,panel,KRAS,p.G12D,0,4000,0.00003', 'P2,N2,$30,panel,KRAS,p.G12D,20,4000,0.00003', 'P2,N3,$3,panel,KRAS,p.G12D,90,4000,0.00003'].map((r) => r.replace(/\$(\d+)/, (_, n: string) => day(Number(n))))) });
  expect((await page('P2')).alerts.filter((a) => a.severity !== 'note' && a.state === 'open').length).toBeGreaterThan(0);
  const [noted] = await system.store.inSession(session, (scope) => scope.query<{ notices: number; deliveries: number }>('select (select count(*)::int from clinical.notice) as notices, (select count(*)::int from clinical.delivery) as deliveries'));
  expect(noted!.notices).toBeGreaterThan(0);
  expect(noted!.deliveries).toBe(0);
});

it('a version is neither changed nor deleted', async () => {
  await expect(system.store.inSession(session, (scope) => scope.query('update clinical.local_validation set alerts = true'))).rejects.toThrow(/written once|permission/);
});
