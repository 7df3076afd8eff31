/** Whether this browser has a network at all. */
import { useSyncExternalStore } from 'react';

const listen = (tell: () => void): (() => void) => {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => { window.removeEventListener('online', tell); window.removeEventListener('offline', tell); };
};

export const useOnline = (): boolean => useSyncExternalStore(listen, () => navigator.onLine);
