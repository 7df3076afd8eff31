import { appendFileSync, createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const flushBytes = 16 * 1024;

/** Lines sorted into files by a small key: work larger than memory, one key at a time. */
export class Buckets {
  private readonly folder = mkdtempSync(join(tmpdir(), 'clonewatch-'));
  private readonly pending = new Map<number, string[]>();
  private readonly bytes = new Map<number, number>();
  private readonly seen = new Set<number>();

  add(key: number, line: string): void {
    const lines = this.pending.get(key) ?? [];
    lines.push(line);
    this.pending.set(key, lines);
    this.seen.add(key);
    const bytes = (this.bytes.get(key) ?? 0) + line.length;
    this.bytes.set(key, bytes);
    if (bytes > flushBytes) this.flush(key);
  }

  keys(): number[] {
    return [...this.seen].sort((a, b) => a - b);
  }

  async *lines(key: number): AsyncGenerator<string> {
    this.flush(key);
    yield* createInterface({ input: createReadStream(this.path(key)), crlfDelay: Infinity });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(key: number): string {
    return join(this.folder, `${key}.ndjson`);
  }

  private flush(key: number): void {
    const lines = this.pending.get(key);
    if (!lines || lines.length === 0) return;
    appendFileSync(this.path(key), `${lines.join('\n')}\n`);
    this.pending.delete(key);
    this.bytes.delete(key);
  }
}
