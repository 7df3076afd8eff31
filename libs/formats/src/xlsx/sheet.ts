/** The rows of a sheet, one after another: cells as text, each at its own row and column. */
import { refuseArchive } from './archive.js';
import type { Sheet, Workbook } from './workbook.js';
import { xmlPieces } from './xml.js';

/** `line` is the row's number in the sheet, 1-based; a cell's column is its place in `cells`, which has no gaps. */
export interface SheetRow { readonly line: number; readonly cells: readonly string[] }

const mostColumns = 1000;
const longestCell = 32_767;

export async function* sheetRows(workbook: Workbook, sheet: Sheet): AsyncGenerator<SheetRow[]> {
  const reader = new SheetReader(workbook, sheet.name);
  for await (const _ of xmlPieces(workbook.archive.text(sheet.path), `sheet "${sheet.name}"`, reader)) {
    const rows = reader.take();
    if (rows.length > 0) yield rows;
  }
}

class SheetReader {
  private rows: SheetRow[] = [];
  private line = 0;
  private cells: string[] = [];
  private column = 0;
  private type = '';
  private style = 0;
  private value = '';
  private inValue = false;

  constructor(private readonly workbook: Workbook, private readonly name: string) {}

  take(): SheetRow[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  open(name: string, a: Readonly<Record<string, string>>): void {
    if (name === 'row') this.beginRow(a.r);
    if (name === 'c') this.beginCell(a);
    this.inValue = name === 'v' || name === 't';
  }

  text(t: string): void {
    if (!this.inValue) return;
    this.value += t;
    if (this.value.length > longestCell) refuseArchive('unsafe_archive', `a cell in row ${this.line} of sheet "${this.name}" is longer than ${longestCell} characters`);
  }

  close(name: string): void {
    if (name === 'c' && this.value !== '') {
      while (this.cells.length < this.column - 1) this.cells.push('');
      this.cells[this.column - 1] = this.cellText();
    }
    if (name === 'row' && this.cells.length > 0) this.rows.push({ line: this.line, cells: this.cells });
    this.inValue = false;
  }

  private beginRow(number: string | undefined): void {
    const line = number === undefined ? this.line + 1 : Number(number);
    if (!Number.isInteger(line) || line <= this.line || line > 1_048_576) refuseArchive('damaged_workbook', `row "${number ?? ''}" of sheet "${this.name}" is out of order; save the workbook again`);
    [this.line, this.cells, this.column] = [line, [], 0];
  }

  private beginCell(a: Readonly<Record<string, string>>): void {
    const letters = /^([A-Z]{1,3})\d+$/.exec(a.r ?? '')?.[1];
    const column = letters === undefined ? this.column + 1 : [...letters].reduce((n, c) => 26 * n + c.charCodeAt(0) - 64, 0);
    if (column <= this.column) refuseArchive('damaged_workbook', `cell ${a.r ?? ''} of sheet "${this.name}" is out of order; save the workbook again`);
    if (column > mostColumns) refuseArchive('too_many_columns', `row ${this.line} of sheet "${this.name}" has more than ${mostColumns} columns; leave out those that are not results`);
    [this.column, this.type, this.style, this.value] = [column, a.t ?? 'n', Number(a.s ?? 0), ''];
  }

  private cellText(): string {
    const { value, type } = this;
    if (type === 's') return this.workbook.strings[Number(value)] ?? refuseArchive('damaged_workbook', `a cell in row ${this.line} names text ${value}, which the workbook does not have; save the workbook again`);
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n') return value;
    return this.workbook.dateStyles[this.style] === true ? dateText(Number(value), this.workbook.from1904) ?? value : plainNumber(value);
  }
}

/** The shortest text of the same number: a workbook writes 0.015 as 1.4999999999999999E-2. Whole numbers beyond what a double holds stay as written. */
function plainNumber(text: string): string {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)) ? text : String(value);
}

/** A day number as YYYY-MM-DD; null for a time of day, or out of the calendar. Day 60 is the 29th of February 1900, which never was. */
function dateText(serial: number, from1904: boolean): string | null {
  const day = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (!Number.isFinite(serial) || day < 61 || day > 2_958_465) return null;
  return civil(day - 25_569);
}

/** Days since 1970-01-01 as a date of the Gregorian calendar. */
function civil(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(yoe + era * 400 + (month <= 2 ? 1 : 0)).padStart(4, '0')}-${two(month)}-${two(doy - Math.floor((153 * mp + 2) / 5) + 1)}`;
}
