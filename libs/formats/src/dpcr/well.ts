/** What every digital PCR file comes down to: partitions counted for one target in one well (or in several, added up by the instrument). */
import type { SampleRole } from '@clonewatch/domain';
import type { Row } from '../csv/row.js';

export interface Partitions { readonly positives: number; readonly accepted: number }

export interface WellRow {
  /** Where it stands in the file: of several rows, the first. */
  readonly row: Row;
  readonly line: number;
  readonly well: string;
  readonly sample: string;
  /** Other texts of the file by which a manifest may name the sample. */
  readonly alsoNamed: readonly string[];
  readonly target: string;
  /** Dye or channel: another name for the target, where only one target of the sample has it. */
  readonly channel: string;
  /** What the file itself says the sample is; null where it says nothing. */
  readonly role: SampleRole | null;
  /** The file calls this target the reference of its pair. */
  readonly reference: boolean;
  readonly status: string;
  /** Null where the instrument gave no counts. */
  readonly droplets: Partitions | null;
  /** Wells this row is the sum of; null for a single well. Empty when the file does not list them. */
  readonly members: readonly string[] | null;
  /** The instrument's own fraction of its pair, percent, as text; '' when absent. */
  readonly abundance: string;
  /** The target the instrument took for that fraction's other half; '' when the file does not say. */
  readonly abundanceAgainst: string;
  /** Copies per microlitre of reaction, as text; '' when absent or no number. */
  readonly concentration: string;
}

/** How instruments differ in what their files promise. */
export interface Instrument {
  /** As a message names the file. */
  readonly name: string;
  /** Fewer accepted partitions in a well deserve a word. */
  readonly fewest: number;
  /** Targets of one well have each their own number of valid partitions (by channel), or must share one. */
  readonly ownTotals: boolean;
}

/** Positive, negative and accepted partitions of a row, as they must fit together. Null, reported or not, where there is nothing to count. */
export function partitionsOf(row: Row): Partitions | null {
  const positives = row.count('Positives');
  const negatives = row.count('Negatives');
  const accepted = row.count('AcceptedDroplets');
  if (row.failed || positives === null || accepted === null) return null;
  if (positives > accepted) row.error('count_exceeds_total', 'Positives', `${positives} positive of ${accepted} accepted partitions is not possible`);
  else if (negatives !== null && positives + negatives !== accepted) {
    row.error('droplets_disagree', 'AcceptedDroplets', `positives ${positives} and negatives ${negatives} do not add up to the ${accepted} accepted partitions; the file was altered after the export, export it again`);
  }
  return accepted === 0 ? null : { positives, accepted };
}

/** Instruments end rows with one cell more or less than their header: only cells that hold something count as too many. */
export function checkWellShape(row: Row): void {
  const [have, want] = [row.record.cells.length, row.header.names.length];
  if (have < want - 1) row.error('too_few_cells', null, `this row has ${have} ${have === 1 ? 'cell' : 'cells'}, the header has ${want} columns: the line is cut off; export the file again`);
  if (row.record.cells.slice(want).some((c) => c.trim() !== '')) row.error('too_many_cells', null, `this row has ${have} cells, the header has ${want} columns: a cell that contains a separator needs quotation marks around it`);
}

const roleWords: readonly (readonly [RegExp, SampleRole])[] = [
  [/^(?:ch\d)?ntc$|^(?:no|non)[- ]?template[- ]?control$/i, 'ntc'], [/^(?:ch\d)?(?:blank|neg(?:ative)?[- ]?(?:ctrl|control))$|^nc$/i, 'blank'], [/^(?:pos(?:itive)?[- ]?(?:ctrl|control)|pc)$/i, 'positive_control'],
];
/** The role a file's own word for it says: a negative control (QX Manager `NegCtrl`) holds no mutant by design, so what is counted in it is background; null for "unknown", for "sample", and for a control that does not say which. */
export const roleSaid = (word: string): SampleRole | null => roleWords.find(([re]) => re.test(word.trim()))?.[1] ?? null;

/** `A1`, `a01` and `A01` are one well. */
export function wellName(text: string): string {
  const m = /^([A-Z]{1,2})0*(\d{1,2})$/i.exec(text.trim());
  return m ? `${m[1]!.toUpperCase()}${m[2]!.padStart(2, '0')}` : text.trim().toUpperCase();
}

/** A sample or target name as the file gives it; what a spreadsheet or an older program has damaged is refused. */
export function labName(row: Row, field: string): string {
  const text = row.name(field);
  if (text.includes('\uFFFD')) row.error('damaged_text', field, `a letter of "${text}" was lost when the file was saved; correct it there, or export the file again`);
  if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(text)) row.error('damaged_id', field, `"${text}" looks like a long number shortened by a spreadsheet; export the file again and do not save it from a spreadsheet`);
  return text;
}
