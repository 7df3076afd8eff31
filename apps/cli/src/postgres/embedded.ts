/** The embedded database from nothing to two URLs. */
import { join } from 'node:path';
import { sqlState } from '@clonewatch/store';
import type { Places } from '../data/places.js';
import { loadSecrets, type Secrets } from '../data/secrets.js';
import { rotate } from '../data/log-file.js';
import type { Binaries } from './binaries.js';
import { placedBinaries } from './binaries.js';
import { bootstrapCluster, database, roles } from './bootstrap.js';
import { ensureCluster, resetSuperuser } from './cluster.js';
import { startServer, type Server } from './server.js';

export interface Embedded extends Urls {
  readonly server: Server;
  readonly secrets: Secrets;
  /** The cluster was made by this start. */
  readonly fresh: boolean;
}
export interface Urls { readonly appUrl: string; readonly ownerUrl: string }

const urlFor = (port: number, role: string, password: string, name: string): string => `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;

/** URLs of the embedded database on this port. */
export function urlsOf(port: number, secrets: Secrets): Urls {
  return { appUrl: urlFor(port, roles.app, secrets.app, database), ownerUrl: urlFor(port, roles.owner, secrets.owner, database) };
}

/** Start it. The caller holds the lock of the data folder, and stops `server` whatever happens next. */
export async function startEmbedded(places: Places, packaged: Binaries, port: number, signal?: AbortSignal): Promise<Embedded> {
  const secrets = loadSecrets(places.data);
  const binaries = placedBinaries(packaged, places.copyBinaries ? places.home : null);
  const fresh = await ensureCluster(places.cluster, places.account, binaries, secrets.superuser, signal);
  const logFile = join(places.logs, 'postgresql.log');
  rotate(logFile);
  const start = (): Promise<Server> => startServer({ postgres: binaries.postgres, cluster: places.cluster, account: places.account, port, logFile, ...(signal ? { signal } : {}) });
  let server = await start();
  const bootstrap = (): Promise<void> => bootstrapCluster(urlFor(server.port, 'postgres', secrets.superuser, 'postgres'), secrets);
  try {
    try {
      await bootstrap();
    } catch (error) {
      if (sqlState(error) !== '28P01') throw error;
      // Another secrets file than the cluster was made with: whoever owns the files may set the password.
      await server.stop();
      await resetSuperuser(places.cluster, places.account, binaries, secrets.superuser);
      server = await start();
      await bootstrap();
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, secrets, fresh, ...urlsOf(server.port, secrets) };
}
