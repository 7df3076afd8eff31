/** smCounter's table (QIAGEN QIAseq): molecules by their tags. DP counts raw reads and is never mixed with them. */
import { dashedPlace } from '../ngs/alleles.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, hasAll } from '../ngs/delimited.js';
import type { RefusedRow } from '../ngs/refusals.js';
import { tableReader, type CallTable, type TableCall } from '../ngs/table.js';

const columns = ['CHROM', 'POS', 'REF', 'ALT', 'UMT', 'VMT'];
const smCounter: CallTable = {
  id: 'smcounter',
  what: 'an smCounter table',
  sniff: (head) => hasAll(columnNames(head), columns),
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state), row: false }),
  needed: columns.map((c) => [c]),
  read: readRow,
  sequenceAlone: true,
  swappable: 'VMT and UMT',
};
export const smCounterReader = tableReader(smCounter);

function readRow(row: Cells): TableCall | RefusedRow | null {
  const filters = row.text('FILTER').split(/[;,]/).filter((f) => f !== '' && f !== 'PASS');
  if (filters.length > 0) {
    const at = Number(row.text('POS'));
    return { sample: null, refused: filters, place: Number.isSafeInteger(at) ? dashedPlace(row.text('CHROM'), at, row.text('REF'), row.text('ALT')) : null, said: null, build: null, mutant: row.text('VMT') };
  }
  const pos = row.count('POS');
  const [total, mutant] = [row.count('UMT'), row.count('VMT')];
  const place = pos === null ? null : dashedPlace(row.text('CHROM'), pos, row.text('REF'), row.text('ALT'));
  if (row.failed) return null;
  if (place === null || total === null || mutant === null || mutant > total) {
    row.error('bad_value', 'a row needs a change of bases at a position and VMT of UMT molecules, VMT no more than UMT', 'VMT');
    return null;
  }
  return { sample: null, place, said: null, name: null, build: null, counts: total === 0 ? null : { mutant, total, unit: 'molecules' }, vaf: null, status: total === 0 ? 'not_covered' : null, copyNumber: null, wbcVaf: null, extra: {} };
}
