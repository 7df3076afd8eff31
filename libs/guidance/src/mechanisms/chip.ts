/**
 * What a report of a ctDNA test must say of each variant about blood cells (clonal haematopoiesis of indeterminate potential, CHIP): white blood cells show the
 * same variant or not, show less of it than plasma does, or were not tested. Not tested is never "not from blood cells".
 */
import type { ChipStatement, SeriesResult } from '@clonewatch/domain';
import { rules } from '../rules.data.js';

/** `wbcVaf`: the highest reading of white blood cells over all draws, as a fraction; null: none. A laboratory sequences them once, often with the first draw only. */
export function chipOf(s: SeriesResult): { readonly statement: ChipStatement; readonly wbcVaf: number | null } {
  const wbcVaf = s.points.reduce<number | null>((known, p) => (p.wbcVaf === null ? known : Math.max(known ?? 0, p.wbcVaf)), null);
  if (s.role === 'germline') return { statement: 'inherited', wbcVaf };
  if (wbcVaf === null) return { statement: s.role === 'chip' || s.gene === 'TP53' || (rules.originGenes as readonly string[]).includes(s.gene) ? 'not_tested_may_be' : 'not_tested', wbcVaf };
  if (wbcVaf === 0) return { statement: 'not_seen', wbcVaf };
  return { statement: s.role === 'chip' ? 'from_blood_cells' : 'less_than_plasma', wbcVaf };
}
