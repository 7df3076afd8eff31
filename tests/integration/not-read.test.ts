/** What a file of sequencing says it could not read is never "not detected": from the file through the record and the evaluation to the mark on the chart. */
import { layoutTrajectory, trajectoryView } from '@clonewatch/charts';
import { getJson, importAndWait, patientByRef, startSystem, type TestSystem } from '@clonewatch/testing';

const head = '##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tplasma\n';
const vcf = (...lines: string[]): string => `${head}${lines.map((l) => `${l.replaceAll(' ', '\t')}\n`).join('')}`;
/** APC p.R1450* and TP53 p.R213*: neither gene is in the table of treatment. */
const apc = 'chr5 112839942 . C T . PASS ANN=T|stop_gained|HIGH|APC|ENSG1|transcript|ENST00000257430.9|protein_coding|16/16|c.4348C>T|p.Arg1450*||||| GT:AD:DP 0/1:1900,100:2000';
const tp53 = 'chr17 7674894 . G A . PASS ANN=A|stop_gained|HIGH|TP53|ENSG2|transcript|ENST00000269305.9|protein_coding|6/11|c.637C>T|p.Arg213*||||| GT:AD:DP 0/1:1800,200:2000';
const block = (chrom: string, from: number, to: number, filter: string, cell: string): string => `${chrom} ${from} . T <NON_REF> . ${filter} END=${to} GT:DP:MIN_DP ${cell}`;
const manifest = (specimen: string, day: string): string => `sample,role,patient_id,specimen_id,collected_on,assay,panel,input_hge\nplasma,patient,P1,${specimen},${day},panel,APC;TP53;KRAS,3000\n`;

/** Draw, day, file, and what it says of APC and of TP53. */
const draws = [
  // The first file knows of no variant yet: what it could not read is read when one is known.
  ['S0', '2026-01-01', vcf(block('chr5', 112839000, 112840000, 'LowDepth', '0/0:3:1'), block('chr17', 7674000, 7675000, 'PASS', '0/0:900:800')), 'not_covered', 'not_detected'],
  ['S1', '2026-01-15', vcf(apc, tp53), 'detected', 'detected'],
  ['S2', '2026-02-12', vcf(block('chr5', 112839000, 112840000, 'PASS', '0/0:900:800'), block('chr17', 7674000, 7675000, 'NoisySite', '0/0:900:800')), 'not_detected', 'failed_qc'],
  ['S3', '2026-03-12', vcf(block('chr5', 112839000, 112840000, 'PASS', './.:0:0'), block('chr17', 7674000, 7675000, 'PASS', '0/0:900:0')), 'not_covered', 'not_covered'],
  // Without annotation: the same changes, called or refused, by their places alone.
  ['S4', '2026-04-09', vcf('chr5 112839942 . C T . PASS . GT:AD:DP 0/1:1980,20:2000', 'chr17 7674894 . G A . strand_bias . GT:AD:DP 0/1:1980,20:2000'), 'detected', 'failed_qc'],
] as const;

describe('places that were not read', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startSystem();
    token = await system.token('main', 'clinician');
    for (const [specimen, day, content] of draws) {
      expect(await importAndWait(system, token, { name: `${specimen}.vcf`, content, manifest: manifest(specimen, day) })).toMatchObject({ state: 'evaluated' });
    }
  });
  afterAll(() => system.stop());

  const told = async (t: string): Promise<unknown[]> => {
    const { evaluation } = await patientByRef(system, t, 'P1');
    const of = (gene: string) => evaluation!.series.find((s) => s.gene === gene)!.points;
    return draws.map(([specimen]) => [specimen, ...['APC', 'TP53'].map((g) => of(g).find((p) => p.specimen_id === specimen)!.status)]);
  };

  it('the evaluation of the stored record', async () => {
    expect(await told(token)).toEqual(draws.map(([specimen, , , a, t]) => [specimen, a, t]));
    const points = (await patientByRef(system, token, 'P1')).evaluation!.series.find((s) => s.gene === 'APC')!.points;
    for (const p of points.filter((x) => x.status === 'not_covered')) expect(p).toMatchObject({ vaf: null, low: null, high: null, upper95: null });
  });

  it('the marks of the chart: no bound where nothing was read', async () => {
    const page = await patientByRef(system, token, 'P1');
    const { marks } = layoutTrajectory(trajectoryView(page), { width: 1100, height: 520 }, { axis: 'log' });
    const of = (gene: string): unknown[] => marks.filter((m) => m.gene === gene).map((m) => [m.specimen, m.shape, m.title.join(' · ')]);
    expect(of('APC')).toEqual([
      ['S0', 'tick', expect.stringContaining('Not covered')], ['S1', 'square', expect.stringMatching(/Detected, 5\.0\s%/)], ['S2', 'bound', expect.stringMatching(/<\s0\.1/)], ['S3', 'tick', expect.stringContaining('Not covered')],
      ['S4', 'square', expect.stringMatching(/Detected, 1\.0\s%/)],
    ]);
    expect(of('TP53')).toEqual([
      ['S0', 'bound', expect.stringMatching(/<\s0\.1/)], ['S1', 'square', expect.stringMatching(/Detected, 10\s%/)], ['S2', 'cross', expect.stringContaining('Failed')], ['S3', 'tick', expect.stringContaining('Not covered')],
      ['S4', 'cross', expect.stringContaining('Failed')],
    ]);
  });

  it('the export says it too, and elsewhere the same comes of it', async () => {
    const get = async (t: string): Promise<string> => (await fetch(`${system.url}/api/v1/exports/series?format=csv`, { headers: { authorization: `Bearer ${t}` } })).text();
    const first = await get(token);
    expect(first).toContain('APC;TP53;KRAS;!GRCh38:chr5:112839000-112840000');
    const elsewhere = await system.token('elsewhere', 'clinician');
    expect(await importAndWait(system, elsewhere, { name: 'export.csv', content: first })).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await get(elsewhere)).toBe(first);
    expect(await told(elsewhere)).toEqual(await told(token));
    expect((await getJson<{ items: unknown[] }>(system.url, elsewhere, '/patients')).items).toHaveLength(1);
  });
});
