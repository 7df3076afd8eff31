/**
 * How likely a draw carries another sample's DNA: it brings several variants of a patient at once, and they are gone in the next draw. Judged
 * from a draw and the ones before it, so that a later draw never changes what an earlier one was taken for.
 */
import { engineDefaults } from '../defaults.js';
import { supports, type CountDraw } from '../draws.js';

const { exp, log } = Math;

/** One variant's draws, oldest first. */
export interface StrangeSeries { readonly key: string; readonly draws: readonly CountDraw[] }

/** P(the molecules of variant `key` in this specimen are another sample's), before its own counts are looked at; null: P(the specimen carries another sample's DNA), by all of them. */
export type StrangeShare = (key: string | null, specimenId: string) => number;

/** ln odds of contamination before the draw, and what it shows. */
interface Told { readonly prior: number; readonly newcomers: number; readonly candidates: ReadonlyMap<string, boolean> }

/** A draw's candidates, is each a newcomer?; of the newcomers that were looked for again: how many, molecules that the next draw should have shown, and those it does show. */
interface Seen { readonly candidates: Map<string, boolean>; again: number; due: number; stayed: number }

/**
 * From the variants of a patient that can tell (no truncal ones: a tumour that sheds again brings them all) and the specimens in order of time; one that measured none of them says nothing.
 * A variant can tell when the last `drawsBefore` draws did not call it, or none did; it is a newcomer when this draw calls it, and the uncalled draws just before would have shown `molecules` of as much. Of a
 * contaminated draw a share of such variants are newcomers, one of `hits`, alike likely, for another sample may bring one variant or most of them; of a clean one `stray`. The rate of
 * contamination is the patient's: the usual one, and the draws so far most of whose newcomers the next draw should have shown and did not.
 */
export function strangeShares(series: readonly StrangeSeries[], specimens: readonly string[]): StrangeShare {
  const { usual, weight, hits, stray, drawsBefore, fall, molecules } = engineDefaults.contamination.value;
  const measured = new Set(series.flatMap((s) => s.draws.map((d) => d.specimenId)));
  const told = specimens.filter((id) => measured.has(id));
  const seen = new Map<string, Seen>(told.map((id) => [id, { candidates: new Map(), again: 0, due: 0, stayed: 0 }]));
  for (const { key, draws } of series) {
    let [free, freeDraws, ever] = [0, 0, false];
    for (const [i, d] of draws.entries()) {
      const here = seen.get(d.specimenId);
      if (here && (freeDraws >= drawsBefore || (freeDraws > 0 && !ever))) {
        const newcomer = d.called && (d.k / d.n) * free >= molecules;
        here.candidates.set(key, newcomer);
        const next = draws[i + 1];
        if (newcomer && next) {
          here.again += 1;
          here.due += (d.k / d.n) * next.n * fall;
          if (supports(next)) here.stayed += 1;
        }
      }
      free = d.called ? 0 : free + d.n;
      freeDraws = d.called ? 0 : freeDraws + 1;
      ever ||= d.called;
    }
  }
  /** ln likelihood ratio of a contaminated draw with so many newcomers and so many other variants that could tell. */
  const saidBy = (newcomers: number, others: number): number => log(hits.reduce((sum, h) => sum + (h / stray) ** newcomers * ((1 - h) / (1 - stray)) ** others, 0) / hits.length);
  const at = new Map<string, Told>();
  let blips = 0;
  told.forEach((id, i) => {
    const { candidates, again, due, stayed } = seen.get(id)!;
    const rate = (usual * weight + blips) / (weight + i);
    let newcomers = 0;
    for (const newcomer of candidates.values()) if (newcomer) newcomers += 1;
    at.set(id, { prior: log(rate / (1 - rate)), newcomers, candidates });
    if (due >= molecules && stayed < again / 2) blips += 1;
  });
  return (key, id) => {
    const draw = at.get(id);
    if (!draw) return usual;
    const own = key === null ? undefined : draw.candidates.get(key);
    const newcomers = draw.newcomers - (own === true ? 1 : 0);
    const others = draw.candidates.size - draw.newcomers - (own === false ? 1 : 0);
    return 1 / (1 + exp(-(draw.prior + saidBy(newcomers, others))));
  };
}
