/** One patient's column of a VCF: from records to series rows. */
import { bareChromosome, nearTable, type CallStatus, type ManifestRow, type ParsedRow, type SeriesRow } from '@clonewatch/domain';
import type { Build } from '../ngs/build.js';
import { derivedNote, drawRow, noExtra, rowOfCall, share, type Place } from '../ngs/call.js';
import { Collector, type PlacedCall } from '../ngs/collect.js';
import { nameOf, tableName } from '../ngs/naming.js';
import type { Notes } from '../ngs/notes.js';
import { leftOutAs } from '../ngs/origin.js';
import { shown, type ProblemList } from '../problems.js';
import { annotationOf } from './annotation.js';
import { alleleCounts, BadValue, calledWithoutCount, type Allele, type AlleleCounts } from './counts.js';
import { SampleFields, SampleFormat } from './fields.js';
import type { VcfHeader } from './header.js';
import { filtersOf } from '../ngs/filters.js';
import { filtersFailed, isGermline, type VcfRecord } from './record.js';
import { UnreadSites } from './unread.js';

export interface SampleOptions {
  readonly manifest: ManifestRow;
  /** Index of the sample's cell; null where the file has no sample columns. */
  readonly column: number | null;
  /** Index of the column of the patient's own normal cells, or null. */
  readonly normalColumn: number | null;
  readonly header: VcfHeader;
  readonly build: Build | null;
  readonly problems: ProblemList;
  readonly notes: Notes;
  /** The file has no other sample. */
  readonly alone: boolean;
  /** Keep variants that were looked for and not seen (0 of n). */
  readonly keepAbsent: boolean;
  readonly line: number;
  /** The same fault would be in every record: reading on helps nobody. */
  readonly stop: () => void;
}

export class SampleReader {
  private readonly collector: Collector;
  private readonly annotation;
  private readonly unread: UnreadSites;
  /** What was covered is only known at the end of the file: the row of the draw says it, and no other. */
  private readonly ofCalls: ManifestRow;

  constructor(private readonly o: SampleOptions) {
    this.ofCalls = { ...o.manifest, panel: null };
    this.unread = new UnreadSites({ panel: o.manifest.panel, build: o.build, alone: o.alone, lod: o.manifest.lodFraction });
    this.collector = new Collector(o.build, o.problems);
    this.annotation = o.header.annotation;
  }

  /** Rows of the record, and those of earlier ones that nothing later can change, added to `rows`. */
  take(r: VcfRecord, rows: ParsedRow[]): void {
    const { column } = this.o;
    const sample = column === null ? null : new SampleFields(SampleFormat.of(r.format), r.cells[column]!);
    if (r.unread && !/^[0.](?:[/|][0.])*$/.test(sample?.get('GT') ?? '')) this.unread.changeNotRead(r);
    if (r.alleles.length > 0 || r.reference) this.noteSite(r, sample);
    // Inherited, and nothing to show that it is: left out. With the normal cells beside it the evaluation sees it for itself.
    const germline = this.o.normalColumn === null && isGermline(r);
    for (const allele of r.alleles) {
      const call = germline ? this.inherited(r, sample, allele) : this.call(r, sample, allele);
      if (call !== null) for (const done of this.collector.add(call)) rows.push(rowOfCall(done, this.ofCalls, this.o.problems));
    }
  }

  /** What is still held back, and the draw itself. */
  finish(): SeriesRow[] {
    return [...this.collector.rest().map((c) => rowOfCall(c, this.ofCalls, this.o.problems)), drawRow({ ...this.o.manifest, panel: this.unread.panelRead(this.o.problems) }, this.o.line, this.o.problems)];
  }

