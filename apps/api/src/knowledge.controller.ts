import { readFile } from 'node:fs/promises';
import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { evidenceChangesSchema, knowledgeReleaseSchema, listOf, takenReleaseSchema, type TakenRelease, type WireEvidenceChanges, type WireKnowledgeRelease } from '@clonewatch/contracts';
import { type Identity } from '@clonewatch/trust';
import { listReleases, readEvidenceChanges, takeRelease } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf, targetSite } from './auth.js';
import { Database } from './database.js';
import { Returns, Takes } from './openapi.js';
import { ProblemError } from './problem.js';
import { parse, today } from './query.js';
import { withUpload } from './upload.js';
import { refused } from './writing.js';

const siteQuery = z.strictObject({ site: z.string().max(40).optional() });
const formFields = z.strictObject({ site: z.string().max(40).optional(), release: z.string().trim().max(80).optional(), released_on: z.string().trim().max(10).optional() });
/** A release of today has 4 MB; read as a whole. */
const mostBytes = 64 * 1024 * 1024;

/** Releases of CIViC that a site took in: further evidence, which raises no alert and changes no rule. */
@Controller('api/v1/knowledge')
export class KnowledgeController {
  constructor(private readonly database: Database) {}

  @Get()
  @Needs('read')
  @Records('knowledge.list')
  @Takes(siteQuery)
  @Returns(listOf(knowledgeReleaseSchema))
  async list(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: WireKnowledgeRelease[]; next: null }> {
    const sites = sitesOf(caller, 'read', parse(siteQuery, query).site).map((s) => s.id);
    return { items: await this.database.store.inSession(caller.token, (scope) => listReleases(scope, sites), { readOnly: true }), next: null };
  }

  /** 201 with the release; the same bytes again: 200 and the release that is there. Any bad row refuses the whole file. */
  @Post()
  @Needs('administer')
  @Records('knowledge.imported')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' }, site: { type: 'string' }, release: { type: 'string' }, released_on: { type: 'string' } } } })
  @Returns(takenReleaseSchema, 201)
  take(@Caller() caller: Identity, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TakenRelease> {
    return withUpload(request, async ({ file, fields }) => {
      const { site: code, release, released_on } = parse(formFields, fields);
      const site = targetSite(caller, 'administer', code === '' ? undefined : code);
      if (file.bytes > mostBytes) throw new ProblemError(413, 'file_too_large', `A release may have ${mostBytes / 1024 / 1024} MiB at most.`);
      const taken = await takeRelease(this.database.store, caller.token, site, { name: file.name, bytes: await readFile(file.path), release: release || null, releasedOn: released_on || null }, today()).catch(refused);
      void reply.status(taken.known ? 200 : 201);
      return taken;
    });
  }

  /** Items that the newest release says otherwise than the one before it, with the patients of each site whom they concern. */
  @Get('changes')
  @Needs('read')
  @Records('knowledge.changes')
  @Takes(siteQuery)
  @Returns(listOf(evidenceChangesSchema))
  async changes(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: WireEvidenceChanges[]; next: null }> {
    const sites = sitesOf(caller, 'read', parse(siteQuery, query).site);
    return { items: await this.database.store.inSession(caller.token, async (scope) => {
      const found: WireEvidenceChanges[] = [];
      for (const s of sites) found.push(await readEvidenceChanges(scope, s));
      return found;
    }, { readOnly: true }), next: null };
  }
}
