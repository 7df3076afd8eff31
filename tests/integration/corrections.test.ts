/** A later file corrects a tumour marker, an image or a line of treatment: the old value stays readable, what counts is one value, and nothing is replaced without a word. */
import type { ImportReport, PatientPage } from '@clonewatch/contracts';
import { eventually, getJson, importAndWait, patientByRef, postImport, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

let n = 0;
async function site(): Promise<{ take: (content: string, state?: string) => Promise<[severity: string, code: string, line: number | null][]>; page: (ref?: string) => Promise<PatientPage>; versions: (kind: string, id: string) => Promise<Record<string, unknown>[]>; messages: string[] }> {
  const code = `corrections-${++n}`;
  const token = await system.token(code, 'clinician');
  const page = (ref = 'P1'): Promise<PatientPage> => eventually(() => patientByRef(system, token, ref), (p) => p.evaluation_state === 'current');
  let sent = 0;
  const messages: string[] = [];
  return {
    page, messages,
    take: async (content, state = 'evaluated') => {
      const report: ImportReport = await importAndWait(system, token, { name: `file-${++sent}.csv`, content });
      expect([report.state, report.problems.filter((p) => p.severity === 'error' && state !== 'failed')]).toEqual([state, []]);
      messages.splice(0, messages.length, ...report.problems.map((p) => p.message));
      return report.problems.map((p) => [p.severity, p.code, p.line]);
    },
    versions: async (kind, id) => (await getJson<{ items: Record<string, unknown>[] }>(system.url, token, `/patients/${(await page()).id}/${kind}/${id}/versions`)).items,
  };
}
const head = 'patient_id,assessed_on,kind,gene,variant,result,unit';
const assessments = (...rows: readonly string[]): string => `${head}${rows[0]!.split(',').length > 7 ? ',result_version' : ''}\n${rows.join('\n')}\n`;
const shown = (p: PatientPage): [string, string, number][] => p.assessments.map((a) => [a.kind, a.result, a.version]);

describe('an assessment', () => {
  it('of a later file takes the place of the one other number or response of its day, told, and the old stays readable', async () => {
    const { take, page, versions, messages } = await site();
    await take(assessments('P1,2026-02-01,cea,,,5.2,ng/ml', 'P1,2026-02-01,imaging,,,SD,', 'P1,2026-03-01,cea,,,7,ng/ml', 'P1,2026-02-01,clinical,,,ECOG 1,'));
    expect(await take(assessments('P1,2026-02-01,cea,,,52,ng/ml', 'P1,2026-02-01,imaging,,,PD,', 'P1,2026-02-01,clinical,,,tired,'))).toEqual([['warning', 'supersedes_earlier', 2], ['warning', 'supersedes_earlier', 3]]);
    expect(messages[0]).toBe('cea of this day was 5.2 in an earlier file; 52 counts from now on, and the earlier one stays readable');
    expect(shown(await page())).toEqual([['cea', '52', 2], ['clinical', 'ECOG 1', 1], ['clinical', 'tired', 1], ['imaging', 'PD', 2], ['cea', '7', 1]]);
    const cea = (await page()).assessments.find((a) => a.result === '52')!;
    expect(await versions('assessments', cea.id)).toMatchObject([{ version: 2, state: 'current', reason: 'file file-2.csv said so', values: { result: '52' } }, { version: 1, state: 'superseded', values: { result: '5.2' } }]);
    // The old file once more says nothing new.
    expect(await take(assessments('P1,2026-02-01,cea,,,5.2,ng/ml', 'P1,2026-04-01,cea,,,9,ng/ml'))).toEqual([]);
    expect(shown(await page()).filter(([k]) => k === 'cea')).toEqual([['cea', '52', 2], ['cea', '7', 1], ['cea', '9', 1]]);
  });

  it('stands beside another where several do, or where the file says both', async () => {
    const { take, page } = await site();
    expect(await take(assessments('P1,2026-02-01,imaging,,,SD,', 'P1,2026-02-01,imaging,,,PR,'))).toEqual([]);
    expect(await take(assessments('P1,2026-02-01,imaging,,,PD,'))).toEqual([['warning', 'beside_another', 2]]);
    expect(await take(assessments('P1,2026-02-01,cea,,,5,ng/ml'))).toEqual([]);
    expect(await take(assessments('P1,2026-02-01,cea,,,5,ng/ml', 'P1,2026-02-01,cea,,,6,ng/ml'))).toEqual([]);
    expect(shown(await page()).map(([, result, version]) => [result, version]).sort()).toEqual([['5', 1], ['6', 1], ['PD', 1], ['PR', 1], ['SD', 1]]);
  });

  it('with a version supersedes lower ones, in one file too; the same version with another value is refused, an older one not taken', async () => {
    const { take, page, messages } = await site();
    expect(await take(assessments('P1,2026-02-01,cea,,,5,ng/ml,1', 'P1,2026-02-01,cea,,,6,ng/ml,2'))).toEqual([['warning', 'supersedes_earlier', 3]]);
    expect(shown(await page())).toEqual([['cea', '6', 2]]);
    expect(await take(assessments('P1,2026-02-01,cea,,,7,ng/ml,2'), 'failed')).toEqual([['error', 'conflicting_result', 2]]);
    expect(messages[0]).toContain('is 6 in the stored version 2');
    expect(await take(assessments('P1,2026-02-01,cea,,,4,ng/ml,1'))).toEqual([['warning', 'older_version', 2]]);
    // Back to what it once was.
    expect(await take(assessments('P1,2026-02-01,cea,,,5,ng/ml,3'))).toEqual([['warning', 'supersedes_earlier', 2]]);
    expect(shown(await page())).toEqual([['cea', '5', 3]]);
  });

  it('of a laboratory system: a corrected message replaces, a deletion takes back', async () => {
    const { take, page, versions } = await site();
    const message = (value: string, status: string, at: string): string => [
      `MSH|^~\\&|LIS|LAB|EHR|CLINIC|${at}||ORU^R01^ORU_R01|M${at}|P|2.5.1`, 'PID|1||P1^^^LAB^MR', `OBR|1|ORD-2|FIL-2^LAB|2039-6^CEA^LN|||20260203083000|||||||||||||||${at}|||${status}`, `OBX|1|NM|2039-6^CEA^LN||${value}|ng/mL|||||${status}`,
    ].join('\r');
    expect(await take(message('4.2', 'F', '20260204100000'))).toEqual([]);
    expect(await take(message('42', 'C', '20260205100000'))).toEqual([['warning', 'supersedes_earlier', 4]]);
    // What comes late and is older does not count.
    expect(await take(message('4.1', 'F', '20260204090000'))).toEqual([['warning', 'older_version', 4]]);
    expect(shown(await page())).toEqual([['cea', '42', 2]]);
    const { id } = (await page()).assessments[0]!;
    expect(await take(message('42', 'D', '20260206100000'))).toEqual([['warning', 'supersedes_earlier', 4]]);
    expect(shown(await page())).toEqual([]);
    expect((await versions('assessments', id)).map((v) => [v.version, v.state])).toEqual([[3, 'retracted'], [2, 'superseded'], [1, 'superseded']]);
  });
});

describe('a line of treatment', () => {
  const lines = (...rows: readonly string[]): string => `patient_id,regimen,started_on,stopped_on,therapy_class,result_version\n${rows.join('\n')}\n`;
  it('whose start or regimen a file corrects is the same line', async () => {
    const { take, page, versions, messages } = await site();
    await take(lines('P1,FOLFIRI,2026-01-05,2026-03-01,chemotherapy,', 'P1,cetuximab,2026-03-02,,anti_egfr,'));
    expect(await take(lines('P1,FOLFIRI,2026-01-15,2026-03-01,chemotherapy,2'))).toEqual([['warning', 'supersedes_earlier', 2]]);
    expect(messages[0]).toBe('takes the place of FOLFIRI of 2026-01-05, which stays readable');
    const of = (p: PatientPage): unknown[] => p.treatments.map((t) => [t.regimen, t.started_on, t.version]);
    expect(of(await page())).toEqual([['FOLFIRI', '2026-01-15', 2], ['cetuximab', '2026-03-02', 1]]);
    expect(await take(lines('P1,panitumumab,2026-03-02,,anti_egfr,2'))).toEqual([['warning', 'supersedes_earlier', 2]]);
    expect(of(await page())).toEqual([['FOLFIRI', '2026-01-15', 2], ['panitumumab', '2026-03-02', 2]]);
    expect(await versions('treatments', (await page()).treatments[1]!.id)).toMatchObject([{ version: 2, state: 'current', values: { regimen: 'panitumumab' } }, { version: 1, state: 'superseded', values: { regimen: 'cetuximab' } }]);
    // Without a version it may be another line: both stand, and the overlap is told.
    expect(await take(lines('P1,FOLFIRI,2026-02-01,,chemotherapy,'))).toEqual([['warning', 'beside_another', 2]]);
    expect(await take(lines('P1,FOLFIRI,2026-01-20,,chemotherapy,2'), 'failed')).toEqual([['error', 'conflicting_result', 2]]);
  });
});

describe('a treatment entered in error in a health record', () => {
  const drug = (text: string, status: string, start: string, updated: string): object => ({ resource: { resourceType: 'MedicationStatement', status, medicationCodeableConcept: { text }, subject: { reference: 'Patient/p' }, effectivePeriod: { start }, meta: { lastUpdated: updated } } });
  const bundle = (...entries: readonly object[]): string => JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{ fullUrl: 'Patient/p', resource: { resourceType: 'Patient', id: 'p', identifier: [{ value: 'P1' }] } }, ...entries] });
  const regimens = (p: PatientPage): string[] => p.treatments.map((t) => t.regimen);

  it('leaves the record and stays readable; the line of several drugs is corrected, one of other drugs is left alone; sent anew it counts again, told', async () => {
    const { take, page, versions } = await site();
    await take(bundle(drug('cetuximab', 'active', '2026-01-05', '2026-01-06'), drug('irinotecan', 'active', '2026-01-05', '2026-01-06'), drug('regorafenib', 'active', '2026-03-02', '2026-03-03')));
    expect(regimens(await page())).toEqual(['cetuximab + irinotecan', 'regorafenib']);
    const { id } = (await page()).treatments[1]!;
    expect((await take(bundle(drug('regorafenib', 'entered-in-error', '2026-03-02', '2026-03-09')))).map((x) => x[1])).toEqual(['treatment_taken_back', 'supersedes_earlier']);
    expect(regimens(await page())).toEqual(['cetuximab + irinotecan']);
    expect((await versions('treatments', id)).map((v) => [v.version, v.state])).toEqual([[2, 'retracted'], [1, 'superseded']]);
    expect((await take(bundle(drug('cetuximab', 'entered-in-error', '2026-01-05', '2026-03-10')))).map((x) => x[1])).toEqual(['treatment_taken_back', 'nothing_to_take_back']);
    expect(regimens(await page())).toEqual(['cetuximab + irinotecan']);
    expect((await take(bundle(drug('cetuximab', 'entered-in-error', '2026-01-05', '2026-03-11'), drug('irinotecan', 'active', '2026-01-05', '2026-03-11')))).map((x) => x[1])).toEqual(['treatment_taken_back', 'supersedes_earlier']);
    expect(regimens(await page())).toEqual(['irinotecan']);
    expect((await take(bundle(drug('regorafenib', 'active', '2026-03-02', '2026-03-12')))).map((x) => x[1])).toEqual(['counts_again']);
    expect(regimens(await page())).toEqual(['irinotecan', 'regorafenib']);
  });
});

