/** smCounter's table (QIAGEN QIAseq): molecules by their tags. DP counts raw reads and is never mixed with them. */
import { dashedPlace } from '../ngs/alleles.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, hasAll } from '../ngs/delimited.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';

const columns = ['CHROM', 'POS', 'REF', 'ALT', 'UMT', 'VMT'];
const smCounter: CallTable = {
  id: 'smcounter',
  what: 'an smCounter table',
  sniff: (head) => hasAll(columnNames(head), columns),
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state), row: false }),
  needed: columns.map((c) => [c]),
  read: readRow,
  swappable: 'VMT and UMT',
};
export const smCounterReader = tableReader(smCounter);

function readRow(row: Cells, state: TableState): TableCall | null {
  const filters = row.text('FILTER').split(/[;,]/).filter((f) => f !== '' && f !== 'PASS');
  if (filters.length > 0) {
    state.notes.add('filtered_not_imported', row.line, `filtered by the caller (${filters.sort().join(', ')}) and not imported`);
    return null;
  }
  const pos = row.count('POS');
  const [total, mutant] = [row.count('UMT'), row.count('VMT')];
  const place = pos === null ? null : dashedPlace(row.text('CHROM'), pos, row.text('REF'), row.text('ALT'));
  if (row.failed) return null;
  if (place === null || total === null || mutant === null || total === 0 || mutant > total) {
    row.error('bad_value', 'a row needs a change of bases at a position and VMT of UMT molecules, VMT no more than UMT', 'VMT');
    return null;
  }
  return { sample: null, place, said: null, name: null, build: null, counts: { mutant, total, unit: 'molecules' }, vaf: null, status: null, copyNumber: null, wbcVaf: null, extra: {} };
}
