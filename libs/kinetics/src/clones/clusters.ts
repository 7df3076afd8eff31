import { absent, called, type Cells } from './cells.js';

const { max } = Math;

/** Variants taken as one clone, and what they say together in each draw, at the height of its highest variants. */
export interface Cluster {
  readonly rows: readonly number[];
  /** What brings ln VAF of each row to that height, at least 0. */
  readonly shifts: readonly number[];
  readonly state: Uint8Array;
  /** ln VAF and its variance, the own noise included; of draws in which a variant is called. */
  readonly y: Float64Array;
  readonly v: readonly number[];
  /** Counts of draws in which none is called; of the others they are not read. */
  readonly k: Float64Array;
  readonly n: Float64Array;
  readonly b: Float64Array;
  /** Variance of the own noise of what is pooled in draws where none is called. */
  readonly own: number;
  readonly truncal: number;
  readonly resistant: number;
}

/** A variant on its own, as grouping begins with every one: its cells as they are, only their variance depends on the own noise. */
export function single(c: Cells, row: number, ownLogSd: number): Cluster {
  const own = ownLogSd * ownLogSd;
  const cells = c.rows[row]!;
  const { role } = c.variants[row]!;
  // A plain array: made for each variant under each guess of the noise, and typed ones of more than a few numbers are slow to make.
  const v: number[] = [];
  for (let t = 0; t < cells.v.length; t += 1) v.push(cells.state[t] === called ? cells.v[t]! + own : 0);
  const { state, y, k, n, b } = cells;
  return { state, y, k, n, b, rows: [row], shifts: [0], v, own, truncal: role === 'truncal' ? 1 : 0, resistant: role === 'resistance' ? 1 : 0 };
}

/** Pools the rows: called cells by their precision; where none is called the counts are added. */
export function clusterOf(c: Cells, rows: readonly number[], shifts: readonly number[], ownLogSd: number): Cluster {
  const columns = c.draws.length;
  const own = ownLogSd * ownLogSd;
  const array = (): Float64Array => new Float64Array(columns);
  const out = { state: new Uint8Array(columns), y: array(), v: new Array<number>(columns).fill(0), k: array(), n: array(), b: array() };
  for (let t = 0; t < columns; t += 1) {
    let weight = 0;
    let sum = 0;
    for (let r = 0; r < rows.length; r += 1) {
      const i = rows[r]! * columns + t;
      const state = c.state[i]!;
      out.state[t] = max(out.state[t]!, state);
      if (state === absent) continue;
      if (state === called) {
        const w = 1 / (c.v[i]! + own);
        weight += w;
        sum += w * (c.y[i]! + shifts[r]!);
      } else {
        out.k[t]! += c.k[i]!;
        out.n[t]! += c.n[i]! * Math.exp(-shifts[r]!);
        out.b[t]! += c.b[i]!;
      }
    }
    if (out.state[t] === called) {
      out.y[t] = sum / weight;
      out.v[t] = 1 / weight;
    }
  }
  const count = (role: string): number => rows.filter((r) => c.variants[r]!.role === role).length;
  return { rows, shifts, ...out, own: own / rows.length, truncal: count('truncal'), resistant: count('resistance') };
}

/**
 * What all variants of the draw share, as ln of the truncal level: the mean over called truncal variants, each around its own mean;
 * NaN where none is called. Movement is read against it.
 */
export function referenceOf(c: Cells): Float64Array {
  const columns = c.draws.length;
  const [sum, count] = [new Float64Array(columns), new Float64Array(columns)];
  c.variants.forEach((variant, row) => {
    if (variant.role !== 'truncal') return;
    let [total, n] = [0, 0];
    for (let t = 0; t < columns; t += 1) if (c.state[row * columns + t] === called) { total += c.y[row * columns + t]!; n += 1; }
    for (let t = 0; t < columns; t += 1) if (c.state[row * columns + t] === called) { sum[t]! += c.y[row * columns + t]! - total / n; count[t]! += 1; }
  });
  return sum.map((s, t) => (count[t]! > 0 ? s / count[t]! : NaN));
}
