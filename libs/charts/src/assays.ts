/** What belongs to an assay: its limit of detection over time, and where one assay gives way to another. */
import type { WirePoint } from '@clonewatch/contracts';
import { t } from '@clonewatch/words';
import { cut } from './format.js';
import type { LodLine } from './trajectory-types.js';
import type { TrajectoryView } from './view.js';

export const lodOf = (p: WirePoint): number | null => p.lod_stated ?? p.lod95;
/** Names made once: a chart asks for thousands of readings of a few assays. */
const names = new Map<string, Map<string, string>>();
/** `Panel v2`. */
export function assayOf(p: Pick<WirePoint, 'assay' | 'assay_version'>): string {
  const version = p.assay_version ?? '';
  let versions = names.get(p.assay);
  if (!versions) names.set(p.assay, versions = new Map<string, string>());
  let name = versions.get(version);
  if (name === undefined) versions.set(version, name = version === '' ? p.assay : `${p.assay} ${/^\d/.test(version) ? 'v' : ''}${version}`);
  return name;
}

/** Per assay and day the poorest LoD of the draw: what it would have called of every tracked variant. */
export function lodByAssay(view: TrajectoryView): Map<string, Map<number, number>> {
  const byAssay = new Map<string, Map<number, number>>();
  for (const s of view.series) for (const p of s.points) {
    const lod = lodOf(p);
    if (lod === null || !(lod > 0)) continue;
    let perDay = byAssay.get(assayOf(p));
    if (!perDay) byAssay.set(assayOf(p), perDay = new Map<number, number>());
    if (lod > (perDay.get(p.day) ?? 0)) perDay.set(p.day, lod);
  }
  return byAssay;
}

export const lodLabel = (assay: string): string => `LoD ${cut(assay.replace(/ v[^ ]*$/, ''), 14)}`;

export function lodLines(byAssay: ReadonlyMap<string, ReadonlyMap<number, number>>, x: (d: number) => number, y: (v: number) => number | null, domain: readonly [number, number]): LodLine[] {
  const all = [...new Set([...byAssay.values()].flatMap((m) => [...m.keys()]))].sort((a, b) => a - b);
  const halfGap = all.length > 1 ? Math.min(...all.slice(1).map((d, i) => d - all[i]!)) / 2 : (domain[1] - domain[0]) / 8;
  return [...byAssay].map(([assay, perDay]) => {
    const ds = [...perDay.keys()].sort((a, b) => a - b);
    const steps = ds.flatMap((d, i) => {
      const at = y(perDay.get(d)!);
      if (at === null) return [];
      const prev = ds[i - 1];
      const next = ds[i + 1];
      const joined = (a: number, b: number): boolean => !all.some((o) => o > a && o < b);
      const from = prev !== undefined && joined(prev, d) ? (prev + d) / 2 : d - halfGap;
      const to = next !== undefined && joined(d, next) ? (d + next) / 2 : d + halfGap;
      return [{ x0: x(Math.max(from, domain[0])), x1: x(Math.min(to, domain[1])), y: at, value: perDay.get(d)! }];
    });
    return { assay, steps };
  }).filter((l) => l.steps.length > 0);
}

/** Where the assay that measures most of the draw changes from one draw to the next. */
export function assaySwitches(view: TrajectoryView, x: (d: number) => number): { x: number; label: string }[] {
  const perDay = new Map<number, Set<string>>();
  for (const s of view.series) for (const p of s.points) {
    const here = perDay.get(p.day);
    if (here) here.add(assayOf(p)); else perDay.set(p.day, new Set([assayOf(p)]));
  }
  const ds = [...perDay.keys()].sort((a, b) => a - b);
  return ds.slice(1).flatMap((d, i) => {
    const before = perDay.get(ds[i]!)!;
    const fresh = [...perDay.get(d)!].filter((a) => !before.has(a));
    const shared = [...perDay.get(d)!].some((a) => before.has(a));
    return shared || fresh.length === 0 ? [] : [{ x: x((ds[i]! + d) / 2), label: t('chart.assay', { name: cut(fresh.join(', '), 22) }) }];
  });
}
