/** Identities for the rows of an import, made here: PostgreSQL's own, drawn from its source of randomness one by one, cost a tenth of storing a row. */
import { randomBytes } from 'node:crypto';
import type { CopyText } from './copy-text.js';

const hexOf = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const lastTwo = Array.from({ length: 256 }, (_, i) => hexOf(i, 2));

/**
 * UUIDs of version 7 (RFC 9562): the millisecond at which the import began, 44 random bits, and a counter in the last 32, from a random place on. Their
 * order is the order of the rows. That two are equal is refused by the tables' keys.
 */
export class RowIds {
  private readonly head: string;
  private count: number;
  /** All but the last two digits of the next one. */
  private stem = '';

  constructor(milliseconds = Date.now()) {
    const random = randomBytes(10);
    const time = hexOf(milliseconds, 12);
    const [a, b, c] = [random.readUInt16BE(0) & 0x0fff, (random.readUInt16BE(2) & 0x3fff) | 0x8000, random.readUInt16BE(4)];
    this.head = `${time.slice(0, 8)}-${time.slice(8)}-7${hexOf(a, 3)}-${hexOf(b, 4)}-${hexOf(c, 4)}`;
    // Half of the counter's room is left for rows.
    this.count = random.readUInt32BE(6) >>> 1;
  }

  /** The next one, as part of a line for COPY. */
  next(out: CopyText): void {
    const low = this.count & 255;
    if (low === 0 || this.stem === '') this.stem = `${this.head}${hexOf(Math.floor(this.count / 256), 6)}`;
    this.count++;
    out.plain(this.stem).plain(lastTwo[low]!);
  }
}
