/** Tables of tumour-informed assays, which tell of a sample as a whole: Archer MRD and Natera. */
import { recordFromRows } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { basename } from 'node:path';
import { codes, errorsOf, manifestOf, read, seriesOf, textOf, type Outcome } from './support';

const readOwn = (path: string, edit: (text: string) => string = (t) => t, manifest = textOf(`${path.split('/')[0]!}/manifest.csv`)): Promise<Outcome> =>
  read(edit(textOf(path)), { fileName: basename(path), manifest: manifestOf(manifest) });
const told = (o: Outcome) => seriesOf(o).map((r) => [r.specimenId, r.status, r.tumourFraction, r.copiesPerMl]);
const swap = (a: string, b: string) => (t: string): string => {
  expect(t).toContain(a);
  return t.replace(a, b);
};
const refused = async (path: string, a: string, b: string): Promise<unknown[]> => {
  const o = await readOwn(path, swap(a, b));
  expect(o.rows).toEqual([]);
  return errorsOf(o).map((p) => [p.code, p.line, p.column]);
};

describe('Archer MRD', () => {
  const path = 'archer/mrd.csv';

  it('present, absent and insufficient stay three; the summed counts are kept and are no depth', async () => {
    const o = await readOwn(path);
    expect([o.format, o.problems]).toEqual(['archer-mrd', []]);
    expect(told(o)).toEqual([
      ['M-1', 'detected', 0.0214, null], ['M-2', 'detected', 0.00041, null], ['M-3', 'not_detected', null, null], ['M-4', 'failed_qc', null, null], ['M-5', 'failed_qc', null, null],
    ]);
    for (const r of seriesOf(o)) expect(r).toMatchObject({ gene: '', variant: '', mutantCount: null, totalCount: null, vafFraction: null, panel: null });
    expect(seriesOf(o)[1]!.supplied).toEqual({
      patient_id: 'R-1', specimen_id: 'M-2', assay: 'PCM MRD', collected_on: '2026-02-05', status: 'detected', tumour_fraction: '0.00041', mrd_result: 'PRESENT', mrd_qc: 'PASS', mean_observed_daf: '0.00041',
      observed_daos: '47', sum_ddp: '118200', expected_daos: '11.8', mrd_p_value: '3.4E-14', date_of_collection: '2/5/26',
    });
    // Noise below the assay's own call is no fraction, and is not lost.
    expect(seriesOf(o)[2]!.supplied).toMatchObject({ mrd_result: 'ABSENT', mean_observed_daf: '0.00009' });
  });

  it('a failed control overrules the call; no depth is not covered; no result is no negative', async () => {
    expect(told(await readOwn(path, swap('11.3,1.2e-80,PASS', '11.3,1.2e-80,FAIL')))[0]).toEqual(['M-1', 'failed_qc', null, null]);
    expect(told(await readOwn(path, swap('ABSENT,0.00009,10,109870', 'ABSENT,,0,0')))[2]).toEqual(['M-3', 'not_covered', null, null]);
    const none = await readOwn(path, swap('ABSENT,0.00009,10,109870,11.0,0.66,PASS', ',,,,,,PASS'));
    expect([told(none).map((r) => r[0]), codes(none.problems)]).toEqual([['M-1', 'M-2', 'M-4', 'M-5'], ['no_result']]);
  });

  it('what the draws then say: shown, there and too little, not shown, failed', async () => {
    const rows = seriesOf(await readOwn(path));
    const known = seriesOf(await read('patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nR-1,T-0,2025-12-01,panel,KRAS,p.G12D,50,5000\n'));
    const draws = evaluatePatient(recordFromRows('R-1', [...known, ...rows]), { day: recordFromRows('R-1', rows).specimens.at(-1)!.day });
    const said = new Map(draws.draws.map((d) => [d.specimenId, `${d.informative}: ${d.reason}`]));
    expect(said.get('M-1')).toMatch(/^informative: Tumour fraction 2\.1/);
    // Tumour DNA was found in M-2: nothing may say that none was shown.
    expect(said.get('M-2')).toBe('limited: Tumour DNA detected by PCM MRD (tumour fraction 0.041 %), no variant named');
    expect(draws.draws.map((d) => [d.specimenId, d.tumourDna?.map((s) => [s.state, s.tumourFraction])])).toEqual([
      ['T-0', undefined], ['M-1', [['detected', 0.0214]]], ['M-2', [['detected', 0.00041]]], ['M-3', [['not_detected', null]]], ['M-4', [['not_evaluable', null]]], ['M-5', [['not_evaluable', null]]],
    ]);
    expect(said.get('M-3')).toMatch(/^not_informative: Cannot be assessed: no tumour DNA shown in this draw/);
    expect(said.get('M-4')).toBe('not_informative: Cannot be assessed: quality control failed');
    // No single variant becomes "not detected" by a result for all of them.
    const points = draws.series.find((s) => s.gene === 'KRAS')!.points;
    expect(points.filter((p) => p.specimenId !== 'T-0').map((p) => p.status)).toEqual(['not_covered', 'not_covered', 'not_covered', 'failed_qc', 'failed_qc']);
  });

  it('a percent sign says the unit', async () => {
    const [whole, signed] = [await readOwn(path), await readOwn(path, swap('0.0214', '2.14%'))];
    expect([codes(signed.problems), told(signed)]).toEqual([codes(whole.problems), told(whole)]);
    expect(told(signed)[0]).toContain(0.0214);
  });

  it('a panel in the manifest is told and left out', async () => {
    const o = await readOwn(path, (t) => t, textOf('archer/manifest.csv').replace('assay\n', 'assay,panel\n').replaceAll('PCM MRD', 'PCM MRD,KRAS:12'));
    expect([codes(o.problems), seriesOf(o).map((r) => [r.panel, r.supplied.panel])]).toEqual([['panel_not_used'], Array(5).fill([null, undefined])]);
  });

  it.each([
    ['a percentage', '0.0214', '2.14', ['vaf_out_of_range', 2, 4]], ['another word', 'ABSENT', 'NEGATIVE', ['bad_value', 4, 3]],
    ['numbers without a result', 'ABSENT', '', ['missing_value', 4, 3]], ['present without its fraction', '0.0214', '', ['missing_value', 2, 4]], ['present with none seen', ',47,', ',0,', ['conflicting_values', 3, 5]],
    ['more seen than read', '47,118200', '118200,47', ['count_exceeds_total', 3, 5]], ['half an observation', ',47,', ',47.5,', ['bad_count', 3, 5]], ['a probability above 1', ',0.66,', ',66,', ['number_out_of_range', 4, 8]],
    ['an unknown control', '0.66,PASS', '0.66,MAYBE', ['bad_value', 4, 9]], ['a sample twice', 'M-2,', 'M-1,', ['duplicate_sample', 3, null]], ['two results', 'Observed_DAOs', 'MRD-v1_Result', ['duplicate_column', 1, 5]],
    ['no depth column', 'Sum_DDP', 'DDP', ['missing_column', 1, null]],
  ])('refuses %s, and says where', async (_what, a, b, fault) => {
    expect(await refused(path, a, b)).toContainEqual(fault);
  });
});

