/**
 * The benchmarks: each figure is printed beside its floor or a peer, measured in the same run on the same machine, because a figure alone says
 * as much about the machine as about the program. Nothing here asserts a time.
 */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { benchEngine } from './engine.js';
import { benchExport } from './export.js';
import { benchImport } from './import.js';
import { benchLatency } from './latency.js';
import { benchRead } from './read.js';
import { benchStart } from './start.js';
import { stopAll } from './support.js';

const benches: Readonly<Record<string, (rows: number) => Promise<void>>> = {
  start: benchStart, import: benchImport, latency: benchLatency, read: benchRead, export: benchExport, engine: benchEngine,
};

function options(args: readonly string[]): { names: string[]; rows: number } {
  const at = args.indexOf('--rows');
  const rows = Number(at >= 0 ? args[at + 1] : process.env.BENCH_ROWS ?? 50_000);
  const names = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  const unknown = names.find((n) => !(n in benches));
  if (unknown !== undefined) throw new RangeError(`unknown benchmark "${unknown}"; known: ${Object.keys(benches).join(', ')}`);
  if (!Number.isSafeInteger(rows) || rows < 1000) throw new RangeError('--rows (or BENCH_ROWS) is a whole number of at least 1000');
  return { names: names.length > 0 ? names : Object.keys(benches), rows };
}

async function main(): Promise<void> {
  const { names, rows } = options(process.argv.slice(2));
  const load = loadavg().map((l) => l.toFixed(1)).join(' ');
  console.log(`${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; load before the run ${load}`);
  for (const name of names) await benches[name]!(rows);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopAll().then(() => process.exit(1)));
await main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof RangeError ? error.message : (error as Error).stack}`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
