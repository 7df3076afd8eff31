/** Grouping of variants into clones: oracles, known clones dealt from seeds, a published patient, and what must not change anything. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { adjustedRandIndex, groupClones, sameCloneEvidence, type Clone, type CloneVariant } from '@clonewatch/kinetics';
import { Random } from '@clonewatch/simulate';
import { cll003Clusters, cll003Genes, cll003Table } from './cll003.js';
import { dealClones, type Dealt } from './clones-support.js';
import { drawsOf } from './support.js';

interface Golden {
  readonly rand: readonly { readonly a: readonly number[]; readonly b: readonly number[]; readonly index: number }[];
  readonly evidence: readonly { readonly days: readonly number[]; readonly first: readonly [number, number][]; readonly second: readonly [number, number][]; readonly log_evidence: number }[];
  readonly share: readonly { readonly k: number; readonly n: number; readonly truncal_k: number; readonly truncal_n: number; readonly median: number; readonly low: number; readonly high: number }[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/clones.json', import.meta.url), 'utf8')) as Golden;
const plasma = { ownLogSd: 0.2, drawOrder: false };

const variant = (key: string, role: CloneVariant['role'], rows: readonly (readonly [number, number, number])[]): CloneVariant => ({ key, role, draws: drawsOf(rows) });
const named = (clones: readonly Clone[], key: string): Clone => clones.find((c) => c.variants.includes(key))!;

describe('adjusted Rand index', () => {
  it('by hand', () => {
    expect(adjustedRandIndex(['a', 'a', 'b', 'b'], [7, 7, 9, 9])).toBe(1);
    // 2 + 2 against 1 + 3: one pair together in both, 2 and 3 in each, 6 in all: (1 − 1) / (2.5 − 1).
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 1, 1])).toBeCloseTo(0, 15);
    // Everything joined against pairs: expected as by chance.
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 0, 0])).toBe(0);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 15);
    expect(adjustedRandIndex([0, 1, 2], [5, 6, 7])).toBe(1);
    expect(() => adjustedRandIndex([0], [0, 1])).toThrow(RangeError);
  });

  it('against counting every pair', () => {
    for (const r of golden.rand) expect(adjustedRandIndex(r.a, r.b)).toBeCloseTo(r.index, 12);
  });
});

describe('evidence and shares against independent values', () => {
  it('one clone over two, as a multivariate normal', () => {
    for (const r of golden.evidence) {
      const of = (key: string, counts: readonly [number, number][]): CloneVariant => ({
        key, role: 'other', draws: counts.map(([k, n], i) => ({ day: r.days[i]!, specimenId: `S${i}`, assay: 'NGS', k, n, background: 3e-5 * n, called: true, shedding: 1 })),
      });
      expect(sameCloneEvidence(of('a', r.first), of('b', r.second), plasma)).toBeCloseTo(r.log_evidence, 9);
      expect(sameCloneEvidence(of('a', r.second), of('b', r.first), plasma)).toBeCloseTo(r.log_evidence, 9);
    }
  });

  it('share of the tumour, by quadrature', () => {
    for (const r of golden.share) {
      const clones = groupClones([variant('APC', 'truncal', [[0, r.truncal_k, r.truncal_n], [28, 1200, 4000]]), variant('KRAS', 'resistance', [[0, r.k, r.n], [28, 90, 4000]])], plasma).clones();
      const { share, called } = named(clones, 'KRAS').prevalence[0]!;
      expect(called).toBe(r.k >= 2);
      // A grid of 48 points: 3 % of the median, 2 % of the limits.
      expect(Math.abs(share.median / r.median - 1)).toBeLessThan(0.03);
      expect(Math.abs(share.high / r.high - 1)).toBeLessThan(0.02);
      if (called) expect(Math.abs(share.low / r.low - 1)).toBeLessThan(0.02); else expect(share.low).toBe(0);
      expect(share.median).toBeGreaterThan(0);
    }
  });
});

/** ARI, truncal cluster and coverage over patients of known clones. Seeds from 10,000 on: the assumptions were set on seeds below 300. */
function cohort(o: Dealt, patients: number): { readonly median: number; readonly mean: number; readonly truncalFound: number; readonly cover: number; readonly nested: number } {
  const index: number[] = [];
  let [truncalFound, inside, cells, nested] = [0, 0, 0, 0];
  for (let i = 0; i < patients; i += 1) {
    const p = dealClones(10_000 + i, o);
    const g = groupClones(p.variants, plasma);
    const keys = [...g.ids.keys()];
    index.push(adjustedRandIndex(keys.map((k) => p.truth.get(k)!), keys.map((k) => g.ids.get(k)!)));
    const clones = g.clones();
    if (clones[0]?.id === 'C0' && clones[0].variants.some((v) => p.truth.get(v) === 'clone 0')) truncalFound += 1;
    nested += clones.filter((c) => c.order === 'nested').length;
    for (const c of clones.filter((x) => x.id !== 'C0')) {
      for (const { specimenId, share } of c.prevalence) {
        const truth = p.shares.get(c.variants[0]!)![Number(specimenId.slice(1))]!;
        cells += 1;
        if (truth >= share.low && truth <= share.high) inside += 1;
      }
    }
  }
  index.sort((a, b) => a - b);
  return { median: index[Math.floor(patients / 2)]!, mean: index.reduce((s, x) => s + x, 0) / patients, truncalFound: truncalFound / patients, cover: inside / cells, nested: nested / patients };
}

