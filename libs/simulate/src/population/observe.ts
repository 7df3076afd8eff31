/** What the laboratory reports of a course: draws, their mishaps, and counts. Days count from the first line's start. */
import type { Random } from '../random.js';
import type { Course } from './course.js';
import type { AssaySetup, PopulationPlan, VariantPlan } from './deal.js';
import type { PopulationRegime } from './settings.js';

export interface Result {
  /** Place in the plan's variants. */
  readonly variant: number;
  readonly assay: AssaySetup;
  readonly reportedDay: number;
  readonly status: 'failed_qc' | 'not_covered' | null;
  readonly mutant: number | null;
  readonly total: number | null;
  readonly wildtype: number | null;
  /** As the laboratory states it: with its own error. */
  readonly background: number | null;
  readonly wbcVaf: number | null;
}

export interface Draw {
  readonly specimen: number;
  /** When it was taken, and when the file says so. */
  readonly trueDay: number;
  readonly day: number;
  readonly hge: number | null;
  readonly plasmaMl: number;
  readonly results: readonly Result[];
  /** Variants that another patient's DNA brought, by place. */
  readonly contaminated: readonly number[];
  readonly swapped: boolean;
  readonly diluted: boolean;
  readonly flare: boolean;
}

const partitions = 20_000;
/** Autocorrelation of shedding from draw to draw. */
const sheddingRho = 0.3;
const rounded = (x: number): number => Number(x.toPrecision(4));

function scheduleOf(r: Random, interval: number, to: number, missed: number): readonly number[] {
  const out: number[] = [];
  for (let day = r.integer(-7, 0); day <= to; day += Math.max(7, Math.round(interval * r.between(0.8, 1.2)))) if (!r.chance(missed)) out.push(day);
  return out.length > 0 ? out : [0];
}

const fromTumour = (v: VariantPlan): boolean => v.kind !== 'chip' && v.kind !== 'germline' && v.kind !== 'absent';

/** Another patient's fractions at the variants looked for here. */
function strangerVaf(r: Random, v: VariantPlan): number {
  const hotspot = v.gene === 'KRAS' || v.gene === 'NRAS' || v.gene === 'EGFR' || v.gene === 'BRAF' || v.gene === 'MAP2K1';
  return r.chance(hotspot ? 0.12 : 0.08) ? Math.min(0.3, r.logNormal(hotspot ? 0.006 : 0.03, 1)) : 0;
}

interface Tube { readonly hge: number; readonly plasmaMl: number; /** By variant, with shedding, dilution and mishaps. */ readonly vafs: readonly number[]; readonly contaminated: readonly number[]; readonly swapped: boolean; readonly diluted: boolean; readonly flare: boolean }

function tubeOf(r: Random, regime: PopulationRegime, plan: PopulationPlan, truth: readonly number[], logShedding: number): Tube {
  const { input } = regime;
  const diluted = r.chance(regime.diluted);
  const swapped = r.chance(regime.swapped);
  const flare = r.chance(0.05);
  const base = Math.min(input.high, Math.max(input.low, r.logNormal(input.median, input.logSd)));
  const tumourFactor = Math.exp(logShedding) * (flare ? 2 : 1);
  const contaminated = r.chance(regime.contaminated) ? r.shuffled(plan.variants.map((_, i) => i)).slice(0, r.integer(2, 5)) : [];
  const level = r.logUniform(0.0003, 0.005);
  const vafs = plan.variants.map((v, i) => {
    const tumour = fromTumour(v);
    const own = Math.exp(r.normal(0, tumour ? regime.ownSd : 0.05));
    const mine = swapped ? strangerVaf(r, v) : truth[i]! * own * (tumour ? tumourFactor / (diluted ? 3 : 1) : 1);
    return Math.min(0.95, mine + (contaminated.includes(i) ? level * r.between(0.6, 1) : 0));
  });
  return { hge: Math.round(diluted ? Math.min(input.high, 3 * base) : base), plasmaMl: Math.round(10 * r.between(3, 5)) / 10, vafs, contaminated, swapped, diluted, flare };
}

