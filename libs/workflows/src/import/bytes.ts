/**
 * Text written as UTF-8 bytes outside the heap, piece by piece: strings joined to a line, and lines to a text, would be a hundred small objects a row for
 * the collector.
 */
const [quotation, comma, zero, backslash] = [34, 44, 48, 92];
/** The largest number whose digits are written one by one, in whole-number arithmetic of 32 bits. */
const mostByDigits = 2 ** 30;

export class Bytes {
  protected piece: Buffer = Buffer.alloc(0);
  protected used = 0;

  /** As it stands. */
  plain(text: string): this {
    // A UTF-16 unit is three bytes at most.
    this.room(3 * text.length);
    const { piece } = this;
    let at = this.used;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 126) {
        this.used += piece.write(text, this.used);
        return this;
      }
      piece[at++] = unit;
    }
    this.used = at;
    return this;
  }

  /** The shortest decimal text of a finite number, as String writes it. */
  digits(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > mostByDigits) return this.plain(String(value));
    this.room(10);
    let digits = 1;
    for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) digits++;
    const { piece } = this;
    let at = (this.used += digits);
    for (let rest = value; digits > 0; digits--, rest = (rest / 10) | 0) piece[--at] = zero + (rest % 10);
    return this;
  }

  /** The bytes of JSON.stringify. */
  json(value: unknown): this {
    if (value === null || value === undefined) return this.plain('null');
    if (typeof value === 'number' && Number.isFinite(value)) return this.digits(value);
    if (typeof value !== 'string') return this.plain(JSON.stringify(value));
    this.room(value.length + 2);
    const { piece } = this;
    let at = this.used;
    piece[at++] = quotation;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit < 32 || unit > 126 || unit === quotation || unit === backslash) return this.plain(JSON.stringify(value));
      piece[at++] = unit;
    }
    piece[at++] = quotation;
    this.used = at;
    return this;
  }

  comma(): this {
    return this.byte(comma);
  }

  protected byte(value: number): this {
    this.room(1);
    this.piece[this.used++] = value;
    return this;
  }

  /** Makes room for so many bytes more, contiguous with what was written last. */
  protected room(bytes: number): void {
    if (this.piece.length - this.used >= bytes) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.used + bytes) + 256);
    this.piece.copy(larger, 0, 0, this.used);
    this.piece = larger;
  }
}
