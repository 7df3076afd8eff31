/** What is decided about a simulated patient before the first draw: biology, lines, schedule, laboratory (science §7). Days count from the first line's start. */
import type { Random } from './random.js';
import type { Regime } from './regimes.js';

export interface ClonePlan {
  readonly gene: string;
  readonly variant: string;
  /** Fraction of the baseline tumour at onset. */
  readonly startFraction: number;
  /** Day from which it grows on the drug (0: there from the start). */
  readonly onsetDay: number;
  readonly doublingDays: number;
  readonly halfLifeDays: number;
}

export interface LinePlan { readonly regimen: string; readonly agents: readonly string[]; readonly classes: readonly string[]; readonly antiEgfr: boolean; readonly startDay: number; readonly stopDay: number | null; readonly bestResponse: string; readonly stopReason: string }

export interface AssayPlan { readonly name: string; readonly version: string; readonly unit: 'molecules' | 'partitions'; readonly background: number; readonly bias: number; readonly notCovered: readonly string[] }

export interface DecoyPlan { readonly gene: string; readonly variant: string; readonly vaf: number; readonly driftPerMonth: number }

export interface PatientPlan {
  readonly truncal: readonly { readonly gene: string; readonly variant: string }[];
  /** Truncal VAF at baseline, a fraction. */
  readonly baselineVaf: number;
  /** Sensitive cells: half-time on the drug, floor as a fraction of baseline, doubling time off it; days. */
  readonly killHalfDays: number;
  readonly floor: number;
  readonly regrowthDays: number;
  readonly clones: readonly ClonePlan[];
  /** Tracked, truly absent: never above background. */
  readonly absent: readonly { readonly gene: string; readonly variant: string }[];
  readonly decoys: readonly DecoyPlan[];
  readonly wbcSequenced: boolean;
  readonly lines: readonly LinePlan[];
  readonly intervalDays: number;
  readonly drawDays: readonly number[];
  readonly failedDraws: ReadonlySet<number>;
  readonly assays: readonly AssayPlan[];
  /** Draw from which the second assay is used; null: never. */
  readonly switchAt: number | null;
  readonly sheddingSd: number;
  readonly ownSd: number;
  /** Day numbers in place of calendar dates. */
  readonly dayNumbers: boolean;
}

const variants: readonly (readonly [readonly [string, string], number])[] = [
  [['KRAS', 'p.G12D'], 0.2], [['KRAS', 'p.G12V'], 0.12], [['KRAS', 'p.G13D'], 0.11], [['KRAS', 'p.Q61H'], 0.12], [['NRAS', 'p.Q61K'], 0.07],
  [['NRAS', 'p.G12D'], 0.05], [['EGFR', 'p.S492R'], 0.07], [['EGFR', 'p.G465R'], 0.08], [['BRAF', 'p.V600E'], 0.05], [['MAP2K1', 'p.K57N'], 0.04],
];
const chip: readonly (readonly [string, string])[] = [['DNMT3A', 'p.R882H'], ['TET2', 'p.Q1466*'], ['ASXL1', 'p.G646fs*12'], ['PPM1D', 'p.R552*'], ['JAK2', 'p.V617F']];
const month = 30.4375;

