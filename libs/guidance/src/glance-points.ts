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

/**
 * Is the last reading far below the one of the draw before: at most half, and the intervals apart? The course may still be held to rise, since one draw is no direction;
 * to say that it rises now would be false. Assumed intervals say nothing. `points`: those that could be read, oldest first.
 */
export function fellBack(points: readonly SeriesPoint[]): { readonly before: SeriesPoint; readonly now: SeriesPoint } | null {
  const now = points.at(-1);
  const before = now && points.findLast((p) => p.day < now.day);
  if (!now || !before || now.intervalAssumed || before.intervalAssumed || now.vaf === null || before.vaf === null || now.high === null || before.low === null) return null;
  return now.vaf <= before.vaf / 2 && now.high < before.low ? { before, now } : null;
}

/** Is the last reading far above the one of the draw before: at least double, and the intervals apart? One draw is no direction, and not nothing. `points` as in {@link fellBack}. */
export function steppedUp(points: readonly SeriesPoint[]): boolean {
  const now = points.at(-1);
  const before = now && points.findLast((p) => p.day < now.day);
  if (!now || !before || now.intervalAssumed || before.intervalAssumed || now.vaf === null || before.vaf === null || now.low === null || before.high === null) return false;
  return now.vaf >= 2 * before.vaf && now.low > before.high;
}

/** Readings that could be made, oldest first. */
export const readPoints = (points: readonly SeriesPoint[]): readonly SeriesPoint[] => points.filter((p) => p.status === 'detected' || p.status === 'not_detected');