  private noteSite(r: VcfRecord, sample: SampleFields | null): void {
    try {
      this.unread.take(r, sample, () => r.alleles.every((allele) => this.absent(r, sample, allele)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.o.problems.error('bad_position', `the block of the reference ends at "${shown(error.message)}", which is no position at or behind its first base ${r.pos}`, { line: r.line, column: 8, field: 'END', value: error.message });
    }
  }

  private inherited(r: VcfRecord, sample: SampleFields | null, allele: Allele): null {
    this.o.notes.add(leftOutAs.germline[0], r.line, leftOutAs.germline[1]);
    this.takeBack(r, sample, allele, { chrom: r.chrom, pos: r.pos, ref: allele.ref, alt: allele.alt }, '!');
    return null;
  }

  private call(r: VcfRecord, sample: SampleFields | null, allele: Allele): PlacedCall | null {
    const place: Place = { chrom: r.chrom, pos: r.pos, ref: allele.ref, alt: allele.alt };
    const own = sample === null ? [] : filtersOf(sample.get('FT') ?? '');
    const failed = own.length === 0 ? filtersFailed(r, allele) : [...new Set([...filtersFailed(r, allele), ...own])];
    // What the caller refused is no detection. At a place that decides on treatment it is no negative either: it is said to have failed.
    const listed = failed.length > 0 && this.isListed(place);
    if (failed.length > 0 && !listed) {
      this.o.notes.add('filtered_not_imported', r.line, `filtered by the caller (${shown([...failed].sort().join(', '))}) and not imported`);
      this.takeBack(r, sample, allele, place, '?');
      return null;
    }
    const counts = this.counts(r, sample, allele);
    if (counts === null && failed.length === 0) return this.uncounted(r, sample, allele, place);
    if (counts === null && calledWithoutCount(sample, allele) === 'present') return this.named(r, sample, allele, place, { mutant: null, total: null, unit: 'reads', vaf: null, derived: false }, failed);
    if (counts == null || (counts.mutant === 0 && !this.o.keepAbsent && !this.isListed(place))) return null;
    if (counts.mutant === 0 && failed.length > 0) return null;
    return this.named(r, sample, allele, place, counts, failed);
  }

  /** Called and not counted is detected; at a place that decides on treatment, not called is not looked at, and no negative. Both would else count as not found. */
  private uncounted(r: VcfRecord, sample: SampleFields | null, allele: Allele, place: Place): PlacedCall | null {
    const said = calledWithoutCount(sample, allele);
    const status = said === 'present' && !this.o.header.germlineCaller ? 'detected' : said === 'no call' && this.o.keepAbsent && this.isListed(place) ? 'not_covered' : null;
    if (status === null) this.o.notes.add('no_counts', r.line, 'not called in this sample, or without counts, and not imported');
    else if (status === 'detected') this.o.notes.add('no_counts', r.line, 'called by genotype and without counts: stored as detected, without a fraction');
    else this.o.notes.add('no_counts', r.line, 'without a call in this sample at a place that decides on treatment: stored as not covered, which is not the same as not detected');
    return status === null ? null : this.named(r, sample, allele, place, { mutant: null, total: null, unit: 'reads', vaf: null, derived: false }, [], status);
  }

  /** A change that was seen and refused, or is not the tumour's: a known variant of that name is then no "not detected" in this draw. */
  private takeBack(r: VcfRecord, sample: SampleFields | null, allele: Allele, place: Place, mark: '!' | '?'): void {
    if (this.o.manifest.panel === null || this.absent(r, sample, allele)) return;
    const name = nameOf(place, this.o.build, annotationOf(r.info, this.annotation, allele.ref, allele.alt, allele.of === 1));
    if (typeof name === 'string') return;
    // What is known of the patient by its protein change is not found by a place on the genome.
    if (name.variant.startsWith('p.')) this.unread.refused.add(name.gene, name.variant, r.line, mark);
    else this.unread.takeBackAt(r, mark);
  }

  private absent(r: VcfRecord, sample: SampleFields | null, allele: Allele): boolean {
    try {
      const mutant = alleleCounts(sample, r.info, allele, this.o.header.germlineCaller, r.cells.length > 10)?.mutant;
      return mutant === 0 || (mutant == null && ['absent', 'no call'].includes(calledWithoutCount(sample, allele) ?? ''));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return false;
    }
  }

  private isListed(place: Place): boolean {
    return nearTable(bareChromosome(place.chrom), place.pos, place.ref.length) && tableName(place, this.o.build) !== null;
  }

  /** Undefined after a reported fault. */
  private counts(r: VcfRecord, sample: SampleFields | null, allele: Allele): AlleleCounts | null | undefined {
    try {
      return alleleCounts(sample, r.info, allele, this.o.header.germlineCaller, r.cells.length > 10);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.o.problems.error('bad_value', error.message, { line: r.line, column: this.o.column === null ? 8 : this.o.column + 1, field: error.field, value: error.value });
      return undefined;
    }
  }

  private inNormal(r: VcfRecord, allele: Allele): number | null {
    const { normalColumn } = this.o;
    if (normalColumn === null) return null;
    try {
      const c = alleleCounts(new SampleFields(SampleFormat.of(r.format), r.cells[normalColumn]!), '', allele, this.o.header.germlineCaller);
      return c?.mutant == null || c.total === null ? null : share(c.mutant, c.total);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.o.problems.error('bad_value', error.message, { line: r.line, column: normalColumn + 1, field: error.field, value: error.value });
      return null;
    }
  }

  private named(r: VcfRecord, sample: SampleFields | null, allele: Allele, place: Place, c: AlleleCounts, failed: readonly string[], uncounted: CallStatus | null = null): PlacedCall | null {
    const said = annotationOf(r.info, this.annotation, allele.ref, allele.alt, allele.of === 1);
    const name = nameOf(place, this.o.build, said);
    if (name === 'no build') {
      this.o.stop();
      this.o.problems.error('genome_build_missing', 'neither the file nor the manifest says which reference genome the positions are on; write GRCh37 or GRCh38 in the column genome_build of the manifest', { line: r.line, column: 2, field: 'POS' });
      return null;
    }
    if (name === 'no chromosome') {
      this.o.notes.add('unsupported_contig', r.line, `on ${shown(r.chrom)}, which is no chromosome of the reference, and not imported`);
      return null;
    }
    const nothing = c.total === 0;
    if (failed.length > 0) {
      this.o.problems.warn('filtered_call', `${shown(`${name.gene} ${name.variant}`.trim())} was filtered by the caller (${shown(failed.join(', '))}): it is stored as failed, neither detected nor absent`, { line: r.line, column: 7, field: 'FILTER', value: r.filter });
    }
    return {
      line: r.line, gene: name.gene, variant: name.variant, counts: nothing || c.mutant === null || c.total === null ? null : { mutant: c.mutant, total: c.total, unit: c.unit }, vaf: nothing ? null : c.vaf,
      status: failed.length > 0 ? 'failed_qc' : nothing ? 'not_covered' : uncounted, place, hgvsC: said === null ? '' : said.hgvsC, hgvsP: said === null ? '' : said.hgvsP,
      build: this.o.build ?? '', copyNumber: null, wbcVaf: this.inNormal(r, allele), extra: failed.length > 0 ? { filter: failed.join(';') } : c.derived ? derivedNote : noExtra, phase: phaseOf(sample, allele),
    };
  }
}

/** The haplotype a change stands on, where the caller says it: GATK's PID with PGT, or the phase set with a phased genotype. */
function phaseOf(sample: SampleFields | null, allele: Allele): string | null {
  if (sample === null || !sample.format.phased) return null;
  const phased = sample.get('PGT') ?? sample.get('GT');
  const set = sample.get('PID') ?? sample.get('PS');
  if (set === undefined || phased === undefined || !phased.includes('|')) return null;
  const on = phased.split('|').flatMap((g, i) => (Number(g) === allele.index + 1 || (sample.get('PGT') !== undefined && g === '1') ? [i] : []));
  return `${set}:${on.join(',')}`;
}
