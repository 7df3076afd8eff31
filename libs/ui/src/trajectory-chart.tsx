import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from 'react';
import { layoutTrajectory, paintTrajectory, type TrajectoryView } from '@clonewatch/charts';
import { printSvg } from './svg.js';

/** Width of an element, followed; `fallback` where nothing can be measured. */
export function useWidth(fallback: number): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(fallback);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => { if (element.clientWidth > 0) setWidth(Math.round(element.clientWidth)); };
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

interface Props { readonly view: TrajectoryView; readonly height: number; readonly axis: 'log' | 'linear'; readonly selectedDay: number | null }

const idOf = (event: SyntheticEvent): string | null => {
  const at = (event.target as Element).closest('[data-id],[data-hit]');
  return at?.getAttribute('data-id') ?? at?.getAttribute('data-hit') ?? null;
};

/** The chart, its tooltip and its focus. Arrow keys walk the marks; the drawing itself is the layout's. */
export function TrajectoryChart({ view, height, axis, selectedDay }: Props): ReactNode {
  const [ref, width] = useWidth(960);
  const ids = useId().replace(/[^a-zA-Z0-9]/g, '');
  const [active, setActive] = useState<string | null>(null);
  const [tabStop, setTabStop] = useState<string | null>(null);
  const layout = useMemo(() => layoutTrajectory(view, { width, height }, { axis, selectedDay }), [view, width, height, axis, selectedDay]);
  const painted = useMemo(() => paintTrajectory(layout, ids), [layout, ids]);
  const order = useMemo(() => [...layout.marks].sort((a, b) => a.day - b.day || a.y - b.y), [layout]);
  const stop = order.some((m) => m.id === tabStop) ? tabStop : order.at(-1)?.id ?? null;
  const drawing = useMemo(() => printSvg(painted, (n) => {
    if (n.tag === 'svg') return { role: 'group', 'aria-label': `${layout.title}. ${layout.description}` };
    return n.attrs['data-id'] === undefined ? undefined : { tabIndex: n.attrs['data-id'] === stop ? 0 : -1 };
  }), [painted, layout, stop]);
  const shown = layout.marks.find((m) => m.id === active) ?? null;

  const focusMark = useCallback((id: string) => {
    ref.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }, [ref]);
  const onKey = (event: KeyboardEvent): void => {
    const at = order.findIndex((m) => m.id === idOf(event));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (at === -1 || step === undefined) return;
    event.preventDefault();
    const next = order[at + step];
    if (next) focusMark(next.id);
  };
  useEffect(() => {
    if (active === null) return;
    const close = (e: globalThis.KeyboardEvent): void => { if (e.key === 'Escape') setActive(null); };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [active]);

  return (
    <div className="chart" ref={ref} onPointerOver={(e) => setActive(idOf(e))} onPointerLeave={() => setActive(null)}
      onFocus={(e) => { setActive(idOf(e)); setTabStop(idOf(e)); }} onBlur={() => setActive(null)} onKeyDown={onKey}>
      {drawing}
      {shown && (
        <div className={`tooltip${shown.x > width - 320 ? ' flipped' : ''}`} role="status" style={{ left: shown.x, top: shown.y }}>
          {shown.title.map((line, i) => (i === 0 ? <strong key={i}>{line}</strong> : <span key={i}>{line}</span>))}
        </div>
      )}
    </div>
  );
}
