/**
 * What one evaluation costs, and how the cost grows: a patient of 14 variants × 14 draws, a replay of 300 of them, and 7 to 56 draws. Peer: R's
 * `survreg` (left-censored log VAF) and `glm` (Poisson counts) fitted once to each series of the same patients; the engine judges every draw as it came.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyProfile, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { Random } from '@clonewatch/simulate';
import { count, ms, print, quantile, spreadOf } from './support.js';

/** VAF of a variant on a day: the story of one patient, with a stop of the drug in the middle. */
type Story = (day: number, stop: number) => number;
const steady = (vaf: number): Story => () => vaf;
const grows = (from: number, doubling: number, start: number): Story => (day, stop) =>
  (day < start ? 0 : Math.min(0.3, from * 2 ** ((Math.min(day, stop) - start) / doubling)) * 2 ** (-Math.max(0, day - stop) / 120));

const tracked: readonly (readonly [gene: string, variant: string, story: Story])[] = [
  ['APC', 'p.R1450*', steady(0.05)], ['TP53', 'p.R175H', steady(0.04)], ['KRAS', 'p.G12D', grows(1e-4, 28, 60)], ['KRAS', 'p.G13D', grows(1e-4, 40, 90)],
  ['KRAS', 'p.Q61H', steady(0)], ['KRAS', 'p.A146T', steady(0.003)], ['NRAS', 'p.Q61K', grows(2e-4, 35, 30)], ['NRAS', 'p.G12D', steady(0)], ['BRAF', 'p.V600E', steady(0)],
  ['EGFR', 'p.S492R', grows(1e-4, 30, 120)], ['EGFR', 'p.G465R', steady(0)], ['MAP2K1', 'p.K57N', steady(0.001)], ['DNMT3A', 'p.R882H', steady(0.02)], ['PIK3CA', 'p.E545K', steady(0.01)],
];

/** A patient of 14 variants: draws every four weeks, shedding noise as in the model (log-sd 0.35 shared, 0.2 own), 3,500 molecules. */
export function benchPatient(seed: number, draws: number): PatientRecord {
  const r = new Random(seed, 0);
  const [every, first] = [28, 20_000];
  const stop = Math.round((draws * every * 2) / 3);
  const days = Array.from({ length: draws }, (_, i) => i * every);
  const measurements = days.flatMap((day, i) => {
    const [shared, n] = [r.logNormal(1, 0.35), Math.round(r.logNormal(3500, 0.3))];
    return tracked.map(([gene, variant, story]) => result(`S${String(i).padStart(3, '0')}`, first + day, gene, variant, n, r.binomial(n, Math.min(0.9, story(day, stop) * shared * r.logNormal(1, 0.2)) + 3e-5)));
  });
  return {
    patientId: `BENCH-${seed}`, timeline: { kind: 'calendar' }, profile: { ...emptyProfile, nosology: 'mcrc_ras_braf_wt', drawIntervalDays: every },
    treatments: [{ regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], therapyClasses: ['anti_egfr', 'chemotherapy'], startDay: first - 10, stopDay: first + stop, bestResponse: 'PR', stopReason: 'progression' }],
    assessments: [], controls: [], measurements, specimens: days.map((day, i) => ({ specimenId: `S${String(i).padStart(3, '0')}`, day: first + day, knownDay: first + day, specimenType: 'plasma' })),
  };
}

function result(specimenId: string, day: number, gene: string, variant: string, total: number, mutant: number): Measurement {
  return {
    specimenId, day, knownDay: day, assay: 'NGS panel', assayVersion: '1.0', gene, variant, reportedStatus: null, countUnit: 'molecules', mutantCount: mutant, totalCount: total,
    wildtypeCount: null, vafFraction: null, backgroundFraction: 3e-5, lodFraction: null, inputHge: total, plasmaMl: 4, copiesPerMl: null, tumourFraction: null, wbcVafFraction: null, panel: null, resultVersion: 1,
  };
}

