/**
 * Measurements per second from a posted file to durable rows with every constraint on, beside a bare COPY of the same
 * rows into a table without any constraint, in the same run on the same server. Prints; asserts no time.
 */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ImportReport } from '@clonewatch/contracts';
import { eventually, getJson, postImport, startSystem, type TestSystem } from '@clonewatch/testing';

const rows = Number(process.env.BENCH_ROWS ?? 100_000);
const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count';
const variants = ['KRAS,p.G12D', 'KRAS,p.G13D', 'NRAS,p.Q61K', 'BRAF,p.V600E', 'EGFR,p.S492R', 'TP53,p.R175H', 'APC,p.R1450*', 'PIK3CA,p.E545K', 'MAP2K1,p.K57N', 'EGFR,p.G465R'];

/** Ten variants a draw, twenty draws a patient. */
function* lines(): Generator<string> {
  for (let i = 0; i < rows; i++) {
    const patient = Math.floor(i / 200);
    const draw = Math.floor(i / 10) % 20;
    const month = String(1 + (draw % 12)).padStart(2, '0');
    yield `P${patient},S${draw},${2024 + Math.floor(draw / 12)}-${month}-15,panel,${variants[i % 10]!},${(i * 7919) % 9},${3000 + ((i * 104729) % 2000)}\n`;
  }
}

describe('bench: import', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it('measurements per second beside bare COPY', async () => {
    const content = `${header}\n${[...lines()].join('')}`;
    const owner = new pg.Client({ connectionString: system.database.ownerUrl });
    await owner.connect();
    await owner.query('create table public.bare (patient text, specimen text, collected date, assay text, gene text, variant text, mutant int, total int)');
    const copyStart = performance.now();
    await pipeline(Readable.from(content.slice(header.length + 1).match(/[\s\S]{1,65536}/g)!), owner.query(copyFrom('copy public.bare from stdin (format csv)')));
    const copySeconds = (performance.now() - copyStart) / 1000;
    await owner.end();

    const token = await system.token('main', 'clinician');
    const start = performance.now();
    const { body } = await postImport(system.url, token, { name: 'series.csv', content });
    const report = await eventually(() => getJson<ImportReport>(system.url, token, `/imports/${body.id}`), (r) => ['stored', 'evaluated', 'failed'].includes(r.state), 300);
    const seconds = (performance.now() - start) / 1000;
    await eventually(() => getJson<ImportReport>(system.url, token, `/imports/${body.id}`), (r) => r.state === 'evaluated', 600);
    const all = (performance.now() - start) / 1000;
    expect(report.counts.accepted).toBe(rows);
    const rate = (s: number): string => Math.round(rows / s).toLocaleString('en');
    console.log([
      `${rows.toLocaleString('en')} measurements, ${Math.ceil(rows / 200)} patients`,
      `bare COPY              ${copySeconds.toFixed(2)} s   ${rate(copySeconds)}/s`,
      `posted → durable rows  ${seconds.toFixed(2)} s   ${rate(seconds)}/s   ${(copySeconds / seconds).toFixed(3)} of COPY`,
      `… and all evaluated    ${all.toFixed(2)} s   ${(Math.ceil(rows / 200) / (all - seconds)).toFixed(0)} patients/s`,
    ].join('\n'));
  }, 900_000);
});