describe('Natera', () => {
  const path = 'natera/mrd.csv';

  it('fraction and molecules per mL of the draw; 0 is not detected, and stays no number', async () => {
    const o = await readOwn(path);
    expect([o.format, o.problems]).toEqual(['natera-mrd', []]);
    expect(told(o)).toEqual([['N-1-B', 'detected', 0.0312, 214.6], ['N-1-C3', 'detected', 0.00018, 1.1], ['N-1-C6', 'not_detected', null, null]]);
    expect(seriesOf(o)[2]!.supplied).toMatchObject({ mean_vaf: '0', mean_molec: '0', status: 'not_detected' });
    expect(seriesOf(o)[0]).toMatchObject({ vafFraction: null, mutantCount: null, totalCount: null, panel: null });
    // As studies save it: CR line ends, a byte order mark, semicolons.
    for (const edit of [(t: string) => t.replaceAll('\n', '\r'), (t: string) => `\uFEFF${t}`, (t: string) => t.replaceAll(',', ';')]) expect(told(await readOwn(path, edit))).toEqual(told(o));
  });

  it('failed, missing and incomplete', async () => {
    expect(told(await readOwn(path, swap('C6,0,0', 'C6,QNS,')))[2]).toEqual(['N-1-C6', 'failed_qc', null, null]);
    expect(told(await readOwn(path, swap('0.0312,214.6', '0.0312,NA')))[0]).toEqual(['N-1-B', 'detected', 0.0312, null]);
    const none = await readOwn(path, swap('C6,0,0', 'C6,NA,NA'));
    expect([told(none).length, codes(none.problems)]).toEqual([2, ['no_result']]);
  });

  it.each([
    ['a percentage', '0.0312', '3.12', ['vaf_out_of_range', 2, 3]], ['a decimal comma', '0.0312', '"0,0312"', ['bad_number', 2, 3]], ['less than none', '214.6', '-1', ['number_out_of_range', 2, 4]],
    ['molecules without a fraction', '0.0312', '', ['missing_value', 2, 3]], ['none of it and some of it', 'C6,0,0', 'C6,0,3', ['conflicting_values', 4, 3]], ['failed with a number', 'C6,0,0', 'C6,QNS,3', ['conflicting_values', 4, 3]],
    ['a draw twice', 'C3', 'B', ['duplicate_sample', 3, null]], ['no fraction column', 'MEAN_VAF', 'VAF', ['missing_column', 1, null]],
  ])('refuses %s, and says where', async (_what, a, b, fault) => {
    expect(await refused(path, a, b)).toContainEqual(fault);
  });

  it.each(['archer', 'natera'])('%s, saved with ; and decimal commas: the same numbers', async (folder) => {
    const [text, manifest] = [textOf(`${folder}/mrd.csv`), manifestOf(textOf(`${folder}/manifest.csv`))];
    const numbers = async (t: string): Promise<unknown[]> => seriesOf(await read(t, { manifest })).map((r) => [r.specimenId, r.status, r.tumourFraction, r.copiesPerMl]);
    const expected = await numbers(text);
    expect(expected.length).toBeGreaterThan(2);
    expect(await numbers(text.replaceAll(',', ';').replace(/(\d)\.(\d)/g, '$1,$2'))).toEqual(expected);
  });

  it('asks whose the draws are', async () => {
    const { problems } = await read(textOf(path), { fileName: 'mrd.csv' });
    expect(problems.find((p) => p.code === 'manifest_required')!.message).toContain('N-1 B, N-1 C3, N-1 C6');
  });
});
