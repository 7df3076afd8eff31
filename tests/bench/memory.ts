/** Resident memory of the programs while files of growing size go in and come out again: it must not grow with the rows. Asked for by name only: two million rows take minutes. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { eventually, freePort, startProgram, stopProgram, type TestSystem } from '@clonewatch/testing';
import { count, importFile, print, seriesCsv, whileRunning, withSystem } from './support.js';

const sizes = [10_000, 100_000, 1_000_000, 2_000_000];
/** Raised as an operator raises them. */
const raised = { CLONEWATCH_MAX_FILE_MIB: '1024', CLONEWATCH_MAX_ROWS: '2500000' };

/** `most`: the largest size measured. */
export async function benchMemory(most: number): Promise<void> {
  await withSystem({ worker: false, env: raised }, async (system) => {
    for (const size of sizes.filter((n) => n <= most)) {
      const site = `memory-${size}`;
      const [into, out] = [await imported(system, site, size), await exported(system, site, size)];
      print(`memory: ${count(size)} series rows in and out again; resident, of a program started for it`, [['worker, importing', told(into)], ['api, exporting', told(out)]]);
    }
  });
}

interface Memory { readonly before: number; readonly late: number; readonly peak: number }
const told = ({ before, late, peak }: Memory): string => `${before.toFixed(0)} MiB before · ${late.toFixed(0)} MiB in the last quarter · ${peak.toFixed(0)} MiB at most`;

/** A worker that stores one file, and ends before it evaluates anybody; it has some seconds to start. */
async function imported(system: TestSystem, site: string, size: number): Promise<Memory> {
  const token = await system.token(site, 'clinician');
  const worker = startProgram('worker', { DATABASE_URL: system.database.appUrl, ...raised });
  return whileRunning(() => stopProgram(worker), async () => {
    await new Promise((r) => setTimeout(r, 5000));
    return during(worker, async () => {
      await importFile(system, token, seriesCsv(size), 'stored');
    });
  });
}

async function exported(system: TestSystem, site: string, size: number): Promise<Memory> {
  const token = await system.token(site, 'researcher');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = startProgram('api', { DATABASE_URL: system.database.appUrl, PORT: String(port) });
  return whileRunning(() => stopProgram(api), async () => {
    await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok, 90);
    return during(api, async () => {
      const response = await fetch(`${url}/api/v1/exports/series?format=csv`, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      let lines = 0;
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) for (const byte of piece) if (byte === 10) lines++;
      if (lines !== size + 1) throw new Error(`${lines} lines exported of ${size} rows`);
    });
  });
}

/** What a program holds before and while this is done. Linux tells it; elsewhere there is nothing to measure. */
async function during(program: ChildProcess, work: () => Promise<void>): Promise<Memory> {
  const before = residentMiB(program);
  const seen: number[] = [];
  const sampling = setInterval(() => seen.push(residentMiB(program)), 50);
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  const lastQuarter = seen.slice(Math.floor(seen.length * 0.75));
  return { before, late: lastQuarter.reduce((a, b) => a + b, 0) / lastQuarter.length, peak: Math.max(before, ...seen) };
}

function residentMiB(program: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1]) / 1024;
}
