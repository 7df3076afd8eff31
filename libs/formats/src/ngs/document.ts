/** Reports that are one document (XML, JSON) and are read whole: bounded in size, and only what they say about variants is looked at. */
import type { NothingFound, WholeSample } from './call.js';
import { FormatError, ProblemList } from '../problems.js';
import type { Batch, FormatReader, ReadContext } from '../reader.js';
import { batchRows } from '../reader.js';
import type { LeftOut } from './origin.js';
import { CallFile, type CallTable, type TableCall, type TableState } from './table.js';

/** UTF-16 units. The largest report seen has a few hundred kilobytes. */
const mostText = 32 * 1024 * 1024;

export interface CallDocument {
  readonly id: string;
  readonly what: string;
  sniff(head: string): boolean;
  readonly usualBuild?: CallTable['usualBuild'];
  readonly swappable: string;
  /** What the document says; null after a reported fault. Faults that stop nothing are reported and their findings left out. */
  parse(text: string, state: TableState, problems: ProblemList, context: ReadContext): readonly Finding[] | null;
}
export interface Finding { readonly line: number; readonly said: TableCall | LeftOut | NothingFound | WholeSample }

export function documentReader(document: CallDocument): FormatReader {
  return { id: document.id, needsManifest: true, encodings: 'any', sniff: (head) => document.sniff(head.replace(/^\uFEFF/, '')), read: (text, context) => readDocument(document, text, context) };
}

async function* readDocument(document: CallDocument, text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const whole = await wholeText(text, problems);
  const file = new CallFile(document, context, problems);
  const findings = whole === null ? null : document.parse(whole.replace(/^\uFEFF/, ''), file.state, problems, context);
  if (findings !== null && !problems.failed) {
    file.begin();
    for (const f of findings) if (!file.ended) file.add(f.said, f.line);
    if (!file.ended) file.finish();
  }
  const rows = file.takeRows();
  for (let i = 0; i === 0 || i < rows.length; i += batchRows) yield { rows: rows.slice(i, i + batchRows), problems: problems.take() };
}

/** A document's text; null, reported, for one that is too large or no text. */
export async function wholeText(text: AsyncIterable<string>, problems: ProblemList): Promise<string | null> {
  const pieces: string[] = [];
  let length = 0;
  try {
    for await (const piece of text) {
      length += piece.length;
      if (length > mostText) {
        problems.error('document_too_large', 'the document is larger than 32 MiB: this is no report of one sample', { line: 1 });
        return null;
      }
      pieces.push(piece);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    error.problems.forEach((p) => problems.add(p));
    return null;
  }
  return pieces.join('');
}
