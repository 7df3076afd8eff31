/**
 * Variant names. The exchange format spells a variant by its protein change; `G12D`, `p.G12D` and
 * `p.Gly12Asp` are the same. What cannot be read as one of the known forms is refused, never guessed.
 */
const threeToOne: Readonly<Record<string, string>> = {
  Ala: 'A', Arg: 'R', Asn: 'N', Asp: 'D', Cys: 'C', Gln: 'Q', Glu: 'E', Gly: 'G', His: 'H', Ile: 'I', Leu: 'L', Lys: 'K', Met: 'M', Phe: 'F', Pro: 'P',
  Ser: 'S', Thr: 'T', Trp: 'W', Tyr: 'Y', Val: 'V', Ter: '*', Sec: 'U',
};
const three = Object.keys(threeToOne).join('|');
const proteinBody = /^[ACDEFGHIKLMNPQRSTVWYU*](?:\d+)(?:_[ACDEFGHIKLMNPQRSTVWYU*]\d+)?(?:[ACDEFGHIKLMNPQRSTVWYU*]|=|\?|fs(?:\*\d*)?|[ACDEFGHIKLMNPQRSTVWYU]fs(?:\*\d*)?|del|dup|(?:del)?ins[ACDEFGHIKLMNPQRSTVWYU*]+)$/;

/** Canonical label of a variant, or null when the text is none of the known forms. */
export function canonicalVariant(text: string): string | null {
  const t = text.trim();
  const lower = t.toLowerCase();
  if (['amplification', 'amp', 'gain'].includes(lower)) return 'amplification';
  if (['loss', 'deletion', 'homozygous deletion'].includes(lower)) return 'loss';
  const fusion = /^fusion:\s*([A-Za-z0-9][A-Za-z0-9._-]*)$/i.exec(t);
  if (fusion) return `fusion:${fusion[1]!.toUpperCase()}`;
  if (/^[A-Z]{2}_\d+(\.\d+)?:[cgn]\.\S+$/.test(t) || /^[cgn]\.[-*\d]\S*$/.test(t) || /^(chr)?([0-9]{1,2}|X|Y|MT?):g\.\S+$/.test(t)) return t;
  // `p.?` is HGVS for "effect on the protein not determined": clusters of loci and non-coding tracers use it.
  if (t === 'p.?') return t;
  // Strip the prefix and the brackets of a predicted change, then fold three-letter to one-letter residues.
  let body = t.replace(/^p\./, '').replace(/^\((.*)\)$/, '$1').replace(/X$/, '*');
  body = body.replace(new RegExp(`(${three})`, 'g'), (m) => threeToOne[m] ?? m).replace(/fs(?:Ter|\*|X)(\d+)/, 'fs*$1');
  return proteinBody.test(body) ? `p.${body}` : null;
}

/** Protein position of a canonical label (`p.G12D` → 12), or null. */
export function codonOf(variant: string): number | null {
  const m = /^p\.[A-Z*](\d+)/.exec(variant);
  return m ? Number(m[1]) : null;
}

/** Gene and variant as they are said: `KRAS p.G12D`; a genomic name stands alone. */
export function variantLabel(gene: string, variant: string): string {
  return gene === '' ? variant : `${gene} ${variant}`;
}

/** Stable key of a variant within a patient. */
export function variantKey(gene: string, variant: string): string {
  return `${gene} ${variant}`;
}
