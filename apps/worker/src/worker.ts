import { OutboxRelay, queuePolicy, startWorker, type QueuePolicy } from '@clonewatch/jobs';
import { giveUpJob, jobHandlers, openRelaySession, type Store } from '@clonewatch/workflows';

/** Relay and consumers over one store; stops by finishing what runs. */
export function runWorker(store: Store, policy: QueuePolicy = queuePolicy): { close(): Promise<void> } {
  const consumers = startWorker(store.url, jobHandlers(store), (name, id, site, error) => giveUpJob(store, name, id, site, error), policy);
  const relay = new OutboxRelay(store, (siteId) => openRelaySession(store, siteId), policy);
  return {
    close: async () => {
      await relay.close();
      await consumers.close();
    },
  };
}
