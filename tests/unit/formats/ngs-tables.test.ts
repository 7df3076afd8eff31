/** Tables with one variant a row: MAF, GSvar, VarDict's own, smCounter, umiVar. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codes, describeExamples, examples, manifestOf, read, readBytes, seriesOf, textOf, type Outcome } from './support';

const readOwn = (path: string, edit: (text: string) => string = (t) => t, manifest = textOf(`${path.split('/')[0]!}/manifest.csv`)): Promise<Outcome> => read(edit(textOf(path)), { fileName: basename(path), manifest: manifestOf(manifest) });
const told = (o: Outcome) => seriesOf(o).map((r) => [r.patientId, r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction]);
const draw = (patient: string) => [patient, '', '', null, null, null];

describe('MAF', () => {
  it('gives each sample its variants, named by table, annotation or place', async () => {
    const o = await readOwn('maf/plasma.maf');
    expect(o.format).toBe('maf');
    expect(told(o)).toEqual([
      ['M-1', 'KRAS', 'p.G12D', 40, 4010, null], ['M-1', 'EGFR', 'p.E746_A750del', 300, 3000, null], ['M-2', 'APC', 'p.R1450*', 100, 2000, null],
      ['M-2', '', 'NC_000001.11:g.15557977_15557978delTGinsCA', 10, 1600, null], ['M-2', 'EGFR', 'p.A767_S768insG', 10, 2000, null], ['M-2', 'TP53', 'p.R248Q', null, null, null], draw('M-1'), draw('M-2'),
    ].sort(by(o)));
    expect(o.problems.map((p) => [p.severity, p.code])).toEqual([['warning', 'filtered_call'], ['warning', 'sample_not_in_manifest']]);
    expect(seriesOf(o).find((r) => r.gene === 'TP53')).toMatchObject({ patientId: 'M-2', status: 'failed_qc' });
    expect(seriesOf(o)[0]).toMatchObject({ line: 3, wbcVafFraction: 0, countUnit: 'reads', panel: null });
    expect(seriesOf(o).find((r) => r.patientId === 'M-1' && r.variant === '')!.panel).toEqual(['KRAS', 'EGFR', 'APC', '!*:amplification', '!*:loss', '!*:fusion']);
    expect(seriesOf(o)[0]!.supplied).toMatchObject({ hgvs_p: 'p.G12D', chrom: 'chr12', pos: '25245350', genome_build: 'GRCh38' });
  });

  it('suspects swapped counts and never swaps them', async () => {
    const header = 'Hugo_Symbol\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tt_ref_count\tt_alt_count\n';
    const rows = ['1000\tC\tT', '2000\tC\tT', '3000\tC\tT'].map((p, i) => `KRAS\tL-1\tGRCh38\t12\t${p}\t${10 + i}\t990\n`).join('');
    const o = await readOwn('maf/plasma.maf', () => header + rows);
    expect(codes(o.problems)).toEqual(['counts_maybe_swapped']);
    expect(o.problems[0]!.message).toContain('t_alt_count and t_ref_count are swapped');
    expect(seriesOf(o)[0]).toMatchObject({ mutantCount: 990, totalCount: 1000 });
  });

  it.each([
    ['no counts', (t: string) => t.replaceAll('\t3970\t40\t', '\t\t\t'), 'missing_counts'], ['more than all', (t: string) => t.replace('\t4010\t3970\t40\t', '\t10\t\t40\t'), 'count_exceeds_total'],
    ['half a read', (t: string) => t.replace('\t3970\t40\t', '\t3970\t40.5\t'), 'bad_count'], ['text', (t: string) => t.replace('\t3970\t40\t', '\t3970\tmany\t'), 'bad_number'],
    ['no change', (t: string) => t.replace('C\tC\tT\tL-1', 'C\tC\tC\tL-1'), 'bad_allele'], ['no sample', (t: string) => t.replace('\tT\tL-1\t', '\tT\t\t'), 'missing_value'],
    ['other build', (t: string) => t.replace('KRAS\t3845\tGRCh38', 'KRAS\t3845\tGRCh37'), 'sample_not_in_manifest'], ['column twice', (t: string) => t.replace('End_Position', 'Start_Position'), 'duplicate_column'],
    ['column missing', (t: string) => t.replace('Chromosome', 'Chrom'), 'missing_column'],
  ])('tells: %s', async (_name, edit, code) => {
    expect(codes((await readOwn('maf/plasma.maf', edit)).problems)).toContain(code);
  });

  it.each(['9-Sep', '1-Mar', 'Mar-01', 'Dec-1', '2026-09-09', '01. Mrz', '1-Окт', '9/9/2026'])('a gene that a spreadsheet made a day is named, not taken for one: %s', async (gene) => {
    const o = await readOwn('maf/plasma.maf', (t) => t.replace('APC\t324', `${gene}\t324`));
    expect(o.rows).toEqual([]);
    expect(o.problems.filter((p) => p.severity === 'error')).toMatchObject([{ code: 'damaged_gene', line: 5, column: 1, field: 'Hugo_Symbol', value: gene }]);
  });

  it('a percent sign says what the number is', async () => {
    const vf = (text: string) => readOwn('maf/plasma.maf', () => `Hugo_Symbol\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tt_VF\nKRAS\tL-1\tGRCh38\t12\t25245350\tC\tT\t${text}\n`);
    expect([told(await vf('0.9%'))[0], told(await vf('0.9'))[0]]).toEqual([['M-1', 'KRAS', 'p.G12D', null, null, 0.009], ['M-1', 'KRAS', 'p.G12D', null, null, 0.9]]);
    expect(codes((await vf('138%')).problems)).toEqual(['vaf_out_of_range']);
    expect(codes((await vf('much')).problems)).toEqual(['bad_number']);
  });

  it('asks for the manifest with the samples it found', async () => {
    const { problems } = await read(textOf('maf/plasma.maf'), { fileName: 'plasma.maf' });
    expect(codes(problems)).toContain('manifest_required');
    expect(problems.find((p) => p.code === 'manifest_required')!.message).toContain('L-1, L-2, L-9');
    expect(codes((await readOwn('maf/plasma.maf', (t) => t, 'sample,role,patient_id,specimen_id,collected_on,assay\nX,patient,P,S,2026-01-01,A\n')).problems)).toContain('sample_not_in_manifest');
  });
});

describe('GSvar', () => {
  it('derives counts from fraction and depth, and says so', async () => {
    for (const manifest of [undefined, 'sample,role,patient_id,specimen_id,collected_on,assay\nDX260001_01,patient,G-1,S-1,2026-03-02,cfDNA panel\n']) {
      const o = await readOwn('gsvar/tumor.GSvar', (t) => t, manifest);
      expect(told(o)).toEqual([
        ['G-1', 'KRAS', 'p.G12D', 60, 5000, 0.012], ['G-1', 'EGFR', 'p.E746_A750del', 300, 3000, 0.1], ['G-1', 'APC', 'p.R1450*', 250, 1000, 0.25],
        ['G-1', 'SYNPR', 'NC_000003.12:g.63611706G>A', 282, 694, 0.4063], draw('G-1'),
      ].sort(by(o)));
      expect(codes(o.problems)).toEqual(['filtered_not_imported']);
      expect(seriesOf(o)[0]!.supplied).toMatchObject({ count_source: 'vaf × depth' });
      expect(seriesOf(o).find((r) => r.gene === 'SYNPR')!.wbcVafFraction).toBe(0.49);
    }
    expect(codes((await readOwn('gsvar/tumor.GSvar', (t) => t.replace('0.0120', '12'))).problems)).toContain('vaf_out_of_range');
    expect(codes((await readOwn('gsvar/tumor.GSvar', (t) => t.replace('\ttumor_af\t', '\tAF\t'))).problems)).toEqual(['missing_column']);
  });
});

describe('caller tables', () => {
  it('VarDict: no header, the command line before it, columns 8, 9 and 15', async () => {
    const o = await readOwn('vardict/raw.txt');
    expect(told(o)).toEqual([['D-1', 'KRAS', 'p.G12D', 324, 5047, 0.0642], ['D-1', 'EGFR', 'p.E746_A750del', 30, 3000, 0.01], ['D-1', '', 'NC_000003.11:g.1000G>A', 8, 800, 0.01], draw('D-1')].sort(by(o)));
    expect(codes(o.problems)).toEqual(['unsupported_allele']);
    expect(codes((await readOwn('vardict/raw.txt', (t) => t.replace(/^.*\n/, ''))).problems)).toEqual(['genome_build_missing']);
    expect(codes((await readOwn('vardict/raw.txt', (t) => `${t}broken\tline\n`)).problems)).toContain('too_few_cells');
  });

  it('smCounter: VMT of UMT, never of DP', async () => {
    const o = await readOwn('smcounter/calls.txt');
    expect(told(o)).toEqual([['Q-1', 'BRAF', 'p.V600E', 45, 4481, null], ['Q-1', '', 'NC_000017.10:g.41244435T>C', 35, 3910, null], draw('Q-1')].sort(by(o)));
    expect(seriesOf(o)[0]!.countUnit).toBe('molecules');
    expect(codes(o.problems)).toEqual(['filtered_not_imported']);
  });

  it('umiVar: every variant followed, also where it is not found or not covered', async () => {
    const o = await readOwn('umivar/monitoring.tsv');
    expect(seriesOf(o).map((r) => [r.gene, r.variant, r.mutantCount, r.totalCount, r.status])).toEqual([
      ['NRAS', 'p.Q61K', 29, 2533, null], ['KRAS', 'p.G12D', 0, 3000, null], ['', 'NC_000005.10:g.112839942C>T', null, null, 'not_covered'], ['', '', null, null, null],
    ]);
    expect(o.problems).toEqual([]);
  });
});

const by = (o: Outcome) => { const order = told(o).map((r) => JSON.stringify(r)); return (a: readonly unknown[], b: readonly unknown[]): number => order.indexOf(JSON.stringify(a)) - order.indexOf(JSON.stringify(b)); };

describeExamples('tables of laboratories', () => {
  const readExample = (path: string, sample: string, build = ''): Promise<Outcome> => readBytes(readFileSync(join(examples, path)), { fileName: basename(path), manifest: manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,genome_build\n${sample},patient,P,S,2026-01-01,A,${build}\n`) });

  it('are read by the numbers they mean', async () => {
    const smCounter = await readExample('umi/smCounter.cut.txt', 'smCounter.cut', 'hg19');
    expect(told(smCounter)[0]).toEqual(['P', '', 'NC_000017.10:g.41244000T>C', 45, 4481, null]);
    const umiVar = await readExample('umi/umiVar_monitoring_counts.tsv', 'x', 'GRCh38');
    expect(told(umiVar)[0]).toEqual(['P', 'NRAS', 'p.Q61K', 29, 2533, null]);
    const vardict = await readExample('vardict-tabular/colo829_integration.txt', 'Colo829-18_S3-sort');
    expect(told(vardict)[0]).toEqual(['P', '', 'NC_000001.10:g.934099G>C', 4, 4, 1]);
    const gsvar = await readExample('gsvar/tumor_only.GSvar', 'DX000000_01', 'GRCh37');
    expect(told(gsvar)[0]).toEqual(['P', 'SYNPR', 'NC_000003.11:g.63611706G>A', 282, 694, 0.4063]);
    for (const file of ['maf/vcf2maf_test.maf', 'maf/vcf2maf_output.vep_isoforms.maf']) {
      const o = await readExample(file, 'TUMOR');
      expect(o.problems.filter((p) => p.severity === 'error')).toEqual([]);
      expect(seriesOf(o).find((r) => r.supplied.pos === '11290179')).toMatchObject({ mutantCount: 10, totalCount: 20 });
    }
  });
});
