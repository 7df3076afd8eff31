/** Patients, treatments and assessments in the exchange format's words: what counts now, a merged record under the name it was merged into. */
import { assessmentColumns, assessmentExtraColumns, patientColumns, patientExtraColumns, treatmentColumns, treatmentExtraColumns } from '@clonewatch/domain';
import type { ExportedRow, ExportTable } from './export-table.js';

type Value = string | number | null;
type ClinicalRow = ExportedRow & Readonly<Record<string, Value>>;

const asked = (x: string): string => `($1::uuid[] is null or ${x}.site_id = any($1::uuid[])) and ($2::uuid is null or ${x}.head_id = $2::uuid)`;
/** Cells that a row has: by the file's own names, and the day numbers, which an entry may have been given without a file. */
const keysOf = (view: string, days: readonly string[]): string => `
  select distinct jsonb_object_keys(x.supplied) as k from ${view} x where ${asked('x')}
  ${days.map((d) => `union select '${d}' from ${view} x where x.${d} is not null and ${asked('x')}`).join(' ')}`;

/**
 * A file names a line of treatment by patient, regimen and start. Two merged records may each have one of that name: the one that stays is the
 * record's own, as its import would have it.
 */
const treatments: ExportTable<ClinicalRow> = {
  columns: treatmentColumns, extras: treatmentExtraColumns, numeric: new Set(treatmentExtraColumns), keys: keysOf('clinical.treatment_now', ['started_day', 'stopped_day']),
  rows: `select distinct on (p.patient_ref collate "C", t.started_on, t.started_day, t.regimen collate "C", t.site_id)
      t.site_id, p.patient_ref, t.regimen, array_to_string(t.agents, ';') as agents, array_to_string(t.therapy_class, ';') as therapy_class, t.started_on, t.started_day,
      t.stopped_on, t.stopped_day, t.best_response, t.stop_reason, t.supplied
    from clinical.treatment_now t join clinical.patient p on p.site_id = t.site_id and p.id = t.head_id where ${asked('t')}
    order by p.patient_ref collate "C", t.started_on, t.started_day, t.regimen collate "C", t.site_id, t.patient_id = t.head_id desc, t.id desc`,
  cells: (row) => row,
};

/** An assessment is known by its content alone: the same one in two merged records is one. */
const assessments: ExportTable<ClinicalRow> = {
  columns: assessmentColumns, extras: assessmentExtraColumns, numeric: new Set(assessmentExtraColumns), keys: keysOf('clinical.assessment_now', ['assessed_day']),
  rows: `select distinct on (p.patient_ref collate "C", a.assessed_on, a.assessed_day, a.gene collate "C", a.variant collate "C", a.kind collate "C", a.result collate "C", a.unit collate "C", a.row_hash, a.site_id)
      a.site_id, p.patient_ref, a.assessed_on, a.assessed_day, a.kind, a.gene, a.variant, a.result, a.unit, a.supplied
    from clinical.assessment_now a join clinical.patient p on p.site_id = a.site_id and p.id = a.head_id where ${asked('a')}
    order by p.patient_ref collate "C", a.assessed_on, a.assessed_day, a.gene collate "C", a.variant collate "C", a.kind collate "C", a.result collate "C", a.unit collate "C", a.row_hash, a.site_id, a.id`,
  cells: (row) => row,
};

const profileColumns: readonly string[] = [...patientColumns, ...patientExtraColumns].filter((c) => c !== 'patient_id');

/** A profile is what several files and entries said: a cell is echoed where it says what counts now, and unknown columns always. */
function echoed(row: ClinicalRow): Record<string, string> {
  const says = (cell: string, value: Value): boolean => (typeof value === 'number' ? Number(cell) === value : cell.trim() === value);
  return Object.fromEntries(Object.entries(row.supplied).filter(([c, cell]) => !profileColumns.includes(c) || says(cell, row[c] ?? null)));
}

/** Every patient, also one of whom no more is known than that results came. */
const patients: ExportTable<ClinicalRow> = {
  columns: patientColumns, extras: patientExtraColumns, keys: keysOf('clinical.profile_now', patientExtraColumns),
  numeric: new Set(['birth_year', 'draw_interval_days', ...patientExtraColumns.filter((c) => c.endsWith('_day'))]),
  rows: `select p.site_id, p.patient_ref, f.nosology, f.sex, f.birth_year, f.sidedness, f.metastatic_sites, f.tissue_ras, f.tissue_braf, f.msi, f.tissue_on, f.tissue_day,
      f.draw_interval_days, f.next_draw_on, f.next_draw_day, f.next_cycle_on, f.next_cycle_day, coalesce(f.supplied, '{}') as supplied
    from clinical.patient p left join clinical.profile_now f on f.site_id = p.site_id and f.head_id = p.id
    where p.merged_into is null and p.withdrawn_at is null and ($1::uuid[] is null or p.site_id = any($1::uuid[])) and ($2::uuid is null or p.id = $2::uuid)
    order by p.patient_ref collate "C", p.site_id`,
  cells: (row) => row, supplied: echoed,
};

export const clinicalTables = { patients, treatments, assessments } as const;
