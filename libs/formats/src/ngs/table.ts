/** Tables with one variant a row, as callers and laboratories write them: a header or fixed places, a sample column or one sample. */
import type { ManifestRow, ParsedRow, VafUnit } from '@clonewatch/domain';
import { textLines } from '../lines.js';
import { ProblemList, shown } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { SampleBook } from './book.js';
import { buildOf, byAccession, type Build } from './build.js';
import { drawRow, rowOfCall, sampleRow, type Call, type NothingFound, type SampleFinding, type WholeSample } from './call.js';
import { Cells } from './cells.js';
import { Collector } from './collect.js';
import { nameOf, type Annotated, type Name } from './naming.js';
import { Notes } from './notes.js';
import type { LeftOut } from './origin.js';
import { Plausibility } from './plausible.js';
import { Refusals, type RefusedRow } from './refusals.js';
import { sequenceAlone } from './refused.js';

/** What a row says; names still as the file has them. */
export interface TableCall extends Omit<Call, 'line' | 'gene' | 'variant' | 'build' | 'hgvsC' | 'hgvsP'> {
  /** The file's name of the sample; null where the file is of one sample that it does not name. */
  readonly sample: string | null;
  readonly said: Annotated | null;
  /** Gene and canonical name where they are not to be worked out. */
  readonly name: Name | null;
  readonly build: Build | null;
}

/** What the file says of itself before and beside its rows. */
export interface TableState {
  builds: Build[];
  /** The file's one sample, where it has one. */
  sample: string | null;
  /** Further names the file has for that sample: any of them may stand in the manifest. */
  otherNames: string[];
  /** The part of the file that is being read, and its columns. */
  section: string;
  columns: ReadonlyMap<string, number> | null;
  delimiter: string;
  /** Genes that the file says were tested. */
  panel: readonly string[] | null;
  /** Of fractions in a column whose name does not say it; null: nobody says. */
  unit: VafUnit | null;
  /** The list of small variants was there, empty or not. */
  variantsListed: boolean;
  /** The sample is of RNA alone, as far as is read. */
  ofRna: boolean;
  /** No RNA was sequenced; null: nothing says it. */
  noRna: boolean | null;
  /** Kinds of changes without bases (amplification, loss, fusion) that the file lists, found or not; null: all of them. The panel says nothing of the others. */
  listed: Set<string> | null;
  readonly notes: Notes;
}

export interface CallTable {
  readonly id: string;
  /** As a message calls it: "a MAF". */
  readonly what: string;
  sniff(head: string): boolean;
  /** Parts the cells of a line. */
  split(line: string, state: TableState): string[];
  /** What to do with a line before the rows: it says something, it is the header (its column names), or the rows begin with it (names of their places). */
  head(line: string, state: TableState): 'skip' | { readonly columns: readonly string[]; readonly row: boolean } | null;
  /** Sets of columns of each of which one is needed. */
  readonly needed: readonly (readonly string[])[];
  /** The sample a row names, where the table has a column for it. */
  readonly sampleOf?: (row: Cells) => string | null;
  /** Null for a row that is none, or after a reported fault. */
  read(row: Cells, state: TableState): TableCall | RefusedRow | LeftOut | NothingFound | WholeSample | null;
  /** Faults that only the end of the file shows: what it should have had and did not. */
  readonly ended?: (state: TableState, problems: ProblemList, line: number) => void;
  /** Rows say the same variant more than once (copy of a report): the highest fraction stands for it. */
  readonly repeats?: true;
  /** It lists changes of the sequence, and no copy numbers or fusions. */
  readonly sequenceAlone?: true;
  /** The genome the program always works on, unless the manifest says another. */
  readonly usualBuild?: Build;
  /** The two columns whose swapping the plausibility warning suspects. */
  readonly swappable: string;
}

export function tableReader(table: CallTable): FormatReader {
  return { id: table.id, needsManifest: true, packed: true, encodings: 'any', sniff: (head) => table.sniff(head.replace(/^\uFEFF/, '')), read: (text, context) => readTable(table, text, context) };
}

