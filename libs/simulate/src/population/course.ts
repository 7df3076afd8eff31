/**
 * What happens to a patient of a plan, day by day and free of noise: cells, images, lines of therapy, and the VAF of every tracked variant.
 * Care follows the simulated disease: a line ends when an image shows its progression (or otherwise), never because of what blood showed.
 */
import type { GrowingPlan, PopulationPlan } from './deal.js';

export interface CourseLine { readonly antiEgfr: boolean; readonly again: boolean; readonly startDay: number; readonly stopDay: number | null; readonly stopReason: 'progression' | 'toxicity' | 'planned' | ''; readonly bestResponse: 'CR' | 'PR' | 'SD' | 'PD' | '' }
export interface CourseImage { readonly day: number; readonly result: 'PR' | 'SD' | 'PD' }

export interface Course {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly CourseLine[];
  readonly images: readonly CourseImage[];
  /** Tumour cells, multiples of the baseline, from day `from`. */
  readonly burden: Float64Array;
  /** By tracked variant: true VAF, a fraction, from day `from`. */
  readonly vafs: readonly Float64Array[];
}

const pow2 = (x: number): number => 2 ** x;

/** Carrying capacity, multiples of the baseline tumour. */
const capacity = 6;
const longestLineDays = 700;
const longestAgainDays = 240;
export const longestDays = 1150;
const firstDay = -30;
/** Resistant cells that came back grow this much faster (science §7), and chemotherapy slows regrowth by the other factor. */
const againFactor = 0.7;
const slowing = 0.6;

interface OpenLine { antiEgfr: boolean; again: boolean; startDay: number; readonly first: number; nadir: number; best: number; images: number; lastResult: CourseImage['result'] | ''; stopAt: number | null; reason: CourseLine['stopReason'] }

/** The day-by-day state. One instance a run. */
class Patient {
  readonly lines: CourseLine[] = [];
  readonly images: CourseImage[] = [];
  private line: OpenLine | null = null;
  private next: { readonly day: number; readonly antiEgfr: boolean; readonly again: boolean } | null = { day: 0, antiEgfr: true, again: false };
  private nextImage: number;
  private sensitive = 1;
  private readonly growing: readonly { readonly index: number; readonly plan: GrowingPlan }[];
  private readonly sizes: number[];
  /** Stable clones: factor on their VAF. */
  private readonly kept: number[];
  end: number | null = null;

  constructor(private readonly plan: PopulationPlan, private readonly instead: Instead | null) {
    this.nextImage = plan.care.imagingFirstDay;
    this.growing = plan.variants.flatMap((v, index) => (v.kind === 'resistance' || v.kind === 'resistance_late' ? [{ index, plan: v }] : []));
    this.sizes = this.growing.map((g) => (g.plan.arisesDay <= 0 ? g.plan.startFraction : 0));
    this.kept = plan.variants.map(() => 1);
  }

  burden(): number {
    let sum = this.sensitive;
    for (const s of this.sizes) sum += s;
    return sum;
  }

  /** Cells after one more day. */
  grow(day: number): void {
    if (day <= 0) return;
    const { biology } = this.plan;
    const on = this.line?.antiEgfr === true;
    const room = Math.max(0, 1 - this.burden() / capacity);
    const killing = this.killing(day);
    const escaped = biology.escape !== null && day >= biology.escape.day;
    if (on && !escaped) this.sensitive = biology.floor + (this.sensitive - biology.floor) * pow2(-1 / biology.responseHalfDays);
    else if (on) this.sensitive *= pow2(room / biology.escape!.doublingDays);
    else if (killing) this.sensitive *= pow2(-1 / biology.kill!.halfDays);
    else this.sensitive *= pow2(((this.line ? slowing : 1) * room) / biology.regrowthDays);
    this.growing.forEach((g, i) => {
      if (this.sizes[i] === 0 && day >= g.plan.arisesDay && on) this.sizes[i] = g.plan.startFraction;
      if (on) this.sizes[i]! *= pow2(room / (g.plan.doublingDays * (this.line!.again ? againFactor : 1)));
      else this.sizes[i]! *= pow2(-1 / g.plan.halfLifeDays - (killing ? 1 / biology.kill!.halfDays : 0));
    });
    this.plan.variants.forEach((v, i) => {
      if (v.kind === 'resistance_stable' && !on && this.lines.length > 0) this.kept[i]! *= pow2(-1 / v.halfLifeDays - (killing ? 1 / biology.kill!.halfDays : 0));
    });
  }

  /** Under a chemotherapy that works, and still falling. */
  private killing(day: number): boolean {
    const { kill } = this.plan.biology;
    return kill !== null && this.line !== null && !this.line.antiEgfr && day - this.line.startDay < kill.days && this.sensitive > kill.floor * this.plan.biology.floor;
  }

