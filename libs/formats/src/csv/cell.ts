/**
 * A value as a cell of a file we write, and back. A spreadsheet runs a cell that begins with = + - @ (also full-width, also behind blanks
 * or quotation marks); where `;`, a tab or a line break parts cells for it, what follows one of these begins a cell too. Each such place gets
 * an apostrophe, which our reader takes away again. A plain number is left as it is: it cannot run. No two values share a cell: an
 * apostrophe that stood before such a place already is itself guarded.
 */
const harmless = /^(?:[A-Za-z0-9][^;\t\r\n]*|)$/;
const plainNumber = /^ *[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? *$/;
const beginsFormula = '=+-@＝＋－＠';
const partsCells = ';\t\r\n';
// eslint-disable-next-line no-control-regex
const overlooked = /['"\s\u0000-\u001f]/;
/** At the very start a tab or line break is guarded whatever follows: programs drop it silently. */
const blankStart = /^'*[\t\r\n]/;

/** Where a cell could begin to run, last place first. One pass from the end: linear, however hostile the text. */
function places(text: string): number[] {
  const found: number[] = [];
  let runs = false;
  for (let i = text.length - 1; i >= 0; i--) {
    const c = text[i]!;
    runs = beginsFormula.includes(c) || (runs && overlooked.test(c));
    if (i === 0 ? runs || blankStart.test(text) : runs && partsCells.includes(text[i - 1]!)) found.push(i);
  }
  return found;
}

/** The text in pieces, cut at `at` (last place first). */
function cut(text: string, at: readonly number[]): string[] {
  const starts = [0, ...[...at].reverse().filter((i) => i > 0)];
  return starts.map((from, k) => text.slice(from, starts[k + 1]));
}

function guard(value: string): string {
  if (harmless.test(value) || plainNumber.test(value)) return value;
  const at = places(value);
  if (at.length === 0) return value;
  return `${at.includes(0) ? `'` : ''}${cut(value, at).join(`'`)}`;
}

/** One cell in RFC 4180, quoted where it must be and where it is guarded. */
export function csvCell(value: string): string {
  const guarded = guard(value);
  return guarded !== value || /[",\n\r]/.test(value) ? `"${guarded.replace(/"/g, '""')}"` : value;
}

/** What stands in a cell that {@link csvCell} wrote; other cells are as they are. */
export function cellValue(cell: string): string {
  if (!cell.includes(`'`)) return cell;
  const at = places(cell).filter((i) => cell[i] === `'`);
  const [first = '', ...others] = cut(cell, at);
  return `${at.includes(0) ? first.slice(1) : first}${others.map((piece) => piece.slice(1)).join('')}`;
}
