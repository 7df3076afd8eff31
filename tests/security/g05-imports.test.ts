/** G05: damaged files sent to the real api: 4xx with a code, or a report with places, or taken in whole; never a 5xx, never a part. */
import type { ImportReport } from '@clonewatch/contracts';
import { assessmentColumns, type ParsedRow } from '@clonewatch/domain';
import { openServiceSession } from '@clonewatch/trust';
import { eventually, getJson, importAndWait, postImport, startSystem, type FileToSend, type TestSystem } from '@clonewatch/testing';
import { caseOf, faultOf, formats, manifestTextOf, plateText, readCase, saveCase, type Case, type Format } from './g05-formats';

const most = process.env.CLONEWATCH_TEST_LONG === '1' ? 600 : 60;
/** The exchange format in full; instruments, of which there are many, fewer each. */
const seedsOf = (format: Format): number => (format.tolerant === undefined ? most : Math.ceil(most / (format.tolerant === 'any' ? 5 : 3)));
/** Every so many is a real import, the others are dry runs: the same statements, undone. */
const realEvery = 6;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system?.stop();
});

const fileOf = (format: Format, c: Case): FileToSend => {
  if (format.id === 'manifest') return { name: 'plate.csv', content: plateText, manifest: Buffer.from(c.bytes) };
  return { name: 'file.csv', content: Buffer.from(c.bytes), ...(format.manifest === undefined ? {} : { manifest: manifestTextOf(format)! }) };
};

/** What of an answer is not as promised; null when all is. */
function wrongAnswer(status: number, body: ImportReport & { code?: string; type?: string; request_id?: string }): string | null {
  if (status >= 500) return `answered ${status}`;
  if (status >= 400) return body.code && body.type === `urn:clonewatch:problem:${body.code}` && body.request_id ? problemFault(body) : `answered ${status} without type, code or request id`;
  const errors = body.problems.filter((p) => p.severity === 'error').length;
  if ((body.state === 'failed') !== errors > 0) return `state ${body.state} with ${errors} errors`;
  if (body.state === 'failed' && body.counts.accepted !== 0) return 'refused, and accepted rows';
  return problemFault(body);
}
const problemFault = (body: Partial<Pick<ImportReport, 'problems'>>): string | null => body.problems?.map(faultOf).find((f) => f !== null) ?? null;

const tables = ['patient', 'specimen', 'measurement', 'treatment', 'assessment', 'patient_profile', 'control_reaction'] as const;

async function inSite<T>(site: string, sql: string): Promise<T[]> {
  const session = await openServiceSession(system.store, await system.siteId(site));
  return system.store.inSession(session, (scope) => scope.query<T>(sql), { readOnly: true });
}

/** Rows of a site, by table. */
async function stored(site: string): Promise<Record<string, number>> {
  return Object.fromEntries((await inSite<{ name: string; n: number }>(site, tables.map((t) => `select '${t}' as name, count(*)::int as n from clinical.${t}`).join(' union all '))).map((r) => [r.name, r.n]));
}

/** Rows a file must leave behind, counted from what the reader gave: by key, an equal row said twice is there once. */
function expected(rows: readonly ParsedRow[]): Record<string, number> {
  const distinct = (keys: readonly unknown[]): number => new Set(keys.map((k) => JSON.stringify(k))).size;
  const of = <K extends ParsedRow['kind']>(kind: K): Extract<ParsedRow, { kind: K }>[] => rows.filter((r): r is Extract<ParsedRow, { kind: K }> => r.kind === kind);
  const [series, treatments, assessments, patients] = [of('series'), of('treatment'), of('assessment'), of('patient')];
  return {
    patient: distinct([...series, ...treatments, ...assessments, ...patients].map((r) => r.patientId)), specimen: distinct(series.map((r) => [r.patientId, r.specimenId])),
    measurement: distinct(series.map((r) => [r.patientId, r.specimenId, r.assay, r.assayVersion, r.gene, r.variant, r.resultVersion])),
    treatment: distinct(treatments.map((r) => [r.patientId, r.regimen, r.started])), patient_profile: distinct(patients.map((r) => r.patientId)), control_reaction: of('control').length,
    assessment: distinct(assessments.map((r) => [r.patientId, r.assessed, r.assessmentKind, r.gene, r.variant, r.result, r.unit, otherColumns(r)])),
  };
}

