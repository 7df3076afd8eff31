/**
 * What to expect from here, the regimen unchanged (science §6e): when each clone passes 0.1, 1 and 5 %, whether an image will show progression,
 * whether a new resistant clone will be called by the next draw. Silent with a reason where the record does not carry it.
 */
import {
  forecastVafs, forecastWeeks, type CloneForecast, type Crossing, type ForecastGap, type NewCloneForecast, type PatientForecast, type PatientRecord, type ProgressionForecast,
} from '@clonewatch/domain';
import { crossingLaw, momentsOf } from '@clonewatch/kinetics';
import type { VariantSeries } from './assemble.js';
import { forecastNumbers as numbers } from './forecast.data.js';
import { currentLine, drawsOnLine, progressionState, trendOnLine } from './forecast-features.js';
import { model, newCloneOf, progressionOf } from './forecast-model.js';
import { newCloneState } from './forecast-new-clone.js';
import { forecastGap, progressionGap, snapshotAt } from './landmark.js';
import { offSince } from './phases.js';
import type { TherapyLine } from './response.js';
import { exposuresOf, type Snapshot } from './snapshot.js';

const calibration = `Progression and new clone (${model.version}): fitted once to ${model.designPatients} simulated patients (${model.population}, seed ${model.designSeed}), judged on other seeds; not calibrated on a site's `
  + 'own patients. Crossings: posterior of level and growth, the regimen unchanged.';

/** Everything that is forecast, as of `today`. */
export function forecastOf(snap: Snapshot, today: number): PatientForecast {
  const fromDay = snap.draws.at(-1)?.day ?? null;
  const gap = forecastGap(snap, today);
  const current = currentLine(snap);
  if (gap !== null || fromDay === null) {
    const reason = gap ?? 'too_few_draws';
    return { fromDay, reason, clones: [], progression: silent(reason), newClone: { reason, byDay: null, p: null, mostlyPrior: true }, calibration };
  }
  const resistant = snap.series.filter((s) => snap.roles.get(s.key)!.role === 'resistance');
  const clones = resistant.map((s) => cloneForecast(snap, s, current?.line ?? null, fromDay));
  return { fromDay, reason: null, clones, progression: progressionForecast(snap), newClone: newCloneForecast(snap, fromDay), calibration };
}

/** The forecast alone, as of a day: for benchmarks, which ask it many times and need nothing else. */
export function forecastPatient(record: PatientRecord, day: number): PatientForecast {
  return forecastOf(snapshotAt(record, day), day);
}

const silent = (reason: ForecastGap): ProgressionForecast => ({ reason, within: null, mostlyPrior: false });

function cloneForecast(snap: Snapshot, s: VariantSeries, line: TherapyLine | null, fromDay: number): CloneForecast {
  const none = (reason: ForecastGap): CloneForecast => ({ gene: s.gene, variant: s.variant, reason, crossings: [], mostlyPrior: false });
  if (!line) return none('no_line');
  if (!drawsOnLine(s, line).some((d) => d.called)) return none('not_called');
  const prior = offSince(fromDay, exposuresOf(snap, s)) === null ? numbers.cloneRateOn : numbers.cloneRateOff;
  const posterior = trendOnLine(s, line, prior);
  if (!posterior) return none('too_few_draws');
  const lastDay = drawsOnLine(s, line).at(-1)!.day;
  const law = (vaf: number): Crossing => {
    const found = crossingLaw(posterior, vaf);
    const above = found.by(0) > 0.5;
    const day = (p: number): number | null => { const d = found.quantile(p); return d === null ? null : lastDay + Math.ceil(d); };
    return {
      vaf, above, pWithin: forecastWeeks.map((w) => found.by(fromDay - lastDay + 7 * w)),
      dates: above ? null : { median: day(0.5), low80: day(0.1), high80: day(0.9), low95: day(0.025), high95: day(0.975) },
    };
  };
  return { gene: s.gene, variant: s.variant, reason: null, crossings: forecastVafs.map(law), mostlyPrior: momentsOf(posterior.rates, posterior.weights).sd > numbers.mostlyPrior * prior.sd };
}

function progressionForecast(snap: Snapshot): ProgressionForecast {
  const state = progressionState(snap);
  const gap = progressionGap(snap, state);
  if (gap !== null || state === null) return silent(gap ?? 'no_truncal');
  return { reason: null, within: progressionOf(state), mostlyPrior: state.sdRate > numbers.mostlyPrior * numbers.truncalRate.sd };
}

/** By time on the drug, what is there already, and molecules of variants never called. */
function newCloneForecast(snap: Snapshot, fromDay: number): NewCloneForecast {
  const none = (reason: ForecastGap): NewCloneForecast => ({ reason, byDay: null, p: null, mostlyPrior: true });
  if (!currentLine(snap)) return none('no_line');
  const { drawIntervalDays, nextDrawDay } = snap.record.profile;
  const byDay = nextDrawDay !== null && nextDrawDay > fromDay ? nextDrawDay : drawIntervalDays !== null && drawIntervalDays > 0 ? fromDay + Math.round(drawIntervalDays) : null;
  const state = newCloneState(snap);
  if (state === null) return none('no_variant_left');
  if (state.lineKind === 'not_targeted') return none('off_drug');
  return byDay === null ? none('no_interval') : { reason: null, byDay, p: newCloneOf(state, byDay - fromDay), mostlyPrior: state.evidence === 0 };
}
