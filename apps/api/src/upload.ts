import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { readEnv } from '@clonewatch/runtime';
import { importBounds, type ReceivedFile } from '@clonewatch/workflows';
import { ProblemError } from './problem.js';

const prefix = 'clonewatch-upload-';

/** Where files wait while they are received: below the data folder when there is one. What an earlier life left there is removed at start. */
export async function sweepUploads(): Promise<void> {
  const folder = uploadFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    // Another api may be taking its own away at this moment.
    const made = name.startsWith(prefix) ? await stat(join(folder, name)).catch(() => null) : null;
    if (made && Date.now() - made.mtimeMs > 3_600_000) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function uploadFolder(): string {
  const { dataDir } = readEnv();
  return dataDir ? join(dataDir, 'uploads') : tmpdir();
}

export interface Upload { readonly file: ReceivedFile; readonly manifest: ReceivedFile | null; readonly fields: Readonly<Record<string, string>> }

type Part = { type: 'field'; fieldname: string; value: unknown; valueTruncated: boolean } | { type: 'file'; fieldname: string; filename?: string; file: Readable & { truncated: boolean } };
type MultipartRequest = FastifyRequest & { isMultipart(): boolean; parts(options: object): AsyncIterable<Part> };

/** Take the parts of a multipart request to files on disk, hashing as they pass; whatever happens, the files are gone afterwards. */
export async function withUpload<T>(request: FastifyRequest, work: (upload: Upload) => Promise<T>): Promise<T> {
  const multipart = request as MultipartRequest;
  if (!multipart.isMultipart()) throw new ProblemError(415, 'multipart_needed', 'Send the file as multipart/form-data in the field "file".');
  if (!/^(identity)?$/i.test(request.headers['content-encoding'] ?? '')) throw new ProblemError(415, 'unsupported_encoding', 'A compressed request is not read; send the file as it is.');
  if (Number(request.headers['content-length'] ?? 0) > importBounds.requestBytes) throw tooLarge('file');
  const folder = await mkdtemp(join(uploadFolder(), prefix));
  try {
    const fields: Record<string, string> = {};
    const files: Record<string, ReceivedFile> = {};
    for await (const part of partsOf(multipart)) {
      if (part.type === 'field') fields[part.fieldname] = fieldValue(part);
      else if (part.fieldname === 'file' || part.fieldname === 'manifest') files[part.fieldname] = await take(part, join(folder, part.fieldname));
      else throw new ProblemError(400, 'unknown_field', `The form has no file field "${part.fieldname.slice(0, 50)}".`);
    }
    if (!files.file) throw new ProblemError(400, 'file_missing', 'The form has no file in the field "file".');
    return await work({ file: files.file, manifest: files.manifest ?? null, fields });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const partLimits = { files: 2, fields: 10, parts: 12, fieldNameSize: 100, fieldSize: 10_000, headerPairs: 20 };

/** The parts of the form, within bounds; a form that ends early or makes no sense is the client's. */
async function* partsOf(request: MultipartRequest): AsyncGenerator<Part> {
  try {
    yield* request.parts({ limits: { ...partLimits, fileSize: importBounds.fileBytes } });
  } catch (error) {
    throw clientsFault(error);
  }
}

/** The multipart reader throws plain errors; what the disk says has a code of the operating system and stays ours. */
function clientsFault(error: unknown): unknown {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (error instanceof ProblemError || (typeof code === 'string' && /^E[A-Z]+$/.test(code) && code !== 'ECONNRESET')) return error;
  if (statusCode === 413) return tooManyParts();
  return new ProblemError(400, 'bad_multipart', 'The form is cut off or is not multipart/form-data as its header says.');
}

/** The parser cuts a long value silently too. */
function fieldValue(part: Extract<Part, { type: 'field' }>): string {
  if (part.valueTruncated) throw tooManyParts();
  return String(part.value);
}

const tooManyParts = (): ProblemError => new ProblemError(413, 'too_many_parts', `A form may have one file, one manifest and ${partLimits.fields} fields of ${partLimits.fieldSize} bytes.`);

function tooLarge(field: string): ProblemError {
  const bytes = field === 'manifest' ? importBounds.manifestBytes : importBounds.fileBytes;
  return new ProblemError(413, 'file_too_large', `A ${field} may have ${bytes / 1024 / 1024} MiB at most.`);
}

async function take(part: Extract<Part, { type: 'file' }>, path: string): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(part.file, meter, createWriteStream(path)).catch((error: unknown) => {
    throw clientsFault(error);
  });
  // The parser cuts an oversize file silently and only says so afterwards.
  if (part.file.truncated || (part.fieldname === 'manifest' && bytes > importBounds.manifestBytes)) throw tooLarge(part.fieldname);
  return { path, name: safeName(part.filename ?? part.fieldname), bytes, sha256: hash.digest() };
}

/** A name to show: no folders, no control characters, bounded. */
function safeName(name: string): string {
  // eslint-disable-next-line no-control-regex
  return basename(name.replace(/\\/g, '/')).replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 200) || 'file';
}
