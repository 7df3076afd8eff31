/** Fractions that plasma does not show: most often two columns the sender has swapped, or a sample that is no plasma. Told, never repaired. */
import type { ProblemList } from '../problems.js';
import type { Call } from './call.js';

/** Enough to know a median by, however long the file is. */
const mostKept = 20_000;
const fewest = 3;
/** Inherited variants stand at a half in every sample. */
const inherited = 0.3;

export class Plausibility {
  private readonly fractions: number[] = [];
  private line: number | null = null;

  add(c: Call): void {
    const vaf = c.counts !== null && c.counts.total > 0 ? c.counts.mutant / c.counts.total : c.vaf;
    if (c.status === null) this.fraction(vaf, c.wbcVaf, c.line);
  }

  /** A fraction of a variant that was found, with that in the patient's own normal cells. */
  fraction(vaf: number | null, wbcVaf: number | null, line: number): void {
    if (vaf === null || vaf === 0 || (wbcVaf ?? 0) >= inherited || this.fractions.length >= mostKept) return;
    this.line ??= line;
    this.fractions.push(vaf);
  }

  /** `columns`: the two that may be swapped. */
  tell(problems: ProblemList, columns: string): void {
    const sorted = [...this.fractions].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    if (median === undefined || sorted.length < fewest || median <= 0.5) return;
    problems.warn('counts_maybe_swapped', `the median fraction of ${sorted.length} variants is ${Number(median.toPrecision(3))}, more than half: in plasma that is rare. Check whether ${columns} are swapped; if they are, exchange them and send the file again`, { line: this.line });
  }
}
