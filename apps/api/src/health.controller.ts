import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { healthSchema, type Health } from '@clonewatch/contracts';
import { version } from '@clonewatch/runtime';
import { readHealth, type HealthReport } from '@clonewatch/workflows';
import { Needs } from './auth.js';
import { Database } from './database.js';
import { Returns } from './openapi.js';

/** A report on the wire. */
export function toHealth({ reasons, jobs }: HealthReport): Health {
  return {
    status: reasons.length > 0 ? 'degraded' : 'ok', version, reasons: [...reasons],
    oldest_waiting_seconds: jobs.oldest_seconds === null ? null : Math.round(jobs.oldest_seconds),
  };
}

@Controller('api/health')
@Needs('public')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** Files are taken in either way; `degraded` says that somebody should look. */
  @Get()
  @Returns(healthSchema)
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    void reply.header('cache-control', 'no-store');
    try {
      return toHealth(await readHealth(this.database.store, process.uptime()));
    } catch {
      void reply.status(503);
      return { status: 'unavailable', version, reasons: ['database_unreachable'], oldest_waiting_seconds: null };
    }
  }
}
