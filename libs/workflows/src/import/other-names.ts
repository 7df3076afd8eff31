/** A draw that came without annotation and comes again with it: the same change under two names. Where its results differ, one of them is wrong, and nobody chooses here. */
import { changeNames, isByBases, type Problem, type SaidPlace } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';

interface Result extends SaidPlace { readonly line: number; readonly of: string; readonly specimen: string; readonly assay: string; readonly mutant: number | null; readonly total: number | null; readonly vaf: number | null; readonly status: string | null }

const columns = (t: string): string => `${t}.gene, ${t}.variant, ${t}.assay, ${t}.mutant_count::float8 as mutant, ${t}.total_count::float8 as total, ${t}.vaf, ${t}.status,
  ${['chrom', 'pos', 'ref', 'alt', 'genome_build', 'hgvs_c'].map((c) => `${t}.supplied ->> '${c}' as ${c}`).join(', ')},
  jsonb_build_array(d.specimen_id, ${t}.assay, ${t}.assay_version, ${t}.result_version)::text as of`;

/** Results of known draws that are new under their name, and contradict what is stored of the same change, in the same version, under another. */
export async function checkOtherNames(scope: Scope, siteId: string): Promise<Problem[]> {
  const staged = await scope.query<Result>(`
    select s.line, d.specimen_ref as specimen, ${columns('s')} from st_series s join st_draw d on d.draw = s.draw and not d.fresh
    where s.variant <> '' and not exists (select from st_stored x where x.place = s.ctid) order by s.line`);
  if (staged.length === 0) return [];
  const stored = await scope.query<Result>(`
    select 0 as line, d.specimen_ref as specimen, ${columns('m')} from (select distinct d.specimen_id, d.specimen_ref, s.assay, s.assay_version from st_series s join st_draw d on d.draw = s.draw and not d.fresh
        where s.variant <> '' and not exists (select from st_stored x where x.place = s.ctid)) d
      cross join lateral (select * from clinical.measurement where (site_id = $1) is true and specimen_id = d.specimen_id and assay = d.assay and assay_version = d.assay_version
        and variant <> '' and withdrawn_at is null offset 0) m`, [siteId]);
  const known = new Map(stored.flatMap((r) => changeNames(r).map((name) => [keyOf(r, name), r] as const)));
  const problems: Problem[] = [];
  for (const r of staged) {
    const other = changeNames(r).map((name) => known.get(keyOf(r, name))).find((o) => o !== undefined && isByBases(o.variant) !== isByBases(r.variant) && differ(o, r));
    if (other === undefined) continue;
    problems.push({
      severity: 'error', code: 'conflicting_result', line: r.line, column: null, field: 'result_version', value: null,
      message: `${r.gene} ${r.variant} in specimen ${r.specimen} by ${r.assay} is the change that is stored as ${`${other.gene} ${other.variant}`.trim()} with a different result (${saidOf(other)}, here ${saidOf(r)}); a correction needs a higher result_version`,
    });
  }
  return problems;
}

const keyOf = (r: Result, name: string): string => `${r.of} ${name}`;
const counted = (r: Result): boolean => r.mutant !== null && r.total !== null;
const readable = (r: Result): boolean => r.status !== 'failed_qc' && r.status !== 'not_covered';
const differ = (a: Result, b: Result): boolean => readable(a) !== readable(b) || (counted(a) && counted(b) ? a.mutant !== b.mutant || a.total !== b.total : counted(a) !== counted(b) || a.vaf !== b.vaf || a.status !== b.status);
const saidOf = (r: Result): string => (!readable(r) ? r.status!.replace('_', ' ') : counted(r) ? `${r.mutant!} of ${r.total!}` : r.vaf !== null ? `a fraction of ${r.vaf}` : r.status ?? 'no result');
