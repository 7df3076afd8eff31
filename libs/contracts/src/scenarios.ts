/** The questions beside rechallenge on the wire: `GET /patients/{id}/scenarios`. The fields are explained in `libs/domain/src/scenarios.ts`. */
import { z } from 'zod';
import { findingCodes, gateStates, openingTests, rechallengeVerdicts, scenarioGateIds, scenarioIds, wireDay, type RechallengeVerdict, type ScenarioReading, type Timeline } from '@clonewatch/domain';
import { dayField } from './days.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);

export const scenarioGateSchema = z.object({
  id: z.enum(scenarioGateIds), state: z.enum(gateStates), finding: z.object({ code: z.enum(findingCodes), values: z.record(z.string(), z.string()) }),
  dated_on: z.string().optional(), dated_day: z.number().int().optional(), source: z.string(), end_point: z.boolean(), opens: maybe(z.enum(openingTests)),
});
export type WireScenarioGate = z.infer<typeof scenarioGateSchema>;

export const scenarioSchema = z.object({
  id: z.enum(scenarioIds), verdict: z.enum(rechallengeVerdicts), sample_on: z.string().optional(), sample_day: z.number().int().optional(), gates: z.array(scenarioGateSchema), criteria_version: z.string(),
  /** The verdict as it was at each draw where it changed, oldest first: criteria met and lost over time. */
  history: z.array(z.object({ at: z.union([z.string(), z.number()]), verdict: z.enum(rechallengeVerdicts) })),
});
export type WireScenario = z.infer<typeof scenarioSchema>;

/** `past`: days on which the verdict changed, oldest first. */
export function toWireScenario(t: Timeline, s: ScenarioReading, past: readonly { readonly day: number; readonly verdict: RechallengeVerdict }[]): WireScenario {
  return {
    id: s.id, verdict: s.verdict, ...dayField(t, 'sample', s.sampleDay), criteria_version: s.criteriaVersion, history: past.map((x) => ({ at: wireDay(t, x.day), verdict: x.verdict })),
    gates: s.gates.map((g) => ({ id: g.id, state: g.state, finding: { code: g.finding.code, values: { ...g.finding.values } }, ...dayField(t, 'dated', g.day), source: g.source, end_point: g.endPoint, opens: g.opens })),
  };
}

/** Empty `items`: no question of these arises for the patient's disease and drugs. `criteria_exist` false: there is no set for the disease at all (null: the disease is not known). */
export const scenariosAnswerSchema = z.object({
  criteria_exist: maybe(z.boolean()), id: z.string(), patient_id: z.string(), site: z.string(), as_of: maybe(z.union([z.string(), z.number()])), items: z.array(scenarioSchema) });
export type ScenariosAnswer = z.infer<typeof scenariosAnswerSchema>;
