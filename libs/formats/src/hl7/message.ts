/** HL7 v2 as text: segments, fields, repetitions, components, with whatever separators the message declares, and its escape sequences. */

export interface Separators { readonly field: string; readonly component: string; readonly repetition: string; readonly escape: string; readonly sub: string }
/** Those of every message seen; a fragment without MSH is read with them. */
export const usual: Separators = { field: '|', component: '^', repetition: '~', escape: '\\', sub: '&' };

export class Segment {
  readonly name: string;
  private readonly fields: readonly string[];

  constructor(private readonly text: string, readonly line: number, readonly marks: Separators) {
    const parts = text.split(marks.field);
    this.name = parts[0]!.trim();
    // MSH-1 is the separator itself: the fields after it count one more.
    this.fields = this.name === 'MSH' ? ['MSH', marks.field, ...parts.slice(1)] : parts;
  }

  /** With what an ADD segment says: it goes on where this one's last field was cut (HL7 v2.5.1, 2.10.2). */
  continued(more: string): Segment {
    return new Segment(this.text + more, this.line, this.marks);
  }

  /** A field as written; '' where it is not there. `""` deletes what was there, and says nothing. */
  raw(field: number): string {
    const text = (this.fields[field] ?? '').trim();
    return text === '""' ? '' : text;
  }

  repetitions(field: number): string[] {
    const text = this.raw(field);
    return text === '' ? [] : text.split(this.marks.repetition);
  }

  /** Components of a repetition, unescaped. */
  components(text: string): string[] {
    return text.split(this.marks.component).map((c) => unescape(c, this.marks).trim());
  }

  /** A component of a field's first repetition, from 1. */
  at(field: number, component = 1): string {
    return this.components(this.repetitions(field)[0] ?? '')[component - 1] ?? '';
  }

  /** Every component of every repetition that says something. */
  all(field: number): string[] {
    return this.repetitions(field).flatMap((r) => this.components(r)).filter((c) => c !== '');
  }
}

/** The separators that a message's first segment declares: the fourth character, then the field after it. */
export function separatorsOf(msh: string): Separators | null {
  const field = msh[3];
  if (field === undefined || /[A-Za-z0-9\s]/.test(field)) return null;
  const [component = '', repetition = '', escape = '', sub = ''] = [...(msh.slice(4).split(field)[0] ?? '')];
  return component === '' || new Set([field, component, repetition, escape, sub].filter((c) => c !== '')).size < [component, repetition, escape, sub].filter((c) => c !== '').length + 1
    ? null : { field, component, repetition: repetition === '' ? '\u0000' : repetition, escape: escape === '' ? '\u0000' : escape, sub: sub === '' ? '\u0000' : sub };
}

/**
 * `\F\ \S\ \T\ \R\ \E\` are the separators, `\Xhh…\` bytes (UTF-8), `\.br\` a line break; marks of emphasis, layout and character sets say nothing here.
 * What is no escape sequence of the standard (HL7 v2.5.1, 2.7) is text: a number `A\12\3` of a sender that does not escape keeps all its digits.
 */
export function unescape(text: string, marks: Separators): string {
  if (!text.includes(marks.escape)) return text;
  const parts = text.split(marks.escape);
  // An odd number of marks: the last stands for itself.
  const tail = parts.length % 2 === 0 ? marks.escape + parts.pop()! : '';
  return parts.map((part, i) => (i % 2 === 0 ? part : meaning(part, marks))).join('') + tail;
}

function meaning(code: string, marks: Separators): string {
  const single: Readonly<Record<string, string>> = { F: marks.field, S: marks.component, T: marks.sub, R: marks.repetition, E: marks.escape, '.br': ' ', '.sp': ' ' };
  if (Object.hasOwn(single, code)) return single[code]!;
  if (/^X(?:[0-9A-F]{2})+$/i.test(code)) return Buffer.from(code.slice(1), 'hex').toString('utf8').replace(/\0/g, '');
  return /^(?:[HN]|\.[a-z]{2}[+-]?\d*|C[0-9A-F]{4}|M[0-9A-F]{4,6}|Z.*)$/.test(code) ? '' : `${marks.escape}${code}${marks.escape}`;
}

export interface Message {
  /** Null: a fragment without a header. */
  readonly header: Segment | null;
  readonly segments: readonly Segment[];
}

const envelope = /^(?:FHS|BHS|BTS|FTS)/;

/**
 * The messages of a file: one, several after each other, a batch (FHS, BHS … BTS, FTS), or as they came over the wire (MLLP: 0x0B … 0x1C).
 * `strange` is told of what is no segment.
 */
export function messagesOf(text: string, strange: (line: number, text: string) => void): Message[] {
  const messages: { header: Segment | null; segments: Segment[] }[] = [];
  let marks = usual;
  // eslint-disable-next-line no-control-regex
  const lines = text.replace(/^\uFEFF/, '').replace(/(?<=[^\r\n])(?:\u001c\u000b?|\u000b)(?=[^\r\n])/g, '\r').replace(/[\u000b\u001c]/g, '').split(/\r\n|\r|\n/);
  for (const [i, whole] of lines.entries()) {
    const line = whole.trimStart();
    if (line.trim() === '' || envelope.test(line)) continue;
    if (line.startsWith('MSH')) {
      const own = separatorsOf(line);
      if (own === null) {
        strange(i + 1, line);
        continue;
      }
      marks = own;
      const header = new Segment(line, i + 1, marks);
      messages.push({ header, segments: [] });
      continue;
    }
    if (!/^[A-Z][A-Z0-9]{2}$/.test(line.slice(0, 3)) || (line.length > 3 && line[3] !== marks.field)) {
      strange(i + 1, line);
      continue;
    }
    const segments = messages.at(-1)?.segments ?? [];
    if (line.startsWith('ADD') && segments.length > 0) {
      segments.push(segments.pop()!.continued(line.slice(4)));
      continue;
    }
    if (messages.length === 0) messages.push({ header: null, segments: [] });
    messages.at(-1)!.segments.push(new Segment(line, i + 1, marks));
  }
  return messages;
}
