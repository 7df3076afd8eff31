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
