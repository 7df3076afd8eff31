import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '@clonewatch/words';

const map = [
  ['Ctrl K  or  /', 'keys.find'], ['j  k', 'keys.move'], ['Enter', 'keys.open'], ['a', 'keys.acknowledge'], ['t', 'keys.axis'], ['[  ]', 'keys.draws'], ['← →', 'keys.marks'], ['+  −  0', 'keys.zoom'], ['?', 'keys.map'], ['Esc', 'keys.close'],
] as const;

export function KeyMap({ onClose }: { readonly onClose: () => void }): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="keymap" onClose={onClose} aria-label={t('keys.title')}>
      <h2>{t('keys.title')}</h2>
      <dl>{map.map(([keys, what]) => <div key={keys}><dt>{keys.split('  ').map((k) => (k === 'or' ? <span key={k} className="quiet">{t('keys.or')}</span> : <kbd key={k}>{k}</kbd>))}</dt><dd>{t(what)}</dd></div>)}</dl>
      <form method="dialog"><button className="button" type="submit">{t('say.close')}</button></form>
    </dialog>
  );
}

/** Keys of a page; silent while somebody types. */
export function usePageKeys(handle: (e: KeyboardEvent) => void): void {
  const latest = useRef(handle);
  useEffect(() => { latest.current = handle; });
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => latest.current(e);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

export const typing = (e: KeyboardEvent): boolean => (e.target as Element).closest('input, textarea, select, dialog') !== null;
