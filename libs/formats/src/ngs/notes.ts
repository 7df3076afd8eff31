/** Things that happen to many records of a file and are told once, with how often and where first. */
import type { ProblemList } from '../problems.js';

export class Notes {
  private readonly seen = new Map<string, { count: number; line: number; message: string }>();

  /** `message` says what happened to `{n}` records. */
  add(code: string, line: number, message: string): void {
    const known = this.seen.get(`${code}\n${message}`);
    if (known === undefined) this.seen.set(`${code}\n${message}`, { count: 1, line, message });
    else known.count++;
  }

  tell(problems: ProblemList): void {
    let told = 0;
    for (const [key, { count, line, message }] of this.seen) {
      if (++told > 50) return;
      problems.warn(key.split('\n')[0]!, `${count} ${count === 1 ? 'record' : 'records'}: ${message} (first in line ${line})`, { line });
    }
    this.seen.clear();
  }
}
