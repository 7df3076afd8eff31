/** What a file would store, by state: its rows as the engine would call each from its own counts. */
import type { ParsedRow, SeriesRow } from '@clonewatch/domain';
import type { ImportReport } from '@clonewatch/contracts';
import { boundOf } from '@clonewatch/guidance';
import { toSeriesPoint } from '@clonewatch/kinetics';

export type First = NonNullable<ImportReport['first']>[number];
export type States = NonNullable<ImportReport['states']>;
/** More rows than anybody looks at before importing are not called one by one. */
const most = 50_000;
const mostShown = 100;

/** Adds up the rows of a file; null once it is too long. */
export class StateTally {
  /** The first results of the file. */
  readonly first: First[] = [];
  private n = 0;
  private readonly states: States = { detected: 0, not_detected: 0, not_covered: 0, failed_qc: 0, draws: 0, controls: 0 };

  add(rows: readonly ParsedRow[]): void {
    this.n += rows.length;
    if (this.n > most) return;
    for (const row of rows) {
      if (row.kind === 'control') this.states.controls++;
      if (row.kind !== 'series') continue;
      const read = readRow(row);
      this.states[read.state]++;
      if (this.first.length < mostShown) this.first.push(shownRow(row, read));
    }
  }

  get result(): States | undefined {
    return this.n > most ? undefined : this.states;
  }
}

/** What the engine reads from a row on its own; of one without a variant, which is the draw itself, nothing: what it means depends on the patient's known variants. */
function readRow(row: SeriesRow): Pick<First, 'state' | 'vaf' | 'upper95'> {
  if (row.gene === '' && row.variant === '') return { state: row.status === 'failed_qc' ? 'failed_qc' : 'draws', vaf: null, upper95: null };
  const point = toSeriesPoint({ ...row, day: 0, knownDay: 0, reportedStatus: row.status }, []);
  // What was not detected has a bound and no fraction.
  return { state: point.status, vaf: point.status === 'detected' ? point.vaf : null, upper95: point.status === 'not_detected' ? boundOf(point) : null };
}

const shownRow = (r: SeriesRow, read: Pick<First, 'state' | 'vaf' | 'upper95'>): First => ({
  line: r.line, patient_id: r.patientId, specimen_id: r.specimenId, collected_on: r.collected.kind === 'date' ? r.collected.date : null, collected_day: r.collected.kind === 'day' ? r.collected.day : null,
  gene: r.gene, variant: r.variant, mutant_count: r.mutantCount, total_count: r.totalCount, ...read,
});
