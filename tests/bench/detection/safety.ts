/** Decisions on rechallenge: the verdict on a day, against what the blood truly held at the draw it rests on. */
import type { Evaluation } from '@clonewatch/domain';
import type { SimulatedCase } from '@clonewatch/simulate';
import { cloneThere, resistantKind, watched } from './truths.js';

export interface DecisionTally {
  readonly verdict: string;
  readonly nonShedder: boolean;
  /** A resistant tumour clone of 0.1 % or a quarter of the tumour. */
  readonly present: boolean;
  /** No resistant clone, a truncal variant of 1.5 % that tissue or leukocytes confirm, 3,000 molecules on a panel of all alleles, a sound draw, no haematopoietic RAS, and every other gate passed. */
  readonly clean: boolean;
}

const cleanVaf = 1e-6;
const leastTruncal = 0.015;
const leastMolecules = 3000;
/** Gates about anything but this sample's tumour DNA and alleles. */
const otherGates = ['G1', 'G2', 'G3', 'G4', 'G5', 'G9'];

/** Null where the engine answers no such question for this patient. */
export function tallyDecision(c: SimulatedCase, evaluation: Evaluation): DecisionTally | null {
  const result = evaluation.rechallenge;
  if (!result) return null;
  const draw = c.truth.draws.find((d) => result.sampleSpecimens.includes(d.specimenId));
  const trueDay = draw?.trueDay ?? evaluation.asOfDay ?? 0;
  const here = c.record.measurements.filter((m) => m.specimenId === draw?.specimenId);
  const whole = here.filter((m) => m.panel !== null && (m.totalCount ?? 0) >= leastMolecules);
  // Shown to be of the tumour by tissue or by clean leukocytes; TP53 alone never counts.
  const confirmed = (gene: string, variant: string): boolean => gene !== 'TP53' && (c.record.assessments.some((a) => a.kind === 'tissue' && a.gene === gene && a.variant === variant)
    || c.record.measurements.some((m) => m.gene === gene && m.variant === variant && m.wbcVafFraction === 0));
  const truncal = Math.max(0, ...c.truth.variants.filter((v) => v.kind === 'truncal' && confirmed(v.gene, v.variant)).map((v) => v.vafOn(trueDay)));
  const sound = draw !== undefined && !draw.swapped && !draw.misdated && !draw.diluted && draw.contaminated.length === 0;
  const host = c.truth.variants.some((v) => (v.kind === 'chip' && watched(v.gene)) || v.kind === 'germline');
  const clone = c.truth.variants.some((v) => resistantKind(v) && v.vafOn(trueDay) >= cleanVaf);
  return {
    verdict: result.verdict, nonShedder: c.truth.nonShedder, present: cloneThere(c.truth, trueDay),
    clean: sound && !host && !clone && truncal >= leastTruncal && whole.length > 0 && !here.some((m) => m.reportedStatus === 'not_covered')
      && otherGates.every((id) => result.gates.find((g) => g.id === id)?.state === 'pass'),
  };
}
