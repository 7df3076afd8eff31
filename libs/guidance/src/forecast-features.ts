/**
 * What the forecast of progression reads off a patient at the last draw. The fitting script and the engine share this one function, so the
 * coefficients meet the numbers they were fitted to.
 */
import { momentsOf, trendPosterior, type RatePrior, type TrendPosterior } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { forecastNumbers as numbers, horizonDays } from './forecast.data.js';
import { remembered } from './remember.js';
import { therapyLines, type TherapyLine } from './response.js';
import type { Snapshot } from './snapshot.js';

const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Draws of a series since the line began (and the one before it, within six weeks): a trend does not reach across a change of therapy. */
export function drawsOnLine(s: VariantSeries, line: TherapyLine): ReturnType<typeof countDraws> {
  return countDraws(s).filter((d) => d.day >= line.startDay - numbers.baselineDays);
}

const trends = remembered((_: VariantSeries) => new Map<string, TrendPosterior | null>());

/** Present level and growth of a variant on the line; the clone's own forecast and that of progression ask for the same. */
export function trendOnLine(s: VariantSeries, line: TherapyLine, prior: RatePrior): TrendPosterior | null {
  const key = `${line.startDay}|${prior.mean}`;
  const known = trends(s).get(key);
  if (known !== undefined) return known;
  const since = countDraws(s).filter((d) => d.day >= line.startDay);
  const found = trendPosterior(since.length > 1 ? since : drawsOnLine(s, line), prior);
  trends(s).set(key, found);
  return found;
}

/** The line in use at the last draw, null when none is. */
export function currentLine(snap: Snapshot): { readonly line: TherapyLine; readonly index: number } | null {
  const last = snap.draws.at(-1)?.day;
  if (last === undefined) return null;
  const lines = therapyLines(snap);
  const index = lines.map((l) => l.startDay <= last && (l.stopDay === null || last <= l.stopDay)).lastIndexOf(true);
  return index < 0 ? null : { line: lines[index]!, index };
}

/**
 * Lines whose courses differ in kind, each with coefficients of its own: under a first targeted drug sensitive cells shrink and resistant ones grow out of
 * little; under a later one (rechallenge) they are there already; otherwise the whole tumour regrows, slowed or killed.
 */
export const lineKinds = ['first_targeted', 'later_targeted', 'not_targeted'] as const;
export type LineKind = (typeof lineKinds)[number];

/** The patient's state at the last draw, before any horizon. */
export interface ProgressionState {
  readonly lineKind: LineKind;
  /** ln(truncal level / lowest of the line), its growth per day, and their posterior sd. */
  readonly aboveNadir: number;
  /** The same over the lowest mean of two neighbouring draws: one draw that shed little makes no nadir. */
  readonly abovePair: number;
  readonly rate: number;
  readonly sdLevel: number;
  readonly sdRate: number;
  /** ln VAF of each resistant clone now over the truncal nadir, and its growth per day. */
  readonly clones: readonly { readonly above: number; readonly rate: number }[];
  readonly daysOnLine: number;
  /** Last image of the line known by now. */
  readonly image: 'PR' | 'SD' | 'PD' | null;
  readonly daysSinceImage: number;
  /** Days from image to image so far, the lower median of all; null before the second. */
  readonly imageEveryDays: number | null;
}

interface Images { readonly last: { readonly day: number; readonly result: 'PR' | 'SD' | 'PD' } | null; readonly everyDays: number | null }

/** Two images closer than this are one look at the patient. */
const sameLookDays = 21;

/** The last image of the line that was there by the day of the snapshot, and how far apart images have been. */
function imagesOf(snap: Snapshot, line: TherapyLine): Images {
  const known = snap.record.assessments.filter((a) => a.kind === 'imaging' && a.day <= snap.day && /^(CR|PR|SD|PD)$/.test(a.result.trim()));
  const found = known.filter((a) => a.day >= line.startDay).at(-1);
  const days = [...new Set(known.map((a) => a.day))].sort((x, y) => x - y);
  const gaps = days.slice(1).map((d, i) => d - days[i]!).filter((d) => d >= sameLookDays).sort((x, y) => x - y);
  return {
    last: found ? { day: found.day, result: found.result.trim() === 'CR' ? 'PR' : (found.result.trim() as 'PR' | 'SD' | 'PD') } : null,
    everyDays: gaps.length === 0 ? null : gaps[Math.floor((gaps.length - 1) / 2)]!,
  };
}

/** The kind of a line, by its place and its drugs. */
export function lineKindOf(snap: Snapshot, line: TherapyLine, index: number): LineKind {
  const targeted = snap.lines.some((l) => l.startDay === line.startDay && l.therapyClasses.some((c) => (numbers.targeted as readonly string[]).includes(c)));
  return !targeted ? 'not_targeted' : index === 0 ? 'first_targeted' : 'later_targeted';
}

