/** What the screen is like: theme, paper, pixels. */
import { useSyncExternalStore } from 'react';

/** Lists kept, so that each question to the browser is asked once. */
const lists = new Map<string, MediaQueryList>();
function listOf(query: string): MediaQueryList | null {
  if (typeof window === 'undefined' || typeof window.matchMedia !== 'function') return null;
  let list = lists.get(query);
  if (!list) lists.set(query, list = window.matchMedia(query));
  return list;
}

/** Does the media query match? Followed; false where nothing can be asked. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore((changed) => {
    const list = listOf(query);
    list?.addEventListener('change', changed);
    return () => list?.removeEventListener('change', changed);
  }, () => listOf(query)?.matches ?? false, () => false);
}

let printing = false;
function followPaper(changed: () => void): () => void {
  const from = (): void => { printing = true; changed(); };
  const to = (): void => { printing = false; changed(); };
  const list = listOf('print');
  window.addEventListener('beforeprint', from);
  window.addEventListener('afterprint', to);
  list?.addEventListener('change', changed);
  return () => {
    window.removeEventListener('beforeprint', from);
    window.removeEventListener('afterprint', to);
    list?.removeEventListener('change', changed);
  };
}
/** Is the page shown on paper? Known before the page is laid out for it: the media query alone is told only after. */
export const usePaper = (): boolean => useSyncExternalStore(followPaper, () => printing || (listOf('print')?.matches ?? false), () => false);

/** Tells of each change of the pixel ratio. A query holds for one ratio only: after each change it is put anew. */
function followRatio(changed: () => void): () => void {
  let list: MediaQueryList | null = null;
  const follow = (): void => {
    list = typeof window.matchMedia === 'function' ? window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`) : null;
    list?.addEventListener('change', again, { once: true });
  };
  const again = (): void => { changed(); follow(); };
  follow();
  return () => list?.removeEventListener('change', again);
}

/** Device pixels a CSS pixel, followed: the window may be zoomed or moved to another screen. */
export const usePixelRatio = (): number => useSyncExternalStore(followRatio, () => window.devicePixelRatio, () => 1);
