import type { ManifestRow } from '@clonewatch/domain';
import { codes, controlsOf, countsOf, describeExamples, errorsOf, exampleText, manifestOf, plateManifest, read, readCorpus, seriesOf, textOf } from './support';

const manifest = (): ManifestRow[] => manifestOf(textOf('qiacuity/manifest.csv'));
const typed = textOf('qiacuity/typed.csv');
const readTyped = (text: string, rows: readonly ManifestRow[] | null = manifest()) => read(text, { manifest: rows });

describe('QIAcuity', () => {
  it.each(['typed.csv', 'replicates.csv', 'named-columns.csv'])('%s: counts of each channel, replicate wells added up, the same whatever the generation of the header', async (file) => {
    // The second generation has no column that says what a sample is: the manifest does.
    const outcome = await readCorpus(`qiacuity/${file}`, { manifest: manifest() });
    expect(outcome.format).toBe('qiacuity');
    expect(outcome.problems).toEqual([]);
    // 3120 of 25402 and 3077 of 25380 wild-type partitions, among the mutant channel's 25391 and 25377.
    expect(countsOf(outcome)).toEqual([['QI-1', 79, 6196, 50768], ['QI-2', 0, 1911, 25410], ['QI-3', 7, 812, 25288]]);
    for (const r of seriesOf(outcome)) expect(Number(r.supplied.partition_nl)).toBeCloseTo(0.84, 2);
    expect(controlsOf(outcome)).toMatchObject([{ role: 'ntc', sample: 'Water', mutantCount: 0, totalCount: 25433 }, { role: 'positive_control', sample: 'PC 1%', mutantCount: 152 }]);
  });

  it('a sample typed as no-template control is one, whatever its name, and never a patient', async () => {
    expect(controlsOf(await readTyped(typed, manifest().filter((m) => m.sample !== 'Water'))).map((c) => [c.role, c.sample])).toEqual([['ntc', 'Water'], ['positive_control', 'PC 1%']]);
    const patient = manifest().map((m) => (m.sample === 'Water' ? { ...manifest()[0]!, sample: 'Water' } : m));
    expect(errorsOf(await readTyped(typed, patient))).toEqual([expect.objectContaining({ code: 'role_conflict', line: 11, value: 'Water' })]);
    // "Control" does not say which: it has to be named.
    expect(errorsOf(await readTyped(typed, manifest().filter((m) => m.sample !== 'PC 1%')))).toEqual([expect.objectContaining({ code: 'sample_not_in_manifest', value: 'PC 1%' })]);
  });

  it('names of the targets say which is mutant; where they do not, it is asked', async () => {
    const silent = manifest().map((m) => ({ ...m, mutantTarget: '', wildtypeTarget: '' }));
    const outcome = await readTyped(typed, silent);
    expect(new Set(codes(outcome.problems))).toEqual(new Set(['targets_from_names']));
    expect(countsOf(outcome)[0]).toEqual(['QI-1', 79, 6196, 50768]);
    expect(controlsOf(outcome)).toHaveLength(2);
    const mute = typed.replaceAll('G12C MUT', 'FAM').replaceAll('G12C WT', 'HEX');
    expect(errorsOf(await readTyped(mute, silent))).toHaveLength(3);
    expect(errorsOf(await readTyped(mute, silent))[0]).toMatchObject({ code: 'mutant_target_missing', line: 3, field: 'Target', message: expect.stringContaining('KRAS FAM, KRAS HEX') as string });
  });

  it('wells of two plates in one file are two wells', async () => {
    const second = typed.split('\r\n').slice(2, 4).map((l) => l.replace('QP7731', 'QP7732'));
    const outcome = await readTyped(`${typed}${second.join('\r\n')}\r\n`);
    expect(outcome.problems).toEqual([]);
    expect(countsOf(outcome)[0]).toEqual(['QI-1', 120, 9315, 76159]);
    expect(codes(errorsOf(await readTyped(`${typed}${typed.split('\r\n').slice(2, 4).join('\r\n')}\r\n`)))).toContain('duplicate_well');
  });

  it('says where its own numbers do not fit', async () => {
    expect((await readTyped(typed.replace('25391,41,25350', '25391,41,25340'))).problems).toEqual([expect.objectContaining({ code: 'droplets_disagree', line: 3, field: 'Partitions (valid)', value: '25391' })]);
    expect((await readTyped(typed.replace('25391,41,25350', '"25.391",41,25350'))).problems).toEqual([expect.objectContaining({ code: 'ambiguous_number', line: 3, column: 11 })]);
    expect(codes((await readTyped(typed.replace(/(?<=KRAS G12C WT,-,-,)[\d.]+/, '15.59'))).problems)).toEqual(['concentration_disagrees']);
    expect(codes((await readTyped(typed, manifest().map((m) => ({ ...m, partitionNl: 0.34 })))).problems)).toEqual(Array(3).fill('partition_volume_disagrees'));
    expect(codes((await readTyped(typed.replaceAll('LQ-101', 'LQ-\uFFFD01'))).problems)).toEqual(Array(4).fill('damaged_text'));
  });
});

describeExamples('QIAcuity, files of laboratories', () => {
  it('a duplex with totals of its own for each channel, 8.5k plate', async () => {
    const text = exampleText('qiagen-qiacuity/somatich_unccdh1_snp.csv');
    const names = [...new Set(text.split(/\r?\n/).slice(2).filter(Boolean).map((l) => l.split('","')[3]!))];
    const outcome = await read(text, { manifest: plateManifest(names.map((n) => (n === 'ntc' ? [n, 'ntc'] as const : [n, 'cdh snp', 'cdh wt'] as const))) });
    expect(errorsOf(outcome)).toEqual([]);
    // Wells A1 (30 of 8100, 16 of 8103) and one more.
    const wells = text.split(/\r?\n/).map((l) => l.split('","')).filter((c) => c[3] === 'ob epb01' && c[2] === 'cdh snp').map((c) => [Number(c[8]), Number(c[7])]);
    expect(wells[0]).toEqual([30, 8100]);
    expect(countsOf(outcome)[0]).toEqual(['P-ob epb01', wells.reduce((n, [k]) => n + k!, 0), 57, wells.reduce((n, [, t]) => n + t!, 0)]);
    const alone = await read(text.split(/\r?\n/).filter((l, i) => i < 2 || l.startsWith('"A1"')).join('\n'), { manifest: plateManifest([['ob epb01', 'cdh snp', 'cdh wt']]) });
    expect(countsOf(alone)).toEqual([['P-ob epb01', 30, 16, 8100]]);
    expect(Number(alone.rows[0]!.supplied.partition_nl)).toBeCloseTo(0.33, 2);
  });

  it('single targets: a fraction needs a wild type; 0.838 nL on the 26k plate', async () => {
    const one = await read(exampleText('qiagen-qiacuity/allotropy_example01.csv'), { manifest: plateManifest(['1', '2', '3', '5', '6'].map((n) => [n, '5p'] as const)) });
    expect(new Set(codes(one.problems))).toEqual(new Set(['wildtype_required']));
    const blank = await read(exampleText('qiagen-qiacuity/allotropy_example03.csv'), { manifest: manifestOf('sample,role,assay,mutant_target,gene,variant\nCD3_Digested,blank,a,CD3,CD3E,p.?\n') });
    expect(blank.problems).toEqual([]);
    expect(controlsOf(blank)).toHaveLength(24);
    expect(controlsOf(blank)[1]).toMatchObject({ mutantCount: 1, totalCount: 25419 });
  });
});
