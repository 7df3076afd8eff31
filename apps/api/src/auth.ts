import { Injectable, SetMetadata, createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { identify, sitesWith, type Identity, type Permission, type SiteGrant } from '@clonewatch/trust';
import { Database } from './database.js';
import { Front } from './front.js';
import { ProblemError, notFound } from './problem.js';

export const needKey = 'clonewatch:need';

/** What a route needs of its caller: every route says so, or the api does not start. */
export type Need = Permission | 'identity' | 'public';
export const Needs = (need: Need) => SetMetadata(needKey, need);

const recordsKey = 'clonewatch:records';

/** A route that touches patient data, accounts or tokens: what the audit trail calls it when it is refused or fails. (What is done, the use-case notes itself.) */
export const Records = (action: string) => SetMetadata(recordsKey, action);

export type SignedRequest = FastifyRequest & { identity?: Identity; action?: string | undefined };

export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  const { identity } = context.switchToHttp().getRequest<SignedRequest>();
  if (!identity) throw new ProblemError(401, 'not_signed_in', 'Sign in, or send a token as "Authorization: Bearer TOKEN".');
  return identity;
});

function credentials(request: FastifyRequest, front: Front): { token: string; by: 'bearer' | 'cookie' } | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  if (bearer) return { token: bearer[1]!, by: 'bearer' };
  const cookie = front.sessionOf(request);
  return cookie ? { token: cookie, by: 'cookie' } : null;
}

/**
 * A browser sends our cookie by itself, so a change needs proof that our own page asked for it. Without a cookie it is enough that nothing says otherwise:
 * a strange page may not sign anybody in. A bearer token is proof of itself; no page of another origin can send one, since we answer no preflight.
 */
function refuseStrangePage(request: FastifyRequest, by: 'bearer' | 'cookie' | undefined, front: Front): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || by === 'bearer') return;
  const own = front.fromOwnPage(request);
  if (by === 'cookie' ? own !== true : own === false) throw new ProblemError(403, 'cross_site', 'This change was not asked for by a page of this site.');
}

/** A page that looks again by itself says so, and an open stream is no person: neither keeps a session alive. */
function causedByPerson(request: FastifyRequest): boolean {
  return request.headers['clonewatch-background'] === undefined && request.headers.accept !== 'text/event-stream';
}

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly database: Database, private readonly front: Front) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const need = this.reflector.getAllAndOverride<Need | undefined>(needKey, [context.getHandler(), context.getClass()]);
    if (!need) throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say what it needs`);
    const request = context.switchToHttp().getRequest<SignedRequest>();
    const given = credentials(request, this.front);
    refuseStrangePage(request, given?.by, this.front);
    if (need === 'public') return true;
    const identity = given ? await identify(this.database.store, given.token, causedByPerson(request)) : null;
    if (!identity) throw new ProblemError(401, 'not_signed_in', 'Sign in, or send a token as "Authorization: Bearer TOKEN".');
    request.identity = identity;
    request.action = this.reflector.get<string | undefined>(recordsKey, context.getHandler());
    if (need !== 'identity' && sitesWith(identity, need).length === 0) throw new ProblemError(403, 'not_permitted', `This account may not ${need} in any site.`);
    return true;
  }
}

/** The sites a request is about: the one it names, else all in which the caller holds the permission. */
export function sitesOf(identity: Identity, permission: Permission, code: string | undefined): readonly SiteGrant[] {
  const sites = sitesWith(identity, permission);
  if (!code) return sites;
  const site = sites.find((s) => s.code === code);
  if (!site) throw notFound();
  return [site];
}

/** The one site a write goes to: the one it names, else `main`, else the only one there is. */
export function targetSite(identity: Identity, permission: Permission, code: string | undefined): SiteGrant {
  const sites = sitesOf(identity, permission, code);
  const site = sites.find((s) => s.code === 'main') ?? (sites.length === 1 ? sites[0] : undefined);
  if (!site && !code) throw new ProblemError(400, 'site_needed', `Say which site: ${sites.map((s) => s.code).join(', ')}.`);
  return site ?? sites[0]!;
}
