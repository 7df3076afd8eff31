import pg from 'pg';

/** The database cannot be used as it is; the message says why, in plain words, and what to do. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** What a server must be before anything of ours is kept on it. Throws {@link DatabaseRefused}. */
export async function assertServer(client: pg.ClientBase): Promise<void> {
  // `uuidv7()` and virtual generated columns need 18.
  const { rows: [version] } = await client.query<{ server_version_num: string }>('show server_version_num');
  const number = Number(version?.server_version_num ?? 0);
  if (number < 180_000) throw new DatabaseRefused(`PostgreSQL 18 or newer is needed; this server is ${Math.floor(number / 10_000)}.${number % 10_000}`);
  // What was acknowledged must survive a power cut. As this role and database see them: they can be set for either.
  const { rows: off } = await client.query<{ name: string }>(
    `select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`,
  );
  if (off.length > 0) throw new DatabaseRefused(`the server runs with ${off.map((r) => `${r.name} = off`).join(', ')}: what it acknowledges may be lost in a crash; set it to on`);
}

/** Connect, look, and go. Throws the connection's own error, or {@link DatabaseRefused}. */
export async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'clonewatch check' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await assertServer(client);
  } finally {
    await client.end();
  }
}
