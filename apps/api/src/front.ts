import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export type CookieRequest = FastifyRequest & { cookies?: Record<string, string | undefined> };

/** How people reach us. With an https origin a proxy on this machine ends TLS: cookies are then Secure, and its word on the client's address counts. */
@Injectable()
export class Front {
  readonly https: boolean;
  readonly sessionCookie: string;
  readonly deviceCookie: string;

  constructor(readonly origin: string | undefined) {
    this.https = origin?.startsWith('https:') ?? false;
    // `__Host-`: set over https by this very host for all paths, so that no neighbour can plant one.
    const prefix = this.https ? '__Host-' : '';
    this.sessionCookie = `${prefix}clonewatch_session`;
    this.deviceCookie = `${prefix}clonewatch_device`;
  }

  cookie(seconds: number): object {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.https, maxAge: seconds };
  }

  sessionOf(request: FastifyRequest): string | undefined {
    return (request as CookieRequest).cookies?.[this.sessionCookie];
  }

  deviceOf(request: FastifyRequest): string | undefined {
    return (request as CookieRequest).cookies?.[this.deviceCookie];
  }

  /** Whether the request comes from a page of ours: yes, no, or not said (no browser, or an old one). */
  fromOwnPage(request: FastifyRequest): boolean | undefined {
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    if (origin) return this.https ? origin === this.origin : origin === this.origin || (URL.canParse(origin) && new URL(origin).host === host);
    return site === undefined ? undefined : site === 'same-origin';
  }
}
