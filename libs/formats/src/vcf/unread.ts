/**
 * Places that a file says it could not read in a sample: blocks of the reference (gVCF) without depth, places that were not called, and what a filter for the
 * place refuses. The manifest's panel would have every variant there "not detected"; it is taken back there, and nowhere else: in the table of treatment by
 * codon, for variants that are known by their protein change alone, and by position for all others.
 */
import { bareChromosome, nearTable, placeItem, tableSites } from '@clonewatch/domain';
import type { Build } from '../ngs/build.js';
import { genesOf, Refused, sequenceAlone } from '../ngs/refused.js';
import { named, type ProblemList } from '../problems.js';
import { infoValue, type SampleFields } from './fields.js';
import { filtersOf, speaksOfDepth, speaksOfTheChange } from '../ngs/filters.js';
import { spanned, type VcfRecord } from './record.js';
import { Spans } from './spans.js';

type State = 'not_covered' | 'failed_qc' | 'read';

const noGenotype = /^\.(?:[/|]\.)*$/;
/** Contigs of a primary assembly; what is on others has no name to be known by. */
const chromosome = /^(?:\d{1,2}|X|Y|M|MT)$/;

export interface SampleOfPanel {
  readonly panel: readonly string[] | null;
  readonly build: Build | null;
  /** The file has one sample, so that what INFO counts is of this one. */
  readonly alone: boolean;
  /** The laboratory's limit of detection, a fraction; null where it states none. */
  readonly lod: number | null;
}

export class UnreadSites {
  private readonly states = new Map<string, { name: string; state: State; line: number }>();
  private readonly spans = { not_covered: new Spans(), failed_qc: new Spans() };
  private readonly first: { not_covered: number | null; failed_qc: number | null } = { not_covered: null, failed_qc: null };
  private readonly genes: ReadonlySet<string>;
  readonly refused: Refused;

  constructor(private readonly o: SampleOfPanel) {
    this.genes = genesOf(o.panel);
    this.refused = new Refused(this.genes);
  }

  /** Takes note of a record. `absent`: does the sample show none of its changes? Throws {@link RangeError} for an END that is none. */
  take(r: VcfRecord, sample: SampleFields | null, absent: () => boolean): void {
    if (this.o.panel === null) return;
    const end = r.reference ? blockEnd(r, sample) : r.pos + r.refLength - 1;
    const state = this.stateOf(r, sample, absent);
    if (state === null) return;
    const chrom = bareChromosome(r.chrom);
    const inTable = this.site(r, chrom, end, state);
    if (state === 'read') {
      this.spans.not_covered.read(chrom, r.pos, end);
      this.spans.failed_qc.read(chrom, r.pos, end);
    }
    // What is known by its codon need not be known by its position too.
    else if (inTable <= end - r.pos && chromosome.test(chrom)) {
      this.first[state] ??= r.line;
      this.spans[state].unread(chrom, r.pos, end);
    }
  }

  /** Takes note of what lies in the table; answers how many bases do. */
  private site(r: VcfRecord, chrom: string, end: number, state: State): number {
    if (!nearTable(chrom, r.pos, r.refLength) && end - r.pos < r.refLength) return 0;
    const sites = tableSites(chrom, this.o.build, r.pos, end);
    for (const { gene, pos, name } of sites) {
      if (!this.genes.has(gene)) continue;
      const key = `${name} ${pos}`;
      const before = this.states.get(key);
      // A place that any record reads was read; of two reasons why it was not, that nothing was there to read is the plainer one.
      if (before === undefined || (before.state !== 'read' && (state === 'read' || state === 'not_covered'))) this.states.set(key, { name, state, line: r.line });
    }
    return new Set(sites.map((s) => s.pos)).size;
  }

  /** A change of this record was seen and refused (`?`), or is not the tumour's (`!`), and has no name by which it would be found: then its place was not read. */
  takeBackAt(r: VcfRecord, mark: '!' | '?'): void {
    const chrom = bareChromosome(r.chrom);
    if (this.o.panel === null || !chromosome.test(chrom)) return;
    if (mark === '!') return this.refused.addPlace(placeItem(mark, this.o.build, chrom, [{ from: r.pos, to: r.pos + r.refLength - 1 }]));
    this.first.failed_qc ??= r.line;
    this.spans.failed_qc.unread(chrom, r.pos, r.pos + r.refLength - 1);
  }

  /** A change is there that is not read (a symbolic or ambiguous alternative, two with one count), whatever other records say of the place. */
  changeNotRead(r: VcfRecord): void {
    const chrom = bareChromosome(r.chrom);
    if (this.o.panel === null || !chromosome.test(chrom)) return;
    const to = r.pos + Math.max(r.refLength - 1, spanned(r.info, r.pos));
    this.refused.addPlace(placeItem('?', this.o.build, chrom, [{ from: r.pos, to }]));
    for (const { gene, name } of tableSites(chrom, this.o.build, r.pos, to)) if (this.genes.has(gene)) this.refused.addPlace(`?${name}`);
  }

