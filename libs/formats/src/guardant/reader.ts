/** Plasma reports as tables (Guardant360 and its like): gene, alteration, percentage of cell-free DNA; amplifications by copy number; "None" for a clean draw. */
import type { NothingFound } from '../ngs/call.js';
import { canonicalGene, canonicalVariant } from '@clonewatch/domain';
import { shown } from '../problems.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, isExchange, sampleNamed } from '../ngs/delimited.js';
import { fusionOf } from '../ngs/fusion.js';
import { originIn, type LeftOut } from '../ngs/origin.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';
import type { Name } from '../ngs/naming.js';

const alterationColumns = ['Alteration', 'Variant', 'Mutation', 'Amino Acid Change'];
/** Columns whose name says that they are percentages. A column without its unit is not guessed at: 0.9 may be 0.9 % or 90 %. */
const percentColumns = ['ctDNA', 'ctDNA (%)', '% ctDNA', 'cfDNA (%)', '% cfDNA', 'VAF (%)', 'VAF(%)', 'VAF%', 'VAF %', '%VAF', 'VAF_percent', 'MAF (%)', 'Percentage', 'Mutant Allele Percentage', 'Allele Fraction (%)', '% cfDNA or Amplification'];
/** Columns whose name says neither: only the laboratory's profile can. */
const bareColumns = ['VAF', 'MAF', 'Allele Fraction', 'Allele Frequency', 'Variant Allele Fraction', 'Variant Allele Frequency'];
const originColumns = ['Origin', 'Variant Origin', 'Mutation Origin', 'Somatic/Germline', 'Germline/Somatic', 'Somatic or Germline', 'Somatic Status'];
/** What stands in the column of percentages of an amplification: how many copies in words ("Medium (++)", "+++"), which is no fraction. */
const levelOfCopies = /^(?:(?:low|medium|high)\s*)?\(?\+{1,3}\)?(?:\s*amplification)?$|^(?:low|medium|high)$/i;
/** In the place of a percentage: looked for, and not found. */
const notThere = /^(?:nd|n\.d\.|not[ _-]?(?:detected|found)|undetected|negative|absent)$/i;
const copyColumns = ['Copy.Number', 'Copy Number', 'CopyNumber', 'Copy_Number', 'CN'];

const guardant: CallTable = {
  id: 'plasma-table',
  what: 'a table of plasma results',
  sniff: (head) => {
    const names = columnNames(head);
    const has = (list: readonly string[]): boolean => list.some((n) => names.has(n.toLowerCase()));
    return !isExchange(names) && names.has('gene') && ((names.has('alteration') && (has(percentColumns) || has(copyColumns) || has(bareColumns))) || (has(alterationColumns) && has(percentColumns)));
  },
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state), row: false }),
  needed: [['Gene'], alterationColumns, [...percentColumns, ...bareColumns]],
  read: readRow,
  sampleOf: sampleNamed,
  repeats: true,
  swappable: 'the percentage and another column',
};
export const guardantReader = tableReader(guardant);

/** The fraction, in the unit that the column's name says, else the laboratory's profile. */
function fractionOf(row: Cells, { unit }: TableState): number | null {
  const said = row.text(...percentColumns, ...bareColumns);
  if (/^[<>≤≥]/.test(said)) {
    // One laboratory lists so what it found below its range, another what it did not find.
    row.error('vaf_bound_only', `"${shown(said)}" is a bound and no number, and the table does not say whether the variant was detected; give the number, or leave out the row of a variant that was not detected`, row.nameOf([...percentColumns, ...bareColumns]));
    return null;
  }
  const bare = row.text(...bareColumns);
  if (bare === '' || row.text(...percentColumns) !== '') return row.percent(...percentColumns);
  if (unit === 'percent' || bare.endsWith('%')) return row.percent(...bareColumns);
  if (unit === 'fraction') return row.fraction(...bareColumns);
  const name = row.nameOf(bareColumns);
  row.error('vaf_unit_missing', `column "${name}" does not say whether ${shown(bare)} is per cent or a fraction; say vaf_unit (percent or fraction) in the manifest, or once in the profile of this assay, or write "${name} (%)"`, name);
  return null;
}

