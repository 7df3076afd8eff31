/** What a FHIR document tells of the course: drugs given, procedures, tumour markers, response to treatment. */
import { markerOf, responseOf, responseQuestions, stopReasonOf } from '../health/codes.js';
import { drugsIn } from '../health/agents.js';
import { correctionVersion, fhirMoment, noMoment, type Moment } from '../health/moment.js';
import type { HealthAssessment, HealthPatient, HealthTreatment } from '../health/record.js';
import { at, isTrue, listAt, textAt } from '../ngs/json.js';
import type { Notes } from '../ngs/notes.js';
import { shown, type ProblemList } from '../problems.js';
import { conceptCodes, conceptTexts, conceptWords, referenceName, type Resource, type Resources } from './resources.js';

type PatientOf = (r: Resource) => HealthPatient;

/** When an observation was true: for blood, when it was drawn. */
export function observationMoment(r: Resource): Moment {
  return fhirMoment(textAt(r.json, 'effectiveDateTime') || textAt(r.json, 'effectivePeriod', 'start') || textAt(r.json, 'effectiveInstant'));
}

const withdrawn = /^(?:entered-in-error|cancelled|not-done|not-taken|draft|unknown|preparation|intended)$/;
/** An order of what is only thought of, or is not to be given, is no treatment. */
const notOrdered = (r: Resource): string | null => (r.type !== 'MedicationRequest' ? null : isTrue(at(r.json, 'doNotPerform')) ? 'that says what is not to be given (doNotPerform)' : /^(?:proposal|plan|option)$/.test(textAt(r.json, 'intent')) ? `that is a ${textAt(r.json, 'intent')} and no order` : null);
const unfinished = /^(?:registered|preliminary)$/;

/** A day that must be there; a located problem else. */
function needed(moment: Moment, what: string, written: string, r: Resource, problems: ProblemList): boolean {
  if (moment.date !== null) return true;
  problems.error(written === '' ? 'missing_date' : 'bad_date', `${what} ${written === '' ? 'has no day' : `has "${shown(written)}", which is no whole calendar day`}; give it as YYYY-MM-DD`, { line: r.line, field: what, value: written });
  return false;
}

export function treatmentsOf(resources: Resources, patientOf: PatientOf, notes: Notes, problems: ProblemList): HealthTreatment[] {
  const found: HealthTreatment[] = [];
  for (const r of resources.of('MedicationAdministration', 'MedicationStatement', 'MedicationRequest', 'Procedure')) {
    const status = textAt(r.json, 'status');
    // What names no day cannot be found again, and nobody is to guess which treatment it was.
    const takenBack = status === 'entered-in-error' && givenFrom(r).date !== null;
    if (!takenBack && withdrawn.test(status)) {
      notes.add('treatment_not_imported', r.line, `${r.type} with the status ${status}, not imported${status === 'entered-in-error' ? ': it does not say of which day it was; if it was imported before, retract it by hand' : ''}`);
      continue;
    }
    const unordered = notOrdered(r);
    if (unordered !== null) {
      notes.add('treatment_not_imported', r.line, `${r.type} ${unordered}, not imported`);
      continue;
    }
    const treatment = r.type === 'Procedure' ? procedureOf(r, patientOf, notes, problems) : medicationOf(r, resources, status, patientOf, notes, problems);
    if (treatment === null) continue;
    if (takenBack) notes.add('treatment_taken_back', r.line, 'entered in error: the treatment no longer counts');
    found.push({ ...treatment, takenBack: takenBack ? correctionVersion(issuedOf(r)) : null });
  }
  return found;
}

/** Day on which it was given, or given first. */
const givenFrom = (r: Resource): Moment => [textAt(r.json, 'effectiveDateTime'), textAt(r.json, 'effectivePeriod', 'start'), textAt(r.json, 'performedDateTime'), textAt(r.json, 'performedPeriod', 'start'), r.type === 'MedicationRequest' ? textAt(r.json, 'authoredOn') : '']
  .map(fhirMoment).find((m) => m.date !== null) ?? noMoment;

