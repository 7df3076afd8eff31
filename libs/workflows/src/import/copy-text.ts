/** Text for COPY, gathered in pieces. */
import type { When } from '@clonewatch/domain';

/** Large enough that few are sent, small enough to be joined without copying megabytes. */
const pieceLength = 128 * 1024;

export class CopyText {
  private readonly done: string[] = [];
  private open = '';

  get empty(): boolean {
    return this.done.length === 0 && this.open === '';
  }

  /** One line, ended. */
  add(line: string): void {
    this.open += line;
    if (this.open.length < pieceLength) return;
    this.done.push(this.open);
    this.open = '';
  }

  /** All of it; what was given out is let go. */
  *take(): Generator<string> {
    for (let piece = this.done.shift(); piece !== undefined; piece = this.done.shift()) yield piece;
    if (this.open !== '') yield this.open;
    this.open = '';
  }
}

export const dateOf = (w: When | null): string | null => (w?.kind === 'date' ? w.date : null);
export const dayOf = (w: When | null): number | null => (w?.kind === 'day' ? w.day : null);
