/** From the draws of a series to its posterior, and back to what was computed before. */
import { phi } from '../decay/law.js';
import { engineDefaults } from '../defaults.js';
import { ordered, type CountDraw } from '../draws.js';
import { burdenCourses, cloneCourses, follow, regrowthCourses, type Courses, type TrackState } from './filter.js';
import type { TrackObservation } from './likelihood.js';
import type { SheddingNoise } from './shedding-noise.js';

/** How the draws of one series are read. */
export interface TrackOptions {
  /** Shedding of each specimen; one without an entry has the usual variance. */
  readonly noise: ReadonlyMap<string, SheddingNoise>;
  /** `corrected`: a clone beside truncal variants; `whole`: sheds, but nothing to correct by (truncal variants themselves, followed with the courses of the tumour); `none`: blood cells, germline. */
  readonly shedding: 'corrected' | 'whole' | 'none';
  /** P(another sample's molecules) of this series in a specimen, by what else the specimen shows. */
  readonly strange?: (specimenId: string) => number;
  /** Days on which a line of treatment began or ended, as known. */
  readonly treatmentDays: readonly number[];
  /** Stretches on drugs that select the clone, after an earlier one: a clone that grew or fell before such a stretch is expected to grow again in it. */
  readonly rechallenges: readonly { readonly startDay: number; readonly stopDay: number | null }[];
  /** Day numbers only order the draws. */
  readonly drawOrder: boolean;
}

interface Step { readonly observation: TrackObservation; readonly treatmentChanged: boolean; readonly courses: Courses; readonly state: TrackState }

/** Multiplicative noise a draw is expected to have, ln²: own, shedding where the variant sheds, assay bias where several assays are in use. */
function noiseOf(d: CountDraw, o: TrackOptions, assays: number): { readonly log: number; readonly variance: number } {
  const { sigmaOwn, sigmaShared, assayBiasSd } = engineDefaults;
  const usual = sigmaOwn.value ** 2 + (assays > 1 ? assayBiasSd.value ** 2 : 0);
  if (o.shedding === 'none') return { log: 0, variance: usual };
  const shed = o.noise.get(d.specimenId);
  if (!shed) return { log: 0, variance: usual + sigmaShared.value ** 2 };
  return o.shedding === 'corrected' ? { log: shed.log, variance: usual + shed.variance } : { log: 0, variance: usual + shed.whole };
}

/** How a draw is read: `day` counts steps where day numbers only order the draws, `assays` those in use by then. */
function observationOf(d: CountDraw, day: number, assays: number, o: TrackOptions): TrackObservation {
  const noise = noiseOf(d, o, assays);
  return {
    day, assay: d.assay, k: d.k, n: d.n, background: d.background, backgroundExcess: d.backgroundExcess ?? 0, logNoise: noise.log, noiseVariance: noise.variance,
    strange: o.strange ? o.strange(d.specimenId) : engineDefaults.contamination.value.usual,
  };
}

/** Central 95 % of a normal. */
const z95 = 1.959963984540054;

/** Draws, the last ones, in which a change is looked for: what lies further back is another story. */
const changeWindow = 4;
/** A series is level while a change by this factor is less likely than `levelRisk`: the word "stable" then says what was shown, not that nothing was [proposal: fixed on the design seed]. */
const levelFactor = 3;
const levelRisk = 0.2;

/** What the last draws of a series exclude: `fell`, `rose`: that nothing changed; `level`: that much did; `open`: neither. */
export type Change = 'fell' | 'rose' | 'level' | 'open';

/**
 * Do the last draws of a series exclude that nothing changed among them, or that much did? Slope of ln VAF over the last four draws of the last draw's assay (or the two or three there are),
 * weighted by the noise that draws of this series are expected to have and that of their counts (delta method on ln, half a molecule added); of two draws it is their ratio. `fell`, `rose`: at 95 %;
 * `level`: the chance that the line over these draws moved more than threefold is below 20 %. `open` also where the last draw has turned by more than one sd against that slope, where they are of fewer
 * than two days, none is called, or one of them may be another sample's. A filter with a prior that most clones stand needs more to say that one moved, and none to say that it stood; such draws are asked
 * themselves.
 */
