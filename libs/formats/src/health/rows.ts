/** Rows of a health record other than its results, in the exchange format's own words, so that an export reads back as the same. */
import type { AssessmentRow, PatientRow, TreatmentRow } from '@clonewatch/domain';
import type { Line } from './lines.js';
import type { HealthAssessment, HealthPatient } from './record.js';

const filled = (cells: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(cells).filter(([, v]) => v !== ''));

/** `version`: above 1 where the row corrects an earlier one of the same start; `takenBack`: it was never given. */
export function treatmentRow(patientId: string, l: Line, version: number | null = null, takenBack = false): TreatmentRow {
  return {
    kind: 'treatment', line: l.line, patientId, regimen: l.regimen, agents: l.agents, therapyClasses: l.therapyClasses, started: { kind: 'date', date: l.started },
    stopped: l.stopped === null ? null : { kind: 'date', date: l.stopped }, bestResponse: null, stopReason: l.stopped === null ? null : l.reason, resultVersion: version, ...(takenBack ? { takenBack: true } : {}),
    supplied: filled({ patient_id: patientId, regimen: l.regimen, agents: l.agents.join(';'), therapy_class: l.therapyClasses.join(';'), started_on: l.started, stopped_on: l.stopped ?? '', stop_reason: l.stopped === null ? '' : l.reason ?? '', result_version: version === null ? '' : String(version), taken_back: takenBack ? 'yes' : '' }),
  };
}

export function assessmentRow(patientId: string, a: HealthAssessment): AssessmentRow {
  const date = a.on.date!;
  return {
    kind: 'assessment', line: a.line, patientId, assessed: { kind: 'date', date }, assessmentKind: a.kind, gene: a.gene, variant: a.variant, result: a.result, unit: a.unit, resultVersion: a.version,
    ...(a.takenBack ? { takenBack: true } : {}),
    supplied: filled({
      patient_id: patientId, assessed_on: date, kind: a.kind, gene: a.gene, variant: a.variant, result: a.result, unit: a.unit, result_version: a.version > 1 ? String(a.version) : '', taken_back: a.takenBack ? 'yes' : '',
    }),
  };
}

const sexes: ReadonlyMap<string, string> = new Map([['m', 'male'], ['male', 'male'], ['f', 'female'], ['female', 'female']]);

/** Sex and year of birth, where the document tells them; null where it tells neither. */
export function patientRow(patientId: string, p: HealthPatient): PatientRow | null {
  const sex = sexes.get(p.sex.toLowerCase()) ?? null;
  const year = /^(?:18[89]|19\d|20\d|21\d)\d/.exec(p.born)?.[0] ?? null;
  if (sex === null && year === null) return null;
  return {
    kind: 'patient', line: p.line, patientId, nosology: null, sex, birthYear: year === null ? null : Number(year), sidedness: null, metastaticSites: null, tissueRas: null, tissueBraf: null, msi: null,
    tissue: null, drawIntervalDays: null, nextDraw: null, nextCycle: null, supplied: filled({ patient_id: patientId, sex: sex ?? '', birth_year: year ?? '' }),
  };
}
