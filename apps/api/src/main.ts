import { onParentGone, logger, readEnv } from '@clonewatch/runtime';
import { openStore, setImportLimits } from '@clonewatch/workflows';
import { createApi } from './app.js';
import { sweepUploads } from './upload.js';

async function main(): Promise<void> {
  const env = readEnv();
  if (!env.databaseUrl) throw new Error('DATABASE_URL is not set: the api needs the database as the role of the application');
  setImportLimits(env);
  await sweepUploads();
  const app = await createApi(await openStore(env.databaseUrl, 'clonewatch api', 12), { webDir: env.webDir, publicOrigin: env.publicOrigin });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= app.close());
  const end = (): void => void stop().then(() => process.exit(0), () => process.exit(1));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  onParentGone(stop);
  await app.listen(env.port, env.host);
  logger.info({ port: env.port, host: env.host }, 'api listening');
}

main().catch((error: unknown) => {
  logger.fatal({ err: error }, 'api did not start');
  console.error(`api: ${(error as Error).message}`);
  process.exit(1);
});