describe('a file that takes the place of what is stored says so before it does, and why afterwards', () => {
  const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,result_version,comment';
  const results = (...rows: readonly string[]): string => `${head}\n${rows.join('\n')}\n`;
  const first = results('P1,S1,2026-02-01,panel,KRAS,p.G12D,3,4000,1,', 'P1,S1,2026-02-01,panel,BRAF,p.V600E,0,4000,1,', 'P1,S2,2026-03-01,panel,KRAS,p.G12D,5,4100,1,');
  const second = results('P1,S1,2026-02-01,panel,KRAS,p.G12D,12,4400,2,', 'P1,S1,2026-02-01,panel,BRAF,p.V600E,0,4000,1,', 'P1,S2,2026-03-01,panel,KRAS,p.G12D,5,4100,3,read twice', 'P1,S3,2026-04-01,panel,KRAS,p.G12D,9,4000,1,', 'P1,S3,2026-04-01,panel,KRAS,p.G12D,8,4000,2,');

  it('a result: which, what it says now and would say, and how many; a result that the file itself corrects is not one of them', async () => {
    const token = await system.token('told', 'clinician');
    const send = (name: string, content: string, more: object = {}): Promise<ImportReport> => postImport(system.url, token, { name, content, ...more }).then((r) => r.body);
    expect(await send('first.csv', first, { dryRun: true })).not.toHaveProperty('supersedes');
    const stored = await importAndWait(system, token, { name: 'first.csv', content: first });
    expect([stored.counts.superseded, stored.reason]).toEqual([undefined, null]);
    const told = await send('second.csv', second, { dryRun: true, reason: 'typing error' });
    expect([told.counts.superseded, told.reason, told.problems]).toEqual([2, 'typing error', []]);
    expect(told.supersedes).toEqual([
      { kind: 'measurement', line: 2, patient_id: 'P1', specimen_id: 'S1', on_date: '2026-02-01', on_day: null, name: 'KRAS p.G12D', assay: 'panel', changes: [{ field: 'mutant_count', before: '3', after: '12' }, { field: 'total_count', before: '4000', after: '4400' }] },
      { kind: 'measurement', line: 4, patient_id: 'P1', specimen_id: 'S2', on_date: '2026-03-01', on_day: null, name: 'KRAS p.G12D', assay: 'panel', changes: [{ field: 'comment', before: null, after: 'read twice' }] },
    ]);
    // The check stored nothing, and the file says the same again.
    const done = await importAndWait(system, token, { name: 'second.csv', content: second, reason: '  typing error ' });
    expect([done.state, done.counts.superseded, done.reason]).toEqual(['evaluated', 2, 'typing error']);
    const page = await patientByRef(system, token, 'P1');
    const of = (specimen: string): Promise<{ items: Record<string, unknown>[] }> => getJson(system.url, token, `/patients/${page.id}/measurements/${page.corrected!.find((c) => c.specimen_id === specimen)!.id}/versions`);
    expect((await of('S1')).items).toMatchObject([{ version: 2, state: 'current', reason: 'typing error' }, { version: 1, state: 'superseded', reason: null }]);
    expect((await send('again.csv', `${second}\n`, { dryRun: true })).counts).not.toHaveProperty('superseded');
  });

  it('a tumour marker and a line of treatment: likewise; one that is taken back says so', async () => {
    const token = await system.token('told-others', 'clinician');
    await importAndWait(system, token, { name: 'a.csv', content: assessments('P1,2026-02-01,cea,,,5.2,ng/ml') });
    await importAndWait(system, token, { name: 't.csv', content: 'patient_id,regimen,started_on,stopped_on\nP1,FOLFIRI,2026-01-05,\nP1,cetuximab,2026-01-05,\n' });
    const marker = (await postImport(system.url, token, { name: 'a2.csv', content: assessments('P1,2026-02-01,cea,,,52,ng/ml'), dryRun: true })).body;
    expect([marker.counts.superseded, marker.supersedes]).toEqual([1, [{ kind: 'assessment', line: 2, patient_id: 'P1', specimen_id: null, on_date: '2026-02-01', on_day: null, name: 'cea', assay: null, changes: [{ field: 'result', before: '5.2', after: '52' }] }]]);
    const line = (await postImport(system.url, token, { name: 't2.csv', content: 'patient_id,regimen,started_on,stopped_on\nP1,FOLFIRI,2026-01-05,2026-03-01\n', dryRun: true })).body;
    expect(line.supersedes).toMatchObject([{ kind: 'treatment', name: 'FOLFIRI', changes: [{ field: 'stopped_on', before: null, after: '2026-03-01' }] }]);
  });

  it('a reason too long to keep is refused', async () => {
    const token = await system.token('told-long', 'clinician');
    expect((await postImport(system.url, token, { name: 'first.csv', content: first, reason: 'x'.repeat(1001) })).status).toBe(400);
  });
});

