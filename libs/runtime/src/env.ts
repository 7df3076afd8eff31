/**
 * The environment: the only reader of `process.env`, one line a variable. Time zone is deliberately not among them:
 * calendar dates are strings end to end and instants carry their offset, so no result depends on TZ.
 */
import { z } from 'zod';

/** An environment variable has a value we cannot use; the message names each one and what it should be. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);
const url = (...schemes: string[]) => z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), { error: `expected a URL beginning with ${schemes.map((s) => `${s}//`).join(' or ')}` });
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every variable the product reads. `meta.description` is its help text. */
const schema = z.object({
  PORT: port(3000).describe('port of the web app and the API (0: any free one)'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on; anything but loopback never gets a default sign-in'),
  CLONEWATCH_PUBLIC_URL: url('http:', 'https:').optional().describe('address people open when it is not http://HOST:PORT; https: secure cookies and HSTS, a proxy on this machine ends TLS'),
  CLONEWATCH_DATA: z.string().optional().describe('data folder (default: .data in the checkout)'),
  CLONEWATCH_DEMO: z.enum(['on', 'off']).default('on').describe('on|off: the synthetic demo cohort, in a site of its own'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional().describe('PostgreSQL 18 or newer, as the role of the application; then none is started'),
  DATABASE_OWNER_URL: url('postgres:', 'postgresql:').optional().describe('the same database as its owner, to migrate'),
  REDIS_URL: url('redis:', 'rediss:').optional().describe('queue on Redis instead of PostgreSQL'),
  CLONEWATCH_WEBHOOK_ORIGINS: z.string().optional().describe('origins inside the house, comma-separated (http://host:port), to which webhooks may go too'),
  CLONEWATCH_SMTP_URL: url('smtp:', 'smtps:').optional().describe('mail server for notices (smtp://USER:PASSWORD@HOST:587, smtps://…:465); TLS is demanded of every host but this machine, unless ?tls=off'),
  CLONEWATCH_SMTP_FROM: z.email().optional().describe('sender of the mail (default: clonewatch@ the host of CLONEWATCH_PUBLIC_URL, which mail needs for its link)'),
  CLONEWATCH_MAX_FILE_MIB: z.coerce.number().int().min(1).max(16_384).default(64).describe('largest file taken in, MiB (also --max-file-mib)'),
  CLONEWATCH_MAX_ROWS: z.coerce.number().int().min(1).max(9_999_999_999).default(2_000_000).describe('lines a file may have (also --max-rows)'),
  LOG_LEVEL: z.enum(levels).default('info').describe(levels.join('|')),
  LOG_FILE: z.string().optional().describe('file for the log (default: standard error)'),
  CLONEWATCH_WEB_DIR: z.string().optional().describe('folder of the built web app'),
  CLONEWATCH_PGPORT: port(0).describe('port of the embedded PostgreSQL (0: any free one)'),
  QUEUE_LOCK_MS: z.coerce.number().int().min(500).optional().describe('after how long a dead worker\'s job is given to another, ms (default 15000)'),
  FAULT_AT: z.string().regex(/^.+#[1-9]\d*(:(throw|kill))?$/, 'expected NAME#N, NAME#N:throw or NAME#N:kill').optional().describe('tests: fail at the N-th passage of fault point NAME (* for any)'),
  FAULT_LOG: z.string().optional().describe('tests: append the name of each fault point passed to this file'),
});

/** The environment, checked and typed. */
export interface Env {
  readonly port: number;
  readonly host: string;
  /** Origin people open (scheme, host, port), when it is not ours: a proxy stands before us. */
  readonly publicOrigin: string | undefined;
  readonly dataDir: string | undefined;
  readonly demo: boolean;
  readonly databaseUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Origins that webhooks may go to though they are not of the public internet, or not https. */
  readonly webhookOrigins: readonly string[];
  /** Null: no mail is sent. It needs an address to link to, so it is null without `publicOrigin` too. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  readonly maxFileMib: number;
  readonly maxRows: number;
  readonly logLevel: (typeof levels)[number];
  readonly logFile: string | undefined;
  readonly webDir: string | undefined;
  readonly pgPort: number;
  readonly queueLockMs: number | undefined;
  readonly faultAt: string | undefined;
  readonly faultLog: string | undefined;
}

type Source = Readonly<Record<string, string | undefined>>;

/** Read and check the environment. An empty value counts as unset. Throws {@link EnvError}, naming every wrong variable at once. */
export function readEnv(source: Source = process.env): Env {
  const known = Object.keys(schema.shape);
  const given = Object.fromEntries(known.map((name) => [name, source[name]?.trim() ? source[name].trim() : undefined]));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new EnvError(parsed.error.issues.map((issue) => explain(String(issue.path[0]), issue.message)).join('\n'));
  const e = parsed.data;
  return {
    port: e.PORT, host: e.HOST, publicOrigin: e.CLONEWATCH_PUBLIC_URL && new URL(e.CLONEWATCH_PUBLIC_URL).origin, dataDir: e.CLONEWATCH_DATA, demo: e.CLONEWATCH_DEMO === 'on',
    databaseUrl: e.DATABASE_URL, databaseOwnerUrl: e.DATABASE_OWNER_URL, redisUrl: e.REDIS_URL,
    mail: e.CLONEWATCH_SMTP_URL && e.CLONEWATCH_PUBLIC_URL ? { url: e.CLONEWATCH_SMTP_URL, from: e.CLONEWATCH_SMTP_FROM ?? `clonewatch@${new URL(e.CLONEWATCH_PUBLIC_URL).hostname}` } : null,
    maxFileMib: e.CLONEWATCH_MAX_FILE_MIB, maxRows: e.CLONEWATCH_MAX_ROWS, logLevel: e.LOG_LEVEL, logFile: e.LOG_FILE, webDir: e.CLONEWATCH_WEB_DIR, pgPort: e.CLONEWATCH_PGPORT,
    webhookOrigins: (e.CLONEWATCH_WEBHOOK_ORIGINS ?? '').split(',').map((o) => o.trim()).filter((o) => URL.canParse(o)).map((o) => new URL(o).origin),
    queueLockMs: e.QUEUE_LOCK_MS, faultAt: e.FAULT_AT, faultLog: e.FAULT_LOG,
  };
}

/** The value itself is not repeated: it may hold a password. */
function explain(name: string, message: string): string {
  const help = (schema.shape as Readonly<Record<string, { description?: string }>>)[name]?.description ?? '';
  return `${name}: ${message.replace(/^Invalid (input|option): /, '')}${help ? ` (${help})` : ''}`;
}

/** One line a variable, for `clonewatch --help`. */
export function envHelp(): string {
  return Object.entries(schema.shape).map(([name, type]) => `  ${name.padEnd(28)}${(type as { description?: string }).description ?? ''}`).join('\n');
}

/** What the logger needs, without refusing: a wrong variable is reported by {@link readEnv}, not by the first import. */
export function loggerSettings(): { level: Env['logLevel']; file: string | undefined } {
  const level = levels.find((l) => l === process.env.LOG_LEVEL);
  return { level: level ?? 'info', file: process.env.LOG_FILE?.trim() ? process.env.LOG_FILE.trim() : undefined };
}

/** What fault points need; read at each passage, so that a test may set them late. */
export function faultSettings(): { at: string | undefined; log: string | undefined } {
  return { at: process.env.FAULT_AT, log: process.env.FAULT_LOG };
}

/** Command-line options that say the same as variables of the environment: from here on they do. Undefined leaves what is there. */
export function overrideEnv(values: Readonly<Partial<Record<keyof typeof schema.shape, string | number>>>): void {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = String(value);
}

/** The environment of a child process: ours with these changes; undefined removes a variable. */
export function childEnv(changes: Source): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}
