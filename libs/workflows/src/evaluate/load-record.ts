/** One patient's record from the tables, in a fixed order: the input of an evaluation is the same bytes every time. */
import {
  dayOfDate, emptyProfile, isByBases, namedAlike, namesPlaces, placeOfVariant, readPlaces, type Assessment, type CallStatus, type ControlSummary, type CountUnit, type Measurement, type Nosology, type PatientProfile,
  type PatientRecord, type Response, type Specimen, type StopReason, type TherapyClass, type Timeline, type TreatmentLine, type SaidPlace,
} from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';

interface Dated { on: string | null; day: number | null }

const dayIn = (on: string | null, day: number | null): number | null => (on !== null ? dayOfDate(on) : day);
const mustDay = (d: Dated): number => dayIn(d.on, d.day)!;

export interface PatientRow { siteId: string; id: string; patientRef: string; timeline: 'calendar' | 'days' | null; anchor: string | null; mergedInto: string | null }

export const patientSql = `select site_id as "siteId", id, patient_ref as "patientRef", timeline, anchor, merged_into as "mergedInto" from clinical.patient`;

export function timelineOf(p: { timeline: string | null; anchor: string | null }): Timeline {
  return p.timeline === 'days' ? { kind: 'days', anchor: p.anchor ?? '' } : { kind: 'calendar' };
}

export async function loadRecord(scope: Scope, patient: PatientRow): Promise<PatientRecord> {
  const key = [patient.siteId, patient.id];
  const records: RecordKey = [patient.siteId, await recordsUnder(scope, patient)];
  const measurements = await loadMeasurements(scope, records);
  return {
    patientId: patient.patientRef, timeline: timelineOf(patient), profile: await loadProfile(scope, key), treatments: await loadTreatments(scope, key),
    assessments: await loadAssessments(scope, key), specimens: await loadSpecimens(scope, records, measurements), measurements,
    controls: await loadControls(scope, patient.siteId, measurements),
  };
}

type RecordKey = readonly [siteId: string, records: readonly string[]];

/**
 * The patient's own record and those merged into it. From here on draws are found by these ids, and results draw by draw: while a table has no statistics
 * (just after a large import) the planner would otherwise walk all rows of the site. `(site_id = $1) is true`: see upsertPatients.
 */
async function recordsUnder(scope: Scope, patient: PatientRow): Promise<string[]> {
  const rows = await scope.query<{ id: string }>('select id from clinical.patient where (site_id = $1) is true and coalesce(merged_into, id) = $2', [patient.siteId, patient.id]);
  return rows.map((r) => r.id);
}

async function loadProfile(scope: Scope, key: string[]): Promise<PatientProfile> {
  interface ProfileRow {
    nosology: Nosology | null; sex: string | null; birth_year: number | null; sidedness: PatientProfile['sidedness']; metastatic_sites: string | null;
    tissue_ras: PatientProfile['tissueRas']; tissue_braf: PatientProfile['tissueBraf']; msi: PatientProfile['msi']; tissue_on: string | null;
    tissue_day: number | null; draw_interval_days: number | null; next_draw_on: string | null; next_draw_day: number | null; next_cycle_on: string | null; next_cycle_day: number | null;
  }
  const [r] = await scope.query<ProfileRow>(
    'select * from clinical.profile_now where (site_id = $1) is true and head_id = $2', key,
  );
  if (!r) return emptyProfile;
  return {
    nosology: r.nosology, sex: r.sex, birthYear: r.birth_year, sidedness: r.sidedness, metastaticSites: r.metastatic_sites, tissueRas: r.tissue_ras,
    tissueBraf: r.tissue_braf, msi: r.msi, tissueDay: dayIn(r.tissue_on, r.tissue_day), drawIntervalDays: r.draw_interval_days,
    nextDrawDay: dayIn(r.next_draw_on, r.next_draw_day),
    nextCycleDay: dayIn(r.next_cycle_on, r.next_cycle_day),
  };
}

