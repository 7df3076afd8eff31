/** Which rows of a sample × target count: the merged row where there is one, else its single wells; never both. */
import { named, shown } from '../problems.js';
import type { Instrument, WellRow } from './well.js';

export type ByTarget = ReadonlyMap<string, readonly WellRow[]>;

/** Rows to be added up. Contradictions between merged and single wells are reported. */
export function unitsOf(rows: readonly WellRow[]): WellRow[] {
  const merged = rows.filter((r) => r.members !== null);
  checkMerged(rows);
  if (merged.length === 0) return unique(rows);
  const taken = new Map<string, WellRow>();
  for (const m of merged) {
    for (const well of m.members!) {
      const before = taken.get(well);
      if (before !== undefined) m.row.error('merged_wells_overlap', 'MergedWells', `well ${well} is a member of ${m.well} and of ${before.well} (line ${before.line}); it would be counted twice`);
      taken.set(well, m);
    }
  }
  if (merged.every((m) => m.members!.length > 0)) warnLeftOut(rows, merged, taken);
  return merged;
}

function warnLeftOut(rows: readonly WellRow[], merged: readonly WellRow[], taken: ReadonlyMap<string, WellRow>): void {
  for (const r of rows) {
    if (r.members !== null || taken.has(r.well) || r.droplets === null) continue;
    r.row.warn('well_left_out', 'Well', `well ${r.well} of sample ${shown(r.sample)} is not part of the merged row ${named(merged.map((m) => m.well))} and is not counted`);
  }
}

function unique(rows: readonly WellRow[]): WellRow[] {
  const wells = new Map<string, WellRow>();
  for (const r of rows) {
    const first = wells.get(r.well);
    if (first === undefined) wells.set(r.well, r);
    else r.row.error('duplicate_well', 'Well', `well ${r.well} stands twice for sample ${shown(r.sample)} and target ${shown(r.target)} (first in line ${first.line}); put each plate into a file of its own`);
  }
  return [...wells.values()];
}

/** Every merged row of one sample and target against its members. */
export function checkMerged(rows: readonly WellRow[]): void {
  const singles = new Map(rows.filter((r) => r.members === null).map((r) => [r.well, r]));
  for (const m of rows) if (m.members !== null) checkSum(m, singles);
}

/** The merged row must be the sum of its members, where the file has all of them. */
function checkSum(m: WellRow, singles: ReadonlyMap<string, WellRow>): void {
  if (m.members === null) return;
  const members = m.members.map((well) => singles.get(well)?.droplets ?? null);
  if (m.droplets === null || members.length === 0 || members.includes(null)) return;
  const positives = members.reduce((n, d) => n + d!.positives, 0);
  const accepted = members.reduce((n, d) => n + d!.accepted, 0);
  if (positives === m.droplets.positives && accepted === m.droplets.accepted) return;
  m.row.error('merged_wells_disagree', 'MergedWells', `the merged row says ${m.droplets.positives} of ${m.droplets.accepted} droplets, its wells add up to ${positives} of ${accepted}; export the file again`);
}

/** One reaction (a well, or a merged row) with both targets of the duplex. */
export interface Reaction {
  readonly mutant: WellRow;
  readonly wildtype: WellRow | null;
  readonly mutantCount: number;
  readonly wildtypeCount: number | null;
  readonly totalCount: number;
}

/**
 * The mutant row and the wild-type row of the same well; null when either has no counts or a fault was reported. Where each channel has its
 * own number of valid partitions, the wild-type count is the one with the same share of positives, so the same λ, among the mutant channel's:
 * rounded, for a count is whole (the error is below half a partition, a tenth of its own Poisson deviation from 25 positives on).
 */
export function reactionOf(mutant: WellRow, wildtype: WellRow | null, instrument: Instrument): Reaction | null {
  if (mutant.droplets === null || (wildtype !== null && wildtype.droplets === null)) return null;
  const total = mutant.droplets.accepted;
  const other = wildtype?.droplets ?? null;
  const reaction = { mutant, wildtype, mutantCount: mutant.droplets.positives, totalCount: total };
  if (other === null || other.accepted === total) return { ...reaction, wildtypeCount: other?.positives ?? null };
  const told = `well ${wildtype!.well} has ${total} accepted partitions for ${mutant.target} and ${other.accepted} for ${wildtype!.target}`;
  if (!instrument.ownTotals) {
    wildtype!.row.error('droplets_disagree', 'AcceptedDroplets', `${told}; both targets share one well, export the file again`);
    return null;
  }
  if (Math.abs(other.accepted - total) > 0.05 * total) wildtype!.row.warn('partitions_differ', 'AcceptedDroplets', `${told}: the two channels were not read equally well`);
  const scaled = Math.round((other.positives * total) / other.accepted);
  return { ...reaction, wildtypeCount: other.positives === 0 ? 0 : Math.max(1, scaled) };
}
