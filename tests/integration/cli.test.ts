/** The command line on a real database: the same path as the API, and the same answers as without any database. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { alertFindingSchema, evaluationSchema, type PatientPage } from '@clonewatch/contracts';
import { regimes, simulateCohort } from '@clonewatch/simulate';
import { getJson, patientByRef, startSystem, type TestSystem } from '@clonewatch/testing';

const root = resolve(import.meta.dirname, '../..');

describe('clonewatch', () => {
  let system: TestSystem;
  let folder: string;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    folder = mkdtempSync(join(tmpdir(), 'clonewatch-cli-'));
  });
  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Beside this process, never before it: while it waited, it would not see that the server has closed an idle connection. */
  const run = (args: string[], input = '', env: Record<string, string> = {}): Promise<{ status: number | null; stdout: string; stderr: string }> => new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'apps', 'cli', 'bin', 'clonewatch.mjs'), ...args], {
      cwd: folder, env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent', DATABASE_URL: system.database.appUrl, DATABASE_OWNER_URL: system.database.ownerUrl, ...env },
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => { said[name] += text; });
    child.on('error', fail).on('close', (status) => done({ status, ...said }));
    child.stdin.on('error', () => undefined).end(input);
  });
  const lines = (name: string): Record<string, unknown>[] => readFileSync(join(folder, name), 'utf8').trim().split('\n').map((l) => JSON.parse(l) as Record<string, unknown>);

  it('simulates, imports, analyses and replays; database and files give the same evaluation', async () => {
    expect(await run(['simulate', '--patients', '4', '--seed', '3', '--out', 'cohort'])).toMatchObject({ status: 0 });
    const files = ['patients', 'treatments', 'assessments', 'series'].map((n) => `cohort/${n}.csv`);
    const imported = await run(['import', ...files]);
    // The cohort's last draws may lie after today: that is warned of, and nothing else.
    expect({ status: imported.status, said: imported.stderr.split('\n').filter((l) => l !== '' && !l.endsWith('[date_in_future]')) }).toEqual({ status: 0, said: [] });
    expect(imported.stdout).toContain('series.csv: evaluated');
    expect((await run(['import', 'cohort/series.csv'])).stdout).toContain('already imported');

    const inputs = ['--series', 'cohort/series.csv', '--patients', 'cohort/patients.csv', '--treatments', 'cohort/treatments.csv', '--assessments', 'cohort/assessments.csv'];
    expect(await run(['analyse', ...inputs, '--out', 'state.ndjson'])).toMatchObject({ status: 0 });
    expect(await run(['replay', ...inputs, '--out', 'alerts.ndjson'])).toMatchObject({ status: 0 });
    const token = (await run(['token', 'create', '--role', 'clinician'])).stdout;
    expect(token).toMatch(/^cw_[\w-]{43}\n$/);

    const states = lines('state.ndjson');
    expect(states).toHaveLength(4);
    // What the outside may rely on, and nothing that no schema names.
    for (const state of states) {
      expect(evaluationSchema.required({ response: true, forecast: true }).parse(state)).toEqual(state);
      for (const s of (state as { series: Record<string, unknown>[] }).series) expect([s.trend === 'rising' && s.half_life_days, s.trend !== 'rising' && s.doubling_days, s.last === undefined].map(Boolean)).toEqual([false, false, false]);
    }
    for (const alert of lines('alerts.ndjson')) expect(alertFindingSchema.required({ fired_on: true, known_on: true }).omit({ fired_day: true, known_day: true }).parse(alert)).toEqual(alert);
    for (const state of states) {
      const now = await patientByRef(system, token.trim(), state.patient_id as string);
      const page = await getJson<PatientPage>(system.url, token.trim(), `/patients/${now.id}?as_of=${String(state.as_of)}`);
      expect(page.evaluation).toEqual(state);
      const fired = (a: Record<string, unknown>): string => JSON.stringify([a.kind, a.grade, a.gene, a.variant, a.fired_on, a.known_on, a.text]);
      const replayed = lines('alerts.ndjson').filter((a) => a.patient_id === state.patient_id);
      expect(page.evaluation!.alerts.map((a) => fired(a)).sort()).toEqual(replayed.map(fired).sort());
      // What time alone has made due since the last date of the files is no part of them.
      const told = now.alerts.filter((a) => a.fired_on! <= String(state.as_of));
      expect(told.length > 0 || replayed.length === 0).toBe(true);
      expect(replayed.map(fired)).toEqual(expect.arrayContaining(told.map((a) => fired(a))));
    }
    const known = lines('alerts.ndjson').map((a) => a.known_on as string);
    expect(known).toEqual([...known].sort());
  }, 120_000);

  it('gives the same bytes in another process, zone and language, from the rows in another order and twice over', async () => {
    expect(await run(['simulate', '--patients', '6', '--seed', '11', '--regime', 'demo', '--out', 'again'])).toMatchObject({ status: 0 });
    const [head, ...rows] = readFileSync(join(folder, 'again/series.csv'), 'utf8').trim().split('\n');
    writeFileSync(join(folder, 'again/turned.csv'), `${[head, ...rows.toReversed(), ...rows].join('\n')}\n`);
    const others = ['--patients', 'again/patients.csv', '--treatments', 'again/treatments.csv', '--assessments', 'again/assessments.csv'];
    for (const name of ['analyse', 'replay']) {
      expect(await run([name, '--series', 'again/series.csv', ...others, '--out', 'one.ndjson'])).toMatchObject({ status: 0 });
      expect(await run([name, '--series', 'again/turned.csv', ...others, '--out', 'two.ndjson'], '', { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' })).toMatchObject({ status: 0 });
      const [one, two] = ['one.ndjson', 'two.ndjson'].map((file) => readFileSync(join(folder, file)));
      expect(one!.length).toBeGreaterThan(1000);
      expect(two!.equals(one!)).toBe(true);
    }
  });

  it('simulates in the regimes its help lists, and refuses any other by naming them', async () => {
    const { stdout } = await run(['simulate', '--help']);
    for (const regime of Object.values(regimes)) expect(stdout).toContain(`  ${regime.name.padEnd(14)}  ${regime.says}\n`);
    const make = (regime: string, out: string): Promise<unknown> => run(['simulate', '--patients', '3', '--seed', '8', '--regime', regime, '--out', out]);
    expect(await make('no_truncal', 'blind')).toMatchObject({ status: 0 });
    const { files } = simulateCohort({ patients: 3, seed: 8, regime: 'no_truncal', firstDate: '2024-01-08' });
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, 'blind', name), 'utf8')).toBe(text);
    expect(await make('nope', 'never')).toMatchObject({ status: 2, stderr: expect.stringMatching(/unknown regime "nope"; known: standard, .*demo/) as string });
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('names its benchmarks, and refuses any other', async () => {
    expect(await run(['bench', 'nope'])).toMatchObject({ status: 2, stderr: expect.stringContaining('start, import, latency, read, export') as string });
  });

  it('never writes over an input, and keeps what was there when the input is refused', async () => {
    writeFileSync(join(folder, 'keep.ndjson'), 'kept\n');
    writeFileSync(join(folder, 'wrong.csv'), 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S1,2026-03-12,a,KRAS,G12D,11,10\n');
    expect((await run(['analyse', '--series', 'wrong.csv', '--out', 'keep.ndjson'])).status).toBe(2);
    expect(readFileSync(join(folder, 'keep.ndjson'), 'utf8')).toBe('kept\n');
    const before = readFileSync(join(folder, 'cohort/series.csv'), 'utf8');
    for (const name of ['analyse', 'replay']) expect((await run([name, '--series', 'cohort/series.csv', '--out', 'cohort/series.csv'])).status).toBe(2);
    expect(readFileSync(join(folder, 'cohort/series.csv'), 'utf8')).toBe(before);
  });

  it('says where nothing can be read or written, with exit code 2 and before any work', async () => {
    for (const name of ['analyse', 'replay']) {
      expect(await run([name, '--series', 'cohort/series.csv', '--out', 'no-such/x.ndjson'])).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(/^clonewatch: --out: there is no folder .*no-such\n$/) as string });
      expect(await run([name, '--series', 'cohort/series.csv', '--out', 'cohort'])).toMatchObject({ status: 2, stderr: 'clonewatch: --out: cohort is a folder, not a file\n' });
      expect(await run([name, '--series', 'cohort', '--out', 'x.ndjson'])).toMatchObject({ status: 2, stderr: 'clonewatch: cohort is a folder, not a file\n' });
    }
    expect(await run(['export', 'series', '--format', 'csv', '--out', 'no-such/x.csv'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--out: there is no folder') as string });
    expect(await run(['import', 'cohort/series.csv', '--manifest', 'cohort'])).toMatchObject({ status: 2, stderr: 'clonewatch: cohort is a folder, not a file\n' });
    expect(await run(['simulate', '--patients', '1', '--seed', '1', '--out', 'cohort/series.csv'])).toMatchObject({ status: 2, stderr: 'clonewatch: --out: cohort/series.csv is a file, not a folder\n' });
  });

  it('mixes no dates with day numbers, whichever of the files says them', async () => {
    writeFileSync(join(folder, 'days.csv'), 'patient_id,specimen_id,collected_day,anchor,assay,gene,variant,mutant_count,total_count\nP1,S1,0,first dose,a,KRAS,G12D,8,4000\n');
    writeFileSync(join(folder, 'dates.csv'), 'patient_id,nosology,tissue_on\nP1,mcrc_ras_braf_wt,2025-11-03\n');
    writeFileSync(join(folder, 'both.csv'), 'patient_id,tissue_day,next_cycle_on\nP1,-40,2026-02-03\n');
    for (const name of ['analyse', 'replay']) {
      expect(await run([name, '--series', 'days.csv', '--patients', 'dates.csv', '--out', 'x'])).toMatchObject({ status: 2, stderr: 'clonewatch: patient P1 has both calendar dates and day numbers\n' });
      expect(await run([name, '--series', 'days.csv', '--patients', 'both.csv', '--out', 'x'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/line 2.*mixed_time_basis/s) as string });
    }
    expect(existsSync(join(folder, 'x'))).toBe(false);
    expect(await run(['import', '--dry-run', 'both.csv'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/line 2.*mixed_time_basis/s) as string });
  });

  it('reads no site into being, and says when an import makes one', async () => {
    expect(await run(['export', 'series', '--format', 'csv', '--out', 'x.csv', '--site', 'nowhere'])).toMatchObject({ status: 2 });
    expect((await run(['import', 'cohort/series.csv', '--site', 'north'])).stderr).toContain('site "north" was not there and has been made');
  });

  it('exports what it imported', async () => {
    expect(await run(['export', 'series', '--format', 'csv', '--out', 'out.csv'])).toMatchObject({ status: 0 });
    expect(await run(['export', 'patients', '--format', 'ndjson', '--out', 'patients.ndjson'])).toMatchObject({ status: 0 });
    expect(await run(['export', 'patients', '--format', 'parquet', '--out', 'patients.parquet'])).toMatchObject({ status: 0 });
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'patients.parquet')) })).toEqual(lines('patients.ndjson'));
    expect(await run(['export', 'patients', '--format', 'xls', '--out', 'patients.xls'])).toMatchObject({ status: 2, stderr: expect.stringContaining('csv, ndjson, parquet') });
    const rows = readFileSync(join(folder, 'out.csv'), 'utf8').trim().split('\n');
    expect(rows).toHaveLength(readFileSync(join(folder, 'cohort/series.csv'), 'utf8').trim().split('\n').length);
  });

  it('says wrong usage and wrong input with exit code 2, on standard error, with the place', async () => {
    writeFileSync(join(folder, 'bad.csv'), 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S1,12/03/2026,a,KRAS,G12D,1,10\n');
    for (const args of [['import', 'bad.csv'], ['import', '--dry-run', 'bad.csv'], ['analyse', '--series', 'bad.csv', '--out', 'x']]) {
      const result = await run(args);
      expect(result.status).toBe(2);
      expect(result.stderr).toMatch(/line 2.*collected_on.*bad_date/s);
    }
    expect((await run(['import', 'nowhere.csv'])).status).toBe(2);
    expect((await run(['import', '--no-such-option'])).status).toBe(2);
    expect((await run(['token', 'create', '--role', 'king'])).status).toBe(2);
  });

  it('makes an account whose password comes on standard input', async () => {
    expect((await run(['user', 'create', '--email', 'nurse@example.org', '--role', 'clinician'], 'short\n')).status).toBe(2);
    expect((await run(['user', 'create', '--email', 'nurse@example.org', '--role', 'clinician'], 'long enough for anyone\n')).status).toBe(0);
    const signedIn = await fetch(`${system.url}/api/v1/session`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'nurse@example.org', password: 'long enough for anyone' }),
    });
    expect(signedIn.status).toBe(204);
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/i);
  });
});
