/** XML as a stream of events, with every fault a refusal. No entities but the five of XML are known, so none can grow. */
import { SaxesParser } from 'saxes';
import { shown } from '../problems.js';
import { refuseArchive } from './archive.js';

export interface XmlEvents {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** The name without its namespace's prefix. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Feeds a text to a parser; after each piece `taken` may give what has come of it. */
export async function* xmlPieces(text: AsyncIterable<string>, what: string, events: XmlEvents): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  parser.on('error', (error) => refuseArchive('damaged_workbook', `${what} is no sound XML: ${shown(error.message)}; save the workbook again`));
  parser.on('doctype', () => refuseArchive('unsafe_archive', `${what} brings its own definitions (DOCTYPE), which no spreadsheet program writes`));
  // Without the option `xmlns` attributes are plain strings.
  parser.on('opentag', (tag) => events.open?.(local(tag.name), tag.attributes as Record<string, string>));
  parser.on('closetag', (tag) => events.close?.(local(tag.name)));
  parser.on('text', (t) => events.text?.(t));
  parser.on('cdata', (t) => events.text?.(t));
  for await (const piece of text) {
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}

export async function readXml(text: AsyncIterable<string>, what: string, events: XmlEvents): Promise<void> {
  for await (const _ of xmlPieces(text, what, events));
}
