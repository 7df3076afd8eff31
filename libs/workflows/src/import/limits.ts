/** How large a file may be. Memory does not grow with it, so whoever runs the programs may raise both: all programs of an installation alike. */
import { readingLimits } from '@clonewatch/formats';

const MiB = 1024 * 1024;

/** Bytes of a file, of a manifest, and of what a packed file may become: as many times the file as a sequencing centre's gzip can be. */
export const importBounds = {
  fileBytes: 64 * MiB,
  manifestBytes: 4 * MiB,
  get requestBytes(): number {
    return this.fileBytes + this.manifestBytes + MiB;
  },
  get unpackedBytes(): number {
    return 16 * this.fileBytes;
  },
};

/** Take these limits from now on, in this process. */
export function setImportLimits({ maxFileMib, maxRows }: { readonly maxFileMib: number; readonly maxRows: number }): void {
  importBounds.fileBytes = maxFileMib * MiB;
  readingLimits.lines = maxRows;
}
