/**
 * The four things that table 3 of the founding paper asks of an option: biological basis, expected effect, limitation, toxicity and cost. What neither a source of the entry,
 * nor the catalogue, nor a strategy of the packet says is said to be not stated; nothing is filled in.
 */
import type { strategyIds } from '@clonewatch/domain';
import { t, textOf } from './language.js';

export const optionAspects = ['basis', 'expected', 'limitation', 'burden'] as const;
export type OptionAspect = (typeof optionAspects)[number];

interface Option { readonly kind: 'target' | 'resistance'; readonly entry: string; readonly gene: string; readonly variant: string }
interface Said {
  readonly strategies: readonly { readonly id: (typeof strategyIds)[number]; readonly changes: readonly string[] }[];
  readonly mechanisms: { readonly called: readonly { readonly entry: string; readonly gene: string; readonly variant: string; readonly mechanism: string }[]; readonly in_tissue?: readonly { readonly entry: string; readonly gene: string; readonly variant: string; readonly mechanism: string }[] | undefined };
}
type MechanismWord = 'primary_target' | 'secondary_target_mutation' | 'bypass_activation' | 'clonal_selection' | 'phenotypic_plasticity' | 'none';
const mechanismWords: readonly string[] = ['primary_target', 'secondary_target_mutation', 'bypass_activation', 'clonal_selection', 'phenotypic_plasticity'] satisfies readonly MechanismWord[];

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\d]{4,}/gu) ?? [];

/**
 * What can be discussed of a catalogued change, in the catalogue's words: its strategy, then the option that it opens. A strategy whose words, apart from those in
 * brackets, the option says again is not said twice.
 */
export function toDiscuss({ strategy, option }: { readonly strategy: string; readonly option: string | null }): readonly string[] {
  if (option === null) return [strategy];
  const said = new Set(wordsOf(option));
  return wordsOf(strategy.replace(/\([^)]*\)/g, '')).every((w) => said.has(w)) ? [option] : [strategy, option];
}

/** In the order of the table. `known` false: not stated. */
export function optionSays(o: Option, packet: Said): readonly { readonly aspect: OptionAspect; readonly text: string; readonly known: boolean }[] {
  const strategy = packet.strategies.find((s) => s.changes.includes(`${o.gene} ${o.variant}`.trim()));
  const mechanism = [...packet.mechanisms.called, ...(packet.mechanisms.in_tissue ?? [])].find((c) => c.entry === o.entry && c.gene === o.gene && c.variant === o.variant)?.mechanism;
  return optionAspects.map((aspect) => {
    // What a source says of this very entry, before what is said of the strategy at large.
    const own = textOf(`board.o.${o.entry}.${aspect}`);
    if (own !== null) return { aspect, text: own, known: true };
    if (strategy) return { aspect, text: t(`board.s.${strategy.id}.${aspect}`), known: true };
    if (aspect === 'basis' && o.kind === 'target') return { aspect, text: t('board.basis.target'), known: true };
    if (aspect === 'basis' && mechanism !== undefined && mechanismWords.includes(mechanism)) return { aspect, text: t(`mechanisms.class.${mechanism as MechanismWord}`), known: true };
    return { aspect, text: t('board.notStated'), known: false };
  });
}
