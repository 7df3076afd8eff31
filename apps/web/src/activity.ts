/** Whether a person is there. The server ends a session 15 minutes after the last request that somebody caused; the page then signs itself out. */
import { useEffect } from 'react';

/** As the server counts it (sec.lives). */
const idleMs = 15 * 60_000;
/** A request this soon after an input is taken as caused by it; anything later is the page looking again by itself. */
const causedMs = 5_000;
/** While somebody reads and moves, the server is told this often. */
const tellMs = 60_000;
/** Shared by the tabs of this browser: one that is in use keeps the others signed in. Holds a time, nothing else. */
const key = 'clonewatch.last_input';

let last = Date.now();
let told = Date.now();

function note(): void {
  last = Date.now();
  try {
    localStorage.setItem(key, String(last));
  } catch {
    // Storage is closed to us: then each tab counts for itself.
  }
}

function lastInput(): number {
  try {
    last = Math.max(last, Number(localStorage.getItem(key)) || 0);
  } catch {
    // as above
  }
  return last;
}

/** Header of a request nobody caused; it does not keep the session alive. */
export function background(): Readonly<Record<string, string>> {
  if (Date.now() - last > causedMs) return { 'clonewatch-background': '1' };
  told = Date.now();
  return {};
}

/** Somebody used the mouse or keys of this browser within the last `ms`. */
export const somebodyHere = (ms: number): boolean => Date.now() - lastInput() <= ms;

/** Calls `leave` after 15 minutes without input, and `tell` now and then while there is some. */
export function useActivity(signedIn: boolean, leave: () => void, tell: () => void): void {
  useEffect(() => {
    if (!signedIn) return;
    note();
    const onInput = (): void => {
      if (Date.now() - last > 1000) note();
      if (Date.now() - told > tellMs) {
        told = Date.now();
        tell();
      }
    };
    const look = (): void => {
      if (Date.now() - lastInput() >= idleMs) leave();
    };
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
    for (const kind of kinds) window.addEventListener(kind, onInput, { passive: true });
    // A tab that slept looks at once when it wakes.
    document.addEventListener('visibilitychange', look);
    const clock = setInterval(look, 5_000);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, onInput);
      document.removeEventListener('visibilitychange', look);
      clearInterval(clock);
    };
  }, [signedIn, leave, tell]);
}
