/** What a VCF says it could not read at the panel's places is never "not detected": blocks of the reference, no-calls, refused calls. */
import { evaluatePatient } from '@clonewatch/guidance';
import { measure, patient } from '../guidance/records';
import { recordFromRows, type ParsedRow } from '@clonewatch/domain';
import { codes, errorsOf, manifestOf, read, seriesOf, type Outcome } from './support';

const manifestHead = 'sample,role,patient_id,specimen_id,collected_on,assay,panel\n';
const vcf = (lines: readonly string[], samples = 'plasma', header = '##reference=hg38'): string => `##fileformat=VCFv4.2\n${header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO${samples === '' ? '' : '\tFORMAT'}${samples === '' ? '' : `\t${samples}`}\n${lines.map((l) => `${l.replaceAll(' ', '\t')}\n`).join('')}`;
const readFile = (lines: readonly string[], samples?: string, rows = 'plasma,patient,P,S,2026-01-01,A,KRAS;TP53\n', header?: string): Promise<Outcome> => read(vcf(lines, samples, header), { fileName: 'a.vcf', manifest: manifestOf(manifestHead + rows) });
const drawOf = (o: Outcome, specimen = 'S') => seriesOf(o).find((r) => r.variant === '' && r.specimenId === specimen)!;
/** The state in which the draw of the file shows a variant that is known of the patient. */
const stateOf = (o: Outcome, gene: string, variant: string, specimen = 'S'): string => {
  const row = drawOf(o, specimen);
  const known = measure('before', 20_000, gene, variant, 20, 1000, { assay: 'B' });
  const draw = measure(specimen, 20_030, '', '', null, null, { assay: 'A', panel: row.panel, inputHge: 1000 });
  const series = evaluatePatient(patient([known, draw], []), null).series.find((s) => s.gene === gene && s.variant === variant)!;
  return series.points.find((p) => p.specimenId === specimen)!.status;
};
/** A VCF lists changes of the sequence: neither copy numbers nor fusions are imported of it. */
const sequenceAlone = ['!*:amplification', '!*:loss', '!*:fusion'];
const told = (o: Outcome, code = 'sites_not_read'): string[] => o.problems.filter((p) => p.code === code).map((p) => `${p.line}: ${p.message}`);

