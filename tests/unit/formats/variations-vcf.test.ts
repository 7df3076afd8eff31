/** VCFs as other versions and laboratories write them: the same numbers for the same patient, or a refusal that says what is missing. */
import { codes, errorsOf, manifestOf, read, seriesOf, textOf, type Outcome } from './support';
import { expectSame, meaningOf, readVariation, written, type Edit } from './variations';

const callers = ['mutect2', 'strelka', 'varscan', 'lofreq', 'freebayes', 'vardict', 'dragen', 'smcounter', 'umivar', 's492r'].map((c) => `vcf/${c}.vcf`);
const manifest = 'vcf/manifest.csv';
/** Every record, cell by cell; the header stays. */
const records = (edit: (cells: string[]) => string[], header: (cells: string[]) => string[] = (c) => c): Edit => (t) => t.split('\n').map((l) => (l.startsWith('##') || l === '' ? l : (l.startsWith('#') ? header : edit)(l.split('\t')).join('\t'))).join('\n');
const info = (edit: (tags: string[]) => string[]): Edit => records((c) => c.map((x, i) => (i === 7 ? edit(x === '.' ? [] : x.split(';')).join(';') || '.' : x)));
/** FORMAT and all samples in another order of keys; GT stays first, as the standard has it. */
const keys: Edit = records((c) => {
  if (c.length < 10) return c;
  const [gt, ...names] = c[8]!.split(':');
  const order = gt === 'GT' ? [0, ...names.map((_, i) => names.length - i)] : [gt!, ...names].map((_, i) => names.length - i);
  return c.map((x, i) => (i < 8 ? x : order.map((k) => x.split(':')[k] ?? '.').join(':')));
});
const columnsTurned: Edit = (t) => records((c) => [...c.slice(0, 9), ...c.slice(9).reverse()], (c) => [...c.slice(0, 9), ...c.slice(9).reverse()])(t);

const changed = (path: string, list: readonly (readonly [string, Edit])[]): readonly (readonly [string, Edit])[] => list.filter(([, edit]) => edit(textOf(path)) !== textOf(path));
const everyCaller: readonly (readonly [string, Edit])[] = [
  ['sample columns the other way round', columnsTurned], ['keys of FORMAT in another order', keys], ['tags of INFO in another order', info((x) => [...x].reverse())],
  ['further tags, with blanks in a value', info((x) => ['LAB_NOTE=seen twice by hand', ...x, 'DB'])], ['chromosomes without chr', records((c) => [c[0]!.replace(/^chr/, ''), ...c.slice(1)])], ['chromosomes with chr', records((c) => [`chr${c[0]!.replace(/^chr/, '')}`, ...c.slice(1)])],
  ['bases in small letters', records((c) => c.map((x, i) => (i === 3 || (i === 4 && !x.startsWith('<')) ? x.toLowerCase() : x)))], ['a line of blanks at the end', (t) => `${t}   \n\t\t\n`], ['ids and qualities', records((c) => c.map((x, i) => (i === 2 ? 'rs1;COSV2' : i === 5 ? '33.1' : x)))],
  ['a missing last value left out', records((c) => c.map((x, i) => (i > 8 ? x.replace(/(?::\.)+$/, '') : x)))], ['further header lines', (t) => t.replace('#CHROM', '##bcftools_viewCommand=view a b\n##ALT=<ID=NON_REF,Description="x">\n#CHROM')],
];

