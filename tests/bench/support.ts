/** What the benchmarks share: made-up files of any size, clocks, and how figures are printed. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { ImportReport } from '@clonewatch/contracts';
import { eventually, getJson, postImport, startSystem, type SystemOptions, type TestSystem } from '@clonewatch/testing';
import { openServiceSession } from '@clonewatch/trust';

/** What runs for a benchmark outside this process: it is stopped when the benchmark ends, and when the user ends it. */
const running = new Set<() => Promise<unknown>>();

export async function whileRunning<T>(stop: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  running.add(stop);
  try {
    return await work();
  } finally {
    if (running.delete(stop)) await stop();
  }
}

/** Ctrl-C: leave no server behind. */
export async function stopAll(): Promise<void> {
  const stops = [...running];
  running.clear();
  await Promise.allSettled(stops.map((stop) => stop()));
}

export async function withSystem(options: SystemOptions, work: (system: TestSystem) => Promise<void>): Promise<void> {
  const starting = startSystem(options);
  await whileRunning(async () => (await starting).stop(), async () => work(await starting));
}

export const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count';
export const variants = ['KRAS,p.G12D', 'KRAS,p.G13D', 'NRAS,p.Q61K', 'BRAF,p.V600E', 'EGFR,p.S492R', 'TP53,p.R175H', 'APC,p.R1450*', 'PIK3CA,p.E545K', 'MAP2K1,p.K57N', 'EGFR,p.G465R'] as const;
/** Ten variants a draw, twenty draws a patient. */
export const rowsPerPatient = 200;

/** A series file of `rows` measurements; `suffix` is one more column for each. */
export function seriesCsv(rows: number, extraHeader = '', suffix = ''): string {
  const lines = [`${header}${extraHeader}\n`];
  for (let i = 0; i < rows; i++) lines.push(`${seriesRow(i)}${suffix}\n`);
  return lines.join('');
}

/** Row `i` of such a file. */
export function seriesRow(i: number): string {
  const draw = Math.floor(i / 10) % 20;
  const month = String(1 + (draw % 12)).padStart(2, '0');
  return `P${Math.floor(i / rowsPerPatient)},S${draw},${2024 + Math.floor(draw / 12)}-${month}-15,panel,${variants[i % 10]!},${(i * 7919) % 9},${3000 + ((i * 104729) % 2000)}`;
}

/** Seconds after which a benchmark gives up on a file: two million rows take two minutes on a busy machine. */
const longestWait = 900;

/** Seconds a piece of work takes, and its answer. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; answer: T }> {
  const start = performance.now();
  const answer = await work();
  return { seconds: (performance.now() - start) / 1000, answer };
}

/** Post a file and wait for its rows to be durable (or all evaluated). */
export async function importFile(system: TestSystem, token: string, content: string, until: 'stored' | 'evaluated'): Promise<ImportReport> {
  const { body, status } = await postImport(system.url, token, { name: 'series.csv', content });
  if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return importReaches(system, token, body.id!, until);
}

export async function importReaches(system: TestSystem, token: string, id: string, until: 'stored' | 'evaluated'): Promise<ImportReport> {
  const done = until === 'stored' ? ['stored', 'evaluated', 'failed'] : ['evaluated', 'failed'];
  const report = await eventually(() => getJson<ImportReport>(system.url, token, `/imports/${id}`), (r) => done.includes(r.state), longestWait);
  if (report.state === 'failed') throw new Error(JSON.stringify(report.problems.slice(0, 3)));
  return report;
}

/** A site's measurements as COPY writes them. */
export async function copyOut(system: TestSystem, site: string): Promise<Buffer[]> {
  return system.store.inSession(await openServiceSession(system.store, await system.siteId(site)), async (scope) => {
    const pieces: Buffer[] = [];
    const client = await scope.client();
    for await (const piece of client.query(copyTo('copy (select * from clinical.measurement) to stdout'))) pieces.push(piece as Buffer);
    return pieces;
  }, { readOnly: true });
}

/** Seconds of a bare COPY of this text into a table. */
export async function copyIn(owner: pg.Client, target: string, pieces: Iterable<Buffer | string>): Promise<number> {
  return (await timed(() => pipeline(Readable.from(pieces), owner.query(copyFrom(`copy ${target} from stdin`)) as Writable))).seconds;
}

export async function asOwner<T>(system: TestSystem, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** The value below which a share `q` of the values lies (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export const count = (n: number): string => Math.round(n).toLocaleString('en');
export const perSecond = (n: number, seconds: number): string => `${count(n / seconds)}/s`;
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const spreadOf = (values: readonly number[]): string => `p50 ${ms(quantile(values, 0.5))} · p95 ${ms(quantile(values, 0.95))} · n ${values.length}`;

/** A block of figures: what is measured, and one line each. */
export function print(title: string, lines: readonly (readonly [what: string, figure: string])[]): void {
  const width = Math.max(...lines.map(([what]) => what.length));
  console.log(`\n${title}\n${lines.map(([what, figure]) => `  ${what.padEnd(width)}   ${figure}`).join('\n')}`);
}