/** KRAS codon 12 is 25245349–25245351 of GRCh38, on the minus strand; G12D is 25245350 C>T. */
describe('blocks of the reference over KRAS codons 12 and 13', () => {
  const block = (alt: string, filter: string, info: string, format: string, cell: string, pos = 25245300): string[] => [`chr12 ${pos} . T ${alt} . ${filter} ${info} ${format} ${cell}`];
  it.each([
    ['GATK, Mutect2: nothing read', block('<NON_REF>', '.', 'END=25245400', 'GT:DP:GQ:MIN_DP:PL', '0/0:12:3:0:0,0,0'), 'not_covered'], ['GATK: read', block('<NON_REF>', '.', 'END=25245400', 'GT:DP:GQ:MIN_DP:PL', '0/0:900:99:850:0,90,900'), 'not_detected'],
    ['depth and no lowest depth', block('<NON_REF>', 'PASS', 'END=25245400', 'GT:DP', '0/0:0'), 'not_covered'], ['DRAGEN: too little', block('<NON_REF>', 'LowDepth', 'END=25245400', 'GT:AD:DP:MIN_DP', '0/0:3,0:3:2'), 'not_covered'],
    ['Pisces: too little', block('.', 'LowDP', 'DP=40', 'GT:GQ:AD:DP', './.:0:40:40', 25245350), 'not_covered'], ['Strelka: the sample\'s own filter', block('.', 'PASS', 'END=25245400', 'GT:DP:MIN_DP:FT', '0/0:80:70:LowDepth'), 'not_covered'],
    ['not called', block('<*>', 'PASS', 'END=25245400', 'GT:MIN_DP', './.:90'), 'not_covered'], ['bcftools: lowest depth in INFO', block('<*>', '.', 'END=25245400;MinDP=0', 'GT', '0/0'), 'not_covered'], ['bcftools: read', block('<*>', '.', 'END=25245400;MinDP=700', 'GT', '0/0'), 'not_detected'],
    ['another filter', block('.', 'q20;SB', 'END=25245400', 'GT:DP', '0/0:500'), 'failed_qc'], ['VCF 4.5: length of the block', block('<*>', 'PASS', '.', 'GT:DP:LEN', '0/0:0:100'), 'not_covered'], ['it ends before', block('<NON_REF>', 'PASS', 'END=25245320', 'GT:DP', '0/0:0'), 'not_detected'],
    ['no depth is said', block('<NON_REF>', 'PASS', 'END=25245400', 'GT', '0/0'), 'not_detected'], ['depth of the alleles alone', block('<NON_REF>', 'PASS', 'END=25245400', 'GT:AD', '0/0:0,0'), 'not_covered'], ['one base of the codon', block('.', 'PASS', '.', 'GT:DP', '0/0:0', 25245349), 'not_covered'],
  ])('%s', async (_, lines, expected) => {
    const o = await readFile(lines);
    expect(errorsOf(o)).toEqual([]);
    expect(stateOf(o, 'KRAS', 'p.G12D')).toBe(expected);
    expect(told(o)).toHaveLength(expected === 'not_detected' ? 0 : 1);
    // Elsewhere the panel holds as before.
    expect([stateOf(o, 'KRAS', 'p.Q61H'), stateOf(o, 'TP53', 'p.R248Q'), stateOf(o, 'EGFR', 'p.L858R')]).toEqual(['not_detected', 'not_detected', 'not_covered']);
  });

  it('names what was not read, and where', async () => {
    const o = await readFile(block('<NON_REF>', 'PASS', 'END=25245348', 'GT:DP', '0/0:0'));
    expect(told(o)).toEqual(['4: KRAS:13, KRAS:14, KRAS:15, KRAS:16 of the panel: without depth or without a call in this file (first in line 4); not covered there, which is not the same as not detected']);
    expect(drawOf(o).panel).toEqual(['KRAS', 'TP53', '!KRAS:13', '!KRAS:14', '!KRAS:15', '!KRAS:16', '!GRCh38:chr12:25245300-25245348', ...sequenceAlone]);
    expect(drawOf(o).supplied.panel).toBe(drawOf(o).panel!.join(';'));
    expect([stateOf(o, 'KRAS', 'p.G13D'), stateOf(o, 'KRAS', 'p.G12D'), stateOf(o, 'KRAS', 'p.G12_G13insA'), stateOf(o, 'KRAS', 'amplification')]).toEqual(['not_covered', 'not_detected', 'not_covered', 'not_covered']);
  });

  it('a gene that the panel does not name is not spoken of; without a panel nothing is', async () => {
    for (const panel of ['TP53', '']) {
      const o = await readFile(block('<NON_REF>', 'PASS', 'END=25245400', 'GT:DP', '0/0:0'), 'plasma', `plasma,patient,P,S,2026-01-01,A,${panel}\n`);
      expect([drawOf(o).panel, told(o)]).toEqual([panel === '' ? null : ['TP53', '!GRCh38:chr12:25245300-25245400', ...sequenceAlone], []]);
    }
  });

  it.each([['before'], ['behind']])('another record that reads the place has read it: %s it', async (where) => {
    const lines = [...block('<NON_REF>', 'PASS', 'END=25245352', 'GT:DP', '0/0:0'), ...[1, 2, 3].map((i) => `chr12 ${25245348 + i} . C T,<NON_REF> . PASS . GT:AD:DP 0/0:800,0,0:800`)];
    const o = await readFile(where === 'behind' ? lines : [...lines.slice(1), lines[0]!]);
    expect([stateOf(o, 'KRAS', 'p.G12C'), stateOf(o, 'KRAS', 'p.G13D')]).toEqual(['not_detected', 'not_covered']);
  });

  it('the rows of calls name no panel: the row of the draw says what was covered', async () => {
    const o = await readFile([...block('<NON_REF>', 'PASS', 'END=25245348', 'GT:DP', '0/0:0'), 'chr12 25245350 . C T . PASS . GT:AD:DP 0/1:90,10:100']);
    expect(seriesOf(o).map((r) => [r.variant, r.panel === null])).toEqual([['p.G12D', true], ['', false]]);
  });

  it('an end that is none refuses the file', async () => {
    for (const end of ['x', '25245000']) {
      const o = await readFile(block('<NON_REF>', 'PASS', `END=${end}`, 'GT:DP', '0/0:9'));
      expect(errorsOf(o)).toMatchObject([{ code: 'bad_position', line: 4, column: 8, field: 'END', value: end }]);
    }
  });

  it('a file without samples says depth in INFO; in one of two, INFO is of both', async () => {
    expect(stateOf(await readFile(['chr12 25245350 . C . . PASS DP=0'], ''), 'KRAS', 'p.G12D')).toBe('not_covered');
    const both = 'a,patient,P,S1,2026-01-01,A,KRAS\nb,patient,P,S2,2026-02-01,A,KRAS\n';
    expect(stateOf(await readFile(['chr12 25245350 . C . . PASS DP=0 GT 0/0 0/0'], 'a\tb', both), 'KRAS', 'p.G12D', 'S2')).toBe('not_detected');
    const two = await readFile(['chr12 25245350 . C . . PASS DP=0 GT:DP 0/0:0 0/0:70'], 'a\tb', both);
    expect([stateOf(two, 'KRAS', 'p.G12D', 'S1'), stateOf(two, 'KRAS', 'p.G12D', 'S2')]).toEqual(['not_covered', 'not_detected']);
  });

  it('the promoter of TERT', async () => {
    const o = await readFile(['chr5 1295100 . G <NON_REF> . PASS END=1295120 GT:DP 0/0:0'], 'plasma', 'plasma,patient,P,S,2026-01-01,A,TERT\n');
    expect([stateOf(o, 'TERT', 'c.-124C>T'), stateOf(o, 'TERT', 'c.-146C>T')]).toEqual(['not_covered', 'not_detected']);
  });
});

