/** What is true of a simulated patient, for benchmarks: never shown to the engine. Days are days of the patient's record. */
import { courseOf, type Course } from './course.js';
import type { PopulationPlan, VariantPlan } from './deal.js';
import type { Draw } from './observe.js';

/** VAF a clone is said to have crossed, and the least that counts as there. */
const crossingVaf = 0.001;
const onsetVaf = 0.0001;
/** Days over which a course that did not happen is followed: after a stop without rechallenge, or on a line that never ends. */
const offDays = 2000;

export interface VariantTruth {
  readonly gene: string;
  readonly variant: string;
  readonly kind: VariantPlan['kind'];
  /** First day at 0.01 %. */
  readonly onsetDay: number | null;
  /** First day at 0.1 % with the drug in use; tumour clones only. */
  readonly crossingDay: number | null;
  /** Line (place in `lines`) of the crossing. */
  readonly crossingLine: number | null;
  readonly peakVaf: number;
  /** Of a growing clone's cells on the drug, before crowding. */
  readonly doublingDays: number | null;
  /** Of its cells off the drug; Infinity: does not decay; null: not a resistant clone. */
  readonly halfLifeDays: number | null;
  /** True VAF without any noise; 0 outside the days followed. */
  vafOn(day: number): number;
}

export interface LineTruth { readonly antiEgfr: boolean; readonly again: boolean; readonly startDay: number; readonly stopDay: number | null; readonly stopReason: string; /** By the images of the simulated tumour; empty: none was made. */ readonly bestResponse: string; /** Chemotherapy that kills all tumour cells. */ readonly kills: boolean }

export interface DrawTruth { readonly specimenId: string; readonly trueDay: number; readonly day: number; readonly contaminated: readonly string[]; readonly swapped: boolean; readonly misdated: boolean; readonly diluted: boolean; readonly flare: boolean; /** Of no use: quality control failed. */ readonly failed: boolean }

export interface PatientTruth {
  readonly nonShedder: boolean;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly lines: readonly LineTruth[];
  /** Images that showed progression. */
  readonly progressionDays: readonly number[];
  readonly draws: readonly DrawTruth[];
  readonly variants: readonly VariantTruth[];
  variant(gene: string, variant: string): VariantTruth | undefined;
  /** VAF of a variant with one copy in every tumour cell. */
  tumourVafOn(day: number): number;
  /**
   * Half-life, days, of a variant's true VAF between two days (least squares of its logarithm); negative when it grows, Infinity when flat.
   * With `relative` of its share of the tumour's VAF. Null when it is not there.
   */
  halfLifeBetween(v: VariantTruth, from: number, to: number, relative?: boolean): number | null;
  /** First day after `after` on which the variant is below the bound if the drug is never given again; Infinity when not within about five years. */
  fallsBelow(v: VariantTruth, bound: number, after: number): number;
  /** First day after `after` on which the variant is at the VAF if the first line goes on; Infinity when not within about five years. */
  reachesOn(v: VariantTruth, vaf: number, after: number): number;
  /** First image after `after` that shows progression if the line in use on that day goes on; Infinity likewise, and between lines. */
  progressesOn(after: number): number;
}

const tumourClone = (v: VariantPlan): boolean => v.kind === 'resistance' || v.kind === 'resistance_late' || v.kind === 'resistance_stable';

function firstAt(vafs: Float64Array, limit: number, from: number, inUse: (day: number) => boolean): number | null {
  for (let i = 0; i < vafs.length; i += 1) if (vafs[i]! >= limit && inUse(from + i)) return from + i;
  return null;
}

