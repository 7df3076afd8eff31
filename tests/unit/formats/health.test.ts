/** Health records: FHIR R4 with treatments, imaging and markers; HL7 v2 ORU^R01 with sub-IDs, corrections, escapes and any separators. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { AssessmentRow, PatientRow, TreatmentRow } from '@clonewatch/domain';
import { formatReaders, readFile } from '@clonewatch/formats';
import { chunks, codes, describeExamples, errorsOf, examples, manifestOf, read, readCorpus, seriesOf, textOf, type Outcome } from './support';

const results = (o: Outcome) => seriesOf(o).map((r) => [r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction, r.status, r.resultVersion]);
const whose = (o: Outcome) => [...new Set(seriesOf(o).map((r) => [r.patientId, r.specimenId, r.collected.kind === 'date' ? r.collected.date : '', r.assay, r.specimenType].join('|')))];
const treatments = (o: Outcome) => o.rows.filter((r): r is TreatmentRow => r.kind === 'treatment').map((t) => [t.patientId, t.regimen, t.therapyClasses.join(';'), t.started, t.stopped, t.stopReason]);
const assessments = (o: Outcome) => o.rows.filter((r): r is AssessmentRow => r.kind === 'assessment').map((a) => [a.patientId, a.assessed, a.assessmentKind, a.gene, a.variant, a.result, a.unit]);
const on = (date: string) => ({ kind: 'date', date });
const fhir = (edit: (text: string) => string, options: Parameters<typeof read>[1] = {}): Promise<Outcome> => read(edit(textOf('fhir/record.json')), { fileName: 'record.json', ...options });
const hl7 = (edit: (text: string) => string, file = 'hl7/report.hl7'): Promise<Outcome> => read(edit(textOf(file)), { fileName: 'report.hl7' });

describe('FHIR R4', () => {
  it('says whose, when and what, and needs no manifest then', async () => {
    const o = await readCorpus('fhir/record.json');
    expect([o.format, errorsOf(o)]).toEqual(['fhir-r4', []]);
    // The medical record number before the other numbers, the day as it was written where the blood was drawn.
    expect(whose(o)).toEqual(['MRN-9|PL-26-1|2026-02-03|ctDNA panel 77|Plasma specimen']);
    // What the draw covers is said anew with its newest correction.
    expect(results(o)).toEqual([
      ['', '', null, null, null, null, expect.any(Number)], ['KRAS', 'p.G12D', 8, 1250, 0.0064, null, 1], ['EGFR', 'p.S492R', null, null, null, 'not_detected', 1],
      ['NRAS', 'p.Q61R', 30, 2000, 0.015, null, expect.any(Number)], ['BRAF', 'p.V600E', null, null, null, 'failed_qc', expect.any(Number)],
    ]);
    const [corrected, takenBack] = ['NRAS', 'BRAF'].map((g) => seriesOf(o).find((r) => r.gene === g)!.resultVersion);
    expect(corrected).toBeGreaterThan(1);
    expect(takenBack).toBeGreaterThan(corrected!);
    expect(seriesOf(o).map((r) => r.panel)).toEqual([['KRAS', 'NRAS', 'BRAF', 'EGFR'], null, null, null, null]);
    expect(seriesOf(o).find((r) => r.gene === 'KRAS')!.supplied).toMatchObject({ reported_on: '2026-02-12', specimen_type: 'Plasma specimen', count_source: 'vaf × depth' });
    expect(o.rows.find((r): r is PatientRow => r.kind === 'patient')).toMatchObject({ patientId: 'MRN-9', sex: 'female', birthYear: 1961 });
  });

  it('doses become lines, responses and markers assessments, tissue no draw', async () => {
    const o = await readCorpus('fhir/record.json');
    expect(treatments(o)).toEqual([
      ['MRN-9', 'Right hemicolectomy', 'other', on('2025-05-20'), on('2025-05-20'), 'planned'], ['MRN-9', 'cetuximab + irinotecan', 'anti_egfr;chemotherapy', on('2025-07-01'), on('2025-08-12'), null],
      ['MRN-9', 'regorafenib', 'multikinase', on('2025-12-01'), on('2026-01-21'), 'progression'], ['MRN-9', 'trifluridine', 'chemotherapy', on('2026-02-05'), null, null],
    ]);
    expect(assessments(o)).toEqual([
      ['MRN-9', on('2025-06-01'), 'tissue', 'APC', 'p.R1450*', 'positive', ''], ['MRN-9', on('2026-02-03'), 'cea', '', '', '<0.5', 'ng/mL'],
      ['MRN-9', on('2026-02-20'), 'cea', '', '', '500', ''], ['MRN-9', on('2026-01-20'), 'imaging', '', '', 'PD', ''],
    ]);
    // Entered in error: an earlier file may have brought it, and it is taken back there.
    expect(o.rows.filter((r) => r.kind === 'assessment' && r.takenBack)).toMatchObject([{ result: '500', resultVersion: 2 }]);
    expect(codes(o.problems).sort()).toEqual(['result_taken_back', 'treatment_not_imported']);
  });

  it('a treatment entered in error is taken back: alone its line, beside a drug that stands as a correction of the line, and never by one dose', async () => {
    const drug = (text: string, status: string, start: string, more: object = {}): object => ({ resource: { resourceType: 'MedicationStatement', status, medicationCodeableConcept: { text }, subject: { reference: 'Patient/p' }, effectivePeriod: { start }, meta: { lastUpdated: '2026-05-04T10:00:00Z' }, ...more } });
    const bundle = async (...entries: readonly object[]): Promise<Outcome> => read(JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{ fullUrl: 'Patient/p', resource: { resourceType: 'Patient', id: 'p', identifier: [{ value: 'P1' }] } }, ...entries] }), { fileName: 'b.json' });
    const lines = (o: Outcome) => o.rows.filter((r): r is TreatmentRow => r.kind === 'treatment').map((t) => [t.regimen, t.started, t.takenBack ?? false, (t.resultVersion ?? 0) > 1]);
    expect(lines(await bundle(drug('cetuximab', 'entered-in-error', '2026-01-05')))).toEqual([['cetuximab', on('2026-01-05'), true, true]]);
    const two = await bundle(drug('cetuximab', 'entered-in-error', '2026-01-05'), drug('irinotecan', 'active', '2026-01-05'));
    expect([lines(two), codes(two.problems)]).toEqual([[['irinotecan', on('2026-01-05'), false, true]], ['treatment_taken_back']]);
    // Entered twice, once in error: it was given.
    expect(lines(await bundle(drug('cetuximab', 'entered-in-error', '2026-01-05'), drug('cetuximab', 'active', '2026-01-05')))).toEqual([['cetuximab', on('2026-01-05'), false, false]]);
    const undated = await bundle(drug('cetuximab', 'entered-in-error', '', { effectivePeriod: {} }), drug('regorafenib', 'active', '2026-03-01'));
    expect([lines(undated).length, undated.problems.map((p) => [p.code, /retract it by hand/.test(p.message)])]).toEqual([1, [['treatment_not_imported', true]]]);
    const dose = (status: string, day: string): object => drug('cetuximab', status, '', { resourceType: 'MedicationAdministration', effectivePeriod: undefined, effectiveDateTime: day });
    const lone = await bundle(dose('entered-in-error', '2026-01-05'), drug('regorafenib', 'active', '2026-03-01'));
    expect([lines(lone), codes(lone.problems)]).toEqual([[['regorafenib', on('2026-03-01'), false, false]], expect.arrayContaining(['treatment_not_taken_back'])]);
    // The first of three doses never was: the line that began with it is taken back, and begins with the second.
    expect(lines(await bundle(dose('entered-in-error', '2026-01-05'), dose('completed', '2026-01-19'), dose('completed', '2026-02-02')))).toEqual([['cetuximab', on('2026-01-19'), false, false], ['cetuximab', on('2026-01-05'), true, true]]);
  });

  it('a manifest counts before the document, for everything of that patient', async () => {
    const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nPL-26-1,patient,R-1,S-1,2026-02-04,Panel\n');
    const o = await readCorpus('fhir/record.json', { manifest });
    expect(whose(o)).toEqual(['R-1|S-1|2026-02-04|Panel|Plasma specimen']);
    expect(new Set([...treatments(o), ...assessments(o)].map((r) => r[0]))).toEqual(new Set(['R-1']));
  });

  it.each([
    ['a draw without a day is asked for', (t: string) => t.replace('"collectedDateTime": "2026-02-03T08:30:00+01:00"', '"collectedDateTime": "2026-02"'), 'manifest_required'],
    ['a treatment without a day', (t: string) => t.replace('"authoredOn": "2026-02-05"', '"authoredOn": "2026"'), 'bad_date'],
    ['a specimen of two patients', (t: string) => t.replace('"subject": {\n     "reference": "urn:uuid:p1"\n    },\n    "specimen"', '"subject": {\n     "reference": "Patient/other"\n    },\n    "specimen"'), 'several_patients'],
    ['a fraction without unit', (t: string) => t.replace('"code": "%"', '"code": ""'), 'vaf_unit_missing'],
    ['nothing of use', () => '{"resourceType": "Observation", "id": "x", "status": "final", "code": {"text": "Body height"}, "valueQuantity": {"value": 1.7}}', 'nothing_to_import'],
  ])('%s', async (_, edit, code) => {
    const o = await fhir(edit);
    expect(codes(errorsOf(o))).toContain(code);
    expect(errorsOf(o)[0]!.line).toBeGreaterThanOrEqual(1);
    expect(o.rows).toEqual([]);
  });

  it('a fraction without unit is read as who knows says', async () => {
    const bare = (vafUnit: 'percent' | 'fraction') => fhir((t) => t.replace('"code": "%"', '"code": ""').replace('"unit": "%"', '"unit": ""'), { vafUnit });
    const nras = async (unit: 'percent' | 'fraction'): Promise<unknown> => ((o) => [codes(errorsOf(o)), seriesOf(o).find((r) => r.gene === 'NRAS')?.vafFraction])(await bare(unit));
    expect(await nras('percent')).toEqual([[], 0.015]);
    expect((await nras('fraction') as unknown[])[0]).toEqual(['bad_number']);
  });

  it('preliminary results are not taken for results', async () => {
    const o = await fhir((t) => t.replaceAll('"status": "final",\n    "category"', '"status": "preliminary",\n    "category"'));
    // Nor does the draw say of the panel that anything is absent, KRAS among it.
    expect(results(o).map((r) => r[0])).toEqual(['NRAS', 'BRAF']);
    expect(codes(o.problems)).toEqual(expect.arrayContaining(['preliminary_not_imported', 'draw_not_final']));
  });

  it('copy numbers and fusions by the type of the change', async () => {
    const component = (code: string, ...displays: string[]) => displays.map((display) => ({ code: { coding: [{ code }] }, valueCodeableConcept: { coding: [{ code: 'x', display }] } }));
    const variant = (id: string, ...components: object[]) => ({ resourceType: 'Observation', id, status: 'final', code: { coding: [{ code: '69548-6' }] }, subject: { reference: 'Patient/P' }, specimen: { reference: 'Specimen/S' }, effectiveDateTime: '2026-01-01', component: components });
    const o = await read(JSON.stringify({ resourceType: 'Bundle', entry: [
      variant('a', ...component('48018-6', 'ERBB2'), ...component('48019-4', 'copy_number_gain'), { code: { coding: [{ code: '82155-3' }] }, valueQuantity: { value: 14 } }),
      variant('b', ...component('48018-6', 'ALK', 'EML4'), ...component('48019-4', 'gene fusion')),
    ].map((resource) => ({ resource })) }));
    expect([errorsOf(o), seriesOf(o).map((r) => [r.gene, r.variant, r.status, r.copyNumber, r.specimenId])]).toEqual([[], [['', '', null, null, 'S'], ['ERBB2', 'amplification', 'detected', 14, 'S'], ['ALK', 'fusion:EML4', 'detected', null, 'S']]]);
  });
});

describe('HL7 v2 ORU^R01', () => {
  it('groups by sub-ID, reads fractions by their unit, keeps absence as absence', async () => {
    const o = await readCorpus('hl7/report.hl7');
    expect([o.format, errorsOf(o)]).toEqual(['hl7-oru', []]);
    expect(whose(o)).toEqual(['MRN-9|PL-26-1|2026-02-03|ctDNA panel & report|Plasma specimen']);
    expect(results(o)).toEqual([['', '', null, null, null, null, 1], ['KRAS', 'p.G12D', 8, 1250, 0.0064, null, 1], ['NRAS', 'p.Q61R', null, null, 0.015, null, 1], ['BRAF', 'p.V600E', null, null, null, 'not_detected', 1]]);
    expect(seriesOf(o)[0]!.panel).toEqual(['KRAS', 'NRAS', 'BRAF']);
    expect(assessments(o)).toEqual([['MRN-9', on('2026-02-03'), 'cea', '', '', '<0.5', 'ng/mL']]);
    expect(codes(o.problems).sort()).toEqual(['germline_not_imported', 'preliminary_not_imported']);
  });

  it.each([['LF', (t: string) => t.replaceAll('\r', '\n')], ['CRLF', (t: string) => t.replaceAll('\r', '\r\n')], ['MLLP', (t: string) => `\u000b${t}\u001c\r`], ['a byte order mark', (t: string) => `\uFEFF${t}`]])('%s: the same', async (_, edit) => {
    expect(results(await hl7(edit))).toEqual(results(await readCorpus('hl7/report.hl7')));
  });

  it('corrections replace and deletions take back; the old stays; a batch with its own separators', async () => {
    const o = await readCorpus('hl7/batch.hl7');
    const version = 13739610; // minutes from 2000-01-01 00:00 to 2026-02-14 09:30
    expect(results(o).filter((r) => r[0] !== '')).toEqual([
      ['KRAS', 'p.G12D', 20, 1000, 0.02, null, 1], ['KRAS', 'p.G12D', 30, 1000, 0.03, null, version], ['BRAF', 'p.V600E', null, null, 0.01, null, 1], ['BRAF', 'p.V600E', null, null, null, 'failed_qc', version],
    ]);
    expect(codes(o.problems)).toEqual(expect.arrayContaining(['message_not_imported', 'result_taken_back']));
  });

  it('a correction within one message counts alone', async () => {
    const o = await hl7((t) => t.replace('OBX|8|', 'OBX|7|NM|81258-6^Allelic frequency^LN|2a|0.0128||||||C\rOBX|8|'));
    expect(results(o).filter((r) => r[0] === 'KRAS')).toEqual([['KRAS', 'p.G12D', 16, 1250, 0.0128, null, expect.any(Number)]]);
  });

  it('a report in which nothing was found is a draw; a fragment needs a manifest', async () => {
    const negative = 'MSH|^~\\&|L|L|E|C|20260212||ORU^R01|1|P|2.5.1\rPID|1||P1\rOBR|1||F1|1^ctDNA panel|||20260203\rOBX|1|CWE|51968-6^Overall^LN||LA6577-6^Negative^LN||||||F\r';
    expect(results(await read(negative))).toEqual([['', '', null, null, null, null, 1]]);
    const manifest = manifestOf(textOf('hl7/manifest.csv'));
    expect(results(await readCorpus('hl7/fragment.hl7', { fileName: 'fragment.hl7', manifest }))[1]).toEqual(['KRAS', 'p.G12D', 40, 50, 0.8, null, 1]);
    // Counted from 0, the position is one less.
    const fromZero = textOf('hl7/fragment.hl7').replace('25245350|', '25245349|\nOBX|8|CWE|92822-6^Genomic coord system^LN|2a|LA30100-4^0-based interval counting^LN|');
    expect(results(await read(fromZero, { fileName: 'fragment.hl7', manifest }))[1]).toEqual(['KRAS', 'p.G12D', 40, 50, 0.8, null, 1]);
    expect(codes(errorsOf(await readCorpus('hl7/fragment.hl7')))).toEqual(['manifest_required']);
  });

  it('escapes stand for separators and bytes', async () => {
    const o = await hl7((t) => t.replaceAll('ctDNA panel \\T\\ report', '\\X4C696D\\ \\F\\a\\S\\b\\R\\c\\E\\d\\H\\e\\N\\'));
    expect(seriesOf(o)[0]!.assay).toBe('Lim |a^b~c\\de');
  });

  it.each([
    ['a line break within a value', (t: string) => t.replace('LA6576-8^Positive', 'LA6576-8^Posi\rtive'), 'bad_segment'], ['a percentage without unit', (t: string) => t.replace('|0.0064|', '|64|'), 'vaf_unit_missing'],
    ['a marker that is no number', (t: string) => t.replace('<^0.5', '<^low'), 'bad_number'], ['a message of another kind', (t: string) => t.replace('ORU^R01^ORU_R01', 'ADT^A08'), 'not_a_report'],
    ['no day of the draw', (t: string) => t.replace(/OBR.2[^]*/, '').replaceAll('20260203083000+0100', ''), 'manifest_required'], ['no day of a marker', (t: string) => t.replaceAll('20260203083000+0100', ''), 'missing_date'], ['no patient', (t: string) => t.replace(/PID[^\r]*\r/, ''), 'manifest_required'],
  ])('%s is told with its place', async (_, edit, code) => {
    const o = await hl7(edit);
    expect(codes(errorsOf(o))).toContain(code);
    expect([o.rows, errorsOf(o)[0]!.line! >= 1]).toEqual([[], true]);
  });
});

