import { serviceKey } from '@clonewatch/runtime';
import { Store } from '@clonewatch/store';

export type { AuditEntry, Store, Scope } from '@clonewatch/store';

/** Connect as the application's role. The service key follows from the URL's secret, so there is nothing more to configure. */
export function openStore(url: string, name: string, maxConnections = 8): Promise<Store> {
  return Store.open({ url, serviceKey: serviceKey(url), name, maxConnections });
}