/** Null without a truncal variant whose trend can be read on the line. */
export function progressionState(snap: Snapshot): ProgressionState | null {
  const current = currentLine(snap);
  const last = snap.draws.at(-1);
  if (!current || !last || !snap.lead) return null;
  const { line, index } = current;
  const trend = trendOnLine(snap.lead, line, numbers.truncalRate);
  if (!trend) return null;
  const logs = drawsOnLine(snap.lead, line).map((d) => Math.log((d.k + 0.5) / d.n));
  const nadir = Math.min(...logs);
  const pairs = logs.slice(1).map((y, i) => (y + logs[i]!) / 2);
  const [level, rate] = [momentsOf(trend.logLevels, trend.weights), momentsOf(trend.rates, trend.weights)];
  const clones = snap.series.filter((s) => snap.roles.get(s.key)!.alerting && drawsOnLine(s, line).some((d) => d.called)).flatMap((s) => {
    const p = trendOnLine(s, line, numbers.cloneRateOn);
    return p ? [{ above: momentsOf(p.logLevels, p.weights).mean - nadir, rate: momentsOf(p.rates, p.weights).mean }] : [];
  });
  const { last: image, everyDays } = imagesOf(snap, line);
  return {
    lineKind: lineKindOf(snap, line, index), aboveNadir: level.mean - nadir, abovePair: level.mean - (pairs.length > 0 ? Math.min(...pairs) : nadir), rate: rate.mean, sdLevel: level.sd, sdRate: rate.sd, clones, daysOnLine: Math.max(0, last.day - line.startDay),
    image: image?.result ?? null, daysSinceImage: Math.max(0, last.day - (image?.day ?? line.startDay)), imageEveryDays: everyDays,
  };
}

/**
 * Names of the covariates, in order. `truncal_over`: beyond the growth that shows as 20 % of diameter; `images_due`: within the interval, as images have come
 * so far; `level_unsure`, `growth_unsure`: posterior sd of the truncal level, and of its growth in per cent a day. `*_by_*`: products, for what the trend says
 * counts for less where it is unsure, and for another amount late on a line.
 */
export const covariates = [
  'truncal_ahead', 'clones_ahead', 'truncal_now', 'log_weeks_on_line', 'log_weeks_squared', 'responding', 'no_image', 'truncal_over', 'images_due', 'schedule_unknown', 'truncal_over_pair',
  'level_unsure', 'growth_unsure', 'clones_by_level_unsure', 'ahead_by_growth_unsure', 'ahead_by_weeks', 'now_by_level_unsure', 'weeks_by_level_unsure',
] as const;

/** ln of the cells behind a diameter 20 % larger: 3 ln 1.2 (RECIST progression). */
const progressionStep = 0.55;

/** Images that fall after `from` and by `to` (days after the last draw) when they go on as they have come; one that is overdue is due at once. */
function imagesDue(s: ProgressionState, from: number, to: number): number {
  if (s.imageEveryDays === null) return 0;
  const first = Math.max(1, s.imageEveryDays - s.daysSinceImage);
  const by = (day: number): number => (day < first ? 0 : 1 + Math.floor((day - first) / s.imageEveryDays!));
  return Math.min(2, by(to) - by(from));
}

/** Start, middle and end of an interval of the horizon, days after the last draw. */
export function intervalDays(interval: number): { readonly from: number; readonly middle: number; readonly to: number } {
  const [from, to] = [horizonDays[interval - 1] ?? 0, horizonDays[interval]!];
  return { from, middle: (from + to) / 2, to };
}

/** Covariates of one interval of the horizon (0: the first); levels are those at its middle. */
export function covariatesAt(s: ProgressionState, interval: number): readonly number[] {
  const { from, middle, to } = intervalDays(interval);
  const ahead = clip(s.aboveNadir + s.rate * middle, -2, 4);
  const clones = s.clones.reduce((sum, c) => sum + Math.exp(clip(c.above + c.rate * middle, -8, 4)), 0);
  const weeks = clip(Math.log((s.daysOnLine + 14) / 84), -2, 2.5);
  const [clonesAhead, now, levelUnsure, growthUnsure] = [clip(Math.log(clones + 0.01), -4.7, 4), clip(s.aboveNadir, -2, 4), Math.min(1.5, s.sdLevel), Math.min(1.5, 100 * s.sdRate)];
  return [
    ahead, clonesAhead, now, weeks, weeks * weeks, Number(s.image === 'PR'), Number(s.image === null), Math.max(0, ahead - progressionStep),
    imagesDue(s, from, to), Number(s.imageEveryDays === null), clip(s.abovePair, -2, 4), levelUnsure, growthUnsure,
    clonesAhead * levelUnsure, ahead * growthUnsure, ahead * weeks, now * levelUnsure, weeks * levelUnsure,
  ];
}
