/**
 * Rows of a table that the caller's filters refuse, or that are not the tumour's. At a place that decides on treatment a refused row is stored as failed; of any
 * other, and of all that is not the tumour's, the draw keeps in mind that the change was there, so that it does not read "not detected" when it is followed in the patient.
 */
import { bareChromosome, placeItem, type ManifestRow } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';
import type { Build } from './build.js';
import { noExtra, type Place } from './call.js';
import type { PlacedCall } from './collect.js';
import { speaksOfDepth, speaksOfTheChange } from './filters.js';
import { nameOf, tableName, type Annotated, type Name } from './naming.js';
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
      this.takeBack(depth ? '!' : '?', name, r.place, this.ofDraw(m, panel), build, line);
      return null;
    }
    this.problems.warn('filtered_call', `${shown(`${name.gene} ${name.variant}`.trim())} was filtered by the caller (${shown(filters)}): it is stored as ${depth ? 'not covered' : 'failed, neither detected nor absent'}`, { line, field: 'FILTER', value: filters });
    return {
      ...name, line, place: r.place, counts: null, vaf: null, status: depth ? 'not_covered' : 'failed_qc', hgvsC: r.said?.hgvsC ?? '', hgvsP: r.said?.hgvsP ?? '', build: build ?? '', copyNumber: null, wbcVaf: null,
      extra: depth ? noExtra : { filter: [...r.refused].join(';') }, phase: null,
    };
  }

  /** What is not the tumour's. A change without a name may be any of its gene: then nothing of the gene is absent. */
  leaveOut(r: LeftOut, m: ManifestRow, panel: readonly string[] | null, build: Build | null, line: number): void {
    this.notes.add(leftOutAs[r.leftOut][0], line, leftOutAs[r.leftOut][1]);
    const name = r.name ?? nameOf(r.place, build, r.said);
    this.takeBack('!', name, r.place, this.ofDraw(m, panel), build, line);
    if (typeof name === 'string' && r.said !== null) this.ofDraw(m, panel).addGene(r.said.gene);
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
