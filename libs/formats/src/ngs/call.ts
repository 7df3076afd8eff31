/** One variant of one sample as a sequencing file reports it, and the row it becomes. */
import type { CallStatus, CountUnit, ManifestRow, SeriesRow } from '@clonewatch/domain';
import { countsAgree } from '../exchange/counts.js';
import { shown, type ProblemList } from '../problems.js';

export interface Place { readonly chrom: string; readonly pos: number; readonly ref: string; readonly alt: string }

export interface Counts {
  readonly mutant: number;
  readonly total: number;
  readonly unit: CountUnit;
}

export interface Call {
  /** 1-based line in the file. */
  readonly line: number;
  readonly gene: string;
  /** Canonical name. */
  readonly variant: string;
  readonly counts: Counts | null;
  /** Fraction as the file states it; null where it states none. */
  readonly vaf: number | null;
  readonly status: CallStatus | null;
  readonly place: Place | null;
  /** As the file writes them. */
  readonly hgvsC: string;
  readonly hgvsP: string;
  readonly build: string;
  readonly copyNumber: number | null;
  /** Fraction in the patient's own normal cells, where they were sequenced too. */
  readonly wbcVaf: number | null;
  /** Further columns to keep, by their export name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A fraction computed here, without the digits that say nothing. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : Number((part / whole).toPrecision(6)));

/** The mutant molecules that a stated fraction of a stated depth amounts to; the export then says that they were computed. */
export const derivedCount = (vaf: number, total: number): number => Math.min(total, Math.round(vaf * total));
export const derivedNote = { count_source: 'vaf × depth' } as const;

/** The series row of a call. A stated fraction that contradicts the counts is told and left out: the counts are what was seen. */
export function rowOfCall(c: Call, m: ManifestRow, problems: ProblemList): SeriesRow {
  let vaf = c.vaf;
  if (vaf !== null && c.counts !== null && !countsAgree(c.counts.unit, c.counts.mutant, c.counts.total, null, vaf)) {
    problems.warn('vaf_disagrees_with_counts', `${shown(`${c.gene} ${c.variant}`.trim())}: the stated fraction ${vaf} does not fit ${c.counts.mutant} of ${c.counts.total}; the counts are used`, { line: c.line });
    vaf = null;
  }
  const row = {
    kind: 'series' as const, line: c.line, patientId: m.patientId, specimenId: m.specimenId, collected: m.collected!, anchor: m.anchor, assay: m.assay,
    assayVersion: m.assayVersion, gene: c.gene, variant: c.variant, countUnit: c.counts?.unit ?? 'molecules' as const, mutantCount: c.counts?.mutant ?? null,
    totalCount: c.counts?.total ?? null, wildtypeCount: null, vafFraction: vaf, status: c.status, backgroundFraction: m.backgroundFraction,
    lodFraction: m.lodFraction, inputHge: m.inputHge, plasmaMl: m.plasmaMl, copiesPerMl: null, tumourFraction: null, copyNumber: c.copyNumber, wbcVafFraction: c.wbcVaf,
    specimenType: '', panel: m.panel, resultVersion: 1, received: null, reported: null,
  };
  return { ...row, supplied: suppliedOf(row, c, m) };
}

/** A draw in which the assay looked: known variants without a row of their own are then not detected (inside the panel) or not covered. */
export function drawRow(m: ManifestRow, line: number, problems: ProblemList): SeriesRow {
  return rowOfCall({ line, gene: '', variant: '', counts: null, vaf: null, status: null, place: null, hgvsC: '', hgvsP: '', build: '', copyNumber: null, wbcVaf: null, extra: {} }, m, problems);
}

/** The row in the exchange format's own words, with the file's own names beside it, so that an export reads back as the same row. */
function suppliedOf(row: Omit<SeriesRow, 'supplied'>, c: Call, m: ManifestRow): Record<string, string> {
  const cells: Record<string, string | number | null> = {
    patient_id: row.patientId, specimen_id: row.specimenId, collected_on: row.collected.kind === 'date' ? row.collected.date : null,
    collected_day: row.collected.kind === 'day' ? row.collected.day : null, anchor: row.anchor, assay: row.assay, assay_version: row.assayVersion,
    gene: row.gene, variant: row.variant, hgvs_c: c.hgvsC, hgvs_p: c.hgvsP, chrom: c.place?.chrom ?? null, pos: c.place?.pos ?? null, ref: c.place?.ref ?? null,
    alt: c.place?.alt ?? null, genome_build: c.build === '' ? m.genomeBuild : c.build, mutant_count: row.mutantCount, total_count: row.totalCount,
    count_unit: row.totalCount === null ? null : row.countUnit, vaf: row.vafFraction, status: row.status, copy_number: row.copyNumber, wbc_vaf: row.wbcVafFraction,
    panel: m.panel?.join(';') ?? null, background: m.backgroundFraction, lod: m.lodFraction, plasma_ml: m.plasmaMl, input_hge: m.inputHge, ...c.extra,
  };
  const out: Record<string, string> = {};
  for (const [k, v] of Object.entries(cells)) if (v !== null && v !== '') out[k] = String(v);
  return out;
}
