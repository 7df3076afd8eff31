import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  adminSiteSchema, alertPolicySchema, setAlertPolicySchema, type WireAlertPolicy, adminTokenSchema, adminUserSchema, createSiteSchema, createTokenSchema, createdTokenSchema, inviteSchema, invitedSchema, listOf, madeSchema, passwordLinkSchema,
  renameSiteSchema, setDisabledSchema, setRoleSchema, type WireAdminSite, type WireAdminToken, type WireAdminUser,
} from '@clonewatch/contracts';
import {
  AdminRefused, createSite, createSiteToken, inviteUser, listSites, listTokens, listUsers, makePasswordLink, removeUser, renameSite, revokeToken, setDisabled, setRole, type Identity,
} from '@clonewatch/trust';
import { changePolicy, readPolicy } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsNothing, TakesBody } from './openapi.js';
import { ProblemError, notFound } from './problem.js';
import { knownId, parse } from './query.js';
import { Signing } from './signing.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

interface ListOf<T> { items: T[]; next: string | null }

/** Users, roles, tokens and sites, each under the code of a site the caller administers. The database decides; here it is only put into words. */
@Controller('api/v1/admin/sites')
@Needs('administer')
export class AdminController {
  constructor(private readonly database: Database, private readonly signing: Signing) {}

  @Get()
  @Returns(listOf(adminSiteSchema))
  @Records('site.list')
  async sites(@Caller() caller: Identity): Promise<ListOf<WireAdminSite>> {
    return list(await listSites(this.database.store, caller.token));
  }

  /** Administrators of the site `main` only; they administer what they make. */
  @Post()
  @TakesBody(createSiteSchema)
  @Returns(madeSchema, 201)
  @Records('site.create')
  async makeSite(@Caller() caller: Identity, @Body() body: unknown): Promise<{ id: string }> {
    const { code, name } = parse(createSiteSchema, body);
    return { id: await createSite(this.database.store, caller.token, code, name).catch(refuse) };
  }

  @Patch(':site')
  @HttpCode(204)
  @TakesBody(renameSiteSchema)
  @ReturnsNothing()
  @Records('site.rename')
  async rename(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<void> {
    const site = siteOf(caller, code);
    await renameSite(this.database.store, caller.token, site, parse(renameSiteSchema, body).name).catch(refuse);
  }

  @Get(':site/users')
  @Returns(listOf(adminUserSchema))
  @Records('user.list')
  async users(@Caller() caller: Identity, @Param('site') code: string): Promise<ListOf<WireAdminUser>> {
    return list(await listUsers(this.database.store, caller.token, siteOf(caller, code)).catch(refuse));
  }

  /** An account that is there already becomes a member; a new one gets a one-time link to set its password. */
  @Post(':site/users')
  @TakesBody(inviteSchema)
  @Returns(invitedSchema, 201)
  @Records('user.invite')
  async invite(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<{ id: string; link: string | null }> {
    const site = siteOf(caller, code);
    const { email, role } = parse(inviteSchema, body);
    const { userId, link } = await inviteUser(this.database.store, caller.token, site, email, role).catch(refuse);
    return { id: userId, link: link === null ? null : linkPath(link) };
  }

  @Put(':site/users/:id/role')
  @HttpCode(204)
  @TakesBody(setRoleSchema)
  @ReturnsNothing()
  @Records('user.set_role')
  async role(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    const site = siteOf(caller, code);
    const { role, was } = parse(setRoleSchema, body);
    await setRole(this.database.store, caller.token, site, knownId(id), role, was ?? null).catch(refuse);
  }

  @Delete(':site/users/:id')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('user.remove')
  async remove(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await removeUser(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refuse);
  }

  /** Only by who administers every site of the account. */
  @Put(':site/users/:id/disabled')
  @HttpCode(204)
  @TakesBody(setDisabledSchema)
  @ReturnsNothing()
  @Records('user.disable')
  async disable(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    const site = siteOf(caller, code);
    await setDisabled(this.database.store, caller.token, site, knownId(id), parse(setDisabledSchema, body).disabled).catch(refuse);
  }

  /** Only by who administers every site of the account. The link is handed over by the administrator; it works once, for 24 hours. */
  @Post(':site/users/:id/password-link')
  @Returns(passwordLinkSchema, 201)
  @Records('user.password_link')
  async passwordLink(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<{ link: string; until: string }> {
    const { link, until } = await makePasswordLink(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refuse);
    return { link: linkPath(link), until: until.toISOString() };
  }

  @Get(':site/tokens')
  @Returns(listOf(adminTokenSchema))
  @Records('token.list')
  async tokens(@Caller() caller: Identity, @Param('site') code: string): Promise<ListOf<WireAdminToken>> {
    return list(await listTokens(this.database.store, caller.token, siteOf(caller, code)).catch(refuse));
  }

  @Post(':site/tokens')
  @TakesBody(createTokenSchema)
  @Returns(createdTokenSchema, 201)
  @Records('token.create')
  async makeToken(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<{ id: string; token: string }> {
    const site = siteOf(caller, code);
    return createSiteToken(this.database.store, caller.token, site, parse(createTokenSchema, body)).catch(refuse);
  }

  @Get(':site/alert-policy')
  @Returns(alertPolicySchema)
  @Records('policy.read')
  async policy(@Caller() caller: Identity, @Param('site') code: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAlertPolicy> {
    const site = siteOf(caller, code);
    const policy = await this.database.store.inSession(caller.token, (scope) => readPolicy(scope, site), { readOnly: true });
    tag(reply, policy.version);
    return policy;
  }

  /** The next version; every patient of the site is evaluated anew when a rule changes, and that is signed: a person gives the password again. If-Match names the version the caller saw. */
  @Put(':site/alert-policy')
  @TakesBody(setAlertPolicySchema)
  @Returns(alertPolicySchema)
  @Records('policy.changed')
  async changePolicy(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAlertPolicy> {
    const site = siteOf(caller, code);
    const { password, ...entry } = parse(setAlertPolicySchema, body);
    const version = mustMatch(request);
    if (password !== undefined) await this.signing.signedBy(caller, password, request);
    const policy = await changePolicy(this.database.store, writerOf(caller, request), site, version, entry, password !== undefined).catch(refused);
    tag(reply, policy.version);
    return policy;
  }

  @Delete(':site/tokens/:id')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('token.revoke')
  async revoke(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await revokeToken(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refuse);
  }
}

const siteOf = (caller: Identity, code: string): string => sitesOf(caller, 'administer', code)[0]!.id;

/** The secret stands in the fragment: no browser sends it, no server logs it. */
const linkPath = (link: string): string => `/reset-password#token=${link}`;

/** Instants as text; the rest as it is. */
type Wire<T> = { [K in keyof T]: Date extends T[K] ? string | Exclude<T[K], Date> : T[K] };
function list<T extends object, W = Wire<T>>(rows: readonly T[]): { items: W[]; next: null } {
  const items = rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]: [string, unknown]) => [k, v instanceof Date ? v.toISOString() : v])) as W);
  return { items, next: null };
}

function refuse(error: unknown): never {
  if (!(error instanceof AdminRefused)) throw error;
  throw error.status === 404 ? notFound() : new ProblemError(error.status, error.code, error.message);
}
