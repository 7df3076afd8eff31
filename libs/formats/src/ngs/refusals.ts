/**
 * Rows of a table that the caller's filters refuse, or that are not the tumour's. At a place that decides on treatment a refused row is stored as failed; of any
 * other, and of all that is not the tumour's, the draw keeps in mind that the change was there, so that it does not read "not detected" when it is followed in the patient.
 */
import { bareChromosome, canonicalGene, isGenomic, placeItem, readChange, readNucleotideName, type ManifestRow } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';
import type { Build } from './build.js';
import { noExtra, type Place } from './call.js';
import type { PlacedCall } from './collect.js';
import { speaksOfDepth, speaksOfTheChange } from './filters.js';
import { isManeSelect, nameOf, tableName, type Annotated, type Name } from './naming.js';
import type { Notes } from './notes.js';
import { leftOutAs, type LeftOut } from './origin.js';
import { genesOf, Refused } from './refused.js';

export interface RefusedRow {
  readonly sample: string | null;
  readonly refused: readonly string[];
  readonly place: Place | null;
  readonly said: Annotated | null;
  readonly build: Build | null;
  /** Text of the count of mutant reads. */
  readonly mutant: string;
  /** What the file says the change does (`intron`, `3'UTR`, `Silent`); '' where it does not. */
  readonly effect?: string;
}

/** Changes without bases of which one is there, and not said which. */
const kindsOf: Readonly<Partial<Record<LeftOut['leftOut'], readonly string[]>>> = { copies: ['amplification', 'loss'], joined: ['fusion'] };

