/** What a file says is inherited, of blood cells, or of the normal sample is left out: whatever the panel covers, the same file never reads it as "not detected". */
import { recordFromRows, type Evaluation } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { codes, errorsOf, manifestOf, read, seriesOf, type Outcome } from './support';

/** Both were called in an earlier draw; the file is of a later one. EGFR T790M: chr7:55249071 C>T on GRCh37, c.2369C>T; L858R: chr7:55259515 T>G, c.2573T>G (NM_005228). */
const before = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,chrom,pos,ref,alt,genome_build\n'
  + 'P1,S0,2026-01-05,dPCR,EGFR,T790M,30,3000,chr7,55249071,C,T,GRCh37\nP1,S0,2026-01-05,dPCR,EGFR,L858R,30,3000,chr7,55259515,T,G,GRCh37\nP1,S0,2026-01-05,dPCR,BRCA2,p.S1982fs,30,3000,,,,,\n';
const manifest = (panel: string, build = ''): ReturnType<typeof manifestOf> => manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel,genome_build\nS1,patient,P1,S1,2026-03-02,ctDNA panel,${panel},${build}\n`);

const evaluated = async (o: Outcome): Promise<Evaluation> => evaluatePatient(recordFromRows('P1', [...(await read(before, { fileName: 'series.csv' })).rows, ...o.rows]), null);
const statusIn = (e: Evaluation, variant: string): string | undefined => e.series.find((s) => s.variant === variant)?.points.find((p) => p.specimenId === 'S1')?.status;

const tabbed = (...rows: readonly (readonly (string | number)[])[]): string => rows.map((r) => r.join('\t')).join('\n') + '\n';
const mafHead = ['Hugo_Symbol', 'NCBI_Build', 'Chromosome', 'Start_Position', 'Reference_Allele', 'Tumor_Seq_Allele1', 'Tumor_Seq_Allele2', 'Tumor_Sample_Barcode', 'Mutation_Status', 'HGVSp_Short', 't_alt_count', 't_ref_count'];
const kras = ['KRAS', 'GRCh37', '12', 25398284, 'C', 'C', 'T', 'S1', 'Somatic', 'p.G12D', 40, 3960];
const maf = (status: string): string => tabbed(mafHead, kras, ['EGFR', 'GRCh37', '7', 55249071, 'C', 'C', 'T', 'S1', status, 'p.T790M', 2000, 2000]);
const vcf = (info: string, header = ''): string => `##fileformat=VCFv4.2\n##reference=hg19\n${header}${tabbed(['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', 'S1'],
  ['chr7', 55249071, '.', 'C', 'T', '.', 'PASS', info, 'GT:AD:DP', '0/1:2000,2000:4000'], ['chr12', 25398284, '.', 'C', 'T', '.', 'PASS', 'DP=4000', 'GT:AD:DP', '0/1:3960,40:4000'])}`;
const cats = (more: object): string => JSON.stringify({
  metaData: { schemaVersion: '1.2.1', referenceGenome: { grcRelease: 'GRCh37' } }, testInfo: { testId: 'S1', testType: 'tumor-only (cell-free)' },
  sequencingSamples: [{ itemId: 't', tumorOrNormal: 'tumor' }, { itemId: 'n', tumorOrNormal: 'normal' }],
  variants: { shortVariants: [{ itemId: 'v', chromosome: '7', position: 55249071, referenceAllele: 'C', alternateAllele: 'T', alternateAlleleFrequency: 0.5, totalReadDepth: 4000, sampleItemId: 't', transcripts: [{ transcriptId: 'NM_005228.5', geneSymbol: 'EGFR', cdsChange: '2369C>T', aminoAcidsChange: 'T790M' }], ...more }] },
});
const foundation = (more: string): string => `<rr:ResultsReport xmlns:rr="x"><FM_Id>S1</FM_Id><variant-report><short-variants><short-variant gene="EGFR" transcript="NM_005228" cds-effect="2369C&gt;T" protein-effect="T790M" position="chr7:55249071" ${more}/></short-variants></variant-report></rr:ResultsReport>`;
const qci = (more: string): string => `<report><accession>S1</accession><testCode>T</testCode><variant><chromosome>7</chromosome><position>55249071</position><reference>C</reference><alternate>T</alternate>${more}<gene>EGFR</gene>
<transcriptchange><transcript>NM_005228.5</transcript><change>c.2369C&gt;T</change></transcriptchange><proteinchange><change>p.T790M</change></proteinchange></variant></report>`;
const component = (code: string, text: string): object => ({ code: { coding: [{ system: 'http://loinc.org', code }] }, valueCodeableConcept: { coding: [{ code: text, display: text }] } });
const observation = (status: string, components: readonly object[], more: object = {}): object => ({ resource: { resourceType: 'Observation', status, code: { coding: [{ code: '69548-6' }] }, subject: { reference: 'Patient/p' }, specimen: { reference: 'Specimen/s' }, method: { text: 'ctDNA panel' }, component: components, ...more } });
const bundle = (...entries: readonly object[]): string => JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [
  { resource: { resourceType: 'Patient', id: 'p', identifier: [{ value: 'P1' }] } }, { resource: { resourceType: 'Specimen', id: 's', identifier: [{ value: 'S1' }], type: { text: 'Plasma' }, collection: { collectedDateTime: '2026-03-02' } } },
  { resource: { resourceType: 'Specimen', id: 'wbc', identifier: [{ value: 'B1' }], type: { text: 'Buffy coat' }, collection: { collectedDateTime: '2026-03-02' } } }, ...entries] });
const t790m = [component('48018-6', 'EGFR'), component('48005-3', 'p.Thr790Met')];
const g12d = observation('final', [component('48018-6', 'KRAS'), component('48005-3', 'p.Gly12Asp'), { code: { coding: [{ code: '81258-6' }] }, valueQuantity: { value: 0.01, code: '1' } }]);
const obx = (n: number, type: string, code: string, sub: string, value: string, status = 'F'): string => `OBX|${n}|${type}|${code}^x^LN|${sub}|${value}||||||${status}`;
const oru = (...lines: readonly string[]): string => ['MSH|^~\\&|LIS|LAB|EHR|CLINIC|202603101200||ORU^R01|M1|P|2.5.1', 'PID|1||P1', 'OBR|1|ORD|FIL|81247-9^ctDNA panel^LN|||202603020830|||||||||||||||202603101200|||F', ...lines, 'SPM|1|S1||119361006^Plasma specimen^SCT'].join('\r') + '\r';
const hl7 = (source: string): string => oru(obx(1, 'CWE', '48018-6', '2a', 'HGNC:6407^KRAS^HGNC'), obx(2, 'ST', '48005-3', '2a', 'p.G12D'), obx(3, 'NM', '81258-6', '2a', '0.01'), obx(4, 'CWE', '48018-6', '2b', 'HGNC:3236^EGFR^HGNC'), obx(5, 'ST', '48005-3', '2b', 'p.T790M'), obx(6, 'CWE', '48002-0', '2b', source), obx(7, 'NM', '81258-6', '2b', '0.5'));

const plasma = (...rows: readonly string[]): string => `Sample,Gene,Alteration,ctDNA,Origin\nS1,KRAS,G12D,1,Somatic\n${rows.join('\n')}\n`;
const vardict = (status: string): string => `${['S1', 'EGFR', 'chr7', 55249071, 55249071, 'C', 'T', 4000, 2000, 1000, 1000, 1000, 1000, 'C/T', '0.5', ...Array.from({ length: 10 }, () => '0'), ...Array.from({ length: 18 }, () => '0'), 0, 1, 1, 'ACGT', 'ACGT', 'chr7:1-2', status, 'SNV'].join('\t')}\n`;

const files: readonly (readonly [name: string, fileName: string, text: string, code: string, build?: string])[] = [
  ['plasma table', 'report.csv', plasma('S1,EGFR,T790M,49.5,Germline'), 'germline_not_imported'],
  ['plasma table, marked behind the alteration', 'report.csv', plasma('S1,EGFR,T790M (germline),49.5,'), 'germline_not_imported'],
  ['plasma table, of blood cells', 'report.csv', plasma('S1,EGFR,T790M,0.5,CHIP'), 'blood_cells_not_imported'],
  ['MAF', 'data.maf', maf('Germline'), 'germline_not_imported'], ['MAF, one inherited allele lost', 'data.maf', maf('LOH'), 'germline_not_imported'],
  ['VCF of DRAGEN', 'a.vcf', vcf('DP=4000;GermlineStatus=Germline_DB'), 'germline_not_imported'], ['VCF of VarScan', 'a.vcf', vcf('DP=4000;SS=1'), 'germline_not_imported'],
  ['VCF of VarDict', 'a.vcf', vcf('DP=4000;STATUS=Germline'), 'germline_not_imported'], ['VarDict table of a pair', 'a.txt', vardict('Germline'), 'germline_not_imported', 'GRCh37'],
  ['CATS', 'r.json', cats({ variantOrigin: 'germline' }), 'germline_not_imported'], ['CATS, in the normal sample', 'r.json', cats({ sampleItemId: 'n' }), 'normal_not_imported'],
  ['Foundation', 'r.xml', foundation('allele-fraction="0.5" depth="900" germline-status="germline"'), 'germline_not_imported'], ['QCI', 'r.xml', qci('<allelefraction>50</allelefraction><origin>Germline</origin>'), 'germline_not_imported'],
  ['FHIR', 'b.json', bundle(g12d, observation('final', [...t790m, component('48002-0', 'LA6683-2')])), 'germline_not_imported'],
  ['FHIR, likely', 'b.json', bundle(g12d, observation('final', [...t790m, component('48002-0', 'LA18194-3')])), 'germline_not_imported'],
  ['FHIR, found in the buffy coat', 'b.json', bundle(g12d, observation('final', [...t790m, component('48002-0', 'LA6683-2')], { specimen: { reference: 'Specimen/wbc' } })), 'germline_not_imported'],
  ['HL7', 'r.hl7', hl7('LA6683-2^Germline^LN'), 'germline_not_imported'],
];

describe('not the tumour\'s', () => {
  describe.each([['gene list', 'EGFR;KRAS'], ['list of variants followed', 'EGFR:p.T790M;EGFR:p.L858R;KRAS:p.G12D']])('by the assay\'s %s', (_, panel) => {
    it.each(files)('%s', async (_name, fileName = '', text = '', code = '', build = '') => {
      const o = await read(text, { fileName, manifest: manifest(panel, build) });
      expect([errorsOf(o), codes(o.problems)]).toEqual([[], expect.arrayContaining([code])]);
      expect(seriesOf(o).filter((r) => r.gene === 'EGFR' && r.status !== 'not_covered')).toEqual([]);
      const e = await evaluated(o);
      // The gene was looked at all the same.
      expect([statusIn(e, 'p.T790M'), statusIn(e, 'p.L858R')]).toEqual(['not_covered', 'not_detected']);
      expect(e.series.find((s) => s.variant === 'p.T790M')!.points.find((p) => p.specimenId === 'S0')!.status).toBe('detected');
    });
  });

  it('a change that is not understood may be any of its gene', async () => {
    const e = await evaluated(await read(plasma('S1,EGFR,whatever this is,49.5,Germline'), { fileName: 'report.csv', manifest: manifest('EGFR;KRAS;BRCA2') }));
    expect([statusIn(e, 'p.T790M'), statusIn(e, 'p.L858R'), statusIn(e, 'p.S1982fs')]).toEqual(['not_covered', 'not_covered', 'not_detected']);
  });

  it('a change called by its place alone', async () => {
    const text = tabbed(mafHead, kras, ['BRCA2', 'GRCh37', '13', 32914438, 'T', 'T', '-', 'S1', 'Germline', '', 2000, 2000]);
    const o = await read(text, { fileName: 'data.maf', manifest: manifest('BRCA2') });
    const known = (await read('patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,chrom,pos,ref,alt,genome_build\nP1,S0,2026-01-05,NGS,BRCA2,p.S1982fs,30,3000,chr13,32914438,T,,GRCh37\n', { fileName: 'series.csv' })).rows;
    expect(statusIn(evaluatePatient(recordFromRows('P1', [...known, ...o.rows]), null), 'p.S1982fs')).toBe('not_covered');
  });

  it('a pair\'s normal share is kept, and then nothing is left out', async () => {
    const row = vardict('Germline').split('\t');
    [row[25], row[26]] = ['900', '450'];
    const o = await read(row.join('\t'), { fileName: 'a.txt', manifest: manifest('EGFR', 'GRCh37') });
    expect(seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.variant, r.mutantCount, r.wbcVafFraction])).toEqual([['p.T790M', 2000, 0.5]]);
  });

  it('FHIR and HL7: a correction to "inherited" takes the place of the call', async () => {
    const fixed = observation('corrected', [...t790m, component('48002-0', 'LA6683-2')], { issued: '2026-03-20T10:00:00Z' });
    const hl = oru(obx(1, 'CWE', '48018-6', '2b', 'HGNC:3236^EGFR^HGNC', 'C'), obx(2, 'ST', '48005-3', '2b', 'p.T790M', 'C'), obx(3, 'CWE', '48002-0', '2b', 'LA6683-2^Germline^LN', 'C'));
    for (const [fileName, text] of [['b.json', bundle(fixed)], ['r.hl7', hl]] as const) {
      const o = await read(text, { fileName });
      expect(errorsOf(o)).toEqual([]);
      const [row] = seriesOf(o).filter((r) => r.variant === 'p.T790M');
      expect([row?.status, row?.supplied.origin, (row?.resultVersion ?? 0) > 1]).toEqual(['not_covered', 'germline', true]);
    }
  });
});

/** Both were called before, by an assay that counts copies; the later file lists changes of the sequence and could not have shown them. */
describe('copy numbers and fusions', () => {
  const called = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,status\nP1,S0,2026-01-05,CNV panel,EGFR,amplification,,,detected\nP1,S0,2026-01-05,CNV panel,EGFR,fusion:RAD51,,,detected\nP1,S0,2026-01-05,dPCR,EGFR,T790M,30,3000,\n';
  const states = async (text: string, fileName: string, panel: string, build = ''): Promise<(string | undefined)[]> => {
    const o = await read(text, { fileName, manifest: manifest(panel, build) });
    expect(errorsOf(o)).toEqual([]);
    const e = evaluatePatient(recordFromRows('P1', [...(await read(called, { fileName: 'series.csv' })).rows, ...o.rows]), null);
    return ['amplification', 'fusion:RAD51', 'p.T790M'].map((v) => statusIn(e, v));
  };
  const mafOf = (...rows: readonly (readonly (string | number)[])[]): string => tabbed(mafHead, ...rows);
  const vcfOf = `##fileformat=VCFv4.2\n##reference=hg19\n${tabbed(['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', 'S1'], ['chr12', 25398284, '.', 'C', 'T', '.', 'PASS', 'DP=4000', 'GT:AD:DP', '0/1:3960,40:4000'])}`;
  it.each([['MAF', 'data.maf', mafOf(kras)], ['VCF', 'a.vcf', vcfOf]])('%s: not covered by a gene of the panel, not detected where the panel names the change', async (_, fileName, text) => {
    expect(await states(text, fileName, 'EGFR;KRAS')).toEqual(['not_covered', 'not_covered', 'not_detected']);
    expect(await states(text, fileName, 'EGFR;KRAS;EGFR:amplification;EGFR:fusion')).toEqual(['not_detected', 'not_detected', 'not_detected']);
  });
  it('a report that lists them says with its gene list that they were not there', async () => {
    expect(await states(plasma(), 'report.csv', 'EGFR;KRAS')).toEqual(['not_detected', 'not_detected', 'not_detected']);
  });
});
