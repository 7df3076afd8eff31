/** What is decided about a patient before the first day: tumour, blood cells, care and laboratory, each apart from the others. Days count from the first line's start. */
import type { Random } from '../random.js';
import type { PopulationRegime } from './settings.js';

export interface Named { readonly gene: string; readonly variant: string }

export interface GrowingPlan extends Named {
  readonly kind: 'resistance' | 'resistance_late';
  /** Fraction of the baseline tumour when it arises. */
  readonly startFraction: number;
  readonly arisesDay: number;
  readonly doublingDays: number;
  /** Off the drug; Infinity: does not decay. */
  readonly halfLifeDays: number;
}

/** Resistant, neither growing nor killed on the drug: its plasma VAF stands still. */
export interface StablePlan extends Named { readonly kind: 'resistance_stable'; readonly vaf: number; readonly halfLifeDays: number }
export interface TruncalPlan extends Named { readonly kind: 'truncal' | 'subclonal'; /** VAF over that of a variant with one copy in every tumour cell. */ readonly copies: number }
/** From blood cells or inherited: no tumour behind it. */
export interface HostPlan extends Named { readonly kind: 'chip' | 'germline'; readonly vaf: number; readonly driftPerMonth: number }
export interface AbsentPlan extends Named { readonly kind: 'absent' }
export type VariantPlan = GrowingPlan | StablePlan | TruncalPlan | HostPlan | AbsentPlan;

export interface CarePlan {
  readonly imagingEveryDays: number;
  readonly imagingFirstDay: number;
  /** Days from an image that shows progression to the stop. */
  readonly stopDelayDays: readonly [number, number, number];
  /** Stopped for toxicity or as planned, if progression does not come first; null: until progression. */
  readonly otherStopDay: number | null;
  readonly toxicity: boolean;
  readonly gapDays: readonly [number, number];
  readonly offDays: number;
  readonly again: boolean;
  readonly tailDays: number;
}

/** `killHalfDays`: half-time of all tumour cells under a chemotherapy that works, for `killDays`; null: it only slows regrowth. */
export interface BiologyPlan {
  readonly nonShedder: boolean;
  readonly baselineVaf: number;
  readonly responseHalfDays: number;
  readonly floor: number;
  readonly regrowthDays: number;
  /** Sensitive cells escape without any variant: from that day, doubling; null: they do not. */
  readonly escape: { readonly day: number; readonly doublingDays: number } | null;
  readonly kill: { readonly halfDays: number; readonly days: number; readonly floor: number } | null;
}

export interface AssaySetup {
  readonly name: string;
  readonly version: string;
  readonly unit: 'molecules' | 'partitions';
  readonly bias: number;
  /** By variant: false-positive fraction of molecules, or false-positive partitions of a reaction. */
  readonly background: readonly number[];
  /** Overdispersion of the background (beta-binomial). */
  readonly rho: number;
  readonly covered: readonly boolean[];
  readonly panel: readonly string[] | null;
}

export interface LaboratoryPlan {
  readonly intervalDays: number;
  readonly assays: readonly AssaySetup[];
  /** Draw from which the second assay is used; Infinity: never. */
  readonly switchAt: number;
  readonly alternating: boolean;
  readonly extra: AssaySetup;
  readonly wbcSequenced: boolean;
  readonly tissueTested: boolean;
}

export interface PopulationPlan { readonly variants: readonly VariantPlan[]; readonly biology: BiologyPlan; readonly care: CarePlan; readonly laboratory: LaboratoryPlan }

const named = (gene: string, variant: string): Named => ({ gene, variant });
/** Hotspots that the catalogue excludes the drug for, with the weight of a clone at each (science §7). */
const hotspots: readonly (readonly [Named, number])[] = [
  [named('KRAS', 'p.G12D'), 0.17], [named('KRAS', 'p.G12V'), 0.11], [named('KRAS', 'p.G13D'), 0.1], [named('KRAS', 'p.Q61H'), 0.13], [named('KRAS', 'p.A146T'), 0.05],
  [named('NRAS', 'p.Q61K'), 0.07], [named('NRAS', 'p.G12D'), 0.05], [named('EGFR', 'p.S492R'), 0.06], [named('EGFR', 'p.G465R'), 0.06], [named('EGFR', 'p.S464L'), 0.03],
  [named('BRAF', 'p.V600E'), 0.05], [named('MAP2K1', 'p.K57N'), 0.04],
];
const truncals = [named('APC', 'p.R1450*'), named('TP53', 'p.R175H'), named('APC', 'p.Q1367*'), named('TP53', 'p.R248W'), named('SMAD4', 'p.R361H'), named('FBXW7', 'p.R465H')];
const haematopoietic = [named('DNMT3A', 'p.R882H'), named('TET2', 'p.Q1466*'), named('ASXL1', 'p.G646fs*12'), named('PPM1D', 'p.R552*'), named('JAK2', 'p.V617F')];
const chipTp53 = named('TP53', 'p.R273H');
const same = (a: Named, b: Named): boolean => a.gene === b.gene && a.variant === b.variant;
const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Gamma by shape and mean, clipped: deliberately another family than the engine's lognormal priors. */
const gammaDays = (r: Random, shape: number, mean: number, low: number, high: number): number => clip((mean / shape) * r.gamma(shape), low, high);

