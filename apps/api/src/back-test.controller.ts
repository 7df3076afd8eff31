import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  alertPolicySchema, backTestChangesSchema, backTestResultSchema, backTestSchema, listOf, madeSchema, putInForceSchema, ruleDraftSchema, type BackTestChange, type BackTestResult, type WireAlertPolicy, type WireBackTest,
} from '@clonewatch/contracts';
import type { Identity } from '@clonewatch/trust';
import { cancelBackTest, listBackTests, putInForce, readBackTest, readBackTestChanges, startBackTest } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsNothing, Takes, TakesBody } from './openapi.js';
import { ProblemError, notFound } from './problem.js';
import { knownId, limitSchema, parse } from './query.js';
import { Signing } from './signing.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

const siteOf = (caller: Identity, code: string): string => sitesOf(caller, 'administer', code)[0]!.id;
const changesQuery = z.strictObject({ kind: z.string().max(60).optional(), change: z.string().max(10).optional(), limit: limitSchema, cursor: z.string().max(200).optional() });
const placeSchema = z.strictObject({ patient: z.uuid(), n: z.number().int() });

function placeOf(cursor: string | undefined): z.infer<typeof placeSchema> | null {
  if (cursor === undefined) return null;
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError(400, 'bad_request', 'cursor: none that this list gave out');
  }
}

/** Drafts of the alert policy, tried on the site's own history; none of it touches the alerts in force until a draft is put in force. */
@Controller('api/v1/admin/sites/:site/back-tests')
@Needs('administer')
export class BackTestController {
  constructor(private readonly database: Database, private readonly signing: Signing) {}

  @Get()
  @Returns(listOf(backTestSchema))
  @Records('policy.back_test_list')
  async list(@Caller() caller: Identity, @Param('site') code: string): Promise<{ items: WireBackTest[]; next: null }> {
    const site = siteOf(caller, code);
    return { items: await this.database.store.inSession(caller.token, (scope) => listBackTests(scope, site), { readOnly: true }), next: null };
  }

  /** What the draft leaves out is as it is in force. */
  @Post()
  @TakesBody(ruleDraftSchema)
  @Returns(madeSchema, 201)
  @Records('policy.back_test')
  async start(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<{ id: string }> {
    const site = siteOf(caller, code);
    return startBackTest(this.database.store, caller.token, site, parse(ruleDraftSchema, body)).catch(refused);
  }

  @Get(':id')
  @Returns(backTestResultSchema)
  @Records('policy.back_test_read')
  async one(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<BackTestResult> {
    const site = siteOf(caller, code);
    const found = await this.database.store.inSession(caller.token, (scope) => readBackTest(scope, site, knownId(id)), { readOnly: true });
    if (!found) throw notFound();
    return found;
  }

  @Get(':id/changes')
  @Takes(changesQuery)
  @Returns(backTestChangesSchema)
  @Records('policy.back_test_read')
  async changes(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Query() query: unknown): Promise<{ items: BackTestChange[]; next: string | null }> {
    const siteId = siteOf(caller, code);
    const asked = parse(changesQuery, query);
    const after = placeOf(asked.cursor);
    return this.database.store.inSession(caller.token, async (scope) => {
      if (!(await readBackTest(scope, siteId, knownId(id)))) throw notFound();
      const { items, next } = await readBackTestChanges(scope, { siteId, id, kind: asked.kind ?? null, change: asked.change ?? null, limit: asked.limit, after });
      return { items, next: next === null ? null : Buffer.from(JSON.stringify(next)).toString('base64url') };
    }, { readOnly: true });
  }

  @Post(':id/cancel')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('policy.back_test_cancelled')
  async cancel(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await cancelBackTest(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refused);
  }

  /** The draft becomes the next version of the policy, signed: a person gives the password again. If-Match names the version of the policy that the caller saw. */
  @Post(':id/put-in-force')
  @HttpCode(200)
  @TakesBody(putInForceSchema)
  @Returns(alertPolicySchema)
  @Records('policy.changed')
  async putInForce(
    @Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireAlertPolicy> {
    const site = siteOf(caller, code);
    const test = knownId(id);
    const { reason, password } = parse(putInForceSchema, body);
    const version = mustMatch(request);
    if (!(await this.database.store.inSession(caller.token, (scope) => readBackTest(scope, site, test), { readOnly: true }))) throw notFound();
    await this.signing.signedBy(caller, password, request);
    const policy = await putInForce(this.database.store, writerOf(caller, request), site, test, version, reason).catch(refused);
    tag(reply, policy.version);
    return policy;
  }
}
