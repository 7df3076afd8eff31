/** Wrong usage or input: exit code 2. Any other error is a failure: exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure whose message is all the user needs: no stack is printed. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Thrown inside start-up when a signal asked to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export const codeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};
