/** Text for COPY, gathered in pieces. */
import { copyText } from '@clonewatch/store';
import type { When } from '@clonewatch/domain';
import { Bytes } from './bytes.js';

/** Bytes: large enough that few are sent, small enough to be joined without copying megabytes. */
const pieceLength = 128 * 1024;
const [tab, newline, backslash] = [9, 10, 92];

/** Lines of COPY's text format, written cell by cell. Each cell ends with a tab or the line. */
export class CopyText extends Bytes {
  private done: Buffer[] = [];

  get empty(): boolean {
    return this.used === 0 && this.done.length === 0;
  }

  /** Text of a cell, escaped; null is \N. */
  text(value: string | null): this {
    if (value === null) return this.plain('\\N');
    this.room(3 * value.length);
    const { piece } = this;
    let at = this.used;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit < 32 || unit > 126 || unit === backslash) {
        this.used += piece.write(copyText(value), this.used);
        return this;
      }
      piece[at++] = unit;
    }
    this.used = at;
    return this;
  }

  /** A number of a cell; null is \N. */
  number(value: number | null): this {
    return value === null ? this.plain('\\N') : this.digits(value);
  }

  tab(): this {
    return this.byte(tab);
  }

  endLine(): this {
    return this.byte(newline);
  }

  /** All of it; what was given out is let go. */
  *take(): Generator<Buffer> {
    this.close();
    const { done } = this;
    this.done = [];
    for (let piece = done.shift(); piece !== undefined; piece = done.shift()) yield piece;
  }

  protected override room(bytes: number): void {
    if (this.piece.length - this.used >= bytes) return;
    this.close();
    this.piece = Buffer.allocUnsafeSlow(Math.max(pieceLength, bytes));
  }

  private close(): void {
    if (this.used > 0) this.done.push(this.piece.subarray(0, this.used));
    this.piece = Buffer.alloc(0);
    this.used = 0;
  }
}

export const dateOf = (w: When | null): string | null => (w?.kind === 'date' ? w.date : null);
export const dayOf = (w: When | null): number | null => (w?.kind === 'day' ? w.day : null);
