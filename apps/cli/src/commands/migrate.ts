/** `clonewatch migrate`: the schema, up to date. */
import type { Command } from 'commander';
import { note } from '../terminal.js';

export function registerMigrate(program: Command): void {
  program.command('migrate').description('bring the database schema up to date (with DATABASE_URL: as DATABASE_OWNER_URL)').action(async () => {
    // Loaded when needed: the database's libraries take a second.
    const [{ withDatabase }, { migrate }] = await Promise.all([import('../database.js'), import('../steps/migrate.js')]);
    await withDatabase(migrate);
    note('the schema is up to date');
  });
}
