/** Jobs: a closed union, so that an illegal job cannot be written. Payloads carry ids only. */
import { z } from 'zod';

export const jobSchemas = {
  /** Parse the stored bytes of an import and store its rows, all or nothing. */
  'import.store': z.strictObject({ import_id: z.string() }),
  /** Evaluate one patient on the data as it stands, store the result and its alerts; `act_id`: the entry or correction that made it necessary. */
  'patient.evaluate': z.strictObject({ patient_id: z.string(), import_id: z.nullable(z.string()), act_id: z.nullish(z.string()) }),
  /** The next few patients of a back-test; it ends by itself. */
  'site.back_test': z.strictObject({ back_test_id: z.string() }),
} as const;
export type JobName = keyof typeof jobSchemas;
export type JobPayload<N extends JobName> = z.infer<(typeof jobSchemas)[N]>;
export const jobNames = Object.keys(jobSchemas) as JobName[];
