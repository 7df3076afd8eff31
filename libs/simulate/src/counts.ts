/** What the laboratory counts: depth, shedding, background, partitions. */
import type { AssayPlan } from './plan.js';
import type { Random } from './random.js';

export interface DrawConditions {
  /** Genome equivalents into the assay. */
  readonly hge: number;
  readonly plasmaMl: number;
  /** Shedding shared by all tumour variants of the draw (1: average). */
  readonly shedding: number;
  /** Haemolysed or spun late: leukocyte DNA dilutes the plasma. */
  readonly diluted: boolean;
}

export interface Counts { readonly mutant: number; readonly total: number; readonly wildtype: number | null }

const partitions = 20_000;

export function conditions(r: Random, previousLogShedding: number, sheddingSd: number): { readonly draw: DrawConditions; readonly logShedding: number } {
  const rho = 0.3;
  const logShedding = rho * previousLogShedding + Math.sqrt(1 - rho * rho) * r.normal(0, sheddingSd);
  const diluted = r.chance(0.03);
  const base = Math.min(30_000, Math.max(300, r.logNormal(3500, 0.6)));
  return {
    draw: { hge: Math.round(diluted ? Math.min(30_000, base * 3) : base), plasmaMl: Math.round(10 * r.between(3, 5)) / 10, shedding: Math.exp(logShedding), diluted },
    logShedding,
  };
}

/** Counts of one variant at a true VAF in a draw. `own`: the variant's own shedding factor; 1 for DNA not from tumour. */
export function countVariant(r: Random, assay: AssayPlan, draw: DrawConditions, vaf: number, factor: number): Counts {
  const f = Math.min(0.9, (vaf * factor * assay.bias) / (draw.diluted ? 3 : 1));
  if (assay.unit === 'molecules') {
    const mutant = r.binomial(draw.hge, Math.min(1, f + assay.background));
    return { mutant, total: draw.hge, wildtype: null };
  }
  const total = partitions - r.integer(0, 4000);
  const copies = Math.min(draw.hge, 40_000) / partitions;
  const mutant = r.binomial(total, 1 - Math.exp(-(copies * f + assay.background)));
  const wildtype = r.binomial(total, 1 - Math.exp(-copies * (1 - f)));
  return { mutant, total, wildtype };
}
