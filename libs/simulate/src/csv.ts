/** Rows of the exchange format and their text (RFC 4180, LF). */
import { assessmentColumns, patientColumns, patientExtraColumns, seriesColumns, treatmentColumns, treatmentExtraColumns, assessmentExtraColumns, seriesExtraColumns } from '@clonewatch/domain';

/** One row: column to cell; a missing column is an empty cell. */
export type CsvRow = Readonly<Record<string, string>>;

export const truthColumns = [
  'patient_id', 'gene', 'variant', 'kind', 'onset_on', 'onset_day', 'crossing_on', 'crossing_day', 'peak_vaf', 'doubling_days', 'half_life_days', 'background_vaf',
  'non_shedder', 'progression_on', 'contaminated_specimens', 'swapped_specimens', 'misdated_specimens', 'diluted_specimens',
] as const;

export const columnsOf = {
  'series.csv': [...seriesColumns, ...seriesExtraColumns],
  'patients.csv': [...patientColumns, ...patientExtraColumns],
  'treatments.csv': [...treatmentColumns, ...treatmentExtraColumns],
  'assessments.csv': [...assessmentColumns, ...assessmentExtraColumns],
  'truth.csv': [...truthColumns],
} as const satisfies Record<string, readonly string[]>;

export type FileName = keyof typeof columnsOf;
export const fileNames = Object.keys(columnsOf) as readonly FileName[];

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvHeader(file: FileName): string {
  return `${columnsOf[file].join(',')}\n`;
}

/** Lines of rows, each ended by LF. */
export function csvLines(file: FileName, rows: readonly CsvRow[]): string {
  return rows.map((row) => `${columnsOf[file].map((c) => cell(row[c] ?? '')).join(',')}\n`).join('');
}
