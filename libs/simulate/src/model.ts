/** The tumour of a plan over time, noise-free: sensitive burden, clones, and the VAF each variant would show (science §7). */
import type { ClonePlan, LinePlan, PatientPlan } from './plan.js';

/** Chemotherapy between the anti-EGFR lines slows regrowth by this factor. */
const chemoSlowing = 0.6;
/** Resistant cells that came back grow this much faster (doubling time × 0.7). */
const rechallengeFactor = 0.7;
/** Carrying capacity, multiples of the baseline tumour. */
const capacity = 4;

function onDrug(lines: readonly LinePlan[], day: number): { on: boolean; again: boolean } {
  const begun = lines.filter((l) => l.antiEgfr && l.startDay <= day);
  const last = begun.at(-1);
  return { on: last !== undefined && (last.stopDay === null || day <= last.stopDay), again: begun.length > 1 };
}

/** Size of the sensitive part and of each clone, fractions of the baseline tumour, for every day from `from` to `to`. */
export interface Trajectory { readonly from: number; readonly sensitive: readonly number[]; readonly clones: readonly (readonly number[])[] }

export function trajectory(plan: PatientPlan, from: number, to: number): Trajectory {
  let sensitive = 1;
  const sizes = plan.clones.map((c) => (c.onsetDay <= from ? c.startFraction : 0));
  const out = { from, sensitive: [] as number[], clones: plan.clones.map(() => [] as number[]) };
  for (let day = from; day <= to; day += 1) {
    const { on, again } = onDrug(plan.lines, day);
    const total = sensitive + sizes.reduce((a, b) => a + b, 0);
    const room = Math.max(0, 1 - total / capacity);
    if (on) sensitive = plan.floor + (sensitive - plan.floor) * Math.pow(2, -1 / plan.killHalfDays);
    else if (day > 0) sensitive *= Math.pow(2, (chemoSlowing * room) / plan.regrowthDays);
    plan.clones.forEach((c, i) => {
      if (day >= c.onsetDay && sizes[i] === 0) sizes[i] = c.startFraction;
      if (on && day >= c.onsetDay) sizes[i]! *= Math.pow(2, room / (c.doublingDays * (again ? rechallengeFactor : 1)));
      else if (!on && day > 0) sizes[i]! *= Math.pow(2, -1 / c.halfLifeDays);
      out.clones[i]!.push(sizes[i]!);
    });
    out.sensitive.push(sensitive);
  }
  return out;
}

/** VAFs without shedding noise on one day: the truncal variants', and each clone's. */
export function vafsOn(plan: PatientPlan, t: Trajectory, day: number): { readonly truncal: number; readonly clones: readonly number[] } {
  const i = day - t.from;
  const clones = t.clones.map((c) => c[i] ?? 0);
  const burden = (t.sensitive[i] ?? 0) + clones.reduce((a, b) => a + b, 0);
  // Tumour DNA beside a constant amount of other DNA: the VAF saturates as the burden grows.
  const signal = (plan.baselineVaf / (1 - plan.baselineVaf)) * burden;
  const truncal = signal / (1 + signal);
  return { truncal, clones: clones.map((c) => (burden > 0 ? (truncal * c) / burden : 0)) };
}

export interface CloneTruth { readonly clone: ClonePlan; readonly onsetDay: number | null; readonly crossingDay: number | null; readonly peakVaf: number }

/** First day at or above 0.01 % (onset) and 0.1 % (crossing), and the peak VAF, of every clone. */
export function cloneTruths(plan: PatientPlan, t: Trajectory): readonly CloneTruth[] {
  const days = t.sensitive.map((_, i) => t.from + i);
  const all = days.map((d) => vafsOn(plan, t, d).clones);
  return plan.clones.map((clone, j) => {
    const first = (limit: number): number | null => { const i = all.findIndex((v) => v[j]! >= limit); return i < 0 ? null : days[i]!; };
    return { clone, onsetDay: first(0.0001), crossingDay: first(0.001), peakVaf: Math.max(0, ...all.map((v) => v[j]!)) };
  });
}
