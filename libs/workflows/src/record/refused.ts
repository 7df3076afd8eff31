import type { Problem } from '@clonewatch/domain';

/** Why a change to the record was not made; the api turns it into 404, 409, 412 or 422. */
export type RefusalKind = 'not_found' | 'conflict' | 'version' | 'invalid';

/** Nothing was changed. */
export class RecordRefused extends Error {
  constructor(readonly kind: RefusalKind, readonly code: string, message: string, readonly problems: readonly Problem[] = []) {
    super(message);
  }
}

export const notThere = (): RecordRefused => new RecordRefused('not_found', 'not_found', 'There is nothing here, or not for this account.');
export const conflict = (code: string, message: string): RecordRefused => new RecordRefused('conflict', code, message);

/** What the writer saw is not what is there: somebody was faster. `expected` null: the writer did not say (only allowed where a state machine protects). */
export function expectVersion(expected: number | null, current: number, what: string): void {
  if (expected !== null && expected !== current) {
    throw new RecordRefused('version', 'version_conflict', `${what} has changed in the meantime: it is version ${current} now, not ${expected}. Nothing was changed; look again, then decide.`);
  }
}
