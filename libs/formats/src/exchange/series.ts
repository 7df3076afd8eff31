/** `series.csv`: one row is one variant × one specimen × one assay. */
import { callStatuses, countUnits, type CallStatus, type CountUnit, type SeriesRow, type When } from '@clonewatch/domain';
import type { Header } from '../csv/header.js';
import type { Row } from '../csv/row.js';
import type { ProblemList } from '../problems.js';
import { countsAgree } from './counts.js';
import type { ExchangeKind } from './kind.js';
import { Plausibility } from '../ngs/plausible.js';
import { SeriesMemory } from './series-memory.js';
import { variantOf } from './variant.js';

const marks = ['patient_id', 'specimen_id', 'assay', 'variant'] as const;

export const seriesKind: ExchangeKind = {
  id: 'exchange-series',
  // A file that lacks one of its columns is still a series file, and is told which one; a manifest names samples and targets.
  sniff: (columns) => marks.filter((m) => columns.has(m)).length >= 3 && !columns.has('mutant_target') && !(columns.has('sample') && columns.has('role')),
  checkHeader,
  rows: () => {
    const [memory, plausibility] = [new SeriesMemory(), new Plausibility()];
    const parse = (row: Row): SeriesRow | null => {
      const parsed = seriesRow(row);
      if (parsed === null || row.failed) return parsed;
      memory.check(row, parsed);
      plausibility.fraction(fractionOf(parsed), parsed.wbcVafFraction, parsed.line);
      return parsed;
    };
    return Object.assign(parse, { end: (problems: ProblemList) => { plausibility.tell(problems, 'mutant_count and wildtype_count (or total_count minus mutant_count)'); } });
  },
};

/** Of partitions the share of the two positives: near enough to know a median by. */
function fractionOf(r: SeriesRow): number | null {
  if (r.vafFraction !== null || r.mutantCount === null || r.totalCount === null) return r.vafFraction;
  const total = r.countUnit === 'partitions' ? r.mutantCount + (r.wildtypeCount ?? 0) : r.totalCount;
  return total === 0 ? null : r.mutantCount / total;
}

function checkHeader(header: Header, problems: ProblemList): boolean {
  const present = marks.map((name) => header.require(problems, name)).every(Boolean);
  const dated = header.has('collected_on') || header.has('collected_day')
    || header.require(problems, 'collected_on', 'there is neither a column "collected_on" (dates) nor "collected_day" (day numbers, with "anchor")');
  const counted = header.has('vaf') || (header.has('mutant_count') && header.has('total_count'))
    || header.require(problems, header.has('mutant_count') ? 'total_count' : 'mutant_count', 'there are neither the columns "mutant_count" and "total_count" nor a column "vaf"');
  return present && dated && counted;
}

function seriesRow(row: Row): SeriesRow | null {
  const patientId = row.id('patient_id');
  const specimenId = row.id('specimen_id');
  const collected = row.when('collected_on', 'collected_day');
  if (collected === null && !row.failed) row.error('missing_date', 'collected_on', 'the day of the draw is missing; give collected_on (YYYY-MM-DD), or collected_day with anchor');
  const anchor = anchorOf(row, collected);
  const named = variantOf(row, false);
  const counts = countsOf(row, named !== null && named.variant === '');
  const received = laterThan(row, collected, 'received');
  const reported = laterThan(row, collected, 'reported');
  row.fraction('vaf_low');
  row.fraction('vaf_high');
  // One literal, no spreading: this is done for every row of files of millions.
  const parsed: SeriesRow = {
    kind: 'series', line: row.line, supplied: row.supplied(), patientId, specimenId, collected: collected!, anchor, assay: row.required('assay'),
    assayVersion: row.name('assay_version'), gene: named?.gene ?? '', variant: named?.variant ?? '', countUnit: counts.countUnit,
    mutantCount: counts.mutantCount, totalCount: counts.totalCount, wildtypeCount: counts.wildtypeCount, vafFraction: counts.vafFraction,
    status: counts.status, backgroundFraction: row.fraction('background'), lodFraction: row.fraction('lod'),
    inputHge: row.amount('input_hge'), plasmaMl: row.amount('plasma_ml', true), copiesPerMl: row.amount('copies_per_ml'),
    tumourFraction: row.fraction('tumour_fraction'), copyNumber: row.amount('copy_number'), wbcVafFraction: row.fraction('wbc_vaf'),
    specimenType: row.name('specimen_type'), panel: panelOf(row), resultVersion: row.integer('result_version', 1, 2_000_000_000) ?? 1, received, reported,
  };
  return row.failed || named === null || collected === null ? null : parsed;
}

function anchorOf(row: Row, collected: When | null): string | null {
  const anchor = row.name('anchor');
  if (collected?.kind === 'day') {
    if (anchor === '') row.error('missing_anchor', 'anchor', 'collected_day is given without anchor; say what day 0 is (for example "first dose")');
    return anchor;
  }
  if (collected !== null && anchor !== '') row.warn('anchor_not_used', 'anchor', 'anchor is given beside a calendar date and is not used');
  return null;
}

