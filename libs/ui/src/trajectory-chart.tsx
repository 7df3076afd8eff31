import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode, type SyntheticEvent } from 'react';
import { applyTime, layoutTrajectory, paintTrajectory, type TrajectoryOptions, type TrajectoryView } from '@clonewatch/charts';
import { spokenNow, t } from '@clonewatch/words';
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

/** The draw that chart and table share: `day` chosen, `over` under the pointer. */
export interface Selection { readonly day: number | null; readonly over: number | null; choose(day: number | null): void; point(day: number | null): void }
export const noSelection: Selection = { day: null, over: null, choose: () => undefined, point: () => undefined };

interface Props { readonly view: TrajectoryView; readonly height: number; readonly axis: 'log' | 'linear'; readonly options?: Omit<TrajectoryOptions, 'axis' | 'selectedDay'>; readonly selection?: Selection }

const idOf = (event: SyntheticEvent): string | null => {
  const at = (event.target as Element).closest('[data-id],[data-hit]');
  return at?.getAttribute('data-id') ?? at?.getAttribute('data-hit') ?? null;
};

/** Pixels from a draw within which the pointer means it. */
const reach = 24;

/** The chart, its tooltip, its focus and the draw it shares with the table. Arrow keys walk the marks, Enter pins; the drawing itself is the layout's. */
export function TrajectoryChart({ view, height, axis, options, selection = noSelection }: Props): ReactNode {
  const [ref, width] = useWidth(960);
  const spoken = spokenNow();
  const ids = useId().replace(/[^a-zA-Z0-9]/g, '');
  const [active, setActive] = useState<string | null>(null);
  const [pinned, setPinned] = useState<string | null>(null);
  const [tabStop, setTabStop] = useState<string | null>(null);
  const layout = useMemo(() => layoutTrajectory(view, { width, height }, { axis, ...options }), [view, width, height, axis, options, spoken]);
  const painted = useMemo(() => paintTrajectory(layout, ids), [layout, ids]);
  const order = useMemo(() => [...layout.marks].sort((a, b) => a.day - b.day || a.y - b.y), [layout]);
  const x = useMemo(() => applyTime(layout.x), [layout]);
  const drawDays = useMemo(() => [...new Set([...layout.draws.map((d) => d.day), ...layout.marks.map((m) => m.day)])], [layout]);
  const stop = order.some((m) => m.id === tabStop) ? tabStop : order.at(-1)?.id ?? null;
  const drawing = useMemo(() => printSvg(painted, (n) => {
    if (n.tag === 'svg') return { role: 'group', 'aria-label': `${layout.title}. ${layout.description}` };
    return n.attrs['data-id'] === undefined ? undefined : { tabIndex: n.attrs['data-id'] === stop ? 0 : -1 };
  }), [painted, layout, stop]);
  const shown = layout.marks.find((m) => m.id === (active ?? pinned)) ?? null;

  const nearest = (event: PointerEvent | MouseEvent): number | null => {
    const at = event.clientX - (ref.current?.getBoundingClientRect().left ?? 0);
    const best = drawDays.reduce<{ day: number; far: number } | null>((b, day) => { const far = Math.abs(x(day) - at); return b === null || far < b.far ? { day, far } : b; }, null);
    return best && best.far <= reach ? best.day : null;
  };
  const focusMark = useCallback((id: string) => {
    ref.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }, [ref]);
  const pin = (id: string): void => {
    setPinned(id);
    selection.choose(layout.marks.find((m) => m.id === id)?.day ?? null);
  };
  const onKey = (event: KeyboardEvent): void => {
    const id = idOf(event);
    const at = order.findIndex((m) => m.id === id);
    if (at === -1) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return pin(id!);
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = order[at + step];
    if (next) focusMark(next.id);
  };
  const onClick = (event: MouseEvent): void => {
    if ((event.target as Element).closest('.tooltip')) return;
    const id = idOf(event);
    if (id !== null) return pin(id);
    setPinned(null);
    selection.choose(nearest(event));
  };
  useEffect(() => {
    if (active === null && pinned === null) return;
    const close = (e: globalThis.KeyboardEvent): void => { if (e.key === 'Escape') { setActive(null); setPinned(null); } };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [active, pinned]);
  const lineAt = (day: number | null, cls: string): ReactNode => (day === null ? null : <line className={cls} x1={x(day)} x2={x(day)} y1={4} y2={layout.baseline} />);

  return (
    <div className="chart" ref={ref} onPointerOver={(e) => setActive(idOf(e))} onPointerMove={(e) => { const d = nearest(e); if (d !== selection.over) selection.point(d); }}
      onPointerLeave={() => { setActive(null); selection.point(null); }} onClick={onClick}
      onFocus={(e) => { setActive(idOf(e)); setTabStop(idOf(e)); }} onBlur={() => setActive(null)} onKeyDown={onKey}>
      {drawing}
      <svg className="chart-overlay" width={layout.width} height={layout.height} aria-hidden="true">{lineAt(selection.over, 'over-line')}{lineAt(selection.day, 'chosen-line')}</svg>
      {shown && (
        <div className={`tooltip${shown.x > width - 320 ? ' flipped' : ''}${shown.id === pinned ? ' pinned' : ''}`} role="status" style={{ left: shown.x, top: shown.y }}>
          {shown.title.map((line, i) => (i === 0 ? <strong key={i}>{line}</strong> : <span key={i}>{line}</span>))}
          {shown.id === pinned && <span className="quiet">{t('chartui.pinned')}</span>}
        </div>
      )}
    </div>
  );
}
