/** Where the product lies on disk, and which version it is. Works from source, from `dist/` and from any working folder. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest { readonly name?: string; readonly version?: string }

function find(): { root: string; manifest: Manifest } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
      if (manifest.name === 'clonewatch') return { root: folder, manifest };
    }
    if (folder === dirname(folder)) throw new Error('the package.json of clonewatch is missing above this program');
  }
}

const found = find();

/** Absolute path of the checkout. */
export const checkoutRoot: string = found.root;
/** Version of the product, from the root package.json. */
export const version: string = found.manifest.version ?? '0.0.0';
