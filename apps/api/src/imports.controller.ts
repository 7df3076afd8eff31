import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { importStates } from '@clonewatch/domain';
import { importSchema, listOf, type ImportReport } from '@clonewatch/contracts';
import { type Identity } from '@clonewatch/trust';
import { ReceiveRefused, listImports, readImport, receiveImport } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf, targetSite } from './auth.js';
import { Database } from './database.js';
import { Returns, Takes } from './openapi.js';
import { ProblemError, notFound } from './problem.js';
import { knownId, limitSchema, parse } from './query.js';
import { withUpload } from './upload.js';

const listQuery = z.strictObject({ site: z.string().optional(), state: z.enum(importStates).optional(), limit: limitSchema, cursor: z.string().max(200).optional() });
const formFields = z.strictObject({ site: z.string().optional(), dry_run: z.enum(['true', 'false']).default('false'), reason: z.string().trim().max(1000).optional() });

@Controller('api/v1/imports')
export class ImportsController {
  constructor(private readonly database: Database) {}

  /** 202 and where to look; the same bytes and manifest again: 200 and the same import; a dry run: 200 and its report. */
  @Post()
  @Needs('import')
  @Records('import.receive')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' }, manifest: { type: 'string', format: 'binary' }, site: { type: 'string' }, dry_run: { type: 'boolean' }, reason: { type: 'string', maxLength: 1000, description: 'Why the file corrects results that are stored.' } } } })
  @Returns(importSchema, 202)
  async create(@Caller() caller: Identity, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ImportReport> {
    return withUpload(request, async ({ file, manifest, fields }) => {
      const { site: code, dry_run, reason } = parse(formFields, fields);
      const site = targetSite(caller, 'import', code === '' ? undefined : code);
      const received = await receiveImport(this.database.store, caller.token, { site, file, manifest, dryRun: dry_run === 'true', reason: reason || null }).catch(refuse);
      const { report, known } = received;
      if (report.id) void reply.header('location', `/api/v1/imports/${report.id}`);
      void reply.status(known || report.dry_run ? 200 : 202);
      return report;
    });
  }

  @Get()
  @Needs('read')
  @Records('import.list')
  @Takes(listQuery)
  @Returns(listOf(importSchema))
  list(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: ImportReport[]; next: string | null }> {
    const q = parse(listQuery, query);
    const siteIds = sitesOf(caller, 'read', q.site).map((s) => s.id);
    const before = q.cursor === undefined ? null : knownId(q.cursor);
    return this.database.store.inSession(caller.token, (scope) => listImports(scope, siteIds, q.limit, before, q.state ?? null), { readOnly: true });
  }

  @Get(':id')
  @Needs('read')
  @Records('import.read')
  @Returns(importSchema)
  async one(@Caller() caller: Identity, @Param('id') id: string): Promise<ImportReport> {
    const report = await this.database.store.inSession(caller.token, (scope) => readImport(scope, knownId(id)), { readOnly: true });
    if (!report || !sitesOf(caller, 'read', undefined).some((s) => s.code === report.site)) throw notFound();
    return report;
  }
}

/** What receiving shows to be wrong is the client's: 400 for an empty file, 422 for one we cannot read. */
function refuse(error: unknown): never {
  if (!(error instanceof ReceiveRefused)) throw error;
  throw new ProblemError(error.code === 'empty_file' ? 400 : 422, error.code, error.message, error.problems);
}
