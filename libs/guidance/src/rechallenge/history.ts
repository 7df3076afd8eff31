/** What the record says of the earlier anti-EGFR treatment, the lines since, progression and tissue, as known on the day. */
import { daysPerMonth, variantLabel, type Response, type TreatmentLine } from '@clonewatch/domain';
import { progressionsSeen, tissueDays } from '../known.js';
import { exposuresTo, type Exposure } from '../phases.js';
import type { Snapshot } from '../snapshot.js';
import { changesOneOf, type RequiredCodon } from './criteria.data.js';

export interface History {
  /** Stretches on anti-EGFR drugs, oldest first; at least one. */
  readonly exposures: readonly Exposure[];
  readonly last: Exposure;
  /** Day from which intervals count: the planned first dose where known, else the day of the evaluation. */
  readonly reference: number;
  /** Months from the last dose to the reference; null while on the drug, or where day numbers only order the draws. */
  readonly freeMonths: number | null;
  readonly best: Response | null;
  /** Lines without anti-EGFR begun since the last dose; null among them: what they were is not recorded. */
  readonly between: readonly TreatmentLine[];
  /** Day of the last progression known: imaging, a clinical note, or the stop of a line for progression. `exact` false: it lay on or before that day. */
  readonly progression: { readonly day: number; readonly exact: boolean } | null;
  /** Keys of variants that tissue showed, with the day of the newest result of each. */
  readonly tissue: ReadonlyMap<string, number>;
}

const antiEgfr = { classes: ['anti_egfr'] as const, agents: [] };
const order: readonly Response[] = ['CR', 'PR', 'SD', 'PD', 'NE'];

/** Best response over the lines of one exposure; null unless a response settles it. */
export function bestOf(lines: readonly TreatmentLine[]): Response | null {
  const best = order.find((r) => lines.some((l) => l.bestResponse === r)) ?? null;
  // A line whose response is not recorded may have been the better one.
  return best === 'CR' || best === 'PR' || lines.every((l) => l.bestResponse !== null) ? best : null;
}

function progressionOf(snap: Snapshot): History['progression'] {
  const seen = progressionsSeen(snap.record).filter((a) => a.day <= snap.day).map((a) => ({ day: a.day, exact: true }));
  const stops = snap.lines.filter((l) => l.stopDay !== null && l.stopReason === 'progression' && !seen.some((p) => p.day >= l.startDay && p.day <= l.stopDay!)).map((l) => ({ day: l.stopDay!, exact: false }));
  return [...seen, ...stops].reduce<History['progression']>((a, b) => (a === null || b.day > a.day ? b : a), null);
}

/** Null: no anti-EGFR line has begun, so the question does not arise. */
export function historyOf(snap: Snapshot, plannedDay: number | null): History | null {
  const exposures = exposuresTo(antiEgfr, snap.lines);
  const last = exposures.at(-1);
  if (!last) return null;
  const reference = plannedDay ?? snap.day;
  const since = last.stopDay;
  return {
    exposures, last, reference, best: bestOf(last.lines), progression: progressionOf(snap), tissue: tissueDays(snap.record, snap.day),
    freeMonths: since === null || snap.drawOrder ? null : (reference - since) / daysPerMonth,
    between: since === null ? [] : snap.lines.filter((l) => l.startDay >= since && !l.therapyClasses.includes('anti_egfr')),
  };
}

/** Months on the drugs of an exposure; null while it runs, or without days. */
export function monthsOn(e: Exposure, drawOrder: boolean): number | null {
  return e.stopDay === null || drawOrder ? null : (e.stopDay - e.startDay) / daysPerMonth;
}

/** A change at one of these codons known from tumour tissue, that of the first codon asked for; a mutation of RAS whose codon nobody recorded is one of them. */
export function tissueHas(h: History, codons: readonly RequiredCodon[]): { readonly label: string; readonly day: number } | null {
  for (const c of codons) {
    for (const [key, day] of h.tissue) {
      const [gene = '', variant = ''] = key.split(' ');
      if (changesOneOf([c], gene, variant)) return { label: variantLabel(gene, variant), day };
      if (c.gene === gene && variant === '' && gene.endsWith('RAS')) return { label: `${gene} mutation`, day };
    }
  }
  return null;
}
