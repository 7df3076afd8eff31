import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meSchema, signInSchema, type Me } from '@clonewatch/contracts';
import { identify, signIn, signOut, type Identity } from '@clonewatch/trust';
import { version } from '@clonewatch/runtime';
import { countPatients } from '@clonewatch/workflows';
import { Caller, Needs, cookieName } from './auth.js';
import { Database } from './database.js';
import { Returns } from './openapi.js';
import { ProblemError } from './problem.js';
import { parse } from './query.js';

type CookieReply = FastifyReply & { setCookie(name: string, value: string, options: object): void; clearCookie(name: string, options: object): void };

@Controller('api/v1')
export class SessionController {
  constructor(private readonly database: Database) {}

  /** An account, or a pasted API token. */
  @Post('session')
  @Needs('public')
  @HttpCode(204)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const given = parse(signInSchema, body);
    const token = 'token' in given ? await this.pasted(given.token.trim()) : await signIn(this.database.store, given.email, given.password);
    if (!token) throw new ProblemError(401, 'sign_in_refused', 'token' in given ? 'This token is not known, or it has expired.' : 'The address and the password do not belong together.');
    (reply as CookieReply).setCookie(cookieName, token, {
      path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', maxAge: 12 * 3600,
    });
  }

  @Delete('session')
  @Needs('public')
  @HttpCode(204)
  async remove(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = (request as FastifyRequest & { cookies?: Record<string, string | undefined> }).cookies?.[cookieName];
    if (token) await signOut(this.database.store, token);
    (reply as CookieReply).clearCookie(cookieName, { path: '/' });
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

  private async pasted(token: string): Promise<string | null> {
    return (await identify(this.database.store, token)) ? token : null;
  }
}
