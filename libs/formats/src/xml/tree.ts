/**
 * XML as a small tree. Only what reports need: elements, attributes, text, CDATA. No document type is read, so nothing can be defined, included or expanded;
 * namespaces are dropped. Bounded in depth and number of elements.
 */
import { shown, type ProblemList } from '../problems.js';

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
  readonly line: number;
}

const deepest = 100;
const mostElements = 500_000;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: '\'' };

function unescape(text: string): string {
  return text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, dec: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return named[name] ?? all;
    const code = dec === undefined ? parseInt(hex!, 16) : Number(dec);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
  }) : text;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributesOf(text: string): Record<string, string> {
  const out: Record<string, string> = Object.create(null) as Record<string, string>;
  // `xsi:type` is another attribute than `type`: where both stand, the one without a prefix is the element's own.
  const prefixed: [string, string][] = [];
  for (const m of text.matchAll(/([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const value = unescape(m[2] ?? m[3] ?? '');
    if (m[1]!.includes(':')) prefixed.push([local(m[1]!), value]);
    else out[m[1]!] = value;
  }
  for (const [name, value] of prefixed) out[name] ??= value;
  return out;
}

/** The root element, or null after a reported fault. */
export function parseXml(text: string, problems: ProblemList): XmlElement | null {
  const open: XmlElement[] = [];
  let root: XmlElement | null = null;
  let [at, line, elements] = [0, 1, 0];
  const fail = (message: string): null => {
    problems.error('xml_syntax', `line ${line}: ${message}; export the report again`, { line });
    return null;
  };
  const lines = (piece: string): void => {
    for (let i = piece.indexOf('\n'); i >= 0; i = piece.indexOf('\n', i + 1)) line++;
  };
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next < 0 ? undefined : next);
    const top = open.at(-1);
    if (top !== undefined) top.text += unescape(plain);
    else if (plain.trim() !== '') return fail(root === null ? 'text before the first element' : 'text after the last element');
    lines(plain);
    if (next < 0) break;
    const close = skipped(text, next);
    if (close === 'doctype') return fail('a document type (<!DOCTYPE …>) is not accepted');
    if (close === null) return fail('a tag or comment is not closed');
    const tag = text.slice(next, close);
    if (tag.startsWith('<![CDATA[')) {
      if (top !== undefined) top.text += tag.slice(9, -3);
    } else if (tag.startsWith('</')) {
      const name = local(tag.slice(2, -1).trim());
      if (top?.name !== name) return fail(`</${shown(name)}> closes ${top === undefined ? 'nothing' : `<${shown(top.name)}>`}`);
      open.pop();
    } else if (!tag.startsWith('<!') && !tag.startsWith('<?')) {
      const m = /^<([^\s/>]+)([\s\S]*?)(\/?)>$/.exec(tag);
      if (m === null) return fail('a tag has no name');
      const element: XmlElement = { name: local(m[1]!), attributes: attributesOf(m[2]!), children: [], text: '', line };
      if (++elements > mostElements || open.length >= deepest) return fail('the document has too many elements, or too deep ones');
      if (top !== undefined) top.children.push(element);
      else if (root === null) root = element;
      else return fail('the document has a second root element');
      if (m[3] === '') open.push(element);
    }
    lines(tag);
    at = close;
  }
  if (open.length > 0) return fail(`<${shown(open.at(-1)!.name)}> (line ${open.at(-1)!.line}) is not closed: the file is cut off`);
  return root ?? fail('the document has no element');
}

/** Index after the markup that begins at `from`. */
function skipped(text: string, from: number): number | null | 'doctype' {
  const after = (end: string, start = from): number | null => {
    const i = text.indexOf(end, start);
    return i < 0 ? null : i + end.length;
  };
  if (text.startsWith('<!--', from)) return after('-->', from + 4);
  if (text.startsWith('<![CDATA[', from)) return after(']]>');
  if (text.startsWith('<?', from)) return after('?>');
  if (text.startsWith('<!', from)) return 'doctype';
  // A > inside an attribute's quotation marks does not end the tag.
  let quote = '';
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === '\'') quote = c;
    else if (c === '>') return i + 1;
    else if (c === '<') return null;
  }
  return null;
}

/** Name of the first element of a head, without its prefix; '' for what is no XML. Declarations and comments may stand before it, and a document type, which is refused later. */
export function rootName(head: string): string {
  let at = 0;
  for (let n = 0; n < 100; n++) {
    while (/\s/.test(head[at] ?? '')) at++;
    const end = head.startsWith('<?', at) ? '?>' : head.startsWith('<!--', at) ? '-->' : head.startsWith('<!DOCTYPE', at) ? head.slice(at, head.indexOf('>', at)).includes('[') ? ']>' : '>' : null;
    if (end === null) break;
    const after = head.indexOf(end, at);
    if (after < 0) return '';
    at = after + end.length;
  }
  return local(/^<([^\s/>!?<]{1,200})/.exec(head.slice(at, at + 202))?.[1] ?? '');
}

/** Every element of this name, in the order of the document. */
export function* elementsNamed(root: XmlElement, name: string): Generator<XmlElement> {
  const stack = [root];
  while (stack.length > 0) {
    const e = stack.pop()!;
    if (e.name === name) yield e;
    for (let i = e.children.length - 1; i >= 0; i--) stack.push(e.children[i]!);
  }
}

export const childText = (e: XmlElement, ...path: readonly string[]): string => {
  let found: XmlElement | undefined = e;
  for (const name of path) found = found?.children.find((c) => c.name === name);
  return found?.text.trim() ?? '';
};
