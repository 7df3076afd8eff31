/** Numbers of documents: what is not as it says is reported with its place. */
import { parseNumber } from '../csv/number.js';
import { shown, type ProblemList } from '../problems.js';

export class Values {
  failed = false;
  constructor(private readonly line: number, private readonly problems: ProblemList) {}

  error(code: string, message: string, field: string, value: string): null {
    this.failed = true;
    this.problems.error(code, message, { line: this.line, field, value });
    return null;
  }

  number(field: string, text: string, least: number, most: number, whole = false): number | null {
    if (text === '') return null;
    const value = parseNumber(text);
    if (value !== null && value >= least && value <= most && (!whole || Number.isSafeInteger(value))) return value;
    return this.error('bad_number', `${field} "${shown(text)}" is not ${whole ? 'a whole number' : 'a number'} between ${least} and ${most}`, field, text);
  }

  count(field: string, text: string): number | null {
    return this.number(field, text, 0, Number.MAX_SAFE_INTEGER, true);
  }

  fraction(field: string, text: string): number | null {
    return this.number(field, text, 0, 1);
  }

  percent(field: string, text: string): number | null {
    const value = this.number(field, text.replace(/\s*%$/, ''), 0, 100);
    return value === null ? null : Number((value / 100).toPrecision(12));
  }
}
