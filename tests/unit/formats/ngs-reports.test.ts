/** Reports of laboratories as tables: TSO500 CombinedVariantOutput and plasma tables. */
import { recordFromRows } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { basename } from 'node:path';
import { codes, manifestOf, read, seriesOf, textOf, type Outcome } from './support';

const readOwn = (path: string, edit: (text: string) => string = (t) => t, manifest = textOf(`${path.split('/')[0]!}/manifest.csv`)): Promise<Outcome> => read(edit(textOf(path)), { fileName: basename(path), manifest: manifestOf(manifest) });
const told = (o: Outcome) => seriesOf(o).map((r) => [r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction, r.status, r.copyNumber]);

describe('TSO500 CombinedVariantOutput', () => {
  const path = 'tso500/CombinedVariantOutput.tsv';

  it('reads its blocks; counts are derived and say so; the build is hg19', async () => {
    const o = await readOwn(path);
    expect(o.format).toBe('tso500-combined');
    expect(told(o)).toEqual(expect.arrayContaining([
      ['ERBB2', 'amplification', null, null, null, 'detected', null], ['KRAS', 'p.G12D', 8, 1250, 0.0064, null, null], ['EGFR', 'p.E746_A750del', 99, 1009, 0.0981, null, null],
      ['APC', 'p.R1450*', 200, 800, 0.25, null, null], ['', 'NC_000001.10:g.4367323G>A', 282, 567, 0.4973, null, null], ['', '', null, null, null, null, null],
    ]));
    expect(seriesOf(o)).toHaveLength(7);
    // Named by the kinase it activates, whichever gene stands first.
    expect(told(o)).toContainEqual(['ALK', 'fusion:EML4', null, null, null, 'detected', null]);
    expect(seriesOf(o).find((r) => r.gene === 'KRAS')!.supplied).toMatchObject({ count_source: 'vaf × depth', hgvs_p: 'NP_004976.2:p.(Gly12Asp)', genome_build: 'GRCh37' });
    expect(seriesOf(o).find((r) => r.gene === 'ERBB2')!.supplied).toMatchObject({ fold_change: '4.213', status: 'detected' });
    expect(o.problems).toEqual([]);
  });

  it('copy numbers, splice variants and percentages of later versions; what cannot be told is named', async () => {
    const block = '[Copy Number Variants]\nGene\tFold Change\tCopy Number\tType\nMET\t3.1\t7\tGain\nPTEN\t0.4\t\t\nKIT\t\t\t\n\n[Exon-Level CNVs]\nGene\tExon\nBRCA1\t3\n\n[DNA Fusions]\nGene A\tGene B\nRET\tKIF5B\nALK\t\n\n';
    const o = await readOwn(path, (t) => t.replace('NA\t\t\t\t\t\t\t\t\t\t\n\t\t\t\t\t\t\t\t\t\t\n[Fusions]', 'MET\t14\t\t\t\t\t\t\t\t\t\n\t\t\t\t\t\t\t\t\t\t\n[Fusions]').replace('[Small Variants]', `${block}[Small Variants]`));
    expect(told(o)).toEqual(expect.arrayContaining([['MET', 'amplification', null, null, null, 'detected', 7], ['PTEN', 'loss', null, null, null, 'detected', null], ['RET', 'fusion:KIF5B', null, null, null, 'detected', null], ['MET', 'exon 14 skipping', null, null, null, 'detected', null]]));
    expect(codes(o.problems).sort()).toEqual(['section_not_imported', 'unsupported_allele', 'unsupported_allele']);
    const percent = await readOwn(path, (t) => t.replace('\tAllele Frequency\t', '\tAllele Frequency (%)\t').replace('0.0064', '0.64').replace('0.0981', '9.81').replace('0.25\t800', '25\t800').replace('0.4973', '49.73'));
    expect(told(percent)).toEqual(told(await readOwn(path)));
  });

  it('takes the pair for the sample, and NA for none', async () => {
    const pair = textOf('tso500/manifest.csv').replace('DNA-7', 'PAIR-7');
    expect(told(await readOwn(path, (t) => t, pair))).toHaveLength(7);
    const none = await readOwn(path, (t) => `${t.slice(0, t.indexOf('[Small Variants]'))}[Small Variants]\nNA\n`.replace('ERBB2\t4.213', 'NA\t').replace('EML4/ALK\tchr2:42522694', 'NA\t'));
    expect(told(none)).toEqual([['', '', null, null, null, null, null]]);
    expect(seriesOf(none)[0]!.panel).toEqual(['KRAS', 'EGFR', 'APC', 'ERBB2', '!*:loss', '!*:fusion']);
    expect(codes((await readOwn(path, (t) => t.replace('\tDepth\t', '\tDept\t'))).problems)).toContain('missing_column');
    expect(codes((await readOwn(path, (t) => t.replace('\t0.0064\t', '\t6.4\t'))).problems)).toContain('vaf_out_of_range');
    expect(codes((await readOwn(path, (t) => t, pair.replace('PAIR-7', 'X'))).problems)).toEqual(expect.arrayContaining(['sample_not_in_manifest']));
  });
});

