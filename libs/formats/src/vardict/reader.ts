/** VarDict's own table, before var2vcf: no header, the columns by their places. */
import { canonicalGene } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed } from '../ngs/build.js';
import type { Cells } from '../ngs/cells.js';
import { delimitedCells } from '../ngs/delimited.js';
import { share } from '../ngs/call.js';
import type { LeftOut } from '../ngs/origin.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';

/** The first fifteen of 34 to 60 columns are the same in all versions, single and paired. */
const names = ['sample', 'gene', 'chr', 'start', 'end', 'ref', 'alt', 'depth', 'alt_depth', 'ref_forward', 'ref_reverse', 'alt_forward', 'alt_reverse', 'genotype', 'af'];
const fewest = 34;
const longest = 300;

const cellsOf = (line: string): string[] => delimitedCells(line, '\t');
/** What the option -h puts above the rows; the columns keep their places. */
const isHeader = (line: string): boolean => names.slice(0, 7).every((n, i) => cellsOf(line)[i]?.trim().toLowerCase() === n);

function isRow(line: string): boolean {
  const cells = cellsOf(line);
  return cells.length >= fewest && /^\d+$/.test(cells[3]!) && /^\d+$/.test(cells[4]!) && /^[ACGTN<>A-Z0-9-]*$/i.test(cells[5]!) && /^\d+$/.test(cells[7]!) && /^\d+$/.test(cells[8]!) && /^(?:0|1|0?\.\d+|1\.0+|0\.\d+)$/.test(cells[14]!);
}

const vardict: CallTable = {
  id: 'vardict-table',
  what: 'a VarDict table',
  sniff: (head) => head.split(/\r\n|\n|\r/).slice(0, 4).some(isRow),
  split: cellsOf,
  head: (line, state) => {
    if (isRow(line)) return { columns: [...names, ...Array.from({ length: 100 }, (_, i) => `column ${names.length + i + 1}`)], row: true };
    // Test runs put their command line first.
    const build = buildNamed(line);
    if (build !== null) state.builds.push(build);
    return line.trim().includes('\t') && !isHeader(line) ? null : 'skip';
  },
  needed: [],
  read: readRow,
  sequenceAlone: true,
  swappable: 'depth and alternative depth',
};
export const vardictReader = tableReader(vardict);

/**
 * Tables of a pair say of each row what it is in the normal sample, whose counts stand in the 18 columns behind the tumour's: in VarDict's own table, and with the
 * two columns that testsomatic.R puts behind each sample's.
 */
const pairs = [{ status: 'column 50', depth: 'column 26', mutant: 'column 27' }, { status: 'column 54', depth: 'column 28', mutant: 'column 29' }];
const statuses = /^(?:(?:Strong|Likely)(?:Somatic|LOH)|Germline|AFDiff|SampleSpecific|Deletion)$/;

/** Share in the normal sample; null where there is none, or it has no reads. */
function normalOf(row: Cells): { readonly inherited: boolean; readonly share: number | null } {
  const pair = pairs.find((p) => statuses.test(row.text(p.status)));
  if (pair === undefined) return { inherited: false, share: null };
  const [depth, mutant] = [Number(row.text(pair.depth)), Number(row.text(pair.mutant))];
  return { inherited: /^Germline$|LOH$/.test(row.text(pair.status)), share: Number.isSafeInteger(depth) && depth > 0 && mutant >= 0 && mutant <= depth ? share(mutant, depth) : null };
}

function readRow(row: Cells, state: TableState): TableCall | LeftOut | null {
  const [ref, alt] = [row.text('ref'), row.text('alt')];
  const start = row.count('start');
  const [total, mutant] = [row.count('depth'), row.count('alt_depth')];
  const vaf = row.fraction('af');
  if (row.failed) return null;
  if (start === null || total === null || mutant === null) {
    row.error('too_few_cells', 'this line is no row of a VarDict table: position, depth or alternative depth is missing', 'depth');
    return null;
  }
  const place = dashedPlace(row.text('chr'), start, ref, alt);
  // A deletion or duplication without its bases is one of the gene all the same; over more of them it is a structure.
  if (place === null && /^<(?:DEL|DUP|INS|INV)/i.test(alt) && Number(row.text('end')) - start <= longest) return { sample: row.text('sample'), leftOut: 'unnamed', place: null, said: { gene: canonicalGene(row.gene('gene')), transcript: '', hgvsC: '', hgvsP: '', mane: false }, name: null, build: null };
  if (place === null) {
    state.notes.add('unsupported_allele', row.line, /[<>]/.test(alt) ? 'symbolic alternatives are not imported' : 'without a change of bases, not imported');
    return null;
  }
  const normal = normalOf(row);
  // With the normal cells beside it the evaluation sees for itself what is inherited.
  if (normal.inherited && normal.share === null) return { sample: row.text('sample'), leftOut: 'germline', place, said: null, name: null, build: null };
  if (mutant > total) {
    row.error('count_exceeds_total', `${mutant} of ${total} reads is not possible`, 'alt_depth');
    return null;
  }
  return { sample: row.text('sample'), place, said: null, name: null, build: null, counts: total === 0 ? null : { mutant, total, unit: 'reads' }, vaf: total === 0 ? null : vaf, status: total === 0 ? 'not_covered' : null, copyNumber: null, wbcVaf: normal.share, extra: {} };
}
