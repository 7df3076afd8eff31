/**
 * Rows of a table that the caller's filters refuse. At a place that decides on treatment such a row is stored as failed; of any other the draw keeps in mind
 * that the change failed there, so that it does not read "not detected" when it is followed in the patient.
 */
import { bareChromosome, placeItem, type ManifestRow } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';
import type { Build } from './build.js';
import { noExtra, type Place } from './call.js';
import type { PlacedCall } from './collect.js';
import { speaksOfDepth, speaksOfTheChange } from './filters.js';
import { nameOf, tableName, type Annotated } from './naming.js';
import type { Notes } from './notes.js';
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
      if (typeof name === 'string') return null;
      let own = this.of.get(m);
      if (own === undefined) this.of.set(m, (own = new Refused(genesOf(panel))));
      if (r.place === null || name.variant.startsWith('p.')) own.add(name.gene, name.variant, line, depth ? '!' : '?');
      else own.addPlace(placeItem(depth ? '!' : '?', build, bareChromosome(r.place.chrom), [{ from: r.place.pos, to: r.place.pos + Math.max(r.place.ref.length, 1) - 1 }]));
      return null;
    }
    this.problems.warn('filtered_call', `${shown(`${name.gene} ${name.variant}`.trim())} was filtered by the caller (${shown(filters)}): it is stored as ${depth ? 'not covered' : 'failed, neither detected nor absent'}`, { line, field: 'FILTER', value: filters });
    return {
      ...name, line, place: r.place, counts: null, vaf: null, status: depth ? 'not_covered' : 'failed_qc', hgvsC: r.said?.hgvsC ?? '', hgvsP: r.said?.hgvsP ?? '', build: build ?? '', copyNumber: null, wbcVaf: null,
      extra: depth ? noExtra : { filter: [...r.refused].join(';') }, phase: null,
    };
  }

  /** A draw's panel with what was refused in it. */
  panelOf(m: ManifestRow, panel: readonly string[] | null): readonly string[] | null {
    const own = this.of.get(m);
    return own === undefined || panel === null ? panel : [...panel, ...own.items(this.problems)];
  }
}
