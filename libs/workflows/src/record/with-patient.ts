import { faultPoint } from '@clonewatch/runtime';
import { sqlState, type Scope, type Store } from '@clonewatch/store';
import { ImportRefused } from '../import/intake.js';
import { findPatient, lockPatients, lockSite, type PatientHead } from './act.js';
import { conflict, RecordRefused } from './refused.js';
import { once, type Writer } from './writer.js';

/**
 * A change to one patient's record: found, locked in the order that imports lock (site, then patient), done once, in one transaction.
 * `request` is what an Idempotency-Key binds to.
 */
export async function withPatient<T>(store: Store, writer: Writer, patientId: string, request: unknown, work: (scope: Scope, patient: PatientHead) => Promise<T>): Promise<T> {
  return change(store, writer, async (scope) => {
    const patient = await findPatient(scope, patientId, writer.siteIds);
    if (patient.mergedInto !== null) throw conflict('record_merged', 'This record was merged into another one: do it there.');
    return once(scope, patient.siteId, writer, request, async () => {
      await lockSite(scope, patient.siteId);
      await lockPatients(scope, patient.siteId, [patient.id]);
      return work(scope, patient);
    });
  });
}

/** One transaction of a writer; what the record itself refuses leaves as {@link RecordRefused}. */
export async function change<T>(store: Store, writer: Writer, work: (scope: Scope) => Promise<T>): Promise<T> {
  const answer = await store.inSession(writer.token, async (scope) => {
    const result = await work(scope);
    faultPoint('record.beforeCommit');
    return result;
  }).catch(refuse);
  faultPoint('record.afterCommit');
  return answer;
}

function refuse(error: unknown): never {
  if (error instanceof ImportRefused) {
    const [first] = error.problems.filter((p) => p.severity === 'error');
    throw new RecordRefused('invalid', first?.code ?? 'invalid_entry', first?.message ?? 'The entry contradicts the record.', error.problems.map((p) => ({ ...p, line: null })));
  }
  if (sqlState(error) === '23505') throw conflict('already_there', 'Another entry says this already: correct that one.');
  throw error;
}
