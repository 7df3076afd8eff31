/**
 * Archer/Invitae PCM MRD: one row a sample, all the patient's followed variants summed. Present, absent or insufficient, with the mean fraction
 * of the deep alternate observations (DAO) in the deduplicated depth (DDP). A fraction of tumour DNA in the sample, and no variant's own.
 */
import type { WholeSample } from '../ngs/call.js';
import { shown } from '../problems.js';
import type { Cells } from '../ngs/cells.js';
import { columnNames, delimitedCells, delimitedHead, isExchange, sampleNamed } from '../ngs/delimited.js';
import { tableReader, type CallTable, type TableState } from '../ngs/table.js';

/** `MRD-…_Result`, with a part of the laboratory's own. Two such columns are told as one column twice: which of them holds is not guessed. */
const result = 'MRD-*_Result';
const isResult = (name: string): boolean => /^MRD(?:-.+)?_Result$/i.test(name.trim());
const fraction = 'Mean_Observed_DAF';
const qcColumns = ['QC', 'QC_Result', 'QC_Status', 'MRD_QC'];
const pColumns = ['p-value', 'p_value', 'p.value', 'pvalue', 'p value'];
const measures = [fraction, 'Observed_DAOs', 'Sum_DDP', 'Expected_DAOs', ...pColumns];

const archer: CallTable = {
  id: 'archer-mrd',
  what: 'an Archer MRD table',
  sniff: (head) => {
    const names = columnNames(head);
    return !isExchange(names) && ([...names].some(isResult) || names.has('observed_daos')) && [fraction, 'Observed_DAOs', 'Sum_DDP'].some((n) => names.has(n.toLowerCase()));
  },
  split: (line, state) => delimitedCells(line, state.delimiter),
  head: (line, state) => ({ columns: delimitedHead(line, state).map((n) => (isResult(n) ? result : n)), row: false }),
  needed: [[result], [fraction], ['Observed_DAOs'], ['Sum_DDP']],
  read: readRow,
  sampleOf: sampleNamed,
  swappable: 'Observed_DAOs and Sum_DDP',
};
export const archerReader = tableReader(archer);

type Verdict = 'PRESENT' | 'ABSENT' | 'INSUFFICIENT';

/** What the row says of the sample; null after a reported fault, '' where it says nothing. QNS: quantity not sufficient, a failure and no negative. */
function verdictOf(row: Cells): Verdict | '' | null {
  const text = row.text(result).toUpperCase();
  const qc = row.text(...qcColumns);
  const failed = /^(?:fail(?:ed)?|qns|insufficient)$/i.test(qc);
  if (qc !== '' && !failed && !/^(?:pass(?:ed)?|ok)$/i.test(qc)) row.error('bad_value', `the quality control "${shown(qc)}" is neither PASS nor FAIL`, row.nameOf(qcColumns));
  else if (text !== '' && !/^(?:PRESENT|ABSENT|INSUFFICIENT|QNS)$/.test(text)) row.error('bad_value', `the result "${shown(text)}" is none of PRESENT, ABSENT, INSUFFICIENT and QNS`, result);
  else if (failed || text === 'QNS') return 'INSUFFICIENT';
  else if (text === '' && row.text(...measures) !== '') row.error('missing_value', 'the row has numbers and no result; it says PRESENT, ABSENT or INSUFFICIENT', result);
  else return text as Verdict | '';
  return null;
}

function readRow(row: Cells, state: TableState): WholeSample | null {
  const verdict = verdictOf(row);
  const [daf, seen, depth] = [row.fraction(fraction), row.count('Observed_DAOs'), row.count('Sum_DDP')];
  row.amount('Expected_DAOs');
  const p = row.amount(...pColumns);
  if (p !== null && p > 1) row.error('number_out_of_range', `the p-value is ${p}; it must be between 0 and 1`, row.nameOf(pColumns));
  if (verdict === null || row.failed) return null;
  if (verdict === '') {
    state.notes.add('no_result', row.line, 'without a result; nothing is stored, for a missing result is no negative one');
    return null;
  }
  if (seen !== null && depth !== null && seen > depth) row.error('count_exceeds_total', `Observed_DAOs ${seen} is larger than Sum_DDP ${depth}; check whether the two columns are swapped`, 'Observed_DAOs');
  if (verdict === 'PRESENT' && daf === null) row.error('missing_value', 'the result is PRESENT and the mean fraction is missing', fraction);
  else if (verdict === 'PRESENT' && (daf === 0 || seen === 0 || depth === 0)) row.error('conflicting_values', 'the result is PRESENT, and the fraction, the observations or the depth are 0', daf === 0 ? fraction : seen === 0 ? 'Observed_DAOs' : 'Sum_DDP');
  if (row.failed) return null;
  const kept: [string, string][] = [['mrd_result', row.text(result)], ['mrd_qc', row.text(...qcColumns)], ['mean_observed_daf', row.text(fraction)], ['observed_daos', row.text('Observed_DAOs')], ['sum_ddp', row.text('Sum_DDP')],
    ['expected_daos', row.text('Expected_DAOs')], ['mrd_p_value', row.text(...pColumns)], ['date_of_collection', row.text('Date of Collection', 'Date_of_Collection')]];
  return {
    sample: sampleNamed(row),
    whole: { status: statusOf(verdict, depth), tumourFraction: verdict === 'PRESENT' ? daf : null, copiesPerMl: null, extra: Object.fromEntries(kept.filter(([, v]) => v !== '')) },
  };
}

/** What is seen in a sample called ABSENT is the assay's noise and no fraction; without any depth there was nothing to see it in. */
function statusOf(verdict: Verdict, depth: number | null): WholeSample['whole']['status'] {
  if (verdict === 'INSUFFICIENT') return 'failed_qc';
  if (verdict === 'PRESENT') return 'detected';
  return depth === 0 ? 'not_covered' : 'not_detected';
}
