/** Ports and addresses of this machine. */
import { connect, createServer, isIP, type AddressInfo } from 'node:net';
import { codeOf, Failure } from './errors.js';

/** Listen for a moment; the port it got. */
function tryListen(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
}

export const freePort = (): Promise<number> => tryListen('127.0.0.1', 0);

/** The port, or any free one for 0; a {@link Failure} that says what to do when it cannot be had. */
export async function claimPort(host: string, port: number): Promise<number> {
  try {
    return await tryListen(host, port);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') throw new Failure(`port ${port} on ${host} is taken by another program: stop it, or choose another port (PORT=3001 npm start)`);
    if (code === 'EACCES') throw new Failure(`port ${port} needs more rights than this user has: choose one above 1023 (PORT=3000)`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw new Failure(`HOST=${host} is not an address of this machine`);
    throw error;
  }
}

/** Somebody accepts connections there. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Where to call a server that listens on this host: 0.0.0.0 and :: are no addresses to call. */
export function urlOf(host: string, port: number): string {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIP(target) === 6 ? `[${target}]` : target}:${port}`;
}
