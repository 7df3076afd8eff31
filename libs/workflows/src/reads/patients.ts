/** The work list and the patient page. */
import {
  dateOfDay, dayOfDate, monthsPassed, isCalendarDate, type AlertFinding, type AlertState, type Evaluation, type Nosology, type TherapyClass, type Timeline,
} from '@clonewatch/domain';
import { dayField, toWireAlert, toWireGlance, type PatientPage, type PatientSummary, type WireAlert } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import { auditList } from '../audit-list.js';
import { readDecided, type Decided } from '../board/decided.js';
import { readPlan } from '../record/plan.js';
import { readSwitch, shownEvaluation } from '../local-validation.js';
import { readActs, readAssessments, readCorrected, readTreatments } from './record.js';
import { listSeries, type SeriesItem } from './export-series.js';
import type { EvaluationSummary } from '../evaluate/summary.js';
import { excludedInTissue, glanceOf, overdueDay, progressionsOpen } from '@clonewatch/guidance';
import { patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { readPending, readSince, type Viewer } from './looks.js';

interface LineRow { regimen: string; agents: string[]; classes: TherapyClass[]; on: string | null; day: number | null; stop_on: string | null; stop_day: number | null }
interface TopAlert { id: string; kind: AlertFinding['kind']; grade: AlertFinding['grade']; severity: AlertFinding['severity']; state: AlertState; gene: string | null; variant: string | null; text: string }
interface ListRow {
  id: string; patient_id: string; site: string; demo: boolean; site_id: string; timeline: 'calendar' | 'days' | null; anchor: string | null;
  evaluation_state: PatientSummary['evaluation_state']; nosology: Nosology | null; draw_interval_days: number | null; next_draw_on: string | null; next_draw_day: number | null; summary: EvaluationSummary | null;
  lines: LineRow[]; team: { id: string; name: string } | null; top: TopAlert | null; open_alerts: number; result_late: boolean;
}

const listSql = (where: string): string => `
  select p.id, p.patient_ref as patient_id, s.code as site, s.demo, p.site_id, p.timeline, p.anchor, p.evaluation_state, f.nosology, f.draw_interval_days, f.next_draw_on, f.next_draw_day, e.summary,
    (select json_build_object('id', t.id, 'name', t.name) from clinical.team t where t.site_id = p.site_id and t.id = p.team_id) as team,
    (select coalesce(json_agg(t order by t."on", t.day, t.regimen), '[]') from (
       select regimen, agents, therapy_class as classes, started_on as "on", started_day as day, stopped_on as stop_on, stopped_day as stop_day
       from clinical.treatment_now where site_id = p.site_id and head_id = p.id) t) as lines,
    (select json_build_object('id', a.id, 'kind', a.kind, 'grade', a.grade, 'severity', a.severity, 'state', a.state, 'gene', a.gene, 'variant', a.variant,
       'text', a.finding ->> 'text') from clinical.alert a
     where a.site_id = p.site_id and a.patient_id = p.id and a.state not in ('closed', 'retracted')
     order by a.state <> 'open', array_position(array['act', 'review', 'note'], a.severity), a.fired_day desc, a.id desc limit 1) as top,
    exists (select from clinical.alert a where a.site_id = p.site_id and a.patient_id = p.id and a.kind = 'result_late' and a.state not in ('closed', 'retracted')) as result_late,
    (select count(*)::int from clinical.alert a where a.site_id = p.site_id and a.patient_id = p.id and a.state = 'open') as open_alerts
  from clinical.patient p join sec.site_name s on s.id = p.site_id
    left join lateral (select nosology, draw_interval_days, next_draw_on, next_draw_day from clinical.profile_now where site_id = p.site_id and head_id = p.id) f on true
    left join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id
  where ${where}`;

const dayIn = (on: string | null, day: number | null): number | null => (on !== null ? dayOfDate(on) : day);

/** The line running on `today`, else the last one begun. Day-number patients have no today: their last line. */
export function currentLine(lines: readonly LineRow[], today: number | null): PatientSummary['line'] {
  const begun = lines.map((l, i) => ({ number: i + 1, regimen: l.regimen, agents: l.agents, start: dayIn(l.on, l.day)!, stop: dayIn(l.stop_on, l.stop_day) }));
  const ongoing = (l: { stop: number | null }): boolean => l.stop === null || (today !== null && l.stop > today);
  const line = begun.filter(ongoing).at(-1) ?? begun.at(-1);
  return line ? { ...line, ongoing: ongoing(line) } : null;
}

/** Months since the last anti-EGFR dose: 0 while on it, null when never given or when days have no calendar. */
export function monthsSinceAntiEgfr(lines: readonly LineRow[], today: number | null): number | null {
  const given = lines.filter((l) => l.classes.includes('anti_egfr'));
  if (today === null || given.length === 0) return null;
  const stops = given.map((l) => dayIn(l.stop_on, l.stop_day));
  if (stops.some((s) => s === null || s > today)) return 0;
  // 0 stands for being on the drug.
  return Math.max(0.1, monthsPassed(today - Math.max(...(stops as number[]))));
}

function summaryOf(r: ListRow, todayText: string): PatientSummary {
  const timeline: Timeline = timelineOf(r);
  const today = timeline.kind === 'calendar' ? dayOfDate(todayText) : null;
  const last = r.summary?.lastDraw ?? null;
  const arranged = dayIn(r.next_draw_on, r.next_draw_day);
  const lastDay = last?.day ?? null;
  const due = today === null ? null : arranged !== null && (lastDay === null || arranged > lastDay) ? arranged
    : lastDay !== null && r.draw_interval_days !== null ? lastDay + r.draw_interval_days : null;
  // As the draw_overdue alert counts it.
  const overdueFrom = today === null || lastDay === null ? null : overdueDay(lastDay, r.draw_interval_days, arranged);
  const overdue = today === null || overdueFrom === null ? null : today - overdueFrom;
  return {
    id: r.id, patient_id: r.patient_id, site: r.site, demo: r.demo, nosology: r.nosology,
    timeline: r.timeline && { kind: r.timeline, anchor: r.anchor }, line: currentLine(r.lines, today),
    last_draw: last && { ...dayField(timeline, 'collected', last.day), day: last.day, informative: last.informative, reason: last.reason },
    sparkline: r.summary?.sparkline ?? [], highest_alert: r.top, open_alerts: r.open_alerts, result_late: r.result_late, next_draw_on: due === null ? null : dateOfDay(due),
    draw_overdue_days: overdue !== null && overdue >= 0 ? overdue + 1 : null, months_since_anti_egfr: monthsSinceAntiEgfr(r.lines, today),
    evaluation_state: r.evaluation_state, team: r.team,
  };
}

export interface PatientQuery { siteIds: readonly string[]; patientRef: string | null; limit: number; after: string | null }

/** A cursor that this list did not give out. */
export class WrongCursor extends Error {}

/** Place in the list's order: need first (0 act … 3 none), then the patient's own id, then ours. Opaque on the wire. */
type Place = readonly [rank: number, patientId: string, id: string];

function encodeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decodeCursor(text: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(place) && place.length === 3 && Number.isInteger(place[0]) && typeof place[1] === 'string' && /^[0-9a-f-]{36}$/.test(String(place[2]))) return place as unknown as Place;
  } catch { /* told below */ }
  throw new WrongCursor('cursor is none that this list gave out');
}

