/**
 * The benchmarks: each figure is printed beside its floor or a peer, measured in the same run on the same machine, because a figure alone says
 * as much about the machine as about the program. Nothing here asserts a time.
 */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchDetection, type DetectionOptions } from './detection.js';
import { benchEngine } from './engine.js';
import { benchExport } from './export.js';
import { benchFormats } from './formats.js';
import { benchImport } from './import.js';
import { benchLatency } from './latency.js';
import { benchMemory } from './memory.js';
import { benchPage } from './page.js';
import { benchRead } from './read.js';
import { benchSafety } from './safety.js';
import { benchStart } from './start.js';
import { stopAll } from './support.js';

/** What every benchmark may be told. */
interface Told { readonly rows: number; readonly detection: DetectionOptions }

const benches: Readonly<Record<string, (told: Told) => Promise<void>>> = {
  start: benchStart, import: (t) => benchImport(t.rows), latency: benchLatency, read: benchRead, page: benchPage, export: (t) => benchExport(t.rows), engine: benchEngine, formats: (t) => benchFormats(t.rows), safety: benchSafety, detection: (t) => benchDetection(t.detection), memory: (t) => benchMemory(t.rows),
};

function options(args: readonly string[]): { names: string[]; told: Told } {
  const text = { rows: { type: 'string' }, patients: { type: 'string' }, seed: { type: 'string' }, regimes: { type: 'string' }, out: { type: 'string' }, tallies: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options: { ...text, quick: { type: 'boolean' } }, allowPositionals: true });
  const whole = (name: keyof typeof text, value: string | undefined, least: number): number | null => {
    if (value === undefined) return null;
    if (!Number.isSafeInteger(Number(value)) || Number(value) < least) throw new RangeError(`--${name} is a whole number of at least ${least}`);
    return Number(value);
  };
  const unknown = positionals.find((n) => !(n in benches));
  if (unknown !== undefined) throw new RangeError(`unknown benchmark "${unknown}"; known: ${Object.keys(benches).join(', ')}`);
  const detection = { patients: whole('patients', values.patients, 1), seed: whole('seed', values.seed, 0), regimes: values.regimes?.split(',') ?? null, quick: values.quick ?? false, out: values.out ?? null, tallies: values.tallies ?? null };
  // The operating characteristics take long and overwrite the model card, two million rows take long: only when they are asked for.
  return { names: positionals.length > 0 ? positionals : Object.keys(benches).filter((n) => n !== 'detection' && n !== 'memory'), told: { rows: whole('rows', values.rows ?? process.env.BENCH_ROWS, 1000) ?? 50_000, detection } };
}

async function main(): Promise<void> {
  const { names, told } = options(process.argv.slice(2));
  const load = loadavg().map((l) => l.toFixed(1)).join(' ');
  console.log(`${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; load before the run ${load}`);
  for (const name of names) await benches[name]!(told);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopAll().then(() => process.exit(1)));
await main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof RangeError ? error.message : (error as Error).stack}`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
