/** The rows under a header: cells by column name, every fault located. */
import { isCalendarDate, type When } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';
import type { Header } from './header.js';
import { parseNumber } from './number.js';
import type { CsvRecord } from './records.js';

const withPoint = (text: string): string => (/^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(text) ? text.replace(',', '.') : text);

/** Longest text that names something: an id, a gene, an assay. */
const longestName = 200;
const months = 'mar|mär|mrz|mars|sept?|dec|dez|déc|apr|avr|oct|okt|мар|сен|дек|апр|окт';
const dateOfGene = new RegExp(`^(?:\\d{1,2}[-. /]{1,2}(?:${months})\\.?|(?:${months})\\.?[-. /]\\d{1,2}|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4})$`, 'i');
/** Was it SEPTIN9, MARCHF1 or DEC1 before a spreadsheet took it for a day? */
export const isDamagedGene = (text: string): boolean => dateOfGene.test(text);
export const damagedGene = (text: string): string => `gene "${text}" is a date: a spreadsheet has converted the gene name; format the column as text and enter it again`;
const farthestDay = 100_000;
/** No assay counts more in a tube; what the engine sums over grows with the count. */
const highestCount = 1_000_000_000;
/** Rows of a draw follow one another: its date is looked at once. */
let lastDate: When & { kind: 'date' } = { kind: 'date', date: '' };

/** One row under a header. `failed` once an error was reported on it: it then gives no parsed row. */
export class Row {
  failed = false;

  constructor(readonly header: Header, readonly record: CsvRecord, private readonly problems: ProblemList) {}

  get line(): number {
    return this.record.line;
  }

  /** The cell as written; '' where the column or the cell is not there. */
  raw(field: string): string {
    const i = this.header.indexOf(field);
    return i < 0 ? '' : this.record.cells[i] ?? '';
  }

  text(field: string): string {
    return this.raw(field).trim();
  }

  error(code: string, field: string | null, message: string): void {
    this.failed = true;
    this.problems.error(code, message, this.place(field));
  }

  warn(code: string, field: string | null, message: string): void {
    this.problems.warn(code, message, this.place(field));
  }

  private place(field: string | null): { line: number; column: number | null; field: string | null; value: string | null } {
    const i = field === null ? -1 : this.header.indexOf(field);
    return { line: this.line, column: i < 0 ? null : i + 1, field: field === null ? null : this.header.label(field), value: i < 0 ? null : this.raw(field!) };
  }

  /** As many cells as the header has columns? Reports what is not so. */
  checkShape(): void {
    const [have, want] = [this.record.cells.length, this.header.names.length];
    if (have !== want) {
      const code = have < want ? 'too_few_cells' : 'too_many_cells';
      const hint = have < want ? 'a comma is missing, or the line is cut off' : 'a cell that contains a comma needs quotation marks around it';
      this.error(code, null, `this row has ${have} cells, the header has ${want} columns: ${hint}`);
      return;
    }
    for (const i of this.header.unnamed) {
      const value = this.record.cells[i]!;
      if (value.trim() === '') continue;
      this.failed = true;
      this.problems.error('unnamed_column', `column ${i + 1} has a value but no name; give it a name in the header row, or empty it`, { line: this.line, column: i + 1, value });
    }
  }

  /** Every cell that is not empty, as written. */
  supplied(): Record<string, string> {
    const { names } = this.header;
    const { cells } = this.record;
    const out: Record<string, string> = {};
    for (let i = 0; i < names.length; i++) {
      const [name, cell] = [names[i]!, cells[i]];
      if (name === '' || cell === undefined || cell.trim() === '') continue;
      // A column called __proto__ is a column like any other: assigned, it would set the prototype.
      if (name === '__proto__') Object.defineProperty(out, name, { value: cell, enumerable: true, writable: true, configurable: true });
      else out[name] = cell;
    }
    return out;
  }

