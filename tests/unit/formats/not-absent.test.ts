/** What a file does not show to be absent never reads "not detected", and what it is not sure of never reads "detected". */
import { variantIdentity } from '@clonewatch/domain';
import { covers } from '@clonewatch/guidance';
import { codes, errorsOf, manifestOf, read, seriesOf, textOf, type Outcome } from './support';

const draw = (o: Outcome): readonly string[] | null => seriesOf(o).find((r) => r.variant === '')?.panel ?? null;
const told = (o: Outcome): unknown[] => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant, r.mutantCount, r.vafFraction, r.status]);
/** As the evaluation reads the draw's panel: what would be covered but for the items that begin with `?` failed there. */
const says = (o: Outcome, gene: string, variant: string): string => {
  const panel = draw(o);
  return covers(panel, gene, variant) ? 'not detected' : covers(panel?.filter((i) => !i.startsWith('?')) ?? null, gene, variant) ? 'failed' : 'not covered';
};

describe('Foundation Medicine', () => {
  const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nS-7,patient,P,S-7,2026-03-02,F1L,ERBB2;KRAS;MET;ALK;EGFR\n');
  const report = (edit: (t: string) => string): Promise<Outcome> => read(edit(textOf('foundation/report.xml')), { fileName: 'report.xml', manifest });
  const amplification = (attributes: string) => (t: string): string => t.replace(/<copy-number-alteration gene[^>]*\/>/, `<copy-number-alteration gene="ERBB2" copy-number="6" ${attributes}/>`);

  it.each([
    ['equivocal="true"', amplification('type="amplification" equivocal="true"')], ['equivocal="TRUE"', amplification('type="amplification" equivocal="TRUE"')], ['status', amplification('type="amplification" status="equivocal"')],
    ['its type', amplification('type="amplification equivocal"')], ['its type, before it', amplification('type="Equivocal amplification"')],
    ['the summary of the report', (t: string) => amplification('type="amplification"')(t).replace('</FinalReport>', '<Genes><Gene><Name>HER2</Name><Alterations><Alteration><Name>amplification</Name><AlterationProperties><AlterationProperty isEquivocal="true" name="amplification"/></AlterationProperties></Alteration></Alterations></Gene></Genes></FinalReport>')],
    ['the name in the summary', (t: string) => amplification('type="amplification"')(t).replace('</FinalReport>', '<Genes><Gene><Name>ERBB2</Name><Alterations><Alteration><Name>amplification - equivocal</Name></Alteration></Alterations></Gene></Genes></FinalReport>')],
  ])('an amplification that is equivocal by %s is neither detected nor absent', async (_, edit) => {
    const o = await report(edit);
    expect([errorsOf(o), codes(o.problems)]).toEqual([[], ['equivocal_call']]);
    expect(seriesOf(o).filter((r) => r.gene === 'ERBB2').map((r) => [r.variant, r.status, r.copyNumber, r.supplied.equivocal])).toEqual([['amplification', 'failed_qc', 6, 'true']]);
  });

  it.each(['equivocal="false"', 'equivocal=""', 'status="unequivocal"', 'status="not equivocal"', ''])('one that is not (%s) is detected', async (attributes) => {
    expect(told(await report(amplification(`type="amplification" ${attributes}`)))).toContainEqual(['ERBB2', 'amplification', null, null, 'detected']);
  });

  it('a short variant and a rearrangement that are equivocal; what was counted stays beside', async () => {
    const o = await report((t) => t.replace('status="known"/>', 'status="known" equivocal="true"/>').replace('other-gene="EML4"', 'other-gene="EML4" equivocal="true"'));
    expect(told(o)).toEqual(expect.arrayContaining([['KRAS', 'p.G12D', null, null, 'failed_qc'], ['ALK', 'fusion:EML4', null, null, 'failed_qc']]));
    expect(seriesOf(o).find((r) => r.gene === 'KRAS')!.supplied).toMatchObject({ equivocal: 'true', vaf_said: '0.0064' });
  });

  it('a rearrangement without a partner, and copies neither gained nor lost, are not absent; the rest of the panel is', async () => {
    const o = await report((t) => t.replace('other-gene="EML4"', 'other-gene="N/A"').replace('type="amplification"', 'type="gain of one copy"'));
    expect([errorsOf(o), codes(o.problems)]).toEqual([[], ['unsupported_allele', 'unsupported_allele']]);
    expect([says(o, 'ALK', 'fusion:EML4'), says(o, 'ERBB2', 'amplification'), says(o, 'ERBB2', 'loss'), says(o, 'MET', 'amplification'), says(o, 'ALK', 'p.G1202R'), says(o, 'ERBB2', 'p.S310F'), says(o, 'EGFR', 'fusion:RAD51')])
      .toEqual(['not covered', 'not covered', 'not covered', 'not detected', 'not detected', 'not detected', 'not detected']);
  });

  it('a report without a list of copy numbers, or of rearrangements, says of none that it is absent', async () => {
    const o = await report((t) => t.replace(/<copy-number-alterations>.*<\/copy-number-alterations>/, '').replace(/<rearrangements>.*<\/rearrangements>/, ''));
    expect([says(o, 'MET', 'amplification'), says(o, 'EGFR', 'fusion:RAD51'), says(o, 'EGFR', 'p.T790M')]).toEqual(['not covered', 'not covered', 'not detected']);
    const empty = await report((t) => t.replace(/<copy-number-alterations>.*<\/copy-number-alterations>/, '<copy-number-alterations/>').replace(/<rearrangements>.*<\/rearrangements>/, '<rearrangements></rearrangements>'));
    expect([says(empty, 'MET', 'amplification'), says(empty, 'EGFR', 'fusion:RAD51')]).toEqual(['not detected', 'not detected']);
  });
});

