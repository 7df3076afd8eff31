import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meSchema, setPasswordSchema, signInSchema, type Me } from '@clonewatch/contracts';
import { rememberDevice, sessionSeconds, signIn, signInWithToken, signOut, useLink, type Identity } from '@clonewatch/trust';
import { version } from '@clonewatch/runtime';
import { countPatients } from '@clonewatch/workflows';
import { Caller, Needs } from './auth.js';
import { Database } from './database.js';
import { Front } from './front.js';
import { Returns, ReturnsNothing, TakesBody } from './openapi.js';
import { ProblemError } from './problem.js';
import { parse } from './query.js';

type CookieReply = FastifyReply & { setCookie(name: string, value: string, options: object): void; clearCookie(name: string, options: object): void };

/** How long a device is remembered as one its account has signed in on (sec.begin_attempt). */
const deviceSeconds = 180 * 24 * 3600;

@Controller('api/v1')
export class SessionController {
  constructor(private readonly database: Database, private readonly front: Front) {}

  /** An account, or a pasted API token. Always a fresh session; the one this browser had before ends. */
  @Post('session')
  @Needs('public')
  @HttpCode(204)
  @TakesBody(signInSchema)
  @ReturnsNothing()
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const given = parse(signInSchema, body);
    const { store } = this.database;
    const place = { address: request.ip, device: this.front.deviceOf(request) };
    const answer = 'token' in given ? await signInWithToken(store, given.token.trim(), place) : await signIn(store, given.email, given.password, place);
    if (answer.outcome === 'held') throw tooMany(answer.retrySeconds);
    if (answer.outcome === 'refused') throw new ProblemError(401, 'sign_in_refused', 'token' in given ? 'This token is not known, or it has expired.' : 'The address and the password do not belong together.');
    const before = this.front.sessionOf(request);
    if (before) await signOut(store, before);
    (reply as CookieReply).setCookie(this.front.sessionCookie, answer.token, this.front.cookie(sessionSeconds));
    if (answer.device) (reply as CookieReply).setCookie(this.front.deviceCookie, answer.device, this.front.cookie(deviceSeconds));
  }

  @Delete('session')
  @Needs('public')
  @HttpCode(204)
  @ReturnsNothing()
  async remove(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.front.sessionOf(request);
    if (token) await signOut(this.database.store, token);
    (reply as CookieReply).clearCookie(this.front.sessionCookie, this.front.cookie(0));
  }

  /** Set a password with the one-time link of an administrator. Every session of the account ends; this browser is remembered as one of its own. */
  @Post('password')
  @Needs('public')
  @HttpCode(204)
  @TakesBody(setPasswordSchema)
  @ReturnsNothing()
  async setPassword(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { token, password } = parse(setPasswordSchema, body);
    const use = await useLink(this.database.store, token, password);
    if (!use.done && use.why === 'weak') throw new ProblemError(400, 'weak_password', use.words);
    if (!use.done) throw new ProblemError(404, 'link_not_valid', 'This link is not valid any more. Ask your administrator for a new one.');
    const device = await rememberDevice(this.database.store, use.userId, this.front.deviceOf(request));
    (reply as CookieReply).setCookie(this.front.deviceCookie, device, this.front.cookie(deviceSeconds));
  }

  @Get('me')
  @Needs('identity')
  @Returns(meSchema)
  async me(@Caller() caller: Identity): Promise<Me> {
    const patients = await this.database.store.inSession(caller.token, countPatients, { readOnly: true });
    return {
      user: caller.user, via: caller.via, version,
      sites: caller.sites.map((s) => ({ id: s.id, code: s.code, name: s.name, demo: s.demo, role: s.role, patients: patients[s.id] ?? 0 })),
    };
  }
}

function tooMany(seconds: number): ProblemError {
  const minutes = Math.ceil(seconds / 60);
  return new ProblemError(429, 'too_many_attempts', `Too many attempts to sign in. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`, [], { 'retry-after': String(seconds) });
}
