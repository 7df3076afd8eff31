/** Forecasts as tables; without a forecast in the engine there is nothing to show. */
import { brier, calibrationSlope, horizonDays, kaplanMeier, type ForecastTally } from './forecast.js';
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
function resampled(pairs: readonly Pair[], of: (pairs: readonly Pair[]) => number): string {
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
      const days = all.map((f) => f.progressionDay);
      const last = lastValue(all, horizon);
      const peers = [brier(done.map((f): Pair => [kaplanMeier(days, f.drawDay, horizon), happened(f, horizon)])), brier(done.map((f): Pair => [last(f), happened(f, horizon)]))];
      const best = Math.min(...peers);
      return [
        `progression within ${horizon / 7} weeks`, fraction(shareOf(done.length, all.length)), fraction(shareOf(pairs.filter(([, y]) => y).length, pairs.length)), resampled(pairs, calibrationSlope),
        resampled(pairs, brier), peers[0]!.toFixed(3), peers[1]!.toFixed(3), best > 0 ? (1 - brier(pairs) / best).toFixed(3) : '–',
      ];
    });
    const crossings = all.flatMap((f) => f.crossings);
    return [
      { title: `Progression, regime ${regime}: ${all.length} patients on a day of the first line chosen beforehand, three draws or more, none progressed`, head: ['forecast', 'answered', 'happened', 'calibration slope', 'Brier score', 'Kaplan–Meier', 'last value', 'Brier skill over the better'], rows },
      {
        title: `Crossings of growing clones, regime ${regime}`, head: ['VAF', 'dates', '80 % interval covers'],
        rows: [0.001, 0.01, 0.05].map((vaf) => { const own = crossings.filter((c) => c.vaf === vaf); return [`${100 * vaf} %`, String(own.length), fraction(shareOf(own.filter((c) => c.low80 <= c.trueDays && c.trueDays <= c.high80).length, own.length))]; }),
      },
    ];
  });
}
