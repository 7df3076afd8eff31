/** Seeded draws from the distributions the model needs. One generator a patient: patients do not depend on each other or on how many there are. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const { cos, exp, floor, log, log1p, pow, sqrt } = Math;

export class Random {
  private readonly rng;
  private spare: number | null = null;
  constructor(seed: number, stream: number) {
    // Golden-ratio mixing keeps neighbouring seeds and streams apart.
    this.rng = xoroshiro128plus((Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream + 1) | 0, 0x85ebca6b)) | 0);
    for (let i = 0; i < 4; i += 1) this.uniform();
  }

  /** Uniform on (0, 1). */
  uniform(): number {
    const u = uniformFloat64(this.rng);
    return u < 1e-12 ? 1e-12 : u > 1 - 1e-12 ? 1 - 1e-12 : u;
  }
  between(low: number, high: number): number { return low + (high - low) * this.uniform(); }
  integer(low: number, high: number): number { return Math.min(high, floor(this.between(low, high + 1))); }
  chance(p: number): boolean { return this.uniform() < p; }
  pick<T>(items: readonly T[]): T { return items[this.integer(0, items.length - 1)]!; }

  /** One of the keys, with the given weights. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let u = this.uniform() * items.reduce((s, [, w]) => s + w, 0);
    for (const [item, w] of items) { u -= w; if (u <= 0) return item; }
    return items.at(-1)![0];
  }

  /** Standard normal, Box–Muller. */
  normal(mean = 0, sd = 1): number {
    if (this.spare !== null) { const z = this.spare; this.spare = null; return mean + sd * z; }
    const r = sqrt(-2 * log(this.uniform()));
    const a = 2 * Math.PI * this.uniform();
    this.spare = r * Math.sin(a);
    return mean + sd * r * cos(a);
  }

  /** Lognormal by its median and the sd of its logarithm. */
  logNormal(median: number, logSd: number): number { return median * exp(this.normal(0, logSd)); }

  /** Poisson: multiplication below 30, above it reduced by whole arrivals. */
  poisson(mean: number): number {
    if (!(mean > 0)) return 0;
    let rest = mean;
    let k = 0;
    while (rest > 30) {
      // Ahrens & Dieter 1974: the m-th arrival falls inside the interval, or the count is binomial below it.
      const m = floor((7 * rest) / 8);
      const arrival = this.gammaInteger(m);
      if (arrival > rest) return k + this.binomial(m - 1, rest / arrival);
      k += m;
      rest -= arrival;
    }
    const limit = exp(-rest);
    let p = this.uniform();
    while (p > limit) { k += 1; p *= this.uniform(); }
    return k;
  }

  /** Gamma with shape ≥ 1 (Marsaglia & Tsang 2000). */
  private gammaInteger(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / sqrt(9 * d);
    for (;;) {
      const z = this.normal();
      const v = (1 + c * z) ** 3;
      if (v > 0 && log(this.uniform()) < 0.5 * z * z + d - d * v + d * log(v)) return d * v;
    }
  }

  /** Gamma of any positive shape and scale 1; below shape 1 by the boost of Marsaglia & Tsang 2000. */
  gamma(shape: number): number {
    return shape >= 1 ? this.gammaInteger(shape) : this.gammaInteger(shape + 1) * pow(this.uniform(), 1 / shape);
  }

  /** Spread evenly on the logarithm. */
  logUniform(low: number, high: number): number { return exp(this.between(log(low), log(high))); }

  /** All items in a random order (Fisher & Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i -= 1) { const j = this.integer(0, i); [out[i], out[j]] = [out[j]!, out[i]!]; }
    return out;
  }

  /** Binomial by recursive halving through beta order statistics (Relles 1972), exact for any size. */
  binomial(n: number, p: number): number {
    let left = n;
    let prob = Math.min(1, Math.max(0, p));
    let k = 0;
    while (left > 40 && left * prob > 8) {
      const i = floor((left + 1) / 2);
      const a = this.gammaInteger(i);
      const b = this.gammaInteger(left + 1 - i);
      const cut = a / (a + b);
      if (cut <= prob) { k += i; left -= i; prob = (prob - cut) / (1 - cut); } else { left = i - 1; prob /= cut; }
    }
    return k + this.fewSuccesses(left, prob);
  }

  /** Binomial by the gaps between successes: quick when n·p is small. */
  private fewSuccesses(n: number, p: number): number {
    if (p <= 0 || n <= 0) return 0;
    if (p >= 1) return n;
    const scale = log1p(-p);
    let k = 0;
    for (let at = floor(log(this.uniform()) / scale); at < n; at += 1 + floor(log(this.uniform()) / scale)) k += 1;
    return k;
  }
}
