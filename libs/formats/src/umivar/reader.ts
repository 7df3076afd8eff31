/** umiVar's counts of the variants that are followed in a patient: molecules with and without each of them, also where there are none. */
import { dashedPlace } from '../ngs/alleles.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, hasAll } from '../ngs/delimited.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';

const columns = ['chr', 'pos', 'REF', 'ALT', 'm_REF_1-fold', 'm_ALT_1-fold'];
const umivar: CallTable = {
  id: 'umivar-counts',
  what: 'a umiVar table of monitoring counts',
  sniff: (head) => hasAll(columnNames(head), columns),
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state), row: false }),
  needed: columns.map((c) => [c]),
  read: readRow,
  sequenceAlone: true,
  swappable: 'm_REF and m_ALT',
};
export const umivarReader = tableReader(umivar);

/** 1-fold: every molecule, also those read once; the files of higher folds are subsets of it. */
function readRow(row: Cells, state: TableState): TableCall | null {
  const pos = row.count('pos');
  const [ref, alt, other] = [row.count('m_REF_1-fold'), row.count('m_ALT_1-fold'), row.count('m_OTHER_1-fold')];
  const place = pos === null ? null : dashedPlace(row.text('chr'), pos, row.text('REF'), row.text('ALT'));
  if (row.failed) return null;
  // Neither was counted in this sample (NA): nobody looked there.
  const uncounted = ref === null && alt === null;
  if (uncounted) state.notes.add('no_counts', row.line, 'without counts in this sample (NA): stored as not covered, which is not the same as not detected');
  if (place === null || (!uncounted && (ref === null || alt === null))) {
    row.error('bad_value', 'a row needs a change of bases at a position, m_REF_1-fold and m_ALT_1-fold', 'm_ALT_1-fold');
    return null;
  }
  const total = (ref ?? 0) + (alt ?? 0) + (other ?? 0);
  const counts = uncounted || total === 0 ? null : { mutant: alt!, total, unit: 'molecules' as const };
  return { sample: null, place, said: null, name: null, build: null, counts, vaf: null, status: counts === null ? 'not_covered' : null, copyNumber: null, wbcVaf: null, extra: {} };
}
