/** Export → import elsewhere → export: byte for byte, with the demo and with files of every kind; and what is possible yet unlikely is told on the way. */
import type { ImportReport } from '@clonewatch/contracts';
import { demoCohort } from '@clonewatch/simulate';
import { getJson, importAndWait, postImport, startSystem, type FileToSend, type TestSystem } from '@clonewatch/testing';
import { parquetReadObjects } from 'hyparquet';
import { bytesOf, textOf } from '../unit/formats/support';

/** The exchange files, in an order in which they can be sent: any would do. */
const tables = ['patients', 'treatments', 'assessments', 'series'] as const;
type Tables = Record<(typeof tables)[number], string>;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system?.stop();
});

async function exportOf(site: string, table: string, format = 'csv'): Promise<string> {
  const token = await system.token(site, 'researcher');
  const answer = await fetch(`${system.url}/api/v1/exports/${table}?format=${format}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${table}: ${answer.status}`);
  return answer.text();
}

async function exported(site: string): Promise<Tables> {
  return Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await exportOf(site, t)] as const))) as Tables;
}

async function take(site: string, files: readonly FileToSend[]): Promise<ImportReport[]> {
  const token = await system.token(site, 'clinician');
  const reports: ImportReport[] = [];
  for (const file of files) {
    const report = await importAndWait(system, token, file);
    if (report.state !== 'evaluated') throw new Error(`${file.name}: ${JSON.stringify(report.problems.slice(0, 3))}`);
    reports.push(report);
  }
  return reports;
}
const rowsOf = (csv: string): number => csv.split('\n').filter((l) => l !== '').length - 1;
const again = (said: Tables): FileToSend[] => tables.filter((t) => rowsOf(said[t]) > 0).map((t) => ({ name: `${t}.csv`, content: said[t] }));
const own = (path: string, manifest: string | null): FileToSend => ({ name: path.split('/')[1]!, content: Buffer.from(bytesOf(path)), ...(manifest === null ? {} : { manifest: textOf(manifest) }) });

/** Every kind of file, each under names of patients of its own: two files may know the same patient by other dates. */
const kinds: readonly { readonly site: string; readonly files: readonly FileToSend[] }[] = ([
  ['rt-plates', own('quantasoft/plate.csv', 'quantasoft/manifest.csv'), own('qxmanager/table.xlsx', 'qxmanager/manifest.csv')],
  ['rt-sequencing', own('vcf/mutect2.vcf', 'vcf/manifest.csv'), own('maf/plasma.maf', 'maf/manifest.csv')],
  ['rt-reports', own('tso500/CombinedVariantOutput.tsv', 'tso500/manifest.csv'), own('guardant/report.csv', 'guardant/manifest.csv'), own('foundation/report.xml', 'foundation/manifest.csv')],
  ['rt-records', own('fhir/record.json', null), own('hl7/batch.hl7', null)],
  ['rt-studies', own('cbioportal/study.txt', null)],
  ['rt-clones', own('clones/pyclone-vi.tsv', 'clones/manifest.csv')], ['rt-fractions', own('clones/spruce.tsv', 'clones/manifest.csv')],
] as const).map(([site, ...files]) => ({ site, files }));

