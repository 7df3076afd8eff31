/** The words of the product. Short, exact, calm; none promises absence. */
import { variantLabel } from '@clonewatch/domain';
import type { HealthReason, Job, PatientSummary, WireAlertFinding } from '@clonewatch/contracts';

export const nosologyWord: Readonly<Record<NonNullable<PatientSummary['nosology']>, string>> = {
  mcrc_ras_braf_wt: 'mCRC, RAS/BRAF unmutated in tissue', mcrc_braf_v600e: 'mCRC, BRAF V600E', melanoma_braf_v600: 'Melanoma, BRAF V600', nsclc_egfr: 'NSCLC, EGFR',
  thyroid_rair_braf: 'Thyroid, RAIR, BRAF', rcc: 'Renal cell', hcc_lenvatinib: 'HCC, lenvatinib', breast_hrpos_her2neg: 'Breast, HR+ HER2−',
};
/** For the work list, where the column is narrow. */
export const nosologyShort: typeof nosologyWord = { ...nosologyWord, mcrc_ras_braf_wt: 'mCRC, RAS/BRAF unmut.' };

export const informativeWord = { informative: 'Informative', limited: 'Limited', not_informative: 'Not informative' } as const;
export const statusWord = { detected: 'Detected', not_detected: 'Not detected', not_covered: 'Not covered', failed_qc: 'Failed QC' } as const;
export const severityWord = { act: 'Act', review: 'Review', note: 'Note' } as const;
export const alertStateWord = {
  open: 'Open', acknowledged: 'Acknowledged', in_review: 'In review', snoozed: 'Snoozed', closed: 'Closed', retracted: 'Retracted',
} as const;
export const phaseWord = { baseline: 'at baseline', on: 'on drug', off: 'off drug', rechallenge: 'on rechallenge' } as const;

const kindPhrase: Readonly<Record<WireAlertFinding['kind'], string>> = {
  resistance_detected: '{v} detected', resistance_at_baseline: '{v} at baseline', resistance_emerging: '{v} rising', resistance_persisting: '{v} persisting',
  resistance_regrowth: '{v} regrowing', resistance_below_bound: '{v} below its bound', therapy_conflict: 'Therapy conflict: {v}', burden_rising: 'Tumour burden rising',
  progression_unexplained: 'Progression not explained', molecular_response: 'Molecular response', ctdna_not_detected: 'ctDNA not detected',
  rechallenge_criteria_met: 'Rechallenge criteria met', rechallenge_criteria_lost: 'Rechallenge criteria lost', target_found: '{v}: possible target',
  not_informative: 'Draw not informative', origin_unresolved: '{v}: origin unresolved', coverage_gap: 'A required codon was not tested', sample_suspect: 'Sample suspect',
  confirmation_overdue: '{v}: confirmation overdue', draw_overdue: 'Draw overdue', result_late: 'Result late',
};

/** A rule without its variant: `Resistance emerging`. */
export function ruleWord(kind: WireAlertFinding['kind']): string {
  const words = kind.replaceAll('_', ' ').replace('ctdna', 'ctDNA');
  return words.startsWith('ctDNA') ? words : `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

type Said = Pick<WireAlertFinding, 'kind' | 'grade' | 'gene' | 'variant'>;

/** `KRAS p.G12D rising`. */
export function alertPhrase(a: Said): string {
  if (a.kind === 'resistance_emerging' && a.variant === null) return `Several resistance variants rising together${a.grade === 'confirmed' ? ', confirmed' : ''}`;
  const v = a.variant === null ? 'Variant' : variantLabel(a.gene ?? '', a.variant);
  if (a.kind === 'resistance_emerging' && a.grade === 'confirmed') return `${v} rise confirmed`;
  return kindPhrase[a.kind].replace('{v}', v);
}

export const evaluationStateWord = {
  current: null, pending: 'Newer data are being computed; what is shown is from before.', failed: 'The last evaluation did not complete. What is shown may be out of date.',
  none: 'Not computed yet.',
} as const;

/** Why health is not `ok`: what it means for the reader, and what helps. */
export const healthWord: Readonly<Record<HealthReason, { what: string; help: string }>> = {
  no_worker: { what: 'No worker is running: files are received, nothing is computed.', help: 'Start a worker; what waits is then done by itself.' },
  queue_unreachable: { what: 'A worker cannot reach its queue: files are received, results are late.', help: 'Start the queue’s Redis again; nothing is lost meanwhile.' },
  jobs_waiting: { what: 'Jobs have been waiting for more than two minutes: results are late.', help: 'Look whether a worker is busy with a large import, or start one more.' },
  jobs_failed: { what: 'Jobs failed for good, in this site or another: what they should have computed is missing.', help: 'Read the reason below and try them again.' },
  database_unreachable: { what: 'The database does not answer.', help: 'Look whether PostgreSQL runs and has room.' },
};
export const jobWord: Readonly<Record<Job['job'], string>> = { 'import.store': 'Storing a file', 'patient.evaluate': 'Evaluating a patient' };
export const queueWord = { postgresql: 'PostgreSQL', redis: 'Redis' } as const;
