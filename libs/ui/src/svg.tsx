import { createElement, type ReactNode } from 'react';
import type { SvgNode } from '@clonewatch/charts';

const camel = (name: string): string =>
  name === 'class' ? 'className' : name.startsWith('data-') || name.startsWith('aria-') ? name : name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());

/** Prints a painted node. `more` may add properties (focus, handlers) to a node; it never changes the drawing. */
export function printSvg(n: SvgNode, more?: (n: SvgNode) => Record<string, unknown> | undefined, key?: number): ReactNode {
  const props: Record<string, unknown> = { key, ...Object.fromEntries(Object.entries(n.attrs).map(([k, v]) => [camel(k), v])), ...more?.(n) };
  return createElement(n.tag, props, ...n.children.map((c, i) => (typeof c === 'string' ? c : printSvg(c, more, i))));
}

const shownAs = (c: SvgNode | string): Node => (typeof c === 'string' ? document.createTextNode(c) : svgElement(c));

/** The same as elements of this document, without React: a drawing that is replaced whole needs no comparing. Attributes and text only, so nothing in it can run. */
export function svgElement(n: SvgNode): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', n.tag);
  for (const name in n.attrs) if (name !== 'xmlns') element.setAttribute(name, String(n.attrs[name]));
  for (const c of n.children) element.appendChild(shownAs(c));
  return element;
}

/** Makes `element`, which shows `before`, show `after`: what is the same stays as it is. Returns the element that shows it now. */
export function updateSvg(element: Element, before: SvgNode, after: SvgNode): Element {
  if (before.tag !== after.tag) {
    const fresh = svgElement(after);
    element.replaceWith(fresh);
    return fresh;
  }
  for (const name in before.attrs) if (!(name in after.attrs)) element.removeAttribute(name);
  for (const name in after.attrs) if (name !== 'xmlns' && before.attrs[name] !== after.attrs[name]) element.setAttribute(name, String(after.attrs[name]));
  let shown = element.firstChild;
  after.children.forEach((c, i) => {
    const was = before.children[i];
    if (was === undefined || shown === null) { element.appendChild(shownAs(c)); return; }
    // Taken before what is shown is replaced.
    const next: ChildNode | null = shown.nextSibling;
    if (typeof c !== 'string' && typeof was !== 'string') updateSvg(shown as Element, was, c);
    else if (typeof c !== typeof was) shown.replaceWith(shownAs(c));
    else if (c !== was) shown.nodeValue = c as string;
    shown = next;
  });
  while (shown !== null) { const next: ChildNode | null = shown.nextSibling; shown.remove(); shown = next; }
  return element;
}