describe('known clones', () => {
  it('at five draws and more the median ARI is above 0.9, the truncal cluster found, and siblings stay siblings', () => {
    const mixed = cohort({}, 200);
    const single = cohort({ perClone: 1 }, 100);
    const crowded = cohort({ perClone: 3 }, 150);
    const equal = cohort({ perClone: 1, alleleChanges: false }, 100);
    const text = (name: string, c: ReturnType<typeof cohort>): string => `${name}: ARI median ${c.median.toFixed(3)}, mean ${c.mean.toFixed(3)}; truncal found ${c.truncalFound.toFixed(3)}; share within its interval ${c.cover.toFixed(3)}; nested a patient ${c.nested.toFixed(3)}\n`;
    process.stdout.write(text('one variant a clone, equal alleles', equal) + text('1–4 variants a clone', mixed) + text('one variant a clone', single) + text('three variants a clone', crowded));
    for (const c of [mixed, single, crowded]) {
      expect(c.median).toBeGreaterThanOrEqual(0.9);
      expect(c.truncalFound).toBeGreaterThan(0.98);
      expect(c.nested).toBeLessThan(0.05);
    }
    expect(single.mean).toBeGreaterThan(0.9);
    // Where a single variant stands at half height nothing shows it; with equal alleles the intervals hold nearly what they say.
    expect(equal.cover).toBeGreaterThan(0.93);
  });

  it('a panel of hundreds of variants is grouped as well, more coarsely', () => {
    for (const seed of [77, 79]) {
      const p = dealClones(seed, { draws: 8, subclones: 3, perClone: 90, truncals: 60, n: 20_000 });
      const { ids } = groupClones(p.variants, plasma);
      const keys = [...ids.keys()];
      expect(keys.length).toBeGreaterThan(200);
      expect(adjustedRandIndex(keys.map((k) => p.truth.get(k)!), keys.map((k) => ids.get(k)!))).toBeGreaterThan(0.5);
    }
  });

  it('answers from one draw and one variant up', () => {
    expect(groupClones([], plasma).clones()).toEqual([]);
    const one = groupClones([variant('KRAS', 'resistance', [[0, 12, 4000]])], plasma);
    expect(one.clones()).toEqual([{ id: 'C1', parent: null, order: 'undetermined', variants: ['KRAS'], prevalence: [] }]);
    const two = groupClones([variant('APC', 'truncal', [[0, 200, 4000], [28, 190, 4000]]), variant('KRAS', 'resistance', [[0, 12, 4000], [28, 25, 4000]]), variant('NRAS', 'resistance', [[0, 13, 4000], [28, 24, 4000]])], plasma).clones();
    // Two draws that look alike do not make one clone of two resistance variants.
    expect(two.map((c) => [c.id, c.parent, c.order, c.variants])).toEqual([['C0', null, 'undetermined', ['APC']], ['C1', 'C0', 'undetermined', ['KRAS']], ['C2', 'C0', 'undetermined', ['NRAS']]]);
    // A call without counts is a clone without a prevalence.
    const met: CloneVariant = { key: 'MET', role: 'resistance', draws: [{ day: 28, specimenId: 'S28', assay: 'NGS', k: 0, n: 0, background: 0, called: true, shedding: 1 }] };
    expect(named(groupClones([variant('APC', 'truncal', [[0, 200, 4000], [28, 190, 4000]]), met], plasma).clones(), 'MET')).toEqual({ id: 'C1', parent: 'C0', order: 'undetermined', variants: ['MET'], prevalence: [] });
    expect(() => groupClones([], { ...plasma, ownLogSd: 0 })).toThrow(RangeError);
  });

  it('two resistance variants become one clone only when many moving draws agree', () => {
    const path = [8, 25, 80, 240, 520, 200, 70, 210, 600];
    const wobble = [1.1, 0.9, 1.05, 1, 0.95, 1.1, 0.9, 1, 1.05];
    const of = (draws: number): number => new Set(groupClones([
      variant('APC', 'truncal', path.slice(0, draws).map((_, i) => [i * 28, 800, 4000])), variant('KRAS', 'resistance', path.slice(0, draws).map((k, i) => [i * 28, k, 4000])),
      variant('NRAS', 'resistance', path.slice(0, draws).map((k, i) => [i * 28, Math.round(k * wobble[i]!), 4000])),
    ], plasma).ids.values()).size;
    expect([2, 3].map(of)).toEqual([3, 3]);
    expect(of(9)).toBe(2);
  });
});

