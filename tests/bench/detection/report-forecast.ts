/** Forecasts as tables; without a forecast in the engine there is nothing to show. */
import { horizonDays } from '@clonewatch/guidance';
import { brier, calibrationSlope, kaplanMeier, type ForecastTally } from './forecast.js';
import { shareOf } from './intervals.js';
import { fraction, type RegimeTallies, type Table } from './report.js';

type Pair = readonly [p: number, outcome: boolean];
const happened = (f: ForecastTally, horizon: number): boolean => f.progressionDay <= f.drawDay + horizon;

/** The frequency among patients of the same fifth of the last VAF: fitted to the very patients it judges, so a strong peer. */
function lastValue(all: readonly ForecastTally[], horizon: number): (f: ForecastTally) => number {
  const cuts = [...all].map((f) => f.lastVaf).sort((a, b) => a - b);
  const fifth = (f: ForecastTally): number => [1, 2, 3, 4].filter((i) => f.lastVaf > (cuts[Math.floor((i * cuts.length) / 5)] ?? 0)).length;
  const share = [0, 1, 2, 3, 4].map((i) => { const own = all.filter((f) => fifth(f) === i); return own.length === 0 ? 0 : own.filter((f) => happened(f, horizon)).length / own.length; });
  return (f) => share[fifth(f)]!;
}

/** 95 % by 200 resamples of patients, drawn with a fixed congruential sequence. */
function resampled<T>(pairs: readonly T[], of: (pairs: readonly T[]) => number): string {
  let state = 12345;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const values = Array.from({ length: 200 }, () => of(pairs.map(() => pairs[Math.floor(next() * pairs.length)]!))).filter(Number.isFinite).sort((a, b) => a - b);
  const at = (p: number): string => (values[Math.floor(p * (values.length - 1))] ?? Number.NaN).toFixed(2);
  return Number.isFinite(of(pairs)) ? `${of(pairs).toFixed(2)} (${at(0.025)} to ${at(0.975)})` : '–';
}

export function forecastTables(regimes: readonly RegimeTallies[]): readonly Table[] {
  return regimes.flatMap(({ regime, tallies }): Table[] => {
    const all = tallies.flatMap((t) => (t.forecast ? [t.forecast] : []));
    if (!all.some((f) => f.offered)) return [];
    const done = all.filter((f) => f.p !== null);
    const rows = horizonDays.map((horizon, i) => {
      const pairs = done.map((f): Pair => [Math.min(1 - 1e-6, Math.max(1e-6, f.p![i]!)), happened(f, horizon)]);
      const days = tallies.map((t) => t.progressionDay);
      const last = lastValue(all, horizon);
      const judged = done.map((f, j) => ({ own: pairs[j]!, kaplanMeier: [kaplanMeier(days, f.drawDay, horizon), happened(f, horizon)] as Pair, last: [last(f), happened(f, horizon)] as Pair }));
      const score = (of: readonly (typeof judged)[number][], who: 'own' | 'kaplanMeier' | 'last'): number => brier(of.map((x) => x[who]));
      const skill = (of: readonly (typeof judged)[number][]): number => 1 - score(of, 'own') / Math.min(score(of, 'kaplanMeier'), score(of, 'last'));
      return [
        `progression within ${horizon / 7} weeks`, fraction(shareOf(done.length, all.length)), fraction(shareOf(pairs.filter(([, y]) => y).length, pairs.length)), resampled(pairs, calibrationSlope),
        resampled(pairs, brier), score(judged, 'kaplanMeier').toFixed(3), score(judged, 'last').toFixed(3), resampled(judged, skill),
      ];
    });
    const crossings = all.flatMap((f) => f.crossings);
    const fresh = all.flatMap((f) => (f.newClone ? [[f.newClone.p, f.newClone.came] as const] : []));
    const came = fresh.filter(([, y]) => y).length / fresh.length;
    return [
      { title: `Progression, regime ${regime}: ${all.length} patients on a day of the first line chosen beforehand, three draws or more, none progressed when the last result came`, head: ['forecast', 'answered', 'happened', 'calibration slope', 'Brier score', 'Kaplan–Meier', 'last value', 'Brier skill over the better'], rows },
      {
        title: `Crossings of growing clones, regime ${regime}`, head: ['VAF', 'dates', '80 % interval covers'],
        rows: [0.001, 0.01, 0.05].map((vaf) => { const own = crossings.filter((c) => c.vaf === vaf); return [`${100 * vaf} %`, String(own.length), fraction(shareOf(own.filter((c) => c.low80 <= c.trueDays && c.trueDays <= c.high80).length, own.length))]; }),
      },
      {
        title: `A further resistance variant called in the next draw, regime ${regime}`, head: ['forecasts', 'said, mean', 'happened', 'calibration slope', 'Brier score', 'always the frequency'],
        rows: [[String(fresh.length), (fresh.reduce((s, [p]) => s + p, 0) / fresh.length).toFixed(3), fraction(shareOf(fresh.filter(([, y]) => y).length, fresh.length)), resampled(fresh, calibrationSlope), resampled(fresh, brier), (came * (1 - came)).toFixed(3)]],
      },
    ];
  });
}