const cancerProfile = (r: Resource): boolean => listAt(r.json, 'meta', 'profile').some((p) => typeof p === 'string' && /mcode-(?:cancer-related|radiotherapy|teleradiotherapy|brachytherapy)/.test(p));

function medicationOf(r: Resource, resources: Resources, status: string, patientOf: PatientOf, notes: Notes, problems: ProblemList): HealthTreatment | null {
  const concept = at(r.json, 'medicationCodeableConcept') ?? at(resources.resolve(at(r.json, 'medicationReference'), r, 'Medication')?.json, 'code');
  const words = conceptWords(concept) || referenceName(at(r.json, 'medicationReference'));
  const drugs = drugsIn([words, ...conceptTexts(concept)].join(' | ')).map((d) => d.name);
  if (drugs.length === 0 && !cancerProfile(r)) {
    notes.add('treatment_not_imported', r.line, 'other drugs than those against cancer, not imported');
    return null;
  }
  if (words === '') {
    problems.error('missing_value', `${r.type} names no medication`, { line: r.line, field: 'medicationCodeableConcept' });
    return null;
  }
  const request = r.type === 'MedicationRequest';
  const from = request ? textAt(r.json, 'authoredOn') : textAt(r.json, 'effectiveDateTime') || textAt(r.json, 'effectivePeriod', 'start');
  const to = textAt(r.json, 'effectivePeriod', 'end');
  const [started, stopped] = [fhirMoment(from), to === '' ? null : fhirMoment(to)];
  if (!needed(started, `${r.type} ${shown(words)}`, from, r, problems) || (stopped !== null && !needed(stopped, `the end of ${r.type} ${shown(words)}`, to, r, problems))) return null;
  const reasons = [...listAt(r.json, 'statusReason'), at(r.json, 'statusReason'), ...listAt(r.json, 'extension').filter((e) => /termination-reason$/.test(textAt(e, 'url'))).map((e) => at(e, 'valueCodeableConcept'))];
  const reason = reasons.map((c) => stopReasonOf(conceptCodes(c), conceptWords(c))).find((s) => s !== null) ?? null;
  const once = r.type === 'MedicationAdministration' && to === '';
  const ended = /^(?:stopped|completed)$/.test(status) && !once;
  if (ended && stopped === null) problems.warn('stop_missing', `${shown(words)} is said to have ended, but not when; it is kept as begun on ${started.date!} and without an end: enter the day by hand`, { line: r.line });
  return { patient: patientOf(r), line: r.line, agents: drugs.length > 0 ? drugs : [words.toLowerCase()], started, stopped, once, reason: stopped === null ? null : reason, what: words, takenBack: null };
}

/** Operations and radiotherapy change the course; what else is done to a patient does not. */
const changing = /resect|ectomy|surg|radiothe|radiation|ablat|emboli[sz]|metastas/i;

function procedureOf(r: Resource, patientOf: PatientOf, notes: Notes, problems: ProblemList): HealthTreatment | null {
  const words = conceptWords(at(r.json, 'code'));
  const category = [...conceptTexts(at(r.json, 'category'))].join(' ');
  if (!cancerProfile(r) && !changing.test(`${words} ${category}`) && !/387713003|108290001|410606002/.test(category)) {
    notes.add('treatment_not_imported', r.line, 'procedures other than operations and radiotherapy, not imported');
    return null;
  }
  const from = textAt(r.json, 'performedDateTime') || textAt(r.json, 'performedPeriod', 'start');
  const to = textAt(r.json, 'performedPeriod', 'end') || textAt(r.json, 'performedDateTime');
  const [started, stopped] = [fhirMoment(from), to === '' ? null : fhirMoment(to)];
  if (!needed(started, `Procedure ${shown(words)}`, from, r, problems)) return null;
  return { patient: patientOf(r), line: r.line, agents: [], started, stopped, once: false, reason: stopped === null ? null : 'planned', what: words === '' ? 'procedure' : words, takenBack: null };
}

