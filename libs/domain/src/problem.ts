/** A located problem of an imported file. Any error refuses the whole file; warnings do not. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable, snake_case. */
  readonly code: string;
  /** 1-based line in the file, as an editor counts; null when the file as a whole is meant. */
  readonly line: number | null;
  /** 1-based column in the line's cells; null when the row as a whole is meant. */
  readonly column: number | null;
  /** Column name. */
  readonly field: string | null;
  /** The offending text, cut to 200 characters. */
  readonly value: string | null;
  readonly message: string;
}
