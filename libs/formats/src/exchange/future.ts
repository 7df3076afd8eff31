import type { ParsedRow, Problem, When } from '@clonewatch/domain';
import { problem } from '../problems.js';

const mostWarnings = 100;

/** What a row says to have been seen; a treatment or a next cycle may well be planned. */
function observed(row: ParsedRow): readonly (readonly [field: string, when: When | null])[] {
  switch (row.kind) {
    case 'series': return [['collected_on', row.collected], ['received_on', row.received], ['reported_on', row.reported]];
    case 'assessment': return [['assessed_on', row.assessed]];
    case 'patient': return [['tissue_on', row.tissue]];
    default: return [];
  }
}

/**
 * Warns, a bounded number of times a file, of what is said to have been seen after `latest`, the last date that has begun anywhere on Earth.
 * A warning and not an error: research files shift their dates, some by more than a century, and must still go in.
 */
export function futureDates(latest: string): (rows: readonly ParsedRow[]) => Problem[] {
  let told = 0;
  return (rows) => {
    const found: Problem[] = [];
    for (const row of rows) {
      for (const [field, when] of observed(row)) {
        if (when?.kind !== 'date' || when.date <= latest || ++told > mostWarnings) continue;
        found.push(problem('warning', 'date_in_future', `${field} ${when.date} lies in the future; check the year, unless the dates of this file are shifted on purpose`, { line: row.line, field, value: when.date }));
      }
    }
    return found;
  };
}
