import { gzipSync } from 'node:zlib';
import { codes, describeExamples, examples, manifestOf, read, readBytes, seriesOf, textOf, type Outcome } from './support';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = manifestOf(textOf('vcf/manifest.csv'));
const readOwn = (name: string, size?: number): Promise<Outcome> => readBytes(Buffer.from(textOf(`vcf/${name}`)), { fileName: name, manifest, size });
/** Gene, variant, counts and what else decides, row by row; the draw's own row last. */
const told = (o: Outcome) => seriesOf(o).map((r) => [r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction, r.status]);

const one = 'sample,role,patient_id,specimen_id,collected_on,assay,genome_build\n';
const record = (cells: string, header = '##reference=hg38', samples = 'plasma'): string => `##fileformat=VCFv4.2\n${header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${samples}\n${cells.replaceAll(' ', '\t')}\n`;
const problemsOf = async (text: string, rows = 'plasma,patient,P,S,2026-01-01,A,\n') => (await read(text, { fileName: 'a.vcf', manifest: manifestOf(one + rows) })).problems;

describe('VCF', () => {
  it('Mutect2: tumour column by its tag, alleles apart, filters, phase, annotation, normal cells', async () => {
    const o = await readOwn('mutect2.vcf');
    expect(told(o)).toEqual([
      ['KRAS', 'p.G12D', 324, 5047, 0.062, null], ['TP53', 'p.R248Q', 400, 4000, 0.1, null], ['KRAS', 'p.Q61H', 40, 4006, 0.01, null],
      ['BRAF', 'p.V600K', 99, 2004, null, null], ['APC', 'p.R1450*', 300, 3000, 0.1, null], ['TP53', 'c.672+1G>A', 20, 3000, 0.0067, null],
      ['', 'NC_000003.12:g.1000000G>A', 10, 1000, 0.01, null], ['', '', null, null, null, null],
    ].sort(byLine(o)));
    expect(seriesOf(o)[0]).toMatchObject({ patientId: 'V-1', specimenId: 'L26-0101', assay: 'plasma panel', panel: null, countUnit: 'reads', wbcVafFraction: 0 });
    expect(seriesOf(o)[0]!.supplied).toMatchObject({ hgvs_p: 'ENSP00000308495.3:p.Gly12Asp', chrom: 'chr12', pos: '25245350', ref: 'C', alt: 'T', genome_build: 'GRCh38', vaf: '0.062' });
    expect(codes(o.problems).sort()).toEqual(['filtered_call', 'filtered_not_imported', 'mnv_joined', 'no_counts', 'places_not_read', 'unsupported_allele']);
    expect(o.problems.every((p) => p.severity === 'warning' && p.line !== null)).toBe(true);
    expect(await readOwn('mutect2.vcf', 7)).toEqual(o);
    const crlf = await readBytes(Buffer.from(textOf('vcf/mutect2.vcf').replaceAll('\n', '\r\n')), { fileName: 'mutect2.vcf', manifest });
    expect(crlf).toEqual(o);
  });

  it.each([
    ['strelka.vcf', [['KRAS', 'p.G12D', 38, 2000, 0.019019, null], ['EGFR', 'p.E746_A750del', 60, 1260, 0.047619, null]], 'reads', []],
    ['varscan.vcf', [['NRAS', 'p.Q61R', 66, 2166, 0.0305, null], ['', 'NC_000001.10:g.200A>G', 44, 89, 0.4944, null]], 'reads', []],
    ['lofreq.vcf', [['KRAS', 'p.G12D', 50, 5100, 0.009804, null], ['PIK3CA', 'p.H1047R', 20, 4000, 0.005, null]], 'reads', []],
    ['freebayes.vcf', [['KRAS', 'p.G12D', 30, 2980, 0.0100671, null], ['KRAS', 'p.G13N', 5, 2917, 0.00172117, null], ['KRAS', 'p.G13S', 12, 2917, 0.00412088, null]], 'reads', []],
    ['vardict.vcf', [['EGFR', 'p.T790M', 40, 4040, 0.0099, null], ['EGFR', 'p.E746_A750del', 200, 4010, 0.0499, null]], 'reads', []],
    ['dragen.vcf', [['EGFR', 'p.L858R', 110, 2510, 0.0438, null], ['EGFR', 'p.S492R', 8, 2600, 0.0031, 'failed_qc']], 'reads', ['filtered_call', 'germline_not_imported']],
    ['smcounter.vcf', [['BRAF', 'p.V600E', 45, 4481, null, null]], 'molecules', []],
    ['umivar.vcf', [['NRAS', 'p.Q61K', 165, 7139, 0.023112, null]], 'molecules', []],
    ['s492r.vcf', [['EGFR', 'p.S492R', 37, 4000, null, null], ['PIK3CA', 'p.E545K', 0, 3000, 0, null]], 'reads', ['nucleotide_changes_added']],
  ])('%s by its own fields', async (name, rows, unit, warnings) => {
    const o = await readOwn(name);
    expect(o.problems.map((p) => [p.severity, p.code])).toEqual(warnings.map((w) => ['warning', w]));
    expect(told(o)).toEqual([...rows, ['', '', null, null, null, null]]);
    expect(seriesOf(o).slice(0, -1).every((r) => r.countUnit === unit)).toBe(true);
  });

  it('the normal column tells what is inherited', async () => {
    expect(seriesOf(await readOwn('varscan.vcf')).map((r) => r.wbcVafFraction)).toEqual([0, 0.5, null]);
  });

  it('joins neighbouring bases only where the same molecules carry them', async () => {
    const two = (a: string, b: string): string => record(`chr7 140753336 . A T . PASS . GT:AD:DP ${a}\nchr7 140753337 . C T . PASS . GT:AD:DP ${b}`);
    const variants = async (text: string): Promise<unknown> => seriesOf(await read(text, { fileName: 'a.vcf', manifest: manifestOf(`${one}plasma,patient,P,S,2026-01-01,A,\n`) })).map((r) => r.variant);
    expect(await variants(two('0/1:1900,100:2000', '0/1:1905,98:2003'))).toEqual(['p.V600K', '']);
    // Other counts, or few of them: two clones, for all one knows.
    expect(await variants(two('0/1:1900,100:2000', '0/1:1960,40:2000'))).toEqual(['p.V600E', 'p.V600M', '']);
    expect(await variants(two('0/1:1995,5:2000', '0/1:1995,5:2000'))).toEqual(['p.V600E', 'p.V600M', '']);
    expect(await variants(two('0/1:1900,100:2000', '0/1:1905,98:2003').replaceAll('GT:AD:DP', 'GT:PS:AD:DP').replace('0/1:', '0|1:1:').replace('\t0/1:', '\t1|0:1:'))).toEqual(['p.V600E', 'p.V600M', '']);
  });

  it('never guesses the sample or the genome', async () => {
    const kras = 'chr12 25245350 . C T . PASS . GT:AD:DP 0/1:90,10:100 0/0:90,0:90';
    const both = (header = '##reference=hg38'): string => record(kras, header, 'A\tB');
    expect(codes((await read(both(), { fileName: 'a.vcf' })).problems)).toEqual(['manifest_required']);
    expect(codes(await problemsOf(both(), 'C,patient,P,S,2026-01-01,A,\n'))).toEqual(['sample_not_in_manifest']);
    expect(codes(await problemsOf(both(), 'A,patient,P,S,2026-01-01,A,\nB,normal,P,,,,\n'))).toEqual([]);
    expect(codes(await problemsOf(both(), 'A,patient,P,S,2026-01-01,A,\n'))).toEqual(['sample_not_in_manifest']);
    expect((await problemsOf(both(), 'A,patient,P,S,2026-01-01,A,\n'))[0]!.severity).toBe('warning');
    // A row for this very file means the tumour that the file names.
    const named = `file,${one}a.vcf,L-1,patient,P,S,2026-01-01,A,\n`;
    expect(codes((await read(both(), { fileName: 'a.vcf', manifest: manifestOf(named) })).problems)).toEqual(['sample_not_in_manifest']);
    const tagged = await read(both('##reference=hg38\n##tumor_sample=A\n##normal_sample=B'), { fileName: 'dir/a.vcf', manifest: manifestOf(named) });
    expect([tagged.problems, told(tagged)[0]]).toEqual([[], ['KRAS', 'p.G12D', 10, 100, null, null]]);
    expect(codes((await read(both(), { fileName: 'b.vcf', manifest: manifestOf(named) })).problems)).toEqual(['manifest_names_other_file']);
    const elsewhere = record('chr3 1000000 . G A . PASS . GT:AD:DP 0/1:90,10:100', '##x');
    expect(codes(await problemsOf(elsewhere))).toEqual(['genome_build_missing']);
    expect(codes(await problemsOf(elsewhere, 'plasma,patient,P,S,2026-01-01,A,hg19\n'))).toEqual([]);
    expect(codes(await problemsOf(elsewhere, 'plasma,patient,P,S,2026-01-01,A,mm10\n'))).toEqual(['unknown_build']);
    expect(codes(await problemsOf(record(kras.replace(/ \S+$/, '')), 'plasma,patient,P,S,2026-01-01,A,GRCh37\n'))).toEqual(['build_conflict']);
  });

  it('tells what is wrong, where', async () => {
    const bad = async (cells: string, samples?: string): Promise<unknown> => (await problemsOf(record(cells, undefined, samples))).map((p) => [p.severity, p.code, p.line, p.column]);
    expect(await bad('chr12 x . C T . PASS . GT:AD:DP 0/1:90,10:100')).toEqual([['error', 'bad_position', 4, 2]]);
    expect(await bad('chr12 5 . C?T T . PASS . GT:AD:DP 0/1:90,10:100')).toEqual([['error', 'bad_allele', 4, 4]]);
    expect(await bad('chr12 5 . C Q . PASS . GT:AD:DP 0/1:90,10:100')).toEqual([['error', 'bad_allele', 4, 5]]);
    expect(await bad('chr12 5 . C T . PASS . GT:AD:DP 0/1:90,x:100')).toEqual([['error', 'bad_value', 4, 10]]);
    expect(await bad('chr12 5 . C T . PASS . GT:AD:DP 0/1:90,-1:100')).toEqual([['error', 'bad_value', 4, 10]]);
    expect(await bad('chr12 5 . C T . PASS . GT:AD:DP 0/1:90,1,4:100')).toEqual([['error', 'bad_value', 4, 10]]);
    expect(await bad('chr12 5 . C T . PASS . GT:AD:AF:DP 0/1:90,10:10:100')).toEqual([['error', 'bad_value', 4, 10]]);
    expect(await bad('chr12 5 . C T . PASS .')).toEqual([['error', 'too_few_cells', 4, null]]);
    expect(await bad('<report> <variant> </variant> </report>')).toEqual([['error', 'not_a_record', 4, null]]);
    expect(await bad('chr12 5 . C T . PASS . GT:AD:DP 0/1:90,10:100', 'plasma\tplasma')).toEqual([['error', 'duplicate_column', 3, null]]);
    expect(codes(await problemsOf('##fileformat=VCFv4.2\n'))).toEqual(['missing_header']);
    expect(codes(await problemsOf('##fileformat=VCFv4.2\nchr1\t5\n'))).toEqual(['missing_header']);
    expect(codes(await problemsOf(record('chr12 25245350 . C T . PASS . GT:AD:AF:DP 0/1:90,10:0.9:100')))).toEqual(['vaf_disagrees_with_counts']);
    expect(codes(await problemsOf(record('chr12 25245350 . C T . PASS . GT:AD:DP 0/1:90,10:100\nchr12 25245350 . C T . PASS . GT:AD:DP 0/1:90,12:100')))).toEqual(['duplicate_call']);
    expect(await bad('chrUn_1 5 . C T . PASS . GT:AD:DP 0/1:90,10:100')).toEqual([['warning', 'unsupported_contig', 4, null]]);
  });

  it('reads SnpEff by its fixed fields, old and new, and VEP for each allele', async () => {
    const named = async (cells: string, header: string): Promise<unknown> => told(await read(record(cells, `##reference=hg38\n${header}`), { fileName: 'a.vcf', manifest: manifestOf(`${one}plasma,patient,P,S,2026-01-01,A,\n`) })).slice(0, -1).map((r) => r.slice(0, 3));
    const ann = '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">';
    expect(await named('chr5 112839942 . C T . PASS ANN=T|stop_gained|HIGH|APC|ENSG1|transcript|ENST00000508376.6|protein_coding|17/17|c.4348C>T|p.Arg1450*|||||,T|stop_gained|HIGH|APC|ENSG1|transcript|ENST00000257430.9|protein_coding|16/16|c.4348C>T|p.Arg1450*||||| GT:AD:DP 0/1:90,10:100', ann)).toEqual([['APC', 'p.R1450*', 10]]);
    const eff = '##INFO=<ID=EFF,Number=.,Type=String,Description="Predicted effects">';
    expect(await named('chr5 112839942 . C T . PASS EFF=STOP_GAINED(HIGH|NONSENSE|Cga/Tga|p.Arg1450*/c.4348C>T|2843|APC|protein_coding|CODING|ENST00000257430|16|1) GT:AD:DP 0/1:90,10:100', eff)).toEqual([['APC', 'p.R1450*', 10]]);
    const csq = '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|SYMBOL|Feature|HGVSc|HGVSp|MANE_SELECT">';
    expect(await named('chr5 112839942 . C T,CA . PASS CSQ=T|APC|ENST00000257430.9|c.1|p.Arg1450Ter|NM_000038.6,A|APC|ENST00000257430.9|c.2|p.Arg1450AsnfsTer7|NM_000038.6 GT:AD:DP 0/1/2:90,10,5:105', csq)).toEqual([['APC', 'p.R1450*', 10], ['APC', 'p.R1450Nfs*7', 5]]);
    expect(await named('chr5 112839942 . C T . PASS CSQ=T|APC|ENST00000257430.9|c.4350G>A|ENSP1:p.Gln1450%3D|NM_000038.6 GT:AD:DP 0/1:90,10:100', csq)).toEqual([['APC', 'p.Q1450=', 10]]);
  });

  it('gives a draw without calls its row, so that what is not listed is not detected', async () => {
    const o = await read(record('').trimEnd() + '\n', { fileName: 'a.vcf', manifest: manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,panel\nplasma,patient,P,S,2026-01-01,A,KRAS;NRAS\n`) });
    expect(seriesOf(o)).toMatchObject([{ gene: '', variant: '', panel: ['KRAS', 'NRAS', '!*:amplification', '!*:loss', '!*:fusion'], status: null, patientId: 'P' }]);
    expect(o.problems).toEqual([]);
  });
});

/** The joined and added calls keep the line they began with, so rows come in the order of the file. */
const byLine = (o: Outcome) => { const order = told(o).map((r) => r[1]); return (a: readonly unknown[], b: readonly unknown[]): number => order.indexOf(a[1] as string) - order.indexOf(b[1] as string); };

describeExamples('VCFs of laboratories', () => {
  const readExample = async (path: string, sample: string, build = ''): Promise<Outcome> => readBytes(readFileSync(join(examples, path)), { fileName: path, manifest: manifestOf(`${one}${sample},patient,P,S,2026-01-01,A,${build}\n`) });
  const at = (o: Outcome, pos: string) => { const r = seriesOf(o).find((x) => x.supplied.pos === pos)!; return [r.gene, r.variant, r.mutantCount, r.totalCount, r.vafFraction]; };

  it('are read by the numbers each caller means', async () => {
    const smCounter = await readExample('umi/smCounter.cut.vcf', 'example', 'hg19');
    expect(at(smCounter, '41244000')).toEqual(['', 'NC_000017.10:g.41244000T>C', 45, 4481, null]);
    expect(at(await readExample('vcf/varscan_vcf2maf.vcf', 'TUMOR', 'hg19'), '1991014')).toEqual(['', 'NC_000001.10:g.1991014A>G', 35, 91, 0.3846]);
    expect(at(await readExample('vcf/mutect2_ngsbits_SomaticQC_in9.vcf', 'GS120240', 'hg19'), '40777372')).toEqual(['', 'NC_000001.10:g.40777372C>A', 27, 56, 0.467]);
    expect(at(await readExample('vcf/strelka_ngsbits_SomaticQC_in6.vcf', 'tumor', 'hg19'), '26898195')).toEqual(['PIGS', 'p.A20fs', 17, 44, 0.386364]);
    expect(at(await readExample('vcf/vep_csq_monitoring_cfdna.vcf', 'DNA123456_01'), '29193682')).toEqual(['ALK', 'p.P1469Rfs*8', 170, 799, 0.212766]);
    expect(at(await readExample('vcf/snpeff_ann_vcf2hl7v2.vcf', 'NB6TK328'), '53210776').slice(0, 4)).toEqual(['CPT2', 'p.V368I', 36, 37]);
    const mutect = await readExample('vcf/mutect1_vcf2maf.vcf', 'TUMOR');
    expect([seriesOf(mutect).length, codes(mutect.problems)]).toEqual([6, ['filtered_not_imported']]);
    expect(at(mutect, '204429832').slice(2)).toEqual([3, 42, 0.071]);
  });

  it('or refused with the reason', async () => {
    expect(codes((await readExample('vcf/cfdna_panel.vcf', 'tumor01_01')).problems)).toEqual(['panel_definition']);
    expect(codes((await readExample('vcf/strelka_vcf2maf.vcf', 'TUMOR')).problems)).toEqual(['genome_build_missing']);
  });
});

// The reader itself takes text; what comes packed is unpacked before it (import/unpack.ts).
it('a packed VCF is not text', async () => {
  expect((await readBytes(gzipSync(textOf('vcf/lofreq.vcf')), { fileName: 'lofreq.vcf.gz', manifest })).format).toBeNull();
});
