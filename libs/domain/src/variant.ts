/**
 * Variant names. The exchange format spells a variant by its protein change; `G12D`, `p.G12D`, `p.(Gly12Asp)` and `NP_004976.2:p.Gly12Asp` are the same.
 * What cannot be read as one of the known forms is refused, never guessed. Which different names mean one variant is for same-variant.ts to say.
 */
import { readNucleotideName } from './hgvs.js';

const threeToOne: Readonly<Record<string, string>> = {
  Ala: 'A', Arg: 'R', Asn: 'N', Asp: 'D', Cys: 'C', Gln: 'Q', Glu: 'E', Gly: 'G', His: 'H', Ile: 'I', Leu: 'L', Lys: 'K', Met: 'M', Phe: 'F', Pro: 'P',
  Ser: 'S', Thr: 'T', Trp: 'W', Tyr: 'Y', Val: 'V', Ter: '*', Sec: 'U',
};
const lettersOf = new Map(Object.entries(threeToOne).map(([three, one]) => [three.toLowerCase(), one]));
const three = new RegExp(`(?:${Object.keys(threeToOne).join('|')})`, 'gi');
const aa = '[ACDEFGHIKLMNPQRSTVWYU*]';
const proteinBody = new RegExp(String.raw`^${aa}\d+(?:_${aa}\d+)?(?:${aa}|=|\?|fs(?:\*(?:\d+|\?)?)?|${aa}fs(?:\*(?:\d+|\?)?)?|del|dup|(?:del)?ins${aa}+|ext\*?-?(?:\d+|\?))$`);
const extension = new RegExp(String.raw`^\*\d+${aa}?ext\*(?:\d+|\?)$`);

/** One-letter protein description without `p.`, in the one spelling kept; null when it is none. */
function proteinChange(text: string): string | null {
  // Strip brackets of a predicted change, then fold three-letter to one-letter residues; letters of the code are read in any case, as CIViC and MAF write them.
  let body = text.replace(/^\((.*)\)$/, '$1').replace(/%3D$/i, '=');
  if (body.length > 400) return null;
  if (/^(?:[a-z]{3}|\*)\d/i.test(body)) body = body.replace(three, (m) => lettersOf.get(m.toLowerCase())!);
  body = body.replace(/stop$|X$/i, '*').replace(/fs(?:Ter|X|\*)(\d+|\?)?$/i, (_, n: string | undefined) => `fs${n === undefined ? '' : `*${n}`}`);
  // Residues that a deletion or duplication names again, and the old arrow for delins.
  body = body.replace(new RegExp(`(_${aa}\\d+|^${aa}\\d+)>(?=${aa}{2,}$|(?<=_.*)${aa}+$)`), '$1delins');
  body = body.replace(new RegExp(`del${aa}*ins`), 'delins').replace(new RegExp(`(del|dup)(?:${aa}+|\\d+)$`), '$1');
  return proteinBody.test(body) || extension.test(body) ? body : null;
}

/** A map and no object: a file may call its variant `constructor` or `__proto__`. */
const classes: ReadonlyMap<string, string> = new Map(Object.entries({
  amplification: 'amplification', amp: 'amplification', gain: 'amplification', 'copy number gain': 'amplification', 'copy number amplification': 'amplification',
  loss: 'loss', deletion: 'loss', 'homozygous deletion': 'loss', 'copy number loss': 'loss',
}));

/** `MET exon 14 skipping`, `METex14 skipping`, `Exon 14 skipping mutation`: an exon left out, where the name says the effect and no change of bases. */
const skipped = /^(?:MET[\s-]*)?ex(?:on)?\s*(\d+)\s*(?:skip(?:ping|ped)?)(?:\s+(?:mutation|variant|alteration))?$/i;

/** `chr12:25398284C>T`, `12-25398284-C-T`, `chr12:25398284 C/T` as an HGVS name; null when the text is none of these. */
function placeName(text: string): string | null {
  const m = /^((?:chr)?(?:\d{1,2}|X|Y|MT?))[:_-](?:g\.)?(\d+)[:_\s-]*([ACGT]+)[>:_/-]([ACGT]+)$/i.exec(text);
  return m === null ? null : genomicName(m[1]!, Number(m[2]), m[3]!.toUpperCase(), m[4]!.toUpperCase());
}

