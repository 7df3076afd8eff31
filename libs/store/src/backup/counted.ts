import { createHash } from 'node:crypto';

/** What went by: to be compared with what was written. */
export interface Counted { rows: number; bytes: number; sha256: string }
const newline = 10;

/** Pass the data on, counting rows (a newline inside a value is escaped) and hashing. */
export async function* counted(data: AsyncIterable<Buffer>, result: Counted): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of data) {
    hash.update(piece);
    result.bytes += piece.length;
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) result.rows += 1;
    yield piece;
  }
  result.sha256 = hash.digest('hex');
}
