import { randomUUID } from 'node:crypto';
import { startRepeating, version } from '@clonewatch/runtime';
import { beatWorker, leaveWorker, type Store } from '@clonewatch/store';
import type { QueueBackendName } from './backend.js';

/** Say in the database that this worker lives and whether its queue answers, now and from time to time; take it back at an orderly end. */
export function startBeat(store: Store, backend: QueueBackendName, answers: () => Promise<boolean>, everyMs: number): { close(): Promise<void> } {
  const id = randomUUID();
  const startedAt = new Date();
  const beat = async (): Promise<void> => {
    await beatWorker(store, { id, startedAt, backend, queueAnswers: await answers(), version });
  };
  const beats = startRepeating('beat', everyMs, beat);
  return {
    close: async () => {
      await beats.close();
      await leaveWorker(store, id).catch(() => undefined);
    },
  };
}
