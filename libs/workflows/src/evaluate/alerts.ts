/** From the engine's complete list of episodes to the stored alerts: new ones open, vanished ones are retracted with a reason. */
import type { AlertFinding, AlertState, Evaluation } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { PatientRow } from './load-record.js';

interface Stored { id: string; episode: string; state: AlertState; finding: AlertFinding }
interface Changed { id: string; state: AlertState }

export async function settleAlerts(scope: Scope, patient: PatientRow, evaluationId: string, evaluation: Evaluation): Promise<Changed[]> {
  const stored = await scope.query<Stored>('select id, episode, state, finding from clinical.alert where site_id = $1 and patient_id = $2', [patient.siteId, patient.id]);
  const byEpisode = new Map(stored.map((s) => [s.episode, s]));
  const found = new Set(evaluation.alerts.map((a) => a.episode));
  const changed: Changed[] = [];
  for (const finding of evaluation.alerts) {
    const before = byEpisode.get(finding.episode);
    if (!before) changed.push({ id: await open(scope, patient, evaluationId, finding), state: 'open' });
    else if (before.state === 'retracted') changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'open', 'the data support it again', finding));
    else if (JSON.stringify(before.finding) !== JSON.stringify(finding)) changed.push(await move(scope, patient.siteId, before.id, evaluationId, before.state, 'evidence revised by newer data', finding));
  }
  for (const before of stored) {
    if (found.has(before.episode) || before.state === 'retracted') continue;
    changed.push(await move(scope, patient.siteId, before.id, evaluationId, 'retracted', 'the corrected data no longer support it', before.finding));
  }
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
