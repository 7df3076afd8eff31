/**
 * The rows that the progression model is fitted to: every landmark (a draw, from the third on, with a line in use and nothing known of a
 * progression) of simulated patients, with the engine's own covariates at each interval of the horizon and what became of the patient.
 * Written as CSV for tests/golden/generate_forecast.py. Usage: node tests/golden/forecast_rows.mjs SEED FROM TO REGIME > rows.csv
 */
import type { SimulatedCase } from '@clonewatch/simulate';
import { populations, simulateCases, type PopulationName } from '@clonewatch/simulate';
import { covariates, covariatesAt, landmarkOf, horizonDays } from '@clonewatch/guidance';

const ends = horizonDays;

function* rowsOf(c: SimulatedCase): Generator<string> {
  const { record, truth } = c;
  for (const day of [...new Set(record.specimens.map((s) => s.knownDay))].sort((a, b) => a - b)) {
    const landmark = landmarkOf(record, day);
    if (landmark === null) continue;
    const { state, fromDay, stopDay } = landmark;
    const line = truth.lines.find((l) => l.startDay <= fromDay && (l.stopDay === null || fromDay <= l.stopDay));
    if (!line || stopDay !== null) continue;
    // An image between the draw and its result is known by then: those patients are not at risk any more.
    const pd = truth.progressionDays.find((d) => d > fromDay && (line.stopDay === null || d <= line.stopDay)) ?? Infinity;
    const end = Math.min(truth.lastDay, line.stopDay ?? truth.lastDay);
    yield [c.patientId, fromDay, pd - fromDay, end - fromDay, ...ends.flatMap((e, i) => covariatesAt(state, (e + (ends[i - 1] ?? 0)) / 2)), landmark.lastVaf].join(',');
  }
}

const [seed, from, to, regime] = process.argv.slice(2);
if (regime === undefined || !(regime in populations)) throw new RangeError('usage: SEED FROM TO REGIME');
console.log(['patient', 'from', 'pd_in', 'end_in', ...ends.flatMap((e) => covariates.map((n) => `${n}_${e}`)), 'last_vaf'].join(','));
for (const c of simulateCases(Number(to), Number(seed), regime as PopulationName, { from: Number(from) })) for (const row of rowsOf(c)) console.log(row);