export const regimens = {
  first: { regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan', 'fluorouracil'], classes: ['anti_egfr', 'chemotherapy'], antiEgfr: true },
  between: { regimen: 'FOLFOX + bevacizumab', agents: ['bevacizumab', 'oxaliplatin', 'fluorouracil'], classes: ['vegf', 'chemotherapy'], antiEgfr: false },
  again: { regimen: 'irinotecan + cetuximab', agents: ['cetuximab', 'irinotecan'], classes: ['anti_egfr', 'chemotherapy'], antiEgfr: true },
} as const;

function clonesOf(r: Random, regime: Regime): readonly ClonePlan[] {
  // 1 + NegBin(1.2, 0.5): a Poisson with gamma mean, here through its geometric-like tail.
  let count = 1;
  while (count < 6 && r.chance(0.45)) count += 1;
  if (r.chance(regime.cloneFree)) count = 0;
  const out: ClonePlan[] = [];
  for (let i = 0; i < count; i += 1) {
    const [gene, variant] = r.weighted(variants);
    if (out.some((c) => c.gene === gene && c.variant === variant)) continue;
    const late = gene === 'EGFR' ? 7 * r.integer(8, 16) : 0;
    out.push({
      gene, variant, startFraction: 10 ** r.between(-6, -3.5), onsetDay: late, doublingDays: Math.min(80, Math.max(12, r.logNormal(28, 0.5))),
      halfLifeDays: r.logNormal((gene === 'EGFR' ? 4.7 : 3.7) * month, 0.45),
    });
  }
  return out;
}

function linesOf(r: Random): readonly LinePlan[] {
  const firstStop = Math.round(Math.min(540, Math.max(140, r.logNormal(300, 0.35))));
  const offStop = firstStop + Math.round(month * r.between(3, 14));
  const response = r.weighted([['PR', 0.6], ['SD', 0.25], ['CR', 0.08], ['PD', 0.07]] as const);
  const lines: LinePlan[] = [
    { ...regimens.first, startDay: 0, stopDay: firstStop, bestResponse: response, stopReason: r.chance(0.85) ? 'progression' : 'toxicity' },
    { ...regimens.between, startDay: firstStop + r.integer(7, 28), stopDay: offStop, bestResponse: 'SD', stopReason: 'progression' },
  ];
  if (r.chance(0.55)) lines.push({ ...regimens.again, startDay: offStop + r.integer(7, 21), stopDay: null, bestResponse: '', stopReason: '' });
  return lines;
}

function scheduleOf(r: Random, interval: number, days: number, missed: number): readonly number[] {
  const out: number[] = [];
  for (let day = r.integer(-7, 0); day <= days; day += Math.max(7, Math.round(interval * r.between(0.8, 1.2)))) if (!r.chance(missed)) out.push(day);
  return out.length > 0 ? out : [0];
}

function assayOf(r: Random, version: string, dropOut: boolean, tracked: readonly string[]): AssayPlan {
  const digital = r.chance(0.3);
  return {
    name: digital ? 'dPCR' : 'NGS panel', version, unit: digital ? 'partitions' : 'molecules',
    background: digital ? 10 ** r.between(-5, -4.3) : 10 ** r.between(-5, -4.3), bias: r.logNormal(1, 0.15),
    notCovered: dropOut && tracked.length > 1 ? [r.pick(tracked)] : [],
  };
}

/** A patient as the regime deals them. */
export function dealPlan(r: Random, regime: Regime): PatientPlan {
  const clones = clonesOf(r, regime);
  const truncal = regime.truncal ? [{ gene: 'APC', variant: 'p.R1450*' }, { gene: 'TP53', variant: 'p.R175H' }].filter(() => r.chance(0.75)) : [];
  if (regime.truncal && truncal.length === 0) truncal.push({ gene: 'APC', variant: 'p.R1450*' });
  const nonShedder = r.chance(regime.nonShedders);
  const decoys: DecoyPlan[] = [];
  if (r.chance(regime.chip)) {
    const first = r.integer(0, chip.length - 1);
    for (let i = 0; i < r.integer(1, 3); i += 1) {
      const [gene, variant] = chip[(first + i) % chip.length]!;
      decoys.push({ gene, variant, vaf: Math.min(0.2, r.logNormal(0.005, 1)), driftPerMonth: r.normal(0, 0.05) });
    }
  }
  const krasChip = r.chance(0.005);
  if (krasChip) decoys.push({ gene: 'KRAS', variant: 'p.G12A', vaf: r.logNormal(0.004, 0.5), driftPerMonth: 0 });
  const lines = linesOf(r);
  const end = (lines.at(-1)!.stopDay ?? lines.at(-1)!.startDay + 240);
  const intervalDays = regime.intervalDays ?? r.pick([14, 28, 28, 42, 56, 84]);
  const drawDays = scheduleOf(r, intervalDays, Math.min(end, regime.followUpDays), regime.missed);
  const absent = clones.some((c) => c.gene === 'KRAS' && c.variant === 'p.G12D') ? [] : [{ gene: 'KRAS', variant: 'p.G12D' }];
  const tracked = [...clones, ...absent].map((v) => `${v.gene} ${v.variant}`);
  const first = assayOf(r, '1.0', r.chance(0.1), tracked);
  const switched = drawDays.length > 3 && r.chance(regime.assaySwitch);
  return {
    truncal, baselineVaf: nonShedder ? 10 ** r.between(-4.6, -3.3) : Math.min(0.45, r.logNormal(0.05, 1.1)), killHalfDays: 7 * r.between(3, 10),
    floor: r.between(0.02, 0.3), regrowthDays: r.between(40, 120), clones, absent, decoys, wbcSequenced: krasChip || r.chance(0.5), lines, intervalDays, drawDays,
    failedDraws: new Set(drawDays.map((_, i) => i).filter(() => r.chance(0.03))), assays: [first, assayOf(r, '2.0', r.chance(0.1), tracked)],
    switchAt: switched ? r.integer(2, drawDays.length - 1) : null, sheddingSd: regime.sheddingSd, ownSd: regime.ownSd, dayNumbers: false,
  };
}
