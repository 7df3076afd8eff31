export { evaluatePatient } from './evaluate.js';
export { bestMatch, catalogue, matchCatalogue, matchesVariant } from './catalogue/index.js';
export type { CatalogueAction, CatalogueEffect, CatalogueEntry, CatalogueMatch, Matcher, RegimenView } from './catalogue/index.js';
export { roleOf, rolesOf, type RoleContext, type RoleResult } from './roles.js';
export { rules, rulesVersion } from './rules.data.js';
export { covers } from './panel.js';
export { percent, dayText } from './text.js';
export { overdueDay } from './rules-patient.js';
export { assessGates, criteriaVersion, gateData, gateIds, gateRules, mechanisms, rechallengeOf, trialSets, verdictOf, type RechallengeOptions, type TrialSet } from './rechallenge/index.js';
