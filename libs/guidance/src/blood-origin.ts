/** Where white blood cells were not tested: what a variant's course beside the truncal signal says of blood cells or tumour (science §4.6 rule 2). */
import { variantLabel } from '@clonewatch/domain';
import { bloodOrigin } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { rules } from './rules.data.js';

/** P(blood cells) by the course, with its reason. It neither denies nor grants: it says how open the origin is. */
export interface BloodCourse { readonly p: number; readonly reason: string }

const originGenes: ReadonlySet<string> = new Set(rules.originGenes);

/** The truncal variant to read others against: the one called in most draws, itself in no gene of clonal haematopoiesis. */
export function truncalReference(truncal: readonly VariantSeries[], haematopoietic: ReadonlySet<string>): VariantSeries | null {
  const called = (s: VariantSeries): number => countDraws(s).filter((d) => d.called).length;
  return truncal.filter((s) => !haematopoietic.has(s.gene)).reduce<VariantSeries | null>((a, b) => (a === null || called(b) > called(a) ? b : a), null);
}

/** Null where the course cannot tell: too few draws with both measured, never called, or a truncal signal that did not move. */
export function bloodCourse(series: VariantSeries, reference: VariantSeries): BloodCourse | null {
  const own = countDraws(series);
  if (!own.some((d) => d.called)) return null;
  const truncal = new Map(countDraws(reference).map((d) => [d.specimenId, d]));
  const draws = own.flatMap((d) => {
    const t = truncal.get(d.specimenId);
    return t ? [{ day: d.day, assay: d.assay, k: d.k, n: d.n, background: d.background, truncalK: t.k, truncalN: t.n }] : [];
  });
  const prior = originGenes.has(series.gene) ? rules.bloodPrior.driver : rules.bloodPrior.haematopoietic;
  const found = bloodOrigin(draws, { prior });
  if (!found) return null;
  const { pBlood: p, truncalFactor } = found;
  const tumour = `${variantLabel(reference.gene, reference.variant)} moved ${truncalFactor.toFixed(truncalFactor < 10 ? 1 : 0)}-fold`;
  const said = p >= rules.bloodCourse.likely ? 'stays level' : p <= rules.bloodCourse.unlikely ? 'does not stay level' : 'does not tell';
  return { p, reason: `its course ${said} while truncal ${tumour}: P(blood cells) ${p < 0.01 ? '< 0.01' : p > 0.99 ? '> 0.99' : p.toFixed(2)} (prior ${prior})` };
}
