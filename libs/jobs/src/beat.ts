import { randomUUID } from 'node:crypto';
import { logger, version } from '@clonewatch/runtime';
import { beatWorker, leaveWorker, type Store } from '@clonewatch/store';
import type { QueueBackendName } from './backend.js';

/** Say in the database that this worker lives and whether its queue answers, now and from time to time; take it back at an orderly end. */
export function startBeat(store: Store, backend: QueueBackendName, answers: () => Promise<boolean>, everyMs: number): { close(): Promise<void> } {
  const id = randomUUID();
  const startedAt = new Date();
  let running: Promise<void> | null = null;
  const beat = async (): Promise<void> => {
    await beatWorker(store, { id, startedAt, backend, queueAnswers: await answers(), version });
  };
  const next = (): void => {
    running ??= beat().catch((error: unknown) => logger.warn({ err: error }, 'beat')).finally(() => { running = null; });
  };
  const timer = setInterval(next, everyMs);
  next();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
      await leaveWorker(store, id).catch(() => undefined);
    },
  };
}
