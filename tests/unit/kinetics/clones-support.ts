/** Seeded patients of known clones: a truncal cluster and subclones under a drug that is stopped, with shedding shared by a draw and own noise. */
import type { CloneRole, CloneVariant, CountDraw } from '@clonewatch/kinetics';
import { Random } from '@clonewatch/simulate';

export interface KnownClones { readonly variants: readonly CloneVariant[]; readonly truth: ReadonlyMap<string, string>; readonly shares: ReadonlyMap<string, readonly number[]> }
export interface Dealt { readonly draws?: number; readonly subclones?: number; readonly perClone?: number; readonly n?: number; readonly shared?: number; readonly own?: number; readonly truncals?: number; readonly alleleChanges?: boolean }

interface Member { readonly clone: number; readonly role: CloneRole; readonly multiplicity: number }

const month = 30.4375;

/** Shares of the tumour over the days: up with the drug, down after it, at most what its neighbours leave. */
function sharesOf(r: Random, days: readonly number[], clones: number, stop: number): number[][] {
  const plan = Array.from({ length: clones }, () => ({ start: 10 ** r.between(-2.5, -0.7), up: r.logNormal(28, 0.5), down: r.logNormal(4.3 * month, 0.45), onset: r.between(-60, stop * 0.6) }));
  return days.map((day) => {
    const odds = plan.map((p) => p.start * 2 ** ((Math.max(0, Math.min(day, stop) - p.onset)) / p.up - Math.max(0, day - stop) / p.down) * (day < p.onset ? 0.01 : 1));
    const total = 1 + odds.reduce((a, b) => a + b, 0);
    return odds.map((x) => x / total);
  });
}

/** The counts one own assay would give, called by two molecules above chance. */
function count(r: Random, day: number, i: number, n: number, vaf: number): CountDraw {
  const background = 3e-5 * n;
  const k = r.binomial(n, Math.min(1, vaf + 3e-5));
  return { day, specimenId: `S${String(i).padStart(2, '0')}`, assay: 'NGS', k, n, background, called: k >= (background > 0.15 ? 3 : 2), shedding: 1 };
}

export function dealClones(seed: number, o: Dealt = {}): KnownClones {
  const r = new Random(seed, 31);
  const draws = o.draws ?? r.integer(5, 10);
  const clones = o.subclones ?? r.integer(1, 4);
  const step = r.pick([21, 28, 42]);
  const days = Array.from({ length: draws }, (_, i) => Math.round(i * step * r.between(0.9, 1.1)));
  const stop = days.at(-1)! * r.between(0.4, 1.1);
  const shares = sharesOf(r, days, clones, stop);
  const members: Member[] = [];
  const height = (p: number): number => (r.chance(o.alleleChanges === false ? 0 : p) ? 0.5 : 1);
  for (let i = 0; i < (o.truncals ?? r.integer(1, 3)); i += 1) members.push({ clone: 0, role: 'truncal', multiplicity: height(0.15) });
  for (let c = 1; c <= clones; c += 1) {
    const size = o.perClone ?? r.integer(1, 4);
    for (let i = 0; i < size; i += 1) members.push({ clone: c, role: i === 0 ? 'resistance' : 'other', multiplicity: height(0.1) });
  }
  const [baseline, floor, kill] = [Math.min(0.4, r.logNormal(0.06, 0.9)), r.between(0.1, 0.5), 7 * r.between(3, 10)];
  const rows: CountDraw[][] = members.map(() => []);
  let z = r.normal();
  days.forEach((day, i) => {
    z = 0.3 * z + Math.sqrt(0.91) * r.normal();
    const burden = floor + (1 - floor) * 2 ** (-Math.min(day, stop) / kill) + Math.max(0, day - stop) / 300;
    const n = Math.round(Math.min(30_000, Math.max(500, r.logNormal(o.n ?? 3500, 0.4))));
    members.forEach((m, j) => {
      const share = m.clone === 0 ? 1 : shares[i]![m.clone - 1]!;
      const vaf = baseline * burden * share * m.multiplicity * Math.exp((o.shared ?? 0.35) * z + r.normal(0, o.own ?? 0.2));
      rows[j]!.push(count(r, day, i, n, Math.min(0.95, vaf)));
    });
  });
  const key = (j: number): string => `v${String(j).padStart(2, '0')}`;
  return {
    variants: members.map((m, j) => ({ key: key(j), role: m.role, draws: rows[j]! })), truth: new Map(members.map((m, j) => [key(j), `clone ${m.clone}`])),
    shares: new Map(members.map((m, j) => [key(j), days.map((_, i) => (m.clone === 0 ? 1 : shares[i]![m.clone - 1]!))])),
  };
}
