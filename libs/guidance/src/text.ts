/** Wording: dates, percentages, intervals. The same everywhere, and no word that promises absence. */
import { dateOfDay, isDrawOrder, type Interval, type SeriesPoint, type Timeline } from '@clonewatch/domain';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `7 May 2026`, `day 28`, or `draw 3` where numbers only order the draws. */
export function dayText(timeline: Timeline, day: number): string {
  if (timeline.kind === 'calendar') {
    const [y, m, d] = dateOfDay(day).split('-').map(Number) as [number, number, number];
    return `${d} ${months[m - 1]!} ${y}`;
  }
  return isDrawOrder(timeline) ? `draw ${day}` : `day ${day}`;
}

/** `Draw of 7 May 2026`, `Draw of day 28`, `Draw 3`. */
export function drawText(timeline: Timeline, day: number): string {
  const when = dayText(timeline, day);
  return isDrawOrder(timeline) ? when.replace('draw', 'Draw') : `Draw of ${when}`;
}

/** Decimals that show two significant digits of a percentage, three at most below 0.01 %. */
function decimals(percentValue: number): number {
  if (!(percentValue > 0)) return 0;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(percentValue))));
}

/** `KRAS p.G12D, NRAS p.Q61K and 3 more`. */
export const listed = (xs: readonly string[], most = 6): string => (xs.length <= most ? xs.join(', ') : `${xs.slice(0, most).join(', ')} and ${xs.length - most} more`);

/** A fraction as a percentage with two significant digits: `0.55 %`. */
export function percent(fraction: number): string {
  const p = 100 * fraction;
  return `${p.toFixed(decimals(p))} %`;
}

/** `0.34–0.84`, in per cent with the decimals of the value it stands beside. */
export function percentRange(value: number, low: number, high: number): string {
  const d = decimals(100 * value);
  return `${(100 * low).toFixed(d)}–${(100 * high).toFixed(d)}`;
}

/** `3,800`. */
export function thousands(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** One point of a series: `9 Apr 2026 0.21 % (0.09–0.41; 8/3,800)`, `12 Mar 2026 ND (<0.077 %, 3,900 molecules)`. */
export function pointText(timeline: Timeline, p: SeriesPoint): string {
  const when = dayText(timeline, p.day);
  if (p.status === 'not_covered') return `${when} not covered`;
  if (p.status === 'failed_qc') return `${when} failed quality control`;
  const assumed = p.intervalAssumed ? ', depth assumed' : '';
  if (p.status === 'not_detected') {
    if (p.upper95 === null) return `${when} ND (bound unknown)`;
    const n = p.totalMolecules === null ? '' : `, ${thousands(p.totalMolecules)} molecules`;
    return `${when} ND (<${percent(p.upper95)}${n}${assumed})`;
  }
  if (p.vaf === null) return `${when} detected`;
  const counts = p.mutantMolecules === null || p.totalMolecules === null || p.intervalAssumed ? '' : `; ${thousands(p.mutantMolecules)}/${thousands(p.totalMolecules)}`;
  const range = p.low === null || p.high === null ? '' : ` (${percentRange(p.vaf, p.low, p.high)}${counts}${assumed})`;
  return `${when} ${percent(p.vaf)}${range}`;
}

/** `~9 d (95 % CrI 6–15)`. Days. */
export function daysText(i: Interval): string {
  const f = (x: number): string => (x >= 1000 ? thousands(x) : x >= 10 ? x.toFixed(0) : String(Number(x.toPrecision(2))));
  return `~${f(i.median)} d (95 % CrI ${f(i.low)}–${f(i.high)})`;
}

const classNames: Readonly<Record<string, string>> = { anti_egfr: 'anti-EGFR', egfr_tki: 'EGFR inhibitor', her2: 'HER2-directed drug', vegf: 'VEGF inhibitor', multikinase: 'multikinase inhibitor', endocrine: 'endocrine therapy', cdk46: 'CDK4/6 inhibitor', kras_g12c_inhibitor: 'KRAS G12C inhibitor', braf_inhibitor: 'BRAF inhibitor', mek_inhibitor: 'MEK inhibitor', akt_pathway: 'AKT-pathway inhibitor' };

/** A therapy class as it is said. */
export function classText(id: string): string {
  return classNames[id] ?? id.replaceAll('_', ' ');
}
