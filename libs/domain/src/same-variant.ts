/**
 * Which names mean the same variant. One assay says `p.G12D`, another `c.35G>A`, a third a place on the genome: one series must come of it. Only what the
 * table of reference codons proves is joined; every other name stays the variant it is.
 */
import { codingBases, codingChange, codingName, codingPlace as placeIn, proteinChange, proteinInOneWay, type CodingChange } from './codons.js';
import { canonicalGene } from './genes.js';
import { readChange, readNucleotideName, reverseComplement, type NucleotideName } from './hgvs.js';
import { canonicalVariant } from './variant.js';
import { tableGenes } from './variants.data.js';

export interface VariantIdentity {
  readonly gene: string;
  /** The protein change where one is known, else the name as it is. */
  readonly variant: string;
  /** The nucleotide change (`c.1474A>C`) where the name says one: two of them can make one protein change. */
  readonly coding: string | null;
}

/** RefSeq chromosomes whose version tells the build (GRCh37, GRCh38). */
const chromosomeVersions: readonly (readonly [number, number])[] = [
  [10, 11], [11, 12], [11, 12], [11, 12], [9, 10], [11, 12], [13, 14], [10, 11], [11, 12], [10, 11], [9, 10], [11, 12], [10, 11], [8, 9], [9, 10], [9, 10],
  [10, 11], [9, 10], [9, 10], [10, 11], [8, 9], [10, 11], [10, 11], [9, 10],
];
const chromosomes = [...Array.from({ length: 22 }, (_, i) => String(i + 1)), 'X', 'Y'];

/** Spelt as files spell them: asked for once a record. */
const bareNames = new Map(chromosomes.flatMap((c) => [[c, c], [`chr${c}`, c]] as const));

/** `12` for `chr12`, `Chr12` and `12`; any other name in capitals, without `chr`. */
export const bareChromosome = (chrom: string): string => bareNames.get(chrom) ?? chrom.replace(/^chr/i, '').toUpperCase();

const accessionsOf = (which: 0 | 1): ReadonlyMap<string, string> => new Map(chromosomes.map((c, i) => [c, `NC_${String(i + 1).padStart(6, '0')}.${chromosomeVersions[i]![which]}`]));
const accessions = { GRCh37: accessionsOf(0), GRCh38: accessionsOf(1) } as const;

/** `NC_000012.12` for chromosome 12 (`chr12`) of GRCh38; null for what is no assembled chromosome. */
export function chromosomeAccession(chrom: string, build: 'GRCh37' | 'GRCh38'): string | null {
  return accessions[build].get(bareChromosome(chrom)) ?? null;
}

/** Chromosome and build of a genomic reference; the build of `chr12:g.` is not said. */
export function chromosomeOf(reference: string): { chrom: string; build: 'GRCh37' | 'GRCh38' | null } | null {
  const m = /^NC_0000(\d\d)(?:\.(\d+))?$/.exec(reference);
  if (m === null) return /^(?:chr)?(?:\d{1,2}|X|Y)$/.test(reference) ? { chrom: reference.replace(/^chr/, ''), build: null } : null;
  const i = Number(m[1]) - 1;
  const [b37, b38] = chromosomeVersions[i] ?? [0, 0];
  const version = Number(m[2] ?? NaN);
  if (chromosomes[i] === undefined || (version !== b37 && version !== b38)) return null;
  return { chrom: chromosomes[i], build: version === b37 ? 'GRCh37' : 'GRCh38' };
}

/** Transcripts whose coding positions are those of MANE Select over the table's codons. */
const alike: Readonly<Record<string, string>> = {
  NM_033360: 'KRAS', NM_001369786: 'KRAS', NM_001369787: 'KRAS', ENST00000256078: 'KRAS', NM_001354609: 'BRAF', ENST00000288602: 'BRAF', NM_001122740: 'ESR1', NM_001122741: 'ESR1',
  NM_001122742: 'ESR1', ENST00000206249: 'ESR1', NM_001014431: 'AKT1', NM_001014432: 'AKT1', NM_002524: 'NRAS', ENST00000356142: 'RAC1', NM_022552: 'DNMT3A', NM_175629: 'DNMT3A',
};
const transcriptGene = new Map<string, string>(Object.entries(alike));
for (const [gene, t] of Object.entries(tableGenes)) for (const name of [t.refseq, t.ensembl]) transcriptGene.set(name.split('.')[0]!, gene);

