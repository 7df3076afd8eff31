/** GSvar of the megSAP pipeline (imgag): annotated tumour variants with fraction and depth. */
import { canonicalGene } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed } from '../ngs/build.js';
import { derivedCount, derivedNote } from '../ngs/call.js';
import { isManeSelect, type Annotated } from '../ngs/naming.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, hasAll } from '../ngs/delimited.js';
import type { RefusedRow } from '../ngs/refusals.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';

const gsvar: CallTable = {
  id: 'gsvar',
  what: 'a GSvar file',
  sniff: (head) => isHeader([...columnNames(head, commentLine)]),
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => {
    if (commentLine.test(line)) {
      comment(line.replace(/^"|"[,;\t]*$/g, ''), state);
      return 'skip';
    }
    const columns = delimitedHead(line, state).map(bare);
    return isHeader(columns) ? { columns, row: false } : null;
  },
  needed: [['chr'], ['start'], ['ref'], ['obs'], ['tumor_af', 'tumor_maf'], ['tumor_dp']],
  read: readRow,
  sequenceAlone: true,
  swappable: 'tumor_af and normal_af',
};
/** The program marks its first column with a #. */
const bare = (name: string): string => name.trim().replace(/^#/, '');
const commentLine = /^"?##/;
const isHeader = (names: readonly string[]): boolean => hasAll(new Set(names.map((n) => bare(n).toLowerCase())), ['chr', 'start', 'end', 'ref', 'obs']);
export const gsvarReader = tableReader(gsvar);

function comment(line: string, state: TableState): void {
  const sample = /^##SAMPLE=<ID=([^,>]+).*IsTumor=yes/.exec(line);
  if (sample) state.sample = sample[1]!;
  const build = /^##(?:GENOME_BUILD|REFERENCE|reference)/.test(line) ? buildNamed(line) : null;
  if (build !== null) state.builds.push(build);
}

function readRow(row: Cells, state: TableState): TableCall | RefusedRow | null {
  const filters = row.text('filter').split(/[;,]/).map((f) => f.trim()).filter((f) => f !== '' && f !== 'PASS');
  if (filters.length > 0) {
    const pos = Number(row.text('start'));
    return { sample: state.sample, refused: filters, place: Number.isSafeInteger(pos) && pos > 0 ? dashedPlace(row.text('chr'), pos, row.text('ref'), row.text('obs')) : null, said: annotated(row), build: null, mutant: row.text('tumor_af', 'tumor_maf'), effect: row.text('variant_type').replaceAll(',', '&') };
  }
  const start = row.count('start');
  const place = start === null ? null : dashedPlace(row.text('chr'), start, row.text('ref'), row.text('obs'));
  if (place === null && !row.failed) row.error('bad_allele', `${row.text('ref')} > ${row.text('obs')} is no change of bases at a position`, 'ref');
  const vaf = row.fraction('tumor_af', 'tumor_maf');
  const depth = row.count('tumor_dp');
  if (!row.failed && vaf === null) row.error('missing_counts', 'tumor_af is empty: every row needs the fraction in the tumour sample', 'tumor_af');
  if (row.failed || place === null || vaf === null) return null;
  const counts = depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  return { sample: state.sample, place, said: annotated(row), name: null, build: null, counts, vaf: depth === 0 ? null : vaf, status: depth === 0 ? 'not_covered' : null, copyNumber: null, wbcVaf: row.fraction('normal_af', 'normal_maf'), extra: counts === null ? {} : derivedNote };
}

/** `KRAS:ENST00000311936:missense_variant:MODERATE:exon2/5:c.35G>A:p.Gly12Asp:…`, several parted by commas; RefSeq in a column of its own. */
function annotated(row: Cells): Annotated | null {
  let best: (Annotated & { rank: number }) | null = null;
  for (const entry of [row.text('coding_and_splicing'), row.text('coding_and_splicing_refseq')].flatMap((t) => (t === '' ? [] : t.split(',')))) {
    const cells = entry.split(':');
    const [symbol = '', transcript = '', , , , hgvsC = '', hgvsP = ''] = cells;
    if (!/^[A-Za-z0-9._-]+$/.test(symbol) || !/^(?:ENST|[NX][MR]_)/.test(transcript)) continue;
    const gene = canonicalGene(symbol);
    const mane = isManeSelect(gene, transcript);
    const rank = (mane ? 8 : 0) + (hgvsP.startsWith('p.') ? 4 : 0) + (hgvsC.startsWith('c.') ? 2 : 0);
    if (best === null || rank > best.rank) best = { gene, transcript, hgvsC, hgvsP, mane, rank };
  }
  return best ?? (row.gene('gene') === '' ? null : { gene: canonicalGene(row.text('gene').split(',')[0]!), transcript: '', hgvsC: '', hgvsP: '', mane: false });
}
