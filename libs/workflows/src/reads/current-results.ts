/**
 * Results `m` with their draw `e` and the patient `h` under whom they are read, for `head` (a condition on `h`). From the patient to the draws to their results, each by its key: while the
 * tables have no statistics (until a minute after a first large import) the planner would otherwise walk all results of the site for each draw. `(site_id = …) is true`: see upsertPatients.
 */
const results = (head: string, ofDraw: string): string => `
  from clinical.patient h
    cross join lateral (select id from clinical.patient where (site_id = h.site_id) is true and coalesce(merged_into, id) = h.id offset 0) p
    cross join lateral (select * from clinical.specimen where (site_id = h.site_id) is true and patient_id = p.id offset 0) e
    cross join lateral (${ofDraw} offset 0) m
  where ${head}`;

const inDraw = 'from clinical.measurement where (site_id = h.site_id) is true and specimen_id = e.id and withdrawn_at is null';

/** Those that count now. */
export const currentResults = (head: string): string => results(head, `select * ${inDraw} and superseded_at is null and not retracted`);

/** Every version that ever was a result, later corrected or not. What was retracted or withdrawn never was: as the engine reads the record (evaluate/load-record.ts). */
export const everyResult = (head: string): string => results(head, `
  select * from (select *, max(result_version) filter (where retracted) over (partition by assay, assay_version, gene, variant) as gone ${inDraw}) v where gone is null or result_version > gone`);
