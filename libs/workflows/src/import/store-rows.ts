/** The transaction of an import: parse as a stream, stage, check, store. Any error refuses the whole file. */
import { setImmediate } from 'node:timers/promises';
import { dateOfDay, type ManifestRow, type ParsedRow, type Problem } from '@clonewatch/domain';
import { formatReaders, futureDates, readFile, type FoundSample } from '@clonewatch/formats';
import type { Scope } from '@clonewatch/store';
import { Intake, type ImportCounts } from './intake.js';
import type { ImportKey } from './insert.js';
import type { FileSettings } from './profiles.js';
import { unpacked } from './unpack.js';

export interface ImportSource {
  readonly format: string;
  readonly fileName: string;
  readonly manifest: readonly ManifestRow[] | null;
  bytes(): AsyncIterable<Uint8Array>;
  /** How many they are, as they are stored: packed, where the file is. */
  readonly length: number;
  readonly settings: FileSettings;
  /** Whoever wants to see what is read as it is read. */
  readonly watch?: { readonly samples: (found: readonly FoundSample[]) => void; readonly rows: (rows: readonly ParsedRow[]) => void };
}

/** Leaves everything in the open transaction; throws {@link ImportRefused} when anything is wrong. */
export async function storeRows(scope: Scope, key: ImportKey, source: ImportSource): Promise<{ counts: ImportCounts; problems: Problem[] }> {
  const reader = formatReaders.find((f) => f.id === source.format);
  if (!reader) throw new Error(`no reader for format ${source.format}`);
  let read = 0;
  const bytes = counted(source.bytes(), (n) => { read += n; });
  const intake = await Intake.open(scope, key, () => read / source.length);
  const inFuture = futureDates(latestDate());
  try {
    for await (const batch of readFile(reader, paced(reader.packed ? unpacked(bytes) : bytes), { fileName: source.fileName, manifest: source.manifest, ...source.settings, ...(source.watch ? { onSamples: source.watch.samples } : {}) })) {
      intake.problems.push(...batch.problems, ...inFuture(batch.rows));
      source.watch?.rows(batch.rows);
      await intake.add(batch.rows);
    }
  } finally {
    await intake.idle();
  }
  return { counts: await intake.finish(), problems: intake.problems };
}

/** A few rows, all of them at once: what a person enters. */
export async function storeEntered(scope: Scope, key: ImportKey, rows: readonly ParsedRow[]): Promise<void> {
  const intake = await Intake.open(scope, key);
  await intake.add(rows);
  await intake.finish();
}

/** The last calendar date that has begun anywhere: UTC+14 is the first to see a day. */
const latestDate = (): string => dateOfDay(Math.floor((Date.now() + 14 * 3_600_000) / 86_400_000));

/** Bytes read between two looks at what the server has answered: a few milliseconds' work. */
const pace = 8 * 1024;

/** The bytes in pieces; each is counted once whoever reads them asks for the next. */
async function* counted(bytes: AsyncIterable<Uint8Array>, taken: (n: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += 8 * pace) {
      const piece = chunk.subarray(from, from + 8 * pace);
      yield piece;
      taken(piece.length);
    }
  }
}

/** The bytes in small pieces, with a turn of the event loop between them: the server must not wait for its next statement while we read. */
async function* paced(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += pace) {
      yield chunk.subarray(from, from + pace);
      await setImmediate();
    }
  }
}
