/**
 * The one door to PostgreSQL. Clinical tables are only reachable inside {@link Store.inSession}: it opens a
 * transaction, names the session, and hands on a {@link Scope}. Row-level security then shows that session's sites.
 */
import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { appendAudit, type AuditEntry } from './audit.js';
import { entities } from './entities.js';
import { appendEvents, type EventEntry } from './events.js';

/** Rows of a parameterised query. */
export type Row = Record<string, unknown>;

export interface Scope {
  readonly em: EntityManager;
  /** Parameterised SQL in this transaction. */
  query<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** The transaction's raw pg client, for COPY and cursors. */
  client(): Promise<pg.PoolClient>;
  /** For the record: appended to the site's audit chain just before this transaction commits. No record, no effect. */
  audit(entry: AuditEntry): void;
  /** Tell the site's listeners, once this transaction commits. */
  emit(event: EventEntry): void;
}

export interface StoreOptions {
  /** Connection URL of the application's role: never the owner's. */
  readonly url: string;
  /** Proof, held by our processes only, that a session may be opened. */
  readonly serviceKey: string;
  readonly maxConnections?: number;
  readonly name?: string;
}

/** Thrown inside a transaction to undo it on purpose (dry run); carries the answer out. */
class Undo<T> extends Error {
  constructor(readonly value: T) {
    super('undone on purpose');
  }
}

// Dates stay strings from the driver on (1082 date); bigint counts fit a double exactly (int8 20; counts < 2^53).
const dateAsText = (text: string): string => text;
pg.types.setTypeParser(1082, dateAsText);
pg.types.setTypeParser(20, (text) => Number(text));

export class Store {
  private constructor(private readonly source: DataSource, readonly url: string, private readonly serviceKey: string) {}

  static async open(options: StoreOptions): Promise<Store> {
    const source = new DataSource({
      type: 'postgres', url: options.url, entities, synchronize: false, logging: false, applicationName: options.name ?? 'clonewatch',
      extra: { max: options.maxConnections ?? 8 },
      // A lost idle connection is replaced at next use; without a listener it would end the process.
      poolErrorHandler: () => undefined,
    });
    await source.initialize();
    return new Store(source, options.url, options.serviceKey);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  /**
   * One transaction that sees what the session of `token` may see; an unknown or expired token sees nothing. What was noted for the audit trail
   * is appended in the same transaction; after a read-only one in a second, before the answer is handed out.
   */
  async inSession<T>(token: string, work: (scope: Scope) => Promise<T>, options: { readOnly?: boolean } = {}): Promise<T> {
    const notes = new Notes();
    const result = await this.transaction(notes, async (scope) => {
      await enter(scope, token);
      if (options.readOnly) await scope.query('set transaction read only');
      const answer = await work(scope);
      if (!options.readOnly) await notes.write(scope);
      return answer;
    });
    if (options.readOnly) await this.record(token, notes);
    return result;
  }

  /** As {@link inSession}, with the service key: for what opens a door and must be this session's to open. */
  inSessionWithKey<T>(token: string, work: (scope: Scope, serviceKey: string) => Promise<T>): Promise<T> {
    return this.inSession(token, (scope) => work(scope, this.serviceKey));
  }

  /** As {@link inSession}, but nothing stays: the same statements, checks and answer, then a rollback. Only the record of it is kept. */
  async inSessionUndone<T>(token: string, work: (scope: Scope) => Promise<T>): Promise<T> {
    const notes = new Notes();
    try {
      return await this.transaction(notes, async (scope) => {
        await enter(scope, token);
        throw new Undo(await work(scope));
      });
    } catch (error) {
      if (!(error instanceof Undo)) throw error;
      notes.events.length = 0;
      await this.record(token, notes);
      return error.value as T;
    }
  }

  /** Append to the audit trail in a transaction of its own: before a stream begins, or after something was refused. */
  async audit(token: string, entries: readonly AuditEntry[]): Promise<void> {
    const notes = new Notes();
    notes.audit.push(...entries);
    await this.record(token, notes);
  }

  /** A transaction outside any site: only the functions of schema sec answer here. The key is the first parameter. */
  async asService<T>(work: (scope: Scope, serviceKey: string) => Promise<T>): Promise<T> {
    return this.transaction(new Notes(), (scope) => work(scope, this.serviceKey));
  }

  private async record(token: string, notes: Notes): Promise<void> {
    if (notes.empty) return;
    await this.transaction(notes, async (scope) => {
      await enter(scope, token);
      await notes.write(scope);
    });
  }

  private async transaction<T>(notes: Notes, work: (scope: Scope) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(scopeOf(runner, notes));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

/** What a transaction leaves to be written at its very end: audit first, events after, so that their locks are short and always in one order. */
class Notes {
  readonly audit: AuditEntry[] = [];
  readonly events: EventEntry[] = [];

  get empty(): boolean {
    return this.audit.length === 0 && this.events.length === 0;
  }

  async write(scope: Scope): Promise<void> {
    await appendAudit(scope, this.audit);
    await appendEvents(scope, this.events);
  }
}

async function enter(scope: Scope, token: string): Promise<void> {
  await scope.query(`select set_config('app.session', $1, true)`, [token]);
}

function scopeOf(runner: QueryRunner, notes: Notes): Scope {
  return {
    audit: (entry) => void notes.audit.push(entry),
    emit: (event) => void notes.events.push(event),
    em: runner.manager,
    query: async <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> => {
      const client = (await runner.connect()) as pg.PoolClient;
      const result = await client.query(sql, [...parameters]);
      return result.rows as T[];
    },
    client: async () => (await runner.connect()) as pg.PoolClient,
  };
}

/** PostgreSQL's SQLSTATE of an error, or null when it is not the database's. */
export function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown; driverError?: { code?: unknown } } | null)?.code ?? (error as { driverError?: { code?: unknown } } | null)?.driverError?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
