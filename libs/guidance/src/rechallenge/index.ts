/** Rechallenge readiness: criteria as data, one evaluator. */
export { criteriaVersion, gateData, gateIds, gateRules, rasExtended, brafV600, egfrEctodomain, mechanisms, type GateId } from './criteria.data.js';
export { assessGates, couldBeMet, gatesOn, rechallengeOf, type Assessed, type RechallengeOptions } from './evaluate.js';
export { leftOf, trialSets, type TrialCriterion, type TrialSet } from './trials.data.js';
export { verdictOf } from './verdict.js';
