/** What is possible and yet unlikely, as only the record can show: dates before birth, a sample that looks like another patient's. Told, never refused. */
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { ImportKey } from './insert.js';

const warning = (code: string, field: string, line: number, value: string, message: string): Problem => ({ severity: 'warning', code, line, column: null, field, value, message });

/** Warnings about what the import has just stored, in its transaction. */
export async function unlikely(scope: Scope, key: ImportKey): Promise<Problem[]> {
  return key.importId === null ? [] : [...await beforeBirth(scope, key), ...await otherPatients(scope, key)];
}

interface Early { line: number; value: string; what: string; born: number }

/** Draws, treatments and assessments of the file's patients in a year before the one they were born in. */
async function beforeBirth(scope: Scope, { siteId, importId }: ImportKey): Promise<Problem[]> {
  const early = await scope.query<Early>(`
    with born as materialized (
      select w.patient_id, f.birth_year, make_date(f.birth_year, 1, 1) as year_begins from st_who w cross join lateral (
        select birth_year from clinical.patient_profile where (site_id = $1) is true and patient_id = w.patient_id and birth_year is not null and withdrawn_at is null
        order by version desc limit 1 offset 0) f)
    select coalesce(m.line, 1) as line, d.on_day::text as value, d.what, b.birth_year as born from born b cross join lateral (
        select id, collected_on as on_day, 'specimen ' || specimen_ref || ' was drawn' as what, 'd' as kind from clinical.specimen where (site_id = $1) is true and patient_id = b.patient_id and collected_on < b.year_begins
        union all select id, started_on, regimen || ' was begun', 't' from clinical.treatment where (site_id = $1) is true and patient_id = b.patient_id and started_on < b.year_begins and superseded_at is null
        union all select id, assessed_on, kind || ' was assessed', 'a' from clinical.assessment where (site_id = $1) is true and patient_id = b.patient_id and assessed_on < b.year_begins and superseded_at is null) d
      left join lateral (
        select min(line) as line from (
          select line from clinical.measurement where (site_id = $1) is true and d.kind = 'd' and specimen_id = d.id and import_id = $2
          union all select line from clinical.treatment where (site_id = $1) is true and d.kind = 't' and id = d.id and import_id = $2
          union all select line from clinical.assessment where (site_id = $1) is true and d.kind = 'a' and id = d.id and import_id = $2
          union all select s.line from st_patient s join st_who w using (patient_ref) where w.patient_id = b.patient_id) x) m on true
    order by 1 limit 100`, [siteId, importId]);
  return early.map((e) => warning('date_before_birth', 'birth_year', e.line, e.value, `${e.what} on ${e.value}, before the patient's year of birth (${e.born}); check both`));
}

/** A file of more draws than this is a study's, loaded at once; each draw is then compared when its patient is evaluated. */
const mostDraws = 50;
/** Mutant molecules (reads, partitions) from which a variant counts as found here. Fewer may be background. */
const fewest = 5;
/** Variants in common with another patient that are no coincidence of hotspots; of a patient without earlier draws, one more. */
const inCommon = 2;

interface Draw { specimenId: string; patientId: string; headId: string; specimenRef: string; patientRef: string; line: number; found: string[]; at: string[] | null }

/** Where a variant lies, as its row says it: one file annotates, another does not. */
const placed = `array_agg(distinct concat_ws(' ', regexp_replace(supplied ->> 'chrom', '^chr', '', 'i'), supplied ->> 'pos', supplied ->> 'ref', supplied ->> 'alt')) filter (where supplied ->> 'pos' is not null)`;

const foundIn = (m: string): string => `${m}variant not in ('', 'p.?') and (${m}status = 'detected' or ${m}status is null and (${m}mutant_count >= ${fewest} or ${m}mutant_count is null and ${m}vaf > 0))
  and coalesce(${m}wbc_vaf, 0) < 0.3 and ${m}superseded_at is null and ${m}withdrawn_at is null`;
const found = foundIn('');

/** Draws that share no variant with the patient's other ones, or have as many in common with another patient. */
async function otherPatients(scope: Scope, { siteId, importId }: ImportKey): Promise<Problem[]> {
  const draws = await scope.query<Draw>(`
    select t.specimen_id as "specimenId", t.patient_id as "patientId", h.head as "headId", s.specimen_ref as "specimenRef", h.patient_ref as "patientRef", m.line, m.found, m.at
    from (select distinct specimen_id, patient_id from st_taken limit ${mostDraws + 1}) t
      cross join lateral (select specimen_ref from clinical.specimen where (site_id = $1) is true and id = t.specimen_id offset 0) s
      cross join lateral (select coalesce(merged_into, id) as head, patient_ref from clinical.patient where (site_id = $1) is true and id = t.patient_id offset 0) h
      cross join lateral (select min(line) as line, array_agg(distinct gene || ' ' || variant) as found, ${placed} as at from clinical.measurement
        where (site_id = $1) is true and specimen_id = t.specimen_id and import_id = $2 and ${found} offset 0) m
    where cardinality(m.found) >= ${inCommon}`, [siteId, importId]);
  if (draws.length > mostDraws) return [];
  const problems: Problem[] = [];
  for (const d of draws) {
    const [own] = await scope.query<{ found: string[] | null; at: string[] | null }>(`
      select array_agg(distinct gene || ' ' || variant) as found, ${placed} as at from clinical.patient p
        cross join lateral (select id from clinical.specimen where (site_id = $1) is true and patient_id = p.id and id <> $3 offset 0) e
        cross join lateral (select * from clinical.measurement where (site_id = $1) is true and specimen_id = e.id and ${found} offset 0) m
      where p.site_id = $1 and coalesce(p.merged_into, p.id) = $2`, [siteId, d.headId, d.specimenId]);
    const before = own!.found ?? [];
    const strange = before.length >= inCommon && !d.found.some((v) => before.includes(v)) && !(d.at ?? []).some((p) => own!.at?.includes(p) === true);
    if (before.length > 0 && !strange) continue;
    const needed = Math.max(before.length === 0 ? inCommon + 1 : inCommon, Math.ceil(d.found.length / 2));
    const [other] = await scope.query<{ name: string; n: number }>(`
      select p.patient_ref as name, count(distinct m.gene || ' ' || m.variant)::int as n from clinical.measurement m join clinical.patient p on p.site_id = m.site_id and p.id = m.patient_id
      where m.site_id = $1 and coalesce(p.merged_into, p.id) <> $2 and m.gene || ' ' || m.variant = any($3) and ${foundIn('m.')}
      group by p.id, p.patient_ref having count(distinct m.gene || ' ' || m.variant) >= $4 order by n desc, name limit 1`, [siteId, d.headId, d.found, needed]);
    if (other) problems.push(warning('sample_like_another_patient', 'specimen_id', d.line, d.specimenRef, `specimen ${d.specimenRef} of patient ${d.patientRef} has ${other.n} of its ${d.found.length} variants in common with patient ${other.name}${strange ? ', and none with the other draws of its own' : ''}; check whose sample it is`));
    else if (strange) problems.push(warning('sample_unlike_patient', 'specimen_id', d.line, d.specimenRef, `specimen ${d.specimenRef} has none of the variants found in the other draws of patient ${d.patientRef}; check whose sample it is`));
  }
  return problems;
}
