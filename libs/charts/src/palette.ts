/** Roles keep hue and shape everywhere (Okabe–Ito based). Clones of one role differ by lightness and a direct label. */
import type { VariantRole } from '@clonewatch/domain';
import { t } from '@clonewatch/words';

export type Shape = 'square' | 'circle' | 'triangle' | 'diamond' | 'plus';

export const roleShape: Readonly<Record<VariantRole, Shape>> = {
  truncal: 'square', resistance: 'circle', sensitising: 'triangle', chip: 'diamond', germline: 'diamond', other: 'plus',
};

export const roleWord = (role: VariantRole): string => t(`role.${role}`);

/** Four shades a role, most salient first; each is dark enough for its own label on white. */
export const roleShades: Readonly<Record<VariantRole, readonly [string, string, string, string]>> = {
  truncal: ['#3d4f63', '#62778e', '#24323f', '#76889b'],
  resistance: ['#c8480a', '#8a2d00', '#d9681f', '#5c2a12'],
  sensitising: ['#0072b2', '#004a75', '#3b8fc4', '#0a3350'],
  chip: ['#6e7074', '#8b8d91', '#54565a', '#3e4043'],
  germline: ['#6e7074', '#8b8d91', '#54565a', '#3e4043'],
  other: ['#7a4d9a', '#553070', '#9a72b8', '#3d2152'],
};

export const roleShadesDark: Readonly<Record<VariantRole, readonly [string, string, string, string]>> = {
  truncal: ['#a9b8c8', '#8093a6', '#62748a', '#d3dde6'],
  resistance: ['#f47a3c', '#d9551a', '#ffab7d', '#ffd0b5'],
  sensitising: ['#56b4e9', '#2f8fc6', '#9bd3f3', '#c9e8fa'],
  chip: ['#9a9ca1', '#7b7d82', '#b8babe', '#d3d5d8'],
  germline: ['#9a9ca1', '#7b7d82', '#b8babe', '#d3d5d8'],
  other: ['#bd93d8', '#9a6cba', '#dabdee', '#ecdff5'],
};

const n = (v: number): number => Math.round(v * 100) / 100;

/** Centred on 0,0; `r` is the radius of a circle of the same weight. After the first point all is relative: see {@link stamp}. */
export function shapePath(shape: Shape, r: number): string {
  switch (shape) {
    case 'square': { const h = r * 0.9; return `M${n(-h)},${n(-h)}h${n(2 * h)}v${n(2 * h)}h${n(-2 * h)}z`; }
    case 'circle': return `M${n(-r)},0a${n(r)},${n(r)} 0 1 1 ${n(2 * r)},0a${n(r)},${n(r)} 0 1 1 ${n(-2 * r)},0z`;
    case 'triangle': { const h = r * 1.2; return `M0,${n(-h)}l${n(h)},${n(1.8 * h)}h${n(-2 * h)}z`; }
    case 'diamond': { const h = n(r * 1.3); return `M0,${-h}l${h},${h}l${-h},${h}l${-h},${-h}z`; }
    case 'plus': { const a = r * 0.4; const h = r * 1.15; const arm = n(h - a); const w = n(2 * a); return `M${n(-a)},${n(-h)}h${w}v${arm}h${arm}v${w}h${-arm}v${arm}h${-w}v${-arm}h${-arm}v${-w}h${arm}z`; }
  }
}

/** Open triangle pointing down; the middle of its flat top edge, at 0,0, sits on the bound. */
export function boundPath(r: number): string {
  const h = n(r * 1.15);
  return `M${-h},0h${n(2 * h)}l${-h},${n(h * 1.7)}z`;
}

/** Writes a glyph that is centred on 0,0 at other places, so that many may share one path. */
export function stamp(glyph: string): (x: number, y: number) => string {
  const [, dx, dy, rest] = /^M(-?[\d.]+),(-?[\d.]+)(.*)$/.exec(glyph)!;
  const [left, top] = [Number(dx), Number(dy)];
  return (x, y) => `M${n(x + left)},${n(y + top)}${rest!}`;
}
