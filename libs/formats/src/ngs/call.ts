/** One variant of one sample as a sequencing file reports it, and the row it becomes. */
import type { CallStatus, CountUnit, ManifestRow, SeriesRow, When } from '@clonewatch/domain';
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
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part === 0 ? 0 : Number((part / whole).toPrecision(6)));

/** The mutant molecules that a stated fraction of a stated depth amounts to; the export then says that they were computed. */
export const derivedCount = (vaf: number, total: number): number => Math.min(total, Math.round(vaf * total));
export const derivedNote = { count_source: 'vaf × depth' } as const;
export const noExtra = {} as const;

/** A manifest's row with what a health record says beside it. */
export interface DrawRow extends ManifestRow {
  readonly specimenType?: string;
  readonly resultVersion?: number;
  readonly reported?: When | null;
}

/** The series row of a call. A stated fraction that contradicts the counts is told and left out: the counts are what was seen. */
export function rowOfCall(c: Call, m: DrawRow, problems: ProblemList): SeriesRow {
  let vaf = c.vaf;
  if (vaf !== null && c.counts !== null && !countsAgree(c.counts.unit, c.counts.mutant, c.counts.total, null, vaf)) {
    problems.warn('vaf_disagrees_with_counts', `${shown(`${c.gene} ${c.variant}`.trim())}: the stated fraction ${vaf} does not fit ${c.counts.mutant} of ${c.counts.total}; the counts are used`, { line: c.line });
    vaf = null;
  }
  // One literal, no spreading: this is done for every record of files of millions.
  return {
    kind: 'series', line: c.line, supplied: suppliedOf(c, vaf, m), patientId: m.patientId, specimenId: m.specimenId, collected: m.collected!, anchor: m.anchor, assay: m.assay,
    assayVersion: m.assayVersion, gene: c.gene, variant: c.variant, countUnit: c.counts === null ? 'molecules' : c.counts.unit, mutantCount: c.counts === null ? null : c.counts.mutant,
    totalCount: c.counts === null ? null : c.counts.total, wildtypeCount: null, vafFraction: vaf, status: c.status, backgroundFraction: m.backgroundFraction,
    lodFraction: m.lodFraction, inputHge: m.inputHge, plasmaMl: m.plasmaMl, copiesPerMl: null, tumourFraction: null, copyNumber: c.copyNumber, wbcVafFraction: c.wbcVaf,
    specimenType: m.specimenType ?? '', panel: m.panel, resultVersion: m.resultVersion ?? 1, received: null, reported: m.reported ?? null,
  };
}

/** A draw in which the assay looked: known variants without a row of their own are then not detected (inside the panel) or not covered. */
export function drawRow(m: DrawRow, line: number, problems: ProblemList): SeriesRow {
  return rowOfCall({ line, gene: '', variant: '', counts: null, vaf: null, status: null, place: null, hgvsC: '', hgvsP: '', build: '', copyNumber: null, wbcVaf: null, extra: {} }, m, problems);
}

/** What an assay says of a draw as a whole, over all the variants it follows, none of them by name. */
export interface SampleFinding {
  readonly status: CallStatus;
  /** 0–1; null where the assay found nothing, or could not look. */
  readonly tumourFraction: number | null;
  /** Tumour molecules per mL of plasma, the mean over the variants followed. */
  readonly copiesPerMl: number | null;
  readonly extra: Readonly<Record<string, string>>;
}

/** A row that says that nothing was found in a sample. */
export interface NothingFound { readonly nothingFor: string | null }
/** A row that says something of a sample as a whole. */
export interface WholeSample { readonly sample: string | null; readonly whole: SampleFinding }

/** The row of such a finding: without a panel, for a sum over variants says of none of them that it was, or was not, there. */
export function sampleRow(f: SampleFinding, m: DrawRow, line: number, problems: ProblemList): SeriesRow {
  const said = { ...f.extra, ...(f.tumourFraction === null ? {} : { tumour_fraction: String(f.tumourFraction) }), ...(f.copiesPerMl === null ? {} : { copies_per_ml: String(f.copiesPerMl) }) };
  const row = rowOfCall({ line, gene: '', variant: '', counts: null, vaf: null, status: f.status, place: null, hgvsC: '', hgvsP: '', build: '', copyNumber: null, wbcVaf: null, extra: said }, { ...m, panel: null }, problems);
  return { ...row, tumourFraction: f.tumourFraction, copiesPerMl: f.copiesPerMl };
}

/** What every row of a sample says alike, and is not said of every sample. */
const alike = new WeakMap<ManifestRow, readonly (readonly [string, string])[]>();

function alikeOf(m: DrawRow): readonly (readonly [string, string])[] {
  let cells = alike.get(m);
  if (cells === undefined) {
    const said: Record<string, string | number | null> = {
      collected_on: m.collected?.kind === 'date' ? m.collected.date : null, collected_day: m.collected?.kind === 'day' ? m.collected.day : null, anchor: m.anchor, assay_version: m.assayVersion,
      panel: m.panel?.join(';') ?? null, background: m.backgroundFraction, lod: m.lodFraction, plasma_ml: m.plasmaMl, input_hge: m.inputHge,
      specimen_type: m.specimenType ?? null, result_version: (m.resultVersion ?? 1) === 1 ? null : m.resultVersion!, reported_on: m.reported?.kind === 'date' ? m.reported.date : null, ...m.kept,
    };
    alike.set(m, (cells = Object.entries(said).filter(([, v]) => v !== null && v !== '').map(([k, v]) => [k, String(v)] as const)));
  }
  return cells;
}

