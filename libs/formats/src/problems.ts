import type { Problem } from '@clonewatch/domain';

const longestValue = 200;
/** After so many errors the reader stops: the file has a systematic fault and more of the same helps nobody. */
export const mostErrors = 1000;
const mostWarnings = 1000;

/** The bytes cannot be read as text at all. */
export class FormatError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'the file cannot be read');
    this.name = 'FormatError';
  }
}

export interface Place { readonly line?: number | null; readonly column?: number | null; readonly field?: string | null; readonly value?: string | null }

/** `text` as a problem shows it: at most 200 characters. */
export function shown(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}

export function problem(severity: 'error' | 'warning', code: string, message: string, at: Place = {}): Problem {
  const { line = null, column = null, field = null, value = null } = at;
  return { severity, code, line, column, field: field === null ? null : shown(field), value: value === null ? null : shown(value), message };
}

/** Collects a file's problems in the order found, up to a bound. */
export class ProblemList {
  private pending: Problem[] = [];
  private errors = 0;
  private warnings = 0;

  /** True once reading on would not help: the caller stops. */
  get full(): boolean {
    return this.errors >= mostErrors;
  }

  get failed(): boolean {
    return this.errors > 0;
  }

  add(p: Problem): void {
    if (this.full) return;
    if (p.severity === 'warning' && ++this.warnings > mostWarnings) {
      if (this.warnings === mostWarnings + 1) this.pending.push(problem('warning', 'too_many_warnings', `more than ${mostWarnings} warnings; further ones are not listed`));
      return;
    }
    this.pending.push(p);
    if (p.severity === 'error' && ++this.errors === mostErrors) {
      this.pending.push(problem('error', 'too_many_problems', `${mostErrors} errors found, reading stopped here; correct these and send the file again`, { line: p.line }));
    }
  }

  error(code: string, message: string, at?: Place): void {
    this.add(problem('error', code, message, at));
  }

  warn(code: string, message: string, at?: Place): void {
    this.add(problem('warning', code, message, at));
  }

  /** The problems since the last call. */
  take(): Problem[] {
    const taken = this.pending;
    this.pending = [];
    return taken;
  }
}

/** A list of names as a message shows it. */
export function named(items: readonly string[]): string {
  const unique = [...new Set(items.map((i) => (i === '' ? '(empty)' : shown(i))))];
  return unique.length <= 12 ? unique.join(', ') : `${unique.slice(0, 12).join(', ')} and ${unique.length - 12} more`;
}
