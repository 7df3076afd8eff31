/** When a program that ended by itself is started again, and when it ended too often for that. */

export interface RestartPolicy {
  /** Doubled with each end within the window, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** More ends than this … */
  readonly most: number;
  /** … within this time: something is wrong that a start does not mend. */
  readonly withinMs: number;
}

/**
 * Of the worker. A job that ends its worker each time is given up after 20 starts (see libs/jobs): with these pauses that takes some eight minutes, and must
 * not bring the rest down before.
 */
export const workerRestarts: RestartPolicy = { firstPauseMs: 1_000, longestPauseMs: 30_000, most: 30, withinMs: 15 * 60_000 };

/** Counts the ends of one program. */
export class Restarts {
  private ends: number[] = [];

  constructor(private readonly policy: RestartPolicy) {}

  /** It ended at `now`, ms: how long to wait before the next start; null when it ended too often. */
  pauseAfter(now: number): number | null {
    const { firstPauseMs, longestPauseMs, most, withinMs } = this.policy;
    this.ends = [...this.ends.filter((at) => at > now - withinMs), now];
    return this.ends.length > most ? null : Math.min(longestPauseMs, firstPauseMs * 2 ** (this.ends.length - 1));
  }
}
