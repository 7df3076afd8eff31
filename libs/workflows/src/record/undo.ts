/** Taking back what was taken back: an act of moving, merging, splitting or withdrawing is undone by its opposite, which is an act of its own. */
import type { Scope, Store } from '@clonewatch/store';
import { conflict, notThere } from './refused.js';
import { merge, move, split } from './relocate.js';
import { change } from './with-patient.js';
import { reinstate } from './withdraw.js';
import { once, type Writer } from './writer.js';

interface ActRow { id: string; siteId: string; kind: string; patientId: string | null; otherPatientId: string | null; target: string | null; undone: boolean }

/** Kinds that {@link undoAct} takes back. A correction by hand is corrected or retracted instead. */
export const undoableKinds: readonly string[] = ['import_withdrawn', 'specimen_moved', 'patients_merged', 'patients_split'];

/** Answers the act that undid it; for an import the new import as well. */
export function undoAct(store: Store, writer: Writer, id: string, reason: string): Promise<{ act: string | null; import: string | null }> {
  return change(store, writer, async (scope) => {
    const act = await findAct(scope, id, writer.siteIds);
    return once(scope, act.siteId, writer, { undo: id, reason }, async () => {
      if (act.undone) throw conflict('already_undone', 'This was taken back already.');
      scope.audit({ siteId: act.siteId, action: 'act.undo', target: id, reason });
      return opposite(scope, writer, act, reason);
    });
  });
}

async function opposite(scope: Scope, writer: Writer, act: ActRow, reason: string): Promise<{ act: string | null; import: string | null }> {
  switch (act.kind) {
    case 'import_withdrawn': return { act: null, import: await reinstate(scope, writer, act.siteId, act.target!, reason, act.id) };
    case 'specimen_moved': return { ...await move(scope, writer, act.target!, act.patientId!, reason, act.id), import: null };
    case 'patients_merged': return { ...await split(scope, act.siteId, act.patientId!, reason), import: null };
    case 'patients_split': return { ...await merge(scope, act.siteId, act.patientId!, act.otherPatientId!, reason, act.id), import: null };
    default: throw conflict('not_undoable', 'An entry by hand is not undone: correct or retract it.');
  }
}

async function findAct(scope: Scope, id: string, siteIds: readonly string[]): Promise<ActRow> {
  const [row] = await scope.query<ActRow>(
    `select a.id, a.site_id as "siteId", a.kind, a.patient_id as "patientId", a.other_patient_id as "otherPatientId", a.target,
       exists (select from clinical.act u where u.site_id = a.site_id and u.undoes = a.id) as undone
     from clinical.act a where a.id = $1 and a.site_id = any($2::uuid[])`, [id, siteIds],
  );
  if (!row) throw notThere();
  return row;
}

