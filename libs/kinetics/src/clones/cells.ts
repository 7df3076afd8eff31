import type { CountDraw } from '../draws.js';
import type { CloneOptions, CloneVariant } from './types.js';
import { cloneDefaults } from './defaults.js';

/** What a variant says in a draw. */
export const absent = 0;
export const notCalled = 1;
export const called = 2;

/** One variant in every draw: views of the arrays of {@link Cells}. */
export type CellRow = Pick<Cells, 'state' | 'y' | 'v' | 'k' | 'n' | 'b'>;

/** Variants × draws as plain arrays, one row a variant; row-major, `draws` columns. */
export interface Cells {
  readonly variants: readonly CloneVariant[];
  readonly draws: readonly { readonly day: number; readonly specimenId: string }[];
  /** Months since the draw before; 0 for the first. */
  readonly gap: Float64Array;
  readonly state: Uint8Array;
  /** ln VAF with the background taken off, and its counting variance; of called cells. */
  readonly y: Float64Array;
  readonly v: Float64Array;
  readonly k: Float64Array;
  readonly n: Float64Array;
  readonly b: Float64Array;
  /** Day of each variant's first call. */
  readonly first: Float64Array;
  readonly rows: readonly CellRow[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const usable = (d: CountDraw): boolean => d.n > 0;

/** Called at least once, by key, be it without counts. A variant never seen is in no clone. */
function seen(variants: readonly CloneVariant[]): readonly CloneVariant[] {
  return variants.filter((v) => v.draws.some((d) => d.called)).sort((a, b) => byText(a.key, b.key));
}

/** Draws of any of the variants, oldest first, each specimen once. */
function drawsOf(variants: readonly CloneVariant[]): Cells['draws'] {
  const found = new Map<string, { day: number; specimenId: string }>();
  for (const v of variants) for (const d of v.draws) if (usable(d) && !found.has(d.specimenId)) found.set(d.specimenId, { day: d.day, specimenId: d.specimenId });
  return [...found.values()].sort((a, b) => a.day - b.day || byText(a.specimenId, b.specimenId));
}

export function cellsOf(all: readonly CloneVariant[], o: Pick<CloneOptions, 'drawOrder'>): Cells {
  const variants = seen(all);
  const draws = drawsOf(variants);
  const columns = draws.length;
  const at = new Map(draws.map((d, i) => [d.specimenId, i]));
  const array = (): Float64Array => new Float64Array(variants.length * columns);
  const [state, y, v, k, n, b] = [new Uint8Array(variants.length * columns), array(), array(), array(), array(), array()];
  const view = (row: number): [number, number] => [row * columns, (row + 1) * columns];
  const cells: Cells = {
    variants, draws, gap: gapsOf(draws, o.drawOrder), state, y, v, k, n, b,
    rows: variants.map((_, row) => ({
      state: state.subarray(...view(row)), y: y.subarray(...view(row)), v: v.subarray(...view(row)), k: k.subarray(...view(row)), n: n.subarray(...view(row)), b: b.subarray(...view(row)),
    })),
    first: Float64Array.from(variants, (v) => v.draws.reduce((first, d) => (d.called ? Math.min(first, d.day) : first), Infinity)),
  };
  variants.forEach((variant, row) => {
    for (const d of variant.draws) if (usable(d)) fill(cells, row * columns + at.get(d.specimenId)!, d);
  });
  return cells;
}

function gapsOf(draws: Cells['draws'], drawOrder: boolean): Float64Array {
  const { nominalMonths, daysPerMonth } = cloneDefaults;
  return Float64Array.from(draws, (d, i) => (i === 0 || d.day === draws[i - 1]!.day ? 0 : drawOrder ? nominalMonths : (d.day - draws[i - 1]!.day) / daysPerMonth));
}

function fill(c: Cells, i: number, d: CountDraw): void {
  const signal = d.k - d.background;
  const isCalled = d.called && signal > 0;
  c.state[i] = isCalled ? called : notCalled;
  c.k[i] = d.k;
  c.n[i] = d.n;
  // Without any background a molecule in a "clean" draw would be impossible.
  c.b[i] = Math.max(d.background, 1e-6);
  if (!isCalled) return;
  c.y[i] = Math.log(signal / d.n);
  // Binomial counting; a floor keeps a wholly mutant draw from being exact.
  c.v[i] = Math.max(d.k * (1 - d.k / d.n), 0.25) / signal ** 2;
}
