import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodePosition, sessionEnded } from '@clonewatch/workflows';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { logger } from '@clonewatch/runtime';
import { Caller, Needs, Records } from './auth.js';
import { Database } from './database.js';
import { ReturnsStream } from './openapi.js';

const heartbeatMs = 15_000;

@Controller('api/v1/events')
@Needs('read')
export class EventsController {
  constructor(private readonly database: Database) {}

  /** Server-sent events `import`, `alert`, `evaluation` of the caller's sites; Last-Event-ID resumes. */
  @Get()
  @Records('events.follow')
  @ReturnsStream('text/event-stream')
  async stream(@Caller() caller: Identity, @Headers('last-event-id') last: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const codes = Object.fromEntries(sitesWith(caller, 'read').map((s) => [s.id, s.code]));
    await this.database.store.audit(caller.token, Object.keys(codes).map((siteId) => ({ siteId, action: 'events.follow', details: { scope: 'site' } })));
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no' });
    raw.write('retry: 2000\n\n');
    const end = await this.database.events.subscribe(caller.token, codes, last ? decodePosition(last) : null, {
      // An id without data is no event to the browser, but what it sends back as Last-Event-ID.
      began: (id) => raw.write(`id: ${id}\n\n`),
      push: (id, event) => raw.write(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`),
      failed: (error) => {
        if (!sessionEnded(error)) logger.warn({ err: error }, 'event stream');
        raw.end();
      },
    });
    const beat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
    const leave = (): void => {
      clearInterval(beat);
      end();
    };
    request.raw.once('close', leave);
    // Whoever went away while the stream was being set up will not say so again.
    if (raw.destroyed) leave();
  }
}