/** Ordered by need: highest open alert, then the patient's own id. A page begins after a place, not at an offset: nobody is skipped. */
export async function listPatients(scope: Scope, query: PatientQuery, today: string): Promise<{ items: PatientSummary[]; next: string | null }> {
  const [rank, ref, id] = query.after === null ? [-1, '', null] : decodeCursor(query.after);
  const rows = await scope.query<ListRow & { rank: number }>(
    `select * from (select l.*, coalesce(case when l.top ->> 'state' = 'open' then array_position(array['act', 'review', 'note'], l.top ->> 'severity') end, 4) as rank
       from (${listSql(`p.site_id = any($1::uuid[]) and p.merged_into is null and p.withdrawn_at is null and ($2::text is null or p.patient_ref = $2
         or p.id in (select merged_into from clinical.patient where site_id = p.site_id and patient_ref = $2))`)}) l) r
     where $3::int < 0 or (rank, patient_id collate "C", id) > ($3::int, $4::text collate "C", $5::uuid)
     order by rank, patient_id collate "C", id limit $6`,
    [query.siteIds, query.patientRef, rank, ref, id, query.limit + 1],
  );
  const shown = rows.slice(0, query.limit);
  auditList(scope, 'patient.list', query.siteIds, shown.map((r) => ({ siteId: r.site_id, patientId: r.id })));
  const last = shown.at(-1);
  return { items: shown.map((r) => summaryOf(r, today)), next: rows.length > query.limit && last ? encodeCursor([last.rank, last.patient_id, last.id]) : null };
}

