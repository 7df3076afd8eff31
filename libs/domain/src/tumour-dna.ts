/**
 * What an assay says of a draw as a whole: tumour DNA detected, not detected, or not evaluable, over all the variants it follows and none of them by name
 * (tumour-informed assays, methylation assays). In the exchange format: a row with empty gene and variant, without a panel.
 */
import type { Measurement } from './record.js';

export interface TumourDna {
  readonly assay: string;
  readonly state: 'detected' | 'not_detected' | 'not_evaluable';
  /** As the laboratory gives it, 0–1; null where it gives none. */
  readonly tumourFraction: number | null;
  /** Mean tumour molecules per mL of plasma. */
  readonly moleculesPerMl: number | null;
  /** Limit of detection of the assay, a tumour fraction 0–1. */
  readonly lod: number | null;
}

const wholeDraw = (m: Measurement): boolean => m.gene === '' && m.variant === '';

/** Is it a detection in the draw as a whole? It says of no single variant that it is there, or is not. */
export function detectsInWhole(m: Measurement): boolean {
  return wholeDraw(m) && m.reportedStatus === 'detected';
}

/** Does this row leave every variant unread, whatever panel stands beside it? */
export function readsNothing(m: Measurement): boolean {
  return m.reportedStatus === 'failed_qc' || m.reportedStatus === 'not_covered' || detectsInWhole(m);
}

/**
 * The statements among the rows of one draw, in their order. "Not detected" and "not evaluable" count as statements about the draw only where an assay has said "detected" or "not
 * detected" of the draw in words: a panel's empty row, or a row that failed, is about the panel.
 */
export function tumourDnaIn(rows: readonly Measurement[]): readonly TumourDna[] {
  return rows.flatMap((m): TumourDna[] => {
    if (!wholeDraw(m) || m.panel !== null || m.reportedStatus === null || m.reportedStatus === 'not_covered') return [];
    const state = m.reportedStatus === 'failed_qc' ? 'not_evaluable' as const : m.reportedStatus;
    return [{ assay: `${m.assay} ${m.assayVersion}`.trim(), state, tumourFraction: m.tumourFraction, moleculesPerMl: m.copiesPerMl, lod: m.lodFraction }];
  });
}
