/** Export → import elsewhere → export: byte for byte, with the demo and with files of every kind; and what is possible yet unlikely is told on the way. */
import type { ImportReport } from '@clonewatch/contracts';
import { demoCohort } from '@clonewatch/simulate';
import { importAndWait, postImport, startSystem, type FileToSend, type TestSystem } from '@clonewatch/testing';
import { bytesOf, textOf } from '../unit/formats/support';

/** The tables that are exported. */
const tables = ['series'] as const;
type Tables = Record<(typeof tables)[number], string>;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system?.stop();
});

async function exported(site: string): Promise<Tables> {
  const token = await system.token(site, 'researcher');
  const of = async (table: string): Promise<string> => {
    const answer = await fetch(`${system.url}/api/v1/exports/${table}?format=csv`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${table}: ${answer.status}`);
    return answer.text();
  };
  return Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await of(t)] as const))) as Tables;
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
  });

  it('the demo', async () => {
    const { files } = demoCohort('2026-06-01');
    await take('rt-demo', (['patients.csv', 'treatments.csv', 'assessments.csv', 'series.csv'] as const).map((name) => ({ name, content: files[name] })));
    const said = await exported('rt-demo');
    expect(rowsOf(said.series)).toBeGreaterThan(100);
    await take('rt-demo-2', again(said));
    expect(await exported('rt-demo-2')).toEqual(said);
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
