import type { ManifestRow } from '@clonewatch/domain';
import { codes, controlsOf, countsOf, describeExamples, errorsOf, exampleText, manifestOf, plateManifest, read, readCorpus, seriesOf, textOf } from './support';

const manifest = (): ManifestRow[] => manifestOf(textOf('absoluteq/manifest.csv'));
const counts = [['AB-1', 104, 8198, 40871], ['AB-2', 0, 611, 20452]];

describe('Absolute Q', () => {
  it('per dye: averages are left out, each dye has its own chambers, replicates are added up', async () => {
    const outcome = await readCorpus('absoluteq/per-dye.csv', { manifest: manifest() });
    expect(outcome).toMatchObject({ format: 'absoluteq', problems: [] });
    expect(countsOf(outcome)).toEqual(counts);
    expect(seriesOf(outcome)[0]!.supplied.partition_nl).toBe('0.432');
    expect(controlsOf(outcome)).toMatchObject([{ role: 'ntc', mutantCount: 0, wildtypeCount: 1, totalCount: 20460 }]);
  });

  it('summary: a block for each dye; a well the instrument failed is failed, not negative', async () => {
    const outcome = await readCorpus('absoluteq/summary.csv', { manifest: manifest() });
    expect(new Set(codes(outcome.problems))).toEqual(new Set(['instrument_qc_failed', 'no_counts']));
    expect(countsOf(outcome)).toEqual([['AB-1', 104, 8197, 40871], ['AB-2', null, null, null]]);
    expect(seriesOf(outcome)[1]!.status).toBe('failed_qc');
  });

  it('multichannel: a dye is positive in every set that holds it; two wells of one sample are two', async () => {
    const outcome = await readCorpus('absoluteq/multichannel.csv', { manifest: manifest() });
    expect(codes(outcome.problems)).toEqual(['target_not_in_manifest', 'target_not_in_manifest']);
    expect(countsOf(outcome)).toEqual([['AB-1', 104, 8197, 40871], ['AB-2', 0, 611, 20452]]);
    const text = textOf('absoluteq/multichannel.csv');
    expect(errorsOf(await read(text.split('\n').filter((_, i) => i !== 2).join('\n'), { manifest: manifest() }))).toEqual([expect.objectContaining({ code: 'droplets_disagree', line: 2 })]);
  });

  it('fluorescence: chambers are counted, rejected ones are not', async () => {
    const outcome = await readCorpus('absoluteq/chambers.csv', { manifest: manifest() });
    expect(new Set(codes(outcome.problems))).toEqual(new Set(['few_droplets']));
    // Of 40 chambers the 13th, 26th and 39th are rejected; every fourth is wild-type positive.
    expect(countsOf(outcome)).toEqual([['AB-1', 2, 10, 37], ['AB-2', 0, 10, 37]]);
    expect(errorsOf(await read(textOf('absoluteq/chambers.csv').replace('True,V600E', 'yes,V600E'), { manifest: manifest() }))).toEqual([expect.objectContaining({ code: 'unknown_value', line: 4 })]);
    expect(codes(errorsOf(await read(textOf('absoluteq/chambers.csv').replace('A1,AQ 7,2,', 'A1,AQ 9,2,'), { manifest: manifest() })))).toEqual(['sample_changes']);
  });

  it('names its targets too, and says what is missing', async () => {
    const byName = manifest().map((m) => ({ ...m, mutantTarget: 'V600E', wildtypeTarget: 'BRAF WT' }));
    expect(countsOf(await readCorpus('absoluteq/per-dye.csv', { manifest: byName }))).toEqual(counts);
    const without = textOf('absoluteq/per-dye.csv').replace(',Positives', ',Hits');
    expect((await read(without, { manifest: manifest() })).problems).toEqual([expect.objectContaining({ code: 'missing_column', line: 1, field: 'Positives' })]);
  });
});

describeExamples('Absolute Q, files of laboratories', () => {
  const lysates = (mutant: string, wildtype: string): ManifestRow[] => plateManifest([['Cell Lysate A', mutant, wildtype], ['Cell Lysate B', mutant, wildtype]]);

  it('per dye, with averages', async () => {
    const outcome = await read(exampleText('thermo-absoluteq/example05.csv'), { manifest: lysates('Gene A', 'Gene B') });
    expect(errorsOf(outcome)).toEqual([]);
    // Eight wells each: 3680 of 163,549 chambers, the group's pooled row of another export of the same run.
    expect(seriesOf(outcome).map((r) => [r.mutantCount, r.totalCount])).toEqual([[3680, 163549], [34323, 163266]]);
    expect(outcome.rows[0]!.supplied.partition_nl).toBe('0.432');
    const single = await read(exampleText('thermo-absoluteq/example01.csv'), { manifest: [...lysates('Gene A', '').slice(0, 1), ...lysates('Gene B', '').slice(1)] });
    expect(codes(single.problems)).toEqual(['wildtype_required', 'wildtype_required']);
  });

  it('summary and multichannel of one run agree', async () => {
    const wells = ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B4'].map((w) => [`Sample ${w}`, 'FAM', 'VIC'] as const);
    const summary = await read(exampleText('thermo-absoluteq/summary.csv'), { manifest: plateManifest(wells) });
    expect(errorsOf(summary)).toEqual([]);
    expect(countsOf(summary)[0]).toEqual(['P-Sample A1', 3182, 3237, 20419]);
    const sets = await read(exampleText('thermo-absoluteq/multichannel.csv'), { manifest: plateManifest(['A1', 'A2', 'B1', 'C1', 'D1'].map((w) => [`Sample ${w}`, 'FAM', 'VIC'] as const)) });
    expect(errorsOf(sets)).toEqual([]);
    expect(countsOf(sets)[0]).toEqual(countsOf(summary)[0]);
    expect(countsOf(sets)[2]).toEqual(['P-Sample B1', 20383, 15356, 20470]);
  });
});