async function* readTable(table: CallTable, text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const file = new CallFile(table, context, problems);
  for await (const block of textLines(text, problems)) {
    for (let i = 0; i < block.lines.length && !file.ended; i++) file.take(block.lines[i]!, block.first + i);
    if (file.rows.length >= batchRows) yield { rows: file.takeRows(), problems: problems.take() };
    if (file.ended) break;
  }
  if (!file.ended) file.finish();
  yield { rows: file.takeRows(), problems: problems.take() };
}

/** The calls of a file on their way to rows: whose they are, on which genome, under which name. */
export class CallFile {
  rows: ParsedRow[] = [];
  ended = false;
  private readonly notes = new Notes();
  readonly state: TableState = { builds: [], sample: null, otherNames: [], section: '', columns: null, delimiter: '\t', panel: null, unit: null, variantsListed: false, ofRna: false, noRna: null, listed: null, notes: this.notes };
  private readonly book: SampleBook;
  private readonly plausibility = new Plausibility();
  private readonly refusals: Refusals;
  private readonly collectors = new Map<ManifestRow, { collector: Collector; build: Build | null }>();
  private readonly ofCalls = new Map<ManifestRow, ManifestRow>();
  private readonly kept = new Map<string, { call: Call; manifest: ManifestRow }>();
  private readonly wholes = new Map<ManifestRow, { finding: SampleFinding; line: number }>();
  private columns: ReadonlyMap<string, number> | null = null;
  private width = 0;
  private headerLine = 1;
  private only: ManifestRow | null | undefined;

  constructor(private readonly table: Pick<CallTable, 'what' | 'usualBuild' | 'repeats' | 'swappable'> & Partial<CallTable>, private readonly context: ReadContext, private readonly problems: ProblemList) {
    this.book = new SampleBook(table.what, context, problems);
    this.refusals = new Refusals(this.notes, problems);
    this.state.unit = context.vafUnit ?? null;
    if (table.sequenceAlone) this.state.listed = new Set();
  }

  takeRows(): ParsedRow[] {
    const { rows } = this;
    this.rows = [];
    return this.problems.failed ? [] : rows;
  }

  take(line: string, number: number): void {
    if (line.trim() === '') return;
    if (this.columns !== null) this.row(line, number);
    else {
      const head = this.table.head!(number === 1 ? line.replace(/^\uFEFF/, '') : line, this.state);
      if (head === 'skip') return;
      if (head === null) {
        this.problems.error('missing_header', `line ${number} is neither the header of ${this.table.what} nor one of the lines before it`, { line: number, value: line });
        this.ended = true;
        return;
      }
      this.open(head.columns, number);
      if (head.row && !this.ended) this.row(line, number);
    }
    if (this.problems.full) this.ended = true;
  }

  private open(names: readonly string[], line: number): void {
    this.headerLine = line;
    this.width = names.length;
    const columns = new Map<string, number>();
    names.forEach((name, i) => {
      const key = name.trim().toLowerCase();
      if (key !== '' && columns.has(key)) this.problems.error('duplicate_column', `column "${shown(name)}" stands twice in the header (columns ${columns.get(key)! + 1} and ${i + 1}); keep one of them`, { line, column: i + 1, field: name, value: name });
      columns.set(key, i);
    });
    for (const any of this.table.needed ?? []) {
      if (!any.some((n) => columns.has(n.toLowerCase()))) this.problems.error('missing_column', `column "${any[0]!}" is missing${any.length > 1 ? ` (also known as ${any.slice(1).map((n) => `"${n}"`).join(', ')})` : ''}`, { line, field: any[0]! });
    }
    this.columns = columns;
    this.ended = this.problems.failed;
  }

  private row(line: string, number: number): void {
    const cells = this.table.split!(line, this.state);
    if (cells.length > this.width && cells.slice(this.width).some((c) => c.trim() !== '')) {
      this.problems.error('too_many_cells', `this row has ${cells.length} cells, the header has ${this.width} columns`, { line: number });
      return;
    }
    // Rows of nothing but separators: a spreadsheet saves what was once touched.
    if (cells.every((c) => c.trim() === '')) return;
    const row = new Cells(this.columns!, cells, number, this.problems, this.state.delimiter === ';');
    const said = this.table.read!(row, this.state);
    // A row with a fault is a row of its sample all the same: who is asked about the file is asked about that one.
    const sample = row.failed ? this.table.sampleOf?.(row) ?? null : null;
    if (sample !== null) this.book.of(sample, number);
    if (said !== null && !row.failed) this.add(said, number);
  }