describe('calls that were not read', () => {
  const g12d = 'chr12 25245350 . C T .';
  it('no-call in a file of several patients: neither a row nor "not detected"', async () => {
    const o = await readFile([`${g12d} PASS . GT:AD:DP 0/1:90,10:100 ./.:.:.`], 'a\tb', 'a,patient,P1,S1,2026-01-01,A,KRAS\nb,patient,P2,S2,2026-02-01,A,KRAS\n');
    expect(seriesOf(o).filter((r) => r.variant !== '').map((r) => r.specimenId)).toEqual(['S1']);
    expect([stateOf(o, 'KRAS', 'p.G12C', 'S1'), stateOf(o, 'KRAS', 'p.G12D', 'S2'), stateOf(o, 'KRAS', 'p.Q61H', 'S2')]).toEqual(['not_detected', 'not_covered', 'not_detected']);
  });

  it('the whole codon, not only the change that was asked for', async () => {
    expect(stateOf(await readFile([`${g12d} PASS . GT:AD:DP ./.:.:.`]), 'KRAS', 'p.G12V')).toBe('not_covered');
    expect(stateOf(await readFile([`${g12d} LowDP . GT:AD:DP 0/0:4,0:4`]), 'KRAS', 'p.G12V')).toBe('not_covered');
    expect(stateOf(await readFile([`${g12d} weak_evidence . GT:AD:DP 0/1:900,4:904`]), 'KRAS', 'p.G12V')).toBe('not_detected');
  });

  it('filtered for itself (FT), or without counts, failed at a place that decides', async () => {
    for (const rest of ['PASS . GT:AD:DP:FT 0/1:90,10:100:SB', 'SB . GT 0/1']) {
      expect(seriesOf(await readFile([`${g12d} ${rest}`])).filter((r) => r.variant !== '').map((r) => [r.variant, r.status])).toEqual([['p.G12D', 'failed_qc']]);
    }
    expect(seriesOf(await readFile([`${g12d} SB . GT 0/0`])).filter((r) => r.variant !== '')).toEqual([]);
  });

  const ann = '##reference=hg38\n##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">';
  const r213 = (filter: string, cell: string, alt = 'A'): string => `chr17 7674894 . G ${alt} . ${filter} ANN=${alt}|stop_gained|HIGH|TP53|ENSG1|transcript|ENST00000269305.9|protein_coding|6/11|c.637C>T|p.Arg213*||||| GT:AD:DP ${cell}`;
  it('a refused call elsewhere fails that change alone, and makes no row', async () => {
    const o = await readFile([r213('weak_evidence;SB', '0/1:900,9:909')], 'plasma', undefined, ann);
    expect(seriesOf(o).map((r) => r.variant)).toEqual(['']);
    expect([stateOf(o, 'TP53', 'p.R213*'), stateOf(o, 'TP53', 'p.R248Q'), stateOf(o, 'TP53', 'p.R213Q')]).toEqual(['failed_qc', 'not_detected', 'not_detected']);
    expect(stateOf(await readFile([r213('weak_evidence', '0/0:900,0:900')], 'plasma', undefined, ann), 'TP53', 'p.R213*')).toBe('not_detected');
  });

  it('a gene full of refused calls fails as a whole', async () => {
    const many = Array.from({ length: 201 }, (_, i) => r213('SB', '0/1:900,9:909').replace('p.Arg213*', `p.Arg${i + 300}*`).replace('7674894', String(7670000 + 200 * i)));
    const o = await readFile(many, 'plasma', undefined, ann);
    expect(drawOf(o).panel).toEqual(['KRAS', 'TP53', '?TP53', ...sequenceAlone]);
    expect([codes(o.problems).filter((c) => c === 'sites_not_read').length, stateOf(o, 'TP53', 'p.R248Q'), stateOf(o, 'KRAS', 'p.G12D')]).toEqual([1, 'failed_qc', 'not_detected']);
  });
});

