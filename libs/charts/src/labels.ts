/** Direct labels at the end of the lines, spread so that none covers another. */
import { cut } from './format.js';

export interface Wanted { readonly y: number; readonly priority: number }

/** Mean width of a character of Inter at 11 px, for cutting to a number of characters. */
export const charWidth = 6;

function widthOf(c: string): number {
  if (/[A-Z]/.test(c)) return /[MW]/.test(c) ? 9.6 : 7.5;
  if (/[0-9<>+=]/.test(c)) return 6.8;
  if (/[a-z]/.test(c)) return /[mw]/.test(c) ? 9 : 5.9;
  if (/[А-ЯЁ]/.test(c)) return 8;
  if (/[а-яё]/.test(c)) return /[мшщжфюы]/.test(c) ? 8.2 : 6.2;
  return /[\s.,:;|!'\u00a0]/.test(c) ? 3.2 : c === '%' || c === '…' ? 9.4 : 6;
}

/** Width of a text in Inter at 11 px, estimated: layouts have no DOM to measure with. `bold` for the names of labels. */
export const textWidth = (text: string, bold = false): number => [...text].reduce((w, c) => w + widthOf(c), 0) * (bold ? 1.07 : 1);

/** Cut to `width` px with an ellipsis; a letter is left in any case. */
export function cutTo(text: string, width: number): string {
  for (let n = text.length; n > 1; n -= 1) if (textWidth(cut(text, n)) <= width) return cut(text, n);
  return cut(text, 1);
}

/**
 * Places of `wanted` between `top` and `bottom`, at least `gap` apart and as near their own y as can be
 * (pool-adjacent-violators on the sorted list). What does not fit, lowest priority first, gets null.
 */
export function spread(wanted: readonly Wanted[], gap: number, top: number, bottom: number): (number | null)[] {
  const room = Math.max(1, Math.floor((bottom - top) / gap) + 1);
  const kept = wanted.map((w, i) => ({ ...w, i })).sort((a, b) => b.priority - a.priority || a.i - b.i).slice(0, room)
    .sort((a, b) => a.y - b.y || a.i - b.i);
  // With z = y - index * gap the constraint is only that z does not fall.
  const blocks: { sum: number; n: number }[] = [];
  for (const [rank, k] of kept.entries()) {
    let block = { sum: k.y - rank * gap, n: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.n > block.sum / block.n; last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, n: block.n + last.n };
      blocks.pop();
    }
    blocks.push(block);
  }
  const z = blocks.flatMap((b) => Array.from({ length: b.n }, () => b.sum / b.n));
  const highest = bottom - (kept.length - 1) * gap;
  const out: (number | null)[] = wanted.map(() => null);
  for (const [rank, k] of kept.entries()) out[k.i] = Math.min(Math.max(z[rank]!, top), Math.max(highest, top)) + rank * gap;
  return out;
}

/** Rows for spans that may overlap: the first row whose last span has ended. */
export function lanes(spans: readonly { readonly start: number; readonly end: number }[]): number[] {
  const ends: number[] = [];
  return spans.map((s) => {
    const free = ends.findIndex((e) => e <= s.start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = s.end;
    return lane;
  });
}
