import { z } from 'zod';
import { ProblemError, notFound } from './problem.js';

/** Check a query or body against its schema; an unknown or wrong field is a 400 that names it. */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ProblemError(400, 'bad_request', `${issue?.path.join('.') || 'request'}: ${(issue?.message ?? 'not understood').replace(/^Invalid input: (expected \w+), received undefined$/, 'missing, $1')}`);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A malformed id names nothing: the same answer as an unknown one. */
export function knownId(id: string): string {
  if (!uuid.test(id)) throw notFound();
  return id;
}

export const limitSchema = z.coerce.number().int().min(1).max(1000).default(200);

export { today } from '@clonewatch/runtime';
