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

/** The values of a sample by their FORMAT keys; a trailing value left out is missing, as VCF allows. */
export class SampleFields {
  private readonly values: readonly string[];
  constructor(private readonly keys: ReadonlyMap<string, number>, cell: string) {
    this.values = cell.split(':');
  }

  /** Is the key among those of FORMAT? */
  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** Undefined where the key is not there or the value is missing (`.`). */
  get(key: string): string | undefined {
    const i = this.keys.get(key);
    const value = i === undefined ? undefined : this.values[i];
    return value === undefined || value === '' || (value[0] === '.' && /^\.(?:,\.)*$/.test(value)) ? undefined : value;
  }
}

/** VCF 4.3 writes `%3D` for `=` and the like in values. */
export function unescapeVcf(text: string): string {
  return text.includes('%') ? text.replace(/%(3A|3B|3D|25|2C|09)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text;
}
