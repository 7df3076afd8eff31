/**
 * The supervisor: database, migration, children, and the reverse of that at the end, whatever ends it: a signal, a
 * child's death that no restart mends, an error half-way. Its life is one function; its answer is the exit code.
 */
import { version } from '@clonewatch/runtime';
import { processEntry, removeRunFile, writeRunFile } from '../data/run-file.js';
import type { Places } from '../data/places.js';
import { Failure, Stopped } from '../errors.js';
import { claimPort, urlOf } from '../network.js';
import type { Binaries } from '../postgres/binaries.js';
import { startEmbedded, type Embedded } from '../postgres/embedded.js';
import { database as databaseName } from '../postgres/bootstrap.js';
import { note, say } from '../terminal.js';
import { sleep, unlessStopped } from '../wait.js';
import { lastLines, startChild, type Child, type ChildSpec } from './child.js';
import { endOrphans, lockForUp } from './data-lock.js';
import { Restarts } from './restarts.js';

export interface DatabaseUrls {
  /** As the role of the application. */
  readonly appUrl: string;
  /** As the owner, to migrate; absent when the database is somebody else's and DATABASE_OWNER_URL is not set. */
  readonly ownerUrl?: string | undefined;
}

export interface SuperviseOptions {
  readonly places: Places;
  /** Programs of the embedded PostgreSQL, or the URLs of a database that is already there. */
  readonly database: { readonly binaries: Binaries; readonly port: number } | DatabaseUrls;
  readonly host: string;
  readonly port: number;
  /** Brings the schema up to date; runs before any child. */
  migrate(urls: DatabaseUrls): Promise<void>;
  /** In starting order; the last is stopped last. */
  children(urls: DatabaseUrls, port: number): readonly ChildSpec[];
  /** Answers 200 when the application is ready. */
  readonly healthPath: string;
  /** When all is up: what to print. */
  ready(urls: DatabaseUrls, url: string): Promise<readonly string[]>;
}

/** Run until told to stop. 0: stopped on a signal; 1: something failed. Never leaves a process behind. */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const life = new Life();
  try {
    await live(options, life);
  } catch (error) {
    if (!life.stopping) life.fail(error instanceof Failure || error instanceof Error ? messageOf(error) : String(error));
  }
  await life.end();
  return life.code;
}

const messageOf = (error: Error): string => (error instanceof Failure ? error.message : (error.stack ?? error.message));

async function live(options: SuperviseOptions, life: Life): Promise<void> {
  const { places, host } = options;
  const lock = await lockForUp(places.data, life.signal);
  life.atEnd(() => lock.release());
  await endOrphans(places.data);
  const port = await claimPort(host, options.port);
  for (const line of places.notes) note(line);

  const embedded = await startDatabase(options, life);
  const urls: DatabaseUrls = embedded ?? (options.database as DatabaseUrls);
  await unlessStopped(life.signal, options.migrate(urls));

  const started: Child[] = [];
  // Stopped one after the other, in starting order, so that nobody accepts work that nobody does.
  life.atEnd(async () => {
    for (const child of started) await child.stop();
  });
  const writeRun = (): void => writeRunFile(places.data, runFile(embedded, started, host, port));
  for (const [place, spec] of options.children(urls, port).entries()) {
    life.check();
    keep(spec, places.logs, life, (child, again) => {
      started[place] = child;
      if (again) writeRun();
    });
  }
  writeRun();
  life.atEnd(() => removeRunFile(places.data));

  const url = urlOf(host, port);
  await healthy(`${url}${options.healthPath}`, life.signal);
  // In one write: who reads the output sees all of it or nothing.
  say((await unlessStopped(life.signal, options.ready(urls, url))).join('\n'));
  await life.stopped;
}

/** Start it, and start it again as its policy says; `onStart` is told of each. */
function keep(spec: ChildSpec, logs: string, life: Life, onStart: (child: Child, again: boolean) => void): void {
  const restarts = spec.restarts && new Restarts(spec.restarts);
  const begin = (again: boolean): void => {
    const child = startChild(spec, logs);
    onStart(child, again);
    void child.exited.then(async (how) => {
      if (life.stopping) return;
      const pause = restarts?.pauseAfter(Date.now()) ?? null;
      if (pause === null) return life.died(spec.name, how, child.logFile, restarts ? ' too often to be started once more' : '');
      note(`clonewatch: ${spec.name} ended unexpectedly (${how}); it is started again in ${pause / 1000} s, all else runs on. Its log is ${child.logFile}`);
      await Promise.race([sleep(pause), life.stopped]);
      if (!life.stopping) begin(true);
    });
  };
  begin(false);
}

async function startDatabase({ database, places }: SuperviseOptions, life: Life): Promise<Embedded | null> {
  if (!('binaries' in database)) return null;
  const embedded = await startEmbedded(places, database.binaries, database.port, life.signal);
  life.atEnd(() => embedded.server.stop());
  life.watch('PostgreSQL', embedded.server.exited, `${places.logs}/postgresql.log`);
  return embedded;
}

function runFile(embedded: Embedded | null, children: readonly Child[], host: string, port: number): Parameters<typeof writeRunFile>[1] {
  return {
    version, instance: embedded?.secrets.instance ?? '',
    processes: {
      supervisor: processEntry(process.pid), ...(embedded ? { postgresql: processEntry(embedded.server.pid) } : {}),
      ...Object.fromEntries(children.map((child) => [child.name, processEntry(child.pid)])),
    },
    database: { host: '127.0.0.1', port: embedded?.server.port ?? 0, name: databaseName }, http: { host, port }, startedAt: new Date().toISOString(),
  };
}

/** Wait for the first 200. A child that dies meanwhile ends the wait through the signal. */
async function healthy(url: string, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(40)) {
    if (signal.aborted) throw new Stopped();
    try {
      if ((await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) })).status === 200) return;
    } catch {
      // not yet
    }
  }
  throw new Failure(`the application does not answer at ${url} within two minutes`);
}

/** Signals, deaths, and what to undo. */
class Life {
  code = 0;
  private readonly controller = new AbortController();
  private readonly undo: (() => void | Promise<void>)[] = [];
  readonly signal = this.controller.signal;
  readonly stopped = new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));

  constructor() {
    // Handlers stay to the end: a second Ctrl-C must not cut the orderly stop short.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (this.stopping) return;
        note('stopping…');
        this.controller.abort();
      });
    }
    const unexpected = (error: unknown): void => this.fail(`unexpected: ${error instanceof Error ? messageOf(error) : String(error)}`);
    process.on('uncaughtException', unexpected).on('unhandledRejection', unexpected);
  }

  get stopping(): boolean {
    return this.signal.aborted;
  }

  check(): void {
    if (this.stopping) throw new Stopped();
  }

  atEnd(step: () => void | Promise<void>): void {
    this.undo.push(step);
  }

  /** Say what happened, once, and stop. While stopping, nothing is unexpected any more. */
  fail(message: string): void {
    if (this.stopping) return;
    this.code = 1;
    note(`clonewatch: ${message}`);
    this.controller.abort();
  }

  watch(name: string, exited: Promise<string>, logFile: string): void {
    void exited.then((how) => this.died(name, how, logFile));
  }

  died(name: string, how: string, logFile: string, more = ''): void {
    this.fail(`${name} ended unexpectedly (${how})${more}; stopping everything. Its log is ${logFile} and ends with:\n${lastLines(logFile)}`);
  }

  async end(): Promise<void> {
    this.controller.abort();
    for (const step of this.undo.reverse()) {
      try {
        await step();
      } catch (error) {
        this.code = 1;
        note(`clonewatch: while stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
