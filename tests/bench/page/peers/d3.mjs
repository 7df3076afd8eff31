/** Bare D3, as its own examples do it: a join per kind of mark, axes, a tooltip on the nearest mark by Delaunay. JavaScript: D3 comes with the peers and has no types here. */
import { axisBottom, axisLeft, Delaunay, format, line, pointer, scaleLog, scaleUtc, select, symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolTriangle } from 'd3';
import { floor, margin, size } from '../peer.js';

const symbols = { square: symbolSquare, circle: symbolCircle, triangle: symbolTriangle, diamond: symbolDiamond, plus: symbolCross };

export function drawD3(container, data) {
  const { width, height } = size;
  const x = scaleUtc(data.times, [margin.left, width - margin.right]);
  const y = scaleLog([floor, 1], [height - margin.bottom, margin.top]).clamp(true);
  const svg = select(container).append('svg').attr('width', width).attr('height', height).attr('font-size', 11);
  const points = data.series.flatMap((s) => s.points);
  const detected = points.filter((p) => p.status === 'detected');
  const bounds = points.filter((p) => p.status === 'not_detected');
  const untold = points.filter((p) => p.value === null);
  const lineOf = line((p) => x(p.time), (p) => y(p.value)).defined((p) => p.value !== null);
  const whisker = (p) => `M${x(p.time) - 3},${y(p.high)}h6M${x(p.time)},${y(p.high)}V${y(p.low)}M${x(p.time) - 3},${y(p.low)}h6`;
  const glyph = Object.fromEntries(Object.entries(symbols).map(([name, s]) => [name, symbol(s, 58)()]));

  const foot = svg.append('g').attr('transform', `translate(0,${height - margin.bottom})`);
  svg.append('g').attr('transform', `translate(${margin.left},0)`).call(axisLeft(y).ticks(5, '%'));
  svg.append('g').attr('stroke', '#e3e5e8').selectAll('line').data(y.ticks(5)).join('line').attr('x1', margin.left).attr('x2', width - margin.right).attr('y1', y).attr('y2', y);
  const lods = svg.append('g').attr('stroke', '#6b7177').selectAll('line').data(data.lods).join('line').attr('y1', (d) => y(d.lod)).attr('y2', (d) => y(d.lod));
  const lines = svg.append('g').attr('fill', 'none').attr('stroke-width', 1.6).selectAll('path').data(data.series).join('path').attr('stroke', (s) => s.colour);
  const whiskers = svg.append('g').attr('fill', 'none').attr('opacity', 0.85).selectAll('path').data(detected).join('path').attr('stroke', (p) => p.colour);
  const marks = svg.append('g').attr('stroke', '#fff').selectAll('path').data(detected).join('path').attr('fill', (p) => p.colour).attr('d', (p) => glyph[p.shape]);
  const open = svg.append('g').attr('fill', '#fff').attr('stroke-width', 1.5).selectAll('path').data(bounds).join('path').attr('stroke', (p) => p.colour).attr('d', 'M-5.3,0H5.3L0,9Z');
  const ticks = svg.append('g').attr('stroke', '#6b7177').attr('stroke-width', 2).selectAll('line').data(untold).join('line').attr('y1', height - margin.bottom - 8).attr('y2', height - margin.bottom);

  let delaunay = null;
  const place = () => {
    foot.call(axisBottom(x));
    lods.attr('x1', (d) => x(d.time) - 6).attr('x2', (d) => x(d.time) + 6);
    lines.attr('d', (s) => lineOf(s.points));
    whiskers.attr('d', whisker);
    marks.attr('transform', (p) => `translate(${x(p.time)},${y(p.value)})`);
    open.attr('transform', (p) => `translate(${x(p.time)},${y(p.value)})`);
    ticks.attr('x1', (p) => x(p.time)).attr('x2', (p) => x(p.time));
    delaunay = null;
  };
  place();

  const measured = [...detected, ...bounds];
  const tip = svg.append('g').attr('display', 'none').attr('pointer-events', 'none');
  tip.append('rect').attr('width', 200).attr('height', 22).attr('fill', '#fff').attr('stroke', '#2b2f33');
  const said = tip.append('text').attr('x', 6).attr('y', 15);
  const percent = format('.2~%');
  svg.on('pointermove', (event) => {
    delaunay ??= Delaunay.from(measured, (p) => x(p.time), (p) => y(p.value));
    const [px, py] = pointer(event);
    const p = measured[delaunay.find(px, py)];
    tip.attr('display', null).attr('transform', `translate(${x(p.time)},${y(p.value)})`);
    said.text(`${p.label} ${p.status === 'detected' ? '' : '< '}${percent(p.value)}`);
  });
  return { over: svg.node(), zoom: (from, to) => { x.domain([from, to]); place(); } };
}
