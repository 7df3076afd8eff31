/**
 * Questions beside anti-EGFR rechallenge that a board faces at progression, read with the same states: what led to escape, which inhibitor still holds,
 * who may be re-differentiated, whose tumour lives on the AKT pathway, what liver and marker say. A finding is a code and its values; words come by key.
 */
import type { GateState, OpeningTest, RechallengeVerdict } from './rechallenge.js';

export const scenarioIds = ['braf_egfr_escape', 'egfr_tki_switch', 'redifferentiation', 'akt_pathway', 'hcc_liver'] as const;
export type ScenarioId = (typeof scenarioIds)[number];

export const scenarioGateIds = [
  'truncal_target', 'therapy_given', 'progression', 'recent_sample', 'informative', 'escape_mapk', 'escape_copies', 't790m', 'c797s', 'met_bypass', 'other_bypass', 'ras_escape',
  'iodine_uptake', 'thyroglobulin', 'akt_alteration', 'esr1', 'glucose', 'afp', 'liver_function', 'burden',
] as const;
export type ScenarioGateId = (typeof scenarioGateIds)[number];

/** How a finding is said; values fill the words. `variants`, `result`, `what` are names and numbers that are not translated. */
export const findingCodes = [
  'called', 'called_not_now', 'not_called', 'untested', 'blind', 'origin_open', 'no_sample', 'sample_age', 'sample_old', 'draw_order', 'tumour_shown', 'tumour_not_shown', 'progression', 'no_progression',
  'given', 'not_given', 'in_tissue', 'not_in_record', 'recorded', 'recorded_from_to', 'one_value', 'cis_trans_unknown', 'c797s_alone', 'rising', 'not_rising', 'course_unknown', 'not_readable',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding { readonly code: FindingCode; readonly values: Readonly<Record<string, string>> }

/** One criterion. `unknown`: not recorded or not tested. `not_informative`: tested in a sample that could not have answered. Neither ever becomes `pass`. */
export interface ScenarioGate {
  readonly id: ScenarioGateId;
  readonly state: GateState;
  readonly finding: Finding;
  /** Day of the datum; null where it has none. */
  readonly day: number | null;
  /** Precedent with its mark; says so where the citation is not verified. */
  readonly source: string;
  /** An end point watched over time, not a condition. */
  readonly endPoint: boolean;
  readonly opens: OpeningTest | null;
}

export interface ScenarioReading {
  readonly id: ScenarioId;
  readonly verdict: RechallengeVerdict;
  readonly sampleDay: number | null;
  readonly gates: readonly ScenarioGate[];
  readonly criteriaVersion: string;
}