async function loadTreatments(scope: Scope, key: string[]): Promise<TreatmentLine[]> {
  interface LineRow { regimen: string; agents: string[]; classes: TherapyClass[]; on: string | null; day: number | null; stop_on: string | null; stop_day: number | null; best: Response | null; reason: StopReason | null }
  const rows = await scope.query<LineRow>(
    `select regimen, agents, therapy_class as classes, started_on as "on", started_day as day, stopped_on as stop_on, stopped_day as stop_day,
       best_response as best, stop_reason as reason
     from clinical.treatment_now where (site_id = $1) is true and head_id = $2
     order by started_on, started_day, regimen collate "C"`, key,
  );
  return rows.map((r) => ({
    regimen: r.regimen, agents: r.agents, therapyClasses: r.classes, startDay: mustDay(r), stopDay: dayIn(r.stop_on, r.stop_day), bestResponse: r.best,
    stopReason: r.reason,
  }));
}

async function loadAssessments(scope: Scope, key: string[]): Promise<Assessment[]> {
  const rows = await scope.query<Dated & Omit<Assessment, 'day'>>(
    `select assessed_on as "on", assessed_day as day, kind, gene, variant, result, unit from clinical.assessment_now
     where (site_id = $1) is true and head_id = $2
     order by assessed_on, assessed_day, kind collate "C", gene collate "C", variant collate "C", result collate "C", unit collate "C"`, key,
  );
  return rows.map((r) => ({ day: mustDay(r), kind: r.kind, gene: r.gene, variant: r.variant, result: r.result, unit: r.unit }));
}

/** Every version: an older one was the truth until the next was known, and what fired on it fired. What was retracted or withdrawn never was. */
async function loadMeasurements(scope: Scope, key: RecordKey): Promise<Measurement[]> {
  interface MeasuredRow {
    specimen: string; on: string | null; day: number | null; reported_on: string | null; reported_day: number | null; assay: string; assay_version: string;
    gene: string; variant: string; status: CallStatus | null; count_unit: CountUnit; mutant_count: number | null; total_count: number | null;
    wildtype_count: number | null; vaf: number | null; background: number | null; lod: number | null; input_hge: number | null; plasma_ml: number | null;
    copies_per_ml: number | null; tumour_fraction: number | null; wbc_vaf: number | null; panel: string[] | null; result_version: number;
  }
  const rows = await scope.query<MeasuredRow>(
    `select e.specimen_ref as specimen, e.collected_on as "on", e.collected_day as day, m.reported_on, m.reported_day, m.assay, m.assay_version, m.gene,
       m.variant, m.status, m.count_unit, m.mutant_count, m.total_count, m.wildtype_count, m.vaf, m.background, m.lod, m.input_hge, m.plasma_ml,
       m.copies_per_ml, m.tumour_fraction, m.wbc_vaf, m.panel, m.result_version
     from clinical.specimen e
       cross join lateral (select *, max(result_version) filter (where retracted) over (partition by assay, assay_version, gene, variant) as gone
         from clinical.measurement where (site_id = $1) is true and specimen_id = e.id and withdrawn_at is null offset 0) m
     where (e.site_id = $1) is true and e.patient_id = any($2::uuid[]) and e.withdrawn_at is null and (m.gone is null or m.result_version > m.gone)
     order by e.collected_on, e.collected_day, e.specimen_ref collate "C", m.assay collate "C", m.assay_version collate "C", m.gene collate "C",
       m.variant collate "C", m.result_version`, key,
  );
  const measurements = rows.map((r): Measurement => ({
    specimenId: r.specimen, day: mustDay(r), knownDay: dayIn(r.reported_on, r.reported_day) ?? mustDay(r), assay: r.assay, assayVersion: r.assay_version,
    gene: r.gene, variant: r.variant, reportedStatus: r.status, countUnit: r.count_unit, mutantCount: r.mutant_count, totalCount: r.total_count,
    wildtypeCount: r.wildtype_count, vafFraction: r.vaf, backgroundFraction: r.background, lodFraction: r.lod, inputHge: r.input_hge,
    plasmaMl: r.plasma_ml, copiesPerMl: r.copies_per_ml, tumourFraction: r.tumour_fraction, wbcVafFraction: r.wbc_vaf, panel: r.panel,
    resultVersion: r.result_version,
  }));
  const joins = measurements.some((m) => isByBases(m.variant)) && measurements.some((m) => m.gene !== '' && !isByBases(m.variant));
  if (!joins && !measurements.some((m) => namesPlaces(m.panel))) return measurements;
  const said = await loadPlaces(scope, key);
  // The order is that of the names as they are stored: what is joined finds its place in the engine's own order.
  return [...readPlaces(namedAlike(measurements, said), said.flatMap((r) => placeOfVariant(r.gene, r.variant, r) ?? []))];
}

