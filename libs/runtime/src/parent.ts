/** Argument by which the supervisor tells a child that it has one: after a kill -9 the channel alone cannot tell "gone" from "never was". */
export const supervised = 'supervised';

/**
 * A child of the supervisor ends when the supervisor is gone, even by kill -9: the kernel closes the IPC channel, and
 * that is all the notice there is. Call it first thing in `main`. Without a supervisor it does nothing; with one that
 * was gone before the call (its `disconnect` came while the program was loading, and nobody heard it) the child ends at once.
 */
export function onParentGone(stop: () => void | Promise<void>): void {
  const gone = (): void => {
    // Whatever hangs while stopping must not outlive the supervisor for long.
    setTimeout(() => process.exit(1), 5_000).unref();
    void Promise.resolve().then(stop).catch(() => undefined).finally(() => process.exit(0));
  };
  if (!process.connected) {
    if (process.argv.includes(supervised)) gone();
    return;
  }
  process.once('disconnect', gone);
  // The channel alone must not keep a process alive that has nothing left to do.
  process.channel?.unref();
}
