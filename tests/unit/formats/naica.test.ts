import { codes, controlsOf, countsOf, errorsOf, manifestOf, read, readCorpus, seriesOf, textOf } from './support';

const manifest = manifestOf(textOf('naica/manifest.csv'));

describe('naica', () => {
  it('chambers by target: replicates added up, the volume from the file, the blank a control', async () => {
    const outcome = await readCorpus('naica/chambers.csv', { manifest });
    expect(outcome).toMatchObject({ format: 'naica', problems: [] });
    expect(countsOf(outcome)).toEqual([['NA-1', 33, 4387, 54201], ['NA-2', 0, 640, 25102]]);
    expect(seriesOf(outcome)[0]!.supplied.partition_nl).toBe('0.519');
    expect(controlsOf(outcome)).toMatchObject([{ role: 'ntc', sample: 'H2O', mutantCount: 0, totalCount: 27020 }]);
  });

  it('a column for each channel; of two rows of a sample the larger holds the analysed droplets, and that is said', async () => {
    const outcome = await readCorpus('naica/channels.csv', { manifest });
    expect(countsOf(outcome)).toEqual([['NA-1', 33, 4387, 54201], ['NA-2', 0, 640, 25102]]);
    expect(outcome.problems).toEqual([expect.objectContaining({ code: 'excluded_droplets', line: 3 }), expect.objectContaining({ code: 'excluded_droplets', line: 3 })]);
    // Two like numbers are not one sample's analysed and excluded droplets.
    expect(new Set(codes(errorsOf(await read(textOf('naica/channels.csv').replace('N-11;812', 'N-11;50812'), { manifest }))))).toEqual(new Set(['duplicate_well']));
    expect(errorsOf(await read(textOf('naica/channels.csv').replace('54201;33', '54201;60000'), { manifest }))).toEqual([expect.objectContaining({ code: 'count_exceeds_total', line: 2, column: 3 })]);
  });

  it('names the column it misses', async () => {
    expect((await read(textOf('naica/chambers.csv').replace(',Sample Name,', ',Tube,'), { manifest })).problems).toEqual([expect.objectContaining({ code: 'missing_column', line: 1, field: 'Sample' })]);
  });
});
