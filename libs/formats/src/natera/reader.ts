/** Natera (Signatera) as studies keep it: one row a draw, the mean fraction over the followed variants (0–1) and their mean molecules per mL of plasma; 0 is not detected. */
import type { WholeSample } from '../ngs/call.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, isExchange, sampleNamed } from '../ngs/delimited.js';
import { tableReader, type CallTable, type TableState } from '../ngs/table.js';

const [fraction, molecules] = ['MEAN_VAF', 'MEAN_MOLEC'];

const natera: CallTable = {
  id: 'natera-mrd',
  what: 'a Natera table',
  sniff: (head) => {
    const names = columnNames(head);
    return !isExchange(names) && !names.has('gene') && names.has('mean_molec');
  },
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state), row: false }),
  needed: [[fraction], [molecules]],
  read: readRow,
  sampleOf: sampleNamed,
  swappable: 'MEAN_VAF and MEAN_MOLEC',
};
export const nateraReader = tableReader(natera);

function readRow(row: Cells, state: TableState): WholeSample | null {
  const sample = sampleNamed(row);
  const texts = [row.text(fraction), row.text(molecules)] as const;
  const extra = Object.fromEntries(([['mean_vaf', texts[0]], ['mean_molec', texts[1]]] as const).filter(([, v]) => v !== ''));
  // Quantity not sufficient: a failure and no negative.
  if (texts.some((t) => /^(?:qns|insufficient|fail(?:ed)?)$/i.test(t))) {
    if (texts.some((t) => /\d/.test(t))) row.error('conflicting_values', 'the row has a number and says that the sample failed', fraction);
    return row.failed ? null : { sample, whole: { status: 'failed_qc', tumourFraction: null, copiesPerMl: null, extra } };
  }
  const [vaf, perMl] = [row.fraction(fraction), row.amount(molecules)];
  if (row.failed) return null;
  if (vaf === null && perMl === null) {
    state.notes.add('no_result', row.line, 'without a result; nothing is stored, for a missing result is no negative one');
    return null;
  }
  if (vaf === null) row.error('missing_value', 'the molecules per mL are given and the mean fraction is missing', fraction);
  else if (perMl !== null && (vaf === 0) !== (perMl === 0)) row.error('conflicting_values', 'one of MEAN_VAF and MEAN_MOLEC is 0 and the other is not: detected or not detected, not both', fraction);
  if (row.failed) return null;
  const found = vaf !== 0;
  return { sample, whole: { status: found ? 'detected' : 'not_detected', tumourFraction: found ? vaf : null, copiesPerMl: found ? perMl : null, extra } };
}
