import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EventHub, type Store } from '@clonewatch/workflows';

/** The store and its event ear, closed in order when the process ends. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly events: EventHub;

  constructor(readonly store: Store) {
    this.events = new EventHub(store);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.events.close();
    await this.store.close();
  }
}
