import { runMigrations } from 'bullmq';
import pg from 'pg';
import { queueSchema as schema } from './backend.js';

/** Make or update BullMQ's own tables, as their owner, and let the application's role use them. */
export async function migrateQueue(ownerUrl: string, appRole: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, schema);
    const app = pg.escapeIdentifier(appRole);
    // A queue makes a sequence of its own at first use, so the role needs CREATE on this schema too.
    await client.query(`
      grant usage, create on schema ${schema} to ${app};
      grant select, insert, update, delete on all tables in schema ${schema} to ${app};
      grant execute on all functions in schema ${schema} to ${app};
    `);
    // Those sequences belong to the role that made them: only our own can be, and need to be, granted.
    const own = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'S' and pg_get_userbyid(c.relowner) = current_user`, [schema],
    );
    for (const { name } of own.rows) await client.query(`grant usage, select, update on sequence ${name} to ${app}`);
  } finally {
    await client.end();
  }
}
