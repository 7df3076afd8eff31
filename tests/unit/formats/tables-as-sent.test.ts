/** Cells that laboratories leave empty, and words they have for controls and failures: none of them is a 0, a patient or a negative result. */
import { basename } from 'node:path';
import { codes, controlsOf, errorsOf, manifestOf, read, seriesOf, textOf, type Outcome } from './support';

const edited = (path: string, edit: (text: string) => string): Promise<Outcome> => read(edit(textOf(path)), { fileName: basename(path), manifest: manifestOf(textOf(`${path.split('/')[0]!}/manifest.csv`)) });

describe('MAF: the normal sample', () => {
  it.each([['900\t900\t0', 0], ['900\t\t9', 0.01], ['\t891\t9', 0.01], ['900\t\t', null], ['\t\t5', null], ['\t900\t', null], ['\t\t', null]])('n_depth, n_ref_count, n_alt_count "%s"', async (cells, share) => {
    const o = await edited('maf/plasma.maf', (t) => t.replace('4010\t3970\t40\t900\t900\t0', `4010\t3970\t40\t${cells}`));
    expect(errorsOf(o)).toEqual([]);
    expect(seriesOf(o).find((r) => r.gene === 'KRAS')!.wbcVafFraction).toBe(share);
  });
});

describe('Foundation XML: quality control', () => {
  const qc = (status: string, variants: boolean) => (t: string): string => (variants ? t : t.replace(/<short-variants>[\s\S]*<\/rearrangements>/, '')).replace('<variant-report ', `<q:quality-control xmlns:q="x" status="${status}"><q:metrics/></q:quality-control><variant-report `);

  it.each([['Fail', true], ['FAILED', false]])('%s, with variants: %s: the draw failed, and nothing in it is absent or found', async (status, variants) => {
    const o = await edited('foundation/report.xml', qc(status, variants));
    expect(errorsOf(o)).toEqual([]);
    expect(seriesOf(o).map((r) => [r.variant, r.status, r.panel])).toEqual([['', 'failed_qc', null]]);
  });

  it.each([['Pass', 0], ['Qualified', 0]])('%s: a report without variants is a draw in which nothing was found', async (status, errors) => {
    const o = await edited('foundation/report.xml', qc(status, false));
    expect(errorsOf(o)).toHaveLength(errors);
    expect(seriesOf(o).map((r) => [r.variant, r.status, r.panel!.length])).toEqual([['', null, 5]]);
  });
});

describe('QX Manager: sample types', () => {
  it.each([['NegCtrl', 'blank'], ['Negative control', 'blank'], ['Blank', 'blank'], ['NTC', 'ntc'], ['PosCtrl', 'positive_control']])('%s is a control (%s), whatever the sample is called', async (word, role) => {
    const o = await edited('qxmanager/table.csv', (t) => t.replaceAll('D01,NTC,', 'D01,WT DNA,').replaceAll(',DQ,NTC,', `,DQ,${word},`));
    expect(errorsOf(o)).toEqual([]);
    expect(controlsOf(o).filter((c) => c.sample === 'WT DNA')).toMatchObject([{ role, mutantCount: 0, totalCount: 17011 }]);
  });

  it('a control that does not say which is asked about', async () => {
    const o = await edited('qxmanager/table.csv', (t) => t.replaceAll('D01,NTC,', 'D01,WT DNA,').replaceAll(',DQ,NTC,', ',DQ,Control,'));
    expect(codes(errorsOf(o))).toEqual(['sample_not_in_manifest']);
  });
});

describe('a list that is not there is not an empty list', () => {
  it('CombinedVariantOutput cut off before its small variants is refused, one with none is a draw in which nothing was found', async () => {
    const cut = await edited('tso500/CombinedVariantOutput.tsv', (t) => t.slice(0, t.indexOf('[Small Variants]')));
    expect(cut.rows).toEqual([]);
    expect(errorsOf(cut)).toMatchObject([{ code: 'missing_section' }]);
    const none = await edited('tso500/CombinedVariantOutput.tsv', (t) => t.replace(/(\[Small Variants\][^\n]*\n[^\n]*\n)[\s\S]*/, '$1NA\t\n'));
    expect(errorsOf(none)).toEqual([]);
    expect(seriesOf(none).filter((r) => r.variant === '')).toHaveLength(1);
  });

  it('CATS with "variants": null is refused', async () => {
    const o = await edited('cats/report.json', (t) => JSON.stringify({ ...(JSON.parse(t) as object), variants: null }));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'missing_section', line: 1 }]);
  });
});

describe('cBioPortal: what a sample is', () => {
  const study = (columns: string, cells: string): string => [
    '#file: data_clinical_sample.txt', `SAMPLE_ID\tPATIENT_ID\t${columns}`, `S1\tP1\t${cells}`, '#file: data_timeline_specimen.txt', 'PATIENT_ID\tSTART_DATE\tSTOP_DATE\tEVENT_TYPE\tSAMPLE_ID', 'P1\t30\t\tSPECIMEN\tS1',
    '#file: data_mutations.txt', 'Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tt_ref_count\tt_alt_count', 'KRAS\tGRCh37\t12\t25398284\tC\tT\tS1\tp.G12D\t990\t10', '',
  ].join('\n');

  it.each([['SAMPLE_CLASS\tSAMPLE_TYPE', 'Tumor\tcfDNA', 1, []], ['SAMPLE_CLASS', 'cfDNA', 1, []], ['SAMPLE_CLASS\tSAMPLE_TYPE', 'Blood\tMatched Normal', 0, ['normal_not_imported']], ['SAMPLE_CLASS\tSAMPLE_TYPE', 'Tumor\tPrimary', 0, ['tissue_not_imported']]])('%s: %s', async (columns, cells, results, told) => {
    const o = await read(study(columns, cells), { fileName: 'study.txt' });
    expect(seriesOf(o).filter((r) => r.variant === 'p.G12D').map((r) => [r.patientId, r.mutantCount])).toEqual(results === 1 ? [['P1', 10]] : []);
    expect(codes(o.problems).filter((c) => c !== 'nothing_to_import')).toEqual(told);
  });
});
