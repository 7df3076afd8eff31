/** Is a reaction what it says? Plausibility of droplet numbers and of the fraction the instrument computed itself. */
import { lambda } from '../exchange/counts.js';
import { parseNumber } from '../csv/number.js';
import type { Reaction } from './units.js';

const fewestDroplets = 10_000;

export function checkReaction(r: Reaction, duplex: boolean): void {
  const { mutant, mutantCount, wildtypeCount, totalCount } = r;
  const wells = Math.max(mutant.members?.length ?? 1, 1);
  if (totalCount / wells < fewestDroplets) {
    mutant.row.warn('few_droplets', 'AcceptedDroplets', `${wells === 1 ? `well ${mutant.well} has` : `the wells of ${mutant.well} have on average`} ${Math.round(totalCount / wells)} accepted droplets, fewer than ${fewestDroplets}: a small share may be missed`);
  }
  if (mutant.status.toUpperCase() === 'CHECK') mutant.row.warn('status_check', 'Status', `the instrument marks well ${mutant.well} as CHECK; its ${totalCount} droplets are counted as they are`);
  if (wildtypeCount === null) return;
  if (mutantCount === totalCount || wildtypeCount === totalCount) {
    mutant.row.error('saturated', 'Positives', `every droplet of well ${mutant.well} is positive: the sample was too concentrated to be counted; dilute and repeat`);
    return;
  }
  const sum = lambda(mutantCount, totalCount) + lambda(wildtypeCount, totalCount);
  if (duplex && sum > 0) checkAbundance(r, lambda(mutantCount, totalCount) / sum);
}

/** `FractionalAbundance` is in percent, of either channel, and rounded: half a unit of its last digit is no contradiction. */
function checkAbundance({ mutant, mutantCount, wildtypeCount }: Reaction, fraction: number): void {
  const percent = parseNumber(mutant.abundance);
  if (percent === null || percent <= 0 || percent >= 100 || mutantCount === 0) return;
  const [mantissa, exponent = '0'] = mutant.abundance.toLowerCase().split('e') as [string, string?];
  const unit = 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
  const far = (ours: number): boolean => Math.abs(100 * ours - percent) > Math.max(5 * ours, unit);
  if (!far(fraction) || !far(1 - fraction)) return;
  mutant.row.error('fraction_disagrees', 'FractionalAbundance', `the instrument computed ${mutant.abundance} %, but ${mutantCount} mutant and ${wildtypeCount} wild-type droplets give ${Number((100 * fraction).toPrecision(3))} %; check that the manifest names the two targets of the same duplex`);
}
