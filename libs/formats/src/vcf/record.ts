/** One record of a VCF: its cells checked, its alternatives apart, and what its filters mean. */
import { chromosomeNamed, isAccession } from '../ngs/build.js';
import type { Notes } from '../ngs/notes.js';
import { shown, type ProblemList } from '../problems.js';
import type { Allele } from './counts.js';
import { infoValue } from './fields.js';

export interface VcfRecord {
  readonly line: number;
  readonly chrom: string;
  readonly pos: number;
  /** Changes of bases; none in a record of the reference alone. */
  readonly alleles: readonly Allele[];
  /** Says that the place is as the reference (`.`, `<NON_REF>`, `<*>`), and of no change anything. */
  readonly reference: boolean;
  /** It has an alternative that is not imported, and that is a change of a few bases: some change is there. */
  readonly unread: boolean;
  /** Bases of the reference that the record names. */
  readonly refLength: number;
  readonly filter: string;
  readonly info: string;
  readonly format: string;
  readonly cells: readonly string[];
}

const fixed = ['CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'] as const;

const basesOnly = /^[ACGTNacgtn]+$/;
/** IUPAC codes of several bases: the reference of GRCh37 has some. */
const ambiguous = /^[ACGTNRYSWKMBDHV]+$/i;
/** Most alleles are one base. */
const isBases = (text: string): boolean => (text.length === 1 ? 'ACGTNacgtn'.includes(text) : basesOnly.test(text));
/** Samtools of old wrote `<X>`. */
const isReference = (alt: string): boolean => alt === '.' || alt === '<NON_REF>' || alt === '<*>' || alt === '' || alt === '<X>';
/** A file names a few chromosomes over and over: the last one need not be looked at again. */
let lastChrom = '';

function isChrom(text: string): boolean {
  if (text === lastChrom) return text !== '';
  if (text === '' || /\s/.test(text)) return false;
  lastChrom = text;
  return true;
}

/** Null after a reported error, or where the record has only alternatives that cannot be imported. */
export function readRecord(text: string, line: number, columns: number, problems: ProblemList, notes: Notes): VcfRecord | null {
  const cells = text.split('\t');
  const fail = (code: string, column: number, message: string): null => {
    problems.error(code, message, { line, column: column + 1, field: fixed[column] ?? null, value: cells[column] ?? null });
    return null;
  };
  if (cells.length < 5) {
    problems.error('not_a_record', `line ${line} is no VCF record: it has ${cells.length} tab-separated cells; remove what stands after the last record, or export the file again`, { line, value: text });
    return null;
  }
  if (cells.length !== columns) {
    problems.error(cells.length < columns ? 'too_few_cells' : 'too_many_cells', `this record has ${cells.length} cells, the header line has ${columns} columns: the line is cut off or cells are parted by something else than tabs`, { line });
    return null;
  }
  const [written, posText, , ref, altText, , filter, info] = cells as [string, string, string, string, string, string, string, string];
  if (!isChrom(written)) return fail('missing_value', 0, 'the chromosome is missing');
  if (!/^\d{1,10}$/.test(posText)) return fail('bad_position', 1, `POS "${shown(posText)}" is not a position; it must be a whole number`);
  if (!isBases(ref) && ambiguous.test(ref)) {
    notes.add('unsupported_allele', line, `a reference with an ambiguous base (${shown(ref)}), not imported`);
    return null;
  }
  if (!isBases(ref)) return fail('bad_allele', 3, `REF "${shown(ref)}" is not a sequence of bases`);
  const alts = altText.includes(',') ? altText.split(',') : [altText];
  const alleles: Allele[] = [];
  let unread = false;
  for (let index = 0; index < alts.length; index++) {
    const alt = alts[index]!;
    if (isBases(alt)) alleles.push({ ref: ref.toUpperCase(), alt: alt.toUpperCase(), index, of: alts.length });
    else if (isReference(alt)) continue;
    else if (ambiguous.test(alt)) {
      unread = true;
      notes.add('unsupported_allele', line, `an alternative with an ambiguous base (${shown(alt)}), not imported`);
    } else if (alt === '*' || /^<[^<>]+>$/.test(alt) || /[[\]]/.test(alt) || /^[ACGTN]+\/[ACGTN]+$/i.test(alt)) {
      const kind = alt === '*' ? 'alternatives "*" (deleted by another record)' : alt.includes('/') ? 'two alternatives with one count (VarScan\'s A/T)' : /^<[^<>]+>$/.test(alt) ? `symbolic alternatives ${shown(alt)}` : 'breakends';
      unread ||= alt.includes('/') || (/^<(?:INS|DEL|DUP|INDEL|DELINS|INV)\b/i.test(alt) && spanned(info, Number(posText)) <= longest);
      notes.add('unsupported_allele', line, `${kind} are not imported`);
    } else return fail('bad_allele', 4, `ALT "${shown(alt)}" is neither a sequence of bases nor a symbolic allele`);
  }
  const chrom = isAccession(written) ? chromosomeNamed(written) : written;
  const reference = alts.every(isReference);
  return alleles.length === 0 && !reference && !unread ? null : { line, chrom, pos: Number(posText), alleles, reference, unread, refLength: ref.length, filter, info, format: cells[8] ?? '', cells };
}

/** A symbolic alternative of more bases is of a structure, not of a codon. */
const longest = 300;

/** Bases behind POS to which a symbolic alternative reaches, as END says it, else SVLEN; 0 where neither does. */
export function spanned(info: string, pos: number): number {
  const [end, length] = [Number(infoValue(info, 'END')), Number(infoValue(info, 'SVLEN')?.split(',')[0])];
  return end >= pos ? end - pos : Number.isFinite(length) ? Math.abs(length) : 0;
}

const passed: readonly string[] = [];

/** The filters that the record or this allele failed; none where it passed. */
export function filtersFailed(r: VcfRecord, allele: Allele): readonly string[] {
  if ((r.filter === 'PASS' || r.filter === '.') && !r.info.includes('AS_FilterStatus')) return passed;
  const site = r.filter === '.' || r.filter === '' || r.filter === 'PASS' ? [] : r.filter.split(';').filter((f) => f !== 'PASS' && f !== '.');
  // Mutect2 judges each alternative for itself; the site passes when any of them does.
  const each = infoValue(r.info, 'AS_FilterStatus')?.split('|');
  const own = each?.length === allele.of ? each[allele.index]!.split(',').map((f) => f.trim()).filter((f) => f !== 'SITE' && f !== 'PASS' && f !== '') : [];
  return [...new Set([...site, ...own])];
}

/** Callers that mark a change as inherited: VarScan by SS (1 germline, 3 LOH), VarDict by STATUS, DRAGEN by GermlineStatus. What the tumour has lost of two alleles (LOH) was inherited. */
export function isGermline(r: VcfRecord): boolean {
  const dragen = infoValue(r.info, 'GermlineStatus');
  return /^[13]$/.test(infoValue(r.info, 'SS') ?? '') || /^(?:Germline|LikelyLOH|StrongLOH)$/.test(infoValue(r.info, 'STATUS') ?? '') || (dragen !== undefined && /^germline/i.test(dragen));
}
