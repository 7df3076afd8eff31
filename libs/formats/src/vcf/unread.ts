/**
 * Places of the table of treatment that a file says it could not read in a sample: blocks of the reference (gVCF) without depth, places that were not called, and
 * what a filter for the place refuses. The manifest's panel would have every one of them "not detected"; it is taken back there, and nowhere else.
 */
import { bareChromosome, canonicalGene, nearTable, tableSites } from '@clonewatch/domain';
import type { Build } from '../ngs/build.js';
import { named, shown, type ProblemList } from '../problems.js';
import { infoValue, type SampleFields } from './fields.js';
import type { VcfRecord } from './record.js';

type State = 'not_covered' | 'failed_qc' | 'read';

/** Filters that speak of the place and not of the change: LowDP (Pisces), LowDepth (DRAGEN, Strelka), low_depth, NoCall, … */
const ofDepth = /^(?:low|min|insufficient|no)[ _.-]?(?:dp|depth|cov(?:erage)?|calls?|data)\b|^(?:dp|depth|coverage)(?:[ _.-]?(?:low|min|filter))?$|^(?:dp|d|cov)<?\d+$/i;
const noGenotype = /^\.(?:[/|]\.)*$/;

export const filtersOf = (text: string): string[] => (text === '' || text === 'PASS' || text === '.' ? [] : text.split(/[;,]/).filter((f) => f !== '' && f !== '.' && f !== 'PASS'));

/** More refused changes than this in one gene, and the gene as a whole is taken back: no list of them is of use to anybody. */
const mostRefused = 200;

export class UnreadSites {
  private readonly states = new Map<string, { name: string; state: State; line: number }>();
  private readonly refusals = new Map<string, { readonly variants: Set<string>; readonly line: number }>();
  private readonly genes: ReadonlySet<string>;

  /** `alone`: the file has one sample, so that what INFO counts is of this one. */
  constructor(private readonly panel: readonly string[] | null, private readonly build: Build | null, private readonly alone: boolean) {
    this.genes = new Set((panel ?? []).map((item) => canonicalGene(item.split(':')[0]!.trim()).toUpperCase()));
  }

  /** Takes note of a record. Throws {@link RangeError} for an END that is none. */
  take(r: VcfRecord, sample: SampleFields | null): void {
    if (this.panel === null) return;
    const chrom = bareChromosome(r.chrom);
    const end = r.reference ? blockEnd(r, sample) : r.pos + r.refLength - 1;
    if (!nearTable(chrom, r.pos, r.refLength) && (end - r.pos < r.refLength || tableSites(chrom, this.build, r.pos, end).length === 0)) return;
    const state = this.stateOf(r, sample);
    if (state === null) return;
    for (const { gene, pos, name } of tableSites(chrom, this.build, r.pos, end)) {
      if (!this.genes.has(gene)) continue;
      const key = `${name} ${pos}`;
      const before = this.states.get(key);
      // A place that any record reads was read; of two reasons why it was not, that nothing was there to read is the plainer one.
      if (before === undefined || (before.state !== 'read' && (state === 'read' || state === 'not_covered'))) this.states.set(key, { name, state, line: r.line });
    }
  }

  /** A change of one of the panel's genes that the caller saw and refused. */
  refuse(gene: string, variant: string, line: number): void {
    if (gene === '' || !this.genes.has(canonicalGene(gene).toUpperCase())) return;
    const own = this.refusals.get(gene) ?? { variants: new Set(), line };
    this.refusals.set(gene, own);
    if (own.variants.size <= mostRefused) own.variants.add(variant);
  }

  private stateOf(r: VcfRecord, sample: SampleFields | null): State | null {
    const filters = [...filtersOf(r.filter), ...filtersOf(sample?.get('FT') ?? '')];
    const depth = this.depthOf(r, sample);
    const genotype = sample?.format.has('GT') ? sample.raw('GT') : null;
    if (depth === 0 || (genotype !== null && (genotype === '' || noGenotype.test(genotype))) || filters.some((f) => ofDepth.test(f))) return 'not_covered';
    if (filters.length > 0) return r.reference ? 'failed_qc' : null;
    return depth === null ? null : 'read';
  }

  /** The lowest depth of the block, else the depth, as the sample says it, else as INFO does; null where nothing says it. */
  private depthOf(r: VcfRecord, sample: SampleFields | null): number | null {
    const inInfo = (key: string): string | undefined => (this.alone ? infoValue(r.info, key) : undefined);
    const text = inInfo('UMT') ?? sample?.get('MIN_DP') ?? inInfo('MIN_DP') ?? inInfo('MinDP') ?? sample?.get('DP') ?? (sample?.get('AD') === undefined ? inInfo('DP') : undefined);
    if (text !== undefined) return /^\d+$/.test(text) ? Number(text) : null;
    const reads = sample?.get('AD')?.split(',').map(Number);
    return reads === undefined || reads.some((n) => !Number.isInteger(n)) ? null : reads.reduce((a, b) => a + b, 0);
  }

  /** The panel of the draw as it was read, and told what was taken back. */
  panelRead(problems: ProblemList): readonly string[] | null {
    const lost = new Map<string, { state: State; line: number }>();
    for (const { name, state, line: at } of this.states.values()) if (state !== 'read' && lost.get(name)?.state !== 'not_covered') lost.set(name, { state, line: at });
    if (this.panel === null || lost.size + this.refusals.size === 0) return this.panel;
    const refused = [...this.refusals].flatMap(([gene, { variants, line: at }]) => {
      if (variants.size <= mostRefused) return [...variants].map((v) => `?${gene}:${v}`);
      problems.warn('sites_not_read', `more than ${mostRefused} changes of ${shown(gene)} were refused by the caller's filters: the gene is read as failed in this draw, and nothing of it as "not detected"`, { line: at });
      return [`?${gene}`];
    });
    for (const [state, words, meant] of [['not_covered', 'without depth or without a call', 'not covered'], ['failed_qc', 'refused by a filter', 'failed']] as const) {
      const own = [...lost].filter(([, l]) => l.state === state).sort(byName);
      const [first] = own.map(([, l]) => l.line).sort((a, b) => a - b);
      if (first !== undefined) problems.warn('sites_not_read', `${named(own.map(([name]) => name))} of the panel: ${words} in this file (first in line ${first}); ${meant} there, which is not the same as not detected`, { line: first });
    }
    return [...this.panel, ...[...lost].sort(byName).map(([name, { state }]) => `${state === 'failed_qc' ? '?' : '!'}${name}`), ...refused.sort()];
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
