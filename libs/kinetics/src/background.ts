import type { ControlSummary, Measurement } from '@clonewatch/domain';
import { engineDefaults } from './defaults.js';
import { moleculesOf } from './molecules.js';

/** Expected false-positive molecules of one reaction, and what the number rests on. */
export interface Background { readonly expected: number; readonly source: 'file' | 'controls' | 'default' }

/**
 * Expected false positives in this reaction, molecules: the fraction in the file × molecules; else the pooled controls of the same
 * assay, gene, variant and unit; else the unit's default × molecules. 0 when there is nothing to count.
 */
export function backgroundOf(m: Measurement, controls: readonly ControlSummary[]): Background {
  const total = moleculesOf(m)?.total ?? 0;
  if (m.backgroundFraction !== null) return { expected: m.backgroundFraction * total, source: 'file' };
  const rate = controlRate(m, controls);
  // Controls count in the assay's own unit: false positives per partition meet partitions, not molecules.
  if (rate !== null) return { expected: total === 0 ? 0 : rate * (m.totalCount ?? total), source: 'controls' };
  return { expected: engineDefaults.background.value[m.countUnit] * total, source: 'default' };
}

/**
 * (mutant + ½) / total of the matching controls: the half keeps a few clean controls from claiming a background of 0.
 * A background belongs to an assay version; other versions speak only where the own has no controls.
 */
function controlRate(m: Measurement, controls: readonly ControlSummary[]): number | null {
  const same = controls.filter((c) => c.assay === m.assay && c.gene === m.gene && c.variant === m.variant && c.countUnit === m.countUnit && c.totalCount > 0);
  const own = same.filter((c) => c.assayVersion === m.assayVersion);
  const used = own.length > 0 ? own : same;
  if (used.length === 0) return null;
  const sum = (pick: (c: ControlSummary) => number): number => used.reduce((s, c) => s + pick(c), 0);
  return (sum((c) => c.mutantCount) + 0.5) / sum((c) => c.totalCount);
}
