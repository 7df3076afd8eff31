import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { version } from '@clonewatch/runtime';
import { Needs } from './auth.js';
import { Database } from './database.js';

@Controller('api/health')
@Needs('public')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get()
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'ok' | 'unavailable'; version: string }> {
    try {
      await this.database.store.asService((scope) => scope.query('select 1'));
      return { status: 'ok', version };
    } catch {
      void reply.status(503);
      return { status: 'unavailable', version };
    }
  }
}
