/**
 * Clones of this slice: C0 the truncal cluster, then one clone per resistance variant in order of first call. ctDNA mixes lesions, so
 * parallel resistance variants are siblings: the order is left undetermined.
 */
import type { CloneResult, Interval } from '@clonewatch/domain';
import { shareOfTumour } from '@clonewatch/kinetics';
import { cmp, countDraws, type VariantSeries } from './assemble.js';
import { calledIn, type Snapshot } from './snapshot.js';

/** Share of the tumour at each draw with a truncal call and the variant covered, against the largest truncal variant of that draw. */
export function shares(snap: Snapshot, s: VariantSeries): readonly { readonly day: number; readonly specimenId: string; readonly share: Interval }[] {
  const truncal = snap.truncal.flatMap((t) => countDraws(t).filter((d) => d.called));
  const out: { day: number; specimenId: string; share: Interval }[] = [];
  for (const d of countDraws(s)) {
    const same = truncal.filter((t) => t.specimenId === d.specimenId);
    const top = same.reduce<(typeof same)[number] | null>((a, b) => (a === null || b.k / b.n > a.k / a.n ? b : a), null);
    if (top) out.push({ day: d.day, specimenId: d.specimenId, share: shareOfTumour({ mutant: d.k, total: d.n }, { mutant: top.k, total: top.n }) });
  }
  return out;
}

function firstCall(s: VariantSeries): number {
  return s.readings.find((r) => r.point.status === 'detected')?.point.day ?? Infinity;
}

/** Resistance variants called so far, in order of first call. */
function resistant(snap: Snapshot): readonly VariantSeries[] {
  return snap.series.filter((s) => snap.roles.get(s.key)!.role === 'resistance' && firstCall(s) < Infinity)
    .sort((a, b) => firstCall(a) - firstCall(b) || cmp(a.key, b.key));
}

/** Clone of each resistance variant, by key. */
export function cloneIds(snap: Snapshot): ReadonlyMap<string, string> {
  return new Map(resistant(snap).map((s, i) => [s.key, `C${i + 1}`]));
}

export function clonesOf(snap: Snapshot): readonly CloneResult[] {
  const name = (s: VariantSeries): { gene: string; variant: string } => ({ gene: s.gene, variant: s.variant });
  const truncal = snap.truncal.filter((s) => firstCall(s) < Infinity);
  const out: CloneResult[] = [];
  if (truncal.length > 0) {
    const days = [...new Set(snap.draws.filter((d) => truncal.some((s) => calledIn(s, d.specimenId))).map((d) => d.day))];
    out.push({ id: 'C0', parent: null, order: 'undetermined', variants: truncal.map(name), prevalence: days.map((day) => ({ day, median: 1, low: 1, high: 1 })) });
  }
  resistant(snap).forEach((s, i) => {
    out.push({
      id: `C${i + 1}`, parent: truncal.length > 0 ? 'C0' : null, order: 'undetermined', variants: [name(s)],
      prevalence: shares(snap, s).map(({ day, share }) => ({ day, median: share.median, low: share.low, high: share.high })),
    });
  });
  return out;
}
