import { Controller, Get, Query, Res } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Identity } from '@clonewatch/trust';
import { exportSeriesCsv } from '@clonewatch/workflows';
import { Caller, Needs, sitesOf } from './auth.js';
import { Database } from './database.js';
import { ReturnsStream, Takes } from './openapi.js';
import { knownId, parse } from './query.js';

const seriesQuery = z.strictObject({ format: z.literal('csv', { error: 'series are exported as csv' }).default('csv'), site: z.string().optional(), patient: z.string().optional() });

@Controller('api/v1/exports')
@Needs('export')
export class ExportsController {
  constructor(private readonly database: Database) {}

  /** Streamed in one read-only transaction: the file is one moment's truth, and memory stays flat. */
  @Get('series')
  @Takes(seriesQuery)
  @ReturnsStream('text/csv')
  async series(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const q = parse(seriesQuery, query);
    const siteIds = sitesOf(caller, 'export', q.site).map((s) => s.id);
    const patientId = q.patient === undefined ? null : knownId(q.patient);
    reply.hijack();
    const { raw } = reply;
    await this.database.store.inSession(caller.token, async (scope) => {
      raw.writeHead(200, {
        'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="series.csv"', 'cache-control': 'no-store',
      });
      await pipeline(Readable.from(exportSeriesCsv(scope, { siteIds, patientId })), raw);
    }, { readOnly: true }).catch((error: unknown) => {
      // The head is out: only a broken connection can still say that the file is not whole.
      raw.destroy();
      throw error;
    });
  }
}