describe('a row that a filter refuses and that does not name its protein change', () => {
  const manifest = (build: string) => manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel,genome_build\nL-1,patient,P,S,2026-03-02,A,TP53;KRAS,${build}\n`);
  const head = 'Hugo_Symbol\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tHGVSc\tHGVSp_Short\tTranscript_ID\tt_ref_count\tt_alt_count\tFILTER\n';
  const other = 'APC\tL-1\tGRCh38\tchr5\t112839942\tC\tT\tNonsense_Mutation\t\tp.R1450*\t\t900\t100\tPASS\n';
  const maf = (cells: string, build = ''): Promise<Outcome> => read(`${head}TP53\tL-1\t${cells}\n${other}`, { fileName: 'a.maf', manifest: manifest(build) });
  const state = (o: Outcome): unknown[] => { expect(errorsOf(o)).toEqual([]); return [says(o, 'TP53', 'p.R213*'), says(o, 'TP53', 'p.R175H'), says(o, 'KRAS', 'p.G12D')]; };

  it.each([
    ['neither build, place nor name', '\t\t\t\t\t\t\t\t\t900\t30\tstrand_bias', ['failed', 'failed', 'not detected']],
    ['a place without a build', '\t17\t7578212\tG\tA\t\t\t\t\t900\t30\tstrand_bias', ['failed', 'failed', 'not detected']],
    ['a place, and no name', 'GRCh38\tchr17\t7674894\tG\tA\t\t\t\t\t900\t30\tstrand_bias', ['failed', 'failed', 'not detected']],
    ['a filter that speaks of depth', '\t\t\t\t\t\t\t\t\t4\t1\tLowDP', ['not covered', 'not covered', 'not detected']],
    ['the coding change of the gene’s own transcript', 'GRCh38\tchr17\t7674894\tG\tA\tMissense_Mutation\tc.637C>T\t\tENST00000269305\t900\t30\tstrand_bias', ['failed', 'not detected', 'not detected']],
    ['a coding change of another transcript', 'GRCh38\tchr17\t7674894\tG\tA\tMissense_Mutation\tc.241C>T\t\tENST00000504290\t900\t30\tstrand_bias', ['failed', 'failed', 'not detected']],
    ['a change within an intron', 'GRCh38\tchr17\t7673500\tC\tT\tIntron\tc.919+25G>A\t\tENST00000269305\t900\t30\tstrand_bias', ['not detected', 'not detected', 'not detected']],
    ['a place of which the file says that it is in an intron', 'GRCh38\tchr17\t7673500\tC\tT\tIntron\t\t\t\t900\t30\tstrand_bias', ['not detected', 'not detected', 'not detected']],
    ['no reads, and a filter of the reads it has not', '\t\t\t\t\t\t\t\t\t900\t0\tweak_evidence', ['not detected', 'not detected', 'not detected']],
  ] as const)('MAF: %s', async (_, cells, expected) => expect(state(await maf(cells))).toEqual(expected));

  it('GSvar', async () => {
    const file = (cells: string): Promise<Outcome> => read(`##ANALYSISTYPE=SOMATIC_SINGLESAMPLE\n##SAMPLE=<ID=L-1,IsTumor=yes>\n#chr\tstart\tend\tref\tobs\ttumor_af\ttumor_dp\tfilter\tgene\tvariant_type\tcoding_and_splicing\n${cells}\n`, { fileName: 'a.GSvar', manifest: manifest('GRCh38') });
    expect(state(await file('chr17\t7674894\t7674894\tG\tA\t0.03\t900\toff-target\tTP53\tmissense\t'))).toEqual(['failed', 'failed', 'not detected']);
    expect(state(await file('\t\t\t\t\t0.03\t900\toff-target\tTP53\t\t'))).toEqual(['failed', 'failed', 'not detected']);
    expect(state(await file('chr17\t7674894\t7674894\tG\tA\t0.03\t900\toff-target\tTP53\tmissense\tTP53:ENST00000269305:missense_variant:MODERATE:exon6/11:c.637C>T::'))).toEqual(['failed', 'not detected', 'not detected']);
    expect(state(await file('chr17\t7673500\t7673500\tC\tT\t0.03\t900\toff-target\tTP53\tintron\t'))).toEqual(['not detected', 'not detected', 'not detected']);
  });
});