describe('HL7: a correction in a file of its own', () => {
  const oru = (sent: string, status: string, ...variants: readonly (readonly [sub: string, gene: string, protein: string, vaf: string])[]): string => [`MSH|^~\\&|LIS|LAB|EHR|CLINIC|${sent}||ORU^R01|M${sent}|P|2.5.1`, 'PID|1||P1',
    `OBR|1|ORD-1|FIL-1|81247-9^ctDNA panel^LN|||20260203|||||||||||||||${sent}|||${status}`, ...variants.flatMap(([sub, gene, protein, vaf], i) => [`OBX|${3 * i + 1}|CWE|48018-6^Gene^LN|${sub}|HGNC:1^${gene}^HGNC||||||${status}`,
      `OBX|${3 * i + 2}|ST|48005-3^Protein^LN|${sub}|${protein}||||||${status}`, `OBX|${3 * i + 3}|NM|81258-6^VAF^LN|${sub}|${vaf}||||||${status}`]), 'SPM|1|S1||119361006^Plasma specimen^SCT'].join('\r') + '\r';
  const called = (p: PatientPage): unknown[] => p.evaluation!.series.map((s) => [s.gene, s.variant, ...s.points.map((x) => [x.status, x.vaf])]);

  it('takes a wrong name back, told with before and after; what the file says again under another number stands', async () => {
    const { take, page } = await site();
    await take(oru('202602100900', 'F', ['2a', 'KRAS', 'p.G12D', '0.01'], ['2b', 'NRAS', 'p.Q61K', '0.02']));
    expect(await take(oru('202602120900', 'C', ['2a', 'KRAS', 'p.G12V', '0.01']))).toEqual([['warning', 'corrected_name_may_stand', 4]]);
    expect(called(await page())).toEqual([['KRAS', 'p.G12D', ['failed_qc', null]], ['KRAS', 'p.G12V', ['detected', 0.01]], ['NRAS', 'p.Q61K', ['detected', 0.02]]]);
    // The numbers of a report move on: NRAS stands under 2a now, and was not taken back.
    await take(oru('202602140900', 'C', ['2a', 'NRAS', 'p.Q61K', '0.03'], ['2b', 'KRAS', 'p.G12V', '0.01']));
    expect(called(await page())).toEqual([['KRAS', 'p.G12D', ['failed_qc', null]], ['KRAS', 'p.G12V', ['detected', 0.01]], ['NRAS', 'p.Q61K', ['detected', 0.03]]]);
  });

  it('of what a draw covers is taken: a change without a name has one now, and its gene is read again', async () => {
    const { take, page } = await site();
    const region = 'OBX|9|CWE|53041-0^DNA region^LN|1a|region||||||F\rOBX|10|CWE|48018-6^Gene^LN|1a|HGNC:6407^KRAS^HGNC||||||F\rOBX|11|CWE|48018-6^Gene^LN|1a|HGNC:7989^NRAS^HGNC||||||F\rSPM|';
    const report = (sent: string, day: string, status: string, ...variants: readonly (readonly [sub: string, gene: string, protein: string, vaf: string])[]): string => oru(sent, status, ...variants).replace('SPM|', region).replaceAll('20260203', day).replaceAll('FIL-1', `FIL-${day}`).replace('S1', `S${day}`);
    await take(report('202601100900', '20260103', 'F', ['2a', 'KRAS', 'p.G12D', '0.01'], ['2b', 'NRAS', 'p.Q61K', '0.02']));
    await take(report('202602100900', '20260203', 'F', ['2a', 'KRAS', 'variant', '0.01']));
    expect(called(await page())).toEqual([['KRAS', 'p.G12D', ['detected', 0.01], ['not_covered', null]], ['NRAS', 'p.Q61K', ['detected', 0.02], ['not_detected', 0]]]);
    await take(report('202602120900', '20260203', 'C', ['2a', 'KRAS', 'p.G12V', '0.01']));
    expect(called(await page())).toEqual([['KRAS', 'p.G12D', ['detected', 0.01], ['not_detected', 0]], ['KRAS', 'p.G12V', ['not_detected', 0], ['detected', 0.01]], ['NRAS', 'p.Q61K', ['detected', 0.02], ['not_detected', 0]]]);
  });

  it('of two without a time the second is refused, with its line, and the first stands', async () => {
    const { take, page, messages } = await site();
    await take(oru('202602100900', 'F', ['2a', 'KRAS', 'p.G12D', '0.01']));
    expect((await take(oru('', 'C', ['2a', 'KRAS', 'p.G12D', '0.02']))).map((p) => p[1])).toEqual(['correction_undated', 'corrected_name_may_stand']);
    expect((await take(oru('', 'C', ['2a', 'KRAS', 'p.G12D', '0.03']), 'failed')).filter(([severity]) => severity === 'error')).toEqual([['error', 'conflicting_result', 4]]);
    expect(messages.some((m) => m.includes('neither OBR-22 nor MSH-7 says when'))).toBe(true);
    expect(called(await page())).toEqual([['KRAS', 'p.G12D', ['detected', 0.02]]]);
  });
});