/** Where the patient's variants lie on the genome, as far as any result says it. Few draws ask. */
async function loadPlaces(scope: Scope, key: RecordKey): Promise<SaidPlace[]> {
  return scope.query<SaidPlace>(
    `select distinct gene, variant, supplied ->> 'chrom' as chrom, supplied ->> 'pos' as pos, supplied ->> 'ref' as ref, supplied ->> 'alt' as alt, supplied ->> 'genome_build' as genome_build, supplied ->> 'hgvs_c' as hgvs_c
     from clinical.specimen e cross join lateral (select * from clinical.measurement where (site_id = $1) is true and specimen_id = e.id and variant <> '' and withdrawn_at is null offset 0) m
     where (e.site_id = $1) is true and e.patient_id = any($2::uuid[]) order by 1, 2, 3, 4, 5, 6, 7, 8`, [...key],
  );
}

/** A draw's result is known when its first measurement is. */
async function loadSpecimens(scope: Scope, key: RecordKey, measurements: readonly Measurement[]): Promise<Specimen[]> {
  const known = new Map<string, number>();
  for (const m of measurements) known.set(m.specimenId, Math.min(known.get(m.specimenId) ?? Infinity, m.knownDay));
  const rows = await scope.query<Dated & { specimen: string; type: string }>(
    `select specimen_ref as specimen, collected_on as "on", collected_day as day, specimen_type as type from clinical.specimen e
     where (site_id = $1) is true and patient_id = any($2::uuid[]) and withdrawn_at is null and exists (select from clinical.measurement
       where (site_id = $1) is true and specimen_id = e.id and superseded_at is null and withdrawn_at is null and not retracted) order by collected_on, collected_day, specimen_ref collate "C"`, key,
  );
  return rows.map((r) => ({ specimenId: r.specimen, day: mustDay(r), knownDay: known.get(r.specimen) ?? mustDay(r), specimenType: r.type }));
}

/** Blank reactions of the assays this patient was measured with, pooled. */
async function loadControls(scope: Scope, siteId: string, measurements: readonly Measurement[]): Promise<ControlSummary[]> {
  const assays = [...new Set(measurements.map((m) => m.assay))].sort();
  if (assays.length === 0) return [];
  return scope.query<ControlSummary>(
    `select assay, assay_version as "assayVersion", gene, variant, count_unit as "countUnit", count(*)::int as reactions,
       sum(mutant_count)::bigint as "mutantCount", sum(total_count)::bigint as "totalCount", sum(mutant_count::bigint * mutant_count)::bigint as "mutantSquares"
     from clinical.control_reaction c join clinical.import i on i.site_id = c.site_id and i.id = c.import_id and i.state not in ('failed', 'withdrawn')
     where c.site_id = $1 and assay = any($2) and role in ('ntc', 'blank')
     group by assay, assay_version, gene, variant, count_unit
     order by assay collate "C", assay_version collate "C", gene collate "C", variant collate "C", count_unit collate "C"`, [siteId, assays],
  );
}
