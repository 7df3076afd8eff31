/** Rows of tables that a filter refuses, and rows without reads: a variant followed in the patient is then failed or not covered in that draw, never "not detected". */
import { evaluatePatient } from '@clonewatch/guidance';
import { recordFromRows } from '@clonewatch/domain';
import { codes, errorsOf, manifestOf, read, seriesOf, type Outcome } from './support';

const manifest = (specimen: string, day: string) => manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel,input_hge,genome_build\nL-1,patient,P,${specimen},${day},A,APC;KRAS;TP53,3000,GRCh38\n`);
const stateOf = (o: Outcome, before: Outcome, variant: string): string => {
  expect([errorsOf(before), errorsOf(o)]).toEqual([[], []]);
  const series = evaluatePatient(recordFromRows('P', [...before.rows, ...o.rows]), null).series.find((s) => s.variant === variant)!;
  return series.points.find((p) => p.specimenId === 'S2')!.status;
};

describe('MAF', () => {
  const head = 'Hugo_Symbol\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tHGVSp_Short\tt_ref_count\tt_alt_count\tFILTER\n';
  const apc = (ref: number | string, alt: number | string, filter: string): string => `APC\tL-1\tGRCh38\tchr5\t112839942\tC\tT\tp.R1450*\t${ref}\t${alt}\t${filter}\n`;
  const kras = (filter: string): string => `KRAS\tL-1\tGRCh38\tchr12\t25245350\tC\tT\tp.G12D\t900\t100\t${filter}\n`;
  const maf = (specimen: string, day: string, ...rows: string[]): Promise<Outcome> => read(head + rows.join(''), { fileName: 'a.maf', manifest: manifest(specimen, day) });
  const seen = (): Promise<Outcome> => maf('S1', '2026-01-01', apc(1900, 100, 'PASS'), kras('PASS'));
  // The file must name the sample: a row of something else.
  const other = 'TP53\tL-1\tGRCh38\tchr17\t7674894\tG\tA\tp.R213*\t900\t100\tPASS\n';

  it.each([
    ['not listed', [], 'not_detected'], ['refused', [apc(890, 10, 'strand_bias')], 'failed_qc'], ['refused for depth', [apc(8, 1, 'LowDP')], 'not_covered'], ['refused, without counts', [apc('', '', 'panel_of_normals')], 'failed_qc'],
    ['no reads', [apc(0, 0, 'PASS')], 'not_covered'], ['0 of n', [apc(900, 0, 'PASS')], 'not_detected'], ['0 of n, and a filter of the reads it has not', [apc(900, 0, 'weak_evidence')], 'not_detected'],
    ['0 of n, and another filter', [apc(900, 0, 'NoisySite')], 'failed_qc'], ['refused and, from another caller, accepted', [apc(890, 10, 'strand_bias'), apc(880, 20, 'PASS')], 'detected'],
  ] as const)('%s', async (_, rows, expected) => expect(stateOf(await maf('S2', '2026-03-01', ...rows, other), await seen(), 'p.R1450*')).toBe(expected));

  it('at a place that decides on treatment a row says it', async () => {
    const o = await maf('S2', '2026-03-01', kras('strand_bias'), other);
    expect(codes(o.problems)).toEqual(['filtered_call']);
    expect(seriesOf(o).map((r) => [r.variant, r.status])).toEqual([['p.G12D', 'failed_qc'], ['p.R213*', null], ['', null]]);
    expect(stateOf(o, await seen(), 'p.G12D')).toBe('failed_qc');
    for (const rows of [[kras('strand_bias'), kras('PASS')], [kras('PASS'), kras('strand_bias')]]) {
      const both = await maf('S2', '2026-03-01', ...rows, other);
      expect([errorsOf(both), seriesOf(both).filter((r) => r.gene === 'KRAS').map((r) => [r.mutantCount, r.status])]).toEqual([[], [[100, null]]]);
    }
  });
});

it('GSvar: refused, and without depth', async () => {
  const file = (af: string, dp: string, filter: string): string => `##ANALYSISTYPE=SOMATIC_SINGLESAMPLE\n##SAMPLE=<ID=L-1,IsTumor=yes>\n#chr\tstart\tend\tref\tobs\ttumor_af\ttumor_dp\tfilter\tgene\tcoding_and_splicing\nchr5\t112839942\t112839942\tC\tT\t${af}\t${dp}\t${filter}\tAPC\tAPC:ENST00000257430:stop_gained:HIGH:exon16/16:c.4348C>T:p.Arg1450Ter:\n`;
  const gsvar = (specimen: string, ...cells: [string, string, string]): Promise<Outcome> => read(file(...cells), { fileName: 'a.GSvar', manifest: manifest(specimen, specimen === 'S1' ? '2026-01-01' : '2026-03-01') });
  const seen = await gsvar('S1', '0.05', '2000', '');
  expect(stateOf(await gsvar('S2', '0.01', '2000', 'off-target'), seen, 'p.R1450*')).toBe('failed_qc');
  expect(stateOf(await gsvar('S2', '0', '0', ''), seen, 'p.R1450*')).toBe('not_covered');
  expect(stateOf(await gsvar('S2', '0', '2000', ''), seen, 'p.R1450*')).toBe('not_detected');
});

it('smCounter and VarDict: refused, and without molecules or reads', async () => {
  const sm = (specimen: string, umt: number, vmt: number, filter: string): Promise<Outcome> => read(`CHROM\tPOS\tREF\tALT\tTYPE\tDP\tUMT\tVMT\tVMF\tQUAL\tFILTER\nchr5\t112839942\tC\tT\tSNP\t60000\t${umt}\t${vmt}\t0.01\t90\t${filter}\n`, { fileName: 'a.txt', manifest: manifest(specimen, specimen === 'S1' ? '2026-01-01' : '2026-03-01') });
  const name = 'NC_000005.10:g.112839942C>T';
  const seen = await sm('S1', 4000, 40, 'PASS');
  for (const [umt, vmt, filter, state] of [[0, 0, 'PASS', 'not_covered'], [4000, 0, 'PASS', 'not_detected'], [4000, 8, 'SB', 'failed_qc'], [3, 1, 'LM', 'not_covered']] as const) {
    // Without a gene in the file the change is known by its place.
    expect(stateOf(await sm('S2', umt, vmt, filter), seen, name)).toBe(state);
  }
  const row = (depth: number, alt: number): string => `L-1\tAPC\tchr5\t112839942\t112839942\tC\tT\t${depth}\t${alt}\t${depth - alt}\t0\t${alt}\t0\tC/T\t${depth === 0 ? 0 : alt / depth}\t${Array.from({ length: 21 }, () => '0').join('\t')}\n`;
  const o = await read(row(0, 0), { fileName: 'a.txt', manifest: manifest('S2', '2026-03-01') });
  expect([o.format, codes(o.problems), seriesOf(o)[0]!.status, seriesOf(o)[0]!.totalCount]).toEqual(['vardict-table', [], 'not_covered', null]);
});
