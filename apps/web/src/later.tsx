/** Pages behind the first screen: loaded when they are opened, and beforehand once the first screen stands, so that opening one waits for nothing and a lost network takes none away. */
import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';
import { Failure, Loading } from '@clonewatch/ui';
import { t } from '@clonewatch/words';

/** The program of a page did not come. */
class NotLoaded extends Error {}

interface Guarded { readonly children: ReactNode }

/** A page whose program cannot be loaded (no network, or the server has a newer version) says so; trying again loads everything anew. Any other error is not ours to swallow. */
class Guard extends Component<Guarded, { readonly error: unknown }> {
  override state = { error: null };
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } { return { error }; }
  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    if (!((this.state.error as unknown) instanceof NotLoaded)) throw this.state.error as unknown;
    return <main className="page"><Failure title={t('app.unreachable')} again={() => { window.location.reload(); }} /></main>;
  }
}

export interface LaterPage<P> { readonly Page: (props: P) => ReactNode; readonly load: () => Promise<unknown> }

/** `load` fetches the page's program. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): LaterPage<P> {
  let loaded: ComponentType<P> | null = null;
  const fetched = (): Promise<ComponentType<P>> => load().then((page) => { loaded = page; return page; }, (e: unknown) => { throw new NotLoaded('the page could not be loaded', { cause: e }); });
  const Waiting = lazy(() => fetched().then((page) => ({ default: page }))) as unknown as ComponentType<P>;
  function Loaded(props: P): ReactNode {
    // Chosen once, for another component here would lose the page's state; what is there already is drawn without a wait.
    const [Shown] = useState<ComponentType<P>>(() => loaded ?? Waiting);
    return <Shown {...props} />;
  }
  const Page = (props: P): ReactNode => <Guard><Suspense fallback={<main className="page"><Loading what="Clonewatch" /></main>}><Loaded {...props} /></Suspense></Guard>;
  return { Page, load: fetched };
}

/** Loads pages when the browser has nothing else to do. A failure is left to the opening of the page. */
export function loadWhenIdle(pages: readonly { readonly load: () => Promise<unknown> }[]): void {
  const idle = (work: () => void): void => { if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: 5000 }); else setTimeout(work, 1000); };
  const [next, ...rest] = pages;
  if (next) idle(() => void next.load().catch(() => undefined).then(() => loadWhenIdle(rest)));
}
