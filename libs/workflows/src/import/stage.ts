/** Parsed rows into temporary tables of the import's transaction, by COPY. */
import type { AssessmentRow, ControlRow, ParsedRow, PatientRow, TreatmentRow } from '@clonewatch/domain';
import { arrayText, copyInto, type Scope } from '@clonewatch/store';
import { CopyText, dateOf, dayOf } from './copy-text.js';
import { contentHash, json, said } from './row-hash.js';
import { drawnTable, plainColumns, seriesTable, type SeriesPart } from './stage-series.js';

type Cell = string | number | null;
interface Table { readonly table: string; readonly columns: readonly (readonly [name: string, type: string])[] }
interface Stage<R extends ParsedRow> extends Table { cells(row: R): Cell[] }

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

const treatmentKnown = said('regimen', 'agents', 'therapy_class', 'started_on', 'started_day', 'stopped_on', 'stopped_day', 'best_response', 'stop_reason', 'result_version');

const treatment: Stage<TreatmentRow> = {
  table: 'st_treatment',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['regimen', 'text'], ['agents', 'text[]'], ['therapy_class', 'text[]'], ['started_on', 'date'],
    ['started_day', 'int'], ['stopped_on', 'date'], ['stopped_day', 'int'], ['best_response', 'text'], ['stop_reason', 'text'], ['row_hash', 'bytea'],
    ['supplied', 'jsonb'], ['result_version', 'int'], ['taken_back', 'bool'],
  ],
  cells: (r) => [
    r.line, r.patientId, r.regimen, arrayText(r.agents), arrayText(r.therapyClasses), dateOf(r.started), dayOf(r.started), dateOf(r.stopped),
    dayOf(r.stopped), r.bestResponse, r.stopReason,
    contentHash([r.regimen, r.agents, r.therapyClasses, r.started, r.stopped, r.bestResponse, r.stopReason].map(json).join(','), r.supplied, treatmentKnown),
    JSON.stringify(r.supplied), r.resultVersion, r.takenBack ? 't' : 'f',
  ],
};

const assessmentKnown = said('assessed_on', 'assessed_day', 'kind', 'gene', 'variant', 'result', 'unit', 'result_version');