export function assessmentsOf(resources: Resources, patientOf: PatientOf, notes: Notes, problems: ProblemList): HealthAssessment[] {
  const found: HealthAssessment[] = [];
  for (const r of resources.of('Observation')) {
    const codes = conceptCodes(at(r.json, 'code'));
    const marker = markerOf(codes, conceptTexts(at(r.json, 'code')).slice(-1)[0] ?? '');
    const response = marker === null && (codes.some((c) => responseQuestions.includes(c)) || listAt(r.json, 'meta', 'profile').some((p) => typeof p === 'string' && /mcode-cancer-disease-status/.test(p)));
    if (marker === null && !response) continue;
    const status = textAt(r.json, 'status');
    const takenBack = status === 'entered-in-error' && observationMoment(r).date !== null;
    if (!takenBack && (withdrawn.test(status) || unfinished.test(status))) {
      notes.add('assessment_not_imported', r.line, `${marker ?? 'disease status'} with the status ${status}, not imported`);
      continue;
    }
    const result = takenBack ? { kind: marker ?? statusResult(r)?.kind ?? 'clinical', result: textAt(r.json, 'valueQuantity', 'value') || (statusResult(r)?.result ?? 'taken back'), unit: '' }
      : marker === null ? statusResult(r) : markerResult(r, marker, problems);
    if (result === null) continue;
    if (takenBack) notes.add('result_taken_back', r.line, 'entered in error: what was said of it before no longer counts, and nothing takes its place');
    const written = textAt(r.json, 'effectiveDateTime') || textAt(r.json, 'effectivePeriod', 'start');
    const on = observationMoment(r).date !== null ? observationMoment(r) : fhirMoment(textAt(resources.resolve(at(r.json, 'specimen'), r, 'Specimen')?.json, 'collection', 'collectedDateTime'));
    if (needed(on, marker ?? 'the disease status', written, r, problems)) found.push({ patient: patientOf(r), line: r.line, on, gene: '', variant: '', takenBack, version: takenBack || /^(?:amended|corrected)$/.test(status) ? correctionVersion(issuedOf(r)) : 1, ...result });
  }
  return found;
}

/** When this version was given out. */
const issuedOf = (r: Resource): Moment => [textAt(r.json, 'issued'), textAt(r.json, 'meta', 'lastUpdated')].map(fhirMoment).find((m) => m.date !== null) ?? noMoment;

type Result = Pick<HealthAssessment, 'kind' | 'result' | 'unit'>;

function markerResult(r: Resource, kind: string, problems: ProblemList): Result | null {
  const quantity = at(r.json, 'valueQuantity');
  const value = textAt(quantity, 'value');
  if (value !== '') return { kind, result: `${textAt(quantity, 'comparator')}${value}`, unit: textAt(quantity, 'unit') || textAt(quantity, 'code') };
  problems.warn('result_without_number', `${kind} has no number and is not imported`, { line: r.line });
  return null;
}

/** By the evidence the statement rests on: imaging, else the clinician's judgement. A word that is no RECIST category is kept as it is. */
function statusResult(r: Resource): Result | null {
  const concept = at(r.json, 'valueCodeableConcept');
  const words = conceptWords(concept) || textAt(r.json, 'valueString');
  const response = responseOf(conceptCodes(concept), words);
  const evidence = listAt(r.json, 'extension').filter((e) => /evidence-type$/.test(textAt(e, 'url'))).flatMap((e) => conceptTexts(at(e, 'valueCodeableConcept'))).join(' ');
  const imaging = /363679005|imaging|radiolog|\bCT\b|\bMRI\b|\bPET\b/i.test(`${evidence} ${conceptTexts(at(r.json, 'method')).join(' ')}`);
  if (response === null && words === '') return null;
  return { kind: response !== null && imaging ? 'imaging' : 'clinical', result: response ?? words, unit: '' };
}

