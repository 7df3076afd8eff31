import { AssessmentEntity, TreatmentEntity } from './entities.js';
import type { Scope } from './store.js';

/** A patient's lines of treatment as they stand now, in order. */
export function currentTreatments(scope: Scope, siteId: string, patientId: string): Promise<TreatmentEntity[]> {
  return scope.em.find(TreatmentEntity, { where: { siteId, patientId }, order: { startedOn: 'ASC', startedDay: 'ASC', regimen: 'ASC' } });
}

/** A patient's assessments as they stand now, in order. */
export function currentAssessments(scope: Scope, siteId: string, patientId: string): Promise<AssessmentEntity[]> {
  return scope.em.find(AssessmentEntity, { where: { siteId, patientId }, order: { assessedOn: 'ASC', assessedDay: 'ASC', kind: 'ASC' } });
}
