/** A sheet as the CSV text that every reader reads: row n of the sheet is line n, column k is cell k. */
import type { Archive } from './archive.js';
import { sheetRows } from './sheet.js';
import { openWorkbook, type Sheet, type Workbook } from './workbook.js';

const headLength = 64 * 1024;
/** A line break in a cell is read as a blank: lines of the text are rows of the sheet. */
const cell = (text: string): string => {
  const oneLine = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  return /[",;\t]/.test(oneLine) ? `"${oneLine.replaceAll('"', '""')}"` : oneLine;
};

async function* sheetText(workbook: Workbook, sheet: Sheet): AsyncGenerator<string> {
  let line = 1;
  // A sheet keeps no empty cells at the end of a row: each row is as wide as the widest above it, the header most often.
  let width = 0;
  for await (const rows of sheetRows(workbook, sheet)) {
    let text = '';
    for (const row of rows) {
      width = Math.max(width, row.cells.length);
      text += '\n'.repeat(row.line - line) + row.cells.map(cell).join(',') + ','.repeat(width - row.cells.length);
      line = row.line;
    }
    yield text;
  }
  yield '\n';
}

async function headOf(workbook: Workbook, sheet: Sheet): Promise<string> {
  let head = '';
  for await (const piece of sheetText(workbook, sheet)) {
    head += piece;
    if (head.length >= headLength) break;
  }
  return head.slice(0, headLength);
}

/** A sheet that was found to be wanted, its text, the other sheets that hold something, and which of them hold results just as well. */
export interface FoundSheet { readonly name: string; readonly head: string; readonly text: AsyncIterable<string>; readonly others: readonly string[]; readonly alike: readonly string[] }

/** The first sheet whose head is what is looked for; `results` recognises what the others may hold. Throws FormatError for what is no workbook. */
export async function findSheet(archive: Archive, wanted: (head: string) => boolean, results = wanted): Promise<FoundSheet | null> {
  const workbook = await openWorkbook(archive);
  const heads = await Promise.all(workbook.sheets.map(async (sheet) => ({ sheet, head: await headOf(workbook, sheet) })));
  const found = heads.find(({ head }) => wanted(head));
  if (found === undefined) return null;
  const others = heads.filter((h) => h !== found && h.head.trim() !== '');
  const names = (list: typeof heads): string[] => list.map((h) => h.sheet.name);
  return { name: found.sheet.name, head: found.head, text: sheetText(workbook, found.sheet), others: names(others), alike: names(others.filter((h) => results(h.head))) };
}