/** HGVS name of a change of bases at a place of a reference; the bases are said, for they also prove the place. */
export function genomicName(reference: string, pos: number, ref: string, alt: string): string {
  if (ref.length === 1 && alt.length === 1 && ref !== alt) return `${reference}:g.${pos}${ref}>${alt}`;
  let [r, a, at] = [ref, alt, pos];
  while (r.length > 1 && a.length > 1 && r.at(-1) === a.at(-1)) [r, a] = [r.slice(0, -1), a.slice(0, -1)];
  while (r.length > 0 && a.length > 0 && r[0] === a[0]) [r, a, at] = [r.slice(1), a.slice(1), at + 1];
  while (r.length > 0 && a.length > 0 && r.at(-1) === a.at(-1)) [r, a] = [r.slice(0, -1), a.slice(0, -1)];
  const range = r.length <= 1 ? `${at}` : `${at}_${at + r.length - 1}`;
  if (r === '' && a === '') return `${reference}:g.${pos}=`;
  if (r === '') return `${reference}:g.${at - 1}_${at}ins${a}`;
  if (a === '') return `${reference}:g.${range}del${r}`;
  return r.length === 1 && a.length === 1 ? `${reference}:g.${at}${r}>${a}` : `${reference}:g.${range}del${r}ins${a}`;
}

/** Canonical label of a variant, or null when the text is none of the known forms. Its own answers are read as themselves. */
export function canonicalVariant(text: string): string | null {
  const t = text.trim();
  const known = classes.get(t.toLowerCase());
  if (known !== undefined) return known;
  const exon = /^METex14$/i.test(t) ? '14' : skipped.exec(t)?.[1];
  if (exon !== undefined) return `exon ${Number(exon)} skipping`;
  const fusion = /^fusion:\s*([A-Za-z0-9][A-Za-z0-9._-]*)$/i.exec(t);
  if (fusion) return `fusion:${fusion[1]!.toUpperCase()}`;
  if (/^[A-Z]{2}_\d+(\.\d+)?:[cgn]\.\S+$/.test(t) || /^[cgn]\.[-*\d]\S*$/.test(t) || /^(chr)?([0-9]{1,2}|X|Y|MT?):g\.\S+$/.test(t)) return nucleotideLabel(t) ?? t;
  // `p.?` is HGVS for "effect on the protein not determined": clusters of loci and non-coding tracers use it.
  if (t === 'p.?') return t;
  if (/^(?:C228T|C250T)$/.test(t)) return t === 'C228T' ? 'c.-124C>T' : 'c.-146C>T';
  const protein = /^(?:(?:NP_\d+|ENSP\d+|XP_\d+)(?:\.\d+)?:)?p\.(\S+)$/i.exec(t);
  const body = proteinChange(protein ? protein[1]! : t);
  return body !== null ? `p.${body}` : placeName(t) ?? nucleotideLabel(t);
}

/** A nucleotide name without what is said beside it: a gene in brackets, a protein change after it, blanks. */
function nucleotideLabel(text: string): string | null {
  const name = readNucleotideName(text);
  return name === null ? null : `${name.reference === '' ? '' : `${name.reference}:`}${name.type}.${name.body}`;
}

/** Is the label a change of copy number? Its result is a number of copies, never a fraction of molecules. */
export function isCopyNumber(variant: string): boolean {
  return variant === 'amplification' || variant === 'loss';
}

/** Protein position of a canonical label (`p.G12D` → 12), or null. */
export function codonOf(variant: string): number | null {
  const m = /^p\.[A-Z*](\d+)/.exec(variant);
  return m ? Number(m[1]) : null;
}

/** Gene and variant as they are said: `KRAS p.G12D`; a genomic name stands alone. */
export function variantLabel(gene: string, variant: string): string {
  return `${gene} ${variant}`.trim();
}

/** Stable key of a variant within a patient. */
export function variantKey(gene: string, variant: string): string {
  return `${gene} ${variant}`;
}
