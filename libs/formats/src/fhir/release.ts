/**
 * Which release of FHIR a document is written in. It does not say so itself; fields that another release has, or has in another shape, do. Read as R4, an STU3 drug that
 * was not given is one that was, and a variant told in extensions is none.
 */
import { at, listAt, textAt, type Json } from '../ngs/json.js';
import { shown, type ProblemList } from '../problems.js';
import type { Resource, Resources } from './resources.js';

/** Resources that R4 has no more, by their name (FHIR R4, appendix on differences to R3). */
const oldTypes = /^(?:MedicationOrder|DiagnosticOrder|ProcedureRequest|ReferralRequest|Sequence|DeviceUseRequest)$/;
/** Fields that DSTU2 or STU3 have and R4 has not. */
const oldFields: Readonly<Record<string, readonly string[]>> = {
  Observation: ['comments', 'comment', 'related', 'context'],
  DiagnosticReport: ['codedDiagnosis', 'image', 'request', 'context'],
  MedicationAdministration: ['notGiven', 'wasNotGiven', 'reasonNotGiven', 'effectiveTimeDateTime', 'effectiveTimePeriod', 'prescription', 'practitioner'],
  MedicationStatement: ['taken', 'wasNotTaken', 'reasonNotTaken'],
  MedicationRequest: ['context', 'definition'],
  Procedure: ['notDone', 'notPerformed', 'reasonNotPerformed', 'notDoneReason', 'context', 'definition'],
};
/** Fields that R5 has in the place of those read here. */
const newFields: Readonly<Record<string, readonly string[]>> = {
  MedicationAdministration: ['medication', 'occurenceDateTime', 'occurencePeriod', 'occurrenceDateTime', 'occurrencePeriod'], MedicationStatement: ['medication', 'adherence'], MedicationRequest: ['medication'],
  Procedure: ['occurrenceDateTime', 'occurrencePeriod'],
};

/** Extensions of the resource and of its parts that hold a variant's gene or change (the profile observation-genetics of STU3 and R4): they are not read. */
const genetics = (r: Resource): Json | undefined => [r.json, ...listAt(r.json, 'component')].flatMap((e) => listAt(e, 'extension')).find((e) => /\/(?:observation|DiagnosticReport)-genetics/i.test(textAt(e, 'url')));

/** False, reported where it stands, for a document of another release than R4. */
export function isR4(resources: Resources, problems: ProblemList): boolean {
  for (const r of resources.all) {
    const has = (fields: readonly string[] | undefined): string | undefined => fields?.find((f) => at(r.json, f) !== undefined);
    const [old, fresh, extension] = [oldTypes.test(r.type) ? r.type : has(oldFields[r.type]), has(newFields[r.type]), genetics(r)];
    const field = old ?? fresh;
    if (field !== undefined) {
      problems.error('fhir_release', `${r.type}${r.id === '' ? '' : ` ${shown(r.id)}`} ${field === r.type ? 'is a resource' : `has the field ${field}`} of FHIR ${old === undefined ? 'R5' : 'DSTU2 or STU3'}, not of R4: read as R4 it would be read in part. Have the document exported as FHIR R4`, { line: r.line, field, value: field });
    } else if (extension !== undefined) {
      problems.error('fhir_release', `${r.type}${r.id === '' ? '' : ` ${shown(r.id)}`} tells its variant in extensions (${shown(textAt(extension, 'url').split('/').pop()!)}), as the older profile observation-genetics does; variants are read as the genomics reporting guide has them, in components. Have the document exported by that guide`, { line: r.line, field: 'extension', value: textAt(extension, 'url') });
    }
    if (field !== undefined || extension !== undefined) return false;
  }
  return true;
}
