/** Timelines of a study: treatments, laboratory tests, imaging, status and specimens, in days from the diagnosis. */
import { type AssessmentRow, type TherapyClass, type TreatmentRow } from '@clonewatch/domain';
import { parseNumber } from '../csv/number.js';
import { drugsIn } from '../health/agents.js';
import { markerOf, responseOf } from '../health/codes.js';
import type { Notes } from '../ngs/notes.js';
import { shown, type ProblemList } from '../problems.js';
import type { Study } from './samples.js';
import { rowsOf, type Section, type StudyRow } from './sections.js';

export interface Timelines { readonly treatments: TreatmentRow[]; readonly assessments: AssessmentRow[] }

export function timelinesOf(sections: readonly Section[], study: Study, notes: Notes, problems: ProblemList): Timelines {
  const given = new Map<string, { row: StudyRow; day: number; stop: number | null; patientId: string; agents: string[]; words: string }>();
  const assessments: AssessmentRow[] = [];
  for (const s of sections) for (const row of rowsOf(s, ['PATIENT_ID', 'START_DATE', 'EVENT_TYPE'], problems)) {
    const patientId = row.text('PATIENT_ID');
    const [day, stop] = [row.day('START_DATE'), row.day('STOP_DATE')];
    if (patientId === '') row.error('missing_value', 'PATIENT_ID is empty', 'PATIENT_ID');
    else if (study.patients !== null && !study.patients.has(patientId)) row.error('unknown_patient', `patient ${shown(patientId)} is in none of the study's clinical files`, 'PATIENT_ID');
    if (!row.failed && day === null) row.error('missing_date', 'START_DATE is empty', 'START_DATE');
    if (!row.failed && stop !== null && stop < day!) row.error('stop_before_start', `STOP_DATE ${stop} lies before START_DATE ${day!}`, 'STOP_DATE');
    if (row.failed) continue;
    const type = row.text('EVENT_TYPE').toUpperCase().replace(/[\s_]+/g, '_');
    if (/^TREATMENT|^SURGERY|^RADIATION|^RADIOTHERAPY/.test(type)) {
      const words = row.text('AGENT') || row.text('SUBTYPE') || row.text('TREATMENT_SUBTYPE') || row.text('TREATMENT_TYPE') || row.text('EVENT_TYPE');
      const known = drugsIn(row.text('AGENT')).map((d) => d.name);
      const agents = known.length > 0 ? known : /surg|radia/i.test(`${row.text('TREATMENT_TYPE')}${type}`) ? [] : [row.text('AGENT').toLowerCase()].filter((a) => a !== '');
      const key = JSON.stringify([patientId, day, stop, agents.length === 0 ? words : '']);
      const before = given.get(key);
      if (before === undefined) given.set(key, { row, day: day!, stop, patientId, agents, words });
      else before.agents.push(...agents);
    } else if (/^(?:SPECIMEN|SAMPLE)/.test(type)) specimen(row, day!, patientId, study);
    else assess(row, type, patientId, day!, assessments, notes);
  }
  return { treatments: [...given.values()].map(treatmentOf), assessments };
}

function specimen(row: StudyRow, day: number, patientId: string, study: Study): void {
  const id = row.text('SAMPLE_ID', 'SPECIMEN_REFERENCE_NUMBER');
  const sample = study.samples.get(id);
  if (sample === undefined) return;
  if (sample.patientId !== patientId) row.error('several_patients', `sample ${shown(id)} is of patient ${shown(patientId)} here and of ${shown(sample.patientId)} in the clinical file`, 'PATIENT_ID');
  else if (sample.day !== null && sample.day !== day) row.error('specimen_date_conflict', `sample ${shown(id)} would be of day ${day} and of day ${sample.day}; one specimen is one draw`, 'START_DATE');
  else sample.day = day;
}

const classWords: readonly (readonly [RegExp, TherapyClass])[] = [[/chemo/i, 'chemotherapy'], [/hormon|endocrin/i, 'endocrine'], [/immun/i, 'immunotherapy']];

function treatmentOf(t: { row: StudyRow; day: number; stop: number | null; patientId: string; agents: string[]; words: string }): TreatmentRow {
  const agents = [...new Set(t.agents)].sort();
  const known = [...new Set(agents.flatMap((a) => drugsIn(a).map((d) => d.therapyClass)))];
  const kind = `${t.row.text('SUBTYPE')} ${t.row.text('TREATMENT_SUBTYPE')} ${t.row.text('TREATMENT_TYPE')}`;
  const therapyClasses: readonly TherapyClass[] = known.length > 0 ? known : [classWords.find(([p]) => p.test(kind))?.[1] ?? 'other'];
  const regimen = (agents.length === 0 ? t.words : agents.join(' + ')).slice(0, 200);
  return {
    kind: 'treatment', line: t.row.line, patientId: t.patientId, regimen, agents, therapyClasses, started: { kind: 'day', day: t.day }, stopped: t.stop === null ? null : { kind: 'day', day: t.stop }, bestResponse: null, stopReason: null, resultVersion: null,
    supplied: { patient_id: t.patientId, regimen, ...(agents.length === 0 ? {} : { agents: agents.join(';') }), therapy_class: therapyClasses.join(';'), started_day: String(t.day), ...(t.stop === null ? {} : { stopped_day: String(t.stop) }) },
  };
}

function assess(row: StudyRow, type: string, patientId: string, day: number, assessments: AssessmentRow[], notes: Notes): void {
  const add = (kind: string, result: string, unit: string): void => {
    assessments.push({
      kind: 'assessment', line: row.line, patientId, assessed: { kind: 'day', day }, assessmentKind: kind, gene: '', variant: '', result, unit, resultVersion: null,
      supplied: { patient_id: patientId, assessed_day: String(day), kind, result, ...(unit === '' ? {} : { unit }) },
    });
  };
  if (/^LAB/.test(type)) {
    const marker = markerOf([], row.text('TEST', 'LAB_TEST'));
    const [, bound = '', value = ''] = /^([<>]=?)?\s*(.*)$/.exec(row.text('RESULT', 'LR_RESULT')) ?? [];
    if (marker === null) notes.add('event_not_imported', row.line, `of other laboratory tests than CEA, CA 19-9 and LDH, not imported`);
    else if (parseNumber(value) === null) row.error('bad_number', `RESULT "${shown(row.text('RESULT'))}" of ${marker} is no number`, 'RESULT');
    else add(marker, `${bound}${value}`, row.text('UNIT', 'UNITS', 'LR_UNIT_MEASURE'));
    return;
  }
  const words = row.text('RESULT', 'STATUS', 'RESPONSE', 'NOTE');
  const response = responseOf([], words) ?? (/^Y(?:es)?$/i.test(row.text('PROGRESSION')) ? 'PD' : null);
  if (/^(?:IMAGING|DIAGNOSTIC)/.test(type) && response !== null) add('imaging', response, '');
  else if (/STATUS|PROGRESSION|RESPONSE/.test(type) && (response ?? words) !== '') add('clinical', response ?? words.slice(0, 200), '');
  else notes.add('event_not_imported', row.line, `of the kind ${shown(type)} ${/^(?:IMAGING|DIAGNOSTIC)/.test(type) ? 'whose result is no response (CR, PR, SD, PD, NE)' : 'that is not kept here'}, not imported`);
}
