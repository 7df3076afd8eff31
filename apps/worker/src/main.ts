import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onParentGone, logger, readEnv, type Env } from '@clonewatch/runtime';
import { policyWithLock } from '@clonewatch/jobs';
import { openStore, setImportLimits, type Store } from '@clonewatch/workflows';
import { runWorker } from './worker.js';

/** No HTTP: the module only gives the worker a life cycle. */
@Module({})
class WorkerModule {
  private worker: { close(): Promise<void> } | null = null;
  private store: Store | null = null;

  start(store: Store, env: Env): void {
    this.worker = runWorker(store, env.redisUrl, policyWithLock(env.queueLockMs), { allowed: env.webhookOrigins, origin: env.publicOrigin ?? null, mail: env.mail });
    this.store = store;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.close();
    await this.store?.close();
  }
}

async function main(): Promise<void> {
  const env = readEnv();
  if (!env.databaseUrl) throw new Error('DATABASE_URL is not set: the worker needs the database as the role of the application');
  setImportLimits(env);
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'], abortOnError: false });
  app.get(WorkerModule).start(await openStore(env.databaseUrl, 'clonewatch worker', 10), env);
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= app.close());
  const end = (): void => void stop().then(() => process.exit(0), () => process.exit(1));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  onParentGone(stop);
  logger.info({ queue: env.redisUrl ? 'redis' : 'postgresql' }, 'worker running');
}

main().catch((error: unknown) => {
  logger.fatal({ err: error }, 'worker did not start');
  console.error(`worker: ${(error as Error).message}`);
  process.exit(1);
});
