import { createElement, type ReactNode } from 'react';
import type { SvgNode } from '@clonewatch/charts';

const camel = (name: string): string =>
  name === 'class' ? 'className' : name.startsWith('data-') || name.startsWith('aria-') ? name : name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());

/** Prints a painted node. `more` may add properties (focus, handlers) to a node; it never changes the drawing. */
export function printSvg(n: SvgNode, more?: (n: SvgNode) => Record<string, unknown> | undefined, key?: number): ReactNode {
  const props: Record<string, unknown> = { key, ...Object.fromEntries(Object.entries(n.attrs).map(([k, v]) => [camel(k), v])), ...more?.(n) };
  return createElement(n.tag, props, ...n.children.map((c, i) => (typeof c === 'string' ? c : printSvg(c, more, i))));
}

/** The same as elements of this document, without React: a drawing that is replaced whole needs no comparing. Attributes and text only, so nothing in it can run. */
export function svgElement(n: SvgNode): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', n.tag);
  for (const name in n.attrs) if (name !== 'xmlns') element.setAttribute(name, String(n.attrs[name]));
  for (const c of n.children) element.append(typeof c === 'string' ? c : svgElement(c));
  return element;
}

/** Makes `element`, which shows `before`, show `after`: what is the same stays as it is. Returns the element that shows it now. */
export function updateSvg(element: Element, before: SvgNode, after: SvgNode): Element {
  if (before.tag !== after.tag || before.children.length !== after.children.length || before.children.some((c, i) => typeof c !== typeof after.children[i])) {
    const fresh = svgElement(after);
    element.replaceWith(fresh);
    return fresh;
  }
  for (const name in before.attrs) if (!(name in after.attrs)) element.removeAttribute(name);
  for (const name in after.attrs) if (name !== 'xmlns' && before.attrs[name] !== after.attrs[name]) element.setAttribute(name, String(after.attrs[name]));
  // Taken before the first of them is replaced.
  const shown = [...element.childNodes];
  after.children.forEach((c, i) => {
    const was = before.children[i]!;
    if (typeof c !== 'string') updateSvg(shown[i] as Element, was as SvgNode, c);
    else if (c !== was) shown[i]!.nodeValue = c;
  });
  return element;
}
