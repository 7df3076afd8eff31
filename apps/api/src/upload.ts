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
    const old = name.startsWith(prefix) && Date.now() - (await stat(join(folder, name))).mtimeMs > 3_600_000;
    if (old) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function uploadFolder(): string {
  const { dataDir } = readEnv();
  return dataDir ? join(dataDir, 'uploads') : tmpdir();
}

export interface Upload { readonly file: ReceivedFile; readonly manifest: ReceivedFile | null; readonly fields: Readonly<Record<string, string>> }

type Part = { type: 'field'; fieldname: string; value: unknown } | { type: 'file'; fieldname: string; filename?: string; file: Readable & { truncated: boolean } };
type MultipartRequest = FastifyRequest & { isMultipart(): boolean; parts(options: object): AsyncIterable<Part> };

/** Take the parts of a multipart request to files on disk, hashing as they pass; whatever happens, the files are gone afterwards. */
export async function withUpload<T>(request: FastifyRequest, work: (upload: Upload) => Promise<T>): Promise<T> {
  const multipart = request as MultipartRequest;
  if (!multipart.isMultipart()) throw new ProblemError(415, 'multipart_needed', 'Send the file as multipart/form-data in the field "file".');
  const folder = await mkdtemp(join(uploadFolder(), prefix));
  try {
    const fields: Record<string, string> = {};
    const files: Record<string, ReceivedFile> = {};
    for await (const part of multipart.parts({ limits: { files: 2, fields: 10, fieldSize: 10_000, fileSize: importBounds.fileBytes } })) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value);
      else if (part.fieldname === 'file' || part.fieldname === 'manifest') files[part.fieldname] = await take(part, join(folder, part.fieldname));
      else throw new ProblemError(400, 'unknown_field', `The form has no file field "${part.fieldname.slice(0, 50)}".`);
    }
    if (!files.file) throw new ProblemError(400, 'file_missing', 'The form has no file in the field "file".');
    return await work({ file: files.file, manifest: files.manifest ?? null, fields });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  await pipeline(part.file, meter, createWriteStream(path));
  // The parser cuts an oversize file silently and only says so afterwards.
  if (part.file.truncated) throw new ProblemError(413, 'file_too_large', `A file may have ${importBounds.fileBytes / 1024 / 1024} MiB at most.`);
  return { path, name: safeName(part.filename ?? part.fieldname), bytes, sha256: hash.digest() };
}

/** A name to show: no folders, no control characters, bounded. */
function safeName(name: string): string {
  // eslint-disable-next-line no-control-regex
  return basename(name.replace(/\\/g, '/')).replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 200) || 'file';
}