describe.each(callers)('%s', (path) => {
  it.each(changed(path, [...written, ...everyCaller]))('%s', async (_, edit) => {
    // Which bases of a header line say a build is another question: contigs are named as the records are.
    const [own, other] = [await readVariation(path, manifest), await readVariation(path, manifest, edit)];
    expect(own.rows.length).toBeGreaterThan(1);
    const plain = (o: Outcome): unknown => JSON.parse(JSON.stringify(meaningOf(o)).replaceAll(/\[\\"chrom\\",\\"(?:chr)?/g, '[\\"chrom\\",\\"'));
    expect(plain(other)).toEqual(plain(own));
  });
});

describe('as callers also write it', () => {
  const cases: readonly (readonly [string, string, Edit])[] = [
    ['vcf/varscan.vcf', 'percent with a decimal comma', (t) => t.replaceAll(/(\d)\.(\d+)%/g, '$1,$2%')], ['vcf/mutect2.vcf', 'phased genotypes', records((c) => c.map((x, i) => (i > 8 ? x.replace(/^0\/1:/, '0|1:') : x)))],
    ['vcf/dragen.vcf', 'as a gVCF, with <NON_REF> behind each alternative', records((c) => c.map((x, i) => (i === 4 ? `${x},<NON_REF>` : i < 9 ? x : x.split(':').map((v, k) => (c[8]!.split(':')[k] === 'AD' ? `${v},0` : c[8]!.split(':')[k] === 'AF' ? `${v},0` : v)).join(':'))))],
    ['vcf/dragen.vcf', 'with blocks of the reference between', (t) => t.replace(/(#CHROM.*\n)/, '$1chr7\t100\t.\tA\t<NON_REF>\t.\tPASS\tEND=400\tGT:AD:DP\t0/0:90,0:90\nchr7\t450\t.\tA\t.\t.\tPASS\t.\tGT:AD:DP\t0/0:90:90\n')],
    ['vcf/dragen.vcf', 'hotspots marked', info((x) => [...x, 'hotspot'])], ['vcf/vardict.vcf', 'AD declared with any number', (t) => t.replace('#CHROM', '##FORMAT=<ID=AD,Number=.,Type=Integer,Description="d">\n#CHROM')],
    ['vcf/varscan.vcf', 'RefSeq names of chromosomes', records((c) => [`NC_0000${c[0]!.slice(3).padStart(2, '0')}.10`, ...c.slice(1)])],
    ['vcf/mutect2.vcf', 'samples and their roles by ##SAMPLE', (t) => t.replace(/##tumor_sample=(.*)\n##normal_sample=(.*)\n/, '##SAMPLE=<ID=$1,IsTumor=yes>\n##SAMPLE=<ID=$2,IsTumor=no>\n')],
    ['vcf/freebayes.vcf', 'its own counts in INFO of all samples together', info((x) => x.map((t) => (t.startsWith('AO=') ? t.replace(/\d+/g, '999') : t)))],
    ['vcf/strelka.vcf', 'without the keys nobody reads', records((c) => c.map((x, i) => (i < 8 ? x : i === 8 ? x.replace('DP:FDP:SDP:SUBDP:', '').replace('DP:DP2:', '').replace(':TOR', '') : c[8]!.startsWith('DP:FDP') ? x.split(':').slice(4).join(':') : x.split(':').slice(2, 4).join(':'))))],
  ];
  it.each(cases)('%s: %s', async (path, _, edit) => {
    const [own, other] = [await readVariation(path, manifest), await readVariation(path, manifest, edit)];
    expect(edit(textOf(path))).not.toEqual(textOf(path));
    const plain = (o: Outcome): unknown => JSON.parse(JSON.stringify(meaningOf(o)).replaceAll(/\[\\"chrom\\",\\"(?:chr)?/g, '[\\"chrom\\",\\"'));
    expect(plain(other)).toEqual(plain(own));
  });
  it('the same meaning is told of one whole file', () => expectSame('vcf/lofreq.vcf', manifest, info((x) => [...x].reverse())));
});

const head = (samples: string, header: string): string => `##fileformat=VCFv4.2\n${header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${samples}\n`;
const file = (lines: readonly string[], samples = 'plasma', header = '##reference=hg38'): string => `${head(samples, header)}${lines.map((l) => l.replaceAll(' ', '\t')).join('\n')}\n`;
const rows = 'sample,role,patient_id,specimen_id,collected_on,assay,panel\n';
const told = (o: Outcome) => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.specimenId, r.gene, r.variant, r.mutantCount, r.totalCount, r.status]);
const readFile = (text: string, of = 'plasma,patient,P,S,2026-01-01,A,KRAS\n'): Promise<Outcome> => read(text, { fileName: 'a.vcf', manifest: manifestOf(rows + of) });
const two = 'a,patient,P,S1,2026-01-01,A,KRAS\nb,patient,P,S2,2026-02-01,A,KRAS\n';
const kras = 'chr12 25245350 . C T . PASS';

describe('never another sample\'s counts', () => {
  it.each([
    ['LoFreq and bcftools: DP4', `${kras} DP=200;DP4=80,80,20,20 GT 0/1 0/0`], ['smCounter: UMT', `${kras} UMT=200;VMT=40 GT 0/1 0/0`], ['FreeBayes: AO', `${kras} AO=40;RO=160 GT:RO:AO 0/1:.:. 0/0:.:.`],
  ])('%s of INFO is of all samples together and of none of them', async (_, line) => {
    const o = await readFile(file([line], 'a\tb'), two);
    expect(told(o)).toEqual([['S1', 'KRAS', 'p.G12D', null, null, 'detected']]);
    expect(codes(o.problems)).toContain('no_counts');
  });

  it('in a file of one sample they are its own', async () => {
    expect(told(await readFile(file([`${kras} DP=200;DP4=80,80,20,20 GT 0/1`])))).toEqual([['S', 'KRAS', 'p.G12D', 40, 200, null]]);
  });

  it('the file\'s normal sample is not taken for the plasma, though the manifest says so', async () => {
    const line = [`${kras} . GT:AD:DP 0/0:90,0:90 0/1:90,10:100`];
    for (const [samples, header] of [['NORMAL\tTUMOR', '##reference=hg38'], ['a\tb', '##reference=hg38\n##normal_sample=a\n##tumor_sample=b']] as const) {
      const wrong = samples.split('\t')[0]!;
      const o = await readFile(file(line, samples, header), `${wrong},patient,P,S,2026-01-01,A,KRAS\n`);
      expect(o.rows).toEqual([]);
      expect(errorsOf(o)).toMatchObject([{ code: 'role_conflict', line: header.split('\n').length + 2, message: expect.stringContaining('normal sample') as string }]);
    }
    // A lone sample may be called anything.
    expect(told(await readFile(file([`${kras} . GT:AD:DP 0/1:90,10:100`], 'normal'), 'normal,patient,P,S,2026-01-01,A,KRAS\n'))).toHaveLength(1);
  });

  it('one count for two alternatives is of neither: both are there, without a fraction', async () => {
    expect(told(await readFile(file(['chr12 25245350 . C T,A . PASS . GT:RD:AD:FREQ 1/2:100:20:16.7%'])))).toEqual([['S', 'KRAS', 'p.G12D', null, null, 'detected'], ['S', 'KRAS', 'p.G12V', null, null, 'detected']]);
  });
});

describe('not called is not "not detected"', () => {
  it.each([['./.:.:.'], ['.'], ['./.'], ['.|.:.,.:.']])('%s at a place that decides on treatment is not covered', async (cell) => {
    const o = await readFile(file([`${kras} . GT:AD:DP ${cell}`]));
    expect(told(o)).toEqual([['S', 'KRAS', 'p.G12D', null, null, 'not_covered']]);
    expect(o.problems).toMatchObject([{ severity: 'warning', code: 'sites_not_read', line: 4 }, { severity: 'warning', code: 'no_counts', line: 4 }]);
  });

  it.each([['0/1'], ['1|0'], ['1']])('%s without counts is detected, without a fraction', async (cell) => {
    expect(told(await readFile(file([`${kras} . GT:GQ ${cell}:99`])))).toEqual([['S', 'KRAS', 'p.G12D', null, null, 'detected']]);
  });

  it('no read at all is not covered; reads without the change are 0 of them', async () => {
    expect(told(await readFile(file([`${kras} . GT:AD:DP 0/0:0,0:0`])))).toEqual([['S', 'KRAS', 'p.G12D', null, null, 'not_covered']]);
    expect(told(await readFile(file([`${kras} . GT:AD:DP 0/0:500,0:500`])))).toEqual([['S', 'KRAS', 'p.G12D', 0, 500, null]]);
  });
});

describe('alleles that cannot be imported are told, and stop nothing else', () => {
  it.each([
    ['deleted by another record', 'chr12 25245349 . A *,G', 'GT:AD:DP 1/2:80,10,10:100'], ['an ambiguous base in the reference', 'chr12 25245000 . M T', 'GT:AD:DP 0/1:90,10:100'], ['an ambiguous alternative', 'chr12 25245000 . C R', 'GT:AD:DP 0/1:90,10:100'],
    ['a breakend', 'chr12 25245000 . C C[chr7:100[', 'GT:AD:DP 0/1:90,10:100'], ['a duplication', 'chr12 25245000 . C <DUP:TANDEM>', 'GT:AD:DP 0/1:90,10:100'],
  ])('%s', async (_, alleles, cells) => {
    const o = await readFile(file([`${alleles} . PASS . ${cells}`, `${kras} . GT:AD:DP 0/1:90,10:100`]));
    expect(errorsOf(o)).toEqual([]);
    expect(codes(o.problems)).toContain('unsupported_allele');
    expect(told(o).at(-1)).toEqual(['S', 'KRAS', 'p.G12D', 10, 100, null]);
  });
});

describe('the genome', () => {
  it('may be said in a row of the manifest that speaks of no sample: it is of the whole file', async () => {
    const rows = (build: string): string => `sample,role,patient_id,specimen_id,collected_on,assay,genome_build\nplasma,patient,P,S,2026-01-01,A,\n*,left_out,,,,,${build}\n`;
    const o = (build: string): Promise<Outcome> => read(file(['chr5 112839942 . C T . PASS . GT:AD:DP 0/1:90,10:100'], 'plasma', '##source=x'), { fileName: 'a.vcf', manifest: manifestOf(rows(build)) });
    expect(errorsOf(await o(''))).toMatchObject([{ code: 'genome_build_missing' }]);
    expect([errorsOf(await o('GRCh38')), seriesOf(await o('GRCh38'))[0]!.variant]).toEqual([[], 'NC_000005.10:g.112839942C>T']);
  });


  it('a chromosome\'s accession that is of the other build is refused', async () => {
    const o = await readFile(file(['NC_000012.11 25398284 . C T . PASS . GT:AD:DP 0/1:90,10:100']));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'build_conflict', line: 4, value: 'NC_000012.11' }]);
    // Where nothing else says the build, the version of the name does: RefSeq's and GenBank's.
    for (const [chrom, pos] of [['NC_000012.11', 25398284], ['NC_000012.12', 25245350], ['CM000674.1', 25398284], ['CM000674.2', 25245350]] as const) {
      expect(told(await readFile(file([`${chrom} ${pos} . C T . PASS . GT:AD:DP 0/1:90,10:100`], 'plasma', '##source=x')))).toEqual([['S', 'KRAS', 'p.G12D', 10, 100, null]]);
    }
    const outside = await readFile(file(['NC_000005.10 112839942 . C T . PASS . GT:AD:DP 0/1:90,10:100'], 'plasma', '##source=x'));
    expect([told(outside), seriesOf(outside)[0]!.supplied.genome_build]).toEqual([[['S', '', 'NC_000005.10:g.112839942C>T', 10, 100, null]], 'GRCh38']);
    const two = await readFile(file(['NC_000005.10 112839942 . C T . PASS . GT:AD:DP 0/1:90,10:100', 'NC_000012.11 25398284 . C T . PASS . GT:AD:DP 0/1:90,10:100'], 'plasma', '##source=x'));
    expect(errorsOf(two)).toMatchObject([{ code: 'build_conflict', line: 5, value: 'NC_000012.11' }]);
    const maf = await read('Hugo_Symbol\tTumor_Sample_Barcode\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tt_ref_count\tt_alt_count\nAPC\tL-1\tNC_000005.10\t112839942\tC\tT\t900\t100\n', { fileName: 'a.maf', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nL-1,patient,P,S,2026-01-01,A\n') });
    expect([errorsOf(maf), seriesOf(maf)[0]!.variant]).toEqual([[], 'NC_000005.10:g.112839942C>T']);
    expect(told(await readFile(file(['NC_000012.11 25398284 . C T . PASS . GT:AD:DP 0/1:90,10:100'], 'plasma', '##contig=<ID=NC_000012.11>')))).toEqual([['S', 'KRAS', 'p.G12D', 10, 100, null]]);
  });
});

it('a header in the code page of a Russian Windows is read, and said', async () => {
  const text = file([`${kras} . GT:AD:DP 0/1:90,10:100`], 'plasma', '##reference=hg38\n##laboratory=CYR');
  const [before, after] = text.split('CYR') as [string, string];
  const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xcb, 0xe0, 0xe1, 0xee, 0xf0, 0xe0, 0xf2, 0xee, 0xf0, 0xe8, 0xff]), Buffer.from(after)]);
  const { readBytes } = await import('./support');
  const o = await readBytes(bytes, { fileName: 'a.vcf', manifest: manifestOf(`${rows}plasma,patient,P,S,2026-01-01,A,KRAS\n`) });
  expect(told(o)).toEqual([['S', 'KRAS', 'p.G12D', 10, 100, null]]);
  expect(o.problems).toMatchObject([{ code: 'encoding_assumed', value: expect.stringContaining('Лаборатория') as string }]);
});
