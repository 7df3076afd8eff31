/**
 * Strategies of the founding paper (table 3), chosen by what the reading says. Each is an id: its biological basis, expected effect, limitation, and toxicity and
 * cost are words of the catalogue of words. A strategy is something to discuss, never an order.
 */
import type { MechanismReading, PatientRecord, StrategyAdvice } from '@clonewatch/domain';

/**
 * Which strategies the reading brings up and by what, in the order of the table. `targets`: changes called that a drug of the disease aims at. Deterministic; empty when nothing
 * brings one up.
 */
export function strategiesOf(m: MechanismReading, record: PatientRecord, rechallengeArises: boolean, targets: readonly string[] = []): readonly StrategyAdvice[] {
  const standing = [...m.called.filter((c) => c.applies && c.action === 'exclude' && c.lastStatus === 'detected'), ...m.inTissue.filter((c) => c.action === 'exclude')];
  const named = (mechanism: string): string[] => [...new Set(standing.filter((c) => c.mechanism === mechanism).map((c) => `${c.gene} ${c.variant}`.trim()))];
  // One gene by FISH, IHC or Sanger is no profile.
  const tissue = record.assessments.some((a) => a.gene !== '' && /^tissue(?::|$)/i.test(a.kind)) || record.profile.tissueRas !== null || record.profile.tissueBraf !== null;
  const secondary = named('secondary_target_mutation');
  const bypass = named('bypass_activation');
  const out: StrategyAdvice[] = [];
  if (!tissue) out.push({ id: 'initial_extended_profiling', because: 'no_tissue', changes: [] });
  if (m.verdict === 'cannot_assess' || m.verdict === 'partly_tested' || m.verdict === 'unexplained') out.push({ id: 'repeat_biopsy_or_ctdna', because: m.verdict, changes: [] });
  if (secondary.length > 0) out.push({ id: 'next_generation_drug', because: 'secondary_target_mutation', changes: secondary });
  if (bypass.length > 0) out.push({ id: 'combined_cascade_blockade', because: 'bypass_activation', changes: bypass });
  if (rechallengeArises) out.push({ id: 'reintroduction', because: 'rechallenge', changes: m.therapy.includes('anti_egfr') ? named('clonal_selection') : [] });
  if (record.profile.nosology === 'thyroid_rair_braf') out.push({ id: 'redifferentiation', because: 'thyroid', changes: targets });
  return out;
}
