/** Tables of clone programs: what they were given is read, what they made of it is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codes, describeExamples, errorsOf, examples, manifestOf, read, readCorpus, seriesOf, textOf, type Outcome } from './support';

const readOwn = (file: string, manifest = 'clones/manifest.csv'): Promise<Outcome> => readCorpus(file, { manifest: manifestOf(textOf(manifest)) });
const results = (o: Outcome) => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.specimenId, r.collected.kind === 'day' ? r.collected.day : null, r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction, r.status]);
const kras = [['D1', 0, 'KRAS', 'p.G12D', 324, 5024, null, null], ['D2', 28, 'KRAS', 'p.G12D', 0, 4000, null, null]];

describe('clone programs', () => {
  it('PyClone-VI: counts of each sample; a place is a name; no read is no coverage', async () => {
    const o = await readOwn('clones/pyclone-vi.tsv');
    expect([o.format, errorsOf(o)]).toEqual(['clone-table', []]);
    expect(results(o).sort()).toEqual([...kras, ['D1', 0, 'TP53', 'p.R273H', 300, 3000, null, null], ['D2', 28, 'TP53', 'p.R273H', null, null, null, 'not_covered']].sort());
    expect(seriesOf(o)[0]!.supplied).toMatchObject({ count_unit: 'reads' });
  });

  it('PyClone: one sample a file; what the manifest says of a mutation counts', async () => {
    const o = await readOwn('clones/pyclone.tsv', 'clones/manifest-one.csv');
    expect([errorsOf(o), results(o)]).toEqual([[], [kras[0], ['D1', 0, 'TP53', 'p.R273H', 300, 3000, null, null]]]);
  });

  it.each([['pairtree.ssm', 'manifest-places.csv'], ['pairtree-with-params.txt', 'manifest.csv']])('Pairtree: %s', async (file, manifest) => {
    const o = await readOwn(`clones/${file}`, `clones/${manifest}`);
    expect([o.format, errorsOf(o), codes(o.problems)]).toEqual(['clone-table', [], ['mutation_not_named']]);
    expect(results(o).sort()).toEqual([...kras, ['D1', 0, 'S_1', 'p.?', 300, 3000, null, null], ['D2', 28, 'S_1', 'p.?', 10, 2000, null, null]].sort());
    expect(seriesOf(o).find((r) => r.gene === 'S_1')!.supplied.var_read_prob).toBe('1.0');
  });

  it('PhyloWGS counts the reference reads; CALDER has them first; SPRUCE has fractions alone', async () => {
    expect(results(await readOwn('clones/phylowgs.txt', 'clones/manifest-places.csv')).sort()).toEqual(kras);
    expect(results(await readOwn('clones/calder.txt')).filter((r) => r[2] === 'KRAS').sort()).toEqual(kras);
    const spruce = await readOwn('clones/spruce.tsv');
    expect(results(spruce).sort()).toEqual([['D1', 0, 'KRAS', 'p.G12D', null, null, 0.0645, null], ['D2', 28, 'KRAS', 'p.G12D', null, null, 0.001, null]]);
    expect(seriesOf(spruce).find((r) => r.specimenId === 'D1' && r.gene !== '')!.supplied).toMatchObject({ vaf_low: '0.05', vaf_high: '0.08' });
  });

  it.each([
    ['clones/pyclone-vi-output.tsv', (t: string) => t, 'no_counts'], ['clones/pyclone-vi.tsv', (t: string) => t.replace('4700', '47.5'), 'bad_count'], ['clones/pairtree.ssm', (t: string) => t.replace('324,0', '324'), 'sample_count'],
    ['clones/pairtree.ssm', (t: string) => t.replace('324,0', '9324,0'), 'count_exceeds_total'], ['clones/calder.txt', (t: string) => t.replace('4700', '-1'), 'bad_count'], ['clones/spruce.tsv', (t: string) => t.replace('0.0645', '6.45'), 'vaf_out_of_range'],
  ])('%s is refused for its reason', async (file, edit, code) => {
    const o = await read(edit(textOf(file)), { fileName: file, manifest: manifestOf(textOf('clones/manifest.csv')) });
    expect(errorsOf(o)).toEqual(expect.arrayContaining([expect.objectContaining({ code, line: expect.any(Number) })]));
    expect(o.rows).toEqual([]);
  });
});

describeExamples('clone programs of others', () => {
  const places = (n: number, names: readonly string[]) => manifestOf(`sample,role,patient_id,specimen_id,collected_day,anchor,assay\n${names.slice(0, n).map((s, i) => `${s},patient,P,${s},${i},"draw order, not days",deep sequencing`).join('\n')}\n`);

  it('CALDER: the second count is the variant; its solution is refused', async () => {
    const o = await read(readFileSync(join(examples, 'cll003_calder/CLL003_clustered.txt'), 'utf8'), { manifest: places(5, ['a', 'b', 'c', 'd', 'e']) });
    expect(results(o)).toContainEqual(['c', 2, 'NPY_NRG3', 'p.?', 23955, 87867 + 23955, null, null]);
    expect(codes(errorsOf(await read(readFileSync(join(examples, 'cll003_calder/CLL003_soln1.csv'), 'utf8'))))).toEqual(['no_counts']);
  });

  it('Pairtree', async () => {
    const o = await read(readFileSync(join(examples, 'clonal-inputs/pairtree_example.ssm'), 'utf8'), { manifest: places(3, ['1', '2', '3']) });
    expect([errorsOf(o), results(o)[0]]).toEqual([[], ['1', 0, 'S_0', 'p.?', 54, 1000, null, null]]);
  });
});
