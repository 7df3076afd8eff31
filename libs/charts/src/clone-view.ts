/** How a clone wears the colour of its leading variant. */
import type { VariantRole } from '@clonewatch/domain';
import type { Tone } from './trajectory-types.js';

export type { ViewClone } from './composition.js';

/** The shade of the line of its leading variant; without one, the next shade. */
export const cloneTone = (role: VariantRole, i: number, rank: number): Tone => ({ role, shade: (rank === -1 ? i : rank) % 4 });
