/** A file arrives: stored under its hash, an import row and the intent to parse it in one transaction; or a dry run. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { ManifestRow, Problem } from '@clonewatch/domain';
import type { ImportReport } from '@clonewatch/contracts';
import { FormatError, readManifest, sniffFile, sniffFormat } from '@clonewatch/formats';
import { faultPoint } from '@clonewatch/runtime';
import { settleFailed, storeBlob, writeOutbox, type Scope, type Store } from '@clonewatch/store';
import { importReport } from '../reads/imports.js';
import { unpackedHead } from './unpack.js';
import { dryRun } from './dry-run.js';
import { noCounts } from './intake.js';
import { currentProfiles } from './profiles.js';

/** How compressed files begin. A gzip of a format that comes so is unpacked as a stream, a workbook within bounds; no other is unpacked at all. */
const compressed: readonly (readonly [kind: string, head: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]], ['bzip2', [0x42, 0x5a, 0x68]], ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]], ['7z', [0x37, 0x7a, 0xbc, 0xaf]], ['rar', [0x52, 0x61, 0x72, 0x21]],
];

export interface ReceivedFile { readonly path: string; readonly name: string; readonly bytes: number; readonly sha256: Buffer }
export interface ReceiveOptions {
  readonly site: { readonly id: string; readonly code: string };
  readonly file: ReceivedFile;
  readonly manifest: ReceivedFile | null;
  readonly dryRun: boolean;
  /** Why the file corrects what is stored; null: that it does is the reason. */
  readonly reason?: string | null;
}

/** What receiving alone shows to be wrong: a 4xx, and no import. */
export class ReceiveRefused extends Error {
  constructor(readonly code: string, message: string, readonly problems: readonly Problem[] = []) {
    super(message);
  }
}

/** `known`: these bytes were imported before and nothing was done. */
export interface Received { readonly known: boolean; readonly report: ImportReport }

/** Size and hash of a file on disk, read as a stream. */
export async function describeFile(path: string, name: string): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { path, name, bytes, sha256: hash.digest() };
}

export async function receiveImport(store: Store, token: string, options: ReceiveOptions): Promise<Received> {
  const format = await recognise(options.file);
  const manifest = options.manifest ? await parseManifest(options.manifest) : null;
  if (options.dryRun) return { known: false, report: await dryRun(store, token, { ...options, format, manifest, reason: options.reason ?? null }) };
  faultPoint('receive.begin');
  const result = await store.inSession(token, async (scope) => {
    const { id, known } = await insertImport(scope, options, format, manifest);
    if (!known) {
      await writeOutbox(scope, options.site.id, 'import.store', { import_id: id });
      scope.emit({ siteId: options.site.id, kind: 'import', payload: { id, state: 'received' } });
    }
    const report = await importReport(scope, id);
    scope.audit({
      siteId: options.site.id, action: 'import.receive', target: id, patients: report!.patients.map((p) => p.id),
      details: { format, bytes: options.file.bytes, sha256: options.file.sha256.toString('hex'), known },
    });
    faultPoint('receive.beforeCommit');
    return { known, report: report! };
  });
  faultPoint('receive.afterCommit');
  return result;
}

async function recognise(file: ReceivedFile): Promise<string> {
  if (file.bytes === 0) throw new ReceiveRefused('empty_file', `${file.name} is empty`);
  const packed = await packedAs(file.path);
  const inside = packed === 'gzip' ? sniffFormat((await unpackedHead(file.path, 65536)).toString('utf8').replace(/^\uFEFF/, ''), file.name) : null;
  if (inside?.packed) return inside.id;
  if (packed) throw new ReceiveRefused('compressed_file', `${file.name} is compressed: ${packed}; unpack it, or save it as "CSV UTF-8 (comma separated)", and send that`);
  const reader = await sniffFile(createReadStream(file.path) as AsyncIterable<Buffer>, file.name).catch((error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    throw new ReceiveRefused(error.problems[0]!.code, `${file.name}: ${error.problems[0]!.message}`, error.problems);
  });
  if (reader) return reader.id;
  throw new ReceiveRefused('unrecognised_format', `${file.name} is none of the formats known here: its first rows are neither of a plate (QuantaSoft, QX Manager, QIAcuity, Absolute Q, naica), nor of a list of variants or a report (VCF, MAF, tables of callers, XML, JSON, FHIR, HL7), nor of the exchange format. Export the table of results from the instrument's program again, with the row that names its columns; a picture, a PDF or raw data cannot be read`);
}

async function packedAs(path: string): Promise<string | undefined> {
  const handle = await open(path);
  try {
    const head = Buffer.alloc(8);
    await handle.read(head, 0, head.length, 0);
    return compressed.find(([, magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
  } finally {
    await handle.close();
  }
}

async function parseManifest(file: ReceivedFile): Promise<ManifestRow[]> {
  const { rows, problems } = readManifest(await readFile(file.path, 'utf8'));
  if (problems.some((p) => p.severity === 'error')) throw new ReceiveRefused('bad_manifest', `the manifest ${file.name} has errors`, problems);
  return rows;
}

/** Two posts of the same content meet in the unique index: the second waits for the first and then finds its row. */
async function insertImport(scope: Scope, o: ReceiveOptions, format: string, manifest: readonly ManifestRow[] | null): Promise<{ id: string; known: boolean }> {
  const contentKey = createHash('sha256').update(o.file.sha256).update(o.manifest?.sha256 ?? '').digest();
  const { ids } = await currentProfiles(scope, o.site.id, manifest);
  for (;;) {
    const [found] = await scope.query<{ id: string }>(
      `select id from clinical.import where site_id = $1 and content_key = $2 and state not in ('failed', 'withdrawn')`, [o.site.id, contentKey],
    );
    if (found) return { id: found.id, known: true };
    await storeBlob(scope, o.site.id, o.file.sha256, o.file.path, o.file.bytes);
    if (o.manifest) await storeBlob(scope, o.site.id, o.manifest.sha256, o.manifest.path, o.manifest.bytes);
    faultPoint('receive.afterBlob');
    const [made] = await scope.query<{ id: string }>(
      `insert into clinical.import (site_id, content_key, sha256, manifest_sha256, file_name, format, counts, profile_ids, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (site_id, content_key) where state not in ('failed', 'withdrawn') do nothing returning id`,
      [o.site.id, contentKey, o.file.sha256, o.manifest?.sha256 ?? null, o.file.name, format, JSON.stringify(noCounts), ids, o.reason ?? null],
    );
    if (!made) continue;
    // The same content, sent anew, answers an earlier one that could not be processed.
    const failed = await scope.query<{ id: string }>(`select id from clinical.import where site_id = $1 and content_key = $2 and state = 'failed'`, [o.site.id, contentKey]);
    await settleFailed(scope, o.site.id, 'import.store', 'import_id', failed.map((f) => f.id));
    return { id: made.id, known: false };
  }
}
