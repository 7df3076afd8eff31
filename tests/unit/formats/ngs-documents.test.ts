/** Reports that are one document: Foundation and QCI XML, CATS and FHIR JSON. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codes, describeExamples, examples, manifestOf, read, seriesOf, textOf, type Outcome } from './support';

const readOwn = (path: string, edit: (text: string) => string = (t) => t): Promise<Outcome> => read(edit(textOf(path)), { fileName: basename(path), manifest: manifestOf(textOf(`${path.split('/')[0]!}/manifest.csv`)) });
const told = (o: Outcome) => seriesOf(o).map((r) => [r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction, r.status, r.copyNumber]);
const draw = ['', '', null, null, null, null, null];

describe('documents', () => {
  it('Foundation Medicine: names without their prefixes, fractions and percents by their attribute, changes without counts', async () => {
    const o = await readOwn('foundation/report.xml');
    expect([o.format, o.problems]).toEqual(['foundation-xml', []]);
    expect(told(o)).toEqual([
      ['ERBB2', 'amplification', null, null, null, 'detected', 22], ['ALK', 'fusion:EML4', null, null, null, 'detected', null],
      ['KRAS', 'p.G12D', 8, 1250, 0.0064, null, null], ['TP53', 'c.672+1G>A', 90, 900, 0.1, null, null], ['TERT', 'c.-124C>T', 40, 800, 0.05, null, null], draw,
    ].sort(by(o)));
    expect(seriesOf(o).find((r) => r.gene === 'KRAS')!.supplied).toMatchObject({ position: 'chr12:25398284', count_source: 'vaf × depth' });
  });

  it('QCI: percent, insertions without a base before them, and the genes it says were tested', async () => {
    const o = await readOwn('qci/report.xml');
    expect([o.format, o.problems]).toEqual(['qci-xml', []]);
    expect(told(o)).toEqual([['KRAS', 'p.G12D', 8, 1250, 0.0064, null, null], ['STAG2', 'p.S1178*', 7, 88, 0.0795, null, null], draw].sort(by(o)));
    expect(seriesOf(o).flatMap((r) => r.panel ?? [])).toEqual(['KRAS', 'NRAS', 'EGFR', '!*:amplification', '!*:loss', '!*:fusion']);
  });

  it('CATS: counted or derived reads, germline left out', async () => {
    const o = await readOwn('cats/report.json');
    expect([o.format, codes(o.problems)]).toEqual(['cats-json', ['germline_not_imported']]);
    expect(told(o)).toEqual([['KRAS', 'p.G12D', 8, 1250, 0.0064, null, null], ['APC', 'p.R1450*', 201, 800, 0.25, null, null], ['ERBB2', 'amplification', null, null, null, 'detected', 14.2], draw].sort(by(o)));
  });

  it('FHIR: by LOINC, the fraction by its unit, a variant without one as a finding', async () => {
    const o = await readOwn('fhir/bundle.json');
    expect([o.format, codes(o.problems)]).toEqual(['fhir-r4', ['germline_not_imported']]);
    expect(told(o)).toEqual([['KRAS', 'p.G12D', 8, 1250, 0.0064, null, null], ['EGFR', 'p.L858R', 287, 500, 0.574, null, null], ['APC', 'p.R1450*', null, null, null, 'detected', null], draw].sort(by(o)));
    expect(codes((await readOwn('fhir/bundle.json', (t) => t.replace('"code": "%"', '"code": ""'))).problems)).toContain('vaf_unit_missing');
    expect(codes((await readOwn('fhir/bundle.json', (t) => t.replace('Patient/p1', 'Patient/p2'))).problems)).toContain('several_patients');
  });

  it.each([
    ['foundation/report.xml', (t: string) => t.replace('<rr:ResultsReport', '<!DOCTYPE x [<!ENTITY a "b">]><rr:ResultsReport'), 'xml_syntax'], ['foundation/report.xml', (t: string) => t.slice(0, 900), 'xml_syntax'],
    ['foundation/report.xml', (t: string) => t.replace('</short-variants>', '</short-variant>'), 'xml_syntax'], ['foundation/report.xml', (t: string) => t.replace('"0.0064"', '"6.4"'), 'bad_number'],
    ['foundation/report.xml', (t: string) => t.replaceAll('variant-report', 'other-report').replace('rr:ResultsReport ', 'rr:ResultsReport '), 'missing_section'], ['qci/report.xml', (t: string) => t.replace('>1250<', '>12.5<'), 'bad_number'],
    ['qci/report.xml', (t: string) => `${t}<more/>`, 'xml_syntax'], ['qci/report.xml', (t: string) => t.replace('<report version="1.0.0">', `<report>${'<a>'.repeat(5000)}`), 'xml_syntax'],
    ['cats/report.json', (t: string) => t.slice(0, 500), 'json_syntax'], ['cats/report.json', (t: string) => t.replace('0.0064', '64'), 'bad_number'], ['cats/report.json', (t: string) => t.replace('"variants"', '"results"').replace('"testInfo"', '"testInfo": {}, "metaData"'), 'missing_section'],
    ['fhir/bundle.json', (t: string) => t.replace('[', `${'['.repeat(300)}`), 'json_syntax'], ['fhir/bundle.json', (t: string) => t.replace('0.0064', '64'), 'bad_number'],
  ])('%s tells what is wrong', async (path, edit, code) => {
    expect(codes((await readOwn(path, edit)).problems)).toContain(code);
  });
});

const by = (o: Outcome) => { const order = told(o).map((r) => JSON.stringify(r)); return (a: readonly unknown[], b: readonly unknown[]): number => order.indexOf(JSON.stringify(a)) - order.indexOf(JSON.stringify(b)); };

describeExamples('documents of laboratories', () => {
  const readExample = (path: string, sample: string): Promise<Outcome> => read(readFileSync(join(examples, path), 'utf8'), { fileName: basename(path), manifest: manifestOf(`file,sample,role,patient_id,specimen_id,collected_on,assay\n${basename(path)},${sample},patient,P,S,2026-01-01,A\n`) });

  it('are read by the numbers they mean', async () => {
    const qci = await readExample('qci-xml/NQ-22-13_QCIXml.xml', 'NQ-22-13_BC701503_295_20220314131838_GS700v3');
    expect(qci.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(told(qci)).toContainEqual(['STAG2', 'p.S1178*', 7, 88, 0.0795, null, null]);
    const fhir = await readExample('fhir/Bundle-oncology-report-example.json', 'x');
    expect(fhir.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(seriesOf(fhir).map((r) => r.vafFraction)).toContain(0.2188);
    expect(seriesOf(fhir).length).toBeGreaterThan(5);
  });
});