/** APC p.R1450* is chr5:112839942 C>T of GRCh38 (112175639 of GRCh37); the table of treatment has no codon of APC. */
describe('a variant outside the table of treatment', () => {
  const ann = '##reference=hg38\n##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">';
  const r1450 = 'ANN=T|stop_gained|HIGH|APC|ENSG1|transcript|ENST00000257430.9|protein_coding|16/16|c.4348C>T|p.Arg1450*|||||';
  const rows = 'plasma,patient,P,S1,2026-01-01,A,APC;KRAS;TP53\n';
  const seen = `chr5 112839942 . C T . PASS ${r1450} GT:AD:DP 0/1:1900,100:2000`;
  /** State of APC p.R1450* in a second draw, by the file `lines` of it, where the first draw's file called it. */
  async function stateAfter(lines: readonly string[], o: { samples?: string; header?: string; first?: string; lod?: string; gene?: string; variant?: string } = {}): Promise<string> {
    const first = await readFile([o.first ?? seen], 'plasma', rows, ann);
    const second = await read(vcf(lines, o.samples, o.header ?? ann), { fileName: 'b.vcf', manifest: manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel,input_hge,lod\nplasma,patient,P,S2,2026-03-01,A,APC;KRAS;TP53,3000,${o.lod ?? ''}\n`) });
    expect([errorsOf(first), errorsOf(second)]).toEqual([[], []]);
    const record = recordFromRows('P', [...first.rows, ...second.rows] as ParsedRow[]);
    const series = evaluatePatient(record, null).series.find((s) => s.gene === (o.gene ?? 'APC') && s.variant === (o.variant ?? 'p.R1450*'))!;
    return series.points.find((p) => p.specimenId === 'S2')!.status;
  }
  const block = (pos: number, end: number, cell: string, filter = 'PASS', alt = '<NON_REF>', format = 'GT:DP:MIN_DP'): string => `chr5 ${pos} . T ${alt} . ${filter} END=${end} ${format} ${cell}`;

  it.each([
    ['read', [block(112839900, 112840000, '0/0:900:800')], 'not_detected'], ['a block without depth', [block(112839900, 112840000, '0/0:4:0')], 'not_covered'], ['a filter for depth', [block(112839900, 112840000, '0/0:9:5', 'LowDepth')], 'not_covered'],
    ['not called', [block(112839900, 112840000, './.:900:900')], 'not_covered'], ['another filter', [block(112839900, 112840000, '0/0:900:800', 'NoisySite')], 'failed_qc'], ['the block ends before', [block(112839900, 112839941, '0/0:0:0')], 'not_detected'],
    ['it begins there', [block(112839942, 112839990, '0/0:0:0')], 'not_covered'], ['it begins behind', [block(112839943, 112839990, '0/0:0:0')], 'not_detected'], ['it ends there', [block(112839900, 112839942, '0/0:0:0')], 'not_covered'],
    ['another chromosome', ['chr6 112839900 . T <NON_REF> . PASS END=112840000 GT:DP 0/0:0'], 'not_detected'],
    ['the place itself, not called', [`chr5 112839942 . C T . . ${r1450} GT:AD:DP ./.:.:.`], 'not_covered'], ['the place itself without reads', [`chr5 112839942 . C T . PASS ${r1450} GT:AD:DP 0/0:0,0:0`], 'not_covered'],
    ['0 of n and a filter for the place', [`chr5 112839942 . C T . NoisySite ${r1450} GT:AD:DP 0/0:900,0:900`], 'failed_qc'], ['… beside one for the change', [`chr5 112839942 . C T . NoisySite;weak_evidence ${r1450} GT:AD:DP 0/0:900,0:900`], 'failed_qc'],
    ['0 of n and filters of the reads it has not', [`chr5 112839942 . C T . base_qual;strand_bias;weak_evidence ${r1450} GT:AD:DP 0/0:900,0:900`], 'not_detected'], ['LoFreq: too few reads', [`chr5 112839942 . C T . min_dp_10 ${r1450} GT:AD:DP 0/0:6,0:6`], 'not_covered'],
    ['seen and refused', [`chr5 112839942 . C T . strand_bias ${r1450} GT:AD:DP 0/1:880,20:900`], 'failed_qc'], ['seen and refused, and the file names no gene', ['chr5 112839942 . C T . strand_bias . GT:AD:DP 0/1:880,20:900'], 'failed_qc'], ['called, and the file names no gene', ['chr5 112839942 . C T . PASS . GT:AD:DP 0/1:880,20:900'], 'detected'],
    ['0 of n, and the file names no gene', ['chr5 112839942 . C T . PASS . GT:AD:DP 0/0:900,0:900'], 'not_detected'], ['called, on the place beside it', ['chr5 112839943 . G A . PASS . GT:AD:DP 0/1:880,20:900'], 'not_detected'],
    ['another change of the place, refused', [`chr5 112839942 . C A . strand_bias ${r1450.replace('ANN=T', 'ANN=A').replace('p.Arg1450*', 'p.Arg1450=')} GT:AD:DP 0/1:880,20:900`], 'not_detected'],
  ] as const)('%s', async (_, lines, expected) => expect(await stateAfter([...lines])).toBe(expected));

  it('two blocks, one read: whichever comes first', async () => {
    const [unread, over] = [block(112839900, 112839950, '0/0:0:0'), block(112839940, 112840000, '0/0:900:900')];
    expect([await stateAfter([unread, over]), await stateAfter([over, unread])]).toEqual(['not_detected', 'not_detected']);
  });

  it('is found by its genomic name too, on the same build only', async () => {
    const plain = 'chr5 112839942 . C T . PASS . GT:AD:DP 0/1:1900,100:2000';
    expect(await stateAfter([block(112839900, 112840000, '0/0:0:0')], { first: plain, gene: '', variant: 'NC_000005.10:g.112839942C>T' })).toBe('not_covered');
    const b37 = '##reference=hg19\n##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">';
    expect(await stateAfter([block(112839900, 112840000, '0/0:0:0')], { header: b37 })).toBe('not_detected');
    // Nobody says the build: then it may be either.
    expect(await stateAfter([block(112839900, 112840000, '0/0:0:0')], { header: '##source=x' })).toBe('not_covered');
  });

  it('too few reads for the stated limit of detection', async () => {
    const thin = [block(112839900, 112840000, '0/0:300:199')];
    expect([await stateAfter(thin, { lod: '0.005' }), await stateAfter(thin, { lod: '0.01' }), await stateAfter(thin)]).toEqual(['not_covered', 'not_detected', 'not_detected']);
  });

  it('100,000 blocks: joined, bounded, the same answer, and said once', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => block(112_000_000 + 100 * i, 112_000_000 + 100 * i + 99, i % 7 === 0 ? '0/0:900:900' : '0/0:0:0'));
    const o = await readFile(lines, 'plasma', rows, ann);
    const items = drawOf(o, 'S1').panel!.filter((i) => i.startsWith('!GRCh38:chr5'));
    expect(items).toHaveLength(1);
    expect(items[0]!.split(',').length).toBeLessThanOrEqual(5000);
    expect(told(o, 'places_not_read')).toHaveLength(1);
    // Block 8399 is unread; block 8400 (i % 7 = 0) was read.
    expect(await stateAfter(lines)).toBe('not_covered');
  });
});
