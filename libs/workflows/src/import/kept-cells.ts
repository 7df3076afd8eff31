/** Which cells of a row are kept as they were written. */
import type { SeriesRow } from '@clonewatch/domain';
import { json } from './row-hash.js';

const text = (value: string | number | null): string => (value === null ? '' : String(value));

/** What an export writes in a column from the record itself (cellsOf in reads/export-series.ts). Null: what it cannot know, or what a draw's other rows may say otherwise. */
function recorded(r: SeriesRow, column: string): string | null {
  switch (column) {
    case 'patient_id': return r.patientId;
    case 'specimen_id': return r.specimenId;
    case 'collected_on': return r.collected.kind === 'date' ? r.collected.date : '';
    case 'collected_day': return r.collected.kind === 'day' ? String(r.collected.day) : '';
    case 'assay': return r.assay;
    case 'assay_version': return r.assayVersion;
    case 'gene': return r.gene;
    case 'variant': return r.variant;
    case 'mutant_count': return text(r.mutantCount);
    case 'total_count': return text(r.totalCount);
    case 'wildtype_count': return text(r.wildtypeCount);
    case 'count_unit': return r.countUnit;
    case 'background': return text(r.backgroundFraction);
    case 'lod': return text(r.lodFraction);
    case 'result_version': return String(r.resultVersion);
    default: return null;
  }
}

/**
 * JSON of the cells that must be echoed because the record does not say them by itself: unknown columns, and known ones in a spelling of their own. What a
 * row says in the record's own words is half of its bytes otherwise, written twice for each of millions.
 */
export function keptCells(r: SeriesRow): string {
  const { supplied } = r;
  let kept = '';
  for (const column in supplied) {
    const cell = supplied[column]!;
    if (recorded(r, column) !== cell) kept += `${kept === '' ? '' : ','}${json(column)}:${json(cell)}`;
  }
  return `{${kept}}`;
}
