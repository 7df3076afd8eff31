/** Draws written short, and a seeded simulation of one clone with its truncal variant (science §7, the noise of §6b). */
import type { ControlSummary, Measurement } from '@clonewatch/domain';
import type { CountDraw } from '@clonewatch/kinetics';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Triple = readonly [day: number, k: number, n: number];

export function drawsOf(rows: readonly Triple[], assay = 'NGS', shedding: readonly number[] = []): CountDraw[] {
  return rows.map(([day, k, n], i) => ({ day, specimenId: `S${day}`, assay, k, n, background: 3e-5 * n, called: k >= 2, shedding: shedding[i] ?? 1 }));
}

export function measurement(over: Partial<Measurement> = {}): Measurement {
  return {
    specimenId: 'S1', day: 10, knownDay: 14, assay: 'NGS', assayVersion: '1', gene: 'KRAS', variant: 'p.G12D', reportedStatus: null, countUnit: 'molecules',
    mutantCount: null, totalCount: null, wildtypeCount: null, vafFraction: null, backgroundFraction: null, lodFraction: null, inputHge: null, plasmaMl: null,
    copiesPerMl: null, tumourFraction: null, wbcVafFraction: null, panel: null, resultVersion: 1, ...over,
  };
}

export function control(over: Partial<ControlSummary> = {}): ControlSummary {
  return { assay: 'NGS', assayVersion: '1', gene: 'KRAS', variant: 'p.G12D', countUnit: 'molecules', reactions: 10, mutantCount: 2, totalCount: 10_000, ...over };
}

/** Seeded normal and Poisson numbers. */
export class Dice {
  private readonly rng;
  constructor(seed: number) { this.rng = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1)); this.uniform(); }
  uniform(): number { return Math.max(1e-12, uniformFloat64(this.rng)); }
  normal(): number { return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform()); }
  /** By multiplication; the means here are a few hundred at most, so long ones are split. */
  poisson(mean: number): number {
    if (mean > 200) return this.poisson(mean / 2) + this.poisson(mean / 2);
    let k = -1;
    for (let p = 1; p > Math.exp(-mean); k += 1) p *= this.uniform();
    return Math.max(0, k);
  }
}

export interface Simulated { readonly clone: CountDraw[]; readonly truncal: CountDraw[] }

/** One patient: `vaf(day)` of the clone, a truncal variant at 5 %, shared shedding with lag correlation 0.3, own noise of each. */
export function simulate(seed: number, draws: number, vaf: (day: number) => number, o: { step?: number; n?: number; shared?: number; own?: number } = {}): Simulated {
  const { step = 28, n = 3500, shared = 0.35, own = 0.2 } = o;
  const dice = new Dice(seed);
  const out: Simulated = { clone: [], truncal: [] };
  let z = dice.normal();
  for (let i = 0; i < draws; i += 1) {
    const day = i * step;
    if (i > 0) z = 0.3 * z + Math.sqrt(0.91) * dice.normal();
    const count = (v: number): number => dice.poisson(n * v * Math.exp(shared * z + own * dice.normal()) + 3e-5 * n);
    out.clone.push(...drawsOf([[day, count(vaf(day)), n]]));
    out.truncal.push(...drawsOf([[day, count(0.05), n]]));
  }
  return out;
}
