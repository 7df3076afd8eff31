import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { applyTime, invertTime, layoutTrajectory, markFinder, paintTrajectory, type DataAs, type Mark, type SvgNode, type TrajectoryLayout, type TrajectoryOptions, type TrajectoryView } from '@clonewatch/charts';
import { spokenNow, t } from '@clonewatch/words';
import { canDraw, drawData, groundOf } from './data-canvas.js';
import { useMedia, usePaper, usePixelRatio } from './media.js';
import { svgElement, updateSvg } from './svg.js';

/** The width that a chart had last, and the window's then: the next chart in the same window is laid out for it at once, without making the browser lay out a page that is about to change. */
let lastWidth: { readonly window: number; readonly chart: number } | null = null;

/** Width of an element, followed. Null until it is known, so that nothing is laid out twice; `fallback` where nothing can be measured. A width that was supposed wrongly is corrected by the observer. */
function useWidth(fallback: number): [React.RefObject<HTMLDivElement | null>, number | null] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(() => (typeof ResizeObserver !== 'undefined' && lastWidth?.window === window.innerWidth ? lastWidth.chart : null));
  const supposed = useRef(width !== null);
  useLayoutEffect(() => {
    const element = ref.current!;
    const take = (wide: number): void => {
      if (wide > 0) lastWidth = { window: window.innerWidth, chart: Math.round(wide) };
      setWidth((was) => (wide > 0 ? Math.round(wide) : was ?? fallback));
    };
    if (!supposed.current) take(element.clientWidth);
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => take(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [fallback]);
  return [ref, width];
}

/** The draw that chart and table share: `day` chosen, `over` under the pointer. */
export interface Selection { readonly day: number | null; readonly over: number | null; choose(day: number | null): void; point(day: number | null): void }
export const noSelection: Selection = { day: null, over: null, choose: () => undefined, point: () => undefined };

interface Props {
  readonly view: TrajectoryView; readonly height: number; readonly axis: 'log' | 'linear'; readonly options?: Omit<TrajectoryOptions, 'axis' | 'selectedDay'>; readonly selection?: Selection;
  /** A stretch of days was dragged over: show only that. */
  readonly onWindow?: (window: readonly [number, number]) => void;
  /** Without an element for each mark; not said, when there are more than {@link plainAbove}. */
  readonly plain?: boolean | undefined;
}

/** Pixels from a draw, and from a mark, within which the pointer means it. */
const drawReach = 24;
const markReach = 11;
/** Above so many marks a path a series is the quicker drawing; pointer, keys and table ask the layout and need no elements. */
const plainAbove = 240;
/** Above so many a canvas is: the browser fills a long path again for every tile of the screen that it crosses. */
const pathsUpTo = 800;
/** A drag shorter than this, px, is a click. */
const shortDrag = 12;

const inReadingOrder = (marks: readonly Mark[]): Mark[] => [...marks].sort((a, b) => a.day - b.day || a.y - b.y);

/**
 * The drawing is the layout's, replaced whole; what lies over it (the chosen draw, the mark being read, the tooltip) is React's. `plain`: without an element for
 * each mark. Thousands are drawn on a canvas over the rest; on paper they are SVG as ever, sharp and in the colours of paper.
 */
function Drawing({ layout, plain }: { readonly layout: TrajectoryLayout; readonly plain: boolean }): ReactNode {
  const ids = useId().replace(/[^a-zA-Z0-9]/g, '');
  const paper = usePaper();
  const dark = useMedia('(prefers-color-scheme: dark)');
  const ratio = usePixelRatio();
  const data: DataAs = !plain ? 'marks' : layout.marks.length <= pathsUpTo || paper || !canDraw() ? 'paths' : 'canvas';
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<{ readonly node: SvgNode; readonly element: Element } | null>(null);
  useLayoutEffect(() => {
    const painted = paintTrajectory(layout, ids, data);
    const node = { ...painted, attrs: { ...painted.attrs, role: 'group', 'aria-label': `${layout.title}. ${layout.description}` } };
    const before = shown.current;
    const element = before === null ? svgElement(node) : updateSvg(before.element, before.node, node);
    if (before === null) host.current!.replaceChildren(element);
    shown.current = { node, element };
  }, [layout, ids, data]);
  useLayoutEffect(() => {
    if (canvas.current) drawData(canvas.current, layout, groundOf(dark, ratio));
  }, [layout, data, dark, ratio]);
  return <><div ref={host} />{data === 'canvas' && <canvas ref={canvas} className="chart-overlay" aria-hidden="true" />}</>;
}

/** As wide as its place. */
export function TrajectoryChart(props: Props): ReactNode {
  const [ref, width] = useWidth(960);
  return <div ref={ref} className="chart" style={{ minHeight: props.height }}>{width !== null && <MeasuredChart {...props} width={width} />}</div>;
}

/** The chart, its tooltip, its focus and the draw it shares with the table. Arrow keys walk the marks, Enter pins. */
function MeasuredChart({ view, height, width, axis, options, selection = noSelection, onWindow, plain }: Props & { readonly width: number }): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const spoken = spokenNow();
  const [active, setActive] = useState<string | null>(null);
  const [pinned, setPinned] = useState<string | null>(null);
  const [reading, setReading] = useState<string | null>(null);
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  const layout = useMemo(() => layoutTrajectory(view, { width, height }, { axis, ...options }), [view, width, height, axis, options, spoken]);
  const x = useMemo(() => applyTime(layout.x), [layout]);
  const find = useMemo(() => markFinder(layout.marks), [layout]);
  const drawDays = useMemo(() => [...new Set([...layout.draws.map((d) => d.day), ...layout.marks.map((m) => m.day)])], [layout]);
  const markOf = (id: string | null): Mark | null => (id === null ? null : layout.marks.find((m) => m.id === id) ?? null);
  const stop = useMemo(() => markOf(reading) ?? layout.marks.reduce<Mark | null>((last, m) => (last === null || m.day > last.day || (m.day === last.day && m.y >= last.y) ? m : last), null), [layout, reading]);
  const shown = markOf(active ?? pinned);

  const place = (event: { readonly clientX: number; readonly clientY: number }): readonly [number, number] => {
    const box = ref.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const nearestDraw = (at: number): number | null => {
    const best = drawDays.reduce<{ day: number; far: number } | null>((b, day) => { const far = Math.abs(x(day) - at); return b === null || far < b.far ? { day, far } : b; }, null);
    return best && best.far <= drawReach ? best.day : null;
  };
  const inPlot = (at: number): number => Math.min(layout.plot.x + layout.plot.width, Math.max(layout.plot.x, at));
  const pin = (m: Mark): void => {
    setPinned(m.id);
    selection.choose(m.day);
  };
  const onMove = (event: PointerEvent): void => {
    const [px, py] = place(event);
    if (drag) return setDrag([drag[0], inPlot(px)]);
    setActive(find(px, py, markReach)?.id ?? null);
    const day = nearestDraw(px);
    if (day !== selection.over) selection.point(day);
  };
  const onDown = (event: PointerEvent): void => {
    const [px, py] = place(event);
    if (!onWindow || event.button !== 0 || event.pointerType === 'touch' || px < layout.plot.x || px > layout.plot.x + layout.plot.width || py < layout.plot.y || py > layout.baseline) return;
    setDrag([px, px]);
  };
  const onUp = (event: PointerEvent): void => {
    const dragged = drag;
    setDrag(null);
    if ((event.target as Element).closest('.tooltip')) return;
    const [px, py] = place(event);
    if (dragged && Math.abs(px - dragged[0]) >= shortDrag) {
      const day = invertTime(layout.x);
      const [a, b] = [day(dragged[0]), day(inPlot(px))].sort((p, q) => p - q) as [number, number];
      return onWindow?.([Math.floor(a), Math.ceil(b)]);
    }
    const m = find(px, py, markReach);
    if (m) return pin(m);
    setPinned(null);
    selection.choose(nearestDraw(px));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!stop) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return pin(stop);
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const order = inReadingOrder(layout.marks);
    const next = order[order.indexOf(stop) + step];
    if (!next) return;
    setReading(next.id);
    setActive(next.id);
  };
  useEffect(() => {
    if (active === null && pinned === null && drag === null) return;
    const close = (e: globalThis.KeyboardEvent): void => { if (e.key === 'Escape') { setActive(null); setPinned(null); setDrag(null); } };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [active, pinned, drag]);
  const lineAt = (day: number | null, cls: string): ReactNode => (day === null || day < layout.x.domain[0] || day > layout.x.domain[1] ? null : <line className={cls} x1={x(day)} x2={x(day)} y1={4} y2={layout.baseline} />);

  return (
    <div ref={ref} onPointerMove={onMove} onPointerDown={onDown} onPointerUp={onUp} onPointerLeave={() => { setActive(null); setDrag(null); selection.point(null); }}>
      <Drawing layout={layout} plain={plain ?? layout.marks.length > plainAbove} />
      <svg className="chart-overlay" width={layout.width} height={layout.height}>
        {lineAt(selection.over, 'over-line')}{lineAt(selection.day, 'chosen-line')}
        {drag && <rect className="dragged" x={Math.min(...drag)} y={layout.plot.y} width={Math.abs(drag[1] - drag[0])} height={layout.baseline - layout.plot.y} />}
        {shown && <circle className="ring" cx={shown.x} cy={shown.y} r={10} />}
        {stop && <g className="reader" role="img" tabIndex={0} aria-label={stop.title.join('. ')} data-reader={stop.id} onFocus={() => setActive(stop.id)} onBlur={() => setActive(null)} onKeyDown={onKey}><circle cx={stop.x} cy={stop.y} r={10} /></g>}
      </svg>
      {shown && (
        <div className={`tooltip${shown.x > width - 320 ? ' flipped' : ''}${shown.id === pinned ? ' pinned' : ''}`} role="status" style={{ left: shown.x, top: shown.y }}>
          {shown.title.map((line, i) => (i === 0 ? <strong key={i}>{line}</strong> : <span key={i}>{line}</span>))}
          {shown.id === pinned && <span className="quiet">{t('chartui.pinned')}</span>}
        </div>
      )}
    </div>
  );
}
