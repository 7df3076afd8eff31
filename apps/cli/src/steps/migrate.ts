/** Brings the schema up to date, in this process, as its owner. */
import { serviceKey } from '@clonewatch/runtime';
import { DatabaseRefused } from '@clonewatch/store';
import { migrateDatabase } from '@clonewatch/workflows';
import { Failure } from '../errors.js';
import type { DatabaseUrls } from '../supervisor/supervise.js';

export async function migrate({ ownerUrl, appUrl }: DatabaseUrls): Promise<void> {
  if (!ownerUrl) throw new Failure('DATABASE_OWNER_URL is not set: the schema can only be migrated as its owner');
  try {
    await migrateDatabase({ ownerUrl, appUrl, serviceKey: serviceKey(appUrl) });
  } catch (error) {
    throw error instanceof DatabaseRefused ? new Failure(error.message) : error;
  }
}
