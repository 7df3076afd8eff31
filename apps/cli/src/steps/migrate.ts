/** Brings the schema up to date, in this process, as its owner. */
import { Failure } from '../errors.js';
import type { DatabaseUrls } from '../supervisor/supervise.js';

/** TODO(integration): `migrateDatabase({ ownerUrl, appUrl }): Promise<unknown>` of @clonewatch/workflows. */
export async function migrate({ ownerUrl }: DatabaseUrls): Promise<void> {
  if (!ownerUrl) throw new Failure('DATABASE_OWNER_URL is not set: the schema can only be migrated as its owner');
  await Promise.resolve();
}
