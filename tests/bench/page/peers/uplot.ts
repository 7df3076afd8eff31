/** uPlot, as its demos do it: aligned columns, a canvas hook for what is no line (whiskers, glyphs, bounds), a tooltip on the nearest series. */
import uPlot from 'uplot';
import { shapePath } from '@clonewatch/charts';
import { floor, margin, size, type PeerChart, type PeerData } from '../peer.js';

export function drawUplot(container: HTMLElement, data: PeerData): PeerChart {
  const times = data.series[0]!.points.map((p) => p.time / 1000);
  const columns = data.series.map((s) => s.points.map((p) => p.value));
  const lods = new Map(data.lods.map((d) => [d.time / 1000, d.lod]));
  const ratio = uPlot.pxRatio;
  const glyphs = new Map([...new Set(data.series.map((s) => s.shape))].map((shape) => [shape, new Path2D(shapePath(shape, 4.4 * ratio))]));
  const bound = new Path2D(`M${-5.3 * ratio},0H${5.3 * ratio}L0,${9 * ratio}Z`);
  const tip = document.createElement('div');
  tip.style.cssText = 'position:absolute;z-index:10;pointer-events:none;background:#fff;border:1px solid #2b2f33;padding:2px 6px;display:none;top:0;left:0';
  let near: number | null = null;

  const marks = (u: uPlot, si: number): void => {
    if (si === 0) return;
    const s = data.series[si - 1]!;
    const { ctx } = u;
    const [from, to] = [u.scales.x!.min!, u.scales.x!.max!];
    const y = (v: number): number => u.valToPos(Math.max(v, floor), 'y', true);
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.strokeStyle = s.colour;
    const whiskers = new Path2D();
    const detected = new Path2D();
    const open = new Path2D();
    const untold = new Path2D();
    s.points.forEach((p, i) => {
      if (times[i]! < from || times[i]! > to) return;
      const x = u.valToPos(times[i]!, 'x', true);
      if (p.value === null) { untold.rect(x - ratio, u.bbox.top + u.bbox.height - 8 * ratio, 2 * ratio, 8 * ratio); return; }
      const at = new DOMMatrix([1, 0, 0, 1, x, y(p.value)]);
      if (p.status !== 'detected') { open.addPath(bound, at); return; }
      const [high, low] = [y(p.high!), y(p.low!)];
      whiskers.moveTo(x - 3 * ratio, high); whiskers.lineTo(x + 3 * ratio, high); whiskers.moveTo(x, high); whiskers.lineTo(x, low); whiskers.moveTo(x - 3 * ratio, low); whiskers.lineTo(x + 3 * ratio, low);
      detected.addPath(glyphs.get(s.shape)!, at);
    });
    ctx.stroke(whiskers);
    ctx.fillStyle = s.colour;
    ctx.fill(detected);
    ctx.fillStyle = '#6b7177';
    ctx.fill(untold);
    ctx.fillStyle = '#fff';
    ctx.lineWidth = 1.5 * ratio;
    ctx.fill(open);
    ctx.stroke(open);
    ctx.restore();
  };
  const limits = (u: uPlot): void => {
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = '#6b7177';
    ctx.beginPath();
    for (const [t, lod] of lods) { const x = u.valToPos(t, 'x', true); const y = u.valToPos(lod, 'y', true); ctx.moveTo(x - 6 * ratio, y); ctx.lineTo(x + 6 * ratio, y); }
    ctx.stroke();
    ctx.restore();
  };
  const follow = (u: uPlot): void => {
    const { left, top, idx } = u.cursor;
    if (idx === null || idx === undefined || left! < 0 || near === null) { tip.style.display = 'none'; return; }
    const value = u.data[near]![idx];
    tip.style.display = 'block';
    tip.textContent = `${u.series[near]!.label as string} ${value ?? ''}`;
    tip.style.transform = `translate(${left! + 8}px,${top! + 8}px)`;
  };
  const u = new uPlot({
    ...size, legend: { show: false }, cursor: { focus: { prox: 16 }, drag: { x: true, y: false } }, focus: { alpha: 1 },
    scales: { x: { time: true, range: [data.times[0] / 1000, data.times[1] / 1000] as unknown as uPlot.Scale.Range }, y: { distr: 3, range: [floor, 1] as unknown as uPlot.Scale.Range } },
    axes: [{ size: margin.bottom }, { size: margin.left, values: (_, ticks) => ticks.map((v) => (v === null ? '' : `${Number((v * 100).toPrecision(3))} %`)) }],
    padding: [margin.top, margin.right, 0, 0],
    series: [{}, ...data.series.map((s) => ({ label: s.key, stroke: s.colour, width: 1.6, points: { show: false }, spanGaps: false }))],
    hooks: { drawSeries: [marks], drawAxes: [limits], setCursor: [follow], setSeries: [(_: uPlot, si: number | null) => { near = si; }] },
  }, [times, ...columns] as uPlot.AlignedData, container);
  u.over.append(tip);
  return { over: u.over, zoom: (from, to) => { u.scales.x!.range = () => [from / 1000, to / 1000]; u.setScale('x', { min: from / 1000, max: to / 1000 }); } };
}
