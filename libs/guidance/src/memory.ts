/** What the rules remember from draw to draw while a patient's history is folded. */
import type { DrawEvent } from './known.js';
import type { CoverageMemory } from './rules-coverage.js';
import type { RechallengeMemory } from './rules-rechallenge.js';
import type { Snapshot } from './snapshot.js';

/** A rise that is under way: named by the draw that fired it. */
export interface Episode { readonly kind: 'resistance_emerging' | 'resistance_regrowth' | 'burden_rising'; readonly specimenId: string; confirmed: boolean; lowDraws: number }

/** A rise of several variants together; `lines`: starts of lines for which a conflict with it was said. */
export interface Together extends Episode { readonly lines: Set<number> }

/** What the rules remember about one variant. */
export interface VariantMemory {
  detected: boolean;
  originOpen: boolean;
  /** Called since it was last said to be below the bound. */
  called: boolean;
  lastCalledVaf: number | null;
  clearRun: string[];
  episode: Episode | null;
  /** Stop day of the drug-free interval for which persistence was said. */
  persistedSince: number | null;
  /** Starts of lines for which a conflict, or presence at baseline, was said. */
  conflicts: Set<number>;
  baselines: Set<number>;
}

/** What was said of the burden: starts of lines with a response, a clearance under way, the rise of burden that was said to be unexplained. */
export interface ResponseMemory { readonly responded: Set<number>; cleared: { calledDraws: number } | null; unexplained: string | null }

export interface Memory { readonly variants: Map<string, VariantMemory>; burden: Episode | null; notInformativeRun: boolean; readonly rechallenge: RechallengeMemory; /** Several variants said to rise together. */ together?: Together | null; response?: ResponseMemory; /** Required codons read so far. */ coverage?: CoverageMemory; /** Variants whose option was told. */ readonly targets?: Set<string>; /** Draws and assays that found tumour DNA again. */ returned?: Set<string> }

export function memoryOf(memory: Memory, key: string): VariantMemory {
  let m = memory.variants.get(key);
  if (!m) {
    m = { detected: false, originOpen: false, called: false, lastCalledVaf: null, clearRun: [], episode: null, persistedSince: null, conflicts: new Set(), baselines: new Set() };
    memory.variants.set(key, m);
  }
  return m;
}

/** One draw's results becoming known, with everything known up to then. */
export interface Step { readonly event: DrawEvent; readonly snap: Snapshot; readonly memory: Memory }
