/** Is a reaction what it says? Plausibility of partition numbers and of the fraction the instrument computed itself. */
import { lambda } from '../exchange/counts.js';
import { parseNumber } from '../csv/number.js';
import type { Instrument } from './well.js';
import type { Reaction } from './units.js';

/** False when the reaction cannot be counted: an error for a patient's sample, a warning for a control. */
export function checkReaction(r: Reaction, duplex: boolean, { fewest }: Instrument, control: boolean): boolean {
  const { mutant, mutantCount, wildtypeCount, totalCount } = r;
  const wells = Math.max(mutant.members?.length ?? 1, 1);
  if (totalCount / wells < fewest) {
    mutant.row.warn('few_droplets', 'AcceptedDroplets', `${wells === 1 ? `well ${mutant.well} has` : `the wells of ${mutant.well} have on average`} ${Math.round(totalCount / wells)} accepted partitions, fewer than ${fewest}: a small share may be missed`);
  }
  if (mutant.status.toUpperCase() === 'CHECK') mutant.row.warn('status_check', 'Status', `the instrument marks well ${mutant.well} as CHECK; its ${totalCount} partitions are counted as they are`);
  if (mutantCount === totalCount || wildtypeCount === totalCount) {
    const told = `every partition of well ${mutant.well} is positive: the sample was too concentrated to be counted`;
    if (control) mutant.row.warn('saturated', 'Positives', `${told}; this control is not used`);
    else mutant.row.error('saturated', 'Positives', `${told}; dilute and repeat`);
    return false;
  }
  if (wildtypeCount === null) return true;
  const sum = lambda(mutantCount, totalCount) + lambda(wildtypeCount, totalCount);
  const comparable = mutant.abundanceAgainst === '' ? duplex : mutant.abundanceAgainst === r.wildtype?.target;
  if (comparable && sum > 0) checkAbundance(r, lambda(mutantCount, totalCount) / sum);
  return true;
}

/** The instrument's fraction is in percent, of either channel, and rounded: half a unit of its last digit is no contradiction. */
function checkAbundance({ mutant, mutantCount, wildtypeCount }: Reaction, fraction: number): void {
  const percent = parseNumber(mutant.abundance);
  if (percent === null || percent <= 0 || percent >= 100 || mutantCount === 0) return;
  const far = (ours: number): boolean => Math.abs(100 * ours - percent) > Math.max(5 * ours, lastUnit(mutant.abundance));
  if (!far(fraction) || !far(1 - fraction)) return;
  mutant.row.error('fraction_disagrees', 'FractionalAbundance', `the instrument computed ${mutant.abundance} %, but ${mutantCount} mutant and ${wildtypeCount} wild-type partitions give ${Number((100 * fraction).toPrecision(3))} %; check that the manifest names the two targets of the same duplex`);
}

/** One unit of a number's last written digit. */
export function lastUnit(text: string): number {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e') as [string, string?];
  return 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
}
