/** Assay profiles: what a laboratory says once about an assay, because its files never say it. */
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { assayEntrySchema, assaySchema, listOf, newAssaySchema, reasonSchema, type WireAssay } from '@clonewatch/contracts';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { createAssay, listAssays, readAssayVersions, retireAssay, saveAssay, type Writer } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf, targetSite } from './auth.js';
import { Database } from './database.js';
import { Returns, Takes, TakesBody } from './openapi.js';
import { notFound } from './problem.js';
import { knownId, parse } from './query.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

const listQuery = z.strictObject({ site: z.string().optional() });

@Controller('api/v1/assays')
export class AssaysController {
  constructor(private readonly database: Database) {}

  @Get()
  @Needs('read')
  @Records('assay.list')
  @Takes(listQuery)
  @Returns(listOf(assaySchema))
  async list(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: WireAssay[]; next: null }> {
    const siteIds = sitesOf(caller, 'read', parse(listQuery, query).site).map((s) => s.id);
    return { items: await this.database.store.inSession(caller.token, (scope) => listAssays(scope, siteIds), { readOnly: true }), next: null };
  }

  @Post()
  @Needs('import')
  @Records('assay.saved')
  @TakesBody(newAssaySchema)
  @Returns(assaySchema, 201)
  async create(@Caller() caller: Identity, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAssay> {
    const { site, reason, ...content } = parse(newAssaySchema, body);
    const { id } = targetSite(caller, 'import', site);
    return tagged(reply, await createAssay(this.database.store, this.writer(caller, request), id, content, reason).catch(refused));
  }

  /** The next version; If-Match names the one that is changed. */
  @Put(':id')
  @Needs('import')
  @Records('assay.saved')
  @TakesBody(assayEntrySchema)
  @Returns(assaySchema)
  async save(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAssay> {
    const { reason, ...content } = parse(assayEntrySchema, body);
    return tagged(reply, await saveAssay(this.database.store, this.writer(caller, request), knownId(id), mustMatch(request), content, reason).catch(refused));
  }

  /** Out of use; imports read with it keep it. */
  @Post(':id/retire')
  @Needs('import')
  @Records('assay.retired')
  @HttpCode(200)
  @TakesBody(reasonSchema)
  @Returns(assaySchema)
  retire(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<WireAssay> {
    const { reason } = parse(reasonSchema, body);
    return retireAssay(this.database.store, this.writer(caller, request), knownId(id), reason).catch(refused);
  }

  @Get(':id/versions')
  @Needs('read')
  @Records('assay.history')
  @Returns(listOf(assaySchema))
  async versions(@Caller() caller: Identity, @Param('id') id: string): Promise<{ items: WireAssay[]; next: null }> {
    const siteIds = sitesOf(caller, 'read', undefined).map((s) => s.id);
    const items = await this.database.store.inSession(caller.token, (scope) => readAssayVersions(scope, siteIds, knownId(id)), { readOnly: true });
    if (items === null) throw notFound();
    return { items, next: null };
  }

  /** Whoever may import into a site may say how its files are read. */
  private writer(caller: Identity, request: FastifyRequest): Writer {
    return { ...writerOf(caller, request), siteIds: sitesWith(caller, 'import').map((s) => s.id) };
  }
}

function tagged(reply: FastifyReply, assay: WireAssay): WireAssay {
  tag(reply, assay.version);
  return assay;
}
