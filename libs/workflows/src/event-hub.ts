/** Server-sent events: one LISTEN connection wakes every subscriber, each of which reads what its own session may see. */
import type { ServerEvent } from '@clonewatch/contracts';
import { eventHeads, eventsAfter, listen, sqlState, type Store } from '@clonewatch/store';

/** Position in each site's events. On the wire an opaque text, sent back as Last-Event-ID. */
type Position = Record<string, number>;

export interface Subscriber {
  /** Where the stream begins: the id to resume from when the connection is lost before the first event. */
  began(id: string): void;
  push(id: string, event: ServerEvent): void;
  failed(error: unknown): void;
}

export function encodePosition(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

export function decodePosition(text: string): Position | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value as Record<string, unknown>).filter((e): e is [string, number] => Number.isSafeInteger(e[1]));
    return Object.fromEntries(entries);
  } catch {
    return null;
  }
}

/** Sessions also end without a word, by their age: looked at again this often. */
const lookAgainMs = 15_000;

/** The stream's session has ended: signed out, disabled, revoked, idle or too old. */
export const sessionEnded = (error: unknown): boolean => sqlState(error) === 'CW401';

export class EventHub {
  private readonly clock: ReturnType<typeof setInterval>;
  private readonly wakers = new Set<() => void>();
  private readonly ear: { close(): Promise<void> };

  constructor(private readonly store: Store) {
    const wakeAll = (): void => {
      for (const wake of this.wakers) wake();
    };
    this.ear = listen(store.url, 'clonewatch_event', wakeAll);
    this.clock = setInterval(wakeAll, lookAgainMs).unref();
  }

  /** Events from `from` on (null: from now). Answers a function that ends the subscription. */
  async subscribe(token: string, siteCodes: Readonly<Record<string, string>>, from: Position | null, subscriber: Subscriber): Promise<() => void> {
    let position: Position = from ?? await this.store.inSession(token, eventHeads, { readOnly: true });
    subscriber.began(encodePosition(position));
    let running = false;
    let again = false;
    const read = async (): Promise<void> => {
      for (;;) {
        const events = await this.store.inSession(token, async (scope) => {
          await scope.query('select sec.assert_live()');
          return eventsAfter(scope, position);
        }, { readOnly: true });
        for (const e of events) {
          position = { ...position, [e.siteId]: e.seq };
          const payload = e.payload as { id?: string; patient?: string; state?: string };
          subscriber.push(encodePosition(position), {
            kind: e.kind as ServerEvent['kind'], site: siteCodes[e.siteId] ?? '', id: payload.id ?? '', patient: payload.patient ?? null, state: payload.state ?? null,
          });
        }
        if (events.length === 0) return;
      }
    };
    const wake = (): void => {
      again = true;
      if (running) return;
      running = true;
      void (async () => {
        while (again) {
          again = false;
          await read();
        }
      })().catch((error: unknown) => subscriber.failed(error)).finally(() => {
        running = false;
      });
    };
    this.wakers.add(wake);
    wake();
    return () => this.wakers.delete(wake);
  }

  close(): Promise<void> {
    clearInterval(this.clock);
    this.wakers.clear();
    return this.ear.close();
  }
}
