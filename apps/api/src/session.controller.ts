import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meSchema, signInSchema, type Me } from '@clonewatch/contracts';
import { identify, signIn, signOut, type Identity } from '@clonewatch/trust';
import { version } from '@clonewatch/runtime';
import { countPatients } from '@clonewatch/workflows';
import { Caller, Needs } from './auth.js';
import { Database } from './database.js';
import { Front } from './front.js';
import { Returns, ReturnsNothing, TakesBody } from './openapi.js';
import { ProblemError } from './problem.js';
import { parse } from './query.js';

type CookieReply = FastifyReply & { setCookie(name: string, value: string, options: object): void; clearCookie(name: string, options: object): void };

@Controller('api/v1')
export class SessionController {
  constructor(private readonly database: Database, private readonly front: Front) {}

  /** An account, or a pasted API token. */
  @Post('session')
  @Needs('public')
  @HttpCode(204)
  @TakesBody(signInSchema)
  @ReturnsNothing()
  async create(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const given = parse(signInSchema, body);
    const token = 'token' in given ? await this.pasted(given.token.trim()) : await signIn(this.database.store, given.email, given.password);
    if (!token) throw new ProblemError(401, 'sign_in_refused', 'token' in given ? 'This token is not known, or it has expired.' : 'The address and the password do not belong together.');
    (reply as CookieReply).setCookie(this.front.sessionCookie, token, this.front.cookie(12 * 3600));
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
