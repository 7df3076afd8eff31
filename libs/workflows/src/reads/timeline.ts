/** What happened to a patient, in order of the days: lines of treatment, draws, assessments, alerts. */
import { dayField, type PatientPage, type TimelineItem, type WireSpecimen } from '@clonewatch/contracts';
import { dayOfDate } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import { patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { readPatientAsOf } from './as-of.js';
import { dayOf, readPatient, type PageAsked } from './patients.js';
import { readSpecimens } from './record.js';

interface Dated { readonly day: number; readonly item: TimelineItem }

/** All of it, with `asOf` (a date or day) what was known then. Null: no such patient. Throws WrongDay. */
export async function readTimeline(scope: Scope, id: string, asked: PageAsked, asOf?: string): Promise<{ site: string; items: TimelineItem[] } | null> {
  const page = asOf === undefined ? await readPatient(scope, id, asked) : await readPatientAsOf(scope, id, asOf, asked);
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (!page || !patient) return null;
  const timeline = timelineOf(patient);
  const until = asOf === undefined ? Infinity : dayOf(timeline, asOf);
  const specimens = await readSpecimens(scope, patient.siteId, id, timeline);
  const happened = happenedIn(page, specimens).filter((e) => e.day <= until).sort((a, b) => a.day - b.day);
  return { site: page.site, items: happened.map(({ day, item }) => ({ ...item, ...dayField(timeline, 'dated', day) })) };
}

/** Of one day: what ended and began first, then the draws, what was seen, and what was alerted. */
function happenedIn(page: PatientPage, specimens: readonly WireSpecimen[]): Dated[] {
  const day = (on: string | undefined, number: number | undefined): number => (on !== undefined ? dayOfDate(on) : number!);
  const judged = new Map((page.evaluation?.draws ?? []).map((d) => [d.specimen_id, d]));
  return [
    ...page.treatments.flatMap((t): Dated[] => (t.stop === null ? [] : [{ day: t.stop, item: { event: 'treatment_stopped', id: t.id, regimen: t.regimen, best_response: t.best_response, stop_reason: t.stop_reason } }])),
    ...page.treatments.map((t): Dated => ({ day: t.start, item: { event: 'treatment_started', id: t.id, regimen: t.regimen, agents: t.agents, therapy_class: t.therapy_class } })),
    ...specimens.map((s): Dated => {
      const draw = judged.get(s.specimen_id);
      return { day: day(s.collected_on, s.collected_day), item: { event: 'draw', specimen_id: s.specimen_id, specimen_type: s.specimen_type, informative: draw?.informative ?? null, reason: draw?.reason ?? null } };
    }),
    ...page.assessments.map((a): Dated => ({ day: a.day, item: { event: 'assessment', id: a.id, kind: a.kind, gene: a.gene, variant: a.variant, result: a.result, unit: a.unit } })),
    ...page.alerts.map((a): Dated => ({
      day: day(a.fired_on, a.fired_day), item: { event: 'alert', id: a.id, kind: a.kind, grade: a.grade, severity: a.severity, state: a.state, gene: a.gene, variant: a.variant, text: a.text },
    })),
  ];
}
