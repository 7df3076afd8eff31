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
    // It has no list of copy numbers and rearrangements, so it says nothing of those.
    expect(seriesOf(o).map((r) => [r.variant, r.status, r.panel!.filter((i) => !i.startsWith('!*')).length])).toEqual([['', null, 5]]);
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

  it.each(['NA', ''])('CombinedVariantOutput of RNA alone (DNA Sample ID "%s") looked for no small variant', async (dna) => {
    const rna = (t: string): string => t.replace(/^DNA Sample ID\t[^\t\r\n]*/m, `DNA Sample ID\t${dna}`);
    const text = rna(textOf('tso500/CombinedVariantOutput.tsv').replace(/(\[Small Variants\][^\n]*\n[^\n]*\n)[\s\S]*/, '$1NA\t\n'));
    const none = await read(text, { fileName: 'CombinedVariantOutput.tsv', manifest: manifestOf(textOf('tso500/manifest.csv').replaceAll('DNA-7', 'PAIR-7')) });
    expect(none.rows).toEqual([]);
    expect(errorsOf(none)).toMatchObject([{ code: 'missing_section' }]);
    expect(errorsOf(none)[0]!.message).toContain('RNA');
  });

  it('CATS with "variants": null is refused', async () => {
    const o = await edited('cats/report.json', (t) => JSON.stringify({ ...(JSON.parse(t) as object), variants: null }));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'missing_section', line: 1 }]);
  });
});

/** By the schema of C-CAT's own tools (v1.2.1): `variantOrigin`, `sampleItemId`, `copyNumberMetrics`, genes in `transcripts`. */
describe('CATS as its schema has it', () => {
  const cats = (change: { variants?: object; samples?: object[]; testType?: string; options?: object }): string => JSON.stringify({
    metaData: { schemaVersion: '1.2.1', referenceGenome: { grcRelease: 'GRCh37' }, ...(change.options === undefined ? {} : { configOptions: change.options }) },
    testInfo: { testId: 'T-1', testType: change.testType ?? 'tumor-only (cell-free)', panelName: 'P', panelVersion: '1' },
    sequencingSamples: change.samples ?? [{ itemId: 'tumor-dna', tumorOrNormal: 'tumor', nucleicAcid: 'DNA' }, { itemId: 'normal-dna', tumorOrNormal: 'normal', nucleicAcid: 'DNA' }],
    variants: { shortVariants: [], copyNumberAlterations: [], rearrangements: [], ...change.variants },
  });
  const kras = (more: object): object => ({ itemId: 'v', chromosome: '12', position: 25398284, referenceAllele: 'C', alternateAllele: 'T', alternateAlleleFrequency: 0.0064, totalReadDepth: 1250, sampleItemId: 'tumor-dna', reported: true, transcripts: [{ transcriptId: 'NM_004985.4', transcriptDatabaseName: 'RefSeq', geneSymbol: 'KRAS', cdsChange: '35G>A', aminoAcidsChange: 'G12D' }], ...more });
  const copies = (type: string, more: object = {}): object => ({ itemId: 'c', copyNumberAlterationType: type, sampleItemId: 'tumor-dna', reported: true, transcripts: [{ geneSymbol: 'MET' }], copyNumberMetrics: [{ value: 4.4, unit: 'fold-change' }, { value: 12, unit: 'copy number' }], ...more });
  const join = (type: string | null, genes: string[], more: object = {}): object => ({ itemId: 'r', ...(type === null ? {} : { rearrangementType: type }), sampleItemId: 'tumor-dna', reported: true, breakends: genes.map((g) => ({ chromosome: '2', startPosition: 1, endPosition: 2, transcripts: [{ geneSymbol: g }] })), ...more });
  const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nT-1,patient,P1,S1,2026-02-03,A\n');
  const send = (change: Parameters<typeof cats>[0], m = manifest): Promise<Outcome> => read(cats(change), { fileName: 'r.cats.json', manifest: m });
  const found = (o: Outcome): unknown[] => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant, r.vafFraction, r.copyNumber]);

  it.each([['germline', 0], ['likely germline', 0], ['somatic', 1], ['likely somatic', 1]])('of the origin "%s" %d are imported', async (variantOrigin, n) => {
    const o = await send({ variants: { shortVariants: [kras({ variantOrigin })], copyNumberAlterations: [copies('amplification', { variantOrigin })], rearrangements: [join('gene fusion', ['EML4', 'ALK'], { variantOrigin })] } });
    expect(errorsOf(o)).toEqual([]);
    expect(found(o)).toHaveLength(3 * n);
    expect(codes(o.problems)).toEqual(n === 0 ? ['germline_not_imported'] : []);
  });

  it('what stands in the normal sample is not the tumour\'s, nor is its name that of the draw', async () => {
    const both = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\ntumor-dna,patient,P1,S1,2026-02-03,A\nnormal-dna,normal,,,,\n');
    const o = await send({ testType: 'tumor (cell-free) and matched-normal', variants: { shortVariants: [kras({}), kras({ sampleItemId: 'normal-dna', position: 25398285 })] } }, both);
    expect([errorsOf(o), found(o), codes(o.problems)]).toEqual([[], [['KRAS', 'p.G12D', 0.0064, null]], ['normal_not_imported']]);
  });

  it.each([['amplification', 'amplification', []], ['gain', 'amplification', ['gain_as_amplification']], ['duplication', 'amplification', ['gain_as_amplification']], ['loss', 'loss', []], ['homozygous deletion', 'loss', []], ['neutral', null, ['unsupported_allele']]])('copies: %s is %s', async (type, variant, told) => {
    const o = await send({ variants: { copyNumberAlterations: [copies(type)] } });
    expect(errorsOf(o)).toEqual([]);
    expect(found(o)).toEqual(variant === null ? [] : [['MET', variant, null, 12]]);
    expect(codes(o.problems)).toEqual(told);
  });

  it('a gain is none where the laboratory says so', async () => {
    const o = await send({ options: { typeLabelsInterpretedAsKbAmplification: ['copyNumberAlterationType: amplification'] }, variants: { copyNumberAlterations: [copies('gain'), copies('amplification', { transcripts: [{ geneSymbol: 'ERBB2' }], copyNumberMetrics: [{ value: 2.1, unit: 'log2 fold-change' }] })] } });
    expect([found(o), codes(o.problems)]).toEqual([[['ERBB2', 'amplification', null, null]], ['unsupported_allele']]);
  });

  it.each([['gene fusion', ['EML4', 'ALK'], {}, [['ALK', 'fusion:EML4']]], [null, ['EML4', 'ALK'], {}, [['ALK', 'fusion:EML4']]], ['deletion', ['EML4', 'ALK'], {}, []], ['other', ['EML4', 'ALK'], {}, []],
    ['exon skipping', ['MET', 'MET'], { skippedExonRanges: [{ geneSymbol: 'MET', exonRange: [14, 14] }] }, [['MET', 'exon 14 skipping']]], ['exon skipping', ['EGFR', 'EGFR'], { skippedExonRanges: [{ geneSymbol: 'EGFR', exonRange: [2, 7] }] }, []]])('rearrangement: %s of %s', async (type, genes, more, expected) => {
    const o = await send({ variants: { rearrangements: [join(type, genes, more)] } });
    expect([errorsOf(o), found(o).map((x) => (x as unknown[]).slice(0, 2))]).toEqual([[], expected]);
    expect(codes(o.problems)).toEqual(expected.length === 0 ? ['unsupported_allele'] : []);
  });

  it('a test that is not of cell-free DNA, and a sample under suspicion, are told', async () => {
    const o = await send({ testType: 'tumor-only', samples: [{ itemId: 'tumor-dna', tumorOrNormal: 'tumor', nucleicAcid: 'DNA', suspectedSampleStates: ['contaminated'] }], variants: { shortVariants: [kras({})] } });
    expect(codes(o.problems)).toEqual(['not_cell_free', 'suspected_sample']);
  });
});

