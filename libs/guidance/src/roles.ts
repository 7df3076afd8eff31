/** What a tracked variant means for this patient: catalogue, white blood cells, gene lists, and its place among the patient's other variants. */
import { variantLabel, type Nosology, type TreatmentLine, type VariantRole } from '@clonewatch/domain';
import { readingsIn, type VariantSeries } from './assemble.js';
import { bloodCourse, truncalReference, type BloodCourse } from './blood-origin.js';
import { bestMatch, catalogue, type CatalogueMatch } from './catalogue/index.js';
import { regimensOf } from './phases.js';
import { rules } from './rules.data.js';

export interface RoleResult {
  readonly role: VariantRole;
  readonly reason: string;
  /** The entry of the catalogue behind the role, where there is one. */
  readonly match: CatalogueMatch | null;
  /** May it raise resistance alerts? Only entries with action `exclude`. */
  readonly alerting: boolean;
  /** Does its call show tumour DNA? Truncal variants and the disease's primary target. */
  readonly truncal: boolean;
  /** Truncal only because nothing else of the patient is higher: good enough to read others against, never proof of tumour DNA. */
  readonly byHeight: boolean;
  readonly wbc: WbcState;
  /** What its course says of blood cells where they were not tested; null: nothing, or not asked. */
  readonly blood: BloodCourse | null;
  /** Known from tumour tissue (assessment kind `tissue`, positive). */
  readonly tissueConfirmed: boolean;
}

/** What white blood cells said. `vaf` is the largest reported, a fraction. */
export interface WbcState { readonly state: 'not_tested' | 'negative' | 'below_plasma' | 'positive' | 'germline'; readonly vaf: number | null }

export interface RoleContext {
  readonly nosology: Nosology | null;
  readonly lines: readonly TreatmentLine[];
  /** Keys of variants that tissue showed. */
  readonly tissuePositive: ReadonlySet<string>;
}

const list: (xs: readonly string[]) => ReadonlySet<string> = (xs) => new Set(xs);
const neverAlert = list(rules.neverAlertGenes);
const ambiguous = list(rules.ambiguousGenes);
const originGenes = list(rules.originGenes);
const trackers = list(rules.trackerGenes);
const decoyGenes: ReadonlySet<string> = new Set(catalogue.filter((e) => e.effect === 'decoy').flatMap((e) => e.genes));

const pct = (f: number): string => `${(100 * f).toPrecision(2).replace(/\.0$/, '')} %`;

/** The WBC result read beside the plasma of the same draws (science §4.6 rule 1). */
export function wbcOf(series: VariantSeries): WbcState {
  const rows = series.readings.filter((r) => r.measurement.wbcVafFraction !== null);
  if (rows.length === 0) return { state: 'not_tested', vaf: null };
  const vaf = Math.max(...rows.map((r) => r.measurement.wbcVafFraction!));
  if (vaf <= 0) return { state: 'negative', vaf: 0 };
  const both = rows.filter((r) => r.point.vaf !== null && r.measurement.wbcVafFraction! > 0);
  const mean = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0) / xs.length;
  const wbc = both.length > 0 ? mean(both.map((r) => r.measurement.wbcVafFraction!)) : vaf;
  const plasma = both.length > 0 ? mean(both.map((r) => r.point.vaf!)) : 0;
  const g = rules.germline;
  const inherited = (f: number): boolean => (f >= g.low && f <= g.high) || f > g.homozygous;
  if (inherited(wbc) && inherited(plasma)) return { state: 'germline', vaf };
  const ratio = plasma / wbc;
  // A RAS or BRAF variant below its WBC share is haematopoietic all the more; for other genes a low ratio settles nothing.
  const explained = ratio <= rules.wbcRatio.high && (ratio >= rules.wbcRatio.low || originGenes.has(series.gene));
  // A later draw far above what blood cells can give (lower limit over 3 × WBC) is growth of something else: not explained any more.
  const outgrown = series.readings.some((r) => r.point.status === 'detected' && r.point.low !== null && r.point.low > 1.5 * rules.wbcRatio.high * vaf);
  return { state: explained && !outgrown ? 'positive' : 'below_plasma', vaf };
}

