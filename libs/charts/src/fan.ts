/** The forecast as a fan: between the early and the late dates at which a clone is expected to cross each level, from the last draw on. Never drawn as data. */
import type { WireForecast } from '@clonewatch/contracts';
import { dayOfDate } from '@clonewatch/domain';
import { round } from './format.js';

export interface ViewForecast { readonly fromDay: number; readonly clones: readonly { readonly key: string; readonly mostlyPrior: boolean; readonly levels: readonly { readonly vaf: number; readonly median: number | null; readonly low: number | null; readonly high: number | null }[] }[] }
export interface FanLayout { readonly series: string; readonly path: string; readonly median: string; readonly mostlyPrior: boolean }

const dayOf = (v: string | number | null): number | null => (typeof v === 'string' ? dayOfDate(v) : v);

/** Central 95 % of the crossing dates, of clones that are still below at least one level. Null: nothing to draw. */
export function viewForecast(f: WireForecast | undefined): ViewForecast | null {
  const fromDay = f?.from_on !== undefined ? dayOfDate(f.from_on) : f?.from_day;
  if (!f || fromDay === undefined) return null;
  const clones = f.clones.flatMap((c) => {
    const levels = c.crossings.flatMap((x) => (x.above || !x.dates ? [] : [{ vaf: x.vaf, median: dayOf(x.dates.median), low: dayOf(x.dates.low95), high: dayOf(x.dates.high95) }]));
    return levels.some((l) => l.low !== null) ? [{ key: `${c.gene} ${c.variant}`, mostlyPrior: c.mostly_prior, levels }] : [];
  });
  return clones.length > 0 ? { fromDay, clones } : null;
}

/** `start`: the last value of the series; levels outside the axis are left out. A date beyond two years, or beyond the axis, ends at its edge. */
export function layoutFan(f: ViewForecast, start: ReadonlyMap<string, number>, x: (day: number) => number, y: (vaf: number) => number, domain: readonly [number, number], vafs: readonly [number, number]): FanLayout[] {
  return f.clones.flatMap((c): FanLayout[] => {
    const from = start.get(c.key);
    if (from === undefined || from < vafs[0] || from > vafs[1]) return [];
    const levels = c.levels.filter((l) => l.low !== null && l.vaf > from && l.vaf <= vafs[1] && l.low < domain[1]).sort((a, b) => a.vaf - b.vaf);
    if (levels.length === 0) return [];
    const edge = (d: number | null): number => x(Math.min(d ?? domain[1], domain[1]));
    const p0 = `${x(f.fromDay)},${y(from)}`;
    const early = levels.map((l) => `L${edge(l.low)},${round(y(l.vaf))}`).join('');
    const late = [...levels].reverse().map((l) => `L${edge(l.high)},${round(y(l.vaf))}`).join('');
    const median = levels.filter((l) => l.median !== null && l.median <= domain[1]).map((l) => `L${x(l.median!)},${round(y(l.vaf))}`).join('');
    return [{ series: c.key, path: `M${p0}${early}${late}Z`, median: median === '' ? '' : `M${p0}${median}`, mostlyPrior: c.mostlyPrior }];
  });
}
