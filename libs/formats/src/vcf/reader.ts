/**
 * VCF 4.x as somatic and UMI callers write it: Mutect, Mutect2, VarDict, LoFreq, Strelka, VarScan, FreeBayes, DRAGEN/TSO500, smCounter, umiVar, and any other
 * that gives allele depths. One series row per variant and patient's sample; the manifest says whose sample and when.
 */
import type { ParsedRow } from '@clonewatch/domain';
import { textLines } from '../lines.js';
import { ProblemList, shown } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { accessionBuild, buildOf, isAccession, type Build } from '../ngs/build.js';
import { Notes } from '../ngs/notes.js';
import { patientSamples } from '../ngs/samples.js';
import { VcfHeader } from './header.js';
import { readRecord } from './record.js';
import { SampleReader } from './sample.js';

const mostHeaderLines = 200_000;
const columnLine = /^#CHROM\tPOS\tID\tREF\tALT/;

export const vcfReader: FormatReader = {
  id: 'vcf',
  needsManifest: true,
  packed: true,
  encodings: 'head',
  sniff: (head) => /^##fileformat=VCF/i.test(head) || /(?:^|[\r\n])#CHROM\tPOS\tID\tREF\tALT/.test(head),
  read: readVcf,
};

async function* readVcf(text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const file = new VcfFile(context, problems);
  for await (const block of textLines(text, problems)) {
    for (let i = 0; i < block.lines.length && !file.ended; i++) file.take(block.lines[i]!, block.first + i);
    if (file.rows.length >= batchRows) yield { rows: file.takeRows(), problems: problems.take() };
    if (file.ended) break;
  }
  if (!file.ended) file.finish();
  yield { rows: file.takeRows(), problems: problems.take() };
}

class VcfFile {
  rows: ParsedRow[] = [];
  ended = false;
  private readonly header = new VcfHeader();
  private readonly notes = new Notes();
  /** Opened by the header; made with the first record, which may say the build. */
  private open: ((build: Build | null) => readonly SampleReader[]) | null = null;
  private samples: readonly SampleReader[] | null = null;
  private columns = 0;
  private headerLines = 0;
  private build: Build | null = null;

  constructor(private readonly context: ReadContext, private readonly problems: ProblemList) {}

  take(text: string, line: number): void {
    // Most lines begin with a letter: only one that does not can be blank.
    if (text === '' || (text.charCodeAt(0) <= 32 && text.trim() === '')) return;
    if (this.open === null) this.headerLine(text, line);
    else if (text.startsWith('#')) this.problems.error('not_a_record', `line ${line} is a header line among the records: two files were put together; send them one by one`, { line, value: text });
    else this.record(text, line);
    if (this.problems.full) this.ended = true;
  }

  takeRows(): ParsedRow[] {
    const { rows } = this;
    this.rows = [];
    return this.problems.failed ? [] : rows;
  }

  finish(): void {
    if (this.open === null) {
      if (!this.problems.failed) this.problems.error('missing_header', 'the file has no line "#CHROM POS ID REF ALT …": it is no VCF, or it was cut off', { line: 1 });
      return;
    }
    for (const s of this.samples ?? this.open(this.build)) this.rows.push(...s.finish());
    this.notes.tell(this.problems);
  }

  private headerLine(text: string, line: number): void {
    if (text.startsWith('##')) {
      if (++this.headerLines <= mostHeaderLines) this.header.add(text);
      return;
    }
    this.open = columnLine.test(text) ? this.openSamples(text, line) : null;
    if (this.open === null) {
      if (!this.problems.failed) this.problems.error('missing_header', 'the first line after those that begin with ## must name the columns: #CHROM POS ID REF ALT QUAL FILTER INFO, parted by tabs', { line, value: text });
      this.ended = true;
    }
  }

  private openSamples(text: string, line: number): ((build: Build | null) => readonly SampleReader[]) | null {
    const columns = text.split('\t');
    this.columns = columns.length;
    const names = columns.slice(9);
    const twice = names.find((n, i) => names.indexOf(n) !== i);
    if (columns.length < 8 || twice !== undefined) {
      this.problems.error(twice === undefined ? 'missing_column' : 'duplicate_column', twice === undefined ? 'the columns QUAL, FILTER and INFO are missing' : `sample column "${shown(twice)}" stands twice in the header`, { line });
      return null;
    }
    const { tumour, normals } = this.header.roles(names);
    const samples = patientSamples({ format: 'a VCF', names, tumour, normals, line }, this.context, this.problems);
    if (samples === null) return null;
    const build = buildOf(samples.map((s) => s.manifest.genomeBuild), this.header.builds, line, this.problems);
    if (build === undefined) return null;
    this.build = build;
    if (this.header.germlineCaller) this.problems.warn('germline_caller', 'this file was made by a caller for inherited variants: it does not find changes in a small share of the molecules, so what it lacks is not shown to be absent', { line });
    const patients = new Set(samples.map((s) => s.manifest.patientId));
    return (known) => samples.map((s) => new SampleReader({
      manifest: s.manifest, column: s.name === null ? null : columns.indexOf(s.name, 9),
      normalColumn: s.normal === null ? null : columns.indexOf(s.normal, 9), header: this.header, build: known, problems: this.problems, notes: this.notes,
      // In a file of several patients a variant of one is in everybody's column; that somebody else's is not there says nothing.
      keepAbsent: patients.size === 1, alone: names.length < 2,
      line,
      stop: () => { this.ended = true; },
    }));
  }

  /** Positions on `NC_000012.11` are on GRCh37, whatever else says; where nothing else does, the first of them says it of the file. */
  private sameBuild(text: string, line: number): boolean {
    const chrom = text.slice(0, Math.max(text.indexOf('\t'), 0));
    const said = accessionBuild(chrom);
    if (this.samples === null) this.build ??= said;
    const { build } = this;
    if (said === null || build === null || said === build) return true;
    this.problems.error('build_conflict', `${shown(chrom)} is of ${said}, the manifest, the head or an earlier record of the file says ${build}; correct genome_build in the manifest, or send the records of each build apart`, { line, column: 1, field: 'CHROM', value: chrom });
    this.ended = true;
    return false;
  }

  private record(text: string, line: number): void {
    if (this.header.isPanel && /[\t;]tumor_af=/.test(text) && (text.split('\t')[8] ?? '.') === '.') {
      this.problems.error('panel_definition', 'this is the list of variants to be followed, with their fractions in the tumour tissue; it is no result of a blood sample. Send the file with the counts of the plasma', { line });
      this.ended = true;
      return;
    }
    if (isAccession(text) && !this.sameBuild(text, line)) return;
    this.samples ??= this.open!(this.build);
    const record = readRecord(text, line, this.columns, this.problems, this.notes);
    if (record === null) return;
    for (const s of this.samples) s.take(record, this.rows);
  }
}
