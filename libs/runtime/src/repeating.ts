import { withContext } from './context.js';
import { logger } from './logger.js';

/**
 * Do something now and every `everyMs` milliseconds, never twice at once: a round that is due while the last one runs is left out. A round that fails
 * is logged under `what` and the next one comes all the same. `close` resolves when no round runs any more.
 */
export function startRepeating(what: string, everyMs: number, round: () => Promise<unknown>): { close(): Promise<void> } {
  let running: Promise<void> | null = null;
  const next = (): void => {
    running ??= withContext({ requestId: what, address: 'worker' }, round).then(() => undefined)
      .catch((error: unknown) => logger.warn({ err: error }, what))
      .finally(() => { running = null; });
  };
  const timer = setInterval(next, everyMs);
  next();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
