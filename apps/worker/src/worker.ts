import { backendOf, OutboxRelay, queuePolicy, startBeat, startConsumer, type QueuePolicy } from '@clonewatch/jobs';
import { jobWork, siteSessions, startDays, startDeliveries, type DeliverOptions, type Store } from '@clonewatch/workflows';

/** Relay, consumers, days and beat over one store, with the queue on PostgreSQL or, given its URL, on Redis; stops by finishing what runs. */
export function runWorker(store: Store, redisUrl: string | undefined, policy: QueuePolicy = queuePolicy, delivery: DeliverOptions = { allowed: [], origin: null, mail: null }): { close(): Promise<void> } {
  const target = { databaseUrl: store.url, redisUrl };
  const consumers = startConsumer(target, jobWork(store), policy);
  const relay = new OutboxRelay(store, target, siteSessions(store), policy);
  const beat = startBeat(store, backendOf(target), () => relay.answers(), policy.beatMs);
  const days = startDays(store, siteSessions(store));
  const deliveries = startDeliveries(store, siteSessions(store), delivery);
  return {
    close: async () => {
      await days.close();
      await deliveries.close();
      const answers = await relay.answers();
      await beat.close();
      await relay.close();
      await consumers.close(answers ? null : policy.answerMs);
    },
  };
}
