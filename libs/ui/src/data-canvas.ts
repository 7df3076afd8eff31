/**
 * Lines, whiskers and marks of a chart of many readings, on a canvas: a mark is a copy of a small picture and no element, and a step of the zoom makes no path anew.
 * The layout, the glyphs, the order and the colours are those of the SVG, which small charts, files and paper keep. Whole pixels of the device, so that it is sharp.
 */
import { markOutlines, roleShades, roleShadesDark, type Mark, type Segment, type Tone, type TrajectoryLayout, type Whisker } from '@clonewatch/charts';

/** What the drawing takes from the page: its theme, CSS colours, and device pixels a CSS pixel. */
export interface Ground { readonly dark: boolean; readonly surface: string; readonly quiet: string; readonly text: string; readonly ratio: number }

const grounds = new Map<string, Ground>();
/** The ground as the custom properties of the page have it; asked once, for asking makes the browser style the page. */
export function groundOf(dark: boolean, ratio: number): Ground {
  const key = `${dark} ${ratio}`;
  const known = grounds.get(key);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  const ground = { dark, surface: of('--chart-surface'), quiet: of('--chart-quiet'), text: of('--chart-text'), ratio };
  // Before its style sheet is there the page has none of them.
  if (ground.surface !== '') grounds.set(key, ground);
  return ground;
}

/** Can this browser draw so? If not, the chart is SVG at any size. */
export const canDraw = (): boolean => typeof OffscreenCanvas !== 'undefined' && 'transferToImageBitmap' in OffscreenCanvas.prototype;

const colourOf = (t: Tone, ground: Ground): string => (ground.dark ? roleShadesDark : roleShades)[t.role][t.shade as 0];

/** Half the side of a mark's picture, CSS px: the largest mark with its outline. */
const half = 8;
const middle = (ratio: number): number => Math.ceil(half * ratio);

const pictures = new Map<string, ImageBitmap>();
/** A mark drawn once, its centre in the middle of the picture; widths and colours as in the rules of the SVG. */
function pictureOf(shape: Mark['shape'], tone: Tone, ground: Ground): ImageBitmap {
  const colour = colourOf(tone, ground);
  const key = `${shape} ${colour} ${ground.surface} ${ground.ratio}`;
  const known = pictures.get(key);
  if (known) return known;
  const canvas = new OffscreenCanvas(2 * middle(ground.ratio), 2 * middle(ground.ratio));
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ground.ratio, 0, 0, ground.ratio, middle(ground.ratio), middle(ground.ratio));
  const outline = new Path2D(markOutlines[shape]);
  const kind = shape === 'tick' || shape === 'cross' || shape === 'bound' ? shape : 'filled';
  const [fill, stroke, width] = ({ tick: [null, ground.quiet, 2], cross: [null, ground.text, 1.4], bound: [ground.surface, colour, 1.5], filled: [colour, ground.surface, 1] } as const)[kind];
  if (fill !== null) { ctx.fillStyle = fill; ctx.fill(outline); }
  ctx.lineJoin = shape === 'bound' ? 'round' : 'miter';
  ctx.lineWidth = width;
  ctx.strokeStyle = stroke;
  ctx.stroke(outline);
  const picture = canvas.transferToImageBitmap();
  pictures.set(key, picture);
  return picture;
}

/** The items series by series, the last series first: the first matters most and is drawn on top. */
function* fromTheLast<T extends { readonly series: string }>(items: readonly T[]): Generator<readonly T[]> {
  for (let end = items.length; end > 0;) {
    let start = end - 1;
    while (start > 0 && items[start - 1]!.series === items[end - 1]!.series) start -= 1;
    yield items.slice(start, end);
    end = start;
  }
}

function drawLines(ctx: CanvasRenderingContext2D, segments: readonly Segment[], ground: Ground): void {
  for (const series of fromTheLast(segments)) for (const kind of ['dotted', 'solid'] as const) {
    let before: Segment | null = null;
    ctx.beginPath();
    for (const s of series) {
      if (s.kind !== kind) continue;
      if (before?.x1 !== s.x0 || before.y1 !== s.y0) ctx.moveTo(s.x0, s.y0);
      ctx.lineTo(s.x1, s.y1);
      before = s;
    }
    if (before === null) continue;
    ctx.strokeStyle = colourOf(before.tone, ground);
    // Short dashes in place of the dots of the SVG: thousands of round dots are most of the work of drawing.
    [ctx.lineWidth, ctx.lineCap] = kind === 'solid' ? [1.6, 'round'] : [1.1, 'butt'];
    ctx.setLineDash(kind === 'solid' ? [] : [3, 5]);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** In device pixels: a whisker is upright and a pixel wide, or a few, so that rectangles draw it. */
function drawWhiskers(ctx: CanvasRenderingContext2D, whiskers: readonly Whisker[], ground: Ground): void {
  const at = (v: number): number => Math.round(v * ground.ratio);
  const thin = Math.max(1, at(1));
  const [before, reach] = [thin >> 1, at(3)];
  ctx.globalAlpha = 0.85;
  ctx.lineWidth = thin;
  for (const series of fromTheLast(whiskers)) {
    ctx.fillStyle = ctx.strokeStyle = colourOf(series[0]!.tone, ground);
    for (const w of series) {
      const [x, y0, y1] = [at(w.x), at(w.y0), at(w.y1)];
      const cap = (y: number): void => ctx.fillRect(x - reach, y - before, 2 * reach + 1, thin);
      cap(y0);
      if (w.dashed) for (let y = y0; y < y1; y += at(5)) ctx.fillRect(x - before, y, thin, Math.min(at(3), y1 - y));
      else ctx.fillRect(x - before, y0, thin, y1 - y0);
      if (!w.openEnd) { cap(y1); continue; }
      ctx.beginPath();
      ctx.moveTo(x - reach, y1 - reach);
      ctx.lineTo(x, y1);
      ctx.lineTo(x + reach, y1 - reach);
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}

function drawMarks(ctx: CanvasRenderingContext2D, marks: readonly Mark[], ground: Ground): void {
  const aside = middle(ground.ratio);
  let last: Mark | null = null;
  let picture: ImageBitmap | null = null;
  for (let i = marks.length - 1; i >= 0; i -= 1) {
    const m = marks[i]!;
    if (picture === null || last!.series !== m.series || last!.shape !== m.shape) picture = pictureOf(m.shape, m.tone, ground);
    ctx.drawImage(picture, Math.round(m.x * ground.ratio) - aside, Math.round(m.y * ground.ratio) - aside);
    last = m;
  }
}

/** Draws the data of a layout over the whole canvas, which becomes as large as the chart. */
export function drawData(canvas: HTMLCanvasElement, l: Pick<TrajectoryLayout, 'width' | 'height' | 'segments' | 'whiskers' | 'marks'>, ground: Ground): void {
  const { ratio } = ground;
  canvas.width = Math.round(l.width * ratio);
  canvas.height = Math.round(l.height * ratio);
  // As many CSS pixels as it has device pixels: drawn at any other size it would be smeared.
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawLines(ctx, l.segments, ground);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  drawWhiskers(ctx, l.whiskers, ground);
  drawMarks(ctx, l.marks, ground);
}
