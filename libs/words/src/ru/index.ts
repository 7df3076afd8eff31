import { cohort } from './cohort.js';
import { common } from './common.js';
import { notices } from './notices.js';

export const ru = { ...cohort, ...common, ...notices };
