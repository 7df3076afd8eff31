import { open } from 'node:fs/promises';
import type { Scope } from './store.js';

const pieceBytes = 1024 * 1024;

/** Store a file under its sha-256 in the site, unless it is there. Read in pieces: memory does not grow with the file. */
export async function storeBlob(scope: Scope, siteId: string, sha256: Buffer, path: string, bytes: number): Promise<void> {
  const made = await scope.query(
    'insert into clinical.blob (site_id, sha256, bytes) values ($1, $2, $3) on conflict do nothing returning 1', [siteId, sha256, bytes],
  );
  if (made.length === 0) return;
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(pieceBytes);
    for (let piece = 0, at = 0; at < bytes; piece++) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, at);
      if (bytesRead === 0) throw new Error('the file became shorter while it was read');
      await scope.query('insert into clinical.blob_piece (site_id, sha256, piece, bytes) values ($1, $2, $3, $4)', [
        siteId, sha256, piece, buffer.subarray(0, bytesRead),
      ]);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** The stored bytes, a piece at a time, in this transaction; the next one is asked for while one is worked on, beside other statements. */
export async function* readBlob(scope: Scope, siteId: string, sha256: Buffer): AsyncGenerator<Uint8Array> {
  const ask = (piece: number): Promise<Buffer | null> => {
    const asked = scope.query<{ bytes: Buffer }>('select bytes from clinical.blob_piece where site_id = $1 and sha256 = $2 and piece = $3', [siteId, sha256, piece])
      .then(([row]) => row?.bytes ?? null);
    asked.catch(() => undefined); // thrown where it is awaited
    return asked;
  };
  let next = ask(0);
  for (let piece = 1; ; piece++) {
    const bytes = await next;
    if (bytes === null) return;
    next = ask(piece);
    yield bytes;
  }
}
