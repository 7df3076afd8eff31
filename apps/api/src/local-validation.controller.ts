import { Body, Controller, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listOf, localValidationSchema, signValidationSchema, siteSwitchSchema, type WireLocalValidation, type WireSiteSwitch } from '@clonewatch/contracts';
import { confirmPassword, type Identity } from '@clonewatch/trust';
import { readLocalValidation, readSwitch, signValidation } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Front } from './front.js';
import { Returns, Takes, TakesBody } from './openapi.js';
import { ProblemError } from './problem.js';
import { parse, today } from './query.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

const siteQuery = z.strictObject({ site: z.string().max(40).optional() });

/** Alerts and forecasts stand behind a switch of the site that says whether they were validated there. */
@Controller('api/v1')
export class LocalValidationController {
  constructor(private readonly database: Database, private readonly front: Front) {}

  @Get('local-validation')
  @Needs('read')
  @Takes(siteQuery)
  @Returns(listOf(siteSwitchSchema))
  async switches(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: WireSiteSwitch[]; next: null }> {
    const sites = sitesOf(caller, 'read', parse(siteQuery, query).site);
    return { items: await this.database.store.inSession(caller.token, async (scope) => {
      const found: WireSiteSwitch[] = [];
      for (const s of sites) found.push(await readSwitch(scope, s));
      return found;
    }, { readOnly: true }), next: null };
  }

  @Get('admin/sites/:site/local-validation')
  @Needs('administer')
  @Records('validation.read')
  @Returns(localValidationSchema)
  async one(@Caller() caller: Identity, @Param('site') code: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireLocalValidation> {
    const site = sitesOf(caller, 'administer', code)[0]!;
    const found = await this.database.store.inSession(caller.token, (scope) => readLocalValidation(scope, site), { readOnly: true });
    tag(reply, found.version);
    return found;
  }

  /** The next version, signed: a person gives the password again. If-Match names the version that the caller saw. */
  @Put('admin/sites/:site/local-validation')
  @Needs('administer')
  @Records('validation.signed')
  @TakesBody(signValidationSchema)
  @Returns(localValidationSchema)
  async sign(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireLocalValidation> {
    const site = sitesOf(caller, 'administer', code)[0]!;
    const { password, ...entry } = parse(signValidationSchema, body);
    const version = mustMatch(request);
    if (caller.user === null || caller.via !== 'session') throw new ProblemError(403, 'signature_needs_person', 'A validation is signed by a person who is signed in, not by a token.');
    const answer = await confirmPassword(this.database.store, caller.user.email, password, { address: request.ip, device: this.front.deviceOf(request) });
    if (answer.outcome === 'held') throw new ProblemError(429, 'too_many_attempts', 'Too many attempts. Try again later.', [], { 'retry-after': String(answer.retrySeconds) });
    if (answer.outcome === 'wrong') throw new ProblemError(422, 'wrong_password', 'The password is not right: nothing was changed.');
    const signed = await (async () => signValidation(this.database.store, writerOf(caller, request), site, caller.user!, version, entry, { today: today(), signedAt: new Date().toISOString() }))().catch(refused);
    tag(reply, signed.version);
    return signed;
  }
}
