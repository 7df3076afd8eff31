/** Telling the server that a person has looked: only while the page is in view, and only once they had time to read. */
import { useEffect } from 'react';
import type { PatientPage } from '@clonewatch/contracts';
import { somebodyHere } from './activity.js';
import { request } from './api.js';

/** Milliseconds in view before a look counts: a page that was only passed through has not been read. */
const readingTime = 4_000;

/** A tab left open overnight is refreshed by itself, in view or not; that is no look. What came meanwhile is told at the next one. */
export function useSeen(page: PatientPage | undefined): void {
  const id = page?.as_of === null ? page.id : undefined;
  const person = page?.since != null;
  const evaluation = page?.evaluation_id ?? null;
  useEffect(() => {
    if (id === undefined || !person) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => { clearTimeout(timer); timer = undefined; };
    const begin = (): void => {
      if (document.visibilityState !== 'visible') return stop();
      timer ??= setTimeout(() => {
        if (!somebodyHere(60_000)) return;
        // A look that could not be told is told at the next one: nothing is lost but a repetition.
        request(`/patients/${encodeURIComponent(id)}/seen`, { method: 'POST', body: JSON.stringify({ evaluation }), headers: { 'content-type': 'application/json' } }).catch(() => undefined);
      }, readingTime);
    };
    begin();
    document.addEventListener('visibilitychange', begin);
    return () => { stop(); document.removeEventListener('visibilitychange', begin); };
  }, [id, person, evaluation]);
}
