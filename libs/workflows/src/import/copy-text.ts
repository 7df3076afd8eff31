/** Text for COPY, gathered in pieces. */
import type { When } from '@clonewatch/domain';

/** Bytes: large enough that few are sent, small enough to be joined without copying megabytes. */
const pieceLength = 128 * 1024;
/** UTF-16 units gathered before they are encoded. A text built by addition is a tree of its parts: kept longer, the collector would carry thousands of them. */
const openLength = 4096;

/** Lines as UTF-8 bytes outside the heap: a part of a file is megabytes, and the collector need not look at them. */
export class CopyText {
  private done: Buffer[] = [];
  private piece: Buffer | null = null;
  private used = 0;
  private open = '';

  get empty(): boolean {
    return this.done.length === 0 && this.used === 0 && this.open === '';
  }

  /** One line, ended. */
  add(line: string): void {
    this.open += line;
    if (this.open.length >= openLength) this.encode();
  }

  /** All of it; what was given out is let go. */
  *take(): Generator<Buffer> {
    this.encode();
    this.close();
    const { done } = this;
    this.done = [];
    for (let piece = done.shift(); piece !== undefined; piece = done.shift()) yield piece;
  }

  private encode(): void {
    const text = this.open;
    this.open = '';
    // Three bytes a UTF-16 unit at most.
    const most = 3 * text.length;
    if (this.piece === null || this.piece.length - this.used < most) {
      this.close();
      this.piece = Buffer.allocUnsafeSlow(Math.max(pieceLength, most));
    }
    this.used += this.piece.write(text, this.used);
  }

  private close(): void {
    if (this.piece !== null && this.used > 0) this.done.push(this.piece.subarray(0, this.used));
    this.piece = null;
    this.used = 0;
  }
}

export const dateOf = (w: When | null): string | null => (w?.kind === 'date' ? w.date : null);
export const dayOf = (w: When | null): number | null => (w?.kind === 'day' ? w.day : null);
