/**
 * A backup file, after gunzip: a header line; for each table a line, its rows as COPY writes them, an end mark, and a line with rows, bytes and
 * sha-256 of these rows; at the end a closing line with totals, audit heads and the sha-256 of all before it. Lines are JSON.
 */
import { createHash } from 'node:crypto';
import type { ChainState } from './chain.js';
import { counted } from './counted.js';

export const formatVersion = 1;
/** COPY's own end mark: a backslash of the data is doubled, so no row looks like it. */
export const endMark = Buffer.from('\\.\n');

export interface BackupHeader {
  readonly clonewatch_backup: number;
  /** Of the product. */
  readonly version: string;
  readonly made_at: string;
  /** Names of the schema's migrations, in order. */
  readonly migrations: readonly string[];
}
export interface TableFooter { readonly table: string; readonly rows: number; readonly bytes: number; readonly sha256: string }
export interface BackupClosing { readonly tables: number; readonly rows: number; readonly bytes: number; readonly audit: readonly ChainState[]; readonly sha256: string }
export interface BackupSummary { readonly header: BackupHeader; readonly tables: readonly TableFooter[]; readonly closing: BackupClosing }

/** The file cannot be used; the message says why. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

export interface BackupVisitor {
  header?(header: BackupHeader): Promise<void>;
  /** Must read `data` to its end. */
  table?(table: string, columns: readonly string[], data: AsyncIterable<Buffer>): Promise<void>;
}

const damaged = (what: string): BackupRefused => new BackupRefused(`the backup is damaged (${what})`);

/** Read a backup to its end and check every count and hash on the way. */
export async function readBackup(bytes: AsyncIterable<Buffer>, visitor: BackupVisitor = {}): Promise<BackupSummary> {
  const file = new BackupFile(bytes);
  const header = await file.line();
  if (typeof header.clonewatch_backup !== 'number') throw new BackupRefused('this is no backup of Clonewatch');
  if (header.clonewatch_backup > formatVersion) throw new BackupRefused(`the backup was made by a newer release of Clonewatch (${String(header.version)}): restore it with that release or a later one`);
  await visitor.header?.(header as unknown as BackupHeader);
  const tables: TableFooter[] = [];
  for (;;) {
    const sha256 = file.digest();
    const line = await file.line();
    if (typeof line.table === 'string' && Array.isArray(line.columns)) tables.push(await readTable(file, line.table, line.columns as string[], visitor));
    else return { header: header as unknown as BackupHeader, tables, closing: await close(file, line as unknown as BackupClosing, tables, sha256) };
  }
}

async function readTable(file: BackupFile, table: string, columns: readonly string[], visitor: BackupVisitor): Promise<TableFooter> {
  const found = { rows: 0, bytes: 0, sha256: '' };
  const data = counted(file.data(), found);
  if (visitor.table) await visitor.table(table, columns, data);
  for await (const _ of data); // what the visitor has left
  const said = await file.line();
  if (said.rows !== found.rows || said.bytes !== found.bytes || said.sha256 !== found.sha256) throw damaged(`the rows of ${table} are not those that were written`);
  return { table, ...found };
}

async function close(file: BackupFile, said: BackupClosing, tables: readonly TableFooter[], sha256: string): Promise<BackupClosing> {
  if (said.sha256 !== sha256 || said.tables !== tables.length) throw damaged('its closing hash does not fit');
  if (!(await file.atEnd())) throw damaged('something follows its end');
  return said;
}

/** Lines and data over pieces of any size. */
class BackupFile {
  private readonly source: AsyncIterator<Buffer>;
  private readonly hash = createHash('sha256');
  private rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** Of everything read so far. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }

  async atEnd(): Promise<boolean> {
    return this.rest.length === 0 && !(await this.more());
  }

  async line(): Promise<Readonly<Record<string, unknown>>> {
    let at: number;
    while ((at = this.rest.indexOf('\n')) < 0) {
      if (this.rest.length > 1 << 20) throw damaged('a line has no end');
      if (!(await this.more())) throw damaged('it ends too early');
    }
    const text = this.take(at + 1).toString('utf8');
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // told below
    }
    throw new BackupRefused('this is no backup of Clonewatch, or it is damaged (a line cannot be read)');
  }

  /** The rows up to the end mark. */
  async *data(): AsyncGenerator<Buffer> {
    while (this.rest.length < endMark.length && (await this.more()));
    if (this.rest.subarray(0, endMark.length).equals(endMark)) return void this.take(endMark.length);
    for (;;) {
      const at = this.rest.indexOf('\n\\.\n');
      if (at >= 0) {
        yield this.take(at + 1);
        return void this.take(endMark.length);
      }
      const safe = this.rest.length - endMark.length; // the last bytes may begin the mark
      if (safe > 0) yield this.take(safe);
      if (!(await this.more())) throw damaged('it ends too early');
    }
  }

  private take(length: number): Buffer {
    const piece = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    this.hash.update(piece);
    return piece;
  }

  private async more(): Promise<boolean> {
    const next: IteratorResult<Buffer, unknown> = await this.source.next();
    if (next.done) return false;
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
    return true;
  }
}