function halfLife(r: Random, regime: PopulationRegime): number {
  const days = gammaDays(r, 3.2, 130, 25, 500);
  return r.chance(regime.notDecaying) ? Infinity : days;
}

/** Clones at some of the hotspots looked for: how many are looked for, and which, is dealt before and apart. */
function clonesOf(r: Random, regime: PopulationRegime, lookedFor: readonly (readonly [Named, number])[]): readonly (GrowingPlan | StablePlan)[] {
  const out: (GrowingPlan | StablePlan)[] = [];
  const free = (): (readonly [Named, number])[] => lookedFor.filter(([v]) => !out.some((c) => same(c, v)));
  // 1 + a Poisson with gamma mean (negative binomial, mean 0.9): median 2, 90th percentile 4.
  const count = r.chance(regime.growing) ? Math.min(5, 1 + r.poisson(0.75 * r.gamma(1.2))) : 0;
  for (let i = 0; i < count; i += 1) {
    const v = r.weighted(free());
    const late = r.chance(regime.late);
    out.push({
      ...v, kind: late ? 'resistance_late' : 'resistance', startFraction: late ? 10 ** r.between(-5.5, -4) : 10 ** r.between(-6, -3.2), arisesDay: late ? r.integer(40, 320) : 0,
      doublingDays: gammaDays(r, 5, 34, 10, 110), halfLifeDays: halfLife(r, regime),
    });
  }
  if (r.chance(regime.stable)) out.push({ ...r.weighted(free()), kind: 'resistance_stable', vaf: clip(r.logNormal(0.003, 0.7), 0.0005, 0.03), halfLifeDays: halfLife(r, regime) });
  return out;
}

function truncalsOf(r: Random, regime: PopulationRegime): readonly TruncalPlan[] {
  const count = r.integer(1, 3);
  const chosen = r.shuffled(truncals).slice(0, count);
  // One in seven patients: what is taken for truncal sits in part of the sensitive cells and in no resistant one.
  const subclonal = r.chance(0.15);
  const made = chosen.map((v, i): TruncalPlan =>
    (subclonal && i === 0 ? { ...v, kind: 'subclonal', copies: r.between(0.2, 0.7) } : { ...v, kind: 'truncal', copies: r.pick([1, 1, 0.6, 0.75]) }));
  return r.chance(regime.truncal) ? made : [];
}

function hostOf(r: Random, regime: PopulationRegime, freeRas: readonly Named[]): readonly HostPlan[] {
  const drift = (): number => r.normal(0, 0.05);
  const out: HostPlan[] = [];
  const first = r.integer(0, haematopoietic.length - 1);
  const count = r.integer(1, 2);
  if (r.chance(regime.chip)) for (let i = 0; i < count; i += 1) out.push({ ...haematopoietic[(first + i) % haematopoietic.length]!, kind: 'chip', vaf: Math.min(0.2, r.logNormal(0.005, 1)), driftPerMonth: drift() });
  if (r.chance(regime.rasChip) && freeRas.length > 0) out.push({ ...r.pick(freeRas), kind: 'chip', vaf: Math.min(0.05, r.logNormal(0.004, 0.7)), driftPerMonth: drift() });
  if (r.chance(0.05)) out.push({ ...chipTp53, kind: 'chip', vaf: Math.min(0.1, r.logNormal(0.006, 0.8)), driftPerMonth: drift() });
  if (r.chance(0.01)) out.push({ gene: 'APC', variant: 'p.I1307K', kind: 'germline', vaf: 0.5, driftPerMonth: 0 });
  return out;
}

function variantsOf(r: Random, regime: PopulationRegime): readonly VariantPlan[] {
  const lookedFor = r.shuffled(hotspots).slice(0, r.integer(6, 9));
  const clones = clonesOf(r, regime, lookedFor);
  const host = hostOf(r, regime, lookedFor.map(([v]) => v).filter((v) => v.gene.endsWith('RAS') && !clones.some((c) => same(c, v))));
  const taken: readonly Named[] = [...clones, ...host];
  const absent = lookedFor.map(([v]) => v).filter((v) => !taken.some((t) => same(t, v))).map((v): AbsentPlan => ({ ...v, kind: 'absent' }));
  // In the order a laboratory lists them, which tells nothing.
  return [...truncalsOf(r, regime), ...clones, ...host, ...absent].sort((a, b) => (a.gene < b.gene ? -1 : a.gene > b.gene ? 1 : a.variant < b.variant ? -1 : 1));
}

