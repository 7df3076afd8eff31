/** `patients.csv`, `treatments.csv`, `assessments.csv`. */
import {
  nosologies, patientColumns, patientExtraColumns, responses, stopReasons, therapyClasses, type AssessmentRow, type PatientRow, type TreatmentRow, type When,
} from '@clonewatch/domain';
import { parseNumber } from '../csv/number.js';
import type { Row } from '../csv/row.js';
import { shown } from '../problems.js';
import type { ExchangeKind } from './kind.js';
import { variantOf } from './variant.js';

const isTreatment = (c: ReadonlySet<string>): boolean => c.has('regimen') && (c.has('patient_id') || c.has('started_on') || c.has('started_day'));
const isAssessment = (c: ReadonlySet<string>): boolean => c.has('kind') && c.has('result');
const ownPatientColumns: readonly string[] = [...patientColumns, ...patientExtraColumns].filter((c) => c !== 'patient_id');

export const patientKind: ExchangeKind = {
  id: 'exchange-patients',
  sniff: (c) => c.has('patient_id') && ownPatientColumns.some((name) => c.has(name)) && !c.has('specimen_id') && !isTreatment(c) && !isAssessment(c),
  checkHeader: (header, problems) => header.require(problems, 'patient_id'),
  rows: () => patientRow,
};

function patientRow(row: Row): PatientRow {
  const [tissue, nextDraw, nextCycle] = [row.when('tissue_on', 'tissue_day'), row.when('next_draw_on', 'next_draw_day'), row.when('next_cycle_on', 'next_cycle_day')];
  const kinds = new Set([tissue, nextDraw, nextCycle].flatMap((w) => (w === null ? [] : [w.kind])));
  if (kinds.size > 1) row.error('mixed_time_basis', null, 'this row has both calendar dates and day numbers; one patient has dates or day numbers, not both');
  return {
    kind: 'patient', line: row.line, supplied: row.supplied(), patientId: row.id('patient_id'), nosology: row.oneOf('nosology', nosologies),
    sex: row.name('sex') || null, birthYear: row.integer('birth_year', 1880, 2199), sidedness: row.oneOf('sidedness', ['left', 'right', 'rectum']),
    metastaticSites: row.text('metastatic_sites') || null, tissueRas: row.oneOf('tissue_ras', ['ras_ext_wt', 'exon2_wt_only', 'mutant', 'unknown']),
    tissueBraf: row.oneOf('tissue_braf', ['wt', 'v600e', 'other', 'unknown']), msi: row.oneOf('msi', ['mss', 'msi_h', 'unknown']),
    tissue, drawIntervalDays: row.integer('draw_interval_days', 1, 3660), nextDraw, nextCycle,
  };
}

export const treatmentKind: ExchangeKind = {
  id: 'exchange-treatments',
  sniff: isTreatment,
  checkHeader: (header, problems) => {
    const present = ['patient_id', 'regimen'].map((name) => header.require(problems, name)).every(Boolean);
    return (header.has('started_on') || header.has('started_day') || header.require(problems, 'started_on', 'there is neither a column "started_on" nor "started_day"')) && present;
  },
  rows: () => treatmentRow,
};

function treatmentRow(row: Row): TreatmentRow | null {
  const started = row.when('started_on', 'started_day');
  const startFailed = row.failed;
  if (started === null && !startFailed) row.error('missing_date', 'started_on', 'the start of the treatment is missing; give started_on (YYYY-MM-DD) or started_day');
  const stopped = row.when('stopped_on', 'stopped_day');
  if (started !== null && stopped !== null) checkStop(row, started, stopped);
  const parsed = {
    kind: 'treatment' as const, line: row.line, supplied: row.supplied(), patientId: row.id('patient_id'), regimen: row.required('regimen'),
    agents: row.list('agents').map((a) => a.toLowerCase()),
    therapyClasses: row.list('therapy_class').flatMap((c) => row.member('therapy_class', c, therapyClasses) ?? []),
    stopped, bestResponse: row.oneOf('best_response', responses), stopReason: row.oneOf('stop_reason', stopReasons),
    resultVersion: row.integer('result_version', 1, 2_000_000_000),
  };
  return started === null ? null : { ...parsed, started };
}

function checkStop(row: Row, started: When, stopped: When): void {
  const field = stopped.kind === 'date' ? 'stopped_on' : 'stopped_day';
  if (started.kind === 'date' && stopped.kind === 'date') {
    if (stopped.date < started.date) row.error('stop_before_start', field, `the treatment stops on ${stopped.date}, before it starts on ${started.date}`);
  } else if (started.kind === 'day' && stopped.kind === 'day') {
    if (stopped.day < started.day) row.error('stop_before_start', field, `the treatment stops on day ${stopped.day}, before it starts on day ${started.day}`);
  } else row.error('mixed_time_basis', field, 'start and stop must both be calendar dates or both be day numbers');
}

export const assessmentKind: ExchangeKind = {
  id: 'exchange-assessments',
  sniff: isAssessment,
  checkHeader: (header, problems) => {
    const present = ['patient_id', 'kind', 'result'].map((name) => header.require(problems, name)).every(Boolean);
    return (header.has('assessed_on') || header.has('assessed_day') || header.require(problems, 'assessed_on', 'there is neither a column "assessed_on" nor "assessed_day"')) && present;
  },
  rows: () => assessmentRow,
};

const markers: readonly string[] = ['cea', 'ca19_9', 'ldh'];

function assessmentRow(row: Row): AssessmentRow | null {
  const assessed = row.when('assessed_on', 'assessed_day');
  if (assessed === null && !row.failed) row.error('missing_date', 'assessed_on', 'the day of the assessment is missing; give assessed_on (YYYY-MM-DD) or assessed_day');
  const named = variantOf(row, true);
  const assessmentKind = row.required('kind').toLowerCase();
  const result = row.text('result');
  if (result === '') row.error('missing_value', 'result', 'result is empty; every row needs it');
  if (result !== '' && assessmentKind === 'imaging') row.member('result', result, responses);
  if (result !== '' && markers.includes(assessmentKind) && parseNumber(result.replace(/^[<>]=?\s*/, '')) === null) {
    row.error('bad_number', 'result', `the result "${shown(result)}" of ${assessmentKind} is not a number; use a point as decimal separator, and < or > for a bound (<0.1)`);
  }
  const parsed = {
    kind: 'assessment' as const, line: row.line, supplied: row.supplied(), patientId: row.id('patient_id'), assessmentKind, result, unit: row.name('unit'),
    resultVersion: row.integer('result_version', 1, 2_000_000_000),
  };
  return assessed === null || named === null ? null : { ...parsed, ...named, assessed };
}
