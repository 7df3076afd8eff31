import type { Evaluation } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { rulesVersion } from './rules.data.js';

/** Which engine with which rules an evaluation was made with, in one word to compare; without one: those in use. */
export function engineVersion(of: Pick<Evaluation, 'modelVersion' | 'rulesVersion'> = { modelVersion: kineticsVersion, rulesVersion }): string {
  return `${of.modelVersion} ${of.rulesVersion}`;
}