  private stateOf(r: VcfRecord, sample: SampleFields | null, absent: () => boolean): State | null {
    const own = sample?.format.has('FT') ? sample.get('FT') ?? '' : '';
    const filters = r.filter === 'PASS' && own === '' ? [] : [...filtersOf(r.filter), ...filtersOf(own)];
    const depth = this.depthOf(r, sample);
    const genotype = sample?.format.has('GT') ? sample.raw('GT') : null;
    if (depth === 0 || (genotype !== null && (genotype === '' || (genotype.startsWith('.') && noGenotype.test(genotype)))) || filters.some(speaksOfDepth)) return 'not_covered';
    // With fewer reads than one mutant read in as many as the limit of detection asks for, that limit does not hold here.
    if (r.reference && depth !== null && this.o.lod !== null && depth * this.o.lod < 1) return 'not_covered';
    if (filters.length > 0) return r.reference || (!filters.every(speaksOfTheChange) && absent()) ? 'failed_qc' : null;
    return depth === null ? null : 'read';
  }

  /** The lowest depth of the block, else the depth, as the sample says it, else as INFO does; null where nothing says it. */
  private depthOf(r: VcfRecord, sample: SampleFields | null): number | null {
    const inInfo = (key: string): string | undefined => (this.o.alone ? infoValue(r.info, key) : undefined);
    const text = inInfo('UMT') ?? sample?.get('MIN_DP') ?? inInfo('MIN_DP') ?? inInfo('MinDP') ?? sample?.get('DP') ?? (sample?.get('AD') === undefined ? inInfo('DP') : undefined);
    if (text !== undefined) return /^\d+$/.test(text) ? Number(text) : null;
    const reads = sample?.get('AD')?.split(',').map(Number);
    return reads === undefined || reads.some((n) => !Number.isInteger(n)) ? null : reads.reduce((a, b) => a + b, 0);
  }

  /** The panel of the draw as it was read, and told what was taken back. */
  panelRead(problems: ProblemList): readonly string[] | null {
    const { panel } = this.o;
    if (panel === null) return null;
    const lost = new Map<string, { state: State; line: number }>();
    for (const { name, state, line: at } of this.states.values()) if (state !== 'read' && lost.get(name)?.state !== 'not_covered') lost.set(name, { state, line: at });
    for (const [state, words, meant] of [['not_covered', 'without depth or without a call', 'not covered'], ['failed_qc', 'refused by a filter', 'failed']] as const) {
      const own = [...lost].filter(([, l]) => l.state === state).sort(byName);
      const [first] = own.map(([, l]) => l.line).sort((a, b) => a - b);
      if (first !== undefined) problems.warn('sites_not_read', `${named(own.map(([name]) => name))} of the panel: ${words} in this file (first in line ${first}); ${meant} there, which is not the same as not detected`, { line: first });
    }
    const sites = [...lost].sort(byName).map(([name, { state }]) => `${state === 'failed_qc' ? '?' : '!'}${name}`);
    return [...panel, ...sites, ...this.places(problems), ...this.refused.items(problems), ...sequenceAlone];
  }

  /** What was not read by position. Told in one line: which of the patient's variants lie there, the evaluation knows. */
  private places(problems: ProblemList): string[] {
    const { not_covered: none, failed_qc: failed } = this.spans;
    for (const [chrom, list] of none.all) for (const s of list) failed.take(chrom, s);
    const counted = [none, failed].map((s) => s.all.reduce((n, [, list]) => n + list.length, 0)) as [number, number];
    const line = Math.min(...[this.first.not_covered, this.first.failed_qc].filter((n) => n !== null));
    if (counted[0] + counted[1] > 0) {
      const said = [counted[0] > 0 ? `${counted[0]} without depth or without a call` : '', counted[1] > 0 ? `${counted[1]} refused by a filter` : ''].filter((t) => t !== '').join(', ');
      const much = none.closed || failed.closed ? '. There were too many to keep apart, so short stretches between them count as not read too' : '';
      problems.warn('places_not_read', `stretches of the genome that this file could not read: ${said} (first in line ${line}); a variant followed in the patient that lies in one of them is not covered or failed in this draw, never "not detected"${much}`, { line });
    }
    return [...none.all.map(([chrom, list]) => placeItem('!', this.o.build, chrom, list)), ...failed.all.map(([chrom, list]) => placeItem('?', this.o.build, chrom, list))];
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => a.localeCompare(b, 'en', { numeric: true });

/** Last base of a block: END, or the sample's LEN (VCF 4.5). */
function blockEnd(r: VcfRecord, sample: SampleFields | null): number {
  const length = sample?.get('LEN');
  const end = infoValue(r.info, 'END') ?? (length === undefined ? undefined : String(r.pos + Number(length) - 1));
  if (end === undefined || end === '.') return r.pos + r.refLength - 1;
  if (!/^\d{1,10}$/.test(end) || Number(end) < r.pos) throw new RangeError(end);
  return Number(end);
}
