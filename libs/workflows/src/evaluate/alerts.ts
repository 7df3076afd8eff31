/** From the engine's complete list of episodes to the stored alerts: new ones open, vanished ones are retracted with a reason. */
import { wireDay, type AlertFinding, type AlertKind, type AlertState, type Evaluation } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { PatientRow } from './load-record.js';

/** Alerts about a clone that is there: two informative draws without it end them. */
const ofPresence: ReadonlySet<AlertKind> = new Set(['resistance_detected', 'resistance_at_baseline', 'resistance_emerging', 'resistance_persisting', 'resistance_regrowth', 'therapy_conflict']);

/**
 * Has what was asked for come? A missing draw that was drawn after all, a draw that could not answer followed by one that can: closed by
 * data, with its reason, never by silence. Null: still open.
 */
export function closedBy(finding: AlertFinding, evaluation: Evaluation): string | null {
  if (ofPresence.has(finding.kind)) {
    const below = evaluation.alerts.find((a) => a.kind === 'resistance_below_bound' && a.gene === finding.gene && a.variant === finding.variant && a.firedDay > finding.firedDay);
    return below ? `below the bound of two informative draws, the second of ${wireDay(evaluation.timeline, below.firedDay)}` : null;
  }
  const later = evaluation.draws.filter((d) => d.day > finding.firedDay || (finding.kind === 'draw_overdue' && d.day >= finding.firedDay));
  const answer = finding.kind === 'draw_overdue' ? later[0] : finding.kind === 'not_informative' ? later.find((d) => d.informative === 'informative') : undefined;
  if (!answer) return null;
  const when = wireDay(evaluation.timeline, answer.day);
  return finding.kind === 'draw_overdue' ? `drawn: ${when} (${answer.specimenId})` : `the draw of ${when} (${answer.specimenId}) is informative`;
}

const corrected = 'the corrected data no longer support it';

interface Stored { id: string; episode: string; state: AlertState; finding: AlertFinding }
export interface Changed { id: string; state: AlertState }

/** What made this evaluation necessary: the act in words, and whether it changed the rules rather than the data. It stands behind what is retracted now. */
export interface Cause { readonly words: string; readonly ofPolicy: boolean }

export async function settleAlerts(scope: Scope, patient: PatientRow, evaluationId: string, evaluation: Evaluation, because: Cause | null): Promise<Changed[]> {
  const groundless = because === null ? corrected : `${because.ofPolicy ? 'the site’s alert policy no longer calls it' : corrected} (${because.words})`;
  const stored = await scope.query<Stored>('select id, episode, state, finding from clinical.alert where site_id = $1 and patient_id = $2', [patient.siteId, patient.id]);
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
    const closing = closedBy(finding, evaluation);
    if (!before) {
      const id = await open(scope, patient, evaluationId, finding);
      changed.push(closing === null ? { id, state: 'open' } : await move(scope, patient.siteId, id, evaluationId, 'closed', closing, finding));
    } else if (closing !== null && before.state !== 'closed') changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'closed', closing, finding));
    else if (before.state === 'retracted') changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'open', 'the data support it again', finding));
    else if (JSON.stringify(before.finding) !== JSON.stringify(finding)) changed.push(await move(scope, patient.siteId, before.id, evaluationId, before.state, 'evidence revised by newer data', finding));
  }
  for (const before of stored) {
    if (found.has(before.episode) || before.state === 'retracted') continue;
    changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'retracted', groundless, before.finding));
  }
  return changed;
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
    `update clinical.alert set state = $3, evaluation_id = $4, grade = $5, severity = $6, phase = $7, finding = $8, fired_day = $9 where site_id = $1 and id = $2`,
    [siteId, id, state, evaluationId, a.grade, a.severity, a.phase, JSON.stringify(a), a.firedDay],
  );
  await scope.query(
    `insert into clinical.alert_transition (site_id, alert_id, seq, state, reason)
     select $1, $2, max(seq) + 1, $3, $4 from clinical.alert_transition where site_id = $1 and alert_id = $2`, [siteId, id, state, reason],
  );
  return { id, state };
}
