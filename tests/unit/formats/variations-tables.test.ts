/** Tables of callers and of clone programs, written in other ways: the same results, or a refusal that says what is missing. */
import { codes, readBytes, seriesOf, textOf } from './support';
import { expectSame, quoted, readVariation, reordered, reversed, spaced, tableEdit, widened, without, written, type Edit } from './variations';

interface Table { readonly path: string; readonly manifest: string; readonly header: (line: string) => boolean }
const named: readonly Table[] = [
  { path: 'maf/plasma.maf', manifest: 'maf/manifest.csv', header: (l) => l.startsWith('Hugo_Symbol') },
  { path: 'gsvar/tumor.GSvar', manifest: 'gsvar/manifest.csv', header: (l) => l.startsWith('#chr') },
  { path: 'smcounter/calls.txt', manifest: 'smcounter/manifest.csv', header: (l) => l.startsWith('CHROM') },
  { path: 'umivar/monitoring.tsv', manifest: 'umivar/manifest.csv', header: (l) => l.startsWith('chr\t') },
  { path: 'clones/pyclone-vi.tsv', manifest: 'clones/manifest.csv', header: (l) => l.startsWith('mutation_id') },
  { path: 'clones/pyclone.tsv', manifest: 'clones/manifest-one.csv', header: (l) => l.startsWith('mutation_id') },
  { path: 'clones/pairtree.ssm', manifest: 'clones/manifest-places.csv', header: (l) => l.startsWith('id\t') },
  { path: 'clones/phylowgs.txt', manifest: 'clones/manifest-places.csv', header: (l) => l.startsWith('id\t') },
];
/** Whose columns have places, not names. */
const placed: readonly Table[] = [
  { path: 'vardict/raw.txt', manifest: 'vardict/manifest.csv', header: (l) => l.split('\t').length > 20 },
  { path: 'clones/calder.txt', manifest: 'clones/manifest.csv', header: () => true },
  { path: 'tso500/CombinedVariantOutput.tsv', manifest: 'tso500/manifest.csv', header: () => true },
  { path: 'clones/spruce.tsv', manifest: 'clones/manifest.csv', header: (l) => l.startsWith('#sample_index') },
];
const columns: readonly (readonly [string, (rows: string[][]) => string[][]])[] = [
  ['columns reversed', reversed], ...[1, 2, 3].map((n) => [`columns in another order (${n})`, reordered(n)] as const), ['every cell quoted', quoted], ['quoted and reversed', (r: string[][]) => quoted(reversed(r))],
  ['further columns', widened], ['blanks around the cells', spaced],
];

describe.each(named)('$path', ({ path, manifest, header }) => {
  it.each(written)('%s', (_, edit) => expectSame(path, manifest, edit));
  it.each(columns)('%s', (_, edit) => expectSame(path, manifest, tableEdit(header, edit)));
  it('saved from a spreadsheet with commas', async () => {
    const made = tableEdit(header, quoted, ',');
    await expectSame(path, manifest, made);
  });
});

describe.each(placed)('$path', ({ path, manifest, header }) => {
  it.each(written)('%s', (_, edit) => expectSame(path, manifest, edit));
  it('every cell quoted', () => expectSame(path, manifest, tableEdit(header, quoted)));
});

describe.each([['guardant/report.csv', 'guardant/manifest.csv'], ['archer/mrd.csv', 'archer/manifest.csv'], ['natera/mrd.csv', 'natera/manifest.csv']] as const)('%s', (path, manifest) => {
  const [header] = textOf(path).split(/\r\n|\n/) as [string];
  const edited = (edit: (rows: string[][]) => string[][], join = ','): Edit => tableEdit((l) => l === header, (rows) => edit(rows).map((r) => r.map((c) => (c.includes(join) && !c.startsWith('"') ? `"${c}"` : c))), join, ',');
  it.each(written)('%s', (_, edit) => expectSame(path, manifest, edit));
  it.each(columns)('%s', (_, edit) => expectSame(path, manifest, edited(edit)));
  it('parted by tabs, by semicolons', async () => {
    await expectSame(path, manifest, edited(reversed, '\t'));
    await expectSame(path, manifest, edited(reversed, ';'));
  });
});

