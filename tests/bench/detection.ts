/**
 * `clonewatch bench detection`: operating characteristics of the engine on simulated populations, beside simple rules on the same cohorts. The whole
 * history of every patient goes through the entry that `replay` uses. Thresholds are fixed on the design seed before the test seed is drawn:
 * `--quick` uses the design seed and prints rises and notices only; without it the test seed is used and docs/model-card.md is written.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { populations, type PopulationName } from '@clonewatch/simulate';
import { card } from './detection/card.js';
import type { PatientTally } from './detection/patient.js';
import { cloneTable, decayTable, safetyTable, verdictTable } from './detection/report-decay.js';
import { forecastTables } from './detection/report-forecast.js';
import { gateTables, gateWords } from './detection/report-gates.js';
import { trendTable, trendWords } from './detection/report-trends.js';
import { burdenTable, noticeTable, regrowthTable, riseTable, terminal, type RegimeTallies, type Table } from './detection/report.js';
import type { Answer, Task } from './detection/worker.js';

export const designSeed = 20_261;
export const testSeed = 48_611;

export interface DetectionOptions { readonly patients: number | null; readonly seed: number | null; readonly regimes: readonly string[] | null; readonly quick: boolean; /** The card; docs/model-card.md. */ readonly out: string | null; /** Folder in which tallies are kept, to go on after an end. */ readonly tallies: string | null }

function regimesOf(o: DetectionOptions): readonly PopulationName[] {
  const known = Object.keys(populations) as PopulationName[];
  const names = o.regimes ?? (o.quick ? ['dpcr', 'ngs'] : known);
  const unknown = names.find((n) => !known.includes(n as PopulationName));
  if (unknown !== undefined) throw new RangeError(`unknown regime "${unknown}"; known: ${known.join(', ')}`);
  return names as readonly PopulationName[];
}

/** Populations on which decisions on rechallenge and forecasts are looked at: each costs evaluations as of up to three earlier days. */
const decisionRegimes: readonly string[] = ['default', 'rechallenge'];

/** What an earlier run has written of this regime and seed: a long run that was ended goes on where it was, of the same engine only. */
function earlierTallies(path: string | null): Map<number, PatientTally> {
  if (path === null || !existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line.endsWith('}'));
  return new Map(lines.map((line) => { const a = JSON.parse(line) as Answer; return [a.index, a.tally] as const; }));
}

/** Patients of one regime, shared out over two threads at most; in order of their number whatever thread was faster. */
async function tallies(regime: PopulationName, seed: number, patients: number, o: DetectionOptions): Promise<readonly PatientTally[]> {
  const path = o.tallies === null ? null : join(o.tallies, `${regime}-${seed}${o.quick ? '-quick' : ''}.ndjson`);
  if (o.tallies !== null) mkdirSync(o.tallies, { recursive: true });
  const out = earlierTallies(path);
  const open = Array.from({ length: patients }, (_, i) => i).filter((i) => !out.has(i));
  const threads = Math.min(open.length, Math.max(1, Math.min(2, availableParallelism())));
  await Promise.all(Array.from({ length: threads }, (_, from) => new Promise<void>((resolve, reject) => {
    const indices = open.filter((_x, i) => i % threads === from);
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { regime, seed, quick: o.quick, decisions: decisionRegimes.includes(regime), indices } satisfies Task });
    worker.on('message', (a: Answer) => {
      out.set(a.index, a.tally);
      if (path !== null) appendFileSync(path, `${JSON.stringify(a)}\n`);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread of the benchmark ended with ${code}`))));
  })));
  return Array.from({ length: patients }, (_, i) => out.get(i)!);
}

const riseWords = 'A call is an episode of `resistance_emerging` or `resistance_regrowth`, at the draw that fired it (the result is known some days later). Noise: none of the variants it names is a clone of the '
  + 'tumour that has grown (absent, haematopoietic, another patient\'s, not grown yet). Sensitivity: clones whose true VAF passes 0.1 % with the drug in use and which some later draw measured, called at any '
  + 'time; delay: true day of the firing draw less the day of the crossing, among those called. The rules judge the same readings, hotspots only; each call begins anew after a draw without it.';
const burdenWords = 'The true tumour fraction is threefold its lowest at an earlier draw, and 0.5 % at least, in a patient with a truncal variant tracked; the first such draw of each patient. '
  + 'Told: by a notice on a draw after the lowest. Delay: from that draw to the notice, below 0 where it came earlier. A notice is false where the true fraction is less than 1.25 times its lowest.';
const forecastWords = 'The line is taken to go on: what real care cuts short is followed in the course that did not happen. Kaplan–Meier knows the first line of the whole cohort from its start; '
  + '"last value" is the frequency among patients of the same fifth of the last VAF, fitted to the patients it judges.';
const notMeasured = 'Not measured in this run.';

/** The sections of a full run, in the order of the card. */
function sections(done: readonly RegimeTallies[]): readonly { readonly heading: string; readonly tables: readonly Table[]; readonly words?: string }[] {
  return [
    { heading: 'Rise', tables: [...done.map(riseTable), regrowthTable(done)], words: riseWords }, { heading: 'Burden', tables: [burdenTable(done)], words: burdenWords }, { heading: 'Notices', tables: done.map(noticeTable) },
    { heading: 'Words of a trend', tables: done.map(trendTable), words: trendWords }, { heading: 'Decay and clearance', tables: done.map(decayTable) }, { heading: 'Clones', tables: [cloneTable(done)] },
    { heading: 'Forecasts', tables: forecastTables(done), words: forecastTables(done).length > 0 ? forecastWords : notMeasured }, { heading: 'Safety and usefulness', tables: [safetyTable(done), verdictTable(done)] },
    { heading: 'Gates of rechallenge readiness', tables: gateTables(done), words: gateTables(done).length > 0 ? gateWords : notMeasured },
  ];
}

const show = (t: Table): void => console.log(terminal(t));

export async function benchDetection(o: DetectionOptions): Promise<void> {
  const seed = o.seed ?? (o.quick ? designSeed : testSeed);
  const done: RegimeTallies[] = [];
  for (const regime of regimesOf(o)) {
    const patients = o.patients ?? (o.quick ? 300 : regime === 'default' ? 3000 : 1000);
    const start = performance.now();
    const found: RegimeTallies = { regime, seed, tallies: await tallies(regime, seed, patients, o) };
    done.push(found);
    show(riseTable(found));
    show(noticeTable(found));
    if (!o.quick) [trendTable(found), decayTable(found)].forEach(show);
    const took = found.tallies.reduce((s, t) => s + t.milliseconds, 0) / patients;
    console.log(`  seed ${seed}; ${((performance.now() - start) / 1000).toFixed(0)} s, ${took.toFixed(0)} ms a patient in the engine`);
  }
  show(regrowthTable(done));
  show(burdenTable(done));
  if (o.quick) return;
  [cloneTable(done), ...forecastTables(done), safetyTable(done), verdictTable(done), ...gateTables(done)].forEach(show);
  const path = o.out ?? join(process.cwd(), 'docs', 'model-card.md');
  writeFileSync(path, card({ regimes: done, tables: sections(done), designSeed, testSeed, earlier: existsSync(path) ? readFileSync(path, 'utf8') : null }));
  console.log(`\nwritten: ${path}`);
}