function biologyOf(r: Random, regime: PopulationRegime): BiologyPlan {
  const nonShedder = r.chance(regime.nonShedders);
  return {
    nonShedder, baselineVaf: nonShedder ? 10 ** r.between(-4.5, -3.1) : clip(r.logNormal(regime.baselineVaf, 1.1), 0.002, 0.45), responseHalfDays: 7 * r.between(3, 10),
    floor: r.logUniform(0.03, 0.6), regrowthDays: r.between(40, 120), escape: r.chance(regime.escape) ? { day: r.integer(100, 400), doublingDays: r.between(50, 140) } : null,
    kill: r.chance(regime.killing) ? { halfDays: r.between(10, 25), days: r.integer(70, 160), floor: r.between(0.02, 0.08) } : null,
  };
}

function careOf(r: Random, regime: PopulationRegime): CarePlan {
  return {
    imagingEveryDays: r.integer(56, 84), imagingFirstDay: r.integer(42, 70), stopDelayDays: [r.integer(0, 14), r.integer(0, 14), r.integer(0, 14)],
    otherStopDay: r.chance(0.2) ? r.integer(90, 420) : null, toxicity: r.chance(0.5), gapDays: [r.integer(7, 28), r.integer(7, 21)], offDays: r.integer(90, 420), again: r.chance(regime.rechallenge), tailDays: r.integer(80, 150),
  };
}

const panelGenes = [
  'KRAS', 'NRAS', 'BRAF', 'EGFR', 'MAP2K1', 'ERBB2', 'MET', 'PIK3CA', 'PTEN', 'AKT1', 'NF1', 'ALK', 'ROS1', 'RET', 'NTRK1', 'NTRK2', 'NTRK3', 'FGFR2', 'FGFR3', 'APC', 'TP53', 'SMAD4', 'FBXW7', 'DNMT3A', 'TET2', 'ASXL1', 'PPM1D', 'JAK2',
];
/** Codons of genes that a panel lists one by one when it leaves a hotspot out. */
const codons: Readonly<Record<string, readonly number[]>> = { KRAS: [12, 13, 59, 61, 117, 146], NRAS: [12, 13, 59, 61, 117, 146], BRAF: [600, 594, 466, 469, 601], EGFR: [441, 451, 464, 465, 467, 489, 491, 492], MAP2K1: [53, 56, 57, 121, 203] };

function panelWithout(left: readonly Named[]): readonly string[] {
  const out: string[] = [];
  for (const gene of panelGenes) {
    const gone = left.filter((v) => v.gene === gene).map((v) => Number(/\d+/.exec(v.variant)?.[0]));
    if (gone.length === 0) out.push(gene);
    else out.push(...(codons[gene] ?? []).filter((c) => !gone.includes(c)).map((c) => `${gene}:${c}`));
  }
  return out;
}

function assayOf(r: Random, regime: PopulationRegime, variants: readonly VariantPlan[], digital: boolean, name: string, version: string): AssaySetup {
  const left = r.chance(regime.dropOut) ? r.shuffled(variants).slice(0, r.integer(1, 2)) : [];
  const gone = (v: Named): boolean => left.some((l) => l.gene === v.gene && /\d+/.exec(l.variant)?.[0] === /\d+/.exec(v.variant)?.[0]);
  return {
    name, version, unit: digital ? 'partitions' : 'molecules', bias: r.logNormal(1, 0.15), rho: digital ? 0 : r.logUniform(...regime.overdispersion),
    background: variants.map(() => (digital ? r.logUniform(0.05, 1) : r.logUniform(...regime.background))), covered: variants.map((v) => !gone(v)), panel: digital ? null : panelWithout(left),
  };
}

function laboratoryOf(r: Random, regime: PopulationRegime, variants: readonly VariantPlan[]): LaboratoryPlan {
  const digital = regime.assays === 'mixed' && r.chance(0.3);
  const make = (dpcr: boolean, version: string): AssaySetup => assayOf(r, regime, variants, dpcr, dpcr ? 'dPCR' : 'NGS panel', version);
  const alternating = regime.assays === 'alternating';
  const assays = alternating ? r.shuffled([make(true, '1.0'), make(false, '1.0')]) : [make(digital, '1.0'), make(regime.assays === 'mixed' && r.chance(0.3), '2.0')];
  // The other assay on a tube: digital, for up to four of the variants, whichever they are.
  const some = r.shuffled(variants.map((_, i) => i)).slice(0, r.integer(2, 4));
  const extra = assayOf(r, regime, variants, !digital || regime.assays !== 'mixed', digital && regime.assays === 'mixed' ? 'NGS reflex' : 'dPCR reflex', '1.0');
  return {
    intervalDays: r.pick(regime.intervals), assays, switchAt: !alternating && r.chance(regime.assaySwitch) ? r.integer(2, 14) : Infinity, alternating,
    extra: { ...extra, panel: null, covered: extra.covered.map((c, i) => c && some.includes(i)) }, wbcSequenced: r.chance(0.5), tissueTested: r.chance(0.6),
  };
}

/** A patient as the regime deals them. */
export function dealPopulation(r: Random, regime: PopulationRegime): PopulationPlan {
  const variants = variantsOf(r, regime);
  return { variants, biology: biologyOf(r, regime), care: careOf(r, regime), laboratory: laboratoryOf(r, regime, variants) };
}
