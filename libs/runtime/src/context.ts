import { AsyncLocalStorage } from 'node:async_hooks';

/** On whose behalf this process is working now: for the audit trail and the log, never for a decision. */
export interface WorkContext {
  /** Id of the HTTP request, or of the outbox row of a job. */
  readonly requestId: string;
  /** Address of the client; `worker` for a job, `command` for the command line. */
  readonly address: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** Run `work`, and everything it starts, in this context. */
export function withContext<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the running request or job, or null outside any. */
export function currentContext(): WorkContext | null {
  return storage.getStore() ?? null;
}
