/** Parsed rows into temporary tables of the import's transaction, batch by batch, by COPY. */
import { hash } from 'node:crypto';
import type { AssessmentRow, ControlRow, ParsedRow, PatientRow, SeriesRow, TreatmentRow, When } from '@clonewatch/domain';
import { arrayText, copyInto, copyLine, type Scope } from '@clonewatch/store';

type Cell = string | number | null;

const dateOf = (w: When | null): string | null => (w?.kind === 'date' ? w.date : null);
const dayOf = (w: When | null): number | null => (w?.kind === 'day' ? w.day : null);

/** Columns whose values the system derives from the counts (a file that brings them along says nothing new), or that only name the row. */
const silent = ['vaf_low', 'vaf_high', 'patient_id', 'specimen_id'];
const said = (...columns: string[]): ReadonlySet<string> => new Set([...silent, ...columns]);

/** The bytes of JSON.stringify, with a short cut for what needs no escaping: a row has two dozen fields, a file millions of rows. */
function json(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && /^[ !#-[\]-~]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}

/**
 * Identity of a row's content: two rows with this hash say the same. Spelling of numbers, derived columns, and a VAF or
 * call beside counts do not count; unknown columns do. Stored: a hash that changed would make every re-sent row a conflict.
 */
function contentHash(fields: readonly unknown[], supplied: Readonly<Record<string, string>>, known: ReadonlySet<string>): string {
  const other = Object.keys(supplied).filter((k) => !known.has(k)).sort().map((k) => [k, supplied[k]]);
  return `\\x${hash('sha256', `[[${fields.map(json).join(',')}],${other.length === 0 ? '[]' : JSON.stringify(other)}]`, 'hex').slice(0, 32)}`;
}

interface Stage<R extends ParsedRow> { readonly table: string; readonly columns: readonly (readonly [name: string, type: string])[]; cells(row: R): Cell[] }

const seriesKnown = said(
  'collected_on', 'collected_day', 'anchor', 'assay', 'assay_version', 'gene', 'variant', 'mutant_count', 'total_count', 'wildtype_count', 'vaf',
  'count_unit', 'status', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'specimen_type',
  'panel', 'result_version', 'received_on', 'received_day', 'reported_on', 'reported_day',
);

const series: Stage<SeriesRow> = {
  table: 'st_series',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['specimen_ref', 'text'], ['collected_on', 'date'], ['collected_day', 'int'], ['anchor', 'text'],
    ['specimen_type', 'text'], ['assay', 'text'], ['assay_version', 'text'], ['gene', 'text'], ['variant', 'text'], ['count_unit', 'text'],
    ['mutant_count', 'bigint'], ['total_count', 'bigint'], ['wildtype_count', 'bigint'], ['vaf', 'float8'], ['status', 'text'], ['background', 'float8'],
    ['lod', 'float8'], ['input_hge', 'float8'], ['plasma_ml', 'float8'], ['copies_per_ml', 'float8'], ['tumour_fraction', 'float8'],
    ['copy_number', 'float8'], ['wbc_vaf', 'float8'], ['panel', 'text[]'], ['received_on', 'date'], ['received_day', 'int'], ['reported_on', 'date'],
    ['reported_day', 'int'], ['result_version', 'int'], ['row_hash', 'bytea'], ['supplied', 'jsonb'],
  ],
  cells: (r) => {
    const counted = r.mutantCount !== null && r.totalCount !== null;
    const call = counted && (r.status === 'detected' || r.status === 'not_detected') ? null : r.status;
    const hash = contentHash(
      [r.collected, r.anchor, r.assay, r.assayVersion, r.gene, r.variant, r.countUnit, r.mutantCount, r.totalCount, r.wildtypeCount,
        counted && (r.countUnit !== 'partitions' || r.wildtypeCount !== null) ? null : r.vafFraction, call, r.backgroundFraction, r.lodFraction, r.inputHge, r.plasmaMl, r.copiesPerMl, r.tumourFraction,
        r.copyNumber, r.wbcVafFraction, r.specimenType, r.panel, r.received, r.reported],
      r.supplied, seriesKnown,
    );
    return [
      r.line, r.patientId, r.specimenId, dateOf(r.collected), dayOf(r.collected), r.anchor, r.specimenType, r.assay, r.assayVersion, r.gene, r.variant,
      r.countUnit, r.mutantCount, r.totalCount, r.wildtypeCount, r.vafFraction, r.status, r.backgroundFraction, r.lodFraction, r.inputHge, r.plasmaMl,
      r.copiesPerMl, r.tumourFraction, r.copyNumber, r.wbcVafFraction, arrayText(r.panel), dateOf(r.received), dayOf(r.received), dateOf(r.reported),
      dayOf(r.reported), r.resultVersion, hash, JSON.stringify(r.supplied),
    ];
  },
};

const patient: Stage<PatientRow> = {
  table: 'st_patient',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['nosology', 'text'], ['sex', 'text'], ['birth_year', 'int'], ['sidedness', 'text'],
    ['metastatic_sites', 'text'], ['tissue_ras', 'text'], ['tissue_braf', 'text'], ['msi', 'text'], ['tissue_on', 'date'], ['tissue_day', 'int'],
    ['draw_interval_days', 'int'], ['next_draw_on', 'date'], ['next_draw_day', 'int'], ['next_cycle_on', 'date'], ['next_cycle_day', 'int'], ['supplied', 'jsonb'],
  ],
  cells: (r) => [
    r.line, r.patientId, r.nosology, r.sex, r.birthYear, r.sidedness, r.metastaticSites, r.tissueRas, r.tissueBraf, r.msi, dateOf(r.tissue),
    dayOf(r.tissue), r.drawIntervalDays, dateOf(r.nextDraw), dayOf(r.nextDraw), dateOf(r.nextCycle), dayOf(r.nextCycle), JSON.stringify(r.supplied),
  ],
};