it('QCI: a variant without a change of bases takes back its gene; copy numbers and fusions are of another list', async () => {
  const o = await read(textOf('qci/report.xml').replace(/<variant><chromosome>X[\s\S]*?<\/variant>/, '<variant><gene>EGFR</gene><chromosome>7</chromosome></variant>'), { fileName: 'report.xml', manifest: manifestOf(textOf('qci/manifest.csv')) });
  expect([errorsOf(o), codes(o.problems)]).toEqual([[], ['unsupported_allele']]);
  expect([says(o, 'EGFR', 'p.T790M'), says(o, 'NRAS', 'p.Q61K'), says(o, 'KRAS', 'amplification')]).toEqual(['not covered', 'not detected', 'not covered']);
});

describe('CATS', () => {
  const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nT-9,patient,P,S,2026-03-02,A,KRAS;ERBB2;ALK;MET\n');
  const report = (variants: object): Promise<Outcome> => read(JSON.stringify({ catsVersion: '1.2', metaData: { referenceGenome: { grcRelease: 'GRCh37' } }, testInfo: { testId: 'T-9', testType: 'tumor-only (cell-free)' }, variants }), { fileName: 'r.json', manifest });
  it('copies of an untold kind and a fusion without a partner are not absent', async () => {
    const o = await report({ shortVariants: [], copyNumberAlterations: [{ geneSymbol: 'ERBB2', copyNumberAlterationType: 'other' }], rearrangements: [{ rearrangementType: 'fusion', breakends: [{ geneSymbol: 'ALK' }] }] });
    expect([errorsOf(o), codes(o.problems)]).toEqual([[], ['unsupported_allele', 'unsupported_allele']]);
    expect([says(o, 'ERBB2', 'amplification'), says(o, 'ALK', 'fusion:EML4'), says(o, 'MET', 'amplification'), says(o, 'KRAS', 'p.G12D')]).toEqual(['not covered', 'not covered', 'not detected', 'not detected']);
  });
  it('lists that are not there say nothing', async () => {
    const o = await report({ shortVariants: [] });
    expect([errorsOf(o), says(o, 'MET', 'amplification'), says(o, 'ALK', 'fusion:EML4'), says(o, 'KRAS', 'p.G12D')]).toEqual([[], 'not covered', 'not covered', 'not detected']);
  });
});