describe('plasma tables', () => {
  const path = 'guardant/report.csv';

  it('percentages by their column, amplifications by copy number, None as a clean draw', async () => {
    const o = await readOwn(path);
    expect(o.format).toBe('plasma-table');
    expect(told(o)).toEqual([
      ['KRAS', 'p.G12D', null, null, 0.003, null, null], ['EGFR', 'p.E746_A750del', null, null, 0.012, null, null], ['ERBB2', 'amplification', null, null, null, 'detected', 2.4],
      ['MET', 'p.?', null, null, 0.007, null, null], ['TP53', 'p.T519T', null, null, 0.001, null, null], ['ALK', 'fusion:EML4', null, null, 0.004, 'detected', null],
      ['', '', null, null, null, null, null], ['', '', null, null, null, null, null],
    ]);
    expect(codes(o.problems)).toEqual(['duplicate_call']);
    // Named by the exon that is left out, it is a name of its own; a splice site of no place is not.
    expect(told(await readOwn(path, (t) => t.replace('Splice,0.7', 'Exon 14 Skipping,0.7')))).toContainEqual(['MET', 'exon 14 skipping', null, null, 0.007, null, null]);
    // The clean draw speaks about what the first one had.
    const series = evaluatePatient(recordFromRows('H-1', o.rows), null).series;
    expect(series.find((s) => s.variant === 'p.G12D')!.points.map((p) => p.status)).toEqual(['detected', 'not_detected']);
    expect(series.find((s) => s.gene === 'ERBB2')!.points.map((p) => p.status)).toEqual(['detected', 'not_covered']);
  });

  it.each(['<0.1', '< 0.1 %', '>50', '≤0.3'])('%s is a bound: neither a number nor a detection is made of it', async (bound) => {
    const o = await readOwn(path, (t) => t.replace('A-1,KRAS,G12D,0.3,', `A-1,KRAS,G12D,${bound},`));
    expect(o.problems.filter((p) => p.severity === 'error')).toMatchObject([{ code: 'vaf_bound_only', line: 2, column: 4, field: 'ctDNA', value: bound }]);
  });

  it('a spreadsheet that parts by ; writes decimals with a comma; rows of nothing but separators are none', async () => {
    const expected = told(await readOwn(path));
    const comma = (t: string): string => t.replaceAll(',', ';').replace(/(\d)\.(\d)/g, '$1,$2');
    for (const edit of [comma, (t: string) => `${t},,,,,\r\n,,,,,\r\n`, (t: string) => `${comma(t)};;;;;\n`]) {
      const o = await readOwn(path, edit);
      expect([told(o), o.problems.filter((p) => p.severity === 'error')]).toEqual([expected, []]);
    }
    // Elsewhere a comma among digits stays what nobody can tell, and two of them are no number anywhere.
    for (const edit of [(t: string) => t.replace('0.3', '"0,3"'), (t: string) => t.replaceAll(',', ';').replace('0.3', '0,3,1')]) expect((await readOwn(path, edit)).problems.filter((p) => p.severity === 'error')).toMatchObject([{ code: 'vaf_out_of_range', line: 2, column: 4 }]);
  });

  it('never guesses a unit, and reads tabs, semicolons and quotes', async () => {
    expect([...new Set(codes((await readOwn(path, (t) => t.replace('ctDNA,Copy', 'VAF,Copy'))).problems))]).toEqual(['vaf_unit_missing']);
    expect((await read(textOf(path).replace('ctDNA,Copy', 'VAF,Copy'), { manifest: manifestOf(textOf('guardant/manifest.csv')), vafUnit: 'percent' })).rows).toHaveLength(8);
    for (const edit of [(t: string) => t.replaceAll(',', '\t'), (t: string) => t.replaceAll(',', ';'), (t: string) => t.replace('KRAS,G12D', '"KRAS","G12D"')]) expect(told(await readOwn(path, edit))).toEqual(told(await readOwn(path)));
    for (const [from, to, code] of [['KRAS,G12D,0.3', 'KRAS,G12D,', 'missing_counts'], ['KRAS,G12D,0.3', 'KRAS,G12D,130', 'vaf_out_of_range'], ['KRAS,G12D', 'KRAS,odd change', 'bad_variant'], ['KRAS,G12D', ',G12D', 'missing_value']] as const) {
      const { problems } = await readOwn(path, (t) => t.replace(from, to));
      expect([codes(problems.filter((p) => p.severity === 'error')), problems.find((p) => p.severity === 'error')!.line]).toEqual([[code], 2]);
    }
  });
});
