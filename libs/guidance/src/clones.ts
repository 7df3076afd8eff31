/**
 * Clones of the patient: the tumour's variants grouped by their joint trajectory. Haematopoietic and germline variants are kept out by their
 * roles. ctDNA mixes lesions, so parallel resistance variants are siblings unless the counts force one into the other.
 */
import type { CloneResult, Interval } from '@clonewatch/domain';
import { cloneDefaults, engineDefaults, groupClones, shareOfTumour, type CloneGrouping, type CloneRole, type CloneVariant } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { oncePerSnapshot } from './remember.js';
import type { Snapshot } from './snapshot.js';

/** Share of the tumour at the last draw with a truncal call and the variant covered, against the largest truncal variant of that draw; null without one. */
export function lastShare(snap: Snapshot, s: VariantSeries): Interval | null {
  const truncal = snap.truncal.flatMap((t) => countDraws(t).filter((d) => d.called));
  for (const d of [...countDraws(s)].reverse()) {
    const same = truncal.filter((t) => t.specimenId === d.specimenId);
    const top = same.reduce<(typeof same)[number] | null>((a, b) => (a === null || b.k / b.n > a.k / a.n ? b : a), null);
    if (top) return shareOfTumour({ mutant: d.k, total: d.n }, { mutant: top.k, total: top.n });
  }
  return null;
}

/** Alerts of one draw and the result share it. */
const groupingOf = oncePerSnapshot((snap: Snapshot): CloneGrouping => {
  const variants = variantsOf(snap);
  return groupClones(variants, { ownLogSd: ownNoise(snap, variants), drawOrder: snap.drawOrder });
});

function variantsOf(snap: Snapshot): readonly CloneVariant[] {
  return snap.series.flatMap((s): CloneVariant[] => {
    const { role, truncal } = snap.roles.get(s.key)!;
    if (role === 'chip' || role === 'germline') return [];
    const group: CloneRole = truncal ? 'truncal' : role === 'resistance' ? 'resistance' : 'other';
    return [{ key: s.key, role: group, draws: [...countDraws(s), ...uncounted(s)] }];
  });
}

/** Calls the laboratory reported without a number (an amplification, a fusion): there is a clone, and nothing to group it by. */
function uncounted(s: VariantSeries): CloneVariant['draws'] {
  return s.readings.filter((r) => r.point.status === 'detected' && r.molecules === null)
    .map(({ point: p }) => ({ day: p.day, specimenId: p.specimenId, assay: p.assay, k: 0, n: 0, background: 0, called: true, shedding: 1 }));
}

/** Plasma scatters by shedding and by few genomes; cells sequenced directly hardly do. An unnamed specimen is taken as plasma. */
function ownNoise(snap: Snapshot, variants: readonly CloneVariant[]): number {
  const cellFree = snap.record.specimens.every((s) => s.specimenType === '' || /plasma|serum|cfdna|cell.?free|urine|csf/i.test(s.specimenType));
  return cellFree && !isDeep(variants) ? engineDefaults.sigmaOwn.value : cloneDefaults.ownLogSdCells;
}

/** Is the median depth beyond what plasma gives? */
function isDeep(variants: readonly CloneVariant[]): boolean {
  let [shallow, all] = [0, 0];
  for (const v of variants) for (const d of v.draws) { all += 1; if (d.n < cloneDefaults.cellsFromMolecules) shallow += 1; }
  return shallow <= Math.floor(all / 2) && all > 0;
}

/** Clone of each tumour variant called so far, by key. */
export function cloneIds(snap: Snapshot): ReadonlyMap<string, string> {
  return groupingOf(snap).ids;
}

export function clonesOf(snap: Snapshot): readonly CloneResult[] {
  const names = new Map(snap.series.map((s) => [s.key, { gene: s.gene, variant: s.variant }]));
  return groupingOf(snap).clones().map((c) => ({
    id: c.id, parent: c.parent, order: c.order, variants: c.variants.map((key) => names.get(key)!),
    prevalence: c.prevalence.map(({ day, share }) => ({ day, median: share.median, low: share.low, high: share.high })),
  }));
}