/** Milliseconds of this process's own work: on a machine shared with others the clock on the wall would measure them too. */
function work(of: () => void): number {
  const before = process.cpuUsage();
  of();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
const timeOf = (record: PatientRecord): number => work(() => evaluatePatient(record, null));

/** Milliseconds that the thread which evaluates has had, of those of the whole process: the compiler and the collector work beside it. Linux only. */
const threadFile = `/proc/self/task/${process.pid}/schedstat`;
const ownThread = (): number => Number(readFileSync(threadFile, 'utf8').split(' ')[0]) / 1e6;
function ownTimeOf(record: PatientRecord): number {
  const before = ownThread();
  evaluatePatient(record, null);
  return ownThread() - before;
}

const draws = 14;
const patients = 300;
/** Patients after which a process is judged: just started, and as a worker is that has compiled what it runs often (some 400 patients). */
const [started, warm] = [60, 400];
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Each patient is made, judged and dropped: what stays in memory is the engine's own. */
function replayAll(): { seconds: number; alerts: number; heap: readonly number[] } {
  const heap: number[] = [];
  let alerts = 0;
  const took = work(() => {
    for (let seed = 0; seed < patients; seed += 1) {
      alerts += evaluatePatient(benchPatient(seed, draws), null).alerts.length;
      if ((seed + 1) % (patients / 3) === 0) heap.push(process.memoryUsage().rss);
    }
  });
  return { seconds: took / 1000, alerts, heap };
}

export function benchEngine(): Promise<void> {
  const cohort = Array.from({ length: 30 }, (_, i) => benchPatient(1000 + i, draws));
  for (let seed = 0; seed < started; seed += 1) evaluatePatient(benchPatient(3000 + seed, draws), null);
  const early = cohort.map(timeOf);
  // A worker runs for weeks: what the compiler does in its first half minute is not what a patient costs.
  for (let seed = started; seed < warm; seed += 1) evaluatePatient(benchPatient(3000 + seed, draws), null);
  const one = cohort.map(timeOf);
  const own = existsSync(threadFile) ? spreadOf(cohort.map(ownTimeOf)) : 'not measured: no /proc';
  const growth = [7, 14, 28, 56].map((n) => ({ n, took: quantile(Array.from({ length: 5 }, (_, i) => timeOf(benchPatient(2000 + i, n))), 0.5) }));
  const replay = replayAll();
  print(`engine: ${tracked.length} variants; processor time of the whole process`, [
    [`one patient, ${draws} draws, whole evaluation, after ${started} others`, spreadOf(early)],
    [`the same after ${warm} others, as in a worker that runs`, `${spreadOf(one)}   (aim 20 ms)`],
    ['  of it the evaluating thread, without compiler and collector', own],
    ...growth.map(({ n, took }): [string, string] => [`${n} draws`, `${ms(took)}   ${(took / n).toFixed(2)} ms a draw`]),
    [`replay of ${patients} patients × ${draws} draws, one core`, `${replay.seconds.toFixed(1)} s   ${count(replay.alerts)} alerts   memory after each third ${replay.heap.map(mebibytes).join(' · ')}`],
    ['R: survreg + glm once on each series of one such patient', peerInR(cohort.slice(0, 10))],
  ]);
  return Promise.resolve();
}

/** Fits of each series in R, milliseconds of processor time a patient; the reading of the file and the start of R are not counted. */
const script = `
suppressPackageStartupMessages(library(survival))
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
parts <- split(d, list(d$patient, d$series), drop = TRUE)
fit <- function(s) {
  y <- ifelse(s$k > 1, s$k / s$n, 2 / s$n)
  try(survreg(Surv(log(y), s$k > 1, type = "left") ~ s$day, dist = "gaussian"), silent = TRUE)
  try(glm(k ~ day + offset(log(n)), family = poisson, data = s), silent = TRUE)
}
suppressWarnings(invisible(lapply(parts[1:min(14, length(parts))], fit)))
t <- system.time(suppressWarnings(invisible(lapply(parts, fit))))
cat(1000 * (t[["user.self"]] + t[["sys.self"]]) / length(unique(d$patient)))
`;

function peerInR(records: readonly PatientRecord[]): string {
  const found = spawnSync('Rscript', ['--vanilla', '-e', 'cat(requireNamespace("survival", quietly = TRUE))'], { encoding: 'utf8' });
  if (found.error) return 'skipped: R is not installed';
  if (!found.stdout.includes('TRUE')) return 'skipped: R is there, its package survival is not';
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-bench-'));
  try {
    const rows = records.flatMap((r) => r.measurements.map((m) => [r.patientId, `${m.gene} ${m.variant}`, m.day, m.mutantCount, m.totalCount].join(',')));
    writeFileSync(join(folder, 'series.csv'), `patient,series,day,k,n\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'peer.R'), script);
    const run = spawnSync('Rscript', ['--vanilla', join(folder, 'peer.R'), join(folder, 'series.csv')], { encoding: 'utf8' });
    return run.status === 0 ? `${ms(Number(run.stdout))} a patient` : `failed: ${run.stderr.trim().split('\n').at(-1) ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