type Draft = Omit<RoleResult, 'byHeight' | 'wbc' | 'blood' | 'tissueConfirmed'> | null;

/** Everything that does not depend on the patient's other variants; null: open. */
function ownRole(series: VariantSeries, wbc: WbcState, tissue: boolean, matches: readonly CatalogueMatch[]): Draft {
  const none = { match: null, alerting: false, truncal: false };
  const { gene } = series;
  if (wbc.state === 'germline') return { ...none, role: 'germline', reason: `Plasma and white blood cells (${pct(wbc.vaf!)}) both at a germline share` };
  if (neverAlert.has(gene)) return { ...none, role: 'chip', reason: `${gene}: gene of clonal haematopoiesis, never drives an alert` };
  if (wbc.state === 'positive') return { ...none, role: 'chip', reason: `White blood cells carry it (${pct(wbc.vaf!)}), in step with plasma` };
  const best = matches[0];
  const cite = (m: CatalogueMatch): string => `catalogue ${m.entry.id} (tier ${m.entry.tier})`;
  if (best && best.entry.effect === 'resistance' && best.entry.action === 'exclude') {
    const drug = best.entry.agents.length > 0 ? best.entry.agents.join(', ') : best.entry.classes.join(' + ');
    const given = best.applies ? '' : ', not given so far';
    return { role: 'resistance', reason: `Resistance to ${drug}${given}: ${cite(best)}`, match: best, alerting: true, truncal: false };
  }
  const target = matches.find((m) => m.entry.mechanism === 'primary_target');
  if (target) {
    const role = target.entry.nosology === 'nsclc_egfr' ? 'sensitising' : 'truncal';
    return { role, reason: `Primary target of the disease: ${cite(target)}`, match: target, alerting: false, truncal: true };
  }
  if (decoyGenes.has(gene) && !ambiguous.has(gene) && wbc.state !== 'negative' && wbc.state !== 'below_plasma' && !tissue) {
    return { ...none, role: 'chip', reason: `${gene}: gene of clonal haematopoiesis, white blood cells not tested` };
  }
  if (best?.entry.effect === 'tracker') return { role: 'truncal', reason: `Truncal tracker: ${cite(best)}`, match: best, alerting: false, truncal: true };
  if (best?.entry.effect === 'sensitivity') return { role: 'sensitising', reason: `Sensitising: ${cite(best)}`, match: best, alerting: false, truncal: false };
  return null;
}

/** Highest called VAF of a series, a fraction; 0 when never called. */
function peak(series: VariantSeries): number {
  return series.readings.reduce((top, r) => (r.point.status === 'detected' ? Math.max(top, r.point.vaf ?? 0) : top), 0);
}

/** VAF called in a specimen, or 0. */
function calledIn(series: VariantSeries, specimenId: string): number {
  return readingsIn(series, specimenId).reduce((top, r) => (r.point.status === 'detected' ? Math.max(top, r.point.vaf ?? 0) : top), 0);
}

/** Of each draw in which any of the patient's tumour variants was called, the highest VAF called. */
function heightsOf(peers: readonly VariantSeries[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const p of peers) {
    for (const { point } of p.readings) if (point.status === 'detected') out.set(point.specimenId, Math.max(out.get(point.specimenId) ?? 0, point.vaf ?? 0));
  }
  return out;
}

/** As high as the highest of the patient's tumour variants at most of the draws in which any was called? */
function dominates(series: VariantSeries, heights: ReadonlyMap<string, number>): boolean {
  let wins = 0;
  for (const [id, height] of heights) {
    const mine = calledIn(series, id);
    if (mine > 0 && height <= mine) wins += 1;
  }
  return wins > 0 && 2 * wins > heights.size;
}

/** Called in the first draw whose assay could see it? */
function calledFirst(series: VariantSeries): boolean {
  const first = series.readings.find((r) => r.point.status === 'detected' || r.point.status === 'not_detected');
  return first !== undefined && calledIn(series, first.point.specimenId) > 0;
}

/**
 * Where white blood cells and tissue say nothing of a variant in a gene of clonal haematopoiesis, its course does, and the reason says how likely blood cells are. A
 * driver's role stays: a stable resistant clone in a shrinking tumour looks alike. Another gene that does not stay level is no longer said to be haematopoietic.
 */