describe('columns that may be missing', () => {
  const cases: readonly (readonly [string, string, string, Edit, string])[] = [
    ['maf/plasma.maf', 'maf/manifest.csv', 'normal cells', tableEdit((l) => l.startsWith('Hugo'), without('n_depth', 'n_ref_count', 'n_alt_count')), ''],
    ['maf/plasma.maf', 'maf/manifest.csv', 'depth', tableEdit((l) => l.startsWith('Hugo'), without('t_depth')), 'same'],
    ['maf/plasma.maf', 'maf/manifest.csv', 'reference count', tableEdit((l) => l.startsWith('Hugo'), without('t_ref_count')), 'same'],
    ['maf/plasma.maf', 'maf/manifest.csv', 'Entrez and class', tableEdit((l) => l.startsWith('Hugo'), without('Entrez_Gene_Id', 'Variant_Classification', 'End_Position')), 'same'],
    ['gsvar/tumor.GSvar', 'gsvar/manifest.csv', 'quality and RefSeq', tableEdit((l) => l.startsWith('#chr'), without('quality', 'variant_type')), 'same'],
    ['umivar/monitoring.tsv', 'umivar/manifest.csv', 'other bases', tableEdit((l) => l.startsWith('chr'), without('m_AF_1-fold', 'm_AF_2-fold', 'm_ALT_2-fold')), 'same'],
    ['smcounter/calls.txt', 'smcounter/manifest.csv', 'raw depth', tableEdit((l) => l.startsWith('CHROM'), without('DP', 'MT', 'PI')), 'same'],
    ['clones/pyclone-vi.tsv', 'clones/manifest.csv', 'tumour content', tableEdit((l) => l.startsWith('mutation'), without('tumour_content')), ''],
    ['clones/pairtree.ssm', 'clones/manifest-places.csv', 'probability', tableEdit((l) => l.startsWith('id'), without('var_read_prob')), ''],
  ];
  it.each(cases)('%s, %s: %s', async (path, manifest, _, edit, same) => {
    if (same === 'same') return expectSame(path, manifest, edit);
    const counts = (rows: Awaited<ReturnType<typeof readVariation>>) => seriesOf(rows).map((r) => [r.patientId, r.specimenId, r.gene, r.variant, r.mutantCount, r.totalCount]);
    expect(counts(await readVariation(path, manifest, edit))).toEqual(counts(await readVariation(path, manifest)));
    return undefined;
  });

  it.each([
    ['maf/plasma.maf', 'maf/manifest.csv', (l: string) => l.startsWith('Hugo'), 'Chromosome'], ['gsvar/tumor.GSvar', 'gsvar/manifest.csv', (l: string) => l.startsWith('#chr'), 'tumor_dp'],
    ['maf/plasma.maf', 'maf/manifest.csv', (l: string) => l.startsWith('Hugo'), 't_alt_count'],
  ])('%s, %s: the one without which nothing can be said is named', async (path, manifest, header, name) => {
    const o = await readVariation(path, manifest, tableEdit(header, without(name)));
    expect(o.rows).toEqual([]);
    expect(o.problems.filter((p) => p.code === 'missing_column')).toMatchObject([{ line: expect.any(Number) as number, message: expect.stringContaining(`"${name}"`) as string }]);
  });
});

describe('as other programs write the same table', () => {
  it('VarDict with the header that its option -h puts above the rows', () => expectSame('vardict/raw.txt', 'vardict/manifest.csv', (t) => {
    const [command, ...rows] = t.split('\n');
    const names = ['Sample', 'Gene', 'Chr', 'Start', 'End', 'Ref', 'Alt', 'Depth', 'AltDepth', 'RefFwdReads', 'RefRevReads', 'AltFwdReads', 'AltRevReads', 'Genotype', 'AF', 'Bias'];
    return [command, names.join('\t'), ...rows].join('\n');
  }));

  it.each([['', '.1'], ['Sample', ''], ['Time point', '.1']])('CALDER with "%s" above the draws and "%s" behind the second of two names, its pairs in another order', (first, mark) => expectSame('clones/calder.txt', 'clones/manifest.csv', tableEdit(() => true, (rows) => rows.map((r, i) => (
    i === 0 ? [first, r[3]!, `${r[4]!}${mark}`, r[1]!, `${r[2]!}${mark}`, ''].slice(0, 5) : [r[0]!, r[3]!, r[4]!, r[1]!, r[2]!])))));

  it('CombinedVariantOutput with its blocks and the columns of small variants in another order', () => expectSame('tso500/CombinedVariantOutput.tsv', 'tso500/manifest.csv', (t) => {
    const [details, ...blocks] = t.split(/(?=^\[)/m);
    const moved = blocks.map((b) => {
      const [name, ...rows] = b.trimEnd().split('\n');
      const cells = rows.map((r) => r.replace(/\t+$/, '').split('\t'));
      const width = Math.max(...cells.map((c) => c.length));
      return [name, ...cells.map((c) => Array.from({ length: width }, (_, i) => c[width - 1 - i] ?? '').join('\t')), '', ''].join('\n');
    });
    return [details, ...moved.filter((b) => /^\[(?:Small|Gene)/.test(b)), ...blocks.filter((b) => !/^\[(?:Small|Gene)/.test(b))].join('');
  }));

  it('a table of numbers and names that no program here writes is none of these formats', async () => {
    for (const text of ['Sample\tA\tB\tC\n1\t2\t3\t4\n', 'chr\tstart\tend\tref\talt\n1\t2\t3\tA\tC\n', 'CHROM\tPOS\tREF\tALT\tDP\n1\t2\tA\tC\t5\n', 'id\tname\tvalue\n1\ta\t2\n']) expect({ text, format: (await readBytes(Buffer.from(text))).format }).toEqual({ text, format: null });
  });

  it('MAF: quotation marks that stand inside a text open nothing', async () => {
    const o = await readVariation('maf/plasma.maf', 'maf/manifest.csv', (t) => t.replace('In_Frame_Del\tDEL', '5" end "of\tDEL'));
    expect(codes(o.problems)).toEqual(codes((await readVariation('maf/plasma.maf', 'maf/manifest.csv')).problems));
    expect(o.rows).toHaveLength((await readVariation('maf/plasma.maf', 'maf/manifest.csv')).rows.length);
    expect(textOf('maf/plasma.maf')).toContain('In_Frame_Del\tDEL');
  });
});
