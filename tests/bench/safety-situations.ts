/**
 * Decision points for rechallenge with known truth: a patient off anti-EGFR with every clinical criterion met, and blood that may or may not hold
 * a resistant clone. Nothing here comes from the engine's priors: what is shared with the simulator of science (shedding log-sd 0.35 and 0.2,
 * half-life of a clone's share 3.7 months with log-sd 0.45, depth 3,500 with log-sd 0.6, 15 % non-shedders) is the world's, not the gates'.
 * Left in what rewards a wrong rule: clones that do not decay, several clones, imperfect, missing and unconfirmed truncals, blood-cell KRAS and
 * TP53, missing cover, two kinds of assay, low input, backgrounds stated wrong and overdispersed, contamination.
 */
import { emptyProfile, type Assessment, type Measurement, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { Random } from '@clonewatch/simulate';

export interface Situation {
  readonly record: PatientRecord;
  readonly asOf: number;
  readonly truth: {
    /** Largest VAF and share of the tumour of any resistant tumour clone in the judged draw, before the counting noise; 0: none. */
    readonly cloneVaf: number;
    readonly cloneShare: number;
    readonly everClone: boolean;
    readonly nonShedder: boolean;
    /** VAF of a fully clonal variant in the judged draw, and molecules at a position of it. */
    readonly truncalVaf: number;
    readonly molecules: number;
    /** Every position covered, a truncal variant other than TP53 confirmed, no blood-cell RAS of open origin. */
    readonly allElse: boolean;
  };
}

const month = 30.4375;
const positions: readonly (readonly [string, string])[] = [
  ...['KRAS', 'NRAS'].flatMap((g) => ['p.G12D', 'p.G13D', 'p.A59T', 'p.Q61H', 'p.K117N', 'p.A146T'].map((v) => [g, v] as const)), ['BRAF', 'p.V600E'],
  ...['p.V441D', 'p.R451C', 'p.S464L', 'p.G465R', 'p.K467T', 'p.K489E', 'p.I491K', 'p.S492R'].map((v) => ['EGFR', v] as const),
  ['MAP2K1', 'p.K57N'], ['ERBB2', 'amplification'], ['MET', 'amplification'], ['RET', 'fusion:CCDC6'], ['PIK3CA', 'p.H1047R'], ['PTEN', 'loss'], ['AKT1', 'p.E17K'], ['NF1', 'loss'],
];
const cloneVariants: readonly (readonly [readonly [string, string], number])[] = [
  [['KRAS', 'p.G12D'], 0.18], [['KRAS', 'p.G12V'], 0.12], [['KRAS', 'p.G13D'], 0.1], [['KRAS', 'p.Q61H'], 0.14], [['KRAS', 'p.A146T'], 0.05], [['NRAS', 'p.Q61K'], 0.1],
  [['NRAS', 'p.G12D'], 0.04], [['BRAF', 'p.V600E'], 0.06], [['EGFR', 'p.S492R'], 0.06], [['EGFR', 'p.G465R'], 0.08], [['EGFR', 'p.S464L'], 0.04], [['MAP2K1', 'p.K57N'], 0.03],
];

interface Clone { readonly gene: string; readonly variant: string; readonly share: number; readonly halfLife: number }
interface Tracked { readonly gene: string; readonly variant: string; readonly of: number; readonly tumour: boolean; readonly wbc: number }

const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

function clonesOf(r: Random): readonly Clone[] {
  const out: Clone[] = [];
  if (r.chance(0.45)) return out;
  for (let n = 1 + (r.chance(0.35) ? 1 : 0) + (r.chance(0.15) ? 1 : 0); n > 0; n -= 1) {
    const [gene, variant] = r.weighted(cloneVariants);
    if (!out.some((c) => c.gene === gene && c.variant === variant)) out.push({ gene, variant, share: 10 ** r.between(-2.2, -0.1), halfLife: r.chance(0.12) ? 1e9 : r.logNormal(3.7 * month, 0.45) });
  }
  return out;
}

/** Truncal variants with the part of the tumour that carries them. */
function truncalsOf(r: Random): readonly Tracked[] {
  if (r.chance(0.08)) return [];
  const found = ([['APC', 'p.R1450*', 0.75], ['TP53', 'p.R175H', 0.65], ['SMAD4', 'p.R361H', 0.15]] as const).filter(([, , p]) => r.chance(p));
  return found.map(([gene, variant]) => ({ gene, variant, of: r.chance(0.1) ? r.between(0.5, 1) : 1, tumour: true, wbc: 0 }));
}

function bloodOf(r: Random): readonly Tracked[] {
  const out: Tracked[] = [];
  const add = (gene: string, variant: string, vaf: number): void => { out.push({ gene, variant, of: 0, tumour: false, wbc: vaf }); };
  if (r.chance(0.25)) add('DNMT3A', 'p.R882H', clip(r.logNormal(0.006, 1), 2e-4, 0.2));
  if (r.chance(0.06)) add('TP53', 'p.R248Q', clip(r.logNormal(0.006, 0.8), 2e-4, 0.2));
  if (r.chance(0.02)) add('KRAS', 'p.G12A', clip(r.logNormal(0.004, 0.6), 2e-4, 0.1));
  return out;
}

/** Noise of one position: a stated background that is a sixth wrong, and counts that vary more than Poisson about the true one. */
interface Assay { readonly name: string; readonly partitions: boolean; readonly rate: ReadonlyMap<string, number>; readonly stated: ReadonlyMap<string, number>; readonly bias: number; readonly lost: ReadonlySet<string> }

function assayOf(r: Random, name: string, partitions: boolean, names: readonly string[], lost: ReadonlySet<string>): Assay {
  const rate = new Map(names.map((n) => [n, partitions ? 10 ** r.between(-5, -4.3) : 10 ** r.between(-4.4, -3.4)]));
  return { name, partitions, rate, stated: new Map(names.map((n) => [n, rate.get(n)! * r.logNormal(1, 0.15)])), bias: r.logNormal(1, 0.1), lost };
}

interface Blood { readonly specimen: string; readonly day: number; readonly depth: number; readonly shedding: number; readonly tumourVaf: number }

function row(r: Random, b: Blood, a: Assay, v: { readonly gene: string; readonly variant: string }, vaf: number, wbc: number | null): Measurement {
  const key = `${v.gene} ${v.variant}`;
  const base = {
    specimenId: b.specimen, day: b.day, knownDay: b.day + 7, assay: a.name, assayVersion: '1', gene: v.gene, variant: v.variant, countUnit: a.partitions ? 'partitions' as const : 'molecules' as const,
    wildtypeCount: null, vafFraction: null, backgroundFraction: a.stated.get(key)!, lodFraction: null, inputHge: b.depth, plasmaMl: 4, copiesPerMl: null, tumourFraction: null, wbcVafFraction: wbc,
    panel: a.partitions ? ['KRAS', 'NRAS', 'BRAF', 'EGFR'] : null, resultVersion: 1,
  };
  if (a.lost.has(key)) return { ...base, reportedStatus: 'not_covered', mutantCount: null, totalCount: null };
  const p = clip(vaf * a.bias * Math.exp(r.normal(0, 0.2)) + a.rate.get(key)! * Math.exp(r.normal(0, 0.3)), 0, 1);
  if (!a.partitions) return { ...base, reportedStatus: null, mutantCount: r.binomial(b.depth, p), totalCount: b.depth };
  const accepted = Math.max(20_000, 4 * b.depth);
  const positive = (molecules: number): number => r.binomial(accepted, -Math.expm1(-molecules / accepted));
  return { ...base, reportedStatus: null, mutantCount: positive(b.depth * p), totalCount: accepted, wildtypeCount: positive(b.depth * (1 - p)) };
}

const line = (regimen: string, agents: string[], therapyClasses: TreatmentLine['therapyClasses'], startDay: number, stopDay: number, bestResponse: 'PR' | 'SD'): TreatmentLine =>
  ({ regimen, agents, therapyClasses, startDay, stopDay, bestResponse, stopReason: 'progression' });

/** Situation number `i` of a seed: the same whatever the others. Day 0 is the stop of anti-EGFR. */
export function situation(seed: number, i: number): Situation {
  const r = new Random(seed, i);
  const free = r.integer(125, 430);
  const asOf = free;
  const sampleDay = asOf - r.integer(7, 26);
  const nonShedder = r.chance(0.15);
  const baseVaf = nonShedder ? 10 ** r.between(-4.6, -3.05) : clip(r.logNormal(0.05, 1.1), 0.001, 0.45);
  const clones = clonesOf(r);
  const truncals = truncalsOf(r);
  const blood = bloodOf(r);
  const wbcTested = r.chance(0.6);
  const tissueTested = r.chance(0.55);
  const listed = [...positions.map(([gene, variant]) => ({ gene, variant })), ...[...clones, ...truncals, ...blood].map(({ gene, variant }) => ({ gene, variant }))];
  const unique = [...new Map(listed.map((v) => [`${v.gene} ${v.variant}`, v])).entries()];
  const names = unique.map(([n]) => n);
  const lost: ReadonlySet<string> = new Set(r.chance(0.08) ? [r.pick(names.slice(0, 21))] : []);
  const ngs = assayOf(r, 'NGS panel', false, names, lost);
  const digital = assayOf(r, 'dPCR multiplex', true, names, new Set());
  const contaminated = r.chance(0.02) ? r.pick(names.slice(0, 21)) : null;
  const judgedDigital = r.chance(0.2);
  const days = [-60, -28, ...[0.3, 0.6].map((f) => Math.round(f * sampleDay)), sampleDay].filter((d) => d === sampleDay || r.chance(0.75));
  const measurements: Measurement[] = [];
  let judged: Blood | null = null;
  for (const day of days) {
    const burden = clip(day <= 0 ? 0.35 + 0.3 * r.uniform() : 0.4 + (0.6 * day) / sampleDay, 0.05, 1);
    const shedding = Math.exp(r.normal(0, 0.35));
    const b: Blood = { specimen: `S${day}`, day, depth: Math.round(clip(r.logNormal(3500, 0.6), 300, 30_000)), shedding, tumourVaf: clip(baseVaf * burden * shedding, 0, 0.6) };
    const assay = day === sampleDay ? (judgedDigital ? digital : ngs) : r.chance(0.25) ? digital : ngs;
    for (const [name, v] of unique) {
      const clone = clones.find((c) => c.gene === v.gene && c.variant === v.variant);
      const other = [...truncals, ...blood].find((t) => t.gene === v.gene && t.variant === v.variant);
      const cloneVaf = clone ? b.tumourVaf * clone.share * 2 ** (-Math.max(0, day) / clone.halfLife) : 0;
      const vaf = cloneVaf + (other ? (other.tumour ? other.of * b.tumourVaf : other.wbc) : 0) + (contaminated === name && day === sampleDay ? 3e-4 : 0);
      measurements.push(row(r, b, assay, v, vaf, wbcTested ? (other && !other.tumour ? other.wbc : 0) : null));
    }
    if (day === sampleDay) judged = b;
  }
  const shares = clones.map((c) => c.share * 2 ** (-sampleDay / c.halfLife));
  const tissue: Assessment[] = tissueTested ? truncals.map((t) => ({ day: -400, kind: 'tissue', gene: t.gene, variant: t.variant, result: 'positive', unit: '' })) : [];
  return {
    asOf,
    record: {
      patientId: `D${i}`, timeline: { kind: 'days', anchor: 'stop of anti-EGFR' }, controls: [], measurements, assessments: tissue,
      profile: { ...emptyProfile, nosology: 'mcrc_ras_braf_wt', tissueRas: 'ras_ext_wt', tissueBraf: 'wt' },
      treatments: [line('FOLFIRI + cetuximab', ['cetuximab', 'irinotecan', 'fluorouracil'], ['anti_egfr', 'chemotherapy'], -330, 0, 'PR'), line('FOLFOX + bevacizumab', ['bevacizumab', 'oxaliplatin', 'fluorouracil'], ['vegf', 'chemotherapy'], 14, sampleDay - 3, 'SD')],
      specimens: days.map((day) => ({ specimenId: `S${day}`, day, knownDay: day + 7, specimenType: 'plasma' })),
    },
    truth: {
      cloneShare: Math.max(0, ...shares), cloneVaf: Math.max(0, ...shares) * judged!.tumourVaf, everClone: clones.length > 0, nonShedder, truncalVaf: judged!.tumourVaf, molecules: judged!.depth,
      allElse: (lost.size === 0 || judgedDigital) && truncals.some((t) => t.gene !== 'TP53' && t.of === 1) && (wbcTested || tissueTested) && (wbcTested || !blood.some((x) => x.gene === 'KRAS')),
    },
  };
}
