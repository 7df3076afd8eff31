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
