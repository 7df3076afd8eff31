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

/** What is drawn is made ready before the clock runs, each library's data in the form it wants. */
type Draw = (view: TrajectoryView) => (box: HTMLElement) => Shown;

/** The app has its root already when a chart is shown. */
const host = document.createElement('div');
const root = createRoot(host);
let shownCharts = 0;
const ours = (plain: boolean | undefined, options: TrajectoryOptions = {}): Draw => (view) => (box) => {
  const key = ++shownCharts;
  const chart = (more: TrajectoryOptions): ReactNode => <TrajectoryChart key={key} view={view} height={size.height} axis="log" options={{ clones: 'off', ...options, ...more }} plain={plain} />;
  box.append(host);
  flushSync(() => root.render(chart({})));
  return { get over() { return box.querySelector('.chart')!; }, zoom: (from, to) => flushSync(() => root.render(chart({ window: [from / 86_400_000, to / 86_400_000] }))), remove: () => flushSync(() => root.render(null)) };
};
const peer = (draw: (box: HTMLElement, data: ReturnType<typeof peerData>) => PeerChart): Draw => (view) => {
  const data = peerData(view);
  return (box) => {
    const chart = draw(box, data);
    return { get over() { return chart.over; }, zoom: (a, b) => chart.zoom(a, b), remove: () => box.replaceChildren() };
  };
};
const charts: Readonly<Record<string, Draw>> = { 'Clonewatch': ours(undefined), 'Clonewatch, plain': ours(true), 'bare D3': peer(drawD3), 'uPlot': peer(drawUplot), 'Observable Plot': peer(drawPlot) };
const withClones = ours(undefined, { clones: 'area' });

/** One chart at a time: made ready, worked with while the clock of the main thread is read, put away. */
let ready: { readonly box: HTMLElement; readonly draw: (box: HTMLElement) => Shown; readonly times: readonly [number, number] } | null = null;
let shown: Shown | null = null;

async function prepare(draw: Draw, view: TrajectoryView): Promise<void> {
  const box = document.createElement('div');
  box.style.cssText = `width:${size.width}px;height:${size.height}px;position:relative`;
  document.body.replaceChildren(box);
  ready = { box, draw: draw(view), times: peerData(view).times };
  await settled();
}

async function paint(): Promise<number[]> {
  const start = performance.now();
  shown = ready!.draw(ready!.box);
  // Twice: the second frame begins when what the first was painted with is filled in.
  await painted();
  return [await painted() - start];
}

async function clear(): Promise<void> {
  shown?.remove();
  shown = null;
  document.body.replaceChildren();
  await settled();
}

/** The pointer goes to and fro over the plot; each move is waited for until what it changed is painted. */
async function hover(): Promise<number[]> {
  const at = shown!.over.getBoundingClientRect();
  // uPlot's own element is the plot alone; ours and the SVG peers' the whole picture.
  const inner = at.width < size.width - margin.right;
  const took: number[] = [];
  for (let i = 0; i < 40; i++) {
    const x = (inner ? 0 : margin.left) + 20 + ((i * 89) % 700);
    const y = (inner ? 0 : margin.top) + 60 + ((i * 53) % 300);
    const where = { bubbles: true, clientX: at.left + x, clientY: at.top + y };
    const start = performance.now();
    const target = document.elementFromPoint(where.clientX, where.clientY) ?? shown!.over;
    for (const type of ['pointerover', 'pointermove'] as const) target.dispatchEvent(new PointerEvent(type, where));
    target.dispatchEvent(new MouseEvent('mousemove', where));
    await painted();
    took.push(await painted() - start);
  }
  return took;
}

async function zoom(): Promise<number[]> {
  const [from, to] = ready!.times;
  const took: number[] = [];
  for (let i = 0; i < 10; i++) {
    const half = (to - from) * (0.5 - 0.04 * (i + 1));
    const start = performance.now();
    shown!.zoom((from + to) / 2 - half, (from + to) / 2 + half);
    await painted();
    took.push(await painted() - start);
  }
  return took;
}

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
  // Chromium without a graphics card may lose the request for a frame while a page scrolls, and would wait for ever; a further request wakes it. Such a frame is
  // counted with the time it was lost.
  const wake = setInterval(() => requestAnimationFrame(() => undefined), 1000);
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
  clearInterval(wake);
  root.unmount();
  return frames.slice(5);
}

const bench = {
  charts: Object.keys(charts), lists: Object.keys(lists), scroll,
  prepare: (name: string, variants: number, draws: number): Promise<void> => prepare(charts[name]!, madeView(variants, draws)),
  prepareClones: (clones: number, draws: number): Promise<void> => prepare(withClones, { ...madeView(2, draws), clones: madeClones(clones, draws) }),
  paint, hover, zoom, clear,
};
export type PageBench = typeof bench;
Object.assign(window, { bench });
