import { cohort } from './cohort.js';
import { common } from './common.js';
import { notices } from './notices.js';

export const en = { ...cohort, ...common, ...notices } as const;
