/**
 * The courses a clone may take off the drug, each with its prior share: the population's exponential decay, none at all, a fall in two phases, and
 * a response to another treatment that kills. Days count from the first draw.
 */
import { engineDefaults } from '../defaults.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, min, max } = Math;

/** `decay`: one exponential. `steady`: flat or growing. `slowing`, `regrowing`: a fall that ends in less, or in growth. `response`: a treatment that kills all tumour cells. */
export type CourseKind = 'decay' | 'steady' | 'slowing' | 'regrowing' | 'response';

/** ln VAF by day against the first draw: `first` per day from day `from` for `days` days, `later` per day all the time. */
export interface Course {
  readonly kind: CourseKind;
  readonly logPrior: number;
  /** Change of ln VAF per day: lasting, and the extra of a phase. */
  readonly rate: number;
  readonly extra: number;
  readonly from: number;
  readonly days: number;
  /** Does the rate change between the draws? */
  readonly bends: boolean;
  /** Falls after the last draw as well. */
  readonly clears: boolean;
}

/** A half-life of ten years or more is said as ten years: no decay that matters. */
export const longestHalfLife = 3650;
/** Half-lives of the population's decay, and sd of the prior that they span to each side. */
export const halfLives = 40;
const reach = 3.5;

/** A treatment in use while the clone falls: its days counted from the first draw, and what the truncal signal says of it. */
export interface Therapy { readonly from: number; readonly to: number; /** ln of the lowest truncal VAF under it over the one before; null: not measured. */ readonly tumourFall: number | null }

export function logChange(c: Pick<Course, 'rate' | 'extra' | 'from' | 'days'>, t: number): number {
  return c.rate * t + c.extra * min(max(0, t - c.from), c.days);
}

/** Half-life of the fall from the first draw to the last, days: of the straight line through ln VAF (least squares, as of evenly spaced days); `longestHalfLife` where it does not fall. */
export function halfLifeOver(c: Course, span: number): number {
  if (c.extra === 0) return c.rate < 0 ? min(longestHalfLife, -Math.LN2 / c.rate) : longestHalfLife;
  const n = 24;
  let [sum, own] = [0, 0];
  for (let i = 0; i <= n; i += 1) {
    sum += (i - n / 2) * logChange(c, (span * i) / n);
    own += (i - n / 2) * ((span * i) / n);
  }
  const slope = sum / own;
  return slope < -Math.LN2 / longestHalfLife ? -Math.LN2 / slope : longestHalfLife;
}

type Phases = Pick<Course, 'kind' | 'rate' | 'extra' | 'from' | 'days'>;

function courseOf(c: Phases, prior: number, span: number): Course {
  const phased = c.extra !== 0;
  return {
    kind: c.kind, rate: c.rate, extra: c.extra, from: c.from, days: c.days, logPrior: log(prior), bends: phased && c.from + c.days < 0.9 * span && c.from + c.days > 0.1 * span,
    clears: c.rate < -Math.LN2 / longestHalfLife,
  };
}

const per = (halfLife: number): number => (halfLife === Infinity ? 0 : -Math.LN2 / halfLife);

/** ln half-lives of the population's decay, evenly: the first {@link halfLives} courses are these. */
export function logHalfLives(priorMedian: number): Float64Array {
  const { logSd } = engineDefaults.halfLifePrior.value;
  return Float64Array.from({ length: halfLives }, (_, i) => log(priorMedian) + logSd * (-reach + (2 * reach * i) / (halfLives - 1)));
}

/** P(the treatment kills), once the truncal signal is looked at: a fall to 30 % speaks neither way, and no signal settles it alone. */
function responsePrior(therapy: Therapy): number {
  const { share, evenFall, perLog, most } = engineDefaults.decay.value.response;
  const said = therapy.tumourFall === null ? 0 : max(-most, min(most, (evenFall - therapy.tumourFall) * perLog));
  const odds = (share / (1 - share)) * exp(said);
  return odds / (1 + odds);
}

/** Exponentials and no decay, prior weights summing to 1: the same for every clone of a gene, so made once. */
const plainOf = new Map<number, readonly Course[]>();

function plainCourses(priorMedian: number): readonly Course[] {
  let made = plainOf.get(priorMedian);
  if (!made) {
    const { steady } = engineDefaults.decay.value;
    const plain = { extra: 0, from: 0, days: 0 };
    const z = Float64Array.from({ length: halfLives }, (_, i) => exp(-0.5 * (-reach + (2 * reach * i) / (halfLives - 1)) ** 2));
    const all = z.reduce((a, b) => a + b, 0);
    made = [
      ...Array.from(logHalfLives(priorMedian), (x, i) => courseOf({ kind: 'decay', rate: per(exp(x)), ...plain }, ((1 - steady.share) * z[i]!) / all, 0)),
      courseOf({ kind: 'steady', rate: 0, ...plain }, steady.share * (1 - steady.growing), 0),
      ...steady.doublingDays.map((d) => courseOf({ kind: 'steady', rate: -per(d), ...plain }, (steady.share * steady.growing) / steady.doublingDays.length, 0)),
    ];
    // The catalogue has three medians; a caller with ever new ones does not fill the memory.
    if (plainOf.size > 50) plainOf.clear();
    plainOf.set(priorMedian, made);
  }
  return made;
}

/** A family of courses and the ln of its prior share; `logPrior` of its courses is within the family. */
export interface Family { readonly logShare: number; readonly courses: readonly Course[] }

/**
 * Courses between the first draw and the one `span` days later. `phases`: enough draws to tell two phases apart. `priorMedian`: days. Prior shares sum to 1.
 * The population's half-lives come first.
 */
export function coursesOf(priorMedian: number, span: number, phases: boolean, therapy: Therapy | null): readonly Family[] {
  const { twoPhase, response } = engineDefaults.decay.value;
  const killed = therapy === null ? 0 : responsePrior(therapy);
  const bent = phases ? twoPhase.share : 0;
  const out: Family[] = [{ logShare: log((1 - killed) * (1 - bent)), courses: plainCourses(priorMedian) }];
  if (bent > 0) {
    const weight = 1 / (twoPhase.firstDays.length * twoPhase.bendAt.length * twoPhase.laterDays.length);
    out.push({ logShare: log((1 - killed) * bent), courses: twoPhase.firstDays.flatMap((t1) => twoPhase.bendAt.flatMap((at) => twoPhase.laterDays.map((t2) =>
      courseOf({ kind: t2 < 0 ? 'regrowing' : 'slowing', rate: per(t2), extra: per(t1) - per(t2), from: 0, days: at * span }, weight, span)))) });
  }
  if (therapy !== null) {
    const weight = 1 / (response.killDays.length * response.lastsDays.length * response.laterDays.length);
    const used = max(1, therapy.to - therapy.from);
    out.push({ logShare: log(killed), courses: response.killDays.flatMap((t1) => response.lastsDays.flatMap((d) => response.laterDays.map((t2) =>
      courseOf({ kind: 'response', rate: per(t2), extra: per(t1), from: therapy.from, days: min(d, used) }, weight, span)))) });
  }
  return out;
}
