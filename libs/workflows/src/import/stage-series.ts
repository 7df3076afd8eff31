/** Results of a file as COPY text, a part of the file at a time: each draw once, each of its results once. */
import type { Problem, SeriesRow, When } from '@clonewatch/domain';
import { RecentKeys } from '@clonewatch/formats';
import { arrayText } from '@clonewatch/store';
import { CopyText, dateOf, dayOf } from './copy-text.js';
import { keptCells } from './kept-cells.js';
import { RowHash, said } from './row-hash.js';
import { RowIds } from './row-ids.js';

/** What the file says of a draw; `draw` numbers it within the import, `id` is its own where it is new. */
export const drawnTable = {
  table: 'st_drawn',
  columns: [
    ['draw', 'int'], ['id', 'uuid'], ['line', 'int'], ['patient_ref', 'text'], ['specimen_ref', 'text'], ['collected_on', 'date'], ['collected_day', 'int'], ['anchor', 'text'],
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

/** Columns of a file whose content is that of columns of the record; `source_result` is what the sender calls a result, and says nothing of it. */
export const saidByColumns = said(
  'collected_on', 'collected_day', 'anchor', 'assay', 'assay_version', 'gene', 'variant', 'mutant_count', 'total_count', 'wildtype_count', 'vaf',
  'count_unit', 'status', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'specimen_type',
  'panel', 'result_version', 'received_on', 'received_day', 'reported_on', 'reported_day', 'source_result',
);

const rowHash = new RowHash();

function sayWhen(w: When | null): void {
  if (w === null) rowHash.plain('null');
  else if (w.kind === 'date') rowHash.plain('{"kind":"date","date":"').plain(w.date).plain('"}');
  else rowHash.plain('{"kind":"day","day":').digits(w.day).plain('}');
}

function hashOf(r: SeriesRow): string {
  const counted = r.mutantCount !== null && r.totalCount !== null;
  const call = counted && (r.status === 'detected' || r.status === 'not_detected') ? null : r.status;
  const vaf = counted && (r.countUnit !== 'partitions' || r.wildtypeCount !== null) ? null : r.vafFraction;
  rowHash.start();
  sayWhen(r.collected);
  rowHash.comma().json(r.anchor).comma().json(r.assay).comma().json(r.assayVersion).comma().json(r.gene).comma().json(r.variant).comma().json(r.countUnit).comma()
    .json(r.mutantCount).comma().json(r.totalCount).comma().json(r.wildtypeCount).comma().json(vaf).comma().json(call).comma();
  if (saysNothingElse(r)) rowHash.plain('null,null,null,null,null,null,null,null,').json(r.specimenType).plain(',null,null,null');
  else {
    for (const amount of [r.backgroundFraction, r.lodFraction, r.inputHge, r.plasmaMl, r.copiesPerMl, r.tumourFraction, r.copyNumber, r.wbcVafFraction]) rowHash.json(amount).comma();
    rowHash.json(r.specimenType).comma().json(r.panel).comma();
    sayWhen(r.received);
    rowHash.comma();
    sayWhen(r.reported);
  }
  return rowHash.of(r.supplied, saidByColumns);
}

/** Of these most rows say nothing; such rows are copied without them. */
const seldom: readonly string[] = ['status', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'panel', 'received_on', 'received_day', 'reported_on', 'reported_day'];
/** The columns of {@link SeriesPart.plain}, of {@link seriesTable}. */
export const plainColumns: readonly string[] = seriesTable.columns.map(([name]) => name).filter((name) => !seldom.includes(name));
const saysNothingElse = (r: SeriesRow): boolean => r.status === null && r.backgroundFraction === null && r.lodFraction === null && r.inputHge === null && r.plasmaMl === null
  && r.copiesPerMl === null && r.tumourFraction === null && r.copyNumber === null && r.wbcVafFraction === null && r.panel === null && r.received === null && r.reported === null;

/** One row of {@link seriesTable}, or of its {@link plainColumns}. */
function write(out: CopyText, draw: number, ids: RowIds, r: SeriesRow, hash: string, plain: boolean): void {
  out.number(draw).tab();
  ids.next(out);
  out.tab().number(r.line).tab().text(r.assay).tab().text(r.assayVersion).tab().text(r.gene).tab().text(r.variant).tab().plain(r.countUnit).tab()
    .number(r.mutantCount).tab().number(r.totalCount).tab().number(r.wildtypeCount).tab().number(r.vafFraction).tab();
  if (!plain) {
    out.text(r.status).tab().number(r.backgroundFraction).tab().number(r.lodFraction).tab().number(r.inputHge).tab().number(r.plasmaMl).tab().number(r.copiesPerMl).tab()
      .number(r.tumourFraction).tab().number(r.copyNumber).tab().number(r.wbcVafFraction).tab().text(arrayText(r.panel)).tab()
      .text(dateOf(r.received)).tab().number(dayOf(r.received)).tab().text(dateOf(r.reported)).tab().number(dayOf(r.reported)).tab();
  }
  out.number(r.resultVersion).tab().plain('\\\\x').plain(hash).tab().text(keptCells(r)).endLine();
}

/** A draw's number, and what was said of it last. */
interface Draw { readonly number: number; collected: When; anchor: string | null; specimenType: string }

const sameDay = (a: When, b: When): boolean => (a.kind === 'date' ? b.kind === 'date' && a.date === b.date : b.kind === 'day' && a.day === b.day);

/** Part of a file's results. Bounded by whoever fills it; forgets nothing within. */
export class SeriesPart {
  readonly drawn = new CopyText();
  readonly results = new CopyText();
  /** Results that say nothing of the columns of which most say nothing. */
  readonly plain = new CopyText();
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

  constructor(private readonly ids = new RowIds()) {}

  add(r: SeriesRow): void {
    this.rows++;
    const { number } = this.drawOf(r);
    const hash = hashOf(r);
    // Its first 52 bits: as many as a number holds.
    const said = parseInt(hash.slice(0, 13), 16);
    const { written } = this;
    written.key.start().number(number).add(r.assay).add(r.assayVersion).add(r.gene).add(r.variant).number(r.resultVersion);
    if (!written.find()) {
      written.put(said, r.line);
      this.corrects ||= r.resultVersion > 1;
      const plain = saysNothingElse(r);
      write(plain ? this.plain : this.results, number, this.ids, r, hash, plain);
    } else if (written.value !== said) this.problems.push(twice(r));
  }

  /** A draw is written once, and again where the file says something else of it: that is for the database to compare. */
  private drawOf(r: SeriesRow): Draw {
    let draw = this.lastDraw;
    if (draw === null || this.lastSpecimen !== r.specimenId || this.lastPatient !== r.patientId) draw = this.draws.get(`${r.patientId}\n${r.specimenId}`) ?? null;
    if (draw === null) {
      this.draws.set(`${r.patientId}\n${r.specimenId}`, (draw = { number: this.draws.size, collected: r.collected, anchor: r.anchor, specimenType: r.specimenType }));
      this.tell(draw.number, r);
    } else if (draw.anchor !== r.anchor || draw.specimenType !== r.specimenType || !sameDay(draw.collected, r.collected)) {
      draw.collected = r.collected;
      draw.anchor = r.anchor;
      draw.specimenType = r.specimenType;
      this.tell(draw.number, r);
    }
    this.lastDraw = draw;
    this.lastPatient = r.patientId;
    this.lastSpecimen = r.specimenId;
    return draw;
  }

  private tell(draw: number, r: SeriesRow): void {
    this.drawn.number(draw).tab();
    this.ids.next(this.drawn);
    this.drawn.tab().number(r.line).tab().text(r.patientId).tab().text(r.specimenId).tab().text(dateOf(r.collected)).tab().number(dayOf(r.collected)).tab()
      .text(r.anchor).tab().text(r.specimenType).endLine();
  }
}

function twice(r: SeriesRow): Problem {
  return {
    severity: 'error', code: 'conflicting_result', line: r.line, column: null, field: 'result_version', value: String(r.resultVersion),
    message: `${r.gene} ${r.variant} in specimen ${r.specimenId} by ${r.assay} stands twice in this file with different results`,
  };
}