  /** Text that names something and becomes part of a key. */
  name(field: string): string {
    const text = this.text(field);
    if (text.length > longestName) this.error('too_long', field, `${this.header.label(field)} is longer than ${longestName} characters`);
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(text)) this.error('control_character', field, `${this.header.label(field)} contains a line break, a tab or another invisible character; remove it`);
    return text;
  }

  required(field: string, what = field): string {
    const text = this.name(field);
    if (text === '') this.error('missing_value', field, `${what} is empty; every row needs it`);
    return text;
  }

  /** An identifier. What a spreadsheet turned into scientific notation has lost digits: two patients may have become one. */
  id(field: string): string {
    const text = this.required(field);
    if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(text)) {
      this.error('damaged_id', field, `${field} "${shown(text)}" looks like a long number shortened by a spreadsheet; format the column as text and enter it again`);
    }
    return text;
  }

  gene(field: string): string {
    const text = this.name(field);
    if (isDamagedGene(text)) this.error('damaged_gene', field, damagedGene(text));
    return text;
  }

  number(field: string): number | null {
    const text = this.text(field);
    if (text === '') return null;
    const value = parseNumber(this.header.style.decimalComma ? withPoint(text) : text);
    if (value === null) this.error('bad_number', field, `${this.header.label(field)} "${shown(text)}" is not a number; use digits with a point as decimal separator and no thousands separator, for example 1234.5`);
    return value;
  }

  /** A finite number ≥ 0 (or > 0). */
  amount(field: string, positive = false): number | null {
    const value = this.number(field);
    if (value !== null && (value < 0 || (positive && value === 0))) {
      this.error('number_out_of_range', field, `${field} is ${this.text(field)}; it must be ${positive ? 'greater than 0' : '0 or more'}`);
      return null;
    }
    return value;
  }

  /** A fraction from 0 to 1. A percentage is refused, whatever its size: 0.9 may be 0.9 % or 90 %. */
  fraction(field: string, code = 'fraction_out_of_range'): number | null {
    const text = this.text(field);
    if (text === '') return null;
    if (/%$/.test(text)) {
      this.error(code, field, `${field} "${shown(text)}" is a percentage; give a fraction between 0 and 1 (0.21 for 21 %)`);
      return null;
    }
    const value = this.number(field);
    if (value === null || (value >= 0 && value <= 1)) return value;
    this.error(code, field, `${field} is ${shown(text)}; it must be a fraction between 0 and 1 (0.21 for 21 %); percentages are not converted`);
    return null;
  }

  /** A whole number ≥ `least`. */
  integer(field: string, least = 0, most = Number.MAX_SAFE_INTEGER): number | null {
    const value = this.number(field);
    if (value === null) return null;
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      this.error('bad_integer', field, `${this.header.label(field)} is ${shown(this.text(field))}; it must be a whole number of at least ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`}`);
      return null;
    }
    return value === 0 ? 0 : value;
  }

  /** A number where one stands, else null: a column of words and numbers, read for what it can tell. */
  maybeNumber(field: string): number | null {
    return parseNumber(this.header.style.decimalComma ? withPoint(this.text(field)) : this.text(field));
  }

  count(field: string): number | null {
    if (this.header.style.strictCounts && /^\d{1,3}(?:[.,\u00a0 ]\d{3})+$/.test(this.text(field))) {
      this.error('ambiguous_number', field, `${this.header.label(field)} "${shown(this.text(field))}" is either a number with decimals or one with thousands set apart; export it as plain digits`);
      return null;
    }
    const value = this.number(field);
    if (value === null) return null;
    if (value < 0) this.error('negative_count', field, `${this.header.label(field)} is ${shown(this.text(field))}; a count cannot be negative`);
    else if (!Number.isSafeInteger(value)) this.error('bad_integer', field, `${this.header.label(field)} is ${shown(this.text(field))}; a count must be a whole number`);
    else if (value > highestCount) this.error('number_out_of_range', field, `${this.header.label(field)} is ${shown(this.text(field))}; no assay counts more than ${highestCount}: check the column`);
    else return value === 0 ? 0 : value;
    return null;
  }

  /** One of a closed list, or null when empty. */
  oneOf<T extends string>(field: string, list: readonly T[]): T | null {
    const text = this.text(field);
    return text === '' ? null : this.member(field, text, list);
  }

  member<T extends string>(field: string, text: string, list: readonly T[]): T | null {
    const found = list.find((item) => item === text);
    if (found === undefined) this.error('unknown_value', field, `${field} "${shown(text)}" is not known; use one of: ${list.join(', ')}`);
    return found ?? null;
  }

  /** `;`-separated items, empty ones dropped. */
  list(field: string): string[] {
    const text = this.text(field);
    return text === '' ? [] : text.split(';').map((item) => item.trim()).filter((item) => item !== '');
  }

  /** A date column and its day-number twin: at most one of them. */
  when(dateField: string, dayField: string): When | null {
    const [dateText, dayText] = [this.text(dateField), this.text(dayField)];
    if (dateText !== '' && dayText !== '') {
      this.error('both_date_and_day', dayField, `${dateField} and ${dayField} are both given; keep the calendar date, or the day number, not both`);
      return null;
    }
    if (dateText !== '') return this.date(dateField, dateText);
    return dayText === '' ? null : this.day(dayField, dayText);
  }

  private date(field: string, text: string): When | null {
    if (text === lastDate.date) return lastDate;
    if (isCalendarDate(text)) {
      // A text of its own: the cell is a window on a whole piece of the file, which would stay in memory with it.
      lastDate = { kind: 'date', date: Buffer.from(text).toString('latin1') };
      return lastDate;
    }
    const reason = /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'does not exist in the calendar' : 'is not written as YYYY-MM-DD (for example 2026-03-12); whether day or month comes first is not guessed, and is said as date_order (day_first or month_first) in a manifest';
    this.error('bad_date', field, `${field} "${shown(text)}" ${reason}`);
    return null;
  }

  private day(field: string, text: string): When | null {
    const day = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : null;
    if (day !== null && Math.abs(day) <= farthestDay) return { kind: 'day', day: day === 0 ? 0 : day };
    this.error('bad_day', field, `${field} "${shown(text)}" is not a whole number of days; it may be negative, at most ${farthestDay} away from day 0`);
    return null;
  }
}
