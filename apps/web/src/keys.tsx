import { useEffect, useRef, type ReactNode } from 'react';

const map: readonly (readonly [string, string])[] = [
  ['Ctrl K  or  /', 'Find a patient'], ['j  k', 'Down and up the list'], ['Enter', 'Open the patient'], ['a', 'Acknowledge the first open alert'], ['t', 'Log or linear axis'], ['[  ]', 'Step through the draws'],
  ['← →', 'Walk the marks of the chart'], ['?', 'This map'], ['Esc', 'Close'],
];

export function KeyMap({ onClose }: { readonly onClose: () => void }): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="keymap" onClose={onClose} aria-label="Keys">
      <h2>Keys</h2>
      <dl>{map.map(([keys, what]) => <div key={keys}><dt>{keys.split('  ').map((k) => (k === 'or' ? <span key={k} className="quiet">or</span> : <kbd key={k}>{k}</kbd>))}</dt><dd>{what}</dd></div>)}</dl>
      <form method="dialog"><button className="button" type="submit">Close</button></form>
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
