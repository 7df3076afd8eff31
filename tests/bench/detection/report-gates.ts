/** The confusion matrix of each gate: states against what was true. */
import { gateData } from '@clonewatch/guidance';
import { gateTruths } from './gates.js';
import { shareOver } from './intervals.js';
import { fraction, type RegimeTallies, type Table } from './report.js';

const states = ['pass', 'caution', 'fail', 'unknown', 'not_informative'] as const;

export const gateWords = 'One row a truth, from the simulation; each column counts decisions in which the gate was in that state, after the whole rule path. "Wrong" are states that the truth forbids: a pass '
  + 'where a clone of 0.1 % or a quarter of the tumour is there, a fail where none is. *Unknown* and *not informative* are never wrong, and never let a verdict pass. Tissue is wild type in every simulated patient; '
  + 'simulated clones of G9 are of MAP2K1 only, and untested mechanisms make it unknown.';

/** All regimes of a run together; a truth that no decision met has no row. */
export function gateTables(regimes: readonly RegimeTallies[]): readonly Table[] {
  const patients = regimes.flatMap((r) => r.tallies.map((t) => t.gates));
  const all = patients.flat();
  if (all.length === 0) return [];
  return [...new Set(gateTruths.map((x) => x.id))].map((id): Table => ({
    title: `Gate ${id}, ${gateData[id as keyof typeof gateData].name}: ${all.filter((g) => g.id === id).length} decisions`, head: ['truth', ...states.map((s) => s.replace('_', ' ')), 'wrong'],
    rows: gateTruths.filter((x) => x.id === id).flatMap(({ truth, wrong }) => {
      const own = (g: (typeof all)[number]): boolean => g.id === id && g.truth === truth;
      if (!all.some(own)) return [];
      const rate = shareOver(patients.map((gs) => { const mine = gs.filter(own); return [mine.filter((g) => wrong.includes(g.state)).length, mine.length]; }));
      return [[truth, ...states.map((s) => String(all.filter((g) => own(g) && g.state === s).length)), wrong.length === 0 ? '–' : fraction(rate)]];
    }),
  }));
}
