/** What the last draw of an evaluation says of a series. */
import type { Evaluation, ResponseDraw, SeriesPoint, SeriesResult } from '@clonewatch/domain';

export const lastDraw = (e: Evaluation): Evaluation['draws'][number] | null => e.draws.at(-1) ?? null;

/** Readings of a series in the last draw. */
export function lastPoints(e: Evaluation, s: SeriesResult): readonly SeriesPoint[] {
  const last = lastDraw(e);
  return last ? s.points.filter((p) => p.specimenId === last.specimenId) : [];
}

export const calledLast = (e: Evaluation, s: SeriesResult): boolean => lastPoints(e, s).some((p) => p.status === 'detected');

/** The last draw as the response of the line in focus reads it; null where it is not part of it. */
export function focusDraw(e: Evaluation): ResponseDraw | null {
  const r = e.response;
  const last = lastDraw(e);
  if (!r || r.focus === null || !last) return null;
  return r.lines[r.focus]?.draws.find((d) => d.specimenId === last.specimenId) ?? null;
}

interface Measured extends SeriesPoint { readonly vaf: number; readonly low: number; readonly high: number }
const measured = (p: SeriesPoint): p is Measured => !p.intervalAssumed && p.vaf !== null && p.low !== null && p.high !== null;

/** The last reading and that of the draw before, each with a measured interval; assumed intervals say nothing. `points`: those that could be read, oldest first. */
function lastTwo(points: readonly SeriesPoint[]): { readonly before: Measured; readonly now: Measured } | null {
  const now = points.at(-1);
  const before = now && points.findLast((p) => p.day < now.day);
  return now && before && measured(now) && measured(before) ? { before, now } : null;
}

/**
 * Is the last reading far below the one of the draw before: at most half, and the intervals apart? The course may still be held to rise, since one draw is no direction;
 * to say that it rises now would be false.
 */
export function fellBack(points: readonly SeriesPoint[]): { readonly before: SeriesPoint; readonly now: SeriesPoint } | null {
  const two = lastTwo(points);
  return two && two.now.vaf <= two.before.vaf / 2 && two.now.high < two.before.low ? two : null;
}

/** Is the last reading far above the one of the draw before: at least double, and the intervals apart? One draw is no direction, and not nothing. */
export function steppedUp(points: readonly SeriesPoint[]): boolean {
  const two = lastTwo(points);
  return two !== null && two.now.vaf >= 2 * two.before.vaf && two.now.low > two.before.high;
}

/** Readings that could be made, oldest first. */
export const readPoints = (points: readonly SeriesPoint[]): readonly SeriesPoint[] => points.filter((p) => p.status === 'detected' || p.status === 'not_detected');
