/** Research export of all measurements: rows per second, time to the first byte, and the api's memory at two sizes. Floor: COPY TO of the same rows. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort, eventually, startProgram, stopProgram, type TestSystem } from '@clonewatch/testing';
import { copyOut, count, importFile, ms, perSecond, print, seriesCsv, timed, whileRunning, withSystem } from './support.js';

export async function benchExport(rows: number): Promise<void> {
  await withSystem({ worker: false }, async (system) => {
    const sizes = [Math.ceil(rows / 5 / 200) * 200, rows];
    await store(system, sizes);
    const lines: [string, string][] = [];
    for (const size of sizes) {
      const site = siteOf(size);
      const floor = await timed(() => copyOut(system, site));
      const found = await exported(system, site);
      if (found.rows !== size) throw new Error(`${found.rows} rows exported, ${size} stored`);
      lines.push(
        [`${count(size)} rows: COPY TO of all their columns`, `${floor.seconds.toFixed(2)} s   ${perSecond(size, floor.seconds)}   (floor)`],
        [`${count(size)} rows: GET /exports/series`, `${found.seconds.toFixed(2)} s   ${perSecond(size, found.seconds)}   ${(floor.seconds / found.seconds).toFixed(2)} of COPY · first byte ${ms(found.firstByteMs)}`],
        [`${count(size)} rows: memory of the api`, found.before === null ? 'unknown on this system' : `${found.before.toFixed(0)} MiB before, ${found.peak!.toFixed(0)} MiB at most`],
      );
    }
    print('export: series as CSV, by an api started for each', lines);
  });
}

const siteOf = (size: number): string => `export-${size}`;

/** Rows of each size in a site of its own; the worker ends before it evaluates, which would only take time. */
async function store(system: TestSystem, sizes: readonly number[]): Promise<void> {
  const worker = startProgram('worker', { DATABASE_URL: system.database.appUrl });
  await whileRunning(() => stopProgram(worker), async () => {
    for (const size of sizes) await importFile(system, await system.token(siteOf(size), 'clinician'), seriesCsv(size), 'stored');
  });
}

interface Exported { readonly rows: number; readonly seconds: number; readonly firstByteMs: number; readonly before: number | null; readonly peak: number | null }

/** One export from an api that has done nothing else, so that its memory is the export's. */
async function exported(system: TestSystem, site: string): Promise<Exported> {
  const token = await system.token(site, 'researcher');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = startProgram('api', { DATABASE_URL: system.database.appUrl, PORT: String(port) });
  return whileRunning(() => stopProgram(api), async () => {
    await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
    const before = residentMiB(api);
    let peak = before;
    const sampling = setInterval(() => { peak = Math.max(peak ?? 0, residentMiB(api) ?? 0); }, 20);
    const start = performance.now();
    const response = await fetch(`${url}/api/v1/exports/series?format=csv`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    let [firstByteMs, lines] = [0, 0];
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      if (firstByteMs === 0) firstByteMs = performance.now() - start;
      for (const byte of piece) if (byte === 10) lines++;
    }
    clearInterval(sampling);
    return { rows: lines - 1, seconds: (performance.now() - start) / 1000, firstByteMs, before, peak: before === null ? null : peak };
  });
}

/** Resident memory of a process; null where the system does not tell. */
function residentMiB(child: ChildProcess): number | null {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return null;
  }
}
