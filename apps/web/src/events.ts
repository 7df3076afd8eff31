/** Server-sent events make the queries they name stale; the pages fetch what they show. */
import { useEffect, useState } from 'react';
import type { ServerEvent } from '@clonewatch/contracts';
import { base, queries } from './api.js';
import { spaced } from './spaced.js';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

const kinds = ['import', 'alert', 'evaluation'] as const;

const refresh = (...queryKey: unknown[]): void => { void queries.invalidateQueries({ queryKey }); };

/** Milliseconds between two readings of a work list. Each is an entry of the audit trail: an import of 100 patients must not make 100 of them. */
const listPause = 2_000;
const refreshList = spaced(listPause, (site: ServerEvent['site']) => refresh('patients', site));

function stale(event: ServerEvent): void {
  if (event.kind === 'import') {
    refresh('import', event.id);
    refresh('imports');
    if (event.state === 'evaluated') refresh('me');
  } else {
    refreshList(event.site);
    // An evaluation may finish an import that is being watched.
    refresh('import');
  }
  if (event.patient !== null) refresh('patient', event.patient);
  if (event.kind !== 'alert') refresh('jobs');
}

export function useLive(signedIn: boolean): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!signedIn || typeof EventSource === 'undefined') return;
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lost = false;
    const connect = (): void => {
      source = new EventSource(`${base}/events`);
      source.onopen = () => {
        setState('live');
        if (lost) void queries.invalidateQueries();
        lost = false;
      };
      source.onerror = () => {
        lost = true;
        setState('reconnecting');
        // The browser gives up for good on an error answer; we do not.
        if (source.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(connect, 5000);
        // Refused for good may mean that the session has ended: then the page says so.
        void queries.invalidateQueries({ queryKey: ['me'] });
      };
      for (const kind of kinds) source.addEventListener(kind, (e) => stale(JSON.parse((e as MessageEvent<string>).data) as ServerEvent));
    };
    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [signedIn]);
  return state;
}
