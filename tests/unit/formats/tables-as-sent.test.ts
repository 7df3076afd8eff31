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
