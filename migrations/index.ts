import { FirstHouse1763942400000 } from './1763942400000-first-house.js';
import { Audit1764000010000 } from './1764000010000-audit.js';

/** Every migration, in order. Explicit: a glob breaks in a bundle. */
export const migrations = [FirstHouse1763942400000, Audit1764000010000];
export { scopedTables } from './1763942400000-first-house.js';
