/** Clones against the truth: variants of the whole tumour belong together, every resistant clone and every subclone stands alone. */
import type { Evaluation } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { adjustedRandIndex } from './agreement.js';
import { resistantKind } from './truths.js';

const leastDraws = 5;
const leastCalled = 2;

/** Adjusted Rand index over the tumour's variants called in two draws or more; null with fewer than three of them or five draws. */
export function tallyGroups(truth: PatientTruth, evaluation: Evaluation): number | null {
  if (evaluation.draws.length < leastDraws) return null;
  const items = truth.variants.flatMap((v) => {
    if (!resistantKind(v) && v.kind !== 'truncal' && v.kind !== 'subclonal') return [];
    const series = evaluation.series.find((s) => s.gene === v.gene && s.variant === v.variant);
    if (!series || series.points.filter((p) => p.status === 'detected').length < leastCalled) return [];
    const label = `${v.gene} ${v.variant}`;
    const found = evaluation.clones.find((c) => c.variants.some((x) => x.gene === v.gene && x.variant === v.variant));
    return [{ meant: v.kind === 'truncal' ? 'truncal' : label, found: found?.id ?? label }];
  });
  return items.length < 3 ? null : adjustedRandIndex(items.map((i) => i.meant), items.map((i) => i.found));
}
