/** The volume of a partition: never assumed. A file that gives concentrations and counts says it: V = λ / concentration. */
import { parseNumber } from '../csv/number.js';
import { lambda } from '../exchange/counts.js';
import { lastUnit } from './checks.js';
import type { WellRow } from './well.js';

/** A concentration rounded more coarsely than this says too little. */
const roundingAllowed = 0.005;
/** A single row further from the file's own volume was altered, or corrected for a dilution. */
const rowTolerance = 0.15;
const manifestTolerance = 0.03;

interface Estimate { readonly well: WellRow; readonly nl: number }

/** Nanolitres by row, where the digits of the row's concentration allow. */
function estimates(wells: readonly WellRow[]): Estimate[] {
  return wells.flatMap((well) => {
    const perUl = parseNumber(well.concentration);
    const d = well.droplets;
    if (perUl === null || perUl <= 0 || d === null || d.positives === 0 || d.positives >= d.accepted || lastUnit(well.concentration) / 2 > roundingAllowed * perUl) return [];
    return [{ well, nl: (1000 * lambda(d.positives, d.accepted)) / perUl }];
  });
}

/** Median volume in nl, three digits, that the concentrations and counts of these rows imply; null when they give none. Wells of one plate differ by some per cent. */
export function partitionVolume(wells: readonly WellRow[]): number | null {
  const sorted = estimates(wells).map((e) => e.nl).sort((a, b) => a - b);
  return sorted.length === 0 ? null : Number(sorted[Math.floor((sorted.length - 1) / 2)]!.toPrecision(3));
}

/** Tells of rows whose concentration and counts are not of one reaction. */
export function checkConcentrations(wells: readonly WellRow[], median: number | null): void {
  if (median === null) return;
  const odd = estimates(wells).filter((e) => Math.abs(e.nl / median - 1) > rowTolerance);
  odd[0]?.well.row.warn('concentration_disagrees', 'Concentration', `well ${odd[0].well.well}: ${odd[0].well.concentration} copies/µL and ${odd[0].well.droplets!.positives} of ${odd[0].well.droplets!.accepted} partitions imply partitions of ${odd[0].nl.toPrecision(3)} nL, other rows ${median.toPrecision(3)} nL${odd.length === 1 ? '' : `; ${odd.length} rows in all`}: counts are used, the concentration is not`);
}

/** The manifest's word beside the file's. */
export function checkVolume(first: WellRow, said: number | null, found: number | null, line: number): void {
  if (said === null || found === null || Math.abs(said / found - 1) <= manifestTolerance) return;
  first.row.warn('partition_volume_disagrees', null, `partition_nl is ${said} in line ${line} of the manifest; concentrations and counts of this file imply ${found} nL. The manifest's is kept: check it`);
}
