/** The questions beside rechallenge that one patient raises, judged on the day asked for, as rechallenge is. */
import { dayOfDate, wireDay, type Evaluation, type Nosology, type PatientRecord, type RechallengeVerdict, type ScenarioId, type ScenarioReading } from '@clonewatch/domain';
import { toWireScenario, type ScenariosAnswer } from '@clonewatch/contracts';
import { evaluatePatient, scenariosOf, scenarioSets, type Policy } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { dayOf } from './patients.js';

/** As of `asOf`, else today; a day-number patient has no today: as of the record's last day. Null: no such patient. Throws WrongDay. */
export async function readScenarios(scope: Scope, id: string, today: string, asOf: string | undefined): Promise<ScenariosAnswer | null> {
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.scenarios', patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  const [site] = await scope.query<{ code: string }>('select code from sec.site_name where id = $1', [patient.siteId]);
  const timeline = timelineOf(patient);
  const day = asOf !== undefined ? dayOf(timeline, asOf) : timeline.kind === 'calendar' ? dayOfDate(today) : null;
  const record = await loadRecord(scope, patient);
  const policy = await policyOf(scope, patient.siteId);
  const evaluation = evaluatePatient(record, day === null ? null : { day }, policy);
  const now = scenariosOf(evaluation, record);
  const past = scenarioHistory(record, evaluation, policy);
  return {
    id, patient_id: patient.patientRef, site: site!.code, as_of: evaluation.asOfDay === null ? null : wireDay(timeline, evaluation.asOfDay), criteria_exist: criteriaExist(record.profile.nosology),
    items: now.map((s) => toWireScenario(timeline, s, past.get(s.id) ?? [])),
  };
}

/** Rechallenge is the set of RAS/BRAF wild-type colorectal cancer. */
const criteriaExist = (nosology: Nosology | null): boolean | null => (nosology === null ? null : nosology === 'mcrc_ras_braf_wt' || scenarioSets.some((s) => s.nosology === nosology));

/** Older draws than these are not read again: each costs an evaluation. */
const mostDraws = 16;

interface Past { readonly day: number; readonly readings: readonly ScenarioReading[] }
/** A verdict and the day from which it stood. */
export interface VerdictSince { readonly day: number; readonly verdict: RechallengeVerdict }

/**
 * Criteria met and lost over time: of each question the verdicts as they changed, oldest first, each as it was on the day a draw became known, with nothing that came later.
 * Empty for a patient whom no question concerns by the day of `now`; a question before its drugs began is not one yet.
 */
export function scenarioHistory(record: PatientRecord, now: Evaluation, policy: Policy): ReadonlyMap<ScenarioId, readonly VerdictSince[]> {
  const asked = scenariosOf(now, record);
  const past = asked.length === 0 ? [] : readingsBefore(record, now, policy);
  return new Map(asked.map((s) => [s.id, changesOf(s.id, past)]));
}

function readingsBefore(record: PatientRecord, now: Evaluation, policy: Policy): readonly Past[] {
  const days = [...new Set(record.specimens.map((s) => s.knownDay))].filter((d) => now.asOfDay === null || d <= now.asOfDay).sort((a, b) => a - b).slice(-mostDraws);
  return days.map((day) => ({ day, readings: scenariosOf(evaluatePatient(record, { day }, policy), record) }));
}

function changesOf(id: ScenarioId, past: readonly Past[]): readonly VerdictSince[] {
  const said = past.flatMap(({ day, readings }) => { const r = readings.find((x) => x.id === id); return r ? [{ day, verdict: r.verdict }] : []; });
  return said.filter((x, i) => i === 0 || said[i - 1]!.verdict !== x.verdict);
}