describe('a round trip', () => {
  it.each(kinds)('$site', async ({ site, files }) => {
    await take(site, files);
    const said = await exported(site);
    expect(rowsOf(said.series)).toBeGreaterThan(1);
    await take(`${site}-2`, again(said));
    expect(await exported(`${site}-2`)).toEqual(said);
    // Where it came from it says nothing new, though it says what the files left open.
    await take(site, again(said));
    expect(await exported(site)).toEqual(said);
  });

  it('what the files left open is no contradiction, and what contradicts them is', async () => {
    const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,wildtype_count,count_unit,vaf,lod,specimen_type,note';
    const rows = ['P1,S1,2026-01-15,a,KRAS,p.G12D,40,4000,,,,,plasma,first', 'P1,S1,2026-01-15,b,KRAS,G12D,20,20000,9000,partitions,,,,', 'P1,S2,2026-02-15,a,EML4,fusion:alk,,,,,0.01,,,', 'P1,S3,2026-03-15,a,KRAS,G12D,,,,,0.001,0.002,,', 'P1,S4,2026-04-15,a,KRAS,G12D,,,,,0,,,'];
    await take('rt-open', [{ name: 's.csv', content: `${header}\n${rows.join('\n')}\n` }]);
    const said = await exported('rt-open');
    expect(said.series.split('\n').slice(1, -1).map((l) => l.split(',').filter((_, i) => [1, 3, 7, 11, 26].includes(i)))).toEqual([
      ['S1', 'a', '0.01', 'plasma', 'detected'], ['S1', 'b', expect.stringMatching(/^0\.00167/), 'plasma', 'detected'], ['S2', 'a', '0.01', '', 'detected'], ['S3', 'a', '0.001', '', 'not_detected'], ['S4', 'a', '0', '', 'not_detected'],
    ]);
    await take('rt-open', again(said));
    expect(await exported('rt-open')).toEqual(said);
    const token = await system.token('rt-open', 'clinician');
    for (const [n, from, to] of [[0, 'plasma', 'urine'], [1, ',,,,', ',,,urine,'], [2, '0.01,,,', '0.01,,serum,'], [2, '0.01', '0.011'], [0, 'first', 'second'], [3, '0.002', '0.0005']] as const) {
      const content = `${header}\n${rows[n]!.replace(from, to)}\n`;
      const report = await importAndWait(system, token, { name: 's.csv', content });
      expect([content, report.state, report.problems.map((p) => p.code)]).toEqual([content, 'failed', ['conflicting_result']]);
    }
  });

  it('"not detected" by a word alone is no fraction of 0, and no interval', async () => {
    const row = 'P1,S1,2026-01-15,a,KRAS,p.G12D,,not_detected';
    await take('rt-word', [{ name: 's.csv', content: `patient_id,specimen_id,collected_on,assay,gene,variant,vaf,status\n${row}\n` }]);
    const said = await exported('rt-word');
    const [head, line] = said.series.split('\n').map((l) => l.split(',')) as [string[], string[]];
    expect(['vaf', 'vaf_low', 'vaf_high', 'status'].map((c) => line[head.indexOf(c)])).toEqual(['', '', '', 'not_detected']);
    await take('rt-word', again(said));
    expect(await exported('rt-word')).toEqual(said);
  });

  it('the demo', async () => {
    const { files } = demoCohort('2026-06-01');
    await take('rt-demo', (['patients.csv', 'treatments.csv', 'assessments.csv', 'series.csv'] as const).map((name) => ({ name, content: files[name] })));
    const said = await exported('rt-demo');
    expect(rowsOf(said.series)).toBeGreaterThan(100);
    for (const t of ['patients', 'treatments', 'assessments'] as const) expect([t, rowsOf(said[t])]).toEqual([t, rowsOf(files[`${t}.csv`])]);
    await take('rt-demo-2', again(said));
    expect(await exported('rt-demo-2')).toEqual(said);
    // What the engine makes of the same data is the same elsewhere; alerts themselves are no data, and no import takes them.
    const alerts = await exportOf('rt-demo', 'alerts');
    expect(rowsOf(alerts)).toBeGreaterThan(10);
    expect(await exportOf('rt-demo-2', 'alerts')).toBe(alerts);
  });

  it('entries by hand, corrections, records merged, unknown columns and days without a calendar', async () => {
    const content = {
      'patients.csv': 'patient_id,nosology,birth_year,tissue_day,draw_interval_days,centre,constructor\nP1,nsclc_egfr,1950,,014,"=Z""x",\nP2,,1961, -3 ,,,own\nP3,,,,,,\n',
      'treatments.csv': 'patient_id,regimen,agents,therapy_class,started_on,started_day,stopped_day,best_response,dose\nP1,osimertinib,Osimertinib,egfr_tki,2026-01-02,,,PR,80 mg\nP2,FOLFIRI,"irinotecan; fluorouracil",chemotherapy,,-2,40,,\nP2,FOLFIRI,,chemotherapy,,41,,,\n',
      'assessments.csv': 'patient_id,assessed_on,assessed_day,kind,gene,variant,result,unit,reader\nP1,2026-02-01,,cea,,,<0.50,ng/ml,\nP1,2026-02-01,,tissue,EGFR,Thr790Met,positive,,A\nP1,2026-02-01,,imaging,,,SD,,one\nP1,2026-02-01,,imaging,,,SD,,two\nP2,,12,ldh,,,240,U/l,\n',
      'series.csv': 'patient_id,specimen_id,collected_on,collected_day,anchor,assay,gene,variant,mutant_count,total_count\nP1,S1,2026-01-15,,,a,EGFR,L858R,40,4000\nP2,S1,,3,first dose,a,KRAS,G12D,40,4000\nP3,S9,2026-03-15,,,a,EGFR,L858R,60,4000\n',
    };
    await take('rt-hand', Object.entries(content).map(([name, text]) => ({ name, content: text })));
    const token = await system.token('rt-hand', 'clinician');
    const patients = (await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, token, '/patients')).items;
    const idOf = (name: string): string => patients.find((p) => p.patient_id === name)!.id;
    const post = async (path: string, body: object): Promise<void> => {
      const answer = await fetch(`${system.url}/api/v1/patients/${path}`, { method: path.endsWith('plan') ? 'PUT' : 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(path.endsWith('plan') ? { 'if-match': '1' } : {}) }, body: JSON.stringify({ reason: 'as told', ...body }) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    };
    await post(`${idOf('P1')}/plan`, { draw_interval_days: 28 });
    await post(`${idOf('P1')}/treatments`, { regimen: 'by hand', agents: ['cetuximab'], therapy_class: ['anti_egfr'], started_on: '2025-01-02' });
    await post(`${idOf('P1')}/assessments`, { kind: 'clinical', result: 'well, "=as" before', assessed_on: '2026-02-03' });
    await post(`${idOf('P3')}/merge`, { into: idOf('P1') });
    const said = await exported('rt-hand');
    expect(said.patients).toBe(`patient_id,nosology,sex,birth_year,sidedness,metastatic_sites,tissue_ras,tissue_braf,msi,tissue_on,draw_interval_days,next_cycle_on,tissue_day,centre,constructor
P1,nsclc_egfr,,1950,,,,,,,28,,,"'=Z""x",\nP2,,,1961,,,,,,,,, -3 ,,own\n`.replaceAll('\\n', '\n'));
    expect(said.treatments.split('\n').slice(0, 4)).toEqual([
      'patient_id,regimen,agents,therapy_class,started_on,stopped_on,best_response,stop_reason,started_day,stopped_day,dose',
      'P1,by hand,cetuximab,anti_egfr,2025-01-02,,,,,,', 'P1,osimertinib,Osimertinib,egfr_tki,2026-01-02,,PR,,,,80 mg', 'P2,FOLFIRI,irinotecan; fluorouracil,chemotherapy,,,,,-2,40,',
    ]);
    expect(said.assessments.split('\n').map((l) => l.split(',').slice(0, 6).join(','))).toEqual([
      'patient_id,assessed_on,kind,gene,variant,result', 'P1,2026-02-01,cea,,,<0.50', 'P1,2026-02-01,imaging,,,SD', 'P1,2026-02-01,imaging,,,SD', 'P1,2026-02-01,tissue,EGFR,Thr790Met,positive',
      'P1,2026-02-03,clinical,,,"well', 'P2,,ldh,,,240', '',
    ]);
    expect(said.series.split('\n').filter((l) => l.startsWith('P1')).map((l) => l.split(',')[1])).toEqual(['S1', 'S9']);
    await take('rt-hand-2', again(said));
    expect(await exported('rt-hand-2')).toEqual(said);
    await take('rt-hand-3', again(said).reverse());
    expect(await exported('rt-hand-3')).toEqual(said);
    // Back where they came from they say nothing new.
    await take('rt-hand-2', again(said));
    expect(await exported('rt-hand-2')).toEqual(said);
    const lines = async (table: string): Promise<Record<string, unknown>[]> => (await exportOf('rt-hand', table, 'ndjson')).trimEnd().split('\n').map((l) => JSON.parse(l) as Record<string, unknown>);
    expect((await lines('patients'))[1]).toMatchObject({ patient_id: 'P2', birth_year: 1961, tissue_day: -3, sex: null, centre: null, constructor: 'own' });
    expect((await lines('treatments'))[2]).toMatchObject({ regimen: 'FOLFIRI', started_on: null, started_day: -2, stopped_day: 40 });
    expect((await lines('assessments'))[0]).toMatchObject({ kind: 'cea', result: '<0.50', assessed_on: '2026-02-01', reader: null });
    expect((await lines('series'))[0]).toMatchObject({ patient_id: 'P1', variant: 'L858R', mutant_count: 40, vaf: 0.01, collected_day: null });
    // Parquet says what the lines of JSON say: numbers as numbers, all else as text, an unknown column under its name.
    for (const table of [...tables, 'alerts']) {
      const answer = await fetch(`${system.url}/api/v1/exports/${table}?format=parquet`, { headers: { authorization: `Bearer ${await system.token('rt-hand', 'researcher')}` } });
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'application/vnd.apache.parquet', `attachment; filename="${table}.parquet"`]);
      const text = (v: unknown): unknown => (v !== null && typeof v === 'object' ? JSON.stringify(v) : v);
      expect(await parquetReadObjects({ file: await answer.arrayBuffer() })).toEqual((await lines(table)).map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, text(v)]))));
    }
    for (const alert of await lines('alerts')) expect(alert).toMatchObject({ patient_id: expect.stringMatching(/^P[12]$/), evidence: expect.any(Object), members: expect.any(Array) });
  });
});