/** `origin`: day of the record on which the first line starts. */
export function truthOf(plan: PopulationPlan, course: Course, draws: readonly Draw[], origin: number, specimenIdOf: (d: Draw) => string): PatientTruth {
  const lines = course.lines.map((l): LineTruth => ({
    antiEgfr: l.antiEgfr, again: l.again, startDay: origin + l.startDay, stopDay: l.stopDay === null ? null : origin + l.stopDay, stopReason: l.stopReason, bestResponse: l.bestResponse, kills: !l.antiEgfr && plan.biology.kill !== null,
  }));
  const lineOn = (day: number): number => lines.findIndex((l) => l.antiEgfr && l.startDay <= day && (l.stopDay === null || day <= l.stopDay));
  const at = (vafs: Float64Array, from: number, day: number): number => vafs[day - origin - from] ?? 0;
  const variants = plan.variants.map((v, i): VariantTruth => {
    const vafs = course.vafs[i]!;
    const onset = firstAt(vafs, onsetVaf, course.from, () => true);
    const crossing = tumourClone(v) ? firstAt(vafs, crossingVaf, course.from, (d) => lineOn(origin + d) >= 0) : null;
    return {
      gene: v.gene, variant: v.variant, kind: v.kind, onsetDay: onset === null ? null : origin + onset, crossingDay: crossing === null ? null : origin + crossing,
      crossingLine: crossing === null ? null : lineOn(origin + crossing), peakVaf: vafs.reduce((a, b) => Math.max(a, b), 0),
      doublingDays: v.kind === 'resistance' || v.kind === 'resistance_late' ? v.doublingDays : null,
      halfLifeDays: 'halfLifeDays' in v ? v.halfLifeDays : null, vafOn: (day) => at(vafs, course.from, day),
    };
  });
  const odds = plan.biology.baselineVaf / (1 - plan.biology.baselineVaf);
  const tumourVafOn = (day: number): number => { const s = odds * (course.burden[day - origin - course.from] ?? 0); return s / (1 + s); };
  const off = new Map<number, Course>();
  const on = new Map<number, Course>();
  const goingOn = (line: number): Course => {
    let followed = on.get(line);
    if (!followed) on.set(line, (followed = courseOf(plan, { line, toDay: course.lines[line]!.startDay + offDays })));
    return followed;
  };
  const label = (i: number): string => `${plan.variants[i]!.gene} ${plan.variants[i]!.variant}`;
  return {
    nonShedder: plan.biology.nonShedder, firstDay: origin + course.from, lastDay: origin + course.to, lines, variants, tumourVafOn,
    progressionDays: course.images.filter((i) => i.result === 'PD').map((i) => origin + i.day),
    draws: draws.map((d) => ({
      specimenId: specimenIdOf(d), trueDay: origin + d.trueDay, day: origin + d.day, contaminated: d.contaminated.map(label), swapped: d.swapped, misdated: d.day !== d.trueDay, diluted: d.diluted, flare: d.flare, failed: d.hge === null,
    })),
    variant: (gene, variant) => variants.find((v) => v.gene === gene && v.variant === variant),
    halfLifeBetween: (v, from, to, relative = false) => halfLife((day) => v.vafOn(day) / (relative ? tumourVafOn(day) : 1), from, to),
    fallsBelow: (v, bound, after) => {
      const stop = lines.filter((l) => l.antiEgfr && !l.again && l.stopDay !== null && l.stopDay <= after).at(-1)?.stopDay;
      if (stop == null) return Infinity;
      let without = off.get(stop);
      if (!without) off.set(stop, (without = courseOf(plan, { line: 'off', toDay: stop - origin + offDays })));
      const vafs = without.vafs[variants.indexOf(v)]!;
      for (let day = after + 1; day - origin <= without.to; day += 1) if (at(vafs, without.from, day) < bound) return day;
      return Infinity;
    },
    reachesOn: (v, vaf, after) => {
      const { from, to, vafs } = goingOn(0);
      for (let day = after + 1; day - origin <= to; day += 1) if (at(vafs[variants.indexOf(v)]!, from, day) >= vaf) return day;
      return Infinity;
    },
    progressesOn: (after) => {
      const line = lines.findLastIndex((l) => l.startDay <= after && (l.stopDay === null || after <= l.stopDay));
      const image = line < 0 ? undefined : goingOn(line).images.find((i) => i.result === 'PD' && origin + i.day > after);
      return image ? origin + image.day : Infinity;
    },
  };
}

function halfLife(value: (day: number) => number, from: number, to: number): number | null {
  let n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (let day = from; day <= to; day += 1) {
    const y = Math.log(value(day));
    if (!Number.isFinite(y)) return null;
    const x = day - from;
    n += 1; sx += x; sy += y; sxx += x * x; sxy += x * y;
  }
  if (n < 2) return null;
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return slope === 0 ? Infinity : -Math.LN2 / slope;
}