describe('TSO500', () => {
  const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nDNA-7,patient,P,S,2026-03-02,A,KRAS;MET;RET\n');
  const file = (edit: (t: string) => string): Promise<Outcome> => read(edit(textOf('tso500/CombinedVariantOutput.tsv')), { fileName: 'a_CombinedVariantOutput.tsv', manifest });
  const kinds = (o: Outcome): string[] => { expect(errorsOf(o)).toEqual([]); return ['amplification', 'loss', 'fusion:KIF5B'].map((v) => says(o, 'RET', v)); };
  it('only what has a block is absent where it is not listed', async () => {
    expect(kinds(await file((t) => t))).toEqual(['not detected', 'not covered', 'not detected']);
    expect(kinds(await file((t) => t.replace(/\[Gene Amplifications\][\s\S]*?(?=\[Splice)/, '').replace(/\[Fusions\][\s\S]*?(?=\[Small)/, '')))).toEqual(['not covered', 'not covered', 'not covered']);
    expect(kinds(await file((t) => t.replace('[Gene Amplifications]', '[Copy Number Variants]')))).toEqual(['not detected', 'not detected', 'not detected']);
  });
  it('without RNA an empty block of fusions says nothing', async () => {
    const empty = (t: string): string => t.replace(/EML4\/ALK\t[^\t]*/, 'NA\t');
    expect(kinds(await file(empty))[2]).toBe('not covered');
    expect(kinds(await file((t) => empty(t).replace('RNA Sample ID\tNA', 'RNA Sample ID\tRNA-7')))[2]).toBe('not detected');
  });
  it('a fusion without a partner is not absent', async () => {
    const o = await file((t) => t.replace('EML4/ALK', 'RET'));
    expect([errorsOf(o), codes(o.problems), says(o, 'RET', 'fusion:KIF5B')]).toEqual([[], ['unsupported_allele'], 'not covered']);
  });
  it.each([
    ['CRLF', (t: string) => t.replaceAll('\n', '\r\n')], ['quotation marks', (t: string) => t.split('\n').map((l) => (l.trim() === '' ? l : l.split('\t').map((c) => `"${c}"`).join('\t'))).join('\n')],
    ['without padding', (t: string) => t.replace(/\t+$/gm, '')], ['blocks in another order', (t: string) => { const [first = '', ...blocks] = t.split(/(?=^\[)/m); return [...[first, ...blocks].filter((b) => b !== '').reverse().map((b) => (b.endsWith('\n') ? b : `${b}\n`))].join(''); }],
  ])('%s: the same', async (_, edit) => {
    const same = (o: Outcome): unknown[] => [errorsOf(o), told(o).map((x) => JSON.stringify(x)).sort(), draw(o)];
    expect(same(await file(edit))).toEqual(same(await file((t) => t)));
  });
});

describe('FHIR', () => {
  const concept = (code: string, display = '') => ({ coding: [{ system: 'http://loinc.org', code, ...(display === '' ? {} : { display }) }] });
  const component = (code: string, value: object) => ({ code: concept(code), ...value });
  const gene = (symbol: string) => component('48018-6', { valueCodeableConcept: { coding: [{ system: 'http://www.genenames.org/geneId', code: 'HGNC:1', display: symbol }] } });
  const protein = (name: string) => component('48005-3', { valueCodeableConcept: { coding: [{ system: 'http://varnomen.hgvs.org', code: name }] } });
  const vaf = (value: number) => component('81258-6', { valueQuantity: { value, system: 'http://unitsofmeasure.org', code: '1' } });
  const variant = (id: string, rest: object, ...components: object[]) => ({ resourceType: 'Observation', id, status: 'final', code: concept('69548-6'), subject: { reference: 'Patient/P' }, specimen: { reference: 'Specimen/S' }, ...rest, component: components });
  const region = { resourceType: 'Observation', id: 'reg', status: 'final', code: concept('53041-0'), subject: { reference: 'Patient/P' }, specimen: { reference: 'Specimen/S' }, component: ['KRAS', 'NRAS', 'EGFR'].map(gene) };
  const report = { resourceType: 'DiagnosticReport', id: 'rep', status: 'final', code: { text: 'ctDNA panel' }, subject: { reference: 'Patient/P' }, specimen: [{ reference: 'Specimen/S' }], issued: '2026-02-10T10:00:00Z' };
  const base = [{ resourceType: 'Patient', id: 'P' }, { resourceType: 'Specimen', id: 'S', type: { text: 'Plasma' }, collection: { collectedDateTime: '2026-02-03' }, subject: { reference: 'Patient/P' } }];
  const bundle = (resources: readonly object[], rest: object = {}): Promise<Outcome> => read(JSON.stringify({ resourceType: 'Bundle', type: 'collection', ...rest, entry: [...base, report, ...resources].map((resource) => ({ resource })) }, null, 1), { fileName: 'b.json' });
  const nras = variant('n', {}, gene('NRAS'), protein('p.Q61K'), vaf(0.01));

  it.each([
    ['Absent', { valueCodeableConcept: concept('LA9634-2') }, 'not_detected'], ['in words', { valueString: 'Not detected' }, 'not_detected'], ['in words, at length', { valueCodeableConcept: { text: 'Mutation not detected.' } }, 'not_detected'],
    ['a boolean', { valueBoolean: false }, 'not_detected'], ['its interpretation', { interpretation: [concept('NEG')] }, 'not_detected'], ['its interpretation, ND', { interpretation: [concept('ND')] }, 'not_detected'],
    ['No call', { valueCodeableConcept: concept('LA18198-4') }, 'failed_qc'], ['no value, with a reason', { dataAbsentReason: concept('error') }, 'failed_qc'], ['equivocal', { valueString: 'Equivocal' }, 'failed_qc'], ['indeterminate by interpretation', { interpretation: [concept('IND')] }, 'failed_qc'],
    ['Present', { valueCodeableConcept: concept('LA9633-4') }, 'detected'], ['nothing', {}, 'detected'], ['cancelled', { status: 'cancelled' }, 'failed_qc'],
  ])('a variant that is said to be there or not by: %s', async (_, rest, status) => {
    const o = await bundle([variant('k', rest, gene('KRAS'), protein('p.G12D'))]);
    expect([errorsOf(o), told(o)]).toEqual([[], [['KRAS', 'p.G12D', null, null, status]]]);
  });

  it('a preliminary result of a gene of the panel: nothing of the panel is absent before all is final', async () => {
    const o = await bundle([region, nras, variant('k', { status: 'preliminary' }, gene('KRAS'), protein('p.G12D'), vaf(0.02))]);
    expect([errorsOf(o), codes(o.problems).sort(), told(o), seriesOf(o).filter((r) => r.variant === '')]).toEqual([[], ['draw_not_final', 'preliminary_not_imported'], [['NRAS', 'p.Q61K', null, 0.01, null]], []]);
    const outside = await bundle([region, nras, variant('k', { status: 'preliminary' }, gene('TP53'), protein('p.R273H'), vaf(0.02))]);
    expect(says(outside, 'KRAS', 'p.G12D')).toBe('not detected');
  });

  it('one page of several: what is on the others is not absent', async () => {
    const o = await bundle([region, nras], { type: 'searchset', link: [{ relation: 'self', url: 'x' }, { relation: 'next', url: 'y' }] });
    expect([codes(o.problems), told(o).length, seriesOf(o).length]).toEqual([['more_pages', 'draw_not_final'], 1, 1]);
  });

  it('a result that the report names and the bundle has not is not absent; nor is what a report tells in words', async () => {
    const named = { ...report, result: ['reg', 'n', 'elsewhere'].map((id) => ({ reference: `Observation/${id}` })) };
    const of = (...resources: object[]): Promise<Outcome> => read(JSON.stringify({ resourceType: 'Bundle', entry: [...base, ...resources].map((resource) => ({ resource })) }), { fileName: 'b.json' });
    const o = await of(named, region, nras);
    expect([codes(o.problems), seriesOf(o).map((r) => r.variant)]).toEqual([['draw_not_final'], ['p.Q61K']]);
    const genetic = { ...report, code: concept('81247-9') };
    expect((await of(genetic)).rows).toHaveLength(1);
    for (const rest of [{ conclusion: 'KRAS p.G12D detected' }, { presentedForm: [{ contentType: 'application/pdf' }] }, { result: [{ reference: 'Observation/elsewhere' }] }]) expect(codes(errorsOf(await of({ ...genetic, ...rest })))).toEqual(['nothing_to_import']);
  });

  it('a region of which a part was not called is not covered', async () => {
    const o = await bundle([{ ...region, component: [...region.component, { code: { coding: [{ code: 'uncalled-regions' }] }, valueString: 'chr12:25245300-25245400' }] }, nras]);
    expect([errorsOf(o), says(o, 'KRAS', 'p.G12D')]).toEqual([[], 'not covered']);
  });

  it('a variant that is not named takes back its gene', async () => {
    const o = await bundle([region, variant('k', {}, gene('KRAS'), vaf(0.02))]);
    expect([errorsOf(o), told(o), says(o, 'KRAS', 'p.G12D'), says(o, 'NRAS', 'p.Q61K')]).toEqual([[], [], 'not covered', 'not detected']);
    expect(says(await bundle([region, variant('k', { valueCodeableConcept: concept('LA9634-2') }, gene('KRAS'))]), 'KRAS', 'p.G12D')).toBe('not detected');
  });

  it.each([['48005-3', 'KRAS p.G12D'], ['48005-3', 'G12D'], ['48005-3', 'Gly12Asp'], ['48005-3', 'K-RAS p.(Gly12Asp)'], ['48004-6', 'KRAS:c.35G>A'], ['48004-6', '35G>A'], ['48004-6', 'NM_004985.5(KRAS):c.35G>A']])('a variant named in %s as "%s"', async (code, name) => {
    const o = await bundle([region, variant('k', {}, gene('KRAS'), component(code, { valueCodeableConcept: { text: name } }), vaf(0.02))]);
    // A coding change without a transcript is joined with its protein change where the record is read.
    expect([errorsOf(o), seriesOf(o).filter((r) => r.variant !== '').map((r) => [variantIdentity(r.gene, r.variant).variant, r.vafFraction])]).toEqual([[], [['p.G12D', 0.02]]]);
  });

  it('a variant named as a whole (81252-9)', async () => {
    const o = await bundle([region, variant('k', {}, gene('KRAS'), component('81252-9', { valueCodeableConcept: { coding: [{ system: 'http://www.ncbi.nlm.nih.gov/clinvar', code: '12582', display: 'NM_004985.5(KRAS):c.35G>A (p.Gly12Asp)' }] } }), vaf(0.02))]);
    expect([errorsOf(o), told(o)]).toEqual([[], [['KRAS', 'p.G12D', null, 0.02, null]]]);
  });

  it('an overall "negative" that is not final, or was withdrawn, says nothing; nor does a withdrawn report', async () => {
    const overall = (status: string) => ({ resourceType: 'Observation', id: 'o', status, code: concept('51968-6'), subject: { reference: 'Patient/P' }, specimen: { reference: 'Specimen/S' }, valueCodeableConcept: concept('LA6577-6') });
    expect(says(await bundle([region, overall('final')]), 'KRAS', 'p.G12D')).toBe('not detected');
    for (const status of ['preliminary', 'entered-in-error', 'cancelled', 'registered']) expect([status, codes(errorsOf(await bundle([region, overall(status)])))]).toEqual([status, ['nothing_to_import']]);
    const withdrawn = await read(JSON.stringify({ resourceType: 'Bundle', entry: [...base, { ...report, status: 'entered-in-error' }, region, nras].map((resource) => ({ resource })) }), { fileName: 'b.json' });
    expect([seriesOf(withdrawn).map((r) => [r.gene, r.variant, r.status]), draw(withdrawn)]).toEqual([[['', '', null], ['NRAS', 'p.Q61K', 'failed_qc']], null]);
  });

  it.each([
    ['STU3 a drug that was not given', { resourceType: 'MedicationAdministration', id: 'm', status: 'completed', notGiven: true, medicationCodeableConcept: { text: 'cetuximab' }, effectiveDateTime: '2026-01-01', subject: { reference: 'Patient/P' } }],
    ['STU3 a drug that is not taken', { resourceType: 'MedicationStatement', id: 'm', status: 'active', taken: 'n', medicationCodeableConcept: { text: 'regorafenib' }, effectiveDateTime: '2026-01-01', subject: { reference: 'Patient/P' } }],
    ['STU3 a procedure that was not done', { resourceType: 'Procedure', id: 'm', status: 'completed', notDone: true, code: { text: 'Hepatectomy' }, performedDateTime: '2026-01-01', subject: { reference: 'Patient/P' } }],
    ['DSTU2 an order', { resourceType: 'MedicationOrder', id: 'm', status: 'active', medicationCodeableConcept: { text: 'cetuximab' }, patient: { reference: 'Patient/P' } }],
    ['DSTU2 the time of a drug', { resourceType: 'MedicationAdministration', id: 'm', status: 'completed', medicationCodeableConcept: { text: 'cetuximab' }, effectiveTimeDateTime: '2026-01-01', patient: { reference: 'Patient/P' } }],
    ['R5 a drug', { resourceType: 'MedicationAdministration', id: 'm', status: 'completed', medication: { concept: { text: 'cetuximab' } }, occurenceDateTime: '2026-01-01', subject: { reference: 'Patient/P' } }],
    ['a variant in extensions', { resourceType: 'Observation', id: 'm', status: 'final', code: concept('55233-1'), subject: { reference: 'Patient/P' }, extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/observation-geneticsGene', valueCodeableConcept: { text: 'KRAS' } }] }],
  ])('%s: of another release, refused where it stands', async (_, resource) => {
    const o = await bundle([nras, resource]);
    expect(o.rows).toEqual([]);
    const [problem, ...others] = errorsOf(o);
    expect([problem!.code, problem!.line! > 100, others]).toEqual(['fhir_release', true, []]);
  });
});

it('FHIR: what is thought of, or not to be given, is no treatment', async () => {
  const order = (rest: object) => ({ resourceType: 'MedicationRequest', id: 'm', status: 'active', intent: 'order', medicationCodeableConcept: { text: 'cetuximab' }, authoredOn: '2026-01-01', subject: { reference: 'Patient/P' }, ...rest });
  const treatments = async (resource: object): Promise<number> => (await read(JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient', id: 'P', gender: 'male', birthDate: '1960' } }, { resource }, { resource: { resourceType: 'MedicationRequest', id: 'n', status: 'active', intent: 'order', medicationCodeableConcept: { text: 'regorafenib' }, authoredOn: '2026-03-01', subject: { reference: 'Patient/P' } } }] }), { fileName: 'b.json' })).rows.filter((r) => r.kind === 'treatment').length;
  for (const rest of [{ doNotPerform: true }, { intent: 'proposal' }, { intent: 'plan' }]) expect([rest, await treatments(order(rest))]).toEqual([rest, 1]);
  expect(await treatments(order({}))).toBe(2);
  expect(await treatments({ resourceType: 'MedicationStatement', id: 'm', status: 'intended', medicationCodeableConcept: { text: 'cetuximab' }, effectiveDateTime: '2026-01-01', subject: { reference: 'Patient/P' } })).toBe(1);
});

it('HL7 v2: a preliminary result of a gene of the panel, and a variant without a name', async () => {
  const segments = (...obx: string[]): string[] => ['MSH|^~\\&|L|L|C|C|20260210100000||ORU^R01|1|P|2.5.1', 'PID|1||P-1^^^H^MR||X^Y', 'OBR|1|O1|F1|81247-9^ctDNA panel^LN|||20260203', 'SPM|1|S-1||PLAS^Plasma^HL70487', ...obx.map((o, i) => `OBX|${i + 1}|${o}`)];
  const send = (...messages: string[][]): Promise<Outcome> => read(messages.flat().join('\r'), { fileName: 'a.hl7', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nS-1,patient,P-1,S-1,2026-02-03,A,KRAS;NRAS\n') });
  const message = (...obx: string[]): Promise<Outcome> => send(segments(...obx));
  const variant = (sub: string, symbol: string, name: string, status: string): string[] => [`CWE|48018-6^G^LN|${sub}|HGNC:1^${symbol}^HGNC||||||${status}`, ...(name === '' ? [] : [`ST|48005-3^P^LN|${sub}|${name}||||||${status}`]), `NM|81258-6^V^LN|${sub}|0.01||||||${status}`];
  const held = await message(...variant('2a', 'NRAS', 'p.Q61K', 'F'), ...variant('2b', 'KRAS', 'p.G12D', 'P'));
  expect([errorsOf(held), seriesOf(held).map((r) => [r.gene, r.variant]), codes(held.problems)]).toEqual([[], [['NRAS', 'p.Q61K']], expect.arrayContaining(['draw_not_final', 'preliminary_not_imported'])]);
  const final = await send(segments(...variant('2a', 'NRAS', 'p.Q61K', 'F'), ...variant('2b', 'KRAS', 'p.G12D', 'P')), segments(...variant('2b', 'KRAS', 'p.G12D', 'F')));
  expect([errorsOf(final), codes(final.problems).includes('draw_not_final'), told(final).length, says(final, 'KRAS', 'p.G13D')]).toEqual([[], false, 2, 'not detected']);
  const unnamed = await message(...variant('2a', 'NRAS', 'p.Q61K', 'F'), ...variant('2b', 'KRAS', '', 'F'));
  expect([errorsOf(unnamed), says(unnamed, 'KRAS', 'p.G12D'), says(unnamed, 'NRAS', 'p.G12D')]).toEqual([[], 'not covered', 'not detected']);
});

describe('VCF: a change that is not imported is there', () => {
  const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel,genome_build\nS,patient,P,S,2026-03-02,A,KRAS;EGFR,GRCh38\n');
  const file = (...records: string[]): Promise<Outcome> => read(['##fileformat=VCFv4.2', '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS', ...records.map((r) => r.split(' ').join('\t')), ''].join('\n'), { fileName: 'a.vcf', manifest });
  it.each([
    ['two alternatives with one count', 'chr12 25245350 . C T/A . PASS . GT:RD:AD 0/1:900:40', 'failed', 'not detected'], ['an ambiguous base', 'chr12 25245350 . C Y . PASS . GT:AD:DP 0/1:900,40:940', 'failed', 'not detected'],
    ['a short symbolic deletion', 'chr7 55174771 . A <DEL> . PASS SVTYPE=DEL;END=55174786 GT:AD 0/1:900,40', 'not detected', 'failed'], ['a short symbolic deletion by its length', 'chr7 55174771 . A <DEL> . PASS SVTYPE=DEL;SVLEN=-15 GT:AD 0/1:900,40', 'not detected', 'failed'],
    ['a long one', 'chr7 55170000 . A <DEL> . PASS SVTYPE=DEL;END=55270000 GT:AD 0/1:900,40', 'not detected', 'not detected'], ['not in this sample', 'chr12 25245350 . C Y . PASS . GT:AD:DP 0/0:900,0:900', 'not detected', 'not detected'],
    ['another record reads the place', 'chr12 25245350 . C T/A . PASS . GT:RD:AD 0/1:900:40|chr12 25245350 . C G . PASS . GT:RD:AD:DP 0/0:900:0:900', 'failed', 'not detected'],
  ])('%s', async (_, records, kras, egfr) => {
    const o = await file(...records.split('|'));
    expect([errorsOf(o), says(o, 'KRAS', 'p.G12D'), says(o, 'EGFR', 'p.E746_A750del')]).toEqual([[], kras, egfr]);
  });
});

it('plasma table: a splice site or promoter of which only that is told may be any change called by its bases', async () => {
  const o = await read('Sample,Gene,Alteration,ctDNA\nL-1,MET,Splice Site SNV,0.3\nL-1,TERT,Promoter SNV,0.2\nL-1,TERT,Promoter -146C>T,0.2\n', { fileName: 't.csv', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nL-1,patient,P,S,2026-03-02,A,MET;TERT;TP53\n') });
  expect([errorsOf(o), told(o)]).toEqual([[], [['MET', 'p.?', null, 0.003, null], ['TERT', 'p.?', null, 0.002, null], ['TERT', 'c.-146C>T', null, 0.002, null]]]);
  expect([says(o, 'MET', 'c.3028+1G>T'), says(o, 'MET', 'exon 14 skipping'), says(o, 'TERT', 'c.-124C>T'), says(o, 'MET', 'p.D1228N'), says(o, 'TP53', 'c.672+1G>A')]).toEqual(['not covered', 'not covered', 'not covered', 'not detected', 'not detected']);
});

it.each(['None detected', 'No reportable alterations identified', 'Negative', 'none found'])('plasma table: "%s" is a draw in which nothing was found', async (words) => {
  const o = await read(`Sample,Gene,Alteration,ctDNA\nL-1,,${words},\n`, { fileName: 't.csv', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nL-1,patient,P,S,2026-03-02,A,MET\n') });
  expect([errorsOf(o), told(o), draw(o)]).toEqual([[], [], ['MET']]);
});

it.each(['ND', 'Not detected', 'n.d.', 'negative'])('plasma table: a change that was looked for and is "%s" is not detected, and no draw without findings', async (words) => {
  const o = await read(`Sample,Gene,Alteration,VAF (%)\nL-1,KRAS,G12D,0.4\nL-1,NRAS,Q61K,${words}\nL-1,ERBB2,Amplification,${words}\n`, { fileName: 't.csv', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nL-1,patient,P,S,2026-03-02,A\n') });
  expect([errorsOf(o), told(o)]).toEqual([[], [['KRAS', 'p.G12D', null, 0.004, null], ['NRAS', 'p.Q61K', null, null, 'not_detected'], ['ERBB2', 'amplification', null, null, 'not_detected']]]);
});

describe('one fusion is one series, whichever gene a file puts first', () => {
  const table = (gene: string, text: string): Promise<Outcome> => read(`Sample,Gene,Alteration,ctDNA\nL-1,${gene},${text},0.3\n`, { fileName: 't.csv', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nL-1,patient,P,S,2026-03-02,A\n') });
  it.each([['ALK', 'EML4-ALK fusion'], ['EML4', 'EML4-ALK fusion'], ['ALK', 'EML4::ALK'], ['ALK', 'EML4-ALK'], ['ALK', 'EML4/ALK'], ['EML4', 'EML4--ALK'], ['ALK', 'EML4 rearrangement']])('plasma table: %s, %s', async (gene, text) => {
    const o = await table(gene, text);
    expect([errorsOf(o), seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant])]).toEqual([[], [['ALK', 'fusion:EML4']]]);
  });
  it('Foundation, FHIR', async () => {
    const foundation = await read(textOf('foundation/report.xml').replace('targeted-gene="ALK" other-gene="EML4"', 'targeted-gene="EML4" other-gene="ALK"'), { fileName: 'r.xml', manifest: manifestOf(textOf('foundation/manifest.csv')) });
    expect(told(foundation)).toContainEqual(['ALK', 'fusion:EML4', null, null, 'detected']);
    const component = (code: string, ...displays: string[]) => displays.map((display) => ({ code: { coding: [{ code }] }, valueCodeableConcept: { coding: [{ code: 'x', display }] } }));
    const o = await read(JSON.stringify({ resourceType: 'Observation', id: 'b', status: 'final', code: { coding: [{ code: '69548-6' }], text: 'Variant' }, subject: { reference: 'Patient/P' }, specimen: { reference: 'Specimen/S' }, effectiveDateTime: '2026-01-01', component: [...component('48018-6', 'EML4', 'ALK'), ...component('48019-4', 'gene fusion')] }));
    expect(told(o)).toEqual([['ALK', 'fusion:EML4', null, null, 'detected']]);
  });
});

it.each([[55174786, 'not covered'], [55274786, 'not detected']])('VarDict’s table: a deletion without its bases that ends at %d leaves its gene %s', async (end, expected) => {
  const row = (gene: string, chrom: string, start: number, to: number, ref: string, alt: string): string => `L-1\t${gene}\t${chrom}\t${start}\t${to}\t${ref}\t${alt}\t2000\t40\t980\t980\t20\t20\t${ref}/${alt}\t0.02\t${Array.from({ length: 21 }, () => '0').join('\t')}\n`;
  const o = await read(row('KRAS', 'chr12', 25245350, 25245350, 'C', 'T') + row('EGFR', 'chr7', 55174772, end, 'G', '<DEL>'), { fileName: 'a.txt', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel,genome_build\nL-1,patient,P,S,2026-03-02,A,KRAS;EGFR,GRCh38\n') });
  expect([o.format, errorsOf(o), codes(o.problems), says(o, 'EGFR', 'p.E746_A750del'), says(o, 'KRAS', 'p.G13D')]).toEqual(['vardict-table', [], ['unsupported_allele'], expected, 'not detected']);
});
