/** From the engine's complete list of episodes to the stored alerts: new ones open, vanished ones are retracted with a reason. */
import { severities, wireDay, type AlertFinding, type AlertKind, type AlertState, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import { belowBoundOf, conflictAnsweredBy, coverageAnsweredBy, dueKinds, dueSettledBy } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import type { PatientRow } from './load-record.js';

/** Alerts about a clone that is there: two informative draws without it end them. */
const ofPresence: ReadonlySet<AlertKind> = new Set(['resistance_detected', 'resistance_at_baseline', 'resistance_emerging', 'resistance_persisting', 'resistance_regrowth', 'therapy_conflict', 'target_found']);

/**
 * Has what was asked for come? A missing draw that was drawn after all, a draw that could not answer followed by one that can, a drug in conflict with
 * what was found stopped, a codon that was not tested tested: closed by data, with its reason, never by silence. Null: still open. `record`: the one that
 * was evaluated.
 */
export function closedBy(finding: AlertFinding, evaluation: Evaluation, record: PatientRecord): string | null {
  const decided = conflictAnsweredBy(finding, record.treatments, evaluation.timeline, evaluation.asOfDay) ?? coverageAnsweredBy(finding, record, evaluation);
  if (decided !== null) return decided;
  if (ofPresence.has(finding.kind)) {
    const below = belowBoundOf(finding, evaluation.alerts);
    return below ? `below the bound of two informative draws, the second of ${wireDay(evaluation.timeline, below.firedDay)}` : null;
  }
  if (dueKinds.has(finding.kind)) return dueSettledBy(finding, evaluation);
  const answer = finding.kind === 'not_informative' ? evaluation.draws.find((d) => d.day > finding.firedDay && d.informative === 'informative') : undefined;
  return answer ? `the draw of ${wireDay(evaluation.timeline, answer.day)} (${answer.specimenId}) is informative` : null;
}

const corrected = 'the corrected data no longer support it';

interface Stored { id: string; episode: string; state: AlertState; finding: AlertFinding; snoozedDraw: number | null }
export interface Changed { id: string; state: AlertState }

/** What made this evaluation necessary, in words, and what it changed: the data, the site's rules, or the engine itself. It stands behind what is retracted now. */
export interface Cause { readonly words: string; readonly changed: 'data' | 'policy' | 'engine' }

const noLonger: Readonly<Record<Cause['changed'], string>> = { data: corrected, policy: 'the site’s alert policy no longer calls it', engine: 'the engine in use no longer calls it' };

export async function settleAlerts(scope: Scope, patient: PatientRow, evaluationId: string, evaluation: Evaluation, record: PatientRecord, because: Cause | null): Promise<Changed[]> {
  const groundless = because === null ? corrected : `${noLonger[because.changed]} (${because.words})`;
  const [again, revised] = because?.changed === 'engine' ? [`the engine in use calls it again (${because.words})`, `evidence revised by the engine in use (${because.words})`] : ['the data support it again', 'evidence revised by newer data'];
  const stored = await scope.query<Stored>('select id, episode, state, finding, snoozed_draw as "snoozedDraw" from clinical.alert where site_id = $1 and patient_id = $2', [patient.siteId, patient.id]);
  const byEpisode = new Map(stored.map((s) => [s.episode, s]));
  const found = new Set(evaluation.alerts.map((a) => a.episode));
  const retracted = new Set(evaluation.retracted);
  const changed: Changed[] = [];
  for (const finding of evaluation.alerts) {
    const before = byEpisode.get(finding.episode);
    if (retracted.has(finding.episode)) {
      const id = before?.id ?? await open(scope, patient, evaluationId, finding);
      if (before?.state !== 'retracted') changed.push(await move(scope, patient.siteId, id, evaluationId, 'retracted', groundless, finding));
      continue;
    }
    const closing = closedBy(finding, evaluation, record);
    if (!before) {
      const id = await open(scope, patient, evaluationId, finding);
      changed.push(closing === null ? { id, state: 'open' } : await move(scope, patient.siteId, id, evaluationId, 'closed', closing, finding));
    } else if (closing !== null && before.state !== 'closed') changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'closed', closing, finding));
    else if (before.state === 'retracted') changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'open', again, finding));
    else if (wokenBy(before, finding, evaluation) !== null) changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'open', wokenBy(before, finding, evaluation)!, finding));
    else if (JSON.stringify(before.finding) !== JSON.stringify(finding)) changed.push(await move(scope, patient.siteId, before.id, evaluationId, before.state, revised, finding));
  }
  for (const before of stored) {
    if (found.has(before.episode) || before.state === 'retracted') continue;
    changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'retracted', groundless, before.finding));
  }
  return changed;
}