function withCourses(all: readonly VariantSeries[], roles: Map<string, RoleResult>): ReadonlyMap<string, RoleResult> {
  const reference = truncalReference(all.filter((s) => roles.get(s.key)!.truncal && !roles.get(s.key)!.byHeight), decoyGenes);
  if (!reference) return roles;
  for (const series of all) {
    const r = roles.get(series.key)!;
    const driver = originGenes.has(series.gene);
    if (r.truncal || r.tissueConfirmed || r.wbc.state !== 'not_tested' || neverAlert.has(series.gene) || !(driver || (decoyGenes.has(series.gene) && !ambiguous.has(series.gene)))) continue;
    const blood = bloodCourse(series, reference);
    if (!blood) continue;
    const freed = r.role === 'chip' && blood.p <= rules.bloodCourse.unlikely;
    roles.set(series.key, { ...r, blood, role: freed ? 'other' : r.role, reason: freed ? `${series.gene}: listed as haematopoietic, yet ${blood.reason}` : `${r.reason}; ${blood.reason}` });
  }
  return roles;
}

/** Role of one variant among the patient's variants. */
export function roleOf(series: VariantSeries, all: readonly VariantSeries[], ctx: RoleContext): RoleResult {
  return rolesOf(all, ctx).get(series.key)!;
}

/** Roles of all variants of a patient, by key. Haematopoietic and germline variants never influence another variant's role. */
export function rolesOf(all: readonly VariantSeries[], ctx: RoleContext): ReadonlyMap<string, RoleResult> {
  const regimens = regimensOf(ctx.lines);
  const drafts = all.map((series) => {
    const wbc = wbcOf(series);
    const tissueConfirmed = ctx.tissuePositive.has(series.key);
    const matches = bestMatch(series.gene, series.variant, ctx.nosology, regimens).filter((m) => m.entry.effect !== 'decoy');
    return { series, wbc, tissueConfirmed, matches, own: ownRole(series, wbc, tissueConfirmed, matches) };
  });
  let heights: ReadonlyMap<string, number> | null = null;
  const tumourHeights = (): ReadonlyMap<string, number> => (heights ??= heightsOf(drafts.filter((d) => d.own?.role !== 'chip' && d.own?.role !== 'germline').map((d) => d.series)));
  const notResistant = drafts.filter((d) => d.own === null || d.own.truncal).map((d) => d.series);
  const largest = Math.max(0, ...notResistant.map(peak));
  const out = new Map<string, RoleResult>();
  for (const { series, wbc, tissueConfirmed, matches, own } of drafts) {
    let role: NonNullable<Draft> | null = own;
    let byHeight = false;
    const best = matches[0] ?? null;
    if (role === null) {
      const p = peak(series);
      const label = variantLabel(series.gene, series.variant);
      const truncal = (reason: string): NonNullable<Draft> => ({ role: 'truncal', reason, match: best, alerting: false, truncal: true });
      if (tissueConfirmed) role = truncal('Known from tumour tissue');
      else if (p > 0 && trackers.has(series.gene) && (calledFirst(series) || p >= rules.trackerShare * largest)) {
        role = truncal(`${series.gene}: tracker gene, seen ${calledFirst(series) ? 'at the first draw' : 'at a high share'}`);
      } else if (p > 0 && !trackers.has(series.gene) && dominates(series, tumourHeights())) {
        role = truncal('Highest VAF of the patient at most draws; not confirmed in tissue');
        byHeight = true;
      } else if (best?.entry.effect === 'resistance') {
        role = { role: 'resistance', reason: `Caution only, raises no alert: catalogue ${best.entry.id} (tier ${best.entry.tier})`, match: best, alerting: false, truncal: false };
      } else role = { role: 'other', reason: best ? `No action: catalogue ${best.entry.id}` : `${label}: no entry in the catalogue`, match: best, alerting: false, truncal: false };
    }
    out.set(series.key, { ...role, byHeight, wbc, blood: null, tissueConfirmed });
  }
  return withCourses(all, out);
}