/** The cells that differ from row to row. */
const varying = ['variant', 'chrom', 'pos', 'ref', 'alt', 'genome_build', 'mutant_count', 'total_count', 'count_unit', 'gene', 'vaf', 'hgvs_c', 'hgvs_p', 'wbc_vaf'];

/** Of a sample, a row of each kind of which most are: copying one is several times as fast as putting cells in one by one. Null: none of its rows can be. */
const patterns = new WeakMap<ManifestRow, Map<number, Record<string, string>> | null>();

function patternsOf(m: ManifestRow): Map<number, Record<string, string>> | null {
  let found = patterns.get(m);
  if (found === undefined) patterns.set(m, (found = alikeOf(m).some(([key]) => varying.includes(key)) ? null : new Map()));
  return found;
}

/** Which of the cells that some rows have this one has; -1 for a row that is not one of many. */
function kindOf(c: Call, vaf: number | null): number {
  if (c.place === null || c.counts === null || c.place.ref === '' || c.place.alt === '' || c.build === '' || c.status !== null || c.copyNumber !== null || (c.extra !== noExtra && c.extra !== derivedNote)) return -1;
  return (c.gene === '' ? 0 : 1) + (vaf === null ? 0 : 2) + (c.hgvsC === '' ? 0 : 4) + (c.hgvsP === '' ? 0 : 8) + (c.wbcVaf === null ? 0 : 16) + (c.extra === noExtra ? 0 : 32);
}

/** The row in the exchange format's own words, with the file's own names beside it, so that an export reads back as the same row. */
function suppliedOf(c: Call, vaf: number | null, m: ManifestRow): Record<string, string> {
  const [kind, known] = [kindOf(c, vaf), patternsOf(m)];
  if (kind < 0 || known === null) return cellsOf(c, vaf, m);
  const pattern = known.get(kind);
  if (pattern === undefined) {
    const cells = cellsOf(c, vaf, m);
    known.set(kind, JSON.parse(JSON.stringify(cells)) as Record<string, string>);
    return cells;
  }
  const { place, counts } = c as { place: Place; counts: Counts };
  const out = { ...pattern };
  out.variant = c.variant;
  out.chrom = place.chrom;
  out.pos = String(place.pos);
  out.ref = place.ref;
  out.alt = place.alt;
  out.genome_build = c.build;
  out.mutant_count = String(counts.mutant);
  out.total_count = String(counts.total);
  out.count_unit = counts.unit;
  if (c.gene !== '') out.gene = c.gene;
  if (vaf !== null) out.vaf = String(vaf);
  if (c.hgvsC !== '') out.hgvs_c = c.hgvsC;
  if (c.hgvsP !== '') out.hgvs_p = c.hgvsP;
  if (c.wbcVaf !== null) out.wbc_vaf = String(c.wbcVaf);
  return out;
}

function cellsOf(c: Call, vaf: number | null, m: ManifestRow): Record<string, string> {
  const out = placedAndCounted(c, m);
  for (const [key, value] of alikeOf(m)) out[key] = value;
  if (c.gene !== '') out.gene = c.gene;
  if (vaf !== null) out.vaf = String(vaf);
  if (c.hgvsC !== '') out.hgvs_c = c.hgvsC;
  if (c.hgvsP !== '') out.hgvs_p = c.hgvsP;
  if (c.status !== null) out.status = c.status;
  if (c.copyNumber !== null) out.copy_number = String(c.copyNumber);
  if (c.wbcVaf !== null) out.wbc_vaf = String(c.wbcVaf);
  for (const key in c.extra) out[key] = c.extra[key]!;
  return out;
}

/** Most rows have all of these: one literal makes them several times as fast as cells put in one by one. */
function placedAndCounted(c: Call, m: ManifestRow): Record<string, string> {
  const { place, counts } = c;
  const build = c.build === '' ? m.genomeBuild : c.build;
  if (place !== null && counts !== null && place.ref !== '' && place.alt !== '' && build !== '') {
    return {
      patient_id: m.patientId, specimen_id: m.specimenId, assay: m.assay, variant: c.variant, chrom: place.chrom, pos: String(place.pos), ref: place.ref, alt: place.alt, genome_build: build,
      mutant_count: String(counts.mutant), total_count: String(counts.total), count_unit: counts.unit,
    };
  }
  const out: Record<string, string> = { patient_id: m.patientId, specimen_id: m.specimenId, assay: m.assay };
  if (c.variant !== '') out.variant = c.variant;
  if (build !== '') out.genome_build = build;
  if (place !== null) Object.assign(out, { chrom: place.chrom, pos: String(place.pos) }, place.ref === '' ? {} : { ref: place.ref }, place.alt === '' ? {} : { alt: place.alt });
  if (counts !== null) Object.assign(out, { mutant_count: String(counts.mutant), total_count: String(counts.total), count_unit: counts.unit });
  return out;
}
