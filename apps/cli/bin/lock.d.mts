/** Types of lock.mjs, which is plain JavaScript because the build needs it before there is a build. */
export interface LockHolder { readonly pid: number; readonly identity: string; readonly what: string }
export interface Lock { release(): void }
export function identityOf(pid: number): string | null;
export function lockHolder(file: string): LockHolder | null;
export function tryLock(file: string, what: string): { holder: LockHolder; release?: undefined } | { holder?: undefined; release(): void };
