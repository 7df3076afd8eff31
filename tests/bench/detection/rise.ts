/** Tallies of rise calls of one patient, the engine's or a simple rule's, against the truth. */
import type { AlertFinding, Evaluation } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { growingKind, riseVerdict, trueDayOf } from './truths.js';

/** One call of "rising": the variants it names and the true day of the draw that fired it. */
export interface RiseCall { readonly trueDay: number; readonly members: readonly { readonly gene: string; readonly variant: string }[] }

/** A clone whose true fraction passed 0.1 % on the drug. */
export interface CloneTally {
  readonly called: boolean;
  /** Days from the crossing to the draw of the first call; null when never called. */
  readonly delayDays: number | null;
  /** Called by a draw taken before the line of the crossing stopped. */
  readonly beforeStop: boolean;
}

export interface RiseTally {
  readonly years: number;
  readonly noise: number;
  /** Calls on a clone that had grown, after the drug's stop. */
  readonly after: number;
  readonly stableCalls: number;
  readonly stableClones: number;
  readonly stableEverCalled: number;
  readonly clones: readonly CloneTally[];
}

/** Episodes of growth among the engine's alerts, each once, at the draw that fired it first. */
export function engineCalls(evaluation: Evaluation, truth: PatientTruth): readonly RiseCall[] {
  const seen = new Set<string>();
  const out: RiseCall[] = [];
  for (const a of evaluation.alerts) {
    if (a.kind !== 'resistance_emerging' && a.kind !== 'resistance_regrowth') continue;
    const episode = a.episode.replace(/\|confirmed$/, '');
    if (seen.has(episode)) continue;
    seen.add(episode);
    out.push({ trueDay: trueDayOf(truth, a.specimenId, a.firedDay), members: membersOf(a) });
  }
  return out;
}

const membersOf = (a: AlertFinding): RiseCall['members'] => (a.members.length > 0 ? a.members : a.gene !== null && a.variant !== null ? [{ gene: a.gene, variant: a.variant }] : []);

/** Years from the first to the last draw. */
export function yearsOf(truth: PatientTruth): number {
  const days = truth.draws.map((d) => d.trueDay);
  return Math.max(1, Math.max(...days) - Math.min(...days)) / 365.25;
}

/**
 * A call is noise when none of the variants it names is a growing clone, nor a stable one. `covered`: was the variant measured at all after
 * its crossing? A clone no assay looked for is nobody's miss and is left out.
 */
export function tallyRise(truth: PatientTruth, calls: readonly RiseCall[], covered: (gene: string, variant: string) => boolean): RiseTally {
  const judged = calls.map((c) => ({ c, verdicts: c.members.map((m) => riseVerdict(truth, truth.variant(m.gene, m.variant), c.trueDay)) }));
  const first = (verdict: string): number => judged.filter(({ verdicts }) => best(verdicts) === verdict).length;
  const naming = (gene: string, variant: string): typeof judged => judged.filter(({ c }) => c.members.some((m) => m.gene === gene && m.variant === variant));
  const stable = truth.variants.filter((v) => v.kind === 'resistance_stable');
  const clones = truth.variants.filter((v) => growingKind(v) && v.crossingDay !== null && covered(v.gene, v.variant)).map((v): CloneTally => {
    const day = naming(v.gene, v.variant).filter(({ c }) => riseVerdict(truth, v, c.trueDay) !== 'noise').map(({ c }) => c.trueDay).sort((a, b) => a - b)[0];
    const stop = truth.lines[v.crossingLine!]!.stopDay ?? Infinity;
    return { called: day !== undefined, delayDays: day === undefined ? null : day - v.crossingDay!, beforeStop: day !== undefined && day <= stop };
  });
  return {
    years: yearsOf(truth), noise: first('noise'), after: first('after'), stableCalls: first('stable'), stableClones: stable.length,
    stableEverCalled: stable.filter((v) => naming(v.gene, v.variant).length > 0).length, clones,
  };
}

/** The kindest reading of a call that names several variants. */
function best(verdicts: readonly string[]): string {
  return ['growing', 'after', 'stable'].find((v) => verdicts.includes(v)) ?? 'noise';
}
