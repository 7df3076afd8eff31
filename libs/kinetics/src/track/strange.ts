/**
 * How likely a draw carries another sample's DNA: it brings several variants of a patient at once, and they are gone in the next draw. Judged
 * from a draw and the ones before it, so that a later draw never changes what an earlier one was taken for.
 */
import { engineDefaults } from '../defaults.js';
import { backgroundTail, supports, type CountDraw } from '../draws.js';

/** One variant's draws, oldest first. */
export interface StrangeSeries { readonly key: string; readonly draws: readonly CountDraw[] }

/** P(the molecules of variant `key` in this specimen are another sample's), before its own counts are looked at. */
export type StrangeShare = (key: string, specimenId: string) => number;

interface Seen { readonly candidates: Map<string, boolean>; blip: boolean }

/**
 * From the variants of a patient that can tell (no truncal ones: a tumour that sheds again brings them all) and the specimens in order of time; one that measured none of them says nothing.
 * A variant can tell when the draws just before were free of it; it is a newcomer when this draw shows it beyond doubt. Of a contaminated draw
 * `hit` of such variants are newcomers, of a clean one `stray`. The rate of contamination is the patient's: the usual one, and the draws so far
 * whose newcomers the next draw should have shown and did not.
 */
export function strangeShares(series: readonly StrangeSeries[], specimens: readonly string[]): StrangeShare {
  const { usual, weight, hit, stray, drawsBefore, alpha, fall, molecules } = engineDefaults.contamination.value;
  const measured = new Set(series.flatMap((s) => s.draws.map((d) => d.specimenId)));
  const told = specimens.filter((id) => measured.has(id));
  const seen = new Map<string, Seen>(told.map((id) => [id, { candidates: new Map(), blip: false }]));
  for (const { key, draws } of series) {
    let free = 0;
    for (const [i, d] of draws.entries()) {
      const known = supports(d);
      if (free >= drawsBefore) {
        const newcomer = known && backgroundTail(d) <= alpha;
        const here = seen.get(d.specimenId);
        here?.candidates.set(key, newcomer);
        const next = draws[i + 1];
        if (newcomer && here && next && !supports(next) && (d.k / d.n) * next.n * fall >= molecules) here.blip = true;
      }
      free = known ? 0 : free + 1;
    }
  }
  const [yes, no] = [Math.log(hit / stray), Math.log((1 - hit) / (1 - stray))];
  const at = new Map<string, { readonly logOdds: number; readonly candidates: ReadonlyMap<string, boolean> }>();
  let blips = 0;
  told.forEach((id, i) => {
    const { candidates, blip } = seen.get(id)!;
    const rate = (usual * weight + blips) / (weight + i);
    let logOdds = Math.log(rate / (1 - rate));
    for (const newcomer of candidates.values()) logOdds += newcomer ? yes : no;
    at.set(id, { logOdds, candidates });
    if (blip) blips += 1;
  });
  return (key, id) => {
    const draw = at.get(id);
    if (!draw) return usual;
    const own = draw.candidates.get(key);
    return 1 / (1 + Math.exp(-(draw.logOdds - (own === undefined ? 0 : own ? yes : no))));
  };
}
