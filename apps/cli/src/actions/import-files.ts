import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ImportReport } from '@clonewatch/contracts';
import { readEnv } from '@clonewatch/runtime';
import { ReceiveRefused, setImportLimits, describeFile, readImport, receiveImport, runWaitingJobs, type ReceivedFile } from '@clonewatch/workflows';
import { UsageError } from '../errors.js';
import { note, say } from '../terminal.js';
import { checkInput } from '../whole-file.js';
import { isFolder, studyFile } from './study-folder.js';
import { withSite, type SiteSession } from './site-session.js';

export interface ImportChoice { readonly site: string; readonly manifest?: string; readonly dryRun?: true; readonly reason?: string; readonly maxRows?: number }

/** Import files one after the other, each all or nothing; exit code 2 when one was refused. */
export async function importFiles(paths: readonly string[], options: ImportChoice): Promise<void> {
  const { maxFileMib, maxRows } = readEnv();
  setImportLimits({ maxFileMib, maxRows: options.maxRows ?? maxRows });
  for (const path of paths) if (!existsSync(path)) throw new UsageError(`no such file: ${path}`);
  if (options.manifest !== undefined) checkInput(options.manifest);
  const refused = await withSite(options.site, async (session) => {
    const manifest = options.manifest ? await describeFile(options.manifest, basename(options.manifest)) : null;
    let count = 0;
    for (const path of paths) if (!(await importPath(session, path, { manifest, dryRun: options.dryRun ?? false, reason: options.reason?.trim().slice(0, 1000) || null }))) count += 1;
    return count;
  });
  if (refused > 0) process.exitCode = 2;
}

interface How { readonly manifest: ReceivedFile | null; readonly dryRun: boolean; readonly reason: string | null }

/** A folder is a study: one import of all its files. */
async function importPath(session: SiteSession, path: string, how: How): Promise<boolean> {
  if (!isFolder(path)) return importOne(session, path, how);
  const study = studyFile(path);
  try {
    return await importOne(session, study.path, how, path);
  } finally {
    study.remove();
  }
}

/** `called`: what it is called by where it says something. */
async function importOne(session: SiteSession, path: string, how: How, called = path): Promise<boolean> {
  try {
    const file = await describeFile(path, basename(path));
    const { report, known } = await receiveImport(session.store, session.token, { site: session.site, file, ...how });
    if (how.dryRun || known) return print(called, report, known ? 'already imported' : 'checked, nothing stored');
    await runWaitingJobs(session.store);
    const done = await session.store.inSession(session.token, (scope) => readImport(scope, report.id!), { readOnly: true });
    return print(called, done!, done!.state);
  } catch (error) {
    if (!(error instanceof ReceiveRefused)) throw error;
    note(`${called}: ${error.message}`);
    for (const p of error.problems) note(`  ${place(p)}${p.message} [${p.code}]`);
    return false;
  }
}

const place = (p: { line: number | null; column: number | null; field: string | null }): string =>
  [p.line === null ? '' : `line ${p.line}`, p.column === null ? '' : `column ${p.column}`, p.field ?? ''].filter((t) => t !== '').join(', ').replace(/(.)$/, '$1: ');

function print(path: string, report: ImportReport, word: string): boolean {
  const c = report.counts;
  say(`${path}: ${report.state === 'failed' ? 'refused' : word}; ${c.rows} rows, ${c.patients} patients, ${c.specimens} specimens, ${c.accepted} accepted, ${c.rejected} rejected${c.superseded ? `, ${c.superseded} stored ones superseded` : ''}`);
  for (const s of report.supersedes ?? []) note(`  supersedes: line ${s.line}: ${[s.patient_id, s.specimen_id, s.name].filter((x) => x !== null).join(' ')}: ${s.changes.map((x) => `${x.field} ${x.before ?? '-'} -> ${x.after ?? '-'}`).join(', ')}`);
  for (const p of report.problems) note(`  ${p.severity}: ${place(p)}${p.message} [${p.code}]`);
  return report.state !== 'failed';
}