export function changeOf(draws: readonly CountDraw[], o: TrackOptions): Change {
  const all = ordered(draws);
  const last = all.filter((d) => d.assay === all.at(-1)!.assay).slice(-changeWindow);
  if (new Set(last.map((d) => d.day)).size < 2 || !last.some((d) => d.called)) return 'open';
  const read = last.map((d, i): Read => {
    const { k, n, background, logNoise, noiseVariance, strange } = observationOf(d, i, 1, o);
    return { day: d.day, log: Math.log((Math.max(0, k - background) + 0.5) / (n * Math.exp(logNoise))), variance: noiseVariance + 1 / (k + 0.5), strange };
  });
  if (read.some((d) => d.strange > doubtful)) return 'open';
  const sum = (f: (d: Read) => number): number => read.reduce((x, d) => x + f(d) / d.variance, 0);
  const [day, log] = [sum((d) => d.day) / sum(() => 1), sum((d) => d.log) / sum(() => 1)];
  const spread = sum((d) => (d.day - day) ** 2);
  const slope = sum((d) => (d.day - day) * (d.log - log)) / spread;
  const z = slope * Math.sqrt(spread);
  const [before, now] = read.slice(-2) as [Read, Read];
  const turn = (Math.sign(slope) * (before.log - now.log)) / Math.sqrt(before.variance + now.variance);
  if (turn > 1) return 'open';
  if (Math.abs(z) > z95) return z < 0 ? 'fell' : 'rose';
  const days = now.day - read[0]!.day;
  const [change, sd, much] = [slope * days, days / Math.sqrt(spread), Math.log(levelFactor)];
  return phi((-much - change) / sd) + phi((change - much) / sd) < levelRisk ? 'level' : 'open';
}

interface Read { readonly day: number; readonly log: number; readonly variance: number; readonly strange: number }
/** P(another sample's molecules) above which a draw proves no change. */
const doubtful = 0.25;

const same = (a: TrackObservation, b: TrackObservation): boolean =>
  a.day === b.day && a.k === b.k && a.n === b.n && a.background === b.background && a.backgroundExcess === b.backgroundExcess && a.logNoise === b.logNoise
  && a.noiseVariance === b.noiseVariance && a.strange === b.strange && a.assay === b.assay;

/**
 * Tracks of a patient's series. A history that only grows is continued from where it was, so that a fold over n draws costs n steps, not n²;
 * what differs from before (a correction, a late result) is followed again from there. Results never depend on what was asked before.
 */
export class Tracks {
  private readonly steps = new Map<string, Step[]>();

  /** Posterior after the last draw with molecules; null without any. `key` names the series and the way it is read. */
  of(key: string, draws: readonly CountDraw[], o: TrackOptions): TrackState | null {
    let steps = this.steps.get(key);
    if (!steps) this.steps.set(key, (steps = []));
    const assays: string[] = [];
    let at = 0;
    let [from, lastDay, nth, moved] = [NaN, NaN, -1, Infinity];
    for (const d of ordered(draws)) {
      if (!assays.includes(d.assay)) assays.push(d.assay);
      if (d.day !== lastDay) nth += 1;
      lastDay = d.day;
      const observation = observationOf(d, o.drawOrder ? nth * engineDefaults.drawOrderStepDays.value : d.day, assays.length, o);
      const treatmentChanged = at > 0 && !o.drawOrder && changedBetween(o.treatmentDays, from, observation.day);
      from = observation.day;
      const courses = coursesIn(d.day, moved, o);
      const old = steps[at];
      if (!old || !same(old.observation, observation) || old.treatmentChanged !== treatmentChanged || old.courses !== courses) {
        steps.length = at;
        steps.push({ observation, treatmentChanged, courses, state: follow(at === 0 ? null : steps[at - 1]!.state, observation, treatmentChanged, courses) });
      }
      if (moved > d.day && hasMoved(steps[at]!.state)) moved = d.day;
      at += 1;
    }
    return at === 0 ? null : steps[at - 1]!.state;
  }
}

/** Is there a clone, and does it grow or fall? A clone that stood under the drug is not expected to grow when it is given again. */
const hasMoved = ({ clean, course }: TrackState): boolean => clean <= engineDefaults.hadMoved.value.clean && course.steady <= engineDefaults.hadMoved.value.steady;

/** The courses that lead to a draw; `moved`: day of the first draw after which the clone was known to move. */
function coursesIn(day: number, moved: number, o: TrackOptions): Courses {
  if (o.shedding === 'whole') return burdenCourses;
  const again = !o.drawOrder && o.rechallenges.some((r) => moved <= r.startDay && r.startDay < day && (r.stopDay === null || day <= r.stopDay));
  return again ? regrowthCourses : cloneCourses;
}

/** Did a line begin or end after the one day, up to the other? */
function changedBetween(treatmentDays: readonly number[], after: number, to: number): boolean {
  for (const t of treatmentDays) if (t > after && t <= to) return true;
  return false;
}
