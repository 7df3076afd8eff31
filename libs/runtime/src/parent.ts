/**
 * A child of the supervisor ends when the supervisor is gone, even by kill -9: the kernel closes the IPC channel, and
 * that is all the notice there is. Call it first thing in `main`. Without a supervisor (no channel) it does nothing.
 */
export function onParentGone(stop: () => void | Promise<void>): void {
  if (!process.connected) return;
  process.once('disconnect', () => {
    // Whatever hangs while stopping must not outlive the supervisor for long.
    setTimeout(() => process.exit(1), 5_000).unref();
    void Promise.resolve().then(stop).catch(() => undefined).finally(() => process.exit(0));
  });
  // The channel alone must not keep a process alive that has nothing left to do.
  process.channel?.unref();
}
