/** The CSV tokenizer: csv-parse, with line numbers as an editor counts them and every fault as a located problem. */
import { parse as parseStream, type CsvError, type Options, type Parser } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { FormatError, type ProblemList } from '../problems.js';
import { cellValue } from './cell.js';

export interface CsvRecord {
  /** 1-based line on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

export const longestLine = 1024 * 1024;
/** How long a file may be: lines, empty ones too. A program may raise it for all that it reads, for memory does not grow with it. */
export const limits = { lines: 2_000_000 };
const pieceLength = 64 * 1024;

export const isBlank = (record: CsvRecord): boolean => record.cells.every((c) => c.trim() === '');

/** Takes records from csv-parse and numbers them: a record is as many lines as it has line breaks, and its end. */
class Collector {
  private taken: CsvRecord[] = [];
  nextLine = 1;
  readonly options: Options;

  constructor(private readonly delimiter = ',') {
    this.options = {
      delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, max_record_size: longestLine, bom: false,
      on_record: (cells: unknown) => {
        this.add(cells as string[]);
        return null;
      },
    };
  }

  /** An empty line is counted and not kept: it says nothing, and a file of nothing else must not become a million objects. */
  private add(cells: string[]): void {
    if (cells.length > 1 || cells[0] !== '') this.taken.push({ line: this.nextLine, cells: cells.some((c) => c.includes(`'`)) ? cells.map(cellValue) : cells });
    for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) this.nextLine += cell.match(/\r\n|\n|\r/g)!.length;
    this.nextLine++;
  }

  /** A line without quotation marks is a record. */
  addPlain(line: string, to: CsvRecord[]): void {
    if (line !== '') to.push({ line: this.nextLine, cells: line.includes(`'`) ? line.split(this.delimiter).map(cellValue) : line.split(this.delimiter) });
    this.nextLine++;
  }

  take(): CsvRecord[] {
    const records = this.taken;
    this.taken = [];
    return records;
  }

  report(error: Error, problems: ProblemList): void {
    const { code, column } = error as Partial<CsvError> & { column?: unknown };
    const at = { line: this.nextLine, column: typeof column === 'number' ? column + 1 : null };
    if (code === 'CSV_MAX_RECORD_SIZE') {
      problems.error('line_too_long', `the row that begins in line ${at.line} is longer than 1 MiB; most often a quotation mark was opened there and never closed`, at);
    } else if (code === 'CSV_QUOTE_NOT_CLOSED') {
      problems.error('csv_syntax', `a quotation mark is opened in the row that begins in line ${at.line} and never closed; close it, or remove it`, at);
    } else {
      problems.error('csv_syntax', `a quotation mark stands in the middle of a cell in the row that begins in line ${at.line}; put the whole cell in quotation marks and double those inside it, or remove it`, at);
    }
  }
}

/** The stream's text in pieces of bounded size that never end inside a surrogate pair. */
async function* pieces(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of text) {
    for (let from = 0; from < chunk.length; from += pieceLength) {
      const piece = held + chunk.slice(from, from + pieceLength);
      const last = piece.charCodeAt(piece.length - 1);
      const cut = last >= 0xd800 && last <= 0xdbff ? piece.length - 1 : piece.length;
      held = piece.slice(cut);
      if (cut > 0) yield piece.slice(0, cut);
    }
  }
  if (held !== '') yield held;
}

/**
 * As long as a text has neither quotation marks nor carriage returns, a record is a line and a cell is what stands between commas (or what else parts cells). Most files are
 * such to their end, and are read some five times as fast as by the tokenizer, which takes each byte in hand.
 */
class PlainLines {
  private held = '';

  /** Records of this piece, or null from the first one that needs the tokenizer: it then gets {@link rest} and all that follows. */
  take(piece: string, collector: Collector): CsvRecord[] | null {
    const text = this.held + piece;
    this.held = text;
    // Three bytes a UTF-16 unit at most: whether a long line is too long is for the tokenizer to say.
    if (/["\r]/.test(piece) || text.length > longestLine / 3) return null;
    const lines = text.split('\n');
    this.held = lines.pop()!;
    const records: CsvRecord[] = [];
    for (const line of lines) collector.addPlain(line, records);
    return records;
  }

  /** What begins with the first record not taken. */
  rest(): string {
    const { held } = this;
    this.held = '';
    return held;
  }
}

/** All records of a text, some at a time. After a fault of syntax or encoding, reported in `problems`, the stream ends. */
export async function* csvRecords(text: AsyncIterable<string>, problems: ProblemList, most = limits.lines, delimiter = ','): AsyncGenerator<CsvRecord[]> {
  const collector = new Collector(delimiter);
  const plain = new PlainLines();
  let tokenizer: Tokenizer | null = null;
  try {
    for await (const piece of pieces(text)) {
      let records = tokenizer ? null : plain.take(piece, collector);
      if (records === null) {
        await (tokenizer ? tokenizer.write(piece) : (tokenizer = new Tokenizer(collector)).write(plain.rest()));
        records = collector.take();
      }
      if (records.length > 0) yield records;
      if (collector.nextLine - 1 > most) {
        problems.error('too_many_rows', `the file has more than ${most} lines; split it into several files`, { line: collector.nextLine - 1 });
        return;
      }
      if (tokenizer?.failure) break;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    error.problems.forEach((p) => problems.add(p));
    return;
  }
  if (!tokenizer) {
    const last: CsvRecord[] = [];
    collector.addPlain(plain.rest(), last);
    if (last.length > 0) yield last;
    return;
  }
  if (!tokenizer.failure) {
    await tokenizer.end();
    const rest = collector.take();
    if (rest.length > 0) yield rest;
  }
  if (tokenizer.failure) collector.report(tokenizer.failure, problems);
}

/** csv-parse, fed piece by piece; the records go to the collector. */
class Tokenizer {
  failure: Error | null = null;
  private readonly parser: Parser;
  private readonly ended: Promise<void>;

  constructor(collector: Collector) {
    this.parser = parseStream(collector.options);
    this.ended = new Promise<void>((resolve) => {
      this.parser.once('error', (error: Error) => {
        this.failure = error;
        resolve();
      });
      this.parser.once('finish', () => resolve());
    });
  }

  write(piece: string): Promise<void> {
    return new Promise((resolve) => {
      this.parser.write(piece, (error) => {
        this.failure ??= error ?? null;
        resolve();
      });
    });
  }

  end(): Promise<void> {
    this.parser.end();
    return this.ended;
  }
}

/** All records of a text that is held in memory anyway. */
export function csvRecordsOf(text: string, problems: ProblemList): CsvRecord[] {
  const collector = new Collector();
  try {
    parseWhole(text, collector.options);
  } catch (error) {
    collector.report(error as Error, problems);
  }
  return collector.take();
}
