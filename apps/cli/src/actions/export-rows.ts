import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFormats, exportRows as rowsOf, type ExportKind } from '@clonewatch/workflows';
import { UsageError } from '../errors.js';
import { existingSite, withSite } from './site-session.js';

/** The file gets its name only when it is whole. */
export async function exportRows(kind: ExportKind, options: { format: string; out: string; site: string }): Promise<void> {
  const format = exportFormats.find((f) => f === options.format);
  if (!format) throw new UsageError(`exports are written as ${exportFormats.join(' or ')}; ${options.format} is not there yet`);
  const draft = `${options.out}.part`;
  try {
    await withSite(options.site, ({ store, token, site }) =>
      rowsOf(store, token, { kind, format, siteIds: [site.id], patientId: null }, (pieces) => pipeline(Readable.from(pieces), createWriteStream(draft))), existingSite);
    await rename(draft, options.out);
  } finally {
    await rm(draft, { force: true });
  }
}
