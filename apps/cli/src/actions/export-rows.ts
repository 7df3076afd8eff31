import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportRows as rowsOf, type ExportFormat, type ExportKind } from '@clonewatch/workflows';
import { checkOutput, writeWhole } from '../whole-file.js';
import { existingSite, withSite } from './site-session.js';

export async function exportRows(kind: ExportKind, { format, out, site: code }: { format: ExportFormat; out: string; site: string }): Promise<void> {
  checkOutput(out);
  await writeWhole(out, (draft) => withSite(code, ({ store, token, site }) =>
    rowsOf(store, token, { kind, format, siteIds: [site.id], patientId: null }, (pieces) => pipeline(Readable.from(pieces), createWriteStream(draft))), existingSite));
}