  /** Care of the day: stops, starts, images. */
  care(day: number): void {
    const { care } = this.plan;
    if (this.line && this.line.stopAt !== null && day >= this.line.stopAt) this.stop(day);
    if (!this.line && this.next && day >= this.next.day) this.start(day);
    if (this.end === null && this.instead === null && !this.line && !this.next) this.end = day + care.tailDays;
    if (day >= this.nextImage) {
      this.image(day);
      this.nextImage = day + care.imagingEveryDays;
    }
  }

  private start(day: number): void {
    const { antiEgfr, again } = this.next!;
    this.next = null;
    const diameter = Math.cbrt(this.burden());
    const { care } = this.plan;
    const planned = this.endless() ? null : !antiEgfr ? day + care.offDays : again ? day + longestAgainDays : day + (care.otherStopDay ?? longestLineDays);
    const reason = antiEgfr && !again && care.otherStopDay !== null && care.toxicity ? 'toxicity' : 'planned';
    this.line = { antiEgfr, again, startDay: day, first: diameter, nadir: diameter, best: 1, images: 0, lastResult: '', stopAt: planned, reason };
  }

  private stop(day: number): void {
    const { care } = this.plan;
    const line = this.line!;
    this.lines.push({
      antiEgfr: line.antiEgfr, again: line.again, startDay: line.startDay, stopDay: day, stopReason: line.reason,
      bestResponse: line.images === 0 ? '' : line.best <= 0.3 ? 'CR' : line.best <= 0.7 ? 'PR' : line.images === 1 && line.lastResult === 'PD' ? 'PD' : 'SD',
    });
    this.line = null;
    if (line.antiEgfr && !line.again) this.next = { day: day + care.gapDays[0], antiEgfr: false, again: false };
    else if (!line.antiEgfr && care.again && this.instead?.line !== 'off') this.next = { day: day + care.gapDays[1], antiEgfr: true, again: true };
  }

  /** Is the line in use, or about to start, the one that never ends in this course? */
  private endless(): boolean {
    return this.instead?.line === this.lines.length;
  }

  /** Diameter goes with the cube root of the cells; progression is 20 % above the least diameter of the line. */
  private image(day: number): void {
    const line = this.line;
    if (!line || day - line.startDay < 35) return;
    const diameter = Math.cbrt(this.burden());
    const result = diameter >= 1.2 * line.nadir ? 'PD' : diameter <= 0.7 * line.first ? 'PR' : 'SD';
    line.best = Math.min(line.best, diameter / line.first);
    line.nadir = Math.min(line.nadir, diameter);
    line.images += 1;
    line.lastResult = result;
    this.images.push({ day, result });
    if (result === 'PD' && line.reason !== 'progression' && !this.endless()) {
      const delay = this.plan.care.stopDelayDays[Math.min(2, this.lines.length)]!;
      if (line.stopAt === null || day + delay < line.stopAt) { line.stopAt = day + delay; line.reason = 'progression'; }
    }
  }

  open(): CourseLine | null {
    const line = this.line;
    return line && { antiEgfr: line.antiEgfr, again: line.again, startDay: line.startDay, stopDay: null, stopReason: '', bestResponse: '' };
  }

  /** VAF of every variant: tumour DNA beside a constant amount of other DNA, so that a VAF saturates as the burden grows. */
  vafs(day: number): readonly number[] {
    const { baselineVaf } = this.plan.biology;
    const odds = baselineVaf / (1 - baselineVaf);
    const burden = this.burden();
    const perCell = odds / (1 + odds * burden);
    let growing = 0;
    return this.plan.variants.map((v, index) => {
      switch (v.kind) {
        case 'absent': return 0;
        case 'chip': case 'germline': return Math.min(0.5, v.vaf * Math.exp((v.driftPerMonth * day) / 30.4375));
        case 'resistance_stable': return v.vaf * this.kept[index]!;
        case 'truncal': return Math.min(0.9, v.copies * perCell * burden);
        case 'subclonal': return Math.min(0.9, v.copies * perCell * this.sensitive);
        default: return Math.min(0.9, perCell * this.sizes[growing++]!);
      }
    });
  }
}

/** A course that did not happen: the line of that place (0: the first) never ended, or the drug never given again after the first (`off`), up to a day. */
export interface Instead { readonly line: number | 'off'; readonly toDay: number }

/** The course of a plan; with `instead` what would have happened otherwise, for questions whose answer real care cuts short. */
export function courseOf(plan: PopulationPlan, instead: Instead | null = null): Course {
  const patient = new Patient(plan, instead);
  const limit = instead === null ? longestDays : instead.toDay;
  const burden: number[] = [];
  const vafs: number[][] = plan.variants.map(() => []);
  let day = firstDay;
  for (; day <= limit && (patient.end === null || day <= patient.end); day += 1) {
    patient.care(day);
    patient.grow(day);
    burden.push(patient.burden());
    patient.vafs(day).forEach((vaf, i) => vafs[i]!.push(vaf));
  }
  const open = patient.open();
  return {
    from: firstDay, to: day - 1, lines: open ? [...patient.lines, open] : patient.lines, images: patient.images,
    burden: Float64Array.from(burden), vafs: vafs.map((v) => Float64Array.from(v)),
  };
}
