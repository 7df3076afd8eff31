/**
 * The calls of one sample, in the order of the file, before they become rows. Callers split what is one change: neighbouring bases of one codon that stand
 * on the same molecules are one MNV (BRAF V600K, not V600M and V600E); two nucleotide changes that make one protein change (EGFR S492R) are one variant
 * whose molecules add up. Holds a few calls at a time.
 */
import { bareChromosome, chromosomeAccession, codingChange, genomicName, proteinChange, variantIdentity } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';
import type { Build } from './build.js';
import type { Call, Counts } from './call.js';

export interface PlacedCall extends Call {
  /** Haplotype on which the caller phased the change; null where it says nothing. */
  readonly phase: string | null;
}

/** Calls further apart than this (bases) cannot be one change. An in-frame deletion and a substitution may still name one protein change. */
const reach = 100;
/** Without phasing only counts that are the same but for a few reads say that two changes stand on the same molecules. */
const fewest = 10;
const closeness = 0.1;

export class Collector {
  private pending: PlacedCall[] = [];

  constructor(private readonly build: Build | null, private readonly problems: ProblemList) {}

  /** Takes a call; gives back those that nothing later can change. */
  add(call: PlacedCall): PlacedCall[] {
    const { place } = call;
    if (this.pending.length === 0) {
      this.pending.push(call);
      return [];
    }
    const within = (p: PlacedCall): boolean => place !== null && p.place !== null && p.place.chrom === place.chrom && Math.abs(place.pos - p.place.pos) <= reach;
    if (!this.pending.some(within)) {
      // As most calls are: far from the one before.
      const done = this.pending;
      this.pending = [call];
      return done;
    }
    const open = this.pending.filter(within);
    const done = open.length === this.pending.length ? [] : this.pending.filter((p) => !open.includes(p));
    this.pending = open;
    for (let i = open.length - 1; i >= 0; i--) {
      const one = this.joined(open[i]!, call) ?? this.added(open[i]!, call);
      if (one === null) continue;
      // The joined change may itself continue one before it, or name one that is there already.
      this.pending.splice(i, 1);
      return [...done, ...this.add(one)];
    }
    this.pending.push(call);
    return done;
  }

  rest(): PlacedCall[] {
    const { pending } = this;
    this.pending = [];
    return pending;
  }

  /** Two substitutions of one codon as one, where the file shows that they stand on the same molecules; else null. */
  private joined(a: PlacedCall, b: PlacedCall): PlacedCall | null {
    if (a.place === null || b.place === null || a.counts === null || b.counts === null || a.status !== b.status) return null;
    const [first, second] = a.place.pos < b.place.pos ? [a, b] : [b, a];
    const [p, q] = [first.place!, second.place!];
    const gap = q.pos - (p.pos + p.ref.length);
    if (p.ref.length !== p.alt.length || q.ref.length !== q.alt.length || gap < 0 || gap > 1 || first.counts!.mutant === 0 || second.counts!.mutant === 0) return null;
    if (!sameCodon(first, second, this.build)) return null;
    const phased = first.phase !== null && second.phase !== null;
    if (phased ? first.phase !== second.phase : !sameMolecules(first.counts!, second.counts!)) return null;
    const name = this.joint(first, second, gap);
    if (name === null) return null;
    const counts = { mutant: Math.min(first.counts!.mutant, second.counts!.mutant), total: Math.max(first.counts!.total, second.counts!.total), unit: first.counts!.unit };
    this.problems.warn('mnv_joined', `${shown(label(first))} and ${shown(label(second))} (line ${second.line}) are neighbouring bases of one codon ${phased ? 'on the same haplotype' : `in practically the same number of molecules (${first.counts!.mutant} and ${second.counts!.mutant})`}; they are read as one change, ${shown(`${name.gene} ${name.variant}`)}`, { line: first.line });
    return { ...first, ...name, counts, vaf: null, hgvsC: '', hgvsP: '' };
  }

  private joint(first: PlacedCall, second: PlacedCall, gap: number): Pick<PlacedCall, 'gene' | 'variant' | 'place'> | null {
    const [p, q] = [first.place!, second.place!];
    const between = gap === 0 ? '' : this.baseBetween(first, second);
    if (between === null) return null;
    const place = { chrom: p.chrom, pos: p.pos, ref: p.ref + between + q.ref, alt: p.alt + between + q.alt };
    const chrom = bareChromosome(p.chrom);
    const change = codingChange(chrom, this.build, place.pos, place.ref, place.alt);
    const protein = change === null ? null : proteinChange(change);
    if (change !== null && protein !== null) return { gene: change.gene, variant: protein, place };
    const reference = this.build === null ? null : chromosomeAccession(p.chrom, this.build);
    return reference === null ? null : { gene: first.gene, variant: genomicName(reference, place.pos, place.ref, place.alt), place };
  }

