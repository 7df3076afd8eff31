/** Results of a file as COPY text, a part of the file at a time: each draw once, each of its results once. */
import type { Problem, SeriesRow, When } from '@clonewatch/domain';
import { RecentKeys } from '@clonewatch/formats';
import { arrayText, copyText } from '@clonewatch/store';
import { CopyText, dateOf, dayOf } from './copy-text.js';
import { keptCells } from './kept-cells.js';
import { contentHash, json, said } from './row-hash.js';
import type { RowIds } from './row-ids.js';

/** What the file says of a draw; `draw` numbers it within the import. */
export const drawnTable = {
  table: 'st_drawn',
  columns: [
    ['draw', 'int'], ['line', 'int'], ['patient_ref', 'text'], ['specimen_ref', 'text'], ['collected_on', 'date'], ['collected_day', 'int'], ['anchor', 'text'],
    ['specimen_type', 'text'],
  ],
} as const;

export const seriesTable = {
  table: 'st_series',
  columns: [
    ['draw', 'int'], ['id', 'uuid'], ['line', 'int'], ['assay', 'text'], ['assay_version', 'text'], ['gene', 'text'], ['variant', 'text'], ['count_unit', 'text'],
    ['mutant_count', 'bigint'], ['total_count', 'bigint'], ['wildtype_count', 'bigint'], ['vaf', 'float8'], ['status', 'text'], ['background', 'float8'],
    ['lod', 'float8'], ['input_hge', 'float8'], ['plasma_ml', 'float8'], ['copies_per_ml', 'float8'], ['tumour_fraction', 'float8'],
    ['copy_number', 'float8'], ['wbc_vaf', 'float8'], ['panel', 'text[]'], ['received_on', 'date'], ['received_day', 'int'], ['reported_on', 'date'],
    ['reported_day', 'int'], ['result_version', 'int'], ['row_hash', 'bytea'], ['supplied', 'jsonb'],
  ],
} as const;

const known = said(
  'collected_on', 'collected_day', 'anchor', 'assay', 'assay_version', 'gene', 'variant', 'mutant_count', 'total_count', 'wildtype_count', 'vaf',
  'count_unit', 'status', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'specimen_type',
  'panel', 'result_version', 'received_on', 'received_day', 'reported_on', 'reported_day',
);

const when = (w: When | null): string => (w === null ? 'null' : w.kind === 'date' ? `{"kind":"date","date":"${w.date}"}` : `{"kind":"day","day":${w.day}}`);

function hashOf(r: SeriesRow): string {
  const counted = r.mutantCount !== null && r.totalCount !== null;
  const call = counted && (r.status === 'detected' || r.status === 'not_detected') ? null : r.status;
  const vaf = counted && (r.countUnit !== 'partitions' || r.wildtypeCount !== null) ? null : r.vafFraction;
  return contentHash(
    `${when(r.collected)},${json(r.anchor)},${json(r.assay)},${json(r.assayVersion)},${json(r.gene)},${json(r.variant)},"${r.countUnit}",${r.mutantCount},${r.totalCount},${
      r.wildtypeCount},${vaf},${json(call)},${r.backgroundFraction},${r.lodFraction},${r.inputHge},${r.plasmaMl},${r.copiesPerMl},${r.tumourFraction},${r.copyNumber},${
      r.wbcVafFraction},${json(r.specimenType)},${json(r.panel)},${when(r.received)},${when(r.reported)}`,
    r.supplied, known,
  );
}

const cell = (value: number | string | null): number | string => (value === null ? '\\N' : value);

/** The cells after the draw's number and the row's id, tab-separated. */
function lineOf(r: SeriesRow, rowHash: string): string {
  return `${r.line}\t${copyText(r.assay)}\t${copyText(r.assayVersion)}\t${copyText(r.gene)}\t${copyText(r.variant)}\t${r.countUnit}\t${cell(r.mutantCount)}\t${
    cell(r.totalCount)}\t${cell(r.wildtypeCount)}\t${cell(r.vafFraction)}\t${cell(r.status)}\t${cell(r.backgroundFraction)}\t${cell(r.lodFraction)}\t${cell(r.inputHge)}\t${
    cell(r.plasmaMl)}\t${cell(r.copiesPerMl)}\t${cell(r.tumourFraction)}\t${cell(r.copyNumber)}\t${cell(r.wbcVafFraction)}\t${copyText(arrayText(r.panel))}\t${
    cell(dateOf(r.received))}\t${cell(dayOf(r.received))}\t${cell(dateOf(r.reported))}\t${cell(dayOf(r.reported))}\t${r.resultVersion}\t\\${rowHash}\t${
    copyText(keptCells(r))}\n`;
}

interface Draw { readonly number: number; /** What was said of it last: day, anchor, type. */ text: string }

/** Part of a file's results. Bounded by whoever fills it; forgets nothing within. */
export class SeriesPart {
  readonly drawn = new CopyText();
  readonly results = new CopyText();
  /** Results that contradict another one of this part. */
  readonly problems: Problem[] = [];
  rows = 0;
  /** Has a result with a higher version than the first. */
  corrects = false;
  private readonly draws = new Map<string, Draw>();
  private readonly written = new RecentKeys(Infinity);
  private lastPatient = '';
  private lastSpecimen = '';
  private lastDraw: Draw | null = null;

  constructor(private readonly ids: RowIds) {}

  add(r: SeriesRow): void {
    this.rows++;
    const { number } = this.drawOf(r);
    const rowHash = hashOf(r);
    // The first 52 bits of the hash, after its \\x: as many as a number holds.
    const said = parseInt(rowHash.slice(2, 15), 16);
    const { written } = this;
    written.key.start().add(String(number)).add(r.assay).add(r.assayVersion).add(r.gene).add(r.variant).add(String(r.resultVersion));
    if (!written.find()) {
      written.put(said, r.line);
      this.corrects ||= r.resultVersion > 1;
      this.results.add(`${number}\t${this.ids.next()}\t${lineOf(r, rowHash)}`);
    } else if (written.value !== said) this.problems.push(twice(r));
  }

  /** A draw is written once, and again where the file says something else of it: that is for the database to compare. */
  private drawOf(r: SeriesRow): Draw {
    let draw = this.lastDraw;
    if (draw === null || this.lastSpecimen !== r.specimenId || this.lastPatient !== r.patientId) draw = this.draws.get(`${r.patientId}\n${r.specimenId}`) ?? null;
    const text = `${cell(dateOf(r.collected))}\t${cell(dayOf(r.collected))}\t${copyText(r.anchor)}\t${copyText(r.specimenType)}`;
    if (draw === null || draw.text !== text) {
      if (draw === null) this.draws.set(`${r.patientId}\n${r.specimenId}`, (draw = { number: this.draws.size, text }));
      else draw.text = text;
      this.drawn.add(`${draw.number}\t${r.line}\t${copyText(r.patientId)}\t${copyText(r.specimenId)}\t${text}\n`);
    }
    this.lastDraw = draw;
    this.lastPatient = r.patientId;
    this.lastSpecimen = r.specimenId;
    return draw;
  }
}

function twice(r: SeriesRow): Problem {
  return {
    severity: 'error', code: 'conflicting_result', line: r.line, column: null, field: 'result_version', value: String(r.resultVersion),
    message: `${r.gene} ${r.variant} in specimen ${r.specimenId} by ${r.assay} stands twice in this file with different results`,
  };
}
