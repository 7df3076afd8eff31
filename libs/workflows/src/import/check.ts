/** What only the database can know: does the file contradict what is stored? Located problems, first hundred of each kind. Of results: series.ts. */
import type { Problem } from '@clonewatch/domain';
import type { Row, Scope, Statement } from '@clonewatch/store';

interface Conflict { line: number; value: string; message: string }

const error = (code: string, field: string, c: Conflict): Problem => ({
  severity: 'error', code, line: c.line, column: null, field, value: c.value, message: c.message,
});

const mostShown = 'order by line limit 100';

export async function conflicts(scope: Scope, code: string, field: string, sql: string, parameters: readonly unknown[] = []): Promise<Problem[]> {
  return (await scope.query<Conflict>(`${sql} ${mostShown}`, parameters)).map((c) => error(code, field, c));
}

/** A question for what contradicts the record, to be asked among other statements. */
export interface Check { readonly statement: Statement; problems(rows: readonly Row[]): Problem[] }

export const checkFor = (code: string, field: string, sql: string): Check => ({
  statement: { sql: `${sql} ${mostShown}` }, problems: (rows) => rows.map((c) => error(code, field, c as unknown as Conflict)),
});

/** Dates and day numbers never mix within a patient, and day 0 means one thing. */
export const timelineChecks: readonly Check[] = [
  checkFor('mixed_time_basis', 'patient_id', `
    select r.line, r.patient_ref as value, case p.timeline when 'calendar'
      then 'patient ' || r.patient_ref || ' has calendar dates; a day number cannot be placed on them'
      else 'patient ' || r.patient_ref || ' has day numbers only; a calendar date cannot be placed on them' end as message
    from st_ref r join st_who p using (patient_ref) where r.timeline is not null and p.timeline <> r.timeline`),
  checkFor('anchor_conflict', 'anchor', `
    select r.line, r.anchor as value, 'day 0 of patient ' || r.patient_ref || ' is "' || p.anchor || '", not "' || r.anchor || '"' as message
    from st_ref r join st_who p using (patient_ref) where r.anchor is not null and p.anchor is distinct from r.anchor`),
];
