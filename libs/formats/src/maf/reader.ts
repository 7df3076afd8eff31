/** Mutation Annotation Format (TCGA, vcf2maf, cBioPortal): one variant and tumour sample a row. */
import { buildNamed, type Build } from '../ngs/build.js';
import { share, type Counts, type Place } from '../ngs/call.js';
import { dashedPlace } from '../ngs/alleles.js';
import { isManeSelect, type Annotated } from '../ngs/naming.js';
import type { RefusedRow } from '../ngs/refusals.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, isExchange } from '../ngs/delimited.js';
import { originIn, type LeftOut } from '../ngs/origin.js';
import { tableReader, type CallTable, type TableCall } from '../ngs/table.js';
import { canonicalGene } from '@clonewatch/domain';

const sampleColumns = ['Tumor_Sample_Barcode', 'Sample_ID', 'SAMPLE_ID'];
const comment = /^"?#/;
const startColumns = ['Start_Position', 'Start_position'];

function buildIn(text: string): Build | null {
  return /^(?:37|19)$/.test(text) ? 'GRCh37' : text === '38' ? 'GRCh38' : buildNamed(text);
}

export const maf: CallTable = {
  id: 'maf',
  what: 'a MAF',
  sniff: (head) => {
    const names = columnNames(head, comment);
    return names.has('hugo_symbol') && !isExchange(names) && ['tumor_sample_barcode', 'hgvsp_short', 'variant_classification'].some((n) => names.has(n));
  },
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => (comment.test(line) ? 'skip' : { columns: delimitedHead(line, state), row: false }),
  needed: [['Hugo_Symbol'], sampleColumns, ['Chromosome'], startColumns, ['Reference_Allele'], ['Tumor_Seq_Allele2', 'Tumor_Seq_Allele1'], ['t_alt_count', 't_VF', 't_vaf', 'tumor_vaf', 'VAF']],
  read: readRow,
  sampleOf: (row) => row.text(...sampleColumns) || null,
  sequenceAlone: true,
  swappable: 't_alt_count and t_ref_count',
};
export const mafReader = tableReader(maf);

function readRow(row: Cells): TableCall | RefusedRow | LeftOut | null {
  const sample = row.text(...sampleColumns);
  if (sample === '') row.error('missing_value', 'Tumor_Sample_Barcode is empty; every row names its sample', row.nameOf(sampleColumns));
  const filters = row.text('FILTER').split(/[;,]/).filter((f) => f !== '' && f !== 'PASS');
  if (filters.length > 0) {
    return { sample, refused: filters, place: placeOf(row), said: annotated(row), build: buildIn(row.text('NCBI_Build')), mutant: row.text('t_alt_count'), effect: row.text('Variant_Classification') };
  }
  const normal = normalShare(row);
  // LOH: of two inherited alleles the tumour has lost one. With the counts of the normal sample beside it the evaluation sees for itself.
  const status = row.text('Mutation_Status');
  const origin = /^loh$/i.test(status) ? 'germline' : originIn(status);
  if (origin !== null && normal === null) return { sample, leftOut: origin, place: placeOf(row), said: annotated(row), name: null, build: buildIn(row.text('NCBI_Build')) };
  const start = row.count(...startColumns);
  const place = start === null ? null : dashedPlace(row.text('Chromosome'), start, row.text('Reference_Allele'), alleleOf(row));
  if (place === null && !row.failed) row.error('bad_allele', `${row.text('Reference_Allele')} > ${alleleOf(row)} is no change of bases at a position`, 'Reference_Allele');
  const counted = countsOf(row);
  if (row.failed || counted === null || place === null) return null;
  const said = annotated(row);
  return row.failed ? null : {
    sample, place, said, name: null,
    build: buildIn(row.text('NCBI_Build')), counts: counted.counts, vaf: counted.vaf, status: counted.counts === null && counted.vaf === null ? 'not_covered' : null, copyNumber: null, wbcVaf: normal, extra: {},
  };
}

/** Where a row's change is, as far as it says it: nobody is asked to correct what is not imported. */
function placeOf(row: Cells): Place | null {
  const pos = Number(row.text(...startColumns));
  return Number.isSafeInteger(pos) && pos > 0 ? dashedPlace(row.text('Chromosome'), pos, row.text('Reference_Allele'), alleleOf(row)) : null;
}

/** Fraction in the normal sample; null where its counts are not both there: an empty cell says neither 0 nor all. */
function normalShare(row: Cells): number | null {
  const [alt, ref, depth] = [row.count('n_alt_count'), row.count('n_ref_count'), row.count('n_depth')];
  if (alt === null) return null;
  const total = depth ?? (ref === null ? null : ref + alt);
  return total === null || alt > total ? null : share(alt, total);
}

function annotated(row: Cells): Annotated {
  const symbol = row.gene('Hugo_Symbol');
  const gene = symbol === 'Unknown' ? '' : canonicalGene(symbol);
  const transcript = row.text('Transcript_ID');
  return { gene, transcript, hgvsC: row.text('HGVSc'), hgvsP: row.text('HGVSp_Short', 'HGVSp', 'Protein_Change'), mane: isManeSelect(gene, transcript) };
}

/** Allele 2 is the variant; some senders leave it as the reference and put the variant into allele 1. */
function alleleOf(row: Cells): string {
  const [ref, first, second] = [row.text('Reference_Allele'), row.text('Tumor_Seq_Allele1'), row.text('Tumor_Seq_Allele2')];
  return second !== '' && second !== ref ? second : first !== '' && first !== ref ? first : second;
}

function countsOf(row: Cells): { counts: Counts | null; vaf: number | null } | null {
  const [alt, ref, depth] = [row.count('t_alt_count'), row.count('t_ref_count'), row.count('t_depth')];
  const vaf = row.fraction('t_VF', 't_vaf', 'tumor_vaf', 'VAF');
  const total = alt !== null && ref !== null ? alt + ref : depth;
  if (row.failed) return null;
  if (alt === null || total === null) {
    if (vaf === null) row.error('missing_counts', 'neither counts nor a fraction: a row needs t_alt_count with t_ref_count or t_depth, or t_VF', row.nameOf(['t_alt_count', 't_VF']));
    return vaf === null ? null : { counts: null, vaf };
  }
  if (alt > total) {
    row.error('count_exceeds_total', `t_alt_count ${alt} is larger than the depth ${total}`, 't_alt_count');
    return null;
  }
  // Tables of variants that are followed list them all: without reads nothing can be said of one.
  if (total === 0) return { counts: null, vaf: null };
  return { counts: { mutant: alt, total, unit: 'reads' }, vaf };
}
