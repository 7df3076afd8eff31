import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportSeriesCsv } from '@clonewatch/workflows';
import { UsageError } from '../errors.js';
import { existingSite, withSite } from './site-session.js';

/** The file gets its name only when it is whole. */
export async function exportRows(what: string, options: { format: string; out: string; site: string }): Promise<void> {
  if (what !== 'series' || options.format !== 'csv') throw new UsageError(`this release exports series as csv; ${what} as ${options.format} is not there yet`);
  const draft = `${options.out}.part`;
  try {
    await withSite(options.site, ({ store, token, site }) =>
      store.inSession(token, (scope) => pipeline(Readable.from(exportSeriesCsv(scope, { siteIds: [site.id], patientId: null })), createWriteStream(draft)), { readOnly: true }), existingSite);
    await rename(draft, options.out);
  } finally {
    await rm(draft, { force: true });
  }
}
