/** How a laboratory table is written: what parts its cells, and its decimals. Both are read from the file's own head, together. */
import type { NumberStyle } from './header.js';

export interface TableStyle extends NumberStyle { readonly delimiter: string }

const headLength = 64 * 1024;
const delimiters = [',', ';', '\t'] as const;
/** A spreadsheet's hint in the first line, which it may have padded with more of the same. */
const hint = /^\uFEFF?"?sep=([,;\t])/i;

export const isSeparatorHint = (cells: readonly string[]): boolean => /^\uFEFF?sep=[,;\t]*$/i.test(cells[0] ?? '') && cells.slice(1).every((c) => c.trim() === '');

const linesOf = (head: string): string[] => head.replace(/[\0\uFEFF]/g, '').split(/\r\n|\n|\r/);
const parts = (line: string, delimiter: string): number => line.replace(/"[^"]*"/g, '').split(delimiter).length - 1;

export function tableStyle(head: string): TableStyle {
  const lines = linesOf(head);
  const said = hint.exec(lines[0] ?? '')?.[1];
  const line = lines.find((l) => delimiters.some((d) => parts(l, d) >= 3)) ?? '';
  const delimiter = said ?? [...delimiters].sort((a, b) => parts(line, b) - parts(line, a))[0]!;
  const decimalComma = delimiter !== ',' && new RegExp(`(?:^|${delimiter})[ "]*[+-]?\\d+,\\d+[ "]*(?:${delimiter}|$)`, 'm').test(head);
  return { delimiter, decimalComma, strictCounts: true };
}

/** The first rows of a file, split as its style says: for recognising it. Forgiving: a damaged file is to be refused with a reason later. */
export function headRows(head: string, most = 12): string[][] {
  const { delimiter } = tableStyle(head);
  const lines = linesOf(head).filter((l) => l.trim() !== '' && !/^"?sep=[,;\t\s"]*$/i.test(l)).slice(0, most);
  return lines.map((l) => l.split(delimiter).map((c) => c.trim().replace(/^"(.*)"$/, '$1').trim()));
}

/** The head of a text, and the whole of it again. What goes wrong while reading is thrown where the whole is read. */
export async function peek(text: AsyncIterable<string>): Promise<{ head: string; text: AsyncIterable<string> }> {
  const source = text[Symbol.asyncIterator]();
  const pieces: string[] = [];
  let length = 0;
  let failure: unknown = null;
  let ended = false;
  while (length < headLength && !ended) {
    try {
      const { done, value } = (await source.next()) as IteratorResult<string, undefined>;
      if (done === true) ended = true;
      else {
        pieces.push(value);
        length += value.length;
      }
    } catch (error) {
      failure = error;
      ended = true;
    }
  }
  async function* whole(): AsyncGenerator<string> {
    yield* pieces;
    if (failure !== null) throw failure as Error;
    if (ended) return;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  return { head: pieces.join('').slice(0, headLength), text: whole() };
}