it('a document that leaves something open tells its samples to whoever asks about them', async () => {
  const told: string[] = [];
  const bytes = Buffer.from(textOf('fhir/bundle.json'));
  for await (const _ of readFile(formatReaders.find((r) => r.id === 'fhir-r4')!, chunks(bytes), { fileName: 'bundle.json', manifest: null, onSamples: (samples) => told.push(...samples.map((x) => x.sample)) }));
  expect(told).toEqual(['SP-4']);
});

describeExamples('health records of others', () => {
  const readExample = (path: string, manifest: string | null): Promise<Outcome> => read(readFileSync(join(examples, path), 'utf8'), { fileName: path.split('/')[1]!, manifest: manifest === null ? null : manifestOf(`file,sample,role,patient_id,specimen_id,collected_on,assay\n${path.split('/')[1]!},${manifest},patient,P,S,2026-01-01,A\n`) });

  it('without a day of the draw a report is asked about, not dated', async () => {
    expect(codes(errorsOf(await readExample('fhir/Bundle-oncology-report-example.json', null)))).toEqual(['manifest_required']);
  });

  it('mCODE: a stopped drug keeps its open end and says so; a template without dates is refused', async () => {
    const o = await readExample('fhir/mcode_MedicationStatementExample02.json', null);
    expect([treatments(o), codes(o.problems)]).toEqual([[['mCODEPatientExample01', 'gefitinib', 'egfr_tki', on('2019-04-01'), null, null]], ['stop_missing']]);
    expect(codes(errorsOf(await readExample('fhir/mcode_extraction_medadmin_bundle.json', null)))).toEqual(['bad_date']);
    expect(codes(errorsOf(await readExample('fhir/mcode_TumorMarkerExample01.json', null)))).toEqual(['nothing_to_import']);
  });

  it('HL7: germline findings are left out, a blood count holds nothing to keep', async () => {
    const o = await readExample('hl7v2/expected_NB6TK328.hl7.txt', 'x');
    expect(codes(o.problems)).toEqual(expect.arrayContaining(['nothing_to_import', 'germline_not_imported']));
    expect(codes(errorsOf(await readExample('hl7v2/LRI_CBC_full_message.hl7', null)))).toEqual(['nothing_to_import']);
  });
});
