/** A few statements on a database, outside the application's tables. */
import { Store } from '@clonewatch/store';

export type Run = <T = Record<string, unknown>>(sql: string) => Promise<T[]>;

/** Each statement stands alone (`create database` refuses a transaction). */
export async function withSql<T>(url: string, work: (run: Run) => Promise<T>): Promise<T> {
  const store = await Store.open({ url, serviceKey: '', maxConnections: 2, name: 'clonewatch bootstrap' });
  try {
    return await store.asService((scope) => work(<R>(sql: string) => scope.em.dataSource.query<R[]>(sql)));
  } finally {
    await store.close();
  }
}
