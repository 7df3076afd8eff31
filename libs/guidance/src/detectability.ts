/** What every reading of a series could have missed, read beside the truncal variants of the same draw (science §4.7). */
import type { Detectability, SeriesPoint } from '@clonewatch/domain';
import { detectabilityOf, notDetectable, type DepthView } from '@clonewatch/kinetics';
import { countDraws, type Reading, type VariantSeries } from './assemble.js';
import { oncePerSnapshot } from './remember.js';
import type { Snapshot } from './snapshot.js';

/**
 * Pooled molecules of the truncal variants called in each draw. Their mean, not the largest of them: the largest of several noisy values
 * is too high, and a truncal signal taken too high would claim a sight the draw did not have.
 */
const truncalOf = oncePerSnapshot((snap: Snapshot): ReadonlyMap<string, DepthView> => {
  const out = new Map<string, { mutant: number; total: number; background: number }>();
  for (const d of snap.truncal.flatMap((s) => countDraws(s))) {
    if (!d.called) continue;
    const pool = out.get(d.specimenId) ?? { mutant: 0, total: 0, background: 0 };
    out.set(d.specimenId, { mutant: pool.mutant + d.k, total: pool.total + d.n, background: pool.background + d.background });
  }
  return out;
});

function one(snap: Snapshot, s: VariantSeries, r: Reading): Detectability {
  const { status, intervalAssumed, specimenId } = r.point;
  if (status === 'not_covered' || status === 'failed_qc') return notDetectable(status);
  if (!r.molecules || r.molecules.total <= 0) return notDetectable('not_computed', 'no_counts');
  // A depth nobody counted would make this a number about the assumption.
  if (intervalAssumed) return notDetectable('not_computed', 'depth_assumed');
  const role = snap.roles.get(s.key)!;
  const share = role.truncal ? 'is_truncal' : role.role === 'chip' || role.role === 'germline' ? 'not_tumour' : (truncalOf(snap).get(specimenId) ?? 'no_truncal_called');
  return detectabilityOf({ ...r.molecules, background: r.background, backgroundExcess: r.backgroundExcess }, share);
}

/** The points of a series, each with what it could have missed. */
export function withDetectability(snap: Snapshot, s: VariantSeries): readonly SeriesPoint[] {
  return s.readings.map((r) => ({ ...r.point, detectability: one(snap, s, r) }));
}
