/**
 * The log: JSON lines to standard error or to LOG_FILE. It holds ids, counts and codes. Bodies, SQL, its parameters and
 * patient data stay out: known keys are redacted, and a database error is reduced to its SQLSTATE and constraint.
 */
import { pino, type LogFn, type Logger } from 'pino';
import { loggerSettings } from './env.js';

export type { Logger };

const secret = [
  'password', 'token', 'authorization', 'cookie', 'body', 'parameters', 'params', 'query', 'sql', 'detail', 'where', 'row', 'rows',
  'patient_id', 'patientId', 'specimen_id', 'specimenId', 'databaseUrl', 'ownerUrl', 'appUrl', 'serviceKey',
];
const paths = secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** What of an error may be written. A driver's message can quote a value, so for a database error none of it is kept. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const driver: object = (error as { driverError?: object }).driverError ?? error;
  const { code, constraint, table } = driver as { code?: unknown; constraint?: unknown; table?: unknown };
  const database = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in driver;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name, message: database ? `database error ${code}` : error.message, ...(code === undefined ? {} : { code }),
    ...(database ? { constraint, table } : {}), stack: frames.join('\n'),
  };
}

/**
 * Why something failed, in words that may be stored and shown: of a database error its code and constraint, of an error of ours its message,
 * of any other its kind and where it came up, because its message can quote what was being read.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  if (error instanceof SpokenError) return error.message;
  const { code, message, constraint } = describeError(error) as { code?: unknown; message: string; constraint?: unknown };
  if (message.startsWith('database error')) return typeof constraint === 'string' ? `${message}, constraint ${constraint}` : message;
  const [, place, file, line] = /^\s+at (?:async )?(?:([\w.$<> ]+) \()?(?:.*[\\/])?([\w.-]+):(\d+):\d+\)?$/m.exec(error.stack ?? '') ?? [];
  const kind = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? `${error.name} ${code}` : error.name;
  return file ? `${kind} in ${place ? `${place.trim()}, ` : ''}${file} line ${line}` : kind;
}

/** An error whose message is ours: ids and counts, never a value from a file, a row or a statement. It may be stored and shown. */
export class SpokenError extends Error {
  override readonly name: string = 'SpokenError';
}

/** Without a message of its own a line would take the error's, unreduced. */
function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const first: unknown = args[0];
  const bound = first instanceof Error ? { err: first } : first;
  const carriesError = typeof bound === 'object' && bound !== null && 'err' in bound;
  method.apply(this, [bound, ...(carriesError && typeof args[1] !== 'string' ? ['error'] : args.slice(1))] as Parameters<LogFn>);
}

/** A logger of its own; tests pass a stream. */
export function createLogger(options: { level?: string; file?: string | undefined; stream?: { write(line: string): void } } = {}): Logger {
  const settings = {
    level: options.level ?? 'info', base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError }, redact: { paths, censor: '[redacted]' },
    hooks: { logMethod },
  };
  // Synchronous: the last line before a crash or a kill is the one that is needed.
  const target = options.stream ?? pino.destination(options.file ? { dest: options.file, append: true, mkdir: true, sync: true } : { dest: 2, sync: true });
  return pino(settings, target);
}

/** The logger of this process. */
export const logger: Logger = createLogger(loggerSettings());
