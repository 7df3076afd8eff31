/** Clones from the joint trajectories of a patient's variants. */
export { groupClones, sameCloneEvidence, type CloneGrouping } from './structure.js';
export { adjustedRandIndex } from './adjusted-rand-index.js';
export type { Clone, CloneOptions, ClonePrevalence, CloneRole, CloneVariant } from './types.js';
export { cloneDefaults } from './defaults.js';
