/**
 * Places on the genome that a draw's file says it could not read, and the variants that lie there. A panel names genes and codons; a file of sequencing says by
 * position what was without depth or failed. It is kept with the panel of the draw as it was said (`!GRCh38:chr5:112839000-112839950`), and read for the
 * variants whose place any result of the patient says: also for one that is first seen in a later draw.
 */
import { readChange, readNucleotideName } from './hgvs.js';
import type { Measurement } from './record.js';
import { bareChromosome, chromosomeAccession, chromosomeOf, variantIdentity } from './same-variant.js';
import { genomicName, variantKey } from './variant.js';

export type Build = 'GRCh37' | 'GRCh38';

/** `hg19`, `GRCh37.p13`, `b37`, `human_g1k_v37_decoy.fasta`, …; null for what names neither build, or both. */
export function buildNamed(text: string): Build | null {
  const b37 = /grch37|hg19|(?:^|[^a-z0-9])b37(?:[^a-z0-9]|$)|g1k_v37|hs37d5/i.test(text);
  const b38 = /grch38|hg38|hs38/i.test(text);
  return b37 === b38 ? null : b37 ? 'GRCh37' : 'GRCh38';
}

/** Bases `from` to `to`, 1-based and both included. */
export interface Span { readonly from: number; readonly to: number }

/** A variant and bases of the genome that it changes. `build` null: not said, so it may be on either. */
export interface VariantPlace extends Span { readonly gene: string; readonly variant: string; readonly build: Build | null; readonly chrom: string }

/** The panel's item for places of one chromosome: `!` not covered, `?` failed quality control. `chrom` without `chr`. */
export function placeItem(mark: '!' | '?', build: Build | null, chrom: string, spans: readonly Span[]): string {
  return `${mark}${build === null ? '' : `${build}:`}chr${chrom}:${spans.map((s) => `${s.from}-${s.to}`).join(',')}`;
}

const item = /^([!?])(?:(GRCh3[78]):)?chr(\d{1,2}|X|Y|M|MT):(\d+-\d+(?:,\d+-\d+)*)$/;

/** Does a panel say of places that they were not read? */
export const namesPlaces = (panel: readonly string[] | null): boolean => panel !== null && panel.some((i) => item.test(i));

/** Where a row says that its variant lies, else where the variant's own name says it; null where neither does. */
export function placeOfVariant(gene: string, variant: string, said: { readonly chrom?: string | null; readonly pos?: string | null; readonly ref?: string | null; readonly genome_build?: string | null }): VariantPlace | null {
  const pos = /^\d{1,10}$/.test(said.pos ?? '') ? Number(said.pos) : null;
  if (said.chrom && pos !== null) return { gene, variant, build: buildNamed(said.genome_build ?? ''), chrom: bareChromosome(said.chrom), from: pos, to: pos + Math.max((said.ref ?? '').length, 1) - 1 };
  const name = readNucleotideName(variant);
  const [place, change] = name?.type === 'g' ? [chromosomeOf(name.reference), readChange(name.body)] : [null, null];
  return place === null || change === null ? null : { gene, variant, ...place, from: change.start, to: change.end };
}

/** The measurements with what their panels say of places said of the variants that lie there. Any base of a variant that was not read is enough. */
export function readPlaces(measurements: readonly Measurement[], places: readonly VariantPlace[]): readonly Measurement[] {
  if (!measurements.some((m) => namesPlaces(m.panel))) return measurements;
  const known = new Map(places.map((p) => [`${variantKey(p.gene, p.variant)} ${p.build ?? ''} ${p.chrom} ${p.from} ${p.to}`, p]));
  return measurements.map((m) => (namesPlaces(m.panel) ? { ...m, panel: ofVariants(m.panel!, [...known.values()]) } : m));
}

/** What a row says of where its variant lies, and of its coding change. */
export interface SaidPlace { readonly gene: string; readonly variant: string; readonly chrom?: string | null; readonly pos?: string | null; readonly ref?: string | null; readonly alt?: string | null; readonly genome_build?: string | null; readonly hgvs_c?: string | null }

