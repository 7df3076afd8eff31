/** Which keys of a file were seen of late, and what was said under them: numbers in flat arrays, so that a file of millions leaves the collector nothing to carry. */

/** A double as two numbers of 32 bits. */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/**
 * 128 bits of a key of several texts, as four hashes of 32 bits, each multiplied on by every character. Two keys of a file with one hash are not to be
 * expected in the life of any laboratory.
 */
export class KeyHash {
  a = 0;
  b = 0;
  c = 0;
  d = 0;

  start(): this {
    this.a = 0x5eadbeef;
    this.b = 0x41c6ce57;
    this.c = 0x1b873593;
    this.d = 0x27d4eb2f;
    return this;
  }

  /** One more number of the key; null is none of them. */
  number(value: number | null): this {
    if (value === null) return this.unit(-1);
    double[0] = value;
    return this.unit(words[0]!).unit(words[1]!);
  }

  /** The first 53 bits, as one number. */
  get short(): number {
    return (this.c & 0x1fffff) * 4294967296 + (this.a >>> 0);
  }

  private unit(unit: number): this {
    const a = (this.a = Math.imul(this.a ^ unit, 0x9e3779b1));
    const b = (this.b = Math.imul(this.b ^ unit, 0x5f356495));
    this.c = Math.imul(this.c ^ unit ^ (a >>> 15), 0x85ebca77);
    this.d = Math.imul(this.d ^ unit ^ (b >>> 13), 0xc2b2ae3d);
    return this;
  }

  /** One more text of the key, and its end. */
  add(text: string): this {
    let { a, b, c, d } = this;
    for (let i = 0; i <= text.length; i++) {
      const unit = i < text.length ? text.charCodeAt(i) : 10;
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
      c = Math.imul(c ^ unit ^ (a >>> 15), 0x85ebca77);
      d = Math.imul(d ^ unit ^ (b >>> 13), 0xc2b2ae3d);
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    return this;
  }
}

/** Open addressing: a key lies at its place or, where that is taken, at the next that is free. */
class Generation {
  size = 0;
  private mask = 1023;
  private keys = new Int32Array(4 * 1024);
  /** By place: what was said, and in which line; line 0: nothing lies here. */
  private said = new Float64Array(2 * 1024);

  /** The place of the key, or the free one where it belongs. */
  placeOf(a: number, b: number, c: number, d: number): number {
    const { keys, said, mask } = this;
    for (let at = (a ^ (a >>> 16) ^ d) & mask; ; at = (at + 1) & mask) {
      if (said[2 * at + 1] === 0 || (keys[4 * at] === a && keys[4 * at + 1] === b && keys[4 * at + 2] === c && keys[4 * at + 3] === d)) return at;
    }
  }

  lineAt(place: number): number {
    return this.said[2 * place + 1]!;
  }

  valueAt(place: number): number {
    return this.said[2 * place]!;
  }

  put(a: number, b: number, c: number, d: number, value: number, line: number): void {
    if (2 * ++this.size > this.mask) this.grow();
    this.write(this.placeOf(a, b, c, d), a, b, c, d, value, line);
  }

  private write(at: number, a: number, b: number, c: number, d: number, value: number, line: number): void {
    this.keys[4 * at] = a;
    this.keys[4 * at + 1] = b;
    this.keys[4 * at + 2] = c;
    this.keys[4 * at + 3] = d;
    this.said[2 * at] = value;
    this.said[2 * at + 1] = line;
  }

  private grow(): void {
    const { keys, said, mask } = this;
    this.mask = 2 * mask + 1;
    this.keys = new Int32Array(4 * (this.mask + 1));
    this.said = new Float64Array(2 * (this.mask + 1));
    for (let at = 0; at <= mask; at++) {
      if (said[2 * at + 1] === 0) continue;
      const [a, b, c, d] = [keys[4 * at]!, keys[4 * at + 1]!, keys[4 * at + 2]!, keys[4 * at + 3]!];
      this.write(this.placeOf(a, b, c, d), a, b, c, d, said[2 * at]!, said[2 * at + 1]!);
    }
  }
}

/** Remembers the last one to two `generation`s of keys put into it: memory stays flat however long the file is. */
export class RecentKeys {
  /** The key in question: to be started and added to before each of the calls below. */
  readonly key = new KeyHash();
  /** What {@link find} found. */
  value = 0;
  line = 0;
  private young = new Generation();
  private old = new Generation();

  constructor(private readonly generation = 100_000) {}

  /** Was this key put in? Then {@link value} and {@link line} are what was said under it. */
  find(): boolean {
    return this.in(this.young) || this.in(this.old);
  }

  /** `line` is 1 or more. */
  put(value: number, line: number): void {
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Generation();
    }
    const { a, b, c, d } = this.key;
    this.young.put(a, b, c, d, value, line);
  }

  private in(generation: Generation): boolean {
    const { a, b, c, d } = this.key;
    const place = generation.placeOf(a, b, c, d);
    this.line = generation.lineAt(place);
    this.value = generation.valueAt(place);
    return this.line > 0;
  }
}
