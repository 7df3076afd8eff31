/** Rows of one height of which only those near the visible part of the page are drawn: ten thousand scroll like fifty. */
import { startTransition, useEffect, useState, type RefObject } from 'react';

/** First row drawn, and the one after the last. */
export interface RowRange { readonly start: number; readonly end: number }

/** Rows drawn above and below what is seen, so that a quick wheel meets no blank, and how many are changed at once, so that most steps of a wheel change none. */
const beyond = 16;
const step = 8;
/** Lists up to so many rows are drawn whole. */
export const drawnWhole = 80;

/** Which of `count` rows of `height` px to draw; `top`: where the first row lies from the top of what is seen (negative: above it), `seen`: height of what is seen. */
export function rowsToDraw(count: number, height: number, top: number, seen: number): RowRange {
  if (count <= drawnWhole) return { start: 0, end: count };
  const first = Math.floor(-top / height / step) * step;
  const rows = Math.ceil(seen / height / step) * step + step;
  const start = Math.max(0, Math.min(first - beyond, count - rows - 2 * beyond));
  return { start, end: Math.min(count, Math.max(first, 0) + rows + beyond) };
}

/** The rows to draw now; `body` holds the rows. */
export function useVirtualRows(count: number, height: number, body: RefObject<HTMLElement | null>): RowRange {
  const [range, setRange] = useState<RowRange>(() => rowsToDraw(count, height, 0, typeof window === 'undefined' ? 768 : window.innerHeight));
  useEffect(() => {
    const look = (): void => {
      const next = rowsToDraw(count, height, body.current?.getBoundingClientRect().top ?? 0, window.innerHeight);
      // The scroll goes on while the rows that come into sight are made: there are spare ones beyond the edge.
      startTransition(() => setRange((was) => (was.start === next.start && was.end === next.end ? was : next)));
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [count, height, body]);
  return { start: Math.min(range.start, count), end: Math.min(Math.max(range.end, Math.min(count, drawnWhole)), count) };
}
