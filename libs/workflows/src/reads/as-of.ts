/** The patient page as it stood on a day. */
import { createHash } from 'node:crypto';
import { dateOfDay, wireDay } from '@clonewatch/domain';
import { dayField, toWireAlert, type PatientPage, type PatientSummary, type WireAlert } from '@clonewatch/contracts';
import { evaluatePatient, pendingDraws } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { readDecided } from '../board/decided.js';
import { shownEvaluation } from '../local-validation.js';
import { alertThen } from './alert-then.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { summarise } from '../evaluate/summary.js';
import { currentLine, dayOf, glancePart, monthsSinceAntiEgfr, readStored, type PageAsked } from './patients.js';

/** The page as it stood on a day: evaluated on what was known then, with the alerts that had fired by then, in the words and the state of then. Null: no such patient. */
export async function readPatientAsOf(scope: Scope, id: string, asOf: string, asked: PageAsked): Promise<PatientPage | null> {
  const found = await readStored(scope, id, asked, asOf);
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (!found || !patient) return null;
  const { page } = found;
  const timeline = timelineOf(patient);
  const day = dayOf(timeline, asOf);
  const record = await loadRecord(scope, patient);
  const evaluation = evaluatePatient(record, { day }, await policyOf(scope, patient.siteId));
  const fired = new Map(evaluation.alerts.map((a) => [a.episode, a]));
  const known = await scope.query<{ id: string; episode: string }>('select id, episode from clinical.alert where site_id = $1 and patient_id = $2', [patient.siteId, id]);
  const then = new Map(known.flatMap((k) => { const a = fired.get(k.episode); return a ? [[k.id, a] as const] : []; }));
  const calendarDay = page.timeline?.kind === 'calendar' ? day : null;
  const summary = summarise(evaluation);
  const alerts = page.alerts.flatMap((a): WireAlert[] => {
    const finding = then.get(a.id);
    return finding ? [{ ...a, ...toWireAlert(timeline, a.patient_id, finding), ...alertThen(a, finding, { evaluation, record, calendarDay }) }] : [];
  });
  const treatments = page.treatments.filter((t) => t.start <= day).map((t) => (t.stop !== null && t.stop > day ? stillRunning(t) : t));
  const lines = treatments.map((t) => ({ regimen: t.regimen, agents: t.agents, classes: t.therapy_class, on: t.started_on ?? null, day: t.started_day ?? null, stop_on: t.stopped_on ?? null, stop_day: t.stopped_day ?? null }));
  const notes = record.assessments.filter((a) => a.day <= day);
  const pending = [...record.specimens.filter((s) => s.day <= day && s.knownDay > day), ...pendingDraws({ assessments: notes, specimens: record.specimens }).map((d) => ({ specimenId: '', day: d }))];
  // When the next cycle was to be, as planned then, is not kept by clinical day: nothing is said of it.
  const decided = calendarDay === null ? null : await readDecided(scope, patient.siteId, id, dateOfDay(calendarDay));
  const plan = { patient: page.plan.patient, version: page.plan.version, draw_interval_days: page.plan.draw_interval_days };
  return {
    // The hash of the whole record, as evaluations are stored by: with the day it names what is shown.
    ...page, data_hash: createHash('sha256').update(JSON.stringify(record)).digest('hex'), as_of: wireDay(timeline, day), evaluation: shownEvaluation(evaluation, page.site_switch ?? { forecasts: true }), alerts, treatments, assessments: page.assessments.filter((a) => a.day <= day), plan,
    acts: [], imports: [], glance: glancePart(evaluation, day, { treatments, alerts, assessments: page.assessments.filter((a) => a.day <= day), plan, pending, decided, nosology: page.nosology }),
    line: currentLine(lines, calendarDay), months_since_anti_egfr: monthsSinceAntiEgfr(lines, calendarDay), sparkline: summary.sparkline,
    last_draw: summary.lastDraw && { ...dayField(evaluation.timeline, 'collected', summary.lastDraw.day), ...summary.lastDraw },
    highest_alert: highest(alerts), open_alerts: alerts.filter((a) => a.state === 'open').length, next_draw_on: null, draw_overdue_days: null, result_late: false,
    today: calendarDay === null ? page.today : dateOfDay(calendarDay), evaluation_state: 'current', decision: decided && { packet: decided.packet, signed_on: decided.signedOn, text: decided.text },
  };
}

/** A line whose end was not known yet. */
function stillRunning(t: PatientPage['treatments'][number]): PatientPage['treatments'][number] {
  const { stopped_on: _on, stopped_day: _day, ...rest } = t;
  return { ...rest, stop: null, best_response: null, stop_reason: null };
}

function highest(alerts: readonly WireAlert[]): PatientSummary['highest_alert'] {
  const order = ['act', 'review', 'note'];
  const top = alerts.filter((a) => a.state !== 'closed' && a.state !== 'retracted').sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (b.fired_on ?? '').localeCompare(a.fired_on ?? '') || (b.fired_day ?? 0) - (a.fired_day ?? 0))[0];
  return top ? { id: top.id, kind: top.kind, grade: top.grade, severity: top.severity, state: top.state, gene: top.gene, variant: top.variant, text: top.text } : null;
}
