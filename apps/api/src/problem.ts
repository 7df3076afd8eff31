import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
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

/** A path the router cannot read never reaches a hook or a filter: its answer brings its own headers. */
export function refuseUrl(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ 'content-security-policy': `default-src 'none';frame-ancestors 'none'`, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
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
  const status = statusOf(error);
  const code = status === 404 ? 'not_found' : status < 500 ? 'bad_request' : 'internal_error';
  return { type: `urn:clonewatch:problem:${code}`, title: STATUS_CODES[status] ?? 'Error', status, code };
}

/** Fastify's own refusals carry a status; anything else is ours and a 500. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : HttpStatus.INTERNAL_SERVER_ERROR;
}