const otherColumns = (r: ParsedRow): unknown => Object.entries(r.supplied).filter(([k]) => !(assessmentColumns as readonly string[]).includes(k)).sort();

async function wrongWith(format: Format, seed: number, c: Case, token: string): Promise<string | null> {
  const dry = await postImport(system.url, token, { ...fileOf(format, c), dryRun: true });
  const fault = wrongAnswer(dry.status, dry.body);
  if (fault !== null || seed % realEvery !== 0) return fault;
  const site = `m-${format.id}-${seed}`;
  const own = await system.token(site, 'clinician');
  const sent = await postImport(system.url, own, fileOf(format, c));
  if (sent.status >= 400) return wrongAnswer(sent.status, sent.body) ?? (dry.status === sent.status ? null : `dry run ${dry.status}, import ${sent.status}`);
  const report = await eventually(() => getJson<ImportReport>(system.url, own, `/imports/${sent.body.id}`), (r) => r.state === 'evaluated' || r.state === 'failed', 60);
  if (wrongAnswer(200, report) !== null) return wrongAnswer(200, report);
  if ((report.state === 'failed') !== (dry.body.state === 'failed')) return `dry run ${dry.body.state}, import ${report.state}`;
  if (report.problems.some((p) => p.code === 'processing_failed')) return 'could not be processed';
  const read = await readCase(format, c.bytes, 65536);
  const [is, should] = [await stored(site), report.state === 'failed' ? expected([]) : expected(read.rows)];
  if (JSON.stringify(Object.entries(is).sort()) !== JSON.stringify(Object.entries(should).sort())) return `stored ${JSON.stringify(is)}, expected ${JSON.stringify(should)}`;
  const unwell = await inSite(site, `select patient_ref, evaluation_state from clinical.patient where evaluation_state <> 'current'`);
  return unwell.length === 0 ? null : `not evaluated: ${JSON.stringify(unwell)}`;
}

describe('G05 damaged files at the api', () => {
  it.each(formats)('$id: a clear answer to each, and all of a file or nothing of it', async (format) => {
    const token = await system.token('damaged', 'clinician');
    const wrong: string[] = [];
    // The lists of variants share one way from rows to the database: a few of each show what the reader's own seeds do not.
    const seeds = seedsOf(format);
    for (let seed = 1; seed <= seeds && wrong.length < 3; seed++) {
      // Their own numbers: other cases than the reader's.
      const own = 20_000 + seed * 7;
      const c = caseOf(format, own);
      const fault = await wrongWith(format, seed, c, token);
      if (fault !== null) wrong.push(`${saveCase(format, own, c)}: ${fault}`);
    }
    expect(wrong).toEqual([]);
    if (format.id !== 'manifest') expect(await stored('damaged')).toEqual(expected([]));
  }, process.env.CLONEWATCH_TEST_LONG === '1' ? 1_200_000 : 90_000);

  it('a date in the future is said, and taken: research files shift their dates', async () => {
    const token = await system.token('future', 'clinician');
    const report = await importAndWait(system, token, { name: 'f.csv', content: 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S1,2026-01-15,a,KRAS,G12D,1,4000\nP1,S2,2199-01-15,a,KRAS,G12D,1,4000\n' });
    expect(report).toMatchObject({ state: 'evaluated', counts: { accepted: 2 }, problems: [{ severity: 'warning', code: 'date_in_future', line: 3, field: 'collected_on', value: '2199-01-15' }] });
  });
});