/** Effects by MAF's and GSvar's names, several joined by `&`, of which none changes a protein. */
const changesNoProtein = /^(?:(?:silent|synonymous|intron|intergenic|igr|rna|lincrna|upstream|downstream|[35]'?_?(?:prime)?_?(?:utr|flank))(?:_(?:variant|gene|region|gene_variant))*(?:&|$))+$/i;

/** More codons than this, and the change is of the gene as a whole. */
const mostCodons = 40;

/** Codons that a coding change stands in, none where it stands outside them; null where its name does not say it, or is of another transcript than the gene's own. */
function codonsOf(said: Annotated): number[] | null {
  const read = readNucleotideName(said.hgvsC);
  if (read?.type !== 'c' || (said.transcript !== '' && !said.mane && !isManeSelect(said.gene, said.transcript))) return null;
  const change = readChange(read.body);
  // In an intron or outside the coding sequence: c.35+1G>A, c.-124C>T, c.*12del.
  if (change === null) return /^[-*]|^\d+[+-]/.test(read.body) ? [] : null;
  const [first, last] = [Math.ceil(change.start / 3), Math.ceil(change.end / 3)];
  return last - first >= mostCodons ? null : Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

export class Refusals {
  private readonly of = new Map<ManifestRow, Refused>();
  constructor(private readonly notes: Notes, private readonly problems: ProblemList) {}

  /** Null: no row is made of it. */
  take(r: RefusedRow, m: ManifestRow, panel: readonly string[] | null, build: Build | null, line: number): PlacedCall | null {
    const filters = [...r.refused].sort().join(', ');
    const depth = r.refused.some(speaksOfDepth);
    const nothing = Number(r.mutant) === 0 && r.mutant.trim() !== '' && !depth && r.refused.every(speaksOfTheChange);
    const name = nothing ? 'none' : nameOf(r.place, build, r.said);
    if (typeof name === 'string' || r.place === null || tableName(r.place, build) === null) {
      this.notes.add('filtered_not_imported', line, `filtered by the caller (${shown(filters)}) and not imported`);
      const own = this.ofDraw(m, panel);
      this.takeBack(depth ? '!' : '?', name, r.place, own, build, line);
      if (!nothing && !changesNoProtein.test(r.effect ?? '')) this.takeBackUntold(depth ? '!' : '?', name, r.said, own, line);
      return null;
    }
    this.problems.warn('filtered_call', `${shown(`${name.gene} ${name.variant}`.trim())} was filtered by the caller (${shown(filters)}): it is stored as ${depth ? 'not covered' : 'failed, neither detected nor absent'}`, { line, field: 'FILTER', value: filters });
    return {
      ...name, line, place: r.place, counts: null, vaf: null, status: depth ? 'not_covered' : 'failed_qc', hgvsC: r.said?.hgvsC ?? '', hgvsP: r.said?.hgvsP ?? '', build: build ?? '', copyNumber: null, wbcVaf: null,
      extra: depth ? noExtra : { filter: [...r.refused].join(';') }, phase: null,
    };
  }

  /**
   * By its bases alone nobody can tell which of the gene's changes it is that another result calls by its protein change: then the codons it stands in are taken back,
   * and where they are not told, the gene.
   */
  private takeBackUntold(mark: '!' | '?', name: Name | string, said: Annotated | null, own: Refused, line: number): void {
    const gene = said?.gene ?? '';
    if (said === null || (typeof name !== 'string' && !isGenomic(name.variant) && !/(?:^|:)c\./.test(name.variant)) || /=/.test(said.hgvsP)) return;
    const codons = typeof name === 'string' ? null : codonsOf(said);
    if (codons?.length === 0) return;
    const told = codons === null ? own.addGene(gene, mark) : codons.map((c) => own.addGene(gene, mark, c)).some(Boolean);
    if (told) this.notes.add('sites_not_read', line, `filtered by the caller and without the name of a protein change: ${codons === null ? 'the gene is' : 'the codons are'} read as ${mark === '!' ? 'not covered' : 'failed'} in this draw, never as "not detected"`);
  }

  /** What is not the tumour's. A change without a name may be any of its gene: then nothing of the gene is absent. */
  leaveOut(r: LeftOut, m: ManifestRow, panel: readonly string[] | null, build: Build | null, line: number): void {
    this.notes.add(leftOutAs[r.leftOut][0], line, leftOutAs[r.leftOut][1]);
    const kinds = kindsOf[r.leftOut];
    if (kinds !== undefined) return kinds.forEach((variant) => this.ofDraw(m, panel).add(canonicalGene(r.said?.gene ?? ''), variant, line, '!'));
    const name = r.name ?? nameOf(r.place, build, r.said);
    this.takeBack('!', name, r.place, this.ofDraw(m, panel), build, line);
    if (typeof name === 'string' && r.said !== null) this.ofDraw(m, panel).addGene(r.said.gene);
  }

  /** A change of a gene of which its effect is not told (`p.?`) is in the draw. */
  untold(gene: string, m: ManifestRow, panel: readonly string[] | null, line: number): void {
    this.ofDraw(m, panel).add(gene, 'p.?', line, '!');
  }

  private ofDraw(m: ManifestRow, panel: readonly string[] | null): Refused {
    let own = this.of.get(m);
    if (own === undefined) this.of.set(m, (own = new Refused(genesOf(panel))));
    return own;
  }

  private takeBack(mark: '!' | '?', name: Name | string, place: Place | null, own: Refused, build: Build | null, line: number): void {
    if (typeof name !== 'string' && (place === null || name.variant.startsWith('p.'))) own.add(name.gene, name.variant, line, mark);
    else if (place !== null && (typeof name !== 'string' || name === 'no build')) own.addPlace(placeItem(mark, build, bareChromosome(place.chrom), [{ from: place.pos, to: place.pos + Math.max(place.ref.length, 1) - 1 }]));
  }

  /** A draw's panel with what was refused in it. */
  panelOf(m: ManifestRow, panel: readonly string[] | null): readonly string[] | null {
    const own = this.of.get(m);
    return own === undefined || panel === null ? panel : [...panel, ...own.items(this.problems)];
  }
}