interface ProfileRow { sex: string | null; birth_year: number | null; sidedness: string | null; metastatic_sites: string | null; tissue_ras: string | null; tissue_braf: string | null; msi: string | null; draw_interval_days: number | null; tissue_on: string | null; tissue_day: number | null }

/** What of the page is handed out, as the audit trail calls it. */
export type PageAction = 'patient.read' | 'patient.alerts' | 'patient.timeline';

/** `action` null: the use-case around it says what was done. */
export interface PageAsked { readonly today: string; readonly action?: PageAction | null; readonly viewer?: Viewer | null }

export async function readPatient(scope: Scope, id: string, asked: PageAsked): Promise<PatientPage | null> {
  return (await readStored(scope, id, asked))?.page ?? null;
}

/** The page as stored, with the evaluation it shows. */
export async function readStored(scope: Scope, id: string, { today, action = 'patient.read', viewer = null }: PageAsked, asOf?: string): Promise<{ page: PatientPage; siteId: string } | null> {
  const [row] = await scope.query<ListRow>(`${listSql('p.id = $1')}`, [id]);
  if (!row) return null;
  const siteId = row.site_id;
  if (action !== null) scope.audit({ siteId, action, patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  const timeline = timelineOf(row);
  const [profile] = await scope.query<ProfileRow>(
    `select sex, birth_year, sidedness, metastatic_sites, tissue_ras, tissue_braf, msi, draw_interval_days, tissue_on, tissue_day from clinical.profile_now
     where site_id = $1 and head_id = $2`, [siteId, id],
  );
  const stored = asOf === undefined ? await readEvaluation(scope, siteId, id) : null;
  const evaluation = stored?.result ?? null;
  const treatments = await readTreatments(scope, siteId, id, timeline);
  const alerts = await readAlerts(scope, { patientId: id, siteIds: [siteId], limit: null, after: null });
  const acts = await readActs(scope, siteId, id);
  const plan = await readPlan(scope, siteId, id);
  const assessments = await readAssessments(scope, siteId, id, timeline);
  const pending = await readPending(scope, siteId, id, today, assessments);
  const siteSwitch = await readSwitch(scope, { id: siteId, code: row.site });
  const decided = asOf === undefined ? await readDecided(scope, siteId, id) : null;
  const page: PatientPage = {
    ...summaryOf(row, today), sex: profile?.sex ?? null, birth_year: profile?.birth_year ?? null, sidedness: profile?.sidedness ?? null,
    metastatic_sites: profile?.metastatic_sites ?? null, tissue_ras: profile?.tissue_ras ?? null, tissue_braf: profile?.tissue_braf ?? null,
    msi: profile?.msi ?? null, draw_interval_days: profile?.draw_interval_days ?? null, ...dayField(timeline, 'tissue', dayIn(profile?.tissue_on ?? null, profile?.tissue_day ?? null)), today, as_of: null,
    evaluation: evaluation && shownEvaluation(evaluation, siteSwitch), site_switch: siteSwitch, treatments, assessments, alerts,
    ...(asOf === undefined ? { corrected: await readCorrected(scope, siteId, id) } : {}), imports: await readImports(scope, siteId, id), ...await readMerged(scope, siteId, id), plan, acts,
    glance: evaluation && glancePart(evaluation, timeline.kind === 'calendar' ? dayOfDate(today) : null, { treatments, alerts, assessments, plan, pending, decided, nosology: row.nosology }), decision: decided && { packet: decided.packet, signed_on: decided.signedOn, text: decided.text },
    since: asOf === undefined ? await readSince(scope, siteId, id, timeline, viewer, evaluation, { alerts, acts, decided }) : null,
    evaluation_id: stored?.id ?? null, data_hash: stored?.hash.toString('hex') ?? null, evaluated_at: stored?.at.toISOString() ?? null,
    failure: asOf === undefined && row.evaluation_state === 'failed' ? await readFailure(scope, siteId, id) : null,
  };
  return { page, siteId };
}

interface GlanceParts { readonly treatments: PatientPage['treatments']; readonly alerts: readonly WireAlert[]; readonly assessments: PatientPage['assessments']; readonly plan: PatientPage['plan']; readonly pending: readonly { readonly specimenId: string; readonly day: number }[]; readonly decided?: Decided | null; readonly nosology: PatientPage['nosology'] }

export function glancePart(e: Evaluation, today: number | null, { treatments, alerts, assessments, plan, pending, decided, nosology }: GlanceParts): PatientPage['glance'] {
  const lines = treatments.map((t) => ({
    regimen: t.regimen, agents: t.agents, therapyClasses: t.therapy_class, startDay: t.start, stopDay: t.stop, bestResponse: null, stopReason: null,
  }));
  return toWireGlance(e.timeline, glanceOf(e, {
    today, lines, imaged: assessments.filter((a) => a.kind === 'imaging' && (today === null || a.day <= today)).map((a) => a.day), progressed: progressionsOpen(assessments, treatments.map((t) => ({ startDay: t.start, stopDay: t.stop, stopReason: t.stop_reason })), today),
    explainedInTissue: excludedInTissue({ assessments, nosology }, lines, today ?? Infinity).length > 0, nextCycleDay: dayIn(plan.next_cycle_on ?? null, plan.next_cycle_day ?? null), pending,
    decidedDay: e.draws.find((d) => d.specimenId === decided?.specimen)?.day ?? null,
    alerts: alerts.map((a) => ({ kind: a.kind, severity: a.severity, state: a.state, gene: a.gene, variant: a.variant, grade: a.grade, firedDay: dayIn(a.fired_on ?? null, a.fired_day ?? null)!, members: a.members, evidence: a.evidence })),
  }));
}

async function readMerged(scope: Scope, siteId: string, patientId: string): Promise<Pick<PatientPage, 'merged_into' | 'merged'>> {
  const rows = await scope.query<{ id: string; patient_id: string; into: boolean }>(
    `select o.id, o.patient_ref as patient_id, o.id = p.merged_into as into from clinical.patient p join clinical.patient o on o.site_id = p.site_id
       and (o.id = p.merged_into or o.merged_into = p.id) where p.site_id = $1 and p.id = $2 order by o.patient_ref`, [siteId, patientId],
  );
  const named = rows.map(({ into, ...who }) => ({ into, who }));
  return { merged_into: named.find((r) => r.into)?.who ?? null, merged: named.filter((r) => !r.into).map((r) => r.who) };
}

/** `as_of` is not a day of this patient's timeline. */
export class WrongDay extends Error {}

export function dayOf(timeline: Timeline, asOf: string): number {
  if (timeline.kind === 'calendar') {
    if (!isCalendarDate(asOf)) throw new WrongDay('as_of must be a date that exists, as YYYY-MM-DD');
    return dayOfDate(asOf);
  }
  if (!/^-?\d{1,6}$/.test(asOf)) throw new WrongDay(`as_of must be a whole day: day 0 is "${timeline.anchor}"`);
  return Number(asOf);
}

/** A patient's measurements in the exchange format's words; with `asOf` only results that were there on that day. Null: no such patient. */
export async function readSeries(scope: Scope, id: string, asOf: string | undefined): Promise<SeriesItem[] | null> {
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (patient) scope.audit({ siteId: patient.siteId, action: 'patient.series', patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  return patient ? listSeries(scope, id, asOf === undefined ? null : dayOf(timelineOf(patient), asOf)) : null;
}

async function readEvaluation(scope: Scope, siteId: string, patientId: string): Promise<{ id: string; hash: Buffer; result: Evaluation; at: Date } | null> {
  const [row] = await scope.query<{ id: string; hash: Buffer; result: Evaluation; at: Date }>(
    `select e.id, e.input_hash as hash, e.result, e.created_at as at from clinical.patient p join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id where p.site_id = $1 and p.id = $2`,
    [siteId, patientId],
  );
  return row ?? null;
}

/** The job that was given up; null once it was dismissed. */
async function readFailure(scope: Scope, siteId: string, patientId: string): Promise<{ at: string; reason: string | null; job: string } | null> {
  const [row] = await scope.query<{ id: string; failed_at: Date; last_error: string | null }>(
    `select id, failed_at, last_error from ops.outbox where site_id = $1 and job = 'patient.evaluate' and payload ->> 'patient_id' = $2 and failed_at is not null and done_at is null
     order by id desc limit 1`, [siteId, patientId],
  );
  return row ? { at: row.failed_at.toISOString(), reason: row.last_error, job: row.id } : null;
}

async function readImports(scope: Scope, siteId: string, patientId: string): Promise<PatientPage['imports']> {
  const rows = await scope.query<{ id: string; file_name: string; created_at: Date }>(
    `select i.id, i.file_name, i.created_at from clinical.import_patient p join clinical.import i on i.site_id = p.site_id and i.id = p.import_id
     where p.site_id = $1 and p.patient_id = $2 order by i.id`, [siteId, patientId],
  );
  return rows.map((r) => ({ ...r, created_at: r.created_at.toISOString() }));
}

/** `limit` null: all there are. */
export interface AlertQuery { patientId: string | null; siteIds: readonly string[]; limit: number | null; after: string | null; id?: string }

/** The alerts of a page of the list. */
export async function listAlerts(scope: Scope, query: AlertQuery): Promise<WireAlert[]> {
  const rows = await alertRows(scope, query);
  auditList(scope, 'alert.list', query.siteIds, rows.map((r) => ({ siteId: r.site_id, patientId: r.patient })));
  return rows.map(wireAlertOf);
}

/** One alert with its life; null: none of this id in these sites. */
export async function readAlert(scope: Scope, siteIds: readonly string[], id: string): Promise<WireAlert | null> {
  const [row] = await alertRows(scope, { patientId: null, siteIds, limit: 1, after: null, id });
  if (!row) return null;
  scope.audit({ siteId: row.site_id, action: 'alert.read', patients: [row.patient], target: id });
  return wireAlertOf(row);
}

/** Newest firing last, with every transition; what reads them says so in the audit trail. */
export async function readAlerts(scope: Scope, query: AlertQuery): Promise<WireAlert[]> {
  return (await alertRows(scope, query)).map(wireAlertOf);
}

interface AlertRow {
  site_id: string; id: string; patient: string; patient_ref: string; site: string; state: AlertState; created_at: Date; finding: AlertFinding; timeline: 'calendar' | 'days' | null;
  anchor: string | null; transitions: WireAlert['transitions']; owner: string | null; snoozed_until: string | null; outcome: string | null; due_on: string | null;
  snoozed_draw: number | null; outcome_on: string | null;
}

function alertRows(scope: Scope, query: AlertQuery): Promise<AlertRow[]> {
  return scope.query<AlertRow>(
    `select a.site_id, a.id, a.patient_id as patient, p.patient_ref, s.code as site, a.state, a.created_at, a.finding, a.owner, a.snoozed_until, a.outcome, a.due_on, a.snoozed_draw, a.outcome_on, p.timeline, p.anchor,
       (select json_agg(json_build_object('state', t.state, 'at', t.at, 'reason', t.reason, 'actor', t.actor, 'owner', t.owner, 'until', t.until, 'outcome', t.outcome, 'until_draw', t.until_draw,
         'due', t.due, 'outcome_on', t.outcome_on, 'comment', t.comment) order by t.seq) from clinical.alert_transition t
        where t.site_id = a.site_id and t.alert_id = a.id) as transitions
     from clinical.alert a join clinical.patient p on p.site_id = a.site_id and p.id = a.patient_id join sec.site_name s on s.id = a.site_id
     where a.site_id = any($1::uuid[]) and ($2::uuid is null or a.patient_id = $2::uuid) and ($3::uuid is null or a.id > $3::uuid)
       and ($4::uuid is null or a.id = $4::uuid) order by a.id limit $5`,
    [query.siteIds, query.patientId, query.after, query.id ?? null, query.limit],
  );
}

function wireAlertOf(r: AlertRow): WireAlert {
  return {
    ...toWireAlert(timelineOf(r), r.patient_ref, r.finding, r.state), id: r.id, patient: r.patient, site: r.site, created_at: r.created_at.toISOString(),
    version: r.transitions.length, owner: r.owner, snoozed_until: r.snoozed_until, outcome: r.outcome,
    snoozed_until_draw: r.snoozed_draw !== null, due: r.due_on, outcome_on: r.outcome_on,
    transitions: r.transitions.map((t) => ({ ...t, at: new Date(t.at).toISOString() })),
  };
}

/** Patients of each visible site, by site id. */
export async function countPatients(scope: Scope): Promise<Record<string, number>> {
  const rows = await scope.query<{ site_id: string; n: number }>('select site_id, count(*)::int as n from clinical.patient where merged_into is null and withdrawn_at is null group by site_id');
  return Object.fromEntries(rows.map((r) => [r.site_id, r.n]));
}
