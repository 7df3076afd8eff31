export { enterByHand, correctByHand, retractByHand, type EntryRequest } from './by-hand.js';
export { currentEntry, listVersions } from './entries.js';
export type { EntryKind, Fields } from './entry-row.js';
export { changePlan, findPlan } from './plan.js';
export { mergePatients, moveSpecimen, splitPatients } from './relocate.js';
export { RecordRefused, type RefusalKind } from './refused.js';
export { undoAct } from './undo.js';
export { withdrawImport } from './withdraw.js';
export type { Writer } from './writer.js';