/**
 * The measurements with one name for one variant: a file without annotation calls by its place on the genome, or by its coding change, what another has called by its
 * protein change. Where a row of that name says the same place, build and bases, or the same coding change of the gene, they are one; two names of one place stay apart.
 * The same draw called both ways by one assay was reported twice: of each version one stands, that of the full name.
 */
export function namedAlike(measurements: readonly Measurement[], said: readonly SaidPlace[]): readonly Measurement[] {
  const names = new Map<string, SaidPlace | null>();
  for (const s of said) {
    if (s.gene === '' || readNucleotideName(s.variant) !== null) continue;
    for (const name of changeNames(s)) {
      const before = names.get(name);
      names.set(name, before === undefined || (before?.gene === s.gene && before.variant === s.variant) ? s : null);
    }
  }
  if (names.size === 0) return measurements;
  const fullName = (m: Measurement): Measurement => {
    // What the table of codons proves is joined where the record is read: two coding changes of one protein change are added there.
    if (readNucleotideName(m.variant) === null || variantIdentity(m.gene, m.variant).variant !== m.variant) return m;
    const known = names.get(changeNames(m)[0] ?? '');
    return known == null || (m.gene !== '' && m.gene !== known.gene) ? m : { ...m, gene: known.gene, variant: known.variant };
  };
  const keyOf = (m: Measurement): string => JSON.stringify([m.specimenId, m.assay, m.assayVersion, m.gene, m.variant, m.resultVersion]);
  const there = new Set(measurements.map(keyOf));
  const as = new Map<string, string>();
  return measurements.flatMap((m) => {
    const joined = fullName(m);
    const key = keyOf(joined);
    if (joined === m) return [m];
    if (there.has(key)) return [];
    // Two further names of one draw that come to one: the second stays what it is called.
    if ((as.get(key) ?? m.variant) !== m.variant) return [m];
    as.set(key, m.variant);
    return [joined];
  });
}

/** The names by their bases of a change: of one that is called by them its own, of another those that its row says. Two rows of one draw that share one are of one change. */
export function changeNames(s: SaidPlace): string[] {
  if (readNucleotideName(s.variant) === null) return [placeNameOf(s), codingNameOf(s.gene, s.hgvs_c ?? '')].filter((n) => n !== null);
  return [isGenomic(s.variant) ? s.variant : codingNameOf(s.gene, s.variant)].filter((n) => n !== null);
}

function placeNameOf(s: SaidPlace): string | null {
  const build = buildNamed(s.genome_build ?? '');
  const reference = build === null || !s.chrom ? null : chromosomeAccession(s.chrom, build);
  return reference === null || !/^\d{1,10}$/.test(s.pos ?? '') || !s.ref || !s.alt ? null : genomicName(reference, Number(s.pos), s.ref, s.alt);
}

/** `RB1:c.958C>T`; null for what is no coding change. Of which transcript is rarely said twice the same way, and one patient's gene hardly has one change in two numberings. */
function codingNameOf(gene: string, name: string): string | null {
  const read = readNucleotideName(name);
  return read?.type === 'c' ? `${gene}:c.${read.body}` : null;
}

/** Is a variant called by its place on the genome? */
export const isGenomic = (variant: string): boolean => /^NC_\d+\.\d+:g\./.test(variant);
/** By its place or its coding change: another result may have its protein change. */
export const isByBases = (variant: string): boolean => isGenomic(variant) || /(?:^|:)c\./.test(variant);

function ofVariants(panel: readonly string[], places: readonly VariantPlace[]): string[] {
  const taken = panel.flatMap((text) => {
    const m = item.exec(text);
    if (m === null) return [];
    const [, mark, build, chrom, list] = m;
    const spans = list!.split(',').map((s) => s.split('-').map(Number) as [number, number]);
    const here = places.filter((p) => p.chrom === chrom && (build === undefined || p.build === null || p.build === build) && spans.some(([from, to]) => p.from <= to && p.to >= from));
    return here.map((p) => `${mark!}${p.gene === '' ? '' : `${p.gene}:`}${p.variant}`);
  });
  return [...panel.filter((text) => !item.test(text)), ...[...new Set(taken)].sort()];
}
