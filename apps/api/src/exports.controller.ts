import { Controller, Get, Query, Res } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Identity } from '@clonewatch/trust';
import { exportSeries, NoSuchPatient } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { ReturnsStream, Takes } from './openapi.js';
import { notFound } from './problem.js';
import { knownId, parse } from './query.js';

const seriesQuery = z.strictObject({ format: z.literal('csv', { error: 'series are exported as csv' }).default('csv'), site: z.string().optional(), patient: z.string().optional() });

@Controller('api/v1/exports')
@Needs('export')
export class ExportsController {
  constructor(private readonly database: Database) {}

  @Get('series')
  @Records('series.export')
  @Takes(seriesQuery)
  @ReturnsStream('text/csv')
  async series(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const q = parse(seriesQuery, query);
    const siteIds = sitesOf(caller, 'export', q.site).map((s) => s.id);
    const patientId = q.patient === undefined ? null : knownId(q.patient);
    const { raw } = reply;
    await exportSeries(this.database.store, caller.token, { siteIds, patientId }, async (pieces) => {
      reply.hijack();
      raw.writeHead(200, {
        'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="series.csv"', 'cache-control': 'no-store',
      });
      await pipeline(Readable.from(pieces), raw, { end: false });
    }).then(() => raw.end(), (error: unknown) => {
      if (error instanceof NoSuchPatient) throw notFound();
      // With the head out, only a broken connection can still say that the file is not whole.
      if (raw.headersSent) raw.destroy();
      throw error;
    });
  }
}