  /** One finding of the file. */
  add(said: TableCall | RefusedRow | LeftOut | NothingFound | WholeSample, number: number): void {
    this.columns ??= new Map();
    const manifest = this.manifestOf('nothingFor' in said ? said.nothingFor : said.sample, number);
    if (manifest === null || 'nothingFor' in said) return;
    if ('leftOut' in said) return this.leaveOut(byAccession(said), manifest, number);
    if ('refused' in said) return this.refuse(byAccession(said), manifest, number);
    if (!('whole' in said)) return this.call(byAccession(said), manifest, number);
    const before = this.wholes.get(manifest);
    if (before !== undefined) this.problems.error('duplicate_sample', `the sample ${shown(manifest.sample)} stands in lines ${before.line} and ${number}; it has one result: keep the one that holds, or name the draws apart`, { line: number });
    this.wholes.set(manifest, { finding: said.whole, line: number });
    if (manifest.panel !== null) this.notes.add('panel_not_used', number, `the panel in the manifest is not used: ${this.table.what} tells of all variants together, and of no single one that it is absent`);
  }

  private manifestOf(sample: string | null, line: number): ManifestRow | null {
    if (sample !== null && sample !== '' && sample !== this.state.sample) return this.book.of(sample, line);
    if (this.only === undefined) {
      this.only = this.book.only(sample === null || sample === '' ? [] : [sample], this.headerLine, this.state.otherNames);
      if (this.only === null) this.ended = true;
    }
    return this.only;
  }

  private refuse(said: RefusedRow, manifest: ManifestRow, line: number): void {
    const held = this.collectorOf(manifest, line);
    const call = held === null ? null : this.refusals.take(said, manifest, this.withPanel(manifest).panel, held.build ?? said.build, line);
    if (held !== null && call !== null) this.emit(held.collector.add(call), manifest);
  }

  private leaveOut(said: LeftOut, manifest: ManifestRow, line: number): void {
    const held = this.collectorOf(manifest, line);
    if (held !== null) this.refusals.leaveOut(said, manifest, this.withPanel(manifest).panel, held.build ?? said.build, line);
  }

  private call(said: TableCall, manifest: ManifestRow, line: number): void {
    const named = this.named(said, manifest, line);
    if (named === null) return;
    const { held, name, build } = named;
    const call: Call = { ...said, ...name, line, hgvsC: said.said?.hgvsC ?? '', hgvsP: said.said?.hgvsP ?? '', build: build ?? '' };
    // A change without a name may be one that another result names: it is not absent there.
    if (call.variant === 'p.?') this.refusals.untold(call.gene, manifest, this.withPanel(manifest).panel, line);
    this.plausibility.add(call);
    if (this.table.repeats) this.keep(call, manifest);
    else this.emit(held.collector.add({ ...call, phase: null }), manifest);
  }

  /** A finding's name on the genome that holds for its sample; null after a reported fault. */
  private named(said: TableCall, manifest: ManifestRow | null, line: number): { held: { collector: Collector; build: Build | null }; name: Name; build: Build | null } | null {
    const held = manifest === null ? { collector: new Collector(null, this.problems), build: null } : this.collectorOf(manifest, line);
    if (held === null) return null;
    const build = held.build ?? said.build;
    if (held.build !== null && said.build !== null && held.build !== said.build) {
      this.problems.error('build_conflict', `this row is on ${said.build}, the manifest or the head of the file says ${held.build}; correct genome_build in the manifest`, { line });
      return null;
    }
    const name = said.name ?? nameOf(said.place, build, said.said);
    if (name === 'no build') {
      this.problems.error('genome_build_missing', 'neither the file nor the manifest says which reference genome the positions are on; write GRCh37 or GRCh38 in the column genome_build of the manifest', { line });
      this.ended = true;
      return null;
    }
    if (name === 'no chromosome') {
      this.notes.add('unsupported_contig', line, `on ${shown(said.place?.chrom ?? '')}, which is no chromosome of the reference, and not imported`);
      return null;
    }
    return { held, name, build };
  }

