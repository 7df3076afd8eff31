/** cBioPortal study folders: as one text, as a zip, file by file. */
import { covers } from '@clonewatch/guidance';
import type { AssessmentRow, ManifestRow, TreatmentRow } from '@clonewatch/domain';
import { codes, errorsOf, manifestOf, read, readBytes, readCorpus, seriesOf, textOf, type Outcome } from './support';
import { zipOf } from './workbook';

const study = textOf('cbioportal/study.txt');
const files = study.split(/^#file: /m).slice(1).map((s) => ({ name: s.slice(0, s.indexOf('\n')), content: s.slice(s.indexOf('\n') + 1) }));
const results = (o: Outcome) => seriesOf(o).map((r) => [r.patientId, r.specimenId, r.collected.kind === 'day' ? r.collected.day : null, r.anchor, r.assay, r.gene, r.variant, r.mutantCount, r.totalCount]);
const edited = (edit: (text: string) => string): Promise<Outcome> => read(edit(study), { fileName: 'study.txt' });

describe('a cBioPortal study', () => {
  it('plasma samples on their days; tissue and normal samples are no draws; a sequenced sample without mutations is a clean draw', async () => {
    const o = await readCorpus('cbioportal/study.txt');
    expect([o.format, errorsOf(o)]).toEqual(['cbioportal', []]);
    expect(results(o).sort()).toEqual([
      ['P-1', 'P-1-cf1', -21, 'diagnosis', 'C77', '', '', null, null], ['P-1', 'P-1-cf1', -21, 'diagnosis', 'C77', 'TP53', 'p.R273H', 300, 3000],
      ['P-1', 'P-1-cf2', 60, 'diagnosis', 'C77', '', '', null, null], ['P-1', 'P-1-cf2', 60, 'diagnosis', 'C77', 'KRAS', 'p.G12D', 40, 4010], ['P-2', 'P-2-cf1', 5, 'diagnosis', 'C77', '', '', null, null],
    ]);
    expect(seriesOf(o).find((r) => r.variant === '')!.panel!.slice(0, 5)).toEqual(['KRAS', 'NRAS', 'BRAF', 'EGFR', 'TP53']);
    expect(codes(o.problems).sort()).toEqual(['event_not_imported', 'event_not_imported', 'tissue_not_imported']);
  });

  it('treatments, tests, imaging and status in days', async () => {
    const o = await readCorpus('cbioportal/study.txt');
    const day = (n: number) => ({ kind: 'day', day: n });
    expect(o.rows.filter((r): r is TreatmentRow => r.kind === 'treatment').map((t) => [t.patientId, t.regimen, t.therapyClasses.join(';'), t.started, t.stopped])).toEqual([
      ['P-1', 'cetuximab + folfiri', 'anti_egfr;chemotherapy', day(0), day(55)], ['P-1', 'Colectomy', 'other', day(-25), day(-25)], ['P-2', 'fancyplatin', 'chemotherapy', day(10), null],
    ]);
    expect(o.rows.filter((r): r is AssessmentRow => r.kind === 'assessment').map((a) => [a.patientId, a.assessed, a.assessmentKind, a.result])).toEqual([
      ['P-1', day(-21), 'cea', '12.5'], ['P-1', day(60), 'cea', '<0.5'], ['P-1', day(58), 'clinical', 'PD'], ['P-1', day(57), 'imaging', 'PD'],
    ]);
    expect(o.rows.filter((r) => r.kind === 'patient').map((r) => r.supplied)).toEqual([{ patient_id: 'P-1', sex: 'male' }, { patient_id: 'P-2', sex: 'female' }]);
  });

  it('a zip of the folder says the same', async () => {
    const zip = zipOf([...files.map((f) => ({ name: `study/${f.name}`, content: f.content })), { name: '__MACOSX/study/._data_mutations.txt', content: 'x' }]);
    const o = await readBytes(zip, { fileName: 'study.zip' });
    expect([o.format, errorsOf(o)]).toEqual(['cbioportal', []]);
    expect(results(o).sort()).toEqual(results(await readCorpus('cbioportal/study.txt')).sort());
  });

  describe('a zip as studies come', () => {
    const meta = (name: string, type: string, data: string, id = 'crc_ctdna_test') => ({ name, content: `cancer_study_identifier: ${id}\ngenetic_alteration_type: ${type}\ndatatype: MAF\ndata_filename: ${data}\n` });
    const packed = (entries: readonly { name: string; content: string }[]): Promise<Outcome> => readBytes(zipOf(entries), { fileName: 'study.zip' });
    const same = async (o: Outcome): Promise<void> => {
      expect([o.format, errorsOf(o)]).toEqual(['cbioportal', []]);
      expect(results(o).sort()).toEqual(results(await readCorpus('cbioportal/study.txt')).sort());
    };

    it.each([
      ['names in capitals', files.map((f) => ({ name: `Study/${f.name.toUpperCase()}`, content: f.content }))],
      ['nested folders, a case list, what a Mac adds, a read-me', [...files.map((f) => ({ name: `export/2026/study/${f.name}`, content: f.content })), { name: 'export/2026/study/case_lists/cases_sequenced.txt', content: 'cancer_study_identifier: crc_ctdna_test\nstable_id: crc_ctdna_test_sequenced\ncase_list_name: Sequenced\ncase_list_ids: P-1-cf1\tP-1-cf2\tP-2-cf1\n' },
        ...files.map((f) => ({ name: `__MACOSX/export/2026/study/._${f.name}`, content: '\u0000\u0005' })), { name: 'export/2026/study/.DS_Store', content: 'x' }, { name: 'export/2026/study/README.md', content: '# A study' }]],
      ['mutations whose name only the meta file tells, in another case', [...files.filter((f) => f.name !== 'data_mutations.txt').map((f) => ({ name: f.name, content: f.content })), meta('meta_mutations.txt', 'MUTATION_EXTENDED', 'Plasma_Calls.MAF'), { name: 'plasma_calls.maf', content: files[0]!.content }]],
      ['mutations without a usual ending', [...files.filter((f) => f.name !== 'data_mutations.txt').map((f) => ({ name: f.name, content: f.content })), meta('meta_mutations.txt', 'MUTATION_EXTENDED', 'plasma_calls.dat'), { name: 'plasma_calls.dat', content: files[0]!.content }]],
      ['more than fifty files', [...files.map((f) => ({ name: f.name, content: f.content })), ...Array.from({ length: 80 }, (_, i) => ({ name: `case_lists/cases_${i}.txt`, content: `cancer_study_identifier: crc_ctdna_test\nstable_id: crc_ctdna_test_${i}\ncase_list_ids: P-1-T\n` }))]],
    ])('%s', async (_, entries) => same(await packed(entries)));

    it('mutations that a meta file names and that are not there, or are none: no sample reads as a clean draw', async () => {
      const rest = files.filter((f) => f.name !== 'data_mutations.txt').map((f) => ({ name: f.name, content: f.content }));
      const more = { name: 'data_mutations_manual.txt', content: files[0]!.content.split('\n').filter((l) => !l.startsWith('TP53')).join('\n') };
      const missing = await packed([...rest, more, meta('meta_mutations.txt', 'MUTATION_EXTENDED', 'data_mutations.txt')]);
      expect([missing.rows, errorsOf(missing)]).toEqual([[], [expect.objectContaining({ code: 'study_file_missing', line: 1, value: 'data_mutations.txt' })]]);
      const other = await packed([...rest, more, meta('meta_mutations.txt', 'MUTATION_EXTENDED', 'data_mutations.txt'), { name: 'data_mutations.txt', content: 'Gene\tSample\nTP53\tP-1-cf1\n' }]);
      expect(codes(errorsOf(other))).toEqual(['study_file_missing']);
    });

    it('two studies in one are refused: their patients may have the same names', async () => {
      const o = await packed([...files.map((f) => ({ name: `a/${f.name}`, content: f.content })), ...files.map((f) => ({ name: `b/${f.name}`, content: f.content.replace('crc_ctdna_test', 'nsclc_test') }))]);
      expect([o.rows, codes(errorsOf(o))]).toEqual([[], expect.arrayContaining(['several_studies'])]);
    });

    it('two files of mutations: a row that one refuses is not absent by the other', async () => {
      const [header, rows] = [files[0]!.content.split('\n').slice(0, 2).map((l, i) => (i === 1 ? `${l}\tFILTER` : l)), files[0]!.content.split('\n').slice(2).filter((l) => l !== '').map((l) => `${l}\tPASS`)];
      const second = [...header, 'KRAS\t12\t25398284\t25398284\tGRCh37\tC\tC\tT\tP-1-cf1\tp.G12D\t4\t1970\tstrand_bias', 'BRAF\t7\t140500200\t140500200\tGRCh37\tC\tC\tT\tP-1-cf1\t\t4\t1970\tstrand_bias'].join('\n');
      const o = await packed([...files.slice(1).map((f) => ({ name: f.name, content: f.content })), { name: 'data_mutations.txt', content: [...header, ...rows].join('\n') }, { name: 'data_mutations_manual.txt', content: second }]);
      expect(errorsOf(o)).toEqual([]);
      const draws = seriesOf(o).filter((r) => r.specimenId === 'P-1-cf1' && r.variant === '');
      expect(draws).toHaveLength(1);
      expect(seriesOf(o).filter((r) => r.specimenId === 'P-1-cf1' && r.variant !== '').map((r) => [r.variant, r.status])).toEqual([['p.R273H', null], ['p.G12D', 'failed_qc']]);
      expect(['BRAF', 'EGFR'].map((gene) => covers(draws[0]!.panel, gene, 'p.G469A'))).toEqual([false, true]);
      expect(draws[0]!.panel).toContain('?BRAF');
    });
  });

  it('the genome that the study says holds where its mutations say none; one that they say otherwise is a conflict', async () => {
    const noBuild = (t: string): string => t.replaceAll('\tGRCh37\t', '\t\t').replaceAll('p.R273H', '').replaceAll('7577120', '7577999');
    const said = (build: string) => (t: string): string => t.replace('name: Test study', `name: Test study\nreference_genome: ${build}`);
    expect(codes(errorsOf(await edited(noBuild)))).toContain('genome_build_missing');
    const o = await edited((t) => said('hg19')(noBuild(t)));
    expect([errorsOf(o), results(o).filter((r) => r[5] === 'TP53').map((r) => r[6])]).toEqual([[], ['NC_000017.10:g.7577999C>T']]);
    expect(codes(errorsOf(await edited(said('hg38'))))).toContain('build_conflict');
  });

  it('files alone: a timeline is taken, mutations need a manifest, a list of samples says nothing', async () => {
    const alone = (name: string): Promise<Outcome> => read(files.find((f) => f.name === name)!.content, { fileName: name });
    const treatments = await alone('data_timeline_treatment.txt');
    expect([treatments.format, treatments.rows.length, errorsOf(treatments)]).toEqual(['cbioportal', 3, []]);
    expect((await alone('data_clinical_patient.txt')).rows).toHaveLength(2);
    expect(codes(errorsOf(await alone('data_clinical_sample.txt')))).toEqual(['nothing_to_import']);
    expect(codes(errorsOf(await alone('data_mutations.txt')))).toEqual(['manifest_required']);
  });

  it('a manifest counts before the study', async () => {
    const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_day,anchor,assay\nP-1-T,patient,P-1,T,-30,diagnosis,Tissue\n');
    const o = await readCorpus('cbioportal/study.txt', { manifest });
    expect(results(o)).toContainEqual(['P-1', 'T', -30, 'diagnosis', 'Tissue', 'TP53', 'p.R273H', 800, 1000]);
  });

  it.each([
    ['a day that is none', (t: string) => t.replace('P-1\t0\t55', 'P-1\t2020-01-01\t55'), 'bad_day', 2], ['a patient nobody knows', (t: string) => t.replace('P-2\t10\t', 'P-9\t10\t'), 'unknown_patient', 5],
    ['a draw without a day', (t: string) => t.replace('P-1\t60\tSPECIMEN', 'P-1\t60\tOTHER'), 'missing_date', 1], ['a sample of two days', (t: string) => t.replace('P-1\t-30\tSPECIMEN\tP-1-T', 'P-1\t-30\tSPECIMEN\tP-1-cf1'), 'specimen_date_conflict', 4],
    ['a marker that is no number', (t: string) => t.replace('CEA\t12.5', 'CEA\thigh'), 'bad_number', 2], ['a stop before the start', (t: string) => t.replace('P-1\t0\t55', 'P-1\t0\t-55'), 'stop_before_start', 2],
    ['a sample of two patients', (t: string) => t.replace('P-2\tP-2-cf1', 'P-2\tP-1-cf1'), 'several_patients', 10],
  ])('%s is told with its place', async (_, edit, code, line) => {
    const o = await edited(edit);
    expect(errorsOf(o)).toEqual(expect.arrayContaining([expect.objectContaining({ code, line })]));
    expect(o.rows).toEqual([]);
  });
});

describe('copy numbers and structural variants of a study', () => {
  const more = (...parts: readonly (readonly [name: string, lines: readonly string[]])[]): string => study + parts.map(([name, lines]) => `#file: ${name}\n${lines.join('\n')}\n`).join('');
  const cna = ['data_cna.txt', ['Hugo_Symbol\tEntrez_Gene_Id\tP-1-cf1\tP-1-cf2\tP-1-T\tP-2-cf1', 'ERBB2\t2064\t0\t2\t2\t1', 'PTEN\t5728\t-2\tNA\t-2\t-1', 'MET\t4233\t1\t-1.5\t0\t0']] as const;
  const sv = ['data_sv.txt', ['Sample_Id\tSV_Status\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\tTumor_Variant_Count', 'P-1-cf2\tSOMATIC\tEML4\tALK\tTRANSLOCATION\t12', 'P-1-cf2\tSOMATIC\tALK\tEML4\tTRANSLOCATION\t12', 'P-1-cf1\tSOMATIC\tEGFR\tEGFR\tDELETION\t4', 'P-1-cf1\tGERMLINE\tRET\tKIF5B\tINVERSION\t4', 'P-1-T\tSOMATIC\tEML4\tALK\tTRANSLOCATION\t3']] as const;
  const alterations = (o: Outcome) => seriesOf(o).filter((r) => /^(?:amplification|loss|fusion)/.test(r.variant)).map((r) => [r.specimenId, r.assay, r.gene, r.variant, r.status]).sort();

  it('deep ones are called, the rest of the patient’s samples are read, tissue is left out', async () => {
    const o = await read(more(cna, sv), { fileName: 'study.txt' });
    expect(errorsOf(o)).toEqual([]);
    expect(alterations(o)).toEqual([
      ['P-1-cf1', 'C77', 'ERBB2', 'amplification', 'not_detected'], ['P-1-cf1', 'C77', 'PTEN', 'loss', 'detected'],
      ['P-1-cf2', 'C77', 'ALK', 'fusion:EML4', 'detected'], ['P-1-cf2', 'C77', 'ERBB2', 'amplification', 'detected'], ['P-1-cf2', 'C77', 'PTEN', 'loss', 'not_covered'],
    ]);
    expect(seriesOf(o).find((r) => r.variant === 'fusion:EML4')!.supplied).toMatchObject({ class: 'TRANSLOCATION', tumor_variant_count: '12' });
    expect(codes(o.problems)).toEqual(expect.arrayContaining(['germline_not_imported', 'unsupported_allele', 'tissue_not_imported']));
    // Mutations and clean draws are as they were.
    expect(results(o).filter((r) => !/^(?:amplification|loss|fusion)/.test(String(r[6]))).sort()).toEqual(results(await readCorpus('cbioportal/study.txt')).sort());
  });

  it('without copy numbers of a sample its panel says nothing of them; with them it does', async () => {
    const { panel } = seriesOf(await readCorpus('cbioportal/study.txt')).find((r) => r.specimenId === 'P-1-cf1' && r.variant === '')!;
    expect([covers(panel, 'EGFR', 'p.S492R'), covers(panel, 'EGFR', 'amplification'), covers(panel, 'TP53', 'loss')]).toEqual([true, false, false]);
    const read2 = seriesOf(await read(more(cna), { fileName: 'study.txt' })).find((r) => r.specimenId === 'P-1-cf1' && r.variant === '')!.panel;
    expect(covers(read2, 'EGFR', 'amplification')).toBe(true);
  });

  it('a gene joined with none that is named is not free of fusions', async () => {
    const o = await read(more(['data_sv.txt', [sv[1][0], 'P-1-cf1\tSOMATIC\tBRAF\tNA\tINVERSION\t4', 'P-1-cf2\tSOMATIC\tEML4\tALK\tTRANSLOCATION\t12']]), { fileName: 'study.txt' });
    expect(errorsOf(o)).toEqual([]);
    expect(['P-1-cf1', 'P-1-cf2'].map((s) => { const { panel } = seriesOf(o).find((r) => r.specimenId === s && r.variant === '')!; return [covers(panel, 'BRAF', 'fusion:AGK'), covers(panel, 'BRAF', 'p.V600E'), covers(panel, 'EGFR', 'fusion:RAD51')]; })).toEqual([[false, true, true], [true, true, true]]);
  });

  it('an inherited fusion inside the panel is neither detected nor absent', async () => {
    const o = await read(more(['data_sv.txt', sv[1].map((l) => l.replace('RET\tKIF5B', 'EGFR\tRAD51'))]), { fileName: 'study.txt' });
    expect(alterations(o)).toEqual([['P-1-cf1', 'C77', 'EGFR', 'fusion:RAD51', 'not_covered'], ['P-1-cf2', 'C77', 'ALK', 'fusion:EML4', 'detected']]);
  });

  it('a draw that was looked at for copy numbers alone says nothing of mutations', async () => {
    const o = await readCorpus('cbioportal/alterations.txt');
    expect(seriesOf(o).filter((r) => r.patientId === 'P-2').map((r) => [r.specimenId, r.gene, r.variant, r.status, r.panel])).toEqual([['P-2-cf1', '', '', null, null]]);
  });

  describe('as a file alone', () => {
    const alone = ([name, lines]: readonly [string, readonly string[]], manifest: ManifestRow[] | null = null, end = '\n'): Promise<Outcome> => read(lines.join(end) + end, { fileName: name, manifest });
    const own = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay,panel\nP-1-cf1,patient,A,a1,2026-01-05,C77,\nP-1-cf2,patient,A,a2,2026-02-05,C77,\nP-2-cf1,patient,B,b1,2026-02-07,C77,\nP-1-T,left_out,,,,,\n');
    it('is read with a manifest, and refused without one, with what to give beside it', async () => {
      const o = await alone(cna, own);
      expect([o.format, errorsOf(o)]).toEqual(['cbioportal', []]);
      expect(seriesOf(o).map((r) => [r.specimenId, r.gene, r.variant, r.status]).sort()).toEqual([['a1', 'ERBB2', 'amplification', 'not_detected'], ['a1', 'PTEN', 'loss', 'detected'], ['a2', 'ERBB2', 'amplification', 'detected'], ['a2', 'PTEN', 'loss', 'not_covered'], ['b1', '', '', null]]);
      expect(alterations(await alone(sv, own, '\r\n'))).toEqual([['a2', 'C77', 'ALK', 'fusion:EML4', 'detected']]);
      for (const file of [cna, sv] as const) {
        const [problem] = errorsOf(await alone(file));
        expect(problem).toMatchObject({ code: 'manifest_required', line: 1 });
        expect(problem!.message).toMatch(/data_clinical_sample\.txt.*timeline.*manifest.*Samples found: .*P-1-cf1/s);
      }
      expect(errorsOf(await alone(cna, manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nother,patient,A,a1,2026-01-05,C77\n')))).toMatchObject([{ code: 'sample_not_in_manifest', line: 1 }]);
    });
    it('of which nothing says what its numbers are, or of ratios, is refused with that reason', async () => {
      expect(errorsOf(await alone(['matrix.txt', cna[1]], own))).toMatchObject([{ code: 'nothing_to_import', line: 1, message: expect.stringMatching(/does not say what its numbers are.*data_cna\.txt/) }]);
      expect(errorsOf(await alone(['data_log2_cna.txt', ['Hugo_Symbol\tP-1-cf1', 'ERBB2\t1.31']], own))).toMatchObject([{ code: 'nothing_to_import', message: expect.stringMatching(/log2.*data_cna\.txt/) }]);
    });
  });

  it('log2 ratios stand beside the calls; alone they are no calls, and are told', async () => {
    const log2 = ['data_log2_cna.txt', ['Hugo_Symbol\tP-1-cf1\tP-1-cf2', 'ERBB2\t0.04\t1.31', 'MET\t0.3\t3.9']] as const;
    const both = await read(more(cna, log2), { fileName: 'study.txt' });
    expect(seriesOf(both).filter((r) => r.gene === 'ERBB2').map((r) => [r.specimenId, r.supplied.log2_copy_ratio])).toEqual([['P-1-cf1', '0.04'], ['P-1-cf2', '1.31']]);
    const alone = await read(more(log2), { fileName: 'study.txt' });
    expect([alterations(alone), codes(alone.problems).filter((c) => c === 'copy_numbers_not_called'), errorsOf(alone)]).toEqual([[], ['copy_numbers_not_called'], []]);
  });

  it('lists of one value a row, the older files of fusions, and the name that a meta file gives', async () => {
    const list = ['data_cna_long.txt', ['Hugo_Symbol\tEntrez_Gene_Id\tSample_Id\tValue', 'ERBB2\t2064\tP-1-cf2\t2', 'ERBB2\t2064\tP-1-cf1\t0']] as const;
    const fusions = ['data_fusions.txt', ['Hugo_Symbol\tTumor_Sample_Barcode\tFusion', 'EML4\tP-1-cf1\tEML4-ALK fusion', 'ALK\tP-1-cf1\tEML4-ALK fusion']] as const;
    expect(alterations(await read(more(list, fusions), { fileName: 'study.txt' }))).toEqual([
      ['P-1-cf1', 'C77', 'ALK', 'fusion:EML4', 'detected'], ['P-1-cf1', 'C77', 'ERBB2', 'amplification', 'not_detected'], ['P-1-cf2', 'C77', 'ERBB2', 'amplification', 'detected'],
    ]);
    const meta = ['meta_x.txt', ['genetic_alteration_type: COPY_NUMBER_ALTERATION', 'datatype: DISCRETE', 'data_filename: genes.txt']] as const;
    expect(alterations(await read(more(['genes.txt', cna[1]], meta), { fileName: 'study.txt' }))).toHaveLength(4);
    // Expression looks alike and says no copy number.
    expect(codes((await read(more(['data_mrna_seq.txt', cna[1]]), { fileName: 'study.txt' })).problems)).toContain('file_not_imported');
  });

  it.each([
    ['a ratio among the calls', (t: string) => t.replace('2064\t0\t2', '2064\t0\t1.7'), 'bad_value', 2], ['two values of one gene', (t: string) => t.replace('MET\t4233\t1', 'ERBB2\t2064\t1'), 'conflicting_values', 4],
    ['a sample of an unknown day', (t: string) => t.replace('P-2\t5\tSPECIMEN', 'P-2\t5\tOTHER'), 'missing_date', 1],
  ])('%s is told with its place', async (_, edit, code, line) => {
    const o = await read(edit(more(cna)), { fileName: 'study.txt' });
    expect(errorsOf(o)).toEqual(expect.arrayContaining([expect.objectContaining({ code, line })]));
    expect(o.rows).toEqual([]);
  });
});
