/** A signature: the person who is signed in gives the password again. */
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { confirmPassword, type Identity } from '@clonewatch/trust';
import { Database } from './database.js';
import { Front } from './front.js';
import { ProblemError } from './problem.js';

@Injectable()
export class Signing {
  constructor(private readonly database: Database, private readonly front: Front) {}

  /** Throws when a token asks (403), the password is wrong (422), or too many were tried (429). */
  async signedBy(caller: Identity, password: string, request: FastifyRequest): Promise<void> {
    if (caller.user === null || caller.via !== 'session') throw new ProblemError(403, 'signature_needs_person', 'A policy is signed by a person who is signed in, not by a token.');
    const answer = await confirmPassword(this.database.store, caller.user.email, password, { address: request.ip, device: this.front.deviceOf(request) });
    if (answer.outcome === 'held') throw new ProblemError(429, 'too_many_attempts', 'Too many attempts. Try again later.', [], { 'retry-after': String(answer.retrySeconds) });
    if (answer.outcome === 'wrong') throw new ProblemError(422, 'wrong_password', 'The password is not right: nothing was changed.');
  }
}
