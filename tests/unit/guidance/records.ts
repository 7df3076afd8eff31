/** Builders for patient records in tests: calendar days are given as dates. */
import { dayOfDate, emptyProfile, type AlertFinding, type Measurement, type PatientProfile, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';

export const day = (date: string): number => dayOfDate(date);

export function measure(specimenId: string, at: number, gene: string, variant: string, k: number | null, n: number | null, more: Partial<Measurement> = {}): Measurement {
  return {
    specimenId, day: at, knownDay: at, assay: 'NGS', assayVersion: '1', gene, variant, reportedStatus: null, countUnit: 'molecules', mutantCount: k, totalCount: n,
    wildtypeCount: null, vafFraction: null, backgroundFraction: 3e-5, lodFraction: null, inputHge: n, plasmaMl: 4, copiesPerMl: null, tumourFraction: null,
    wbcVafFraction: null, panel: null, resultVersion: 1, ...more,
  };
}

export function line(start: number, stop: number | null, more: Partial<TreatmentLine> = {}): TreatmentLine {
  return { regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], therapyClasses: ['anti_egfr', 'chemotherapy'], startDay: start, stopDay: stop, bestResponse: null, stopReason: null, ...more };
}

export function patient(measurements: readonly Measurement[], treatments: readonly TreatmentLine[], profile: Partial<PatientProfile> = {}, more: Partial<PatientRecord> = {}): PatientRecord {
  const specimens = [...new Map(measurements.map((m) => [m.specimenId, { specimenId: m.specimenId, day: m.day, knownDay: m.knownDay, specimenType: 'plasma' }])).values()];
  return {
    patientId: 'P1', timeline: { kind: 'calendar' }, profile: { ...emptyProfile, nosology: 'mcrc_ras_braf_wt', ...profile }, treatments, assessments: [], specimens,
    measurements, controls: [], ...more,
  };
}

/** Draws of one resistance variant beside a truncal one: [day, k, n, truncal k]. */
export function draws(gene: string, variant: string, rows: readonly (readonly [number, number, number, number])[], truncal: readonly [string, string] = ['APC', 'p.R1450*']): Measurement[] {
  return rows.flatMap(([at, k, n, t], i) => [measure(`S${i + 1}`, at, gene, variant, k, n), measure(`S${i + 1}`, at, truncal[0], truncal[1], t, n)]);
}

const d = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07'].map(day);

/** The case of science §8.1: two earlier clean draws, then 0/3,900, 8/3,800, 21/3,800 on cetuximab; TP53 stable. */
export const goldenCase: PatientRecord = patient(
  draws('KRAS', 'p.G12D', [[d[0]!, 0, 4100, 82], [d[1]!, 0, 3600, 70], [d[2]!, 0, 3900, 80], [d[3]!, 8, 3800, 75], [d[4]!, 21, 3800, 78]], ['TP53', 'p.R175H']),
  [line(day('2025-11-06'), null)],
);

/** The same with a sixth draw that confirms the rise: 60/3,900 on 4 June. */
export const confirmedCase: PatientRecord = patient(
  [...goldenCase.measurements, measure('S6', day('2026-06-04'), 'KRAS', 'p.G12D', 60, 3900), measure('S6', day('2026-06-04'), 'TP53', 'p.R175H', 80, 3900)], goldenCase.treatments,
);

/** Every alert that fired, grade changes included, in firing order. */
export const replayPatient = (record: PatientRecord): readonly AlertFinding[] => evaluatePatient(record, null).alerts;
