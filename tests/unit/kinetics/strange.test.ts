/** What a draw may be made of beside the clone: clumping background, another sample's molecules; and several clones judged together. */
import { readFileSync } from 'node:fs';
import { backgroundTail, engineDefaults, jointRiseScore, likelihoodOf, riseGain, strangeShares, Tracks, type CountDraw, type TrackState } from '@clonewatch/kinetics';
import { drawsOf, type Triple } from './support.js';

interface Golden {
  readonly likelihoods: readonly { readonly k: number; readonly n: number; readonly background: number; readonly excess: number; readonly variance: number; readonly noise: number; readonly strange: number; readonly expected: readonly number[] }[];
  readonly tails: readonly { readonly k: number; readonly background: number; readonly excess: number; readonly expected: number }[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/rise.json', import.meta.url), 'utf8')) as Golden;

describe('one draw against SciPy (tests/golden/generate_rise.py)', () => {
  it.each(golden.likelihoods)('likelihood of $k of $n, background $background', (c) => {
    const found = likelihoodOf({ day: 0, assay: 'NGS', k: c.k, n: c.n, background: c.background, backgroundExcess: c.excess, logNoise: c.noise, noiseVariance: c.variance, strange: c.strange });
    expect(found).toHaveLength(c.expected.length);
    c.expected.forEach((x, i) => expect(Math.abs(found[i]! - x)).toBeLessThan(1e-9 + 1e-9 * x));
  });
  it.each(golden.tails)('tail of $k, background $background, excess $excess', (c) => {
    const [d] = drawsOf([[0, c.k, 4000]]);
    expect(backgroundTail({ ...d!, background: c.background, backgroundExcess: c.excess }) / c.expected).toBeCloseTo(1, 9);
  });
});

const free: readonly Triple[] = [[0, 0, 4000], [28, 0, 4000], [56, 0, 4000]];
const ids = [0, 28, 56, 84, 112, 140].map((d) => `S${d}`);
const series = (rows: readonly (readonly Triple[])[]): { key: string; draws: CountDraw[] }[] => rows.map((r, i) => ({ key: `v${i}`, draws: drawsOf(r) }));

describe('strangeShares', () => {
  const at = (counts: readonly number[]): number => strangeShares(series(counts.map((k) => [...free, [84, k, 4000]])), ids.slice(0, 4))('v0', 'S84');
  it('one newcomer says little; several at once say another sample', () => {
    expect(at([12, 0, 0, 0, 0, 0])).toBeLessThan(engineDefaults.contamination.value.usual);
    expect(at([12, 9, 0, 0, 0, 0])).toBeGreaterThan(at([12, 0, 0, 0, 0, 0]) * 5);
    expect(at([12, 9, 14, 10, 0, 0])).toBeGreaterThan(0.5);
  });
  it('leaves a variant\'s own counts out', () => {
    expect(at([12, 9, 14, 0, 0, 0])).toBeCloseTo(at([0, 9, 14, 0, 0, 0]), 12);
  });
  it('never changes an earlier draw by a later one', () => {
    const early = series([[...free, [84, 12, 4000]], [...free, [84, 9, 4000]], [...free, [84, 0, 4000]]]);
    const late = series([[...free, [84, 12, 4000], [112, 0, 4000]], [...free, [84, 9, 4000], [112, 0, 4000]], [...free, [84, 0, 4000], [112, 3, 4000]]]);
    for (const id of ids.slice(0, 4)) expect(strangeShares(late, ids.slice(0, 5))('v0', id)).toBe(strangeShares(early, ids.slice(0, 4))('v0', id));
  });
  it('learns of a patient whose newcomers are gone in the next draw, and not of one whose stay', () => {
    const rows = (next: number): { key: string; draws: CountDraw[] }[] => series([[...free, [84, 12, 4000], [112, next, 4000], [140, 0, 4000]], [...free, [84, 0, 4000], [112, 0, 4000], [140, 0, 4000]]]);
    const shareOf = (next: number): number => strangeShares(rows(next), ids)('v1', 'S140');
    expect(shareOf(0)).toBeGreaterThan(3 * shareOf(20));
  });
  it('a specimen that measured none of them, or is unknown, has the usual share', () => {
    const usual = engineDefaults.contamination.value.usual;
    const share = strangeShares(series([[...free, [84, 12, 4000]]]), [...ids, 'EMPTY']);
    expect([share('v0', 'EMPTY'), share('v0', 'X')]).toEqual([usual, usual]);
    // And it changes nothing of the others.
    expect(share('v0', 'S84')).toBe(strangeShares(series([[...free, [84, 12, 4000]]]), ids)('v0', 'S84'));
  });
});

describe('jointRiseScore', () => {
  const track = (rows: readonly Triple[]): TrackState => new Tracks().of('v', drawsOf(rows), { noise: new Map(), shedding: 'corrected', treatmentDays: [], rechallenges: [], drawOrder: false })!;
  const small = track([[0, 0, 4000], [28, 0, 4000], [56, 2, 4000], [84, 3, 4000]]);
  const silent = track([[0, 0, 4000], [28, 0, 4000], [56, 0, 4000], [84, 0, 4000]]);
  it('is the prior odds of no variant, grows with each that speaks, falls with each that is silent', () => {
    const { prior } = engineDefaults.together.value;
    expect(jointRiseScore([])).toBeCloseTo(Math.log(prior / (1 - prior)), 12);
    expect(riseGain(small)).toBeGreaterThan(0);
    expect(riseGain(silent)).toBeLessThan(0);
    const scores = [1, 2, 3].map((n) => jointRiseScore(Array.from({ length: n }, () => small)));
    expect(scores[1]!).toBeGreaterThan(scores[0]!);
    expect(scores[2]!).toBeGreaterThan(scores[1]!);
    expect(jointRiseScore([small, small, silent])).toBeLessThan(scores[1]!);
    expect(jointRiseScore([small, small, null])).toBeLessThan(jointRiseScore([small, small, silent]));
    expect(jointRiseScore([silent, small])).toBeCloseTo(jointRiseScore([small, silent]), 12);
  });
});
