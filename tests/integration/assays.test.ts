/** Assay profiles over HTTP: versions, reasons, roles, the audit trail; and what they do to an import, checked and stored. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport, WireAssay } from '@clonewatch/contracts';
import { getJson, send, startSystem, type TestSystem } from '@clonewatch/testing';
import { runWaitingJobs } from '@clonewatch/workflows';

const corpus = join(import.meta.dirname, '../corpus');
const reason = 'validated in March';
const assay = {
  assay: 'KRAS G12D ddPCR', assay_version: '2', targets: [{ mutant_target: 'KRAS_G12D_FAM', wildtype_target: 'KRAS_WT_HEX', gene: 'kras', variant: 'Gly12Asp' }], panel: ['KRAS:12'],
  partition_nl: 0.85, background: 0.00002, lob: 0.0005, lod: 0.001, plasma_ml: 4,
};
const short = `sample,role,patient_id,specimen_id,collected_on,assay
24L-0117,patient,QS-1,24L-0117,2026-02-03,KRAS G12D ddPCR
24L-0144,patient,QS-2,24L-0144,2026-02-04,KRAS G12D ddPCR
24L-0160,left_out,,,,
NTC,ntc,,,,KRAS G12D ddPCR
POS-5PCT,positive_control,,,,KRAS G12D ddPCR
`;
let system: TestSystem;
let clinician: string;
let made: WireAssay;

beforeAll(async () => {
  system = await startSystem({ worker: false });
  clinician = await system.token('main', 'clinician');
}, 120_000);
afterAll(() => system.stop());

async function post(fields: Record<string, string>, file: string, manifest?: string): Promise<{ status: number; body: ImportReport }> {
  const form = new FormData();
  for (const [k, v] of Object.entries(fields)) form.set(k, v);
  if (manifest !== undefined) form.set('manifest', new Blob([manifest]), 'manifest.csv');
  form.set('file', new Blob([file]), 'plate.csv');
  const response = await fetch(`${system.url}/api/v1/imports`, { method: 'POST', body: form, headers: { authorization: `Bearer ${clinician}` } });
  return { status: response.status, body: (await response.json()) as ImportReport };
}
const plate = readFileSync(join(corpus, 'quantasoft/plate.csv'), 'utf8');
const put = (id: string, version: number, body: object, token = clinician) =>
  fetch(`${system.url}/api/v1/assays/${id}`, { method: 'PUT', body: JSON.stringify(body), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': `"${version}"` } });

it('is made with a reason, in canonical spelling, by who may import; a reader may look, not write', async () => {
  const answer = await send<WireAssay>(system.url, clinician, 'POST', '/assays', { site: 'main', ...assay, reason });
  made = answer.body;
  expect(answer.status).toBe(201);
  expect(made).toMatchObject({ version: 1, site: 'main', reason, targets: [{ gene: 'KRAS', variant: 'p.G12D' }] });
  const researcher = await system.token('main', 'researcher');
  expect((await send(system.url, researcher, 'POST', '/assays', { site: 'main', ...assay, reason })).status).toBe(403);
  expect((await getJson<{ items: WireAssay[] }>(system.url, researcher, '/assays?site=main')).items).toHaveLength(1);
  expect((await send(system.url, clinician, 'POST', '/assays', { site: 'main', ...assay, reason })).status).toBe(409);
});

it('says where it cannot be read', async () => {
  const bad = { ...assay, assay: 'bad', targets: [{ mutant_target: 'A', wildtype_target: 'A', gene: '', variant: 'nonsense!' }], lob: 0.01, reason };
  const { status, body } = await send<{ problems: { field: string; code: string }[] }>(system.url, clinician, 'POST', '/assays', { site: 'main', ...bad });
  expect(status).toBe(422);
  expect(body.problems.map((p) => [p.field, p.code])).toEqual([
    ['targets.0.variant', 'bad_variant'], ['targets.0.gene', 'missing_gene'], ['targets.0.wildtype_target', 'same_target'], ['lob', 'lob_above_lod'],
  ]);
});

it('without a manifest a check tells the samples of the file; with a short one the profile says the rest, and what would be stored by state', async () => {
  const bare = await post({ site: 'main', dry_run: 'true' }, plate);
  expect(bare.body.state).toBe('failed');
  expect(bare.body.samples!.map((s) => s.sample)).toEqual(expect.arrayContaining(['24L-0117', '24L-0144', '24L-0160', 'NTC', 'POS-5PCT']));
  const checked = await post({ site: 'main', dry_run: 'true' }, plate, short);
  expect(checked.body).toMatchObject({ state: 'stored', assays: [{ assay: assay.assay, version: 1 }], states: { detected: 2, not_detected: 0, failed_qc: 0 } });
  expect(checked.body.states!.controls).toBeGreaterThan(0);
  expect((await getJson<{ items: unknown[] }>(system.url, clinician, '/imports?site=main')).items).toEqual([]);
});

it('an import is stored with the versions it was received with, though the profile changes before the worker comes', async () => {
  const sent = await post({ site: 'main' }, plate, short);
  expect(sent.status).toBe(202);
  const changed = await put(made.id, 1, { ...assay, lod: 0.002, reason: 'validated anew' });
  expect([changed.status, ((await changed.json()) as WireAssay).version]).toEqual([200, 2]);
  expect((await put(made.id, 1, { ...assay, reason })).status).toBe(412);
  await runWaitingJobs(system.store);
  const report = await getJson<ImportReport>(system.url, clinician, `/imports/${sent.body.id}`);
  expect(report).toMatchObject({ state: 'evaluated', assays: [{ assay: assay.assay, version: 1 }] });
  const { items } = await getJson<{ items: Record<string, unknown>[] }>(system.url, clinician, `/patients/${report.patients[0]!.id}/series`);
  expect(items[0]).toMatchObject({ variant: 'p.G12D', mutant_count: 62, wildtype_count: 4987, total_count: 54754, lod: 0.001, plasma_ml: 4, lob: '0.0005' });
  expect((await post({ site: 'main' }, plate, short)).body.id).toBe(sent.body.id);
});

it('a column that says neither per cent nor fraction is refused where it stands, until the profile says it; then the same bytes go in', async () => {
  const table = 'Sample,Gene,Alteration,VAF\nG1,KRAS,G12D,0.9\n';
  const manifest = 'sample,role,patient_id,specimen_id,collected_on,assay\nG1,patient,GU-1,G1,2026-02-03,Plasma panel\n';
  const refused = await post({ site: 'main', dry_run: 'true' }, table, manifest);
  expect(refused.body.problems).toMatchObject([{ severity: 'error', code: 'vaf_unit_missing', line: 2, column: 4, value: '0.9' }]);
  const profile = await send<WireAssay>(system.url, clinician, 'POST', '/assays', { site: 'main', assay: 'Plasma panel', vaf_unit: 'percent', panel: ['KRAS', 'NRAS'], reason });
  expect(profile.status).toBe(201);
  const sent = await post({ site: 'main' }, table, manifest);
  await runWaitingJobs(system.store);
  const report = await getJson<ImportReport>(system.url, clinician, `/imports/${sent.body.id}`);
  const { items } = await getJson<{ items: Record<string, unknown>[] }>(system.url, clinician, `/patients/${report.patients[0]!.id}/series`);
  expect(items.find((i) => i.variant === 'p.G12D')).toMatchObject({ vaf: 0.009 });
  // The panel is told once, on the row of the draw.
  expect(items.filter((i) => 'panel' in i && i.panel !== null)).toMatchObject([{ variant: null, panel: 'KRAS;NRAS' }]);
});

it('is retired, keeps its versions, and leaves who, what and why in the trail', async () => {
  const { status } = await send(system.url, clinician, 'POST', `/assays/${made.id}/retire`, { reason: 'replaced' });
  expect(status).toBe(200);
  expect((await getJson<{ items: WireAssay[] }>(system.url, clinician, '/assays?site=main')).items.map((a) => a.assay)).toEqual(['Plasma panel']);
  const { items } = await getJson<{ items: WireAssay[] }>(system.url, clinician, `/assays/${made.id}/versions`);
  expect(items.map((v) => [v.version, v.retired, v.reason, v.lod])).toEqual([[3, true, 'replaced', 0.002], [2, false, 'validated anew', 0.002], [1, false, reason, 0.001]]);
  const admin = await system.token('main', 'admin');
  const trail = await getJson<{ items: { outcome: string; details: { assay: string; version: number } }[] }>(system.url, admin, '/audit?site=main&action=assay.saved');
  expect(trail.items.filter((e) => e.outcome === 'ok' && e.details.assay === assay.assay).map((e) => e.details.version)).toEqual([2, 1]);
  expect(trail.items.some((e) => e.outcome !== 'ok')).toBe(true);
});
