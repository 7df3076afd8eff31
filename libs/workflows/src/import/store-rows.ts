/** The transaction of an import: parse as a stream, stage, check, store. Any error refuses the whole file. */
import { dateOfDay, type ManifestRow, type Problem } from '@clonewatch/domain';
import { formatReaders, futureDates, readFile } from '@clonewatch/formats';
import type { Scope } from '@clonewatch/store';
import { faultPoint } from '@clonewatch/runtime';
import { checkResults, checkSpecimens, checkTimelines } from './check.js';
import {
  collectReferences, insertAssessments, insertControls, insertMeasurements, insertProfiles, insertSpecimens, insertTreatments, keyResults, requestEvaluations,
  upsertPatients, type ImportKey,
} from './insert.js';
import { analyseStaging, createStaging, stageRows } from './stage.js';
import { unpacked } from './unpack.js';

export interface ImportCounts { rows: number; specimens: number; patients: number; accepted: number; rejected: number }
export const noCounts: ImportCounts = { rows: 0, specimens: 0, patients: 0, accepted: 0, rejected: 0 };

/** The file contradicts itself or what is stored: nothing of it may stay. */
export class ImportRefused extends Error {
  constructor(readonly problems: readonly Problem[], readonly counts: ImportCounts) {
    super('import refused');
  }
}

export interface ImportSource {
  readonly format: string;
  readonly fileName: string;
  readonly manifest: readonly ManifestRow[] | null;
  bytes(): AsyncIterable<Uint8Array>;
}

/** Leaves everything in the open transaction; throws {@link ImportRefused} when anything is wrong. */
export async function storeRows(scope: Scope, key: ImportKey, source: ImportSource): Promise<{ counts: ImportCounts; problems: Problem[] }> {
  await createStaging(scope);
  const { rows, problems } = await stageFile(scope, source);
  faultPoint('import.staged');
  const counts = await storeStaged(scope, key, rows, problems);
  return { counts, problems };
}

/** From the staging tables into the record, after every check against what is stored. Adds to `problems`; an error among them refuses all. */
export async function storeStaged(scope: Scope, key: ImportKey, rows = 1, problems: Problem[] = []): Promise<ImportCounts> {
  const check = (found: readonly Problem[] = []): void => {
    problems.push(...found);
    if (problems.some((p) => p.severity === 'error')) throw new ImportRefused(problems, { ...noCounts, rows, rejected: rows });
  };
  check();
  await analyseStaging(scope);
  await collectReferences(scope);
  await scope.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [key.siteId]);
  await upsertPatients(scope, key);
  check(await checkTimelines(scope));
  await insertSpecimens(scope, key);
  check(await checkSpecimens(scope, key.siteId));
  await keyResults(scope);
  check(await checkResults(scope, key.siteId));
  faultPoint('import.checked');
  await insertMeasurements(scope, key);
  check(await insertTreatments(scope, key));
  await insertAssessments(scope, key);
  await insertProfiles(scope, key);
  await insertControls(scope, key);
  const patients = await requestEvaluations(scope, key);
  const [specimens] = await scope.query<{ n: number }>('select count(distinct specimen_id) as n from st_keyed');
  faultPoint('import.inserted');
  return { rows, specimens: Number(specimens?.n ?? 0), patients, accepted: rows, rejected: 0 };
}

/** The last calendar date that has begun anywhere: UTC+14 is the first to see a day. */
const latestDate = (): string => dateOfDay(Math.floor((Date.now() + 14 * 3_600_000) / 86_400_000));

async function stageFile(scope: Scope, source: ImportSource): Promise<{ rows: number; problems: Problem[] }> {
  const reader = formatReaders.find((f) => f.id === source.format);
  if (!reader) throw new Error(`no reader for format ${source.format}`);
  const problems: Problem[] = [];
  const inFuture = futureDates(latestDate());
  let rows = 0;
  // While the server takes one batch the next one is read; the client keeps the order of what is sent to it.
  let staged = Promise.resolve();
  for await (const batch of readFile(reader, reader.packed ? unpacked(source.bytes()) : source.bytes(), { fileName: source.fileName, manifest: source.manifest })) {
    problems.push(...batch.problems, ...inFuture(batch.rows));
    rows += batch.rows.length;
    // Once the file is refused nothing more needs staging, but its other problems are still worth telling.
    await staged;
    if (problems.some((p) => p.severity === 'error')) continue;
    staged = stageRows(scope, batch.rows);
    staged.catch(() => undefined); // thrown where it is awaited
  }
  await staged;
  return { rows: rows + badLines(problems), problems };
}

/** Rows with errors are told and not handed on: each is a row of the file all the same. */
function badLines(problems: readonly Problem[]): number {
  return new Set(problems.flatMap((p) => (p.severity === 'error' && p.line !== null && p.line > 1 ? [p.line] : []))).size;
}
