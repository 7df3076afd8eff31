import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { version } from '@clonewatch/runtime';
import { oldestWaiting } from '@clonewatch/workflows';
import { Needs } from './auth.js';
import { Database } from './database.js';
import { Returns } from './openapi.js';

const healthSchema = z.object({ status: z.enum(['ok', 'degraded', 'unavailable']), version: z.string(), oldest_waiting_seconds: z.number().nullable() });

/** A job older than this waits for a worker that is not there, or that cannot keep up. */
const tooLongSeconds = 120;

@Controller('api/health')
@Needs('public')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get()
  @Returns(healthSchema)
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof healthSchema>> {
    try {
      // Files are taken in either way; with jobs left lying nobody evaluates them.
      const waiting = await oldestWaiting(this.database.store);
      return { status: waiting !== null && waiting > tooLongSeconds ? 'degraded' : 'ok', version, oldest_waiting_seconds: waiting === null ? null : Math.round(waiting) };
    } catch {
      void reply.status(503);
      return { status: 'unavailable', version, oldest_waiting_seconds: null };
    }
  }
}
