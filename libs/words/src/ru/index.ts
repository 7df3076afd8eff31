import { cohort } from './cohort.js';
import { common } from './common.js';

export const ru = { ...cohort, ...common };