  /** One finding of a sample that is known already. */
  addFor(manifest: ManifestRow, said: TableCall, line: number): void {
    this.columns ??= new Map();
    this.call(said, manifest, line);
  }

  /** The name a finding would get; null where it gets none. */
  nameFor(said: TableCall, line: number): Name | null {
    return this.named(said, null, line)?.name ?? null;
  }

  /** The row that says that the assay looked. */
  drawOf(row: ManifestRow, line: number): ParsedRow[] {
    return [drawRow(row, line, this.problems)];
  }

  /** Rows of what was given to {@link addFor}. */
  endDraws(): ParsedRow[] {
    for (const [manifest, { collector }] of this.collectors) this.emit(collector.rest(), manifest);
    this.notes.tell(this.problems);
    this.plausibility.tell(this.problems, this.table.swappable);
    return this.takeRows();
  }

  private collectorOf(manifest: ManifestRow, line: number): { collector: Collector; build: Build | null } | null {
    let held = this.collectors.get(manifest);
    if (held === undefined) {
      const build = buildOf([manifest.genomeBuild], [...new Set(this.state.builds)], line, this.problems);
      if (build === undefined) {
        this.ended = true;
        return null;
      }
      const known = build ?? this.table.usualBuild ?? null;
      this.collectors.set(manifest, (held = { collector: new Collector(known, this.problems), build: known }));
    }
    return held;
  }

  private keep(call: Call, manifest: ManifestRow): void {
    const key = JSON.stringify([manifest.line, call.gene, call.variant]);
    const before = this.kept.get(key);
    if (before !== undefined) this.problems.warn('duplicate_call', `${shown(`${call.gene} ${call.variant}`)} stands in lines ${before.call.line} and ${call.line} for the same sample; the higher fraction is kept`, { line: call.line });
    if (before === undefined || (call.vaf ?? 0) > (before.call.vaf ?? 0)) this.kept.set(key, { call, manifest });
  }

  /** What the laboratory's manifest says was tested counts before what the file says. */
  private withPanel(m: ManifestRow): ManifestRow {
    return m.panel !== null || this.state.panel === null ? m : { ...m, panel: this.state.panel };
  }

  /** A document without rows of its own is read to its end. */
  begin(): void { this.columns ??= new Map(); }

  /** What was covered is only known at the end of the file: the row of the draw says it, and no other. */
  private emit(calls: readonly Call[], manifest: ManifestRow): void {
    if (calls.length === 0) return;
    let bare = this.ofCalls.get(manifest);
    if (bare === undefined) this.ofCalls.set(manifest, (bare = { ...manifest, panel: null }));
    for (const c of calls) this.rows.push(rowOfCall(c, bare, this.problems));
  }

  private rowOfDraw(row: ManifestRow, line: number): ParsedRow {
    const whole = this.wholes.get(row);
    const panel = this.refusals.panelOf(row, this.withPanel(row).panel);
    return whole === undefined ? drawRow({ ...row, panel: panel !== null ? [...panel, ...sequenceAlone.filter((mark) => this.state.listed?.has(mark.slice(3)) === false)] : panel }, line, this.problems) : sampleRow(whole.finding, row, whole.line, this.problems);
  }

  finish(): void {
    if (this.columns === null) {
      if (!this.problems.failed) this.problems.error('empty_file', 'the file has no header row and no results', { line: 1 });
      return;
    }
    this.table.ended?.(this.state, this.problems, this.headerLine);
    for (const { call, manifest } of this.kept.values()) this.emit([call], manifest);
    for (const [manifest, { collector }] of this.collectors) this.emit(collector.rest(), manifest);
    // A header without rows is a draw in which nothing was found: whose, only the manifest can say.
    if (this.only === undefined && this.book.empty) this.manifestOf(this.state.sample, this.headerLine);
    for (const { row, line } of this.book.finish(this.headerLine)) this.rows.push(this.rowOfDraw(row, line));
    this.notes.tell(this.problems);
    this.plausibility.tell(this.problems, this.table.swappable);
  }
}