/**
 * What was acknowledged or put off comes back when newer data make it more severe than what was seen, and what was put off until the next draw when
 * that draw is there. Null: it stays as people left it.
 */
function wokenBy(before: Stored, finding: AlertFinding, evaluation: Evaluation): string | null {
  if (before.state !== 'acknowledged' && before.state !== 'snoozed') return null;
  const was = before.finding.severity;
  if (severities.indexOf(finding.severity) < severities.indexOf(was)) return `more severe by newer data: ${finding.severity}, ${was} before`;
  const draw = before.snoozedDraw === null ? undefined : evaluation.draws.find((d) => d.day > before.snoozedDraw!);
  return before.state === 'snoozed' && draw ? `the next draw is there: ${wireDay(evaluation.timeline, draw.day)} (${draw.specimenId})` : null;
}

/** Every alert of a record that is not evaluated any more. */
export async function retractAlerts(scope: Scope, patient: PatientRow, reason: string): Promise<Changed[]> {
  const live = await scope.query<Stored & { evaluationId: string }>(
    `select id, episode, state, finding, evaluation_id as "evaluationId" from clinical.alert where site_id = $1 and patient_id = $2 and state <> 'retracted'`, [patient.siteId, patient.id]);
  const changed: Changed[] = [];
  for (const alert of live) changed.push(await move(scope, patient.siteId, alert.id, alert.evaluationId, 'retracted', reason, alert.finding));
  return changed;
}

async function open(scope: Scope, patient: PatientRow, evaluationId: string, a: AlertFinding): Promise<string> {
  const [row] = await scope.query<{ id: string }>(
    `insert into clinical.alert (site_id, patient_id, episode, kind, grade, severity, phase, gene, variant, fired_day, finding, evaluation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
    [patient.siteId, patient.id, a.episode, a.kind, a.grade, a.severity, a.phase, a.gene, a.variant, a.firedDay, JSON.stringify(a), evaluationId],
  );
  await scope.query(`insert into clinical.alert_transition (site_id, alert_id, seq, state) values ($1, $2, 1, 'open')`, [patient.siteId, row!.id]);
  return row!.id;
}

async function move(scope: Scope, siteId: string, id: string, evaluationId: string, state: AlertState, reason: string, a: AlertFinding): Promise<Changed> {
  await scope.query(
    `update clinical.alert set state = $3, evaluation_id = $4, grade = $5, severity = $6, phase = $7, finding = $8, fired_day = $9,
       snoozed_until = case when $3 = 'snoozed' then snoozed_until end, snoozed_draw = case when $3 = 'snoozed' then snoozed_draw end where site_id = $1 and id = $2`,
    [siteId, id, state, evaluationId, a.grade, a.severity, a.phase, JSON.stringify(a), a.firedDay],
  );
  await scope.query(
    `insert into clinical.alert_transition (site_id, alert_id, seq, state, reason)
     select $1, $2, max(seq) + 1, $3, $4 from clinical.alert_transition where site_id = $1 and alert_id = $2`, [siteId, id, state, reason],
  );
  return { id, state };
}
