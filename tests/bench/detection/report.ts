/** Tables of figures, for the terminal and for the model card alike (Markdown). */
import { ratioOf, medianOf, shareOf, shareOver, type Figure } from './intervals.js';
import { engineName, type PatientTally } from './patient.js';
import type { RiseTally } from './rise.js';

export interface Table { readonly title: string; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly note?: string }

const digits = (x: number): string => (Number.isFinite(x) ? (Math.abs(x) >= 100 ? x.toFixed(0) : Math.abs(x) >= 10 ? x.toFixed(1) : x.toFixed(2)) : '–');
/** `value (low–high)`; – without data. */
export const figure = (f: Figure): string => (Number.isFinite(f.value) ? `${digits(f.value)} (${digits(f.low)} to ${digits(f.high)})` : '–');
/** The same of a share, as a fraction of three digits. */
export const fraction = (f: Figure): string => (Number.isFinite(f.value) ? `${f.value.toFixed(3)} (${f.low.toFixed(3)} to ${f.high.toFixed(3)})` : '–');

export interface RegimeTallies { readonly regime: string; readonly seed: number; readonly tallies: readonly PatientTally[] }

const rate = (tallies: readonly RiseTally[], of: (t: RiseTally) => number): Figure => ratioOf(tallies.map((t) => [100 * of(t), t.years]));
const share = (tallies: readonly RiseTally[], of: (c: RiseTally['clones'][number]) => boolean): Figure => shareOver(tallies.map((t) => [t.clones.filter(of).length, t.clones.length]));

export function riseTable({ regime, tallies }: RegimeTallies): Table {
  const names = Object.keys(tallies[0]!.rise);
  const rows = names.map((name) => {
    const own = tallies.map((t) => t.rise[name]!);
    const stable = own.reduce((s, t) => s + t.stableClones, 0);
    const delays = own.flatMap((t) => t.clones.flatMap((c) => (c.delayDays === null ? [] : [c.delayDays])));
    return [
      name, figure(rate(own, (t) => t.noise)), fraction(shareOf(own.reduce((s, t) => s + t.stableEverCalled, 0), stable)), fraction(share(own, (c) => c.called)),
      fraction(share(own, (c) => c.beforeStop)), figure(medianOf(delays)), figure(rate(own, (t) => t.stableCalls)), figure(rate(own, (t) => t.after)),
    ];
  });
  const engine = tallies.map((t) => t.rise[engineName]!);
  const clones = engine.reduce((s, t) => s + t.clones.length, 0);
  const years = engine.reduce((s, t) => s + t.years, 0);
  return {
    title: `Rise, regime ${regime}: ${tallies.length} patients, ${years.toFixed(0)} patient-years, ${clones} clones past 0.1 % on the drug, ${engine.reduce((s, t) => s + t.stableClones, 0)} stable clones`,
    head: ['rule', 'noise alerts / 100 patient-years', 'stable clones ever called', 'sensitivity', 'called before the stop', 'median delay, days', 'calls on stable clones / 100 py', 'calls after the stop / 100 py'],
    rows,
  };
}

/** Rises of the tumour burden over the regimes, each beside its false notices. */
export function burdenTable(done: readonly RegimeTallies[]): Table {
  return {
    title: 'Rises of the tumour burden', head: ['regime', 'patients with a rise', 'told by `burden_rising`', 'median delay, days', 'notices / 100 patient-years', 'false notices / 100 patient-years'],
    rows: done.map(({ regime, tallies }) => {
      const rises = tallies.flatMap((t) => t.burden ?? []);
      const told = rises.flatMap((b) => b.delayDays ?? []);
      const notices = (pick: 'notices' | 'untrue'): string => figure(ratioOf(tallies.map((t) => [100 * t.notices.filter((x) => x.kind === 'burden_rising').reduce((s, x) => s + x[pick], 0), t.years])));
      return [regime, String(rises.length), fraction(shareOf(told.length, rises.length)), figure(medianOf(told)), notices('notices'), notices('untrue')];
    }),
  };
}

/** Clones that grow back under the drug given again, over the regimes. */
export function regrowthTable(done: readonly RegimeTallies[]): Table {
  return {
    title: 'Growing back under rechallenge', head: ['regime', 'clones called before that grew back', 'told as a rise under the drug', 'median delay, days', 'false calls / 100 patient-years on it'],
    rows: done.map(({ regime, tallies }) => {
      const again = tallies.flatMap((t) => t.regrowth ?? []);
      const clones = again.flatMap((r) => r.clones);
      const told = clones.flatMap((c) => c.delayDays ?? []);
      return [regime, String(clones.length), fraction(shareOf(told.length, clones.length)), figure(medianOf(told)), figure(ratioOf(again.map((r) => [100 * r.noise, r.years])))];
    }),
    note: 'The drug is given again to half of the patients (`rechallenge`: to all). A clone that was called before it, and has then grown to threefold its lowest true VAF and 0.1 %; the delay counts from the draw by which it had. One whose earlier rise is still open is not called anew, and counts as not told. Lines often end within two or three draws of the regrowth.',
  };
}

export function noticeTable({ regime, tallies }: RegimeTallies): Table {
  const kinds = [...new Set(tallies.flatMap((t) => t.notices.map((x) => x.kind)))].sort();
  const of = (kind: string | null, pick: 'notices' | 'untrue'): string =>
    figure(ratioOf(tallies.map((t) => [100 * t.notices.filter((x) => kind === null || x.kind === kind).reduce((s, x) => s + x[pick], 0), t.years])));
  return {
    title: `Notices of severity act or review, regime ${regime}`, head: ['kind', 'notices / 100 patient-years', 'false notices / 100 patient-years'],
    rows: [...kinds.map((k) => [k, of(k, 'notices'), of(k, 'untrue')]), ['all', of(null, 'notices'), of(null, 'untrue')]],
  };
}

export function markdown(t: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${t.title}`, '', line(t.head), line(t.head.map(() => '---')), ...t.rows.map(line), '', ...(t.note ? [t.note, ''] : [])].join('\n');
}

export function terminal(t: Table): string {
  const widths = t.head.map((h, i) => Math.max(h.length, ...t.rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]): string => `  ${cells.map((c, i) => c.padEnd(widths[i]!)).join('  ')}`;
  return `\n${t.title}\n${[t.head, ...t.rows].map(line).join('\n')}`;
}