/** A date of the same specimen on the same time scale as the draw. */
function laterThan(row: Row, collected: When | null, what: 'received' | 'reported'): When | null {
  const [on, onDay] = what === 'received' ? ['received_on', 'received_day'] as const : ['reported_on', 'reported_day'] as const;
  const when = row.when(on, onDay);
  if (when === null || collected === null) return when;
  const field = when.kind === 'date' ? on : onDay;
  if (when.kind !== collected.kind) {
    row.error('mixed_time_basis', field, `the draw is given as a ${collected.kind === 'date' ? 'calendar date' : 'day number'}, so ${collected.kind === 'date' ? on : onDay} must be used for this row`);
  } else if (when.kind === 'date' ? when.date < (collected as { date: string }).date : when.day < (collected as { day: number }).day) {
    row.warn('date_order', field, `the result was ${what} before the blood was drawn; check both dates`);
  }
  return when;
}

function panelOf(row: Row): string[] | null {
  const items = row.list('panel');
  return items.length === 0 ? null : items;
}

interface Counts {
  countUnit: CountUnit; mutantCount: number | null; totalCount: number | null; wildtypeCount: number | null; vafFraction: number | null; status: CallStatus | null;
}

function countsOf(row: Row, nothingDetected: boolean): Counts {
  const failedBefore = row.failed;
  row.failed = false;
  const counts: Counts = {
    countUnit: row.oneOf('count_unit', countUnits) ?? 'molecules', mutantCount: row.count('mutant_count'), totalCount: row.count('total_count'),
    wildtypeCount: row.count('wildtype_count'), vafFraction: row.fraction('vaf', 'vaf_out_of_range'), status: row.oneOf('status', callStatuses),
  };
  if (!row.failed) checkCounts(row, counts, nothingDetected);
  row.failed ||= failedBefore;
  return counts;
}

/** An assay may find tumour DNA in a draw as a whole and name no variant: it then says how much. */
const hasAmount = (row: Row): boolean => /[1-9]/.test(row.text('tumour_fraction') + row.text('copies_per_ml'));

function checkCounts(row: Row, c: Counts, nothingDetected: boolean): void {
  const { mutantCount: mutant, totalCount: total, wildtypeCount: wildtype } = c;
  if (total !== null && mutant !== null && mutant > total) row.error('count_exceeds_total', 'mutant_count', `mutant_count ${mutant} is larger than total_count ${total}; check whether the two columns are swapped`);
  if (total !== null && wildtype !== null && wildtype > total) row.error('count_exceeds_total', 'wildtype_count', `wildtype_count ${wildtype} is larger than total_count ${total}`);
  if (nothingDetected && ((mutant ?? 0) > 0 || (c.vafFraction ?? 0) > 0 || (c.status === 'detected' && !hasAmount(row)))) {
    row.error('detection_without_variant', 'variant', 'this row has a detection but names no gene and variant; name them, or empty the counts; of tumour DNA found without a variant give tumour_fraction or copies_per_ml');
  }
  if (nothingDetected || row.failed || c.status === 'not_covered' || c.status === 'failed_qc') return;
  // A laboratory that only says "not detected" has said it: the bound is then its LoD, or open.
  if (c.status === 'not_detected' && mutant === null && c.vafFraction === null) return;
  // Amplifications, fusions and reports without numbers: detected is then all that was said, and all that is stored.
  if (c.status === 'detected' && mutant === null && total === null && c.vafFraction === null) return;
  if (c.vafFraction === null && (mutant === null || total === null)) {
    const field = mutant === null ? 'mutant_count' : 'total_count';
    row.error('missing_counts', field, 'neither counts nor a fraction: give mutant_count and total_count, or vaf; where the laboratory only says that nothing was found, status not_detected');
  } else if (mutant !== null && total === 0) {
    row.error('zero_total', 'total_count', 'total_count is 0: nothing was counted, so nothing can be said; give status not_covered or failed_qc');
  } else if (mutant !== null && total !== null) checkAgainstVaf(row, c, mutant, total);
}

function checkAgainstVaf(row: Row, c: Counts, mutant: number, total: number): void {
  if (c.countUnit === 'partitions') {
    if (c.wildtypeCount === null && c.vafFraction === null) {
      row.error('wildtype_required', 'wildtype_count', 'partitions need wildtype_count beside mutant_count and total_count: without it the fraction cannot be computed; give it, or give vaf');
      return;
    }
    if (mutant === total || c.wildtypeCount === total) {
      row.error('saturated', mutant === total ? 'mutant_count' : 'wildtype_count', 'every partition is positive: the sample was too concentrated to be counted; dilute and repeat, or give status failed_qc');
      return;
    }
  }
  if (c.vafFraction !== null && !countsAgree(c.countUnit, mutant, total, c.wildtypeCount, c.vafFraction)) {
    row.error('vaf_disagrees_with_counts', 'vaf', `vaf ${row.text('vaf')} does not fit ${mutant} of ${total} ${c.countUnit}; check whether vaf is a fraction (not a percentage) and the counts belong to this variant`);
  }
  if (c.status === 'detected' && mutant === 0) row.warn('status_disagrees_with_counts', 'status', 'status is detected but mutant_count is 0; the counts decide');
}
