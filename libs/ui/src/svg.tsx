import { createElement, type ReactNode } from 'react';
import type { SvgNode } from '@clonewatch/charts';

const camel = (name: string): string =>
  name === 'class' ? 'className' : name.startsWith('data-') || name.startsWith('aria-') ? name : name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());

/** Prints a painted node. `more` may add properties (focus, handlers) to a node; it never changes the drawing. */
export function printSvg(n: SvgNode, more?: (n: SvgNode) => Record<string, unknown> | undefined, key?: number): ReactNode {
  const props: Record<string, unknown> = { key, ...Object.fromEntries(Object.entries(n.attrs).map(([k, v]) => [camel(k), v])), ...more?.(n) };
  return createElement(n.tag, props, ...n.children.map((c, i) => (typeof c === 'string' ? c : printSvg(c, more, i))));
}
