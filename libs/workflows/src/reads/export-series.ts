/** Results in the exchange format's words: for the research export, and for a patient's own page. */
import { seriesColumns, seriesExtraColumns, type Measurement, type CallStatus, type CountUnit, dayOfDate } from '@clonewatch/domain';
import { toSeriesPoint } from '@clonewatch/kinetics';
import type { Scope } from '@clonewatch/store';
import { currentResults, everyResult } from './current-results.js';
import type { ExportTable } from './export-table.js';

interface ExportRow {
  site_id: string; patient_ref: string; specimen_ref: string; on: string | null; day: number | null; anchor: string | null; specimen_type: string; assay: string;
  assay_version: string; gene: string; variant: string; count_unit: CountUnit; mutant_count: number | null; total_count: number | null;
  wildtype_count: number | null; vaf: number | null; status: CallStatus | null; background: number | null; lod: number | null; input_hge: number | null;
  plasma_ml: number | null; copies_per_ml: number | null; tumour_fraction: number | null; wbc_vaf: number | null; result_version: number;
  received_on: string | null; received_day: number | null; reported_on: string | null; reported_day: number | null; supplied: Record<string, string>;
}

const head = '($1::uuid[] is null or h.site_id = any($1::uuid[])) and ($2::uuid is null or h.id = $2::uuid)';

/** Rows by patient, date, specimen, assay, gene, variant. */
const seriesSql = (from: string, also = ''): string => `
  select ${also} h.patient_ref, e.specimen_ref, e.collected_on as "on", e.collected_day as day, h.anchor, e.specimen_type, m.* ${from}
  order by h.patient_ref collate "C", e.collected_on, e.collected_day, e.specimen_ref collate "C", m.assay collate "C", m.assay_version collate "C",
    m.gene collate "C", m.variant collate "C"`;
const ofSite = '(select code from sec.site_name where id = h.site_id) as site,';

const numeric = new Set<string>(['mutant_count', 'total_count', 'wildtype_count', 'vaf', 'vaf_low', 'vaf_high', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'result_version', 'collected_day', 'received_day', 'reported_day', 'pos']);

export const seriesTable: ExportTable<ExportRow> = {
  columns: seriesColumns, extras: seriesExtraColumns, rows: seriesSql(currentResults(head)), numeric, cells: cellsOf,
  keys: `select distinct jsonb_object_keys(m.supplied) as k ${currentResults(head)}`,
};

/** A measurement as the API gives it: the exchange columns, numbers as numbers, with our id and the site. */
export type SeriesItem = { id: string; patient_id: string; site: string } & Record<string, string | number | null>;

interface ListedRow extends ExportRow { id: string; site: string; specimen_id: string }

/**
 * Current measurements of one patient in the order of the export; `knownBy`: those whose result was there on that day of the timeline, each in the
 * version that was the newest then.
 */
export async function listSeries(scope: Scope, patientId: string, knownBy: number | null): Promise<SeriesItem[]> {
  const rows = knownBy === null ? await scope.query<ListedRow>(seriesSql(currentResults(head), ofSite), [null, patientId])
    : newestVersions((await scope.query<ListedRow>(seriesSql(everyResult(head), ofSite), [null, patientId])).filter((r) => knownDayOf(r) <= knownBy));
  return rows.map((r) => {
    const cells = { ...cellsOf(r), ...r.supplied };
    const values = Object.entries(cells).map(([k, v]) => [k, v === '' ? null : numeric.has(k) ? Number(v) : v] as const);
    return { ...Object.fromEntries(values), id: r.id, patient_id: r.patient_ref, site: r.site };
  });
}

function newestVersions(rows: readonly ListedRow[]): ListedRow[] {
  const keyOf = (r: ListedRow): string => JSON.stringify([r.specimen_id, r.assay, r.assay_version, r.gene, r.variant]);
  const newest = new Map<string, number>();
  for (const r of rows) newest.set(keyOf(r), Math.max(newest.get(keyOf(r)) ?? 0, r.result_version));
  return rows.filter((r) => newest.get(keyOf(r)) === r.result_version);
}

/** A result that is said to have been reported before its draw is known from the draw on, as for the engine. */
function knownDayOf(r: ExportRow): number {
  const at = (on: string | null, day: number | null): number | null => (on !== null ? dayOfDate(on) : day);
  const drawn = at(r.on, r.day)!;
  return Math.max(at(r.reported_on, r.reported_day) ?? drawn, drawn);
}

const text = (v: string | number | null): string => (v === null ? '' : String(v));

/** What the file left open: the canonical name, and what follows from the counts. */
function cellsOf(r: ExportRow): Record<string, string> {
  const point = r.gene === '' && r.variant === '' ? null : toSeriesPoint(measurementOf(r), []);
  // Nobody counted, and nobody gave a fraction: "not detected" is then no 0, and an interval of an assumed depth no measurement.
  const fraction = point?.intervalAssumed && r.vaf === null && r.mutant_count === null ? null : point;
  return {
    patient_id: r.patient_ref, specimen_id: r.specimen_ref, collected_on: text(r.on), collected_day: text(r.day), anchor: r.day === null ? '' : text(r.anchor),
    assay: r.assay, assay_version: r.assay_version, gene: r.gene, variant: r.variant, specimen_type: r.specimen_type, count_unit: r.count_unit,
    mutant_count: text(r.mutant_count), total_count: text(r.total_count), wildtype_count: text(r.wildtype_count), result_version: text(r.result_version),
    vaf: text(fraction?.vaf ?? null), vaf_low: text(fraction?.low ?? null), vaf_high: text(fraction?.high ?? null), status: point?.status ?? text(r.status),
    lod: text(r.lod), background: text(r.background),
  };
}

function measurementOf(r: ExportRow): Measurement {
  const day = r.on !== null ? dayOfDate(r.on) : r.day!;
  return {
    specimenId: r.specimen_ref, day, knownDay: day, assay: r.assay, assayVersion: r.assay_version, gene: r.gene, variant: r.variant, reportedStatus: r.status,
    countUnit: r.count_unit, mutantCount: r.mutant_count, totalCount: r.total_count, wildtypeCount: r.wildtype_count, vafFraction: r.vaf,
    backgroundFraction: r.background, lodFraction: r.lod, inputHge: r.input_hge, plasmaMl: r.plasma_ml, copiesPerMl: r.copies_per_ml,
    tumourFraction: r.tumour_fraction, wbcVafFraction: r.wbc_vaf, panel: null, resultVersion: r.result_version,
  };
}