interface Counted { readonly mutant: number; readonly total: number; readonly wildtype: number | null; readonly background: number }

/** Counts of one variant in `hge` genome equivalents. Stated background: fraction of molecules, known to the laboratory within 15 %. */
function count(r: Random, assay: AssaySetup, variant: number, hge: number, vaf: number): Counted {
  const f = Math.min(0.95, vaf * assay.bias);
  const mean = assay.background[variant]!;
  const error = Math.exp(r.normal(0, 0.15));
  if (assay.unit === 'molecules') {
    // Beta with the position's mean and overdispersion rho; as a gamma, for the mean is small.
    const background = Math.min(0.05, assay.rho * r.gamma(mean / assay.rho));
    return { mutant: r.binomial(hge, Math.min(1, f + background)), total: hge, wildtype: null, background: rounded(mean * error) };
  }
  const total = partitions - r.integer(0, 4000);
  const copies = Math.min(hge, partitions) / partitions;
  const mutant = r.binomial(total, 1 - Math.exp(-(copies * f + mean / partitions)));
  return { mutant, total, wildtype: r.binomial(total, 1 - Math.exp(-copies * (1 - f))), background: rounded((mean * error) / Math.max(1, copies * partitions)) };
}

/** VAF in white blood cells, where the laboratory sees it. */
function wbcOf(r: Random, v: VariantPlan): number {
  if (v.kind !== 'chip' && v.kind !== 'germline') return 0;
  const vaf = v.vaf * Math.exp(r.normal(0, 0.1));
  return vaf < 0.001 ? 0 : rounded(vaf);
}

function assaysOf(r: Random, regime: PopulationRegime, plan: PopulationPlan, i: number): readonly AssaySetup[] {
  const { laboratory: lab } = plan;
  const usual = lab.alternating ? lab.assays[i % 2]! : lab.assays[i >= lab.switchAt ? 1 : 0]!;
  return r.chance(regime.sharedInput) ? [usual, lab.extra] : [usual];
}

/** All draws of a patient, in the order in which they were taken. */
export function drawsOf(r: Random, regime: PopulationRegime, plan: PopulationPlan, course: Course): readonly Draw[] {
  let logShedding = r.normal(0, regime.sheddingSd);
  return scheduleOf(r, plan.laboratory.intervalDays, course.to, regime.missed).map((trueDay, i) => {
    logShedding = sheddingRho * logShedding + Math.sqrt(1 - sheddingRho * sheddingRho) * r.normal(0, regime.sheddingSd);
    const truth = course.vafs.map((v) => v[trueDay - course.from]!);
    const tube = tubeOf(r, regime, plan, truth, logShedding);
    const failed = r.chance(regime.failed);
    const day = trueDay - (r.chance(regime.misdated) ? r.integer(3, 25) : 0);
    const assays = assaysOf(r, regime, plan, i);
    const results = assays.flatMap((assay, a) => {
      // One tube feeds both: what one assay takes the other lacks.
      const hge = assays.length === 1 ? tube.hge : Math.max(50, Math.round(tube.hge * (a === 0 ? 0.6 : 0.4)));
      const reportedDay = trueDay + (assay.unit === 'partitions' ? r.integer(2, 5) : r.integer(5, 10));
      return plan.variants.flatMap((v, variant): Result[] => {
        const wbcVaf = plan.laboratory.wbcSequenced && i === 0 && a === 0 ? wbcOf(r, v) : null;
        const none = { variant, assay, reportedDay, mutant: null, total: null, wildtype: null, background: null, wbcVaf: null };
        if (!assay.covered[variant]) return assay.panel === null && a > 0 ? [] : [{ ...none, status: 'not_covered' }];
        const counted = count(r, assay, variant, hge, tube.vafs[variant]!);
        return [failed ? { ...none, status: 'failed_qc' } : { ...none, ...counted, wbcVaf, status: null }];
      });
    });
    return { specimen: i + 1, trueDay, day, hge: failed ? null : tube.hge, plasmaMl: tube.plasmaMl, results, contaminated: tube.contaminated, swapped: tube.swapped, diluted: tube.diluted, flare: tube.flare };
  });
}