describe('plasma tables, QCI and Foundation as sent', () => {
  const table = (text: string): Promise<Outcome> => read(text, { fileName: 'report.csv', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nS1,patient,P1,S1,2026-02-03,A\nS2,patient,P1,S2,2026-03-03,A\n') });
  const found = (o: Outcome): unknown[] => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant, r.vafFraction, r.status]);

  it.each(['Medium (++)', '+++', 'High (+++) Amplification', 'low'])('an amplification whose copies are told in words (%s)', async (level) => {
    const o = await table(`Sample,Gene,Alteration,% cfDNA or Amplification\nS1,MET,Amplification,${level}\nS1,KRAS,G12D,0.5\nS2,None,None,\n`);
    expect([errorsOf(o), found(o)]).toEqual([[], [['MET', 'amplification', null, 'detected'], ['KRAS', 'p.G12D', 0.005, null]]]);
  });

  it.each(['Germline', 'likely germline'])('a row said to be inherited (%s) is left out, and its draw is one', async (origin) => {
    const o = await table(`Sample,Gene,Alteration,ctDNA,Origin\nS1,BRCA2,S1982fs,49.5,${origin}\nS2,KRAS,G12D,0.5,Somatic\n`);
    expect([errorsOf(o), codes(o.problems), found(o)]).toEqual([[], ['germline_not_imported'], [['KRAS', 'p.G12D', 0.005, null]]]);
    expect(seriesOf(o).filter((r) => r.variant === '').map((r) => r.specimenId)).toEqual(['S1', 'S2']);
  });

  it.each([', ', ',', ' ', '; ', '\n'])('QCI: the genes that were tested, parted by "%s"', async (mark) => {
    const o = await edited('qci/report.xml', (t) => t.replace(/(<labTestedGenes>)([^<]*)/, (_, tag: string, genes: string) => tag + genes.split(';').join(mark)));
    expect(seriesOf(o).find((r) => r.variant === '')!.panel!.filter((i) => !i.startsWith('!*'))).toEqual(['KRAS', 'NRAS', 'EGFR']);
  });

  it.each([['fusion', 1], ['rearrangement', 1], ['truncation', 0], ['deletion', 0], ['duplication', 0]])('Foundation: a rearrangement of the type %s', async (type, n) => {
    const o = await edited('foundation/report.xml', (t) => t.replace('<rearrangement ', `<rearrangement type="${type}" `));
    expect(seriesOf(o).filter((r) => r.variant.startsWith('fusion:'))).toHaveLength(n);
    expect(codes(o.problems).includes('unsupported_allele')).toBe(n === 0);
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

describe('what a laboratory leaves out of a count, or saves from a spreadsheet', () => {
  it('umiVar: a place without counts (NA) is not covered, told, and the rest of the file stands; half a count is refused where it is', async () => {
    const na = (cells: string) => (t: string): string => t.replace('chr12\t25245350\tC\tT\t3000\t0\t0\t0', `chr12\t25245350\tC\tT\t${cells}`);
    const o = await edited('umivar/monitoring.tsv', na('NA\tNA\tNA\tNA'));
    expect(errorsOf(o)).toEqual([]);
    expect(codes(o.problems)).toEqual(['no_counts']);
    expect(seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.mutantCount, r.totalCount, r.status])).toEqual([['NRAS', 29, 2533, null], ['KRAS', null, null, 'not_covered'], ['', null, null, 'not_covered']]);
    expect(errorsOf(await edited('umivar/monitoring.tsv', na('NA\t12\t0\t0')))).toMatchObject([{ code: 'bad_value', line: 3 }]);
  });

  it.each(['clones/pyclone-vi.tsv', 'clones/pyclone.tsv'])('%s parted by ;', async (file) => {
    const manifest = manifestOf(textOf(file.endsWith('vi.tsv') ? 'clones/manifest.csv' : 'clones/manifest-one.csv'));
    const rows = (o: Outcome): unknown[] => seriesOf(o).map((r) => [r.specimenId, r.gene, r.variant, r.mutantCount, r.totalCount, r.supplied.tumour_content]);
    const [own, saved] = [await read(textOf(file), { fileName: basename(file), manifest }), await read(textOf(file).replaceAll('.', ',').replaceAll(/p,(?=[A-Z])/g, 'p.').replaceAll('\t', ';'), { fileName: basename(file), manifest })];
    expect([saved.format, errorsOf(saved)]).toEqual(['clone-table', []]);
    expect(rows(saved)).toEqual(rows(own));
    expect(rows(own).length).toBeGreaterThan(1);
  });

  it('Foundation: genes said to be negative are the panel where the manifest has none', async () => {
    const text = textOf('foundation/report.xml').replace('</FinalReport>', '<PertinentNegatives><PertinentNegative><Gene>NRAS</Gene></PertinentNegative><PertinentNegative><Gene>BRAF</Gene></PertinentNegative></PertinentNegatives></FinalReport>');
    const panelOf = async (panel: string): Promise<unknown> => seriesOf(await read(text, { fileName: 'r.xml', manifest: manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel\nFM-7,patient,F-1,S-7,2026-03-02,F1LCDx,${panel}\n`) })).find((r) => r.variant === '')!.panel;
    expect([await panelOf(''), await panelOf('KRAS;NRAS')]).toEqual([['NRAS', 'BRAF'], ['KRAS', 'NRAS']]);
  });

  it('Foundation: a partial loss is not the loss of the gene, nor does it show that it is absent', async () => {
    const copies = (type: string) => (t: string): string => t.replace('<copy-number-alteration gene="ERBB2" copy-number="22" type="amplification"', `<copy-number-alteration gene="TP53" copy-number="1" type="${type}"`);
    const [partial, whole] = [await edited('foundation/report.xml', copies('partial loss')), await edited('foundation/report.xml', copies('loss'))];
    const lost = (o: Outcome): unknown[] => [seriesOf(o).filter((r) => r.variant === 'loss').map((r) => r.status), seriesOf(o).find((r) => r.variant === '')!.panel!.filter((i) => i.startsWith('!'))];
    expect([lost(partial), codes(partial.problems)]).toEqual([[[], ['!TP53:loss']], ['unsupported_allele']]);
    expect(lost(whole)).toEqual([['detected'], []]);
    const exons = (n: string): Promise<Outcome> => edited('foundation/report.xml', (t) => copies('loss')(t).replace('gene="TP53" copy', `gene="TP53" number-of-exons="${n}" copy`));
    expect([lost(await exons('3 of 11')), lost(await exons('11 of 11'))]).toEqual([[[], ['!TP53:loss']], [['detected'], []]]);
  });
});
