/**
 * The rows that the forecasts are fitted to: every landmark (a draw, from the third on, with a line in use) of simulated patients, with the engine's own
 * covariates. `progression`: of each interval of the horizon, and the day of the image that shows progression when that line goes on; no line's end cuts a
 * row short, for the course that did not happen is simulated. `new_clone`: for the next draw that was taken, and whether a resistance variant was called
 * for the first time in it.
 * Written as CSV for tests/golden/generate_forecast.py. Usage: node tests/golden/forecast_rows.mjs SEED FROM TO REGIME > rows.csv
 */
import type { SimulatedCase } from '@clonewatch/simulate';
import { populations, simulateCases, type PopulationName } from '@clonewatch/simulate';
import { covariates, covariatesAt, firstCallsOf, horizonDays, landmarkOf, newCloneCovariates, newCloneCovariatesAt } from '@clonewatch/guidance';

function* rowsOf({ record, truth, patientId }: SimulatedCase): Generator<string> {
  const calls = new Set(firstCallsOf(record));
  const draws = [...new Set(record.specimens.map((s) => s.day))].sort((a, b) => a - b);
  for (const day of [...new Set(record.specimens.map((s) => s.knownDay))].sort((a, b) => a - b)) {
    const landmark = landmarkOf(record, day);
    // A draw dated into a pause between lines has no line to go on.
    if (landmark === null || !truth.lines.some((l) => l.startDay <= landmark.fromDay && (l.stopDay === null || landmark.fromDay <= l.stopDay))) continue;
    const { progression, newClone, fromDay, lastVaf } = landmark;
    if (progression) yield ['progression', patientId, progression.lineKind, Math.min(truth.progressesOn(fromDay) - fromDay, 99_999), lastVaf, ...horizonDays.flatMap((_, i) => covariatesAt(progression, i))].join(',');
    const next = draws.find((d) => d > fromDay);
    if (newClone && next !== undefined) yield ['new_clone', patientId, newClone.lineKind, Number(calls.has(next)), ...newCloneCovariatesAt(newClone, next - fromDay)].join(',');
  }
}

const [seed, from, to, regime] = process.argv.slice(2);
if (regime === undefined || !(regime in populations)) throw new RangeError('usage: SEED FROM TO REGIME');
console.log(['progression', 'patient', 'line_kind', 'pd_in', 'last_vaf', ...horizonDays.flatMap((e) => covariates.map((n) => `${n}_${e}`))].join(','));
console.log(['new_clone', 'patient', 'line_kind', 'called', ...newCloneCovariates].join(','));
for (const c of simulateCases(Number(to), Number(seed), regime as PopulationName, { from: Number(from) })) for (const row of rowsOf(c)) console.log(row);
