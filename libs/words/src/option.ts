/**
 * The four things that table 3 of the founding paper asks of an option: biological basis, expected effect, limitation, toxicity and cost. What neither the catalogue
 * nor a strategy of the packet says is said to be not stated; nothing is filled in.
 */
import type { strategyIds } from '@clonewatch/domain';
import { t } from './language.js';

export const optionAspects = ['basis', 'expected', 'limitation', 'burden'] as const;
export type OptionAspect = (typeof optionAspects)[number];

interface Option { readonly kind: 'target' | 'resistance'; readonly entry: string; readonly gene: string; readonly variant: string }
interface Said {
  readonly strategies: readonly { readonly id: (typeof strategyIds)[number]; readonly changes: readonly string[] }[];
  readonly mechanisms: { readonly called: readonly { readonly entry: string; readonly gene: string; readonly variant: string; readonly mechanism: string }[] };
}
type MechanismWord = 'primary_target' | 'secondary_target_mutation' | 'bypass_activation' | 'clonal_selection' | 'phenotypic_plasticity' | 'none';
const mechanismWords: readonly string[] = ['primary_target', 'secondary_target_mutation', 'bypass_activation', 'clonal_selection', 'phenotypic_plasticity'] satisfies readonly MechanismWord[];

/** In the order of the table. `known` false: not stated. */
export function optionSays(o: Option, packet: Said): readonly { readonly aspect: OptionAspect; readonly text: string; readonly known: boolean }[] {
  const strategy = packet.strategies.find((s) => s.changes.includes(`${o.gene} ${o.variant}`.trim()));
  const mechanism = packet.mechanisms.called.find((c) => c.entry === o.entry && c.gene === o.gene && c.variant === o.variant)?.mechanism;
  return optionAspects.map((aspect) => {
    if (strategy) return { aspect, text: t(`board.s.${strategy.id}.${aspect}`), known: true };
    if (aspect === 'basis' && o.kind === 'target') return { aspect, text: t('board.basis.target'), known: true };
    if (aspect === 'basis' && mechanism !== undefined && mechanismWords.includes(mechanism)) return { aspect, text: t(`mechanisms.class.${mechanism as MechanismWord}`), known: true };
    return { aspect, text: t('board.notStated'), known: false };
  });
}
