/** Waiting, and being told to stop while waiting. */
import { Stopped } from './errors.js';

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Poll until the answer is true; false when the time is over. */
export async function until(answer: () => boolean | Promise<boolean>, ms: number, every = 25): Promise<boolean> {
  for (const end = Date.now() + ms; ; await sleep(every)) {
    if (await answer()) return true;
    if (Date.now() >= end) return false;
  }
}

/** The result of `work`, or {@link Stopped} as soon as the signal says so; what `work` does afterwards is nobody's concern. */
export function unlessStopped<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  work.catch(() => undefined);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Stopped());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
