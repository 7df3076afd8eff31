/**
 * The rows that the progression model is fitted to: every landmark (a draw, from the third on, with a line in use and nothing known of a
 * progression) of simulated patients, with the engine's own covariates of each interval of the horizon, and the day of the image that shows
 * progression when that line goes on. No line's end cuts a row short: the course that did not happen is simulated.
 * Written as CSV for tests/golden/generate_forecast.py. Usage: node tests/golden/forecast_rows.mjs SEED FROM TO REGIME > rows.csv
 */
import type { SimulatedCase } from '@clonewatch/simulate';
import { populations, simulateCases, type PopulationName } from '@clonewatch/simulate';
import { covariates, covariatesAt, landmarkOf, horizonDays } from '@clonewatch/guidance';

function* rowsOf({ record, truth, patientId }: SimulatedCase): Generator<string> {
  for (const day of [...new Set(record.specimens.map((s) => s.knownDay))].sort((a, b) => a - b)) {
    const landmark = landmarkOf(record, day);
    if (landmark === null) continue;
    const { state, fromDay, lastVaf } = landmark;
    const progressionIn = truth.progressesOn(fromDay) - fromDay;
    // A draw dated into a pause between lines has no line to go on.
    if (truth.lines.some((l) => l.startDay <= fromDay && (l.stopDay === null || fromDay <= l.stopDay))) {
      yield [patientId, state.lineKind, state.daysOnLine, Math.min(progressionIn, 99_999), lastVaf, ...horizonDays.flatMap((_, i) => covariatesAt(state, i))].join(',');
    }
  }
}

const [seed, from, to, regime] = process.argv.slice(2);
if (regime === undefined || !(regime in populations)) throw new RangeError('usage: SEED FROM TO REGIME');
console.log(['patient', 'line_kind', 'days_on_line', 'pd_in', 'last_vaf', ...horizonDays.flatMap((e) => covariates.map((n) => `${n}_${e}`))].join(','));
for (const c of simulateCases(Number(to), Number(seed), regime as PopulationName, { from: Number(from) })) for (const row of rowsOf(c)) console.log(row);
