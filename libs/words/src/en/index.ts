import { cohort } from './cohort.js';
import { common } from './common.js';

export const en = { ...cohort, ...common } as const;