describe('what is unlikely', () => {
  const series = (patient: string, specimen: string, on: string, ...variants: readonly string[]): string =>
    variants.map((v) => `${patient},${specimen},${on},a,${v.replace(' ', ',')},40,4000`).join('\n');
  const file = (...rows: readonly string[]): FileToSend => ({ name: 'f.csv', content: `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n${rows.join('\n')}\n` });
  const told = (report: ImportReport) => report.problems.map((p) => [p.severity, p.code, p.line, p.value]);
  const dry = async (site: string, f: FileToSend): Promise<ImportReport> => (await postImport(system.url, await system.token(site, 'clinician'), { ...f, dryRun: true })).body;

  it('a sample that looks like another patient\'s, in the dry run too', async () => {
    const [first, second] = [['KRAS p.G12D', 'TP53 p.R273H', 'APC p.R1450*'], ['NRAS p.Q61K', 'PIK3CA p.H1047R', 'BRAF p.V600E']] as const;
    await take('u-sample', [file(series('P1', 'S1', '2026-01-10', ...first), series('P2', 'S1', '2026-01-10', ...second))]);
    // A swap: the tube of P1 under the name of P2.
    const swapped = file(series('P2', 'S2', '2026-02-10', ...first));
    const expected = [['warning', 'sample_like_another_patient', 2, 'S2']];
    expect(told(await dry('u-sample', swapped))).toEqual(expected);
    expect((await dry('u-sample', swapped)).problems[0]!.message).toMatch(/3 of its 3 variants in common with patient P1, and none with the other draws/);
    expect(told((await take('u-sample', [swapped]))[0]!)).toEqual(expected);
    // Its own variants, a single one of them, or others that nobody has: the first two are as they should be.
    expect(told(await dry('u-sample', file(series('P1', 'S3', '2026-03-10', ...first))))).toEqual([]);
    expect(told(await dry('u-sample', file(series('P1', 'S3', '2026-03-10', first[0], second[1]))))).toEqual([]);
    expect(told(await dry('u-sample', file(series('P1', 'S3', '2026-03-10', 'EGFR p.S492R', 'MET p.D1228N'))))).toEqual([['warning', 'sample_unlike_patient', 2, 'S3']]);
    expect(told(await dry('u-sample', file(series('P9', 'S1', '2026-03-10', ...first))))).toEqual([['warning', 'sample_like_another_patient', 2, 'S1']]);
    // Hotspots that two patients share are no likeness.
    expect(told(await dry('u-sample', file(series('P9', 'S1', '2026-03-10', first[0], first[1]))))).toEqual([]);
  });

  it('a date before birth, whichever file came first', async () => {
    const [patients, draws] = [{ name: 'p.csv', content: 'patient_id,birth_year\nP1,1961\n' }, file(series('P1', 'S1', '1960-12-31', 'KRAS p.G12D'), series('P1', 'S2', '1961-01-01', 'KRAS p.G12D'))] as const;
    await take('u-birth', [patients]);
    expect(told(await dry('u-birth', draws))).toEqual([['warning', 'date_before_birth', 2, '1960-12-31']]);
    await take('u-birth-2', [draws]);
    expect(told(await dry('u-birth-2', patients))).toEqual([['warning', 'date_before_birth', 2, '1960-12-31']]);
    const treatment = { name: 't.csv', content: 'patient_id,regimen,started_on\nP1,FOLFIRI,1940-01-01\n' };
    expect(told(await dry('u-birth', treatment))).toEqual([['warning', 'date_before_birth', 2, '1940-01-01']]);
  });

  it('fractions of more than a half, as swapped columns make them', async () => {
    const swapped = file(...['KRAS,p.G12D', 'TP53,p.R273H', 'APC,p.R1450*'].map((v, i) => `P1,S1,2026-01-10,a,${v},${3900 + i},4000`));
    expect(told(await dry('u-median', swapped))).toEqual([['warning', 'counts_maybe_swapped', 2, null]]);
  });
});
