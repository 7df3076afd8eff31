/** A painted chart with its rules written into each element: for printers that know SVG but no style sheet. Light theme; the drawing itself is the painter's. */
import { chartRules, lightTheme, toneRules } from './chart-rules.js';
import { svgText } from './paint.js';
import type { SvgNode } from './svg-node.js';

interface Rule { readonly path: readonly (readonly string[])[]; readonly set: readonly (readonly [string, string])[] }

const theme = new Map(lightTheme.split(';').filter(Boolean).map((d) => d.split(':') as [string, string]));
const resolved = (value: string): string => value.replace(/var\((--[\w-]+)\)/g, (_, name: string) => theme.get(name) ?? 'none');

/** Selectors of the chart's rules: classes, `[class*=x]`, joined by descent; `:is(...)` names the roots, which is every chart. */
function rulesOf(sheet: string): readonly Rule[] {
  return [...sheet.matchAll(/([^{}]+)\{([^}]*)\}/g)].flatMap(([, selectors, body]) => selectors!.trim().replace(/:is\([^)]*\)\s*/g, '').split(',').map((selector): Rule => ({
    path: selector.trim().split(/\s+/).map((part) => [...part.matchAll(/\.([\w-]+)|\[class\*=([\w-]+)\]/g)].map((m) => m[1] ?? `*${m[2]!}`)),
    set: body!.split(';').filter((d) => d.includes(':')).map((d) => [d.slice(0, d.indexOf(':')).trim(), resolved(d.slice(d.indexOf(':') + 1).trim())]),
  })));
}

const rules = rulesOf(`${toneRules('light')}\n${chartRules}`);
const kept = new Set(['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-size', 'stop-color', 'color', 'font-weight']);

const has = (classes: string, wanted: readonly string[]): boolean => wanted.every((w) => (w.startsWith('*') ? classes.includes(w.slice(1)) : classes.split(' ').includes(w)));

/** Does the rule mean this element? `above`: the classes of its ancestors, the root first. */
function means(rule: Rule, classes: string, above: readonly string[]): boolean {
  if (!has(classes, rule.path.at(-1)!)) return false;
  let at = above.length - 1;
  for (const part of rule.path.slice(0, -1).reverse()) {
    while (at >= 0 && !has(above[at]!, part)) at -= 1;
    if (at < 0) return false;
    at -= 1;
  }
  return true;
}

function flat(n: SvgNode, above: readonly string[], colour: string): SvgNode | null {
  // Words for who points or cannot see: not for paper.
  if (n.tag === 'title' || n.tag === 'desc') return null;
  const classes = String(n.attrs.class ?? '');
  const said = new Map<string, string>();
  for (const rule of rules) if (means(rule, classes, above)) for (const [name, value] of rule.set) if (kept.has(name)) said.set(name, value);
  const own = said.get('color') ?? colour;
  const attrs = Object.fromEntries([
    ...Object.entries(n.attrs).filter(([name]) => name !== 'class' && !name.startsWith('data-') && name !== 'tabindex'),
    ...[...said].filter(([name]) => name !== 'color').map(([name, value]) => [name, value === 'currentColor' ? own : name === 'font-weight' ? (Number(value) >= 550 ? 'bold' : 'normal') : value] as const),
  ]);
  const children = n.children.flatMap((c): (SvgNode | string)[] => (typeof c === 'string' ? [c] : [flat(c, [...above, classes], own)].filter((x) => x !== null)));
  return { tag: n.tag, attrs: n.tag === 'text' ? { fill: '#2b2f33', ...attrs } : attrs, children };
}

/** SVG text of a painted chart. */
export function flatSvg(painted: SvgNode, font: string): string {
  const root = flat(painted, [], '#2b2f33')!;
  return svgText({ ...root, attrs: { ...root.attrs, 'font-family': font, 'font-size': 11 } });
}
