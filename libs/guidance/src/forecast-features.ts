/**
 * What the forecast of progression reads off a patient at the last draw. The fitting script and the engine share this one function, so the
 * coefficients meet the numbers they were fitted to.
 */
import { momentsOf, trendPosterior, type RatePrior, type TrendPosterior } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { forecastNumbers as numbers } from './forecast.data.js';
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

/** The patient's state at the last draw, before any horizon. */
export interface ProgressionState {
  /** ln(truncal level / lowest of the line), its growth per day, and their posterior sd. */
  readonly aboveNadir: number;
  readonly rate: number;
  readonly sdLevel: number;
  readonly sdRate: number;
  /** ln VAF of each resistant clone now over the truncal nadir, and its growth per day. */
  readonly clones: readonly { readonly above: number; readonly rate: number }[];
  readonly daysOnLine: number;
  readonly lateLine: boolean;
  readonly targeted: boolean;
  /** Last image of the line known by now. */
  readonly image: 'PR' | 'SD' | 'PD' | null;
  readonly daysSinceImage: number;
}

/** The last image of the line that was there by the day of the snapshot. */
function lastImage(snap: Snapshot, line: TherapyLine): { readonly day: number; readonly result: 'PR' | 'SD' | 'PD' } | null {
  const found = snap.record.assessments.filter((a) => a.kind === 'imaging' && a.day >= line.startDay && a.day <= snap.day && /^(CR|PR|SD|PD)$/.test(a.result.trim())).at(-1);
  return found ? { day: found.day, result: found.result.trim() === 'CR' ? 'PR' : (found.result.trim() as 'PR' | 'SD' | 'PD') } : null;
}

/** Null without a truncal variant whose trend can be read on the line. */
export function progressionState(snap: Snapshot): ProgressionState | null {
  const current = currentLine(snap);
  const last = snap.draws.at(-1);
  if (!current || !last || !snap.lead) return null;
  const { line, index } = current;
  const trend = trendOnLine(snap.lead, line, numbers.truncalRate);
  if (!trend) return null;
  const nadir = Math.min(...drawsOnLine(snap.lead, line).map((d) => Math.log((d.k + 0.5) / d.n)));
  const [level, rate] = [momentsOf(trend.logLevels, trend.weights), momentsOf(trend.rates, trend.weights)];
  const clones = snap.series.filter((s) => snap.roles.get(s.key)!.alerting && drawsOnLine(s, line).some((d) => d.called)).flatMap((s) => {
    const p = trendOnLine(s, line, numbers.cloneRateOn);
    return p ? [{ above: momentsOf(p.logLevels, p.weights).mean - nadir, rate: momentsOf(p.rates, p.weights).mean }] : [];
  });
  const image = lastImage(snap, line);
  return {
    aboveNadir: level.mean - nadir, rate: rate.mean, sdLevel: level.sd, sdRate: rate.sd, clones, daysOnLine: Math.max(0, last.day - line.startDay), lateLine: index > 0,
    targeted: snap.lines.some((l) => l.startDay === line.startDay && l.therapyClasses.some((c) => (numbers.targeted as readonly string[]).includes(c))),
    image: image?.result ?? null, daysSinceImage: Math.max(0, last.day - (image?.day ?? line.startDay)),
  };
}

/** Names of the covariates, in order. `truncal_over`: beyond the growth that shows as 20 % of diameter; `image_overdue`: beyond eight weeks. */
export const covariates = [
  'truncal_ahead', 'clones_ahead', 'truncal_now', 'log_weeks_on_line', 'late_line', 'targeted', 'responding', 'no_image', 'weeks_since_image', 'truncal_over', 'image_overdue',
] as const;

/** ln of the cells behind a diameter 20 % larger: 3 ln 1.2 (RECIST progression). */
const progressionStep = 0.55;

/** Covariates at `day` days after the last draw. */
export function covariatesAt(s: ProgressionState, day: number): readonly number[] {
  const ahead = clip(s.aboveNadir + s.rate * day, -2, 4);
  const clones = s.clones.reduce((sum, c) => sum + Math.exp(clip(c.above + c.rate * day, -8, 4)), 0);
  const sinceImage = clip(s.daysSinceImage / 56, 0, 2);
  return [
    ahead, clip(Math.log(clones + 0.01), -4.7, 4), clip(s.aboveNadir, -2, 4), clip(Math.log((s.daysOnLine + 14) / 84), -2, 2.5), Number(s.lateLine), Number(s.targeted),
    Number(s.image === 'PR'), Number(s.image === null), sinceImage, Math.max(0, ahead - progressionStep), Math.max(0, sinceImage - 1),
  ];
}