/** TERT's promoter: upstream of the coding sequence, so no protein change; both are named by the coding strand. */
const promoter: ReadonlyMap<string, string> = new Map(Object.entries({
  C228T: 'c.-124C>T', C250T: 'c.-146C>T', 'c.-124C>T': 'c.-124C>T', 'c.-146C>T': 'c.-146C>T',
  '5:1295228G>A': 'c.-124C>T', '5:1295250G>A': 'c.-146C>T', '5:1295113G>A': 'c.-124C>T', '5:1295135G>A': 'c.-146C>T',
}));

function codingOf(gene: string, name: NucleotideName): CodingChange | null {
  const change = readChange(name.body);
  if (change === null) return null;
  const { start, end, insertion } = change;
  const known = codingBases(gene, start, end);
  if (known === null || (change.ref !== null && change.ref !== known)) return null;
  if (insertion) return { gene, start: end, ref: '', alt: change.alt };
  return change.kind === 'dup' ? { gene, start: end + 1, ref: '', alt: known } : { gene, start, ref: known, alt: change.alt };
}

function genomicOf(name: NucleotideName): CodingChange | null {
  const place = chromosomeOf(name.reference);
  const change = place === null ? null : readChange(name.body);
  if (place === null || change === null) return null;
  const { start, end } = change;
  if (change.ref !== null) return codingChange(place.chrom, place.build, start, change.ref, change.kind === 'dup' ? change.ref + change.ref : change.alt);
  // The bases are not said, so they prove no build: it must be told.
  if (place.build === null) return null;
  const known = genomeBases(place.chrom, place.build, start, end);
  if (known === null) return null;
  const alt = change.insertion ? known[0]! + change.alt + known.slice(1) : change.kind === 'dup' ? known + known : change.alt;
  return codingChange(place.chrom, place.build, start, known, alt);
}

function genomeBases(chrom: string, build: 'GRCh37' | 'GRCh38', start: number, end: number): string | null {
  const [a, b] = [start, end].map((pos) => placeIn(chrom, build, pos)) as [ReturnType<typeof placeIn>, ReturnType<typeof placeIn>];
  if (a === null || b === null || a.gene !== b.gene) return null;
  const { forward } = tableGenes[a.gene]!;
  const coding = codingBases(a.gene, Math.min(a.position, b.position), Math.max(a.position, b.position));
  return coding === null ? null : forward ? coding : reverseComplement(coding);
}

function fromChange(c: CodingChange, written: string): VariantIdentity {
  return { gene: c.gene, variant: proteinChange(c) ?? written, coding: codingName(c) };
}

function identify(given: string, written: string): VariantIdentity {
  const gene = canonicalGene(given);
  const variant = canonicalVariant(written) ?? written;
  const silent = /^p\.([A-Z*])(\d+)\1$/.exec(variant);
  if (silent) return { gene, variant: `p.${silent[1]!}${silent[2]!}=`, coding: null };
  const name = readNucleotideName(variant);
  if (name === null) return { gene, variant: gene === 'TERT' ? promoter.get(variant) ?? variant : proteinInOneWay(gene, variant), coding: null };
  if (name.type === 'c') return codingIdentity(gene, variant, name);
  const place = chromosomeOf(name.reference);
  const tert = place === null ? undefined : promoter.get(`${place.chrom}:${name.body}`);
  if (tert !== undefined) return { gene: 'TERT', variant: tert, coding: tert };
  const change = genomicOf(name);
  return change === null || (gene !== '' && gene !== change.gene) ? { gene, variant, coding: null } : fromChange(change, variant);
}

function codingIdentity(gene: string, variant: string, name: NucleotideName): VariantIdentity {
  // A transcript that is not the table's counts its codons its own way: what it says is not joined with anything.
  const own = name.reference === '' ? gene : transcriptGene.get(name.reference.split('.')[0]!) ?? '';
  if (own === '' || (gene !== '' && gene !== own)) return { gene, variant, coding: null };
  if (own === 'TERT' && promoter.has(`c.${name.body}`)) return { gene: own, variant: `c.${name.body}`, coding: `c.${name.body}` };
  const change = codingOf(own, name);
  return change === null ? { gene: own, variant, coding: null } : fromChange(change, variant);
}

const known = new Map<string, VariantIdentity>();
const mostKnown = 20_000;

/**
 * The variant a gene and a name mean: approved gene symbol, protein change where the table proves it. Names that mean the same give the same answer,
 * and the answer given back in is itself. Pure; the last answers are remembered.
 */
export function variantIdentity(gene: string, variant: string): VariantIdentity {
  const key = `${gene}\n${variant}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= mostKnown) known.clear();
    found = identify(gene, variant);
    known.set(key, found);
  }
  return found;
}
