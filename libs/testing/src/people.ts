/** People at a browser, as far as HTTP sees them: they sign in, hold cookies, and ask. */
import { createUser, signIn } from '@clonewatch/trust';
import type { Role } from '@clonewatch/domain';
import type { Store } from '@clonewatch/workflows';
import type { TestSystem } from './system.js';

export interface Account { readonly id: string; readonly email: string; readonly password: string }

let made = 0;

/** An account with this role in this site. */
export async function newAccount(system: TestSystem, site: string, role: Role): Promise<Account> {
  const account = { email: `person${++made}@example.org`, password: `long enough for anyone ${made}` };
  return { ...account, id: await createUser(system.store, { ...account, siteId: await system.siteId(site), role }) };
}

/** The session token of a fresh sign-in, without a browser. */
export async function sessionToken(store: Store, account: { email: string; password: string }): Promise<string> {
  const signedIn = await signIn(store, account.email, account.password, { address: '127.0.0.1', device: undefined });
  if (signedIn.outcome !== 'in') throw new Error(`${account.email}: ${signedIn.outcome}`);
  return signedIn.token;
}

/** Holds the cookies of one browser, and sends its own origin with a change. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  constructor(readonly url: string) {}

  async ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { origin: this.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }), cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return response;
  }

  signIn(account: { email: string; password: string } | { token: string }): Promise<Response> {
    const body = 'token' in account ? account : { email: account.email, password: account.password };
    return this.ask('POST', '/session', body);
  }

  async status(path = '/me', headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const response = await this.ask('GET', path, undefined, headers);
    await response.body?.cancel();
    return response.status;
  }

  /** The same cookies at another process. */
  at(url: string): Visitor {
    const visitor = new Visitor(url);
    for (const [k, v] of this.cookies) visitor.cookies.set(k, v);
    return visitor;
  }
}
