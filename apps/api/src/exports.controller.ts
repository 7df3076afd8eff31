import { Controller, Get, Query, Res } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Identity } from '@clonewatch/trust';
import { exportFormats, exportRows, NoSuchPatient, type ExportKind } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { ReturnsStream, Takes } from './openapi.js';
import { notFound } from './problem.js';
import { knownId, parse } from './query.js';

const exportQuery = z.strictObject({ format: z.enum(exportFormats, { error: `exports are written as ${exportFormats.join(' or ')}` }).default('csv'), site: z.string().optional(), patient: z.string().optional() });
const mediaTypes = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const;

/** The research export: one table a file, streamed, as of one moment. */
@Controller('api/v1/exports')
@Needs('export')
export class ExportsController {
  constructor(private readonly database: Database) {}

  @Get('series')
  @Records('series.export')
  @Takes(exportQuery)
  @ReturnsStream('text/csv')
  series(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.send('series', caller, query, reply);
  }

  @Get('treatments')
  @Records('treatments.export')
  @Takes(exportQuery)
  @ReturnsStream('text/csv')
  treatments(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.send('treatments', caller, query, reply);
  }

  @Get('assessments')
  @Records('assessments.export')
  @Takes(exportQuery)
  @ReturnsStream('text/csv')
  assessments(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.send('assessments', caller, query, reply);
  }

  @Get('patients')
  @Records('patients.export')
  @Takes(exportQuery)
  @ReturnsStream('text/csv')
  patients(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.send('patients', caller, query, reply);
  }

  @Get('alerts')
  @Records('alerts.export')
  @Takes(exportQuery)
  @ReturnsStream('text/csv')
  alerts(@Caller() caller: Identity, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    return this.send('alerts', caller, query, reply);
  }

  private async send(kind: ExportKind, caller: Identity, query: unknown, reply: FastifyReply): Promise<void> {
    const { format, site, patient } = parse(exportQuery, query);
    const siteIds = sitesOf(caller, 'export', site).map((s) => s.id);
    const patientId = patient === undefined ? null : knownId(patient);
    const { raw } = reply;
    await exportRows(this.database.store, caller.token, { kind, format, siteIds, patientId }, async (pieces) => {
      reply.hijack();
      raw.writeHead(200, {
        'content-type': mediaTypes[format], 'content-disposition': `attachment; filename="${kind}.${format}"`, 'cache-control': 'no-store',
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
