/** Runs in the browser: draws, points, zooms and scrolls, and says how long each took until it was painted. */
import { useRef, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { chartRules, toneRules, type TrajectoryOptions, type TrajectoryView } from '@clonewatch/charts';
import { TrajectoryChart, useVirtualRows, WorkListTable } from '@clonewatch/ui';
import { madeClones, madePatients, madeView } from './data.js';
import { margin, peerData, size, type PeerChart } from './peer.js';
import { drawD3 } from './peers/d3.mjs';
import { drawPlot } from './peers/plot.js';
import { drawUplot } from './peers/uplot.js';

interface Shown extends PeerChart { remove(): void }
type Draw = (box: HTMLElement, view: TrajectoryView) => Shown;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`${chartRules}\n${toneRules('light')}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** The next frame is drawn and its painting handed on: a task posted from within the frame runs after it. */
const painted = (): Promise<number> => new Promise((done) => {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  });
});
async function settled(): Promise<void> { for (let i = 0; i < 3; i++) await painted(); }

/** The app has its root already when a chart is shown. */
const host = document.createElement('div');
const root = createRoot(host);
let shownCharts = 0;
const ours = (plain: boolean | undefined, options: TrajectoryOptions = {}): Draw => (box, view) => {
  const key = ++shownCharts;
  const chart = (more: TrajectoryOptions): ReactNode => <TrajectoryChart key={key} view={view} height={size.height} axis="log" options={{ clones: 'off', ...options, ...more }} plain={plain} />;
  box.append(host);
  flushSync(() => root.render(chart({})));
  return { get over() { return box.querySelector('.chart')!; }, zoom: (from, to) => flushSync(() => root.render(chart({ window: [from / 86_400_000, to / 86_400_000] }))), remove: () => flushSync(() => root.render(null)) };
};
const peer = (draw: (box: HTMLElement, data: ReturnType<typeof peerData>) => PeerChart): Draw => (box, view) => {
  const chart = draw(box, peerData(view));
  return { get over() { return chart.over; }, zoom: (a, b) => chart.zoom(a, b), remove: () => box.replaceChildren() };
};
const charts: Readonly<Record<string, Draw>> = { 'Clonewatch': ours(undefined), 'Clonewatch, plain': ours(true), 'bare D3': peer(drawD3), 'uPlot': peer(drawUplot), 'Observable Plot': peer(drawPlot) };

function inBox<T>(work: (box: HTMLElement) => Promise<T>): Promise<T> {
  const box = document.createElement('div');
  box.style.cssText = `width:${size.width}px;height:${size.height}px;position:relative`;
  document.body.replaceChildren(box);
  return work(box);
}

const firstPaint = (draw: Draw, view: TrajectoryView): Promise<number> => inBox(async (box) => {
  await settled();
  const start = performance.now();
  const shown = draw(box, view);
  const end = await painted();
  shown.remove();
  return end - start;
});

/** The pointer goes to and fro over the plot; each move is waited for until what it changed is painted. */
const hover = (draw: Draw, view: TrajectoryView): Promise<number[]> => inBox(async (box) => {
  const shown = draw(box, view);
  await settled();
  const at = shown.over.getBoundingClientRect();
  // uPlot's own element is the plot alone; ours and the SVG peers' the whole picture.
  const inner = at.width < size.width - margin.right;
  const took: number[] = [];
  for (let i = 0; i < 40; i++) {
    const x = (inner ? 0 : margin.left) + 20 + ((i * 89) % 700);
    const y = (inner ? 0 : margin.top) + 60 + ((i * 53) % 300);
    const where = { bubbles: true, clientX: at.left + x, clientY: at.top + y };
    const start = performance.now();
    const target = document.elementFromPoint(where.clientX, where.clientY) ?? shown.over;
    for (const type of ['pointerover', 'pointermove'] as const) target.dispatchEvent(new PointerEvent(type, where));
    target.dispatchEvent(new MouseEvent('mousemove', where));
    await painted();
    took.push(await painted() - start);
  }
  shown.remove();
  return took;
});

const zoom = (draw: Draw, view: TrajectoryView): Promise<number[]> => inBox(async (box) => {
  const shown = draw(box, view);
  await settled();
  const [from, to] = peerData(view).times;
  const took: number[] = [];
  for (let i = 0; i < 10; i++) {
    const half = (to - from) * (0.5 - 0.04 * (i + 1));
    const start = performance.now();
    shown.zoom((from + to) / 2 - half, (from + to) / 2 + half);
    await painted();
    took.push(await painted() - start);
  }
  shown.remove();
  return took;
});

function EmptyList({ count, height }: { readonly count: number; readonly height: number }): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const { start, end } = useVirtualRows(count, height, body);
  return (
    <table className="table worklist"><tbody ref={body}>
      {start > 0 && <tr className="filler" style={{ height: start * height }}><td /></tr>}
      {Array.from({ length: end - start }, (_, i) => <tr key={start + i}><td>{start + i}</td></tr>)}
      {end < count && <tr className="filler" style={{ height: (count - end) * height }}><td /></tr>}
    </tbody></table>
  );
}

const patients = madePatients(10_000);
const lists: Readonly<Record<string, ReactNode>> = {
  'an empty virtual list': <EmptyList count={patients.length} height={33} />,
  'the work list': <WorkListTable items={patients} selected={-1} today="2021-03-01" href={(p) => `/patients/${p.id}`} onOpen={() => undefined} />,
};

/** Milliseconds between frames while the page scrolls by `step` px each frame. */
async function scroll(name: string, step: number): Promise<number[]> {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  const root = createRoot(box);
  flushSync(() => root.render(lists[name]));
  window.scrollTo(0, 0);
  await settled();
  const frames: number[] = [];
  await new Promise<void>((done) => {
    let last = performance.now();
    const next = (now: number): void => {
      frames.push(now - last);
      last = now;
      window.scrollBy(0, step);
      if (frames.length < 150) requestAnimationFrame(next); else done();
    };
    requestAnimationFrame(next);
  });
  root.unmount();
  return frames.slice(5);
}

const bench = {
  charts: Object.keys(charts), lists: Object.keys(lists), scroll,
  paint: (name: string, variants: number, draws: number): Promise<number> => firstPaint(charts[name]!, madeView(variants, draws)),
  hover: (name: string, variants: number, draws: number): Promise<number[]> => hover(charts[name]!, madeView(variants, draws)),
  zoom: (name: string, variants: number, draws: number): Promise<number[]> => zoom(charts[name]!, madeView(variants, draws)),
  clones: (clones: number, draws: number): Promise<number> => firstPaint(ours(undefined, { clones: 'area' }), { ...madeView(2, draws), clones: madeClones(clones, draws) }),
};
export type PageBench = typeof bench;
Object.assign(window, { bench });