describe('order of clones', () => {
  const days = [0, 28, 56, 84, 112];
  const apc = variant('APC', 'truncal', days.map((d) => [d, 1000, 5000]));
  it('nests what cannot be beside, and nothing else', () => {
    const big = variant('KRAS', 'resistance', days.map((d, i) => [d, [100, 300, 600, 850, 900][i]!, 5000]));
    const small = variant('EGFR', 'resistance', days.map((d, i) => [d, [0, 20, 200, 750, 800][i]!, 5000]));
    const beside = variant('NRAS', 'resistance', days.map((d, i) => [d, [0, 5, 15, 40, 60][i]!, 5000]));
    const clones = groupClones([apc, big, small, beside], plasma).clones();
    expect(named(clones, 'EGFR')).toMatchObject({ parent: named(clones, 'KRAS').id, order: 'nested' });
    expect(named(clones, 'KRAS')).toMatchObject({ parent: 'C0', order: 'undetermined' });
    expect(named(clones, 'NRAS')).toMatchObject({ parent: 'C0', order: 'undetermined' });
  });

  it('does not nest a clone that was there without its would-be parent', () => {
    const late = variant('KRAS', 'resistance', days.map((d, i) => [d, [0, 0, 300, 850, 900][i]!, 5000]));
    const early = variant('EGFR', 'resistance', days.map((d, i) => [d, [400, 500, 500, 500, 620][i]!, 5000]));
    expect(groupClones([apc, late, early], plasma).clones().every((c) => c.order === 'undetermined')).toBe(true);
  });
});

describe('CLL003 (Schuh 2012, doi:10.1182/blood-2012-05-433540): five clusters over five time points', () => {
  const cells = { ownLogSd: 0.02, drawOrder: true };
  const draw = (t: number, k: number, n: number): CloneVariant['draws'][number] => ({ day: t, specimenId: 'abcde'[t]!, assay: 'panel', k, n, background: 3e-5 * n, called: k > 2 + 6e-5 * n, shedding: 1 });

  it('its clusters are told apart from their summed counts', () => {
    const g = groupClones(cll003Clusters.map((key, j): CloneVariant => ({ key, role: 'other', draws: cll003Table.map((row, t) => draw(t, row[j]![1], row[j]![0] + row[j]![1])) })), cells);
    expect(new Set(g.ids.values()).size).toBe(5);
    expect(named(g.clones(), 'ADAD1_CHTF8_HERC2_IL11RA_SF3B1_SHROOM1').id).toBe('C0');
  });

  it.each([['as cells', 0.02], ['as plasma', 0.2]])('its 17 genes fall into the five published clusters, taken %s', (_, ownLogSd) => {
    for (let seed = 0; seed < 10; seed += 1) {
      const r = new Random(seed, 3);
      // Counts of single genes are not in the table: each gets its part of the cluster's depth and draws its reads at the cluster's fraction.
      const genes = cll003Genes.flatMap((names, j) => names.map((key): CloneVariant => ({
        key, role: 'other', draws: cll003Table.map((row, t) => { const n = Math.round((row[j]![0] + row[j]![1]) / names.length); return draw(t, r.binomial(n, row[j]![1] / (row[j]![0] + row[j]![1])), n); }),
      })));
      const { ids } = groupClones(genes, { ...cells, ownLogSd });
      const keys = cll003Genes.flat();
      expect(adjustedRandIndex(cll003Genes.flatMap((names, j) => names.map(() => j)), keys.map((k) => ids.get(k)!))).toBe(1);
    }
  });
});

describe('nothing changes with', () => {
  const patients = [1, 2, 3, 4, 5, 6, 7, 8].map((s) => dealClones(500 + s).variants);
  const told = (variants: readonly CloneVariant[]): string => JSON.stringify(groupClones(variants, plasma).clones());

  it('the order of variants and of draws, and the same call again', () => {
    for (const v of patients) {
      expect(told(v)).toBe(told(v));
      expect(told([...v].reverse().map((x) => ({ ...x, draws: [...x.draws].reverse() })))).toBe(told(v));
    }
  });

  it('a draw of depth 0, and a variant that was never called', () => {
    for (const v of patients) {
      const empty = { day: 35, specimenId: 'S00x', assay: 'NGS', k: 0, n: 0, background: 0, called: false, shedding: 1 };
      expect(told(v.map((x) => ({ ...x, draws: [...x.draws, empty] })))).toBe(told(v));
      expect(told([...v, { key: 'a', role: 'resistance', draws: v[0]!.draws.map((d) => ({ ...d, k: 0, called: false })) }])).toBe(told(v));
    }
  });

  it('a shift of all days, but for the days themselves', () => {
    for (const v of patients) {
      const shifted = groupClones(v.map((x) => ({ ...x, draws: x.draws.map((d) => ({ ...d, day: d.day + 1000 })) })), plasma).clones();
      expect(JSON.stringify(shifted.map((c) => ({ ...c, prevalence: c.prevalence.map((p) => ({ ...p, day: p.day - 1000 })) })))).toBe(told(v));
    }
  });
});