const assessment: Stage<AssessmentRow> = {
  table: 'st_assessment',
  columns: [
    ['line', 'int'], ['patient_ref', 'text'], ['assessed_on', 'date'], ['assessed_day', 'int'], ['kind', 'text'], ['gene', 'text'], ['variant', 'text'],
    ['result', 'text'], ['unit', 'text'], ['row_hash', 'bytea'], ['supplied', 'jsonb'], ['result_version', 'int'], ['taken_back', 'bool'],
  ],
  cells: (r) => [
    r.line, r.patientId, dateOf(r.assessed), dayOf(r.assessed), r.assessmentKind, r.gene, r.variant, r.result, r.unit,
    contentHash([r.assessed, r.assessmentKind, r.gene, r.variant, r.result, r.unit].map(json).join(','), r.supplied, assessmentKnown), JSON.stringify(r.supplied),
    r.resultVersion, r.takenBack ? 't' : 'f',
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

const stages = { patient, treatment, assessment, control } as const;
type OtherKind = keyof typeof stages;

/** What the import's steps leave for each other. st_draw: the draws of the part in hand, found or new; st_who and st_taken: of the whole file so far. */
const working: readonly Table[] = [
  { table: 'st_ref', columns: [['patient_ref', 'text'], ['timeline', 'text'], ['anchor', 'text'], ['line', 'int']] },
  { table: 'st_who', columns: [['patient_id', 'uuid'], ['head_id', 'uuid'], ['patient_ref', 'text'], ['timeline', 'text'], ['anchor', 'text']] },
  { table: 'st_draw', columns: [['draw', 'int'], ['patient_ref', 'text'], ['specimen_ref', 'text'], ['origin_id', 'uuid'], ['patient_id', 'uuid'], ['specimen_id', 'uuid'],
    ['stored_on', 'date'], ['stored_day', 'int'], ['specimen_type', 'text'], ['fresh', 'bool']] },
  { table: 'st_stored', columns: [['place', 'tid'], ['line', 'int'], ['result_version', 'int'], ['row_id', 'uuid'], ['stored_version', 'int'], ['differs', 'bool'], ['ours', 'bool'],
    ['name', 'text']] },
  { table: 'st_replaced', columns: [['kind', 'text'], ['id', 'uuid']] },
  { table: 'st_taken', columns: [['specimen_id', 'uuid'], ['patient_id', 'uuid']] },
];

/** Make the empty staging tables; they go with the transaction. */
export async function createStaging(scope: Scope): Promise<void> {
  // Sorting and hashing some 10,000 staged rows in memory instead of on disk; and hashing the few draws, not sorting their many results to join them.
  await scope.query(`set local work_mem = '64MB'; set local enable_mergejoin = off`);
  const tables = [drawnTable, seriesTable, ...Object.values(stages), ...working];
  await scope.query(tables.map((t) => `create temp table ${t.table} (${t.columns.map(([n, type]) => `${n} ${type}`).join(', ')}) on commit drop`).join(';'));
}

const names = (t: Table): string[] => t.columns.map(([n]) => n);

const partOf = (t: Table, n: number): string => `${t.table}_${n}`;

/** A part of the results as it was read, in hand, in the place of the one before. */
export async function placePart(scope: Scope, part: SeriesPart): Promise<void> {
  await scope.query('truncate st_drawn, st_series, st_draw, st_stored, st_ref');
  await copyPart(scope, drawnTable.table, seriesTable.table, part);
}

async function copyPart(scope: Scope, drawn: string, series: string, part: SeriesPart): Promise<void> {
  await copyInto(scope, drawn, names(drawnTable), part.drawn.take());
  if (!part.plain.empty) await copyInto(scope, series, plainColumns, part.plain.take());
  if (!part.results.empty) await copyInto(scope, series, names(seriesTable), part.results.take());
}

/** The same, but set aside in tables of its own: the record is not touched yet. */
export async function setAside(scope: Scope, n: number, part: SeriesPart): Promise<void> {
  await scope.query([drawnTable, seriesTable].map((t) => `create temp table ${partOf(t, n)} (like ${t.table}) on commit drop`).join(';'));
  await copyPart(scope, partOf(drawnTable, n), partOf(seriesTable, n), part);
}

/** A part that was set aside in hand, in the place of the one before. */
export async function takePart(scope: Scope, n: number): Promise<void> {
  const inPlace = (t: Table): string => `drop table ${t.table}; alter table ${partOf(t, n)} rename to ${t.table}`;
  await scope.query(`${inPlace(drawnTable)}; ${inPlace(seriesTable)}; truncate st_draw, st_stored, st_ref`);
}

/** Rows of the other kinds: gathered and copied like results, and stored when the file has been read to its end. */
export class OtherRows {
  private readonly texts = new Map<OtherKind, CopyText>();
  /** Not yet copied. */
  rows = 0;

  has(...kinds: readonly OtherKind[]): boolean {
    return kinds.some((k) => this.texts.has(k));
  }

  add(row: Exclude<ParsedRow, { kind: 'series' }>): void {
    let text = this.texts.get(row.kind);
    if (!text) this.texts.set(row.kind, (text = new CopyText()));
    const cells = (stages[row.kind] as Stage<ParsedRow>).cells(row);
    for (let i = 0; i < cells.length; i++) {
      if (i > 0) text.tab();
      const cell = cells[i]!;
      if (typeof cell === 'number') text.number(cell);
      else text.text(cell);
    }
    text.endLine();
    this.rows++;
  }

  async stage(scope: Scope): Promise<void> {
    if (this.rows === 0) return;
    this.rows = 0;
    for (const [kind, text] of this.texts) await copyInto(scope, stages[kind].table, names(stages[kind]), text.take());
  }
}

/** Tell the planner what was staged: without statistics it takes a temporary table for tiny and loops over it. Only what is joined on counts. */
export async function analyseStaging(scope: Scope): Promise<void> {
  await scope.query('analyze st_patient (patient_ref), st_treatment (patient_ref), st_assessment (patient_ref)');
}
