/**
 * Could this draw have answered? (science §4.7, gate G6). A draw that shows no tumour DNA answers nothing about resistance,
 * and no text here or elsewhere turns that into an all-clear.
 */
import { variantLabel, type DrawResult, type Informativeness, type TumourDna } from '@clonewatch/domain';
import { covered, readingsIn, type Reading, type VariantSeries } from './assemble.js';
import type { RoleResult } from './roles.js';
import { rules } from './rules.data.js';
import { percent } from './text.js';
import { presentText } from './tumour-dna.js';

/** `tumourDna`: what assays say of this draw as a whole; `present`: tumour DNA found so in any draw of the same day. */
export interface DrawView { readonly specimenId: string; readonly day: number; readonly tumourFraction: number | null; readonly inputHge: number | null; readonly anyRow: boolean; readonly emptyRowRead: boolean; readonly anyFailed: boolean; readonly tumourDna: readonly TumourDna[]; readonly present: TumourDna | null }

/**
 * Does the call stand for tumour DNA without doubt? TP53 alone never, nor a variant that is only the highest of the patient, unless
 * white blood cells are clean or tissue shows it.
 */
function confirmed(gene: string, role: RoleResult): boolean {
  return (gene !== 'TP53' && !role.byHeight) || role.wbc.state === 'negative' || role.wbc.state === 'below_plasma' || role.tissueConfirmed;
}

/** Is a variant that is not truncal of the tumour without doubt: seen in tissue, or looked for in white blood cells and not theirs? */
function fromTumour({ role, wbc, tissueConfirmed }: RoleResult): boolean {
  return (role === 'resistance' || role === 'sensitising' || role === 'other') && (wbc.state === 'negative' || wbc.state === 'below_plasma' || tissueConfirmed);
}

export function assessDraw(draw: DrawView, series: readonly VariantSeries[], roles: ReadonlyMap<string, RoleResult>): DrawResult {
  let [anyRead, anyFailed] = [false, draw.anyFailed];
  let depth: number | null = null;
  const truncal: { s: VariantSeries; r: Reading }[] = [];
  let proven: { s: VariantSeries; r: Reading } | null = null;
  for (const s of series) {
    for (const r of readingsIn(s, draw.specimenId)) {
      const { status, totalMolecules, vaf } = r.point;
      if (status === 'failed_qc') anyFailed = true;
      if (!covered(r)) continue;
      anyRead = true;
      if (totalMolecules !== null) depth = Math.max(depth ?? 0, totalMolecules);
      if (status !== 'detected' || !((vaf ?? 0) > 0)) continue;
      if (roles.get(s.key)?.truncal) truncal.push({ s, r });
      else if (vaf! >= rules.informativeVaf && vaf! > (proven?.r.point.vaf ?? 0) && fromTumour(roles.get(s.key)!)) proven = { s, r };
    }
  }
  const top = truncal.reduce<{ s: VariantSeries; r: Reading } | null>((a, b) => (a === null || b.r.point.vaf! > a.r.point.vaf! ? b : a), null);
  const done = (informative: Informativeness, reason: string): DrawResult => ({
    specimenId: draw.specimenId, day: draw.day, informative, reason, truncalVaf: top?.r.point.vaf ?? null,
    totalMolecules: depth, inputHge: draw.inputHge, ...(draw.tumourDna.length > 0 ? { tumourDna: draw.tumourDna } : {}),
  });
  if (draw.tumourFraction !== null && draw.tumourFraction >= rules.informativeTumourFraction) {
    return done('informative', `Tumour fraction ${percent(draw.tumourFraction)} reported`);
  }
  if (top) {
    const name = variantLabel(top.s.gene, top.s.variant);
    const vaf = percent(top.r.point.vaf!);
    if (!truncal.some(({ s }) => confirmed(s.gene, roles.get(s.key)!))) {
      const why = top.s.gene === 'TP53' ? 'TP53 alone can come from white blood cells (not tested)' : 'it is not confirmed in tissue, nor are white blood cells tested';
      return done('limited', `Only ${name} (${vaf}) speaks for tumour DNA, and ${why}`);
    }
    if (top.r.point.vaf! < rules.informativeVaf) return done('limited', `Truncal ${name} called at ${vaf}, below ${percent(rules.informativeVaf)}`);
    return done('informative', `Truncal ${name} called at ${vaf}`);
  }
  // Tumour DNA is there: too little of it, or too little known, to say what a variant that was not called would mean.
  if (draw.present) return done('limited', presentText(draw.present));
  if (proven) return done('limited', `Tumour DNA shown by ${variantLabel(proven.s.gene, proven.s.variant)} at ${percent(proven.r.point.vaf!)}; without a truncal variant called it is not known how much`);
  if (!anyRead && !draw.emptyRowRead) {
    if (anyFailed) return done('not_informative', 'Cannot be assessed: quality control failed');
    if (draw.anyRow) return done('not_informative', 'Cannot be assessed: no tracked variant was covered by the assay');
    return done('not_informative', 'Cannot be assessed: no result for this draw');
  }
  const known = series.some((s) => roles.get(s.key)?.truncal);
  return done('not_informative', `Cannot be assessed: no tumour DNA shown in this draw${known ? '' : ' (no truncal variant known)'}`);
}
