/** A zip archive held in memory, looked over before anything of it is unpacked: entries, names, sizes and ratios are bounded, and again while unpacking. */
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { FormatError, problem, shown } from '../problems.js';

export const archiveBounds = { packedBytes: 16 * 1024 * 1024, unpackedBytes: 128 * 1024 * 1024, entries: 500, ratio: 200 } as const;
/** Small entries compress as they like. */
const ratioMattersFrom = 1024 * 1024;
const packedNames = /\.(?:zip|xlsx|xlsm|xlsb|docx|pptx|gz|tgz|bz2|xz|7z|rar|jar|zst)$/i;

export function refuseArchive(code: string, message: string, value: string | null = null): never {
  throw new FormatError([problem('error', code, message, { line: 1, value })]);
}
const unsafe = (message: string, value: string | null = null): never => refuseArchive('unsafe_archive', message, value);

/** The entries of an archive by name; a stream of one is cut where it grows beyond what the archive said. */
export class Archive {
  private constructor(private readonly zip: ZipFile, private readonly entries: ReadonlyMap<string, Entry>) {}

  /** Throws {@link FormatError} for what is no archive, or none that is safe to unpack. */
  static async open(bytes: Uint8Array): Promise<Archive> {
    if (bytes.length > archiveBounds.packedBytes) unsafe(`the workbook is larger than ${archiveBounds.packedBytes / 1024 / 1024} MiB; leave out what is not results, or save the sheet as CSV`);
    const entries = new Map<string, Entry>();
    try {
      const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
      let unpacked = 0;
      for await (const entry of zip.eachEntry()) {
        checkEntry(entry);
        unpacked += entry.uncompressedSize;
        if (entries.size >= archiveBounds.entries) unsafe(`the archive has more than ${archiveBounds.entries} entries`);
        if (unpacked > archiveBounds.unpackedBytes) unsafe(`the archive would unpack to more than ${archiveBounds.unpackedBytes / 1024 / 1024} MiB`);
        if (entries.has(entry.fileName)) unsafe('the archive holds two entries of one name', entry.fileName);
        entries.set(entry.fileName, entry);
      }
      return new Archive(zip, entries);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      return refuseArchive('damaged_archive', `the archive cannot be read: ${shown((error as Error).message)}; save the file again`);
    }
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The text of an entry (UTF-8), piece by piece; nothing for one that is not there. */
  async *text(name: string): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const chunk of this.bytes(name)) yield decoder.decode(chunk, { stream: true });
      yield decoder.decode();
    } catch (error) {
      if (error instanceof FormatError) throw error;
      refuseArchive('damaged_archive', `${shown(name)} in the archive is no UTF-8 text; save the file again`, name);
    }
  }

  /** The bytes of an entry; nothing for one that is not there. */
  async *bytes(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) return;
    try {
      yield* (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    } catch (error) {
      if (error instanceof FormatError) throw error;
      refuseArchive('damaged_archive', `${shown(name)} in the archive cannot be unpacked: ${shown((error as Error).message)}; save the file again`, name);
    }
  }
}

function checkEntry(entry: Entry): void {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) unsafe('the archive is protected by a password; save it without one', fileName);
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) unsafe('the archive holds a link to another file', fileName);
  if (packedNames.test(fileName)) unsafe('the archive holds another archive; send what is in it', fileName);
  if (uncompressedSize > ratioMattersFrom && uncompressedSize > archiveBounds.ratio * Math.max(compressedSize, 1)) unsafe(`an entry would unpack to more than ${archiveBounds.ratio} times its size`, fileName);
}
