/**
 * Stretches of the genome that a file says it could not read, joined as they come: a gVCF has 10⁵ blocks, of which the unread ones are kept. A place that any
 * record reads was read. Files are sorted; in one that is not, a reading far before the unread record is forgotten, and the place counts as unread.
 */
import type { Span } from '@clonewatch/domain';

/** Readings kept to be compared with records that overlap them. */
const mostRecent = 64;

interface Mutable { from: number; to: number }

export class Spans {
  private readonly byChrom = new Map<string, Mutable[]>();
  private readonly recent: { chrom: string; from: number; to: number }[] = [];
  private size = 0;
  /** Some places that were read count as unread: there were too many stretches to keep apart. */
  closed = false;

  /** `most`: stretches that are kept; of more, those with the fewest bases between them become one. */
  constructor(private readonly most = 5000) {}

  unread(chrom: string, from: number, to: number): void {
    let parts: Mutable[] = [{ from, to }];
    for (const r of this.recent) if (r.chrom === chrom) parts = parts.flatMap((p) => without(p, r));
    for (const p of parts) this.add(chrom, p);
  }

  read(chrom: string, from: number, to: number): void {
    const { recent } = this;
    const last = recent[recent.length - 1];
    if (last?.chrom === chrom && last.from <= from && last.to + 1 >= from) last.to = Math.max(last.to, to);
    else if (last !== undefined && (last.chrom !== chrom || (recent.length === 1 && last.to < from))) {
      // As most records are: behind the one before.
      recent.length = 1;
      const [only] = recent as [typeof last];
      only.chrom = chrom;
      only.from = from;
      only.to = to;
    } else {
      if (recent.length >= mostRecent || (recent.length > 0 && recent[0]!.to < from)) recent.shift();
      recent.push({ chrom, from, to });
    }
    if (this.size > 0) this.take(chrom, { from, to });
  }

  /** Takes these bases out. */
  take(chrom: string, gone: Span): void {
    const list = this.byChrom.get(chrom);
    if (list === undefined || list.length === 0 || list[list.length - 1]!.to < gone.from) return;
    let i = firstReaching(list, gone.from);
    while (i < list.length && list[i]!.from <= gone.to) {
      const rest = without(list[i]!, gone);
      list.splice(i, 1, ...rest);
      this.size += rest.length - 1;
      i += rest.length;
    }
  }

  /** Chromosomes in the order of the file, the stretches of each from first to last. */
  get all(): readonly (readonly [chrom: string, spans: readonly Span[]])[] {
    this.close(this.most);
    return [...this.byChrom].filter(([, list]) => list.length > 0);
  }

  private add(chrom: string, p: Mutable): void {
    let list = this.byChrom.get(chrom);
    if (list === undefined) this.byChrom.set(chrom, (list = []));
    const last = list[list.length - 1];
    if (last === undefined || p.from > last.to + 1) list.push({ ...p });
    else if (p.from >= last.from) {
      last.to = Math.max(last.to, p.to);
      return;
    } else this.insert(list, p);
    if (++this.size > 2 * this.most) this.close(this.most);
  }

  private insert(list: Mutable[], p: Mutable): void {
    const i = firstReaching(list, p.from - 1);
    let [{ from, to }, n] = [p, 0];
    while (i + n < list.length && list[i + n]!.from <= to + 1) {
      from = Math.min(from, list[i + n]!.from);
      to = Math.max(to, list[i + n]!.to);
      n++;
    }
    list.splice(i, n, { from, to });
    this.size -= n;
  }

  private close(most: number): void {
    if (this.size <= most) return;
    this.closed = true;
    const gaps = [...this.byChrom.values()].flatMap((list) => list.slice(1).map((s, i) => s.from - list[i]!.to)).sort((a, b) => a - b);
    // Chromosomes are few: with all gaps up to this one closed, no more stretches are left than may be.
    const widest = gaps[Math.min(this.size - most, gaps.length) - 1] ?? 0;
    this.size = 0;
    for (const [chrom, list] of this.byChrom) {
      const joined: Mutable[] = [];
      for (const s of list) {
        const before = joined[joined.length - 1];
        if (before !== undefined && s.from - before.to <= widest) before.to = s.to;
        else joined.push(s);
      }
      this.byChrom.set(chrom, joined);
      this.size += joined.length;
    }
  }
}

function without(p: Mutable, gone: Span): Mutable[] {
  if (gone.to < p.from || gone.from > p.to) return [p];
  return [...(gone.from > p.from ? [{ from: p.from, to: gone.from - 1 }] : []), ...(gone.to < p.to ? [{ from: gone.to + 1, to: p.to }] : [])];
}

/** Index of the first stretch that ends at or behind a base. */
function firstReaching(list: readonly Mutable[], pos: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const mid = (low + high) >> 1;
    if (list[mid]!.to < pos) low = mid + 1;
    else high = mid;
  }
  return low;
}
