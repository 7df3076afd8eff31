import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportSeries } from '@clonewatch/workflows';
import { UsageError } from '../errors.js';
import { existingSite, withSite } from './site-session.js';

/** The file gets its name only when it is whole. */
export async function exportRows(what: string, options: { format: string; out: string; site: string }): Promise<void> {
  if (what !== 'series' || options.format !== 'csv') throw new UsageError(`this release exports series as csv; ${what} as ${options.format} is not there yet`);
  const draft = `${options.out}.part`;
  try {
    await withSite(options.site, ({ store, token, site }) =>
      exportSeries(store, token, { siteIds: [site.id], patientId: null }, (pieces) => pipeline(Readable.from(pieces), createWriteStream(draft))), existingSite);
    await rename(draft, options.out);
  } finally {
    await rm(draft, { force: true });
  }
}
