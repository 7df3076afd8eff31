import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '@clonewatch/domain';
import type { ProblemDetails } from '@clonewatch/contracts';
import { logger } from '@clonewatch/runtime';
import { recordAttempt } from './attempts.js';
import type { SignedRequest } from './auth.js';
import { Database } from './database.js';

/** An answer that is not a success, in the words of RFC 9457. */
export class ProblemError extends HttpException {
  constructor(status: number, readonly code: string, readonly explanation: string, readonly problems: readonly Problem[] = [], readonly headers: Readonly<Record<string, string>> = {}) {
    super(explanation, status);
  }
}

export const notFound = (): ProblemError => new ProblemError(404, 'not_found', 'There is nothing here, or not for this account.');

/** Every error leaves as problem+json. What we did not mean is a bare 500: no SQL, no path, no stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly database: Database) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<SignedRequest>();
    const body = describe(error);
    await recordAttempt(this.database, request, body.status, body.code);
    if (body.status >= 500) logger.error({ requestId: request.id, err: error instanceof Error ? error : String(error) }, 'request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error instanceof ProblemError) void reply.headers(error.headers);
    send(body, request, reply);
  }
}

function send(body: ProblemDetails, request: FastifyRequest, reply: FastifyReply): void {
  void reply.status(body.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store')
    .send(JSON.stringify({ ...body, instance: request.url.split('?')[0], request_id: request.id }));
}

const bareHeaders = { 'content-security-policy': `default-src 'none';frame-ancestors 'none'`, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** A path the router cannot read never reaches a hook or a filter: its answer brings its own headers. */
export function refuseUrl(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(bareHeaders);
  send(describe(error), request, reply);
}

function describe(error: unknown): ProblemDetails {
  if (error instanceof ProblemError) {
    const status = error.getStatus();
    return {
      type: `urn:clonewatch:problem:${error.code}`, title: STATUS_CODES[status] ?? 'Error', status, code: error.code, detail: error.explanation,
      ...(error.problems.length > 0 ? { problems: [...error.problems] } : {}),
    };
  }
  // No text of PostgreSQL can hold a NUL, and only a request can have brought one.
  if (/^(22021|22P05)$/.test(databaseCode(error))) return { ...named(400, 'bad_character'), detail: 'A text of the request contains a NUL character.' };
  if (databaseGone(error)) return { ...named(503, 'unavailable'), detail: 'The database cannot be reached at the moment. Try again shortly.' };
  return named(statusOf(error));
}

/** Codes of what the framework itself refuses, by status: stable, whatever its own words are. */
const frameworkCodes: Readonly<Record<number, string>> = { 404: 'not_found', 408: 'request_timeout', 413: 'too_large', 415: 'unsupported_media_type', 431: 'headers_too_large' };

function named(status: number, code = frameworkCodes[status] ?? (status < 500 ? 'bad_request' : 'internal_error')): ProblemDetails {
  return { type: `urn:clonewatch:problem:${code}`, title: STATUS_CODES[status] ?? 'Error', status, code };
}

/** No connection, or one that the server ended: nothing of ours is wrong, and asking again will do. */
function databaseGone(error: unknown): boolean {
  const lost = error instanceof Error && /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message);
  return lost || /^(ECONNREFUSED|ECONNRESET|08\w{3}|57P0[123]|53300)$/.test(databaseCode(error));
}

/** SQLSTATE, or the system's code of a connection; '' where there is none. */
function databaseCode(error: unknown): string {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const reason = driverError?.code ?? code;
  return typeof reason === 'string' ? reason : '';
}

/** What the HTTP parser refuses is no request yet: its answer is written by hand, and the connection ends. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 413 : 400;
  const body = JSON.stringify({ ...named(status), request_id: randomUUID() });
  const head = { ...bareHeaders, 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body), connection: 'close' };
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${Object.entries(head).map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`);
}

/** Fastify's own refusals carry a status; anything else is ours and a 500. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : HttpStatus.INTERNAL_SERVER_ERROR;
}