const treatmentKnown = said('regimen', 'agents', 'therapy_class', 'started_on', 'started_day', 'stopped_on', 'stopped_day', 'best_response', 'stop_reason');

const treatment: Stage<TreatmentRow> = {
  table: 'st_treatment',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['regimen', 'text'], ['agents', 'text[]'], ['therapy_class', 'text[]'], ['started_on', 'date'],
    ['started_day', 'int'], ['stopped_on', 'date'], ['stopped_day', 'int'], ['best_response', 'text'], ['stop_reason', 'text'], ['row_hash', 'bytea'],
    ['supplied', 'jsonb'],
  ],
  cells: (r) => [
    r.line, r.patientId, r.regimen, arrayText(r.agents), arrayText(r.therapyClasses), dateOf(r.started), dayOf(r.started), dateOf(r.stopped),
    dayOf(r.stopped), r.bestResponse, r.stopReason,
    contentHash([r.regimen, r.agents, r.therapyClasses, r.started, r.stopped, r.bestResponse, r.stopReason], r.supplied, treatmentKnown),
    JSON.stringify(r.supplied),
  ],
};

const assessmentKnown = said('assessed_on', 'assessed_day', 'kind', 'gene', 'variant', 'result', 'unit');

const assessment: Stage<AssessmentRow> = {
  table: 'st_assessment',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['assessed_on', 'date'], ['assessed_day', 'int'], ['kind', 'text'], ['gene', 'text'], ['variant', 'text'],
    ['result', 'text'], ['unit', 'text'], ['row_hash', 'bytea'], ['supplied', 'jsonb'],
  ],
  cells: (r) => [
    r.line, r.patientId, dateOf(r.assessed), dayOf(r.assessed), r.assessmentKind, r.gene, r.variant, r.result, r.unit,
    contentHash([r.assessed, r.assessmentKind, r.gene, r.variant, r.result, r.unit], r.supplied, assessmentKnown), JSON.stringify(r.supplied),
  ],
};

const control: Stage<ControlRow> = {
  table: 'st_control',
  columns: [
    ['line', 'int'], ['role', 'text'], ['sample', 'text'], ['assay', 'text'], ['assay_version', 'text'], ['gene', 'text'], ['variant', 'text'],
    ['count_unit', 'text'], ['mutant_count', 'bigint'], ['total_count', 'bigint'], ['wildtype_count', 'bigint'],
  ],
  cells: (r) => [
    r.line, r.role, r.sample, r.assay, r.assayVersion, r.gene, r.variant, r.countUnit, r.mutantCount, r.totalCount, r.wildtypeCount,
  ],
};

const stages = { series, patient, treatment, assessment, control } as const;

/** Make the empty staging tables; they go with the transaction. */
export async function createStaging(scope: Scope): Promise<void> {
  // Sorting and hashing some 100,000 staged rows in memory instead of on disk.
  await scope.query(`set local work_mem = '64MB'`);
  for (const s of Object.values(stages)) {
    await scope.query(`create temp table ${s.table} (${s.columns.map(([n, t]) => `${n} ${t}`).join(', ')}) on commit drop`);
  }
}

/** Tell the planner what was staged: without statistics it takes a temporary table for tiny and loops over it. Only what is joined on counts. */
export async function analyseStaging(scope: Scope): Promise<void> {
  await scope.query('analyze st_series (patient_ref, specimen_ref), st_patient (patient_ref), st_treatment (patient_ref), st_assessment (patient_ref)');
}

/** COPY one batch of rows, whatever kinds it holds. */
export async function stageRows(scope: Scope, rows: readonly ParsedRow[]): Promise<void> {
  for (const [kind, stage] of Object.entries(stages)) {
    const mine = rows.filter((r) => r.kind === kind);
    if (mine.length > 0) await copyInto(scope, stage.table, stage.columns.map(([n]) => n), lines(mine, stage));
  }
}

/** COPY lines in pieces of about 64 KiB. */
function* lines(rows: readonly ParsedRow[], stage: Stage<ParsedRow>): Generator<string> {
  let piece = '';
  for (const row of rows) {
    piece += copyLine(stage.cells(row));
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
