/** A text as its lines, some at a time, numbered as an editor counts them. Bounded: a line without end is refused, not held. */
import { FormatError, type ProblemList } from './problems.js';
import { limits, longestLine } from './csv/records.js';

export interface LineBlock {
  /** 1-based number of the first line. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** LF, CRLF or CR alone end a line; a fault of encoding or size is reported in `problems` and ends the stream. */
export async function* textLines(text: AsyncIterable<string>, problems: ProblemList, most = limits.lines, longest = longestLine): AsyncGenerator<LineBlock> {
  let held = '';
  let next = 1;
  try {
    for await (const piece of text) {
      // A CR at the end may be half of a CRLF: it waits for what follows.
      const whole = held + piece;
      const ready = whole.endsWith('\r') ? whole.length - 1 : whole.length;
      const lines = (whole.includes('\r') ? whole.slice(0, ready).replace(/\r\n?/g, '\n') : whole).split('\n');
      held = lines.pop()! + whole.slice(ready);
      if (held.length > longest || lines.some((l) => l.length > longest)) {
        problems.error('line_too_long', `line ${next + lines.findIndex((l) => l.length > longest)} is longer than 1 MiB: this is not a table of results`, { line: next + Math.max(lines.findIndex((l) => l.length > longest), 0) });
        return;
      }
      if (lines.length > 0) yield { first: next, lines };
      next += lines.length;
      if (next - 1 > most) {
        problems.error('too_many_rows', `the file has more than ${most} lines; split it into several files`, { line: next - 1 });
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    error.problems.forEach((p) => problems.add(p));
    return;
  }
  if (held.replace(/\r$/, '') !== '') yield { first: next, lines: [held.replace(/\r$/, '')] };
}
