/** Cells of a VCF record, read in place: most of a record's annotation is never looked at. */

/** Value of a key of an INFO cell; `''` for a flag; undefined where it is not there. */
export function infoValue(info: string, key: string): string | undefined {
  let from = 0;
  for (;;) {
    const at = info.indexOf(key, from);
    if (at < 0) return undefined;
    const end = at + key.length;
    const next = info.charCodeAt(end);
    if (at === 0 || info.charCodeAt(at - 1) === 59) {
      if (next === 61) {
        const stop = info.indexOf(';', end);
        return info.slice(end + 1, stop < 0 ? undefined : stop);
      }
      if (end === info.length || next === 59) return '';
    }
    from = end;
  }
}

/** What a FORMAT cell says, worked out once: a file has a few such cells, said over and over. */
export class SampleFormat {
  private readonly places: ReadonlyMap<string, number>;
  /** The keys, in their order, that {@link SampleFields} are asked for by rules that look for any of several. */
  readonly fractions: readonly string[];
  readonly phased: boolean;

  private constructor(format: string) {
    this.places = new Map(format.split(':').map((k, i) => [k, i]));
    this.fractions = ['AF', 'FA', 'VF', 'VAF', 'FREQ'].filter((k) => this.has(k));
    this.phased = this.has('PID') || this.has('PS');
  }

  private static readonly known = new Map<string, SampleFormat>();
  static of(format: string): SampleFormat {
    let found = this.known.get(format);
    if (found === undefined) {
      if (this.known.size > 1000) this.known.clear();
      this.known.set(format, (found = new SampleFormat(format)));
    }
    return found;
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  placeOf(key: string): number | undefined {
    return this.places.get(key);
  }
}

/** The values of a sample by their FORMAT keys; a trailing value left out is missing, as VCF allows. */
export class SampleFields {
  private values: readonly string[] | null = null;
  constructor(readonly format: SampleFormat, private readonly cell: string) {}

  /** As written; '' where nothing is. */
  raw(key: string): string {
    return (this.values ??= this.cell.split(':'))[this.format.placeOf(key) ?? -1] ?? '';
  }

  /** Undefined where the key is not there or the value is missing (`.`). */
  get(key: string): string | undefined {
    const i = this.format.placeOf(key);
    if (i === undefined) return undefined;
    const value = (this.values ??= this.cell.split(':'))[i];
    return value === undefined || value === '' || (value[0] === '.' && /^\.(?:,\.)*$/.test(value)) ? undefined : value;
  }
}

/** VCF 4.3 writes `%3D` for `=` and the like in values. */
export function unescapeVcf(text: string): string {
  return text.includes('%') ? text.replace(/%(3A|3B|3D|25|2C|09)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text;
}