  /** The unchanged base between two changes: only the table of reference codons knows it. */
  private baseBetween(first: PlacedCall, second: PlacedCall): string | null {
    const [p, q] = [first.place!, second.place!];
    for (const base of 'ACGT') if (codingChange(bareChromosome(p.chrom), this.build, p.pos, p.ref + base + q.ref, p.alt + base + q.alt) !== null) return base;
    return null;
  }

  /** The same change in two lines: the same said twice, or two results of which one must be wrong. */
  private repeated(a: PlacedCall, b: PlacedCall): PlacedCall {
    // What the caller refused, or could not look at, takes nothing from what it accepted.
    if ((a.status === null) !== (b.status === null)) {
      this.problems.warn('duplicate_call', `lines ${a.line} and ${b.line} both tell of ${shown(label(a))} in the same sample; the one that was accepted is taken`, { line: b.line });
      return a.status === null ? a : b;
    }
    const same = a.counts?.mutant === b.counts?.mutant && a.counts?.total === b.counts?.total && a.vaf === b.vaf && a.status === b.status;
    if (same) this.problems.warn('duplicate_call', `lines ${a.line} and ${b.line} say the same of ${shown(label(a))} in the same sample; it is taken once`, { line: b.line });
    else this.problems.error('duplicate_call', `lines ${a.line} and ${b.line} give different results of ${shown(label(a))} for the same sample; remove the wrong one`, { line: b.line });
    return a;
  }

  /** One protein change made by two nucleotide changes: their molecules are different ones, and add up. */
  private added(a: PlacedCall, b: PlacedCall): PlacedCall | null {
    if (a.gene !== b.gene || a.variant !== b.variant || a.place === null || b.place === null) return null;
    if (a.place.pos === b.place.pos && a.place.ref === b.place.ref && a.place.alt === b.place.alt) return this.repeated(a, b);
    if (a.gene === '' || !a.variant.startsWith('p.')) return null;
    // What the caller refused, or could not look at, takes nothing from what it accepted.
    if (a.status !== b.status || a.counts === null || b.counts === null) return a.status === null || (b.status !== null && a.counts !== null) ? a : b;
    const counts = { mutant: a.counts.mutant + b.counts.mutant, total: Math.max(a.counts.total, b.counts.total, a.counts.mutant + b.counts.mutant), unit: a.counts.unit };
    if (b.counts.mutant > 0 && a.counts.mutant > 0) {
      this.problems.warn('nucleotide_changes_added', `lines ${a.line} and ${b.line} make the same protein change, ${shown(label(a))}; their mutant molecules (${a.counts.mutant} and ${b.counts.mutant}) are added up`, { line: b.line });
    }
    const lead = a.counts.mutant >= b.counts.mutant ? a : b;
    return { ...lead, line: a.line, counts, vaf: null, place: { ...lead.place! } };
  }
}

const label = (c: Call): string => `${c.gene} ${c.variant}`.trim();

function sameMolecules(a: Counts, b: Counts): boolean {
  return a.mutant >= fewest && b.mutant >= fewest && Math.abs(a.mutant - b.mutant) <= closeness * Math.max(a.mutant, b.mutant) && a.unit === b.unit;
}

/** Positions of one codon: by the table, else by the protein positions the annotation gives. */
function sameCodon(a: PlacedCall, b: PlacedCall, build: Build | null): boolean {
  const codons = [a, b].map((c) => {
    const { chrom, pos, ref, alt } = c.place!;
    const change = codingChange(bareChromosome(chrom), build, pos, ref, alt);
    if (change !== null) return `${change.gene}:${Math.floor((change.start - 1) / 3)}:${Math.floor((change.start + change.ref.length - 2) / 3)}`;
    const identity = variantIdentity(c.gene, c.variant);
    const m = /^p\.[A-Z*](\d+)/.exec(identity.variant);
    return m === null ? null : `${identity.gene}:${Number(m[1]) - 1}:${Number(m[1]) - 1}`;
  });
  return codons[0] !== null && codons[0] === codons[1];
}
