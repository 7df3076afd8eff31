/** What one row says against another of the same file. Further apart than the memory reaches, the database compares them. */
import { dateOfDay, dayOfDate, seriesColumns, seriesExtraColumns, type SeriesRow, type When } from '@clonewatch/domain';
import type { Row } from '../csv/row.js';
import { RecentMap } from './recent.js';
import { KeyHash, RecentKeys } from './recent-keys.js';

interface Seen<T> { readonly value: T; readonly line: number }

/** A day as one number: even for a calendar date, odd for a day number. */
function codeOf(w: When): number {
  if (w.kind === 'day') return 2 * w.day + 1;
  if (w !== coded) [coded, code] = [w, 2 * dayOfDate(w.date)];
  return code;
}
/** The rows of a draw share their date: the last one is not counted again. */
let coded: When | null = null;
let code = 0;
const sameDay = (a: When, b: When): boolean => (a.kind === 'date' ? b.kind === 'date' && a.date === b.date : b.kind === 'day' && a.day === b.day);
const dayText = (code: number): string => (code % 2 === 0 ? dateOfDay(code / 2) : `day ${(code - 1) / 2}`);

/** Columns of the file that are compared through what was read from them, or that only repeat it. */
const compared: ReadonlySet<string> = new Set([...seriesColumns, ...seriesExtraColumns].filter((c) => !['hgvs_c', 'hgvs_p', 'chrom', 'pos', 'ref', 'alt', 'genome_build'].includes(c)));

/** Two rows with the same content say the same: spelling of numbers, bounds of the VAF, and a VAF or call beside counts do not matter. */
function contentOf(to: KeyHash, r: SeriesRow, otherColumns: readonly string[]): number {
  const counted = r.mutantCount !== null && r.totalCount !== null;
  const call = counted && (r.status === 'detected' || r.status === 'not_detected') ? null : r.status;
  const vaf = counted && (r.countUnit !== 'partitions' || r.wildtypeCount !== null) ? null : r.vafFraction;
  // An absent text is empty: names hold no line break, and no text of these columns is empty where it is there.
  to.start().number(codeOf(r.collected)).add(r.anchor ?? '').add(r.countUnit).number(r.mutantCount).number(r.totalCount).number(r.wildtypeCount).number(vaf).add(call ?? '')
    .number(r.backgroundFraction).number(r.lodFraction).number(r.inputHge).number(r.plasmaMl).number(r.copiesPerMl).number(r.tumourFraction).number(r.copyNumber)
    .number(r.wbcVafFraction).add(r.specimenType).number(r.received === null ? null : codeOf(r.received)).number(r.reported === null ? null : codeOf(r.reported));
  if (r.panel !== null || otherColumns.length > 0) to.add(JSON.stringify([r.panel, otherColumns.map((c) => r.supplied[c])]));
  return to.short;
}

export class SeriesMemory {
  private readonly results = new RecentKeys();
  private readonly content = new KeyHash();
  private readonly specimens = new RecentKeys();
  private readonly patients = new RecentMap<Seen<string | null>>();

  private otherColumns: readonly string[] | null = null;
  /** The row before: most say the same of the same draw, and need not be looked up. */
  private last: SeriesRow | null = null;

  check(row: Row, r: SeriesRow): void {
    this.otherColumns ??= row.header.names.filter((name) => name !== '' && !compared.has(name));
    const { last, results } = this;
    const samePatient = last !== null && last.patientId === r.patientId && last.anchor === r.anchor;
    if (!samePatient) this.checkPatient(row, r);
    if (!samePatient || last.specimenId !== r.specimenId || !sameDay(last.collected, r.collected)) this.checkSpecimen(row, r);
    this.last = row.failed ? null : r;
    results.key.start().add(r.patientId).add(r.specimenId).add(r.assay).add(r.assayVersion).add(r.gene).add(r.variant).number(r.resultVersion);
    const value = contentOf(this.content, r, this.otherColumns);
    if (!results.find()) results.put(value, r.line);
    else if (results.value !== value) {
      row.error('conflicting_result', null, `line ${results.line} has a different result for the same patient, specimen, assay and variant; remove the wrong row, or give the correction a higher result_version`);
    }
  }

  /** Dates and day numbers never mix within a patient, and day 0 means one thing. */
  private checkPatient(row: Row, r: SeriesRow): void {
    // A text of its own: the cell is a window on a whole piece of the file, which would stay in memory with it.
    const key = `${r.patientId}\n`;
    const before = this.patients.get(key);
    if (before === undefined) this.patients.set(key, { value: r.anchor, line: r.line });
    else if ((before.value === null) !== (r.anchor === null)) {
      row.error('mixed_time_basis', r.anchor === null ? 'collected_on' : 'collected_day', `line ${before.line} gives this patient ${before.value === null ? 'calendar dates' : 'day numbers'}; one patient has dates or day numbers, not both`);
    } else if (before.value !== r.anchor) {
      row.error('anchor_conflict', 'anchor', `line ${before.line} says that day 0 of this patient is "${before.value}"; one patient has one day 0`);
    }
  }

  /** One specimen is one draw on one day. */
  private checkSpecimen(row: Row, r: SeriesRow): void {
    const { specimens } = this;
    specimens.key.start().add(r.patientId).add(r.specimenId);
    const value = codeOf(r.collected);
    if (!specimens.find()) specimens.put(value, r.line);
    else if (specimens.value !== value) {
      row.error('specimen_date_conflict', r.collected.kind === 'date' ? 'collected_on' : 'collected_day', `line ${specimens.line} says that this specimen was drawn on ${dayText(specimens.value)}; one specimen is one draw`);
    }
  }
}
