/** SVG elements as plain data. */
import type { Tone } from './trajectory-types.js';

export interface SvgNode { readonly tag: string; readonly attrs: Readonly<Record<string, string | number>>; readonly children: readonly (SvgNode | string)[] }

export type Attrs = Readonly<Record<string, string | number | null | undefined | false>>;
export function node(tag: string, attrs: Attrs = {}, ...children: readonly (SvgNode | string | null | false)[]): SvgNode {
  const kept: Record<string, string | number> = {};
  for (const name in attrs) { const value = attrs[name]; if (value !== null && value !== undefined && value !== false) kept[name] = value; }
  return { tag, attrs: kept, children: children.filter((c): c is SvgNode | string => c !== null && c !== false) };
}

export const toneClass = (t: Tone): string => `tone-${t.role}-${t.shade}`;
export const text = (cls: string, x: number, y: number, content: string, more: Attrs = {}): SvgNode => node('text', { class: cls, x, y, ...more }, content);
export const line = (cls: string, x1: number, y1: number, x2: number, y2: number, more: Attrs = {}): SvgNode => node('line', { class: cls, x1, y1, x2, y2, ...more });