function readRow(row: Cells, state: TableState): TableCall | LeftOut | NothingFound | null {
  const sample = sampleNamed(row);
  const [gene, written] = [canonicalGene(row.gene('Gene')), row.text(...alterationColumns)];
  // The origin has a column of its own, or stands behind the alteration: "T790M (germline)".
  const [, bare = written, behind = ''] = /^(.*\S)\s*[([]([^()[\]]+)[)\]]$/.exec(written) ?? [];
  const origin = originIn(row.text(...originColumns)) ?? originIn(behind);
  const text = originIn(behind) === null ? written : bare;
  if (/^(?:none(?: (?:detected|found|identified))?|no (?:somatic |reportable |genomic )*(?:alterations?|variants?|mutations?)(?: (?:was|were))?(?: (?:detected|found|identified))?|not detected|nd|negative)$/i.test(text === '' ? gene : text) || (/^none$/i.test(gene) && text === '')) return { nothingFor: sample };
  if (gene === '' || text === '') {
    row.error('missing_value', gene === '' ? 'the gene is missing; a draw in which nothing was found says "None"' : 'the alteration is missing; a draw in which nothing was found says "None"', gene === '' ? 'Gene' : row.nameOf(alterationColumns));
    return null;
  }
  const name = alteration(gene, text);
  if (origin !== null) return { sample, leftOut: origin, place: null, said: { gene, transcript: '', hgvsC: '', hgvsP: '', mane: false }, name, build: null };
  if (name === null) row.error('bad_variant', `"${shown(text)}" is not understood as a variant; write the protein change (p.G12D), amplification, loss or fusion:PARTNER`, row.nameOf(alterationColumns));
  const copies = row.amount(...copyColumns);
  const level = row.text(...percentColumns, ...bareColumns);
  const inWords = name?.variant === 'amplification' && levelOfCopies.test(level);
  // A table of the changes that were looked for says of each whether it was there.
  const absent = notThere.test(level);
  const vaf = inWords || absent ? null : fractionOf(row, state);
  if (row.failed || name === null) return null;
  const countless = name.variant === 'amplification' || name.variant === 'loss' || name.variant.startsWith('fusion:');
  if (vaf === null && !countless && !absent) {
    row.error('missing_counts', `${shown(gene)} ${shown(text)} has no percentage`, row.nameOf(percentColumns));
    return null;
  }
  // For an amplification the column holds a 0 that is no fraction.
  const fraction = countless && (vaf === 0 || name.variant === 'amplification') ? null : vaf;
  return {
    sample, place: null, said: null, name, build: null, counts: null, vaf: fraction, status: absent ? 'not_detected' : countless ? 'detected' : null, copyNumber: name.variant === 'amplification' || name.variant === 'loss' ? copies : null,
    wbcVaf: null, extra: { alteration: text, ...(inWords ? { copy_level: level } : {}) },
  };
}

/** Null for what is not understood. */
function alteration(gene: string, text: string): Name | null {
  // HGVS has p.? for an effect on the protein that is not said: a splice-site change is reported without one.
  const skipped = canonicalVariant(text);
  if (skipped !== null && /^exon \d+ skipping$/.test(skipped)) return { gene, variant: skipped };
  // Likewise one of the promoter of which only that is said.
  if (/splice|exon\s*\d+\s*skipping|^promoter(?:\s+(?:snv|variant|mutation|alteration))?$/i.test(text)) return { gene, variant: 'p.?' };
  const fusion = /^(?:([A-Za-z0-9]+)\s*(?:-{1,2}|:{1,2}|–|\/)\s*([A-Za-z0-9]+)\s*)?(?:([A-Za-z0-9]+)\s+)?(?:fusion|rearrangement)$/i.exec(text);
  // `EML4::ALK` and the like need no word beside them where the gene of the row is one of the two.
  const [, first, second] = /^([A-Za-z0-9]+)\s*(?:-{1,2}|::|–|\/)\s*([A-Za-z0-9]+)$/.exec(text) ?? [];
  const pair = first !== undefined && canonicalVariant(text) === null && [first, second!].map(canonicalGene).includes(gene);
  if (fusion || pair) {
    const partner = (pair ? [first, second!] : [fusion![1], fusion![2], fusion![3]].filter((g) => g !== undefined)).map(canonicalGene).find((g) => g !== gene) ?? 'unknown';
    return fusionOf(gene, partner) ?? { gene, variant: `fusion:${partner.toUpperCase()}` };
  }
  const variant = canonicalVariant(text.replace(/^promoter\s+/i, '').replace(/^-(?=\d+[ACGT]>[ACGT]$)/, 'c.-').replace(/\s*\(?synonymous\)?$/i, ''));
  return variant === null ? null : { gene, variant };
}
