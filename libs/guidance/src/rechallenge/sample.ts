/**
 * The sample that rechallenge is judged on: the draws of the last day with results, what they read of the required alleles, what they
 * called, and the tumour signal against which a clone's share is counted. Later gates look nowhere else in the blood.
 */
import { codonOf, readsNothing, variantLabel, type Measurement, type SeriesPoint } from '@clonewatch/domain';
import { shareOfTumour, singleAlpha, type ExclusionReading, type TumourSignal } from '@clonewatch/kinetics';
import { countDraws, covered, type Reading, type VariantSeries } from '../assemble.js';
import { covers } from '../panel.js';
import { remembered } from '../remember.js';
import type { RoleResult } from '../roles.js';
import { rules } from '../rules.data.js';
import type { Snapshot } from '../snapshot.js';
import { gateRules, mechanisms, type Mechanism, type RequiredCodon } from './criteria.data.js';

/** Where a called variant comes from. `blood`: white blood cells or inheritance; it then neither denies nor grants. */
export type Origin = 'tumour' | 'blood' | 'unresolved';

export interface CalledVariant { readonly series: VariantSeries; readonly label: string; readonly point: SeriesPoint; readonly origin: Origin; readonly why: string }

export interface Sample {
  readonly day: number;
  readonly specimens: readonly string[];
  /** Readings of the sample by series, failed and uncovered ones included. */
  readonly here: readonly { readonly s: VariantSeries; readonly r: Reading; readonly role: RoleResult }[];
  readonly rows: readonly Measurement[];
  readonly called: readonly CalledVariant[];
  /** Size of a single test of an allele never called before in this patient. */
  readonly alpha: number;
  readonly tumour: TumourSignal | null;
  /** Was any asked change called beyond doubt in an earlier draw? Such a clone may still be there, and small. */
  readonly knownClone: boolean;
}

const blood = (role: RoleResult): boolean => role.role === 'chip' || role.role === 'germline';

/** Does the variant's own course exclude blood cells and inheritance? Both stay level; three-fold and surely 1.5-fold change does not. */
export function moves(s: VariantSeries): boolean {
  const draws = countDraws(s);
  if (draws.length < 2 || !draws.some((d) => d.called)) return false;
  const rate = (d: (typeof draws)[number]): number => d.k / d.n;
  const top = draws.reduce((a, b) => (rate(b) > rate(a) ? b : a));
  const low = draws.reduce((a, b) => (rate(b) < rate(a) ? b : a));
  if (top.k <= 0 || rate(low) * gateRules.moves.ratio > rate(top)) return false;
  return shareOfTumour({ mutant: low.k, total: low.n }, { mutant: top.k, total: top.n }).high * gateRules.moves.surely <= 1;
}

export const originGenes = new Set(['KRAS', 'NRAS', 'BRAF']);

/** G10: white blood cells decide; without them tissue or the variant's own course; else the question stays open. */
export function originOf(s: VariantSeries, role: RoleResult): { readonly origin: Origin; readonly why: string } {
  if (blood(role)) return { origin: 'blood', why: role.reason };
  if (role.wbc.state === 'negative' || role.wbc.state === 'below_plasma') return { origin: 'tumour', why: 'not explained by white blood cells' };
  if (role.tissueConfirmed) return { origin: 'tumour', why: 'known from tumour tissue' };
  if (!originGenes.has(s.gene)) return { origin: 'tumour', why: 'not a gene of clonal haematopoiesis' };
  if (role.blood && role.blood.p >= rules.bloodCourse.likely) return { origin: 'unresolved', why: `white blood cells not tested, and ${role.blood.reason}` };
  if (role.blood && role.blood.p <= rules.bloodCourse.unlikely) return { origin: 'tumour', why: role.blood.reason };
  if (moves(s)) return { origin: 'tumour', why: 'it moves, as blood-cell variants do not' };
  return { origin: 'unresolved', why: 'white blood cells not tested and its course does not tell' };
}

/** A truncal variant that proves tumour DNA: in tissue, not in white blood cells, or moving; TP53 alone never. */
export function tumourConfirmed(s: VariantSeries, role: RoleResult): boolean {
  if (!role.truncal || role.wbc.state === 'germline' || role.wbc.state === 'positive') return false;
  return role.tissueConfirmed || role.wbc.state === 'negative' || role.wbc.state === 'below_plasma' || (!role.byHeight && moves(s));
}

/** Called in an earlier draw of this patient? */
function seenBefore(s: VariantSeries, day: number): boolean {
  return s.readings.some((r) => r.point.day < day && r.point.status === 'detected');
}

/** The count rule at a given size; a result without counts is what the laboratory called it. */
function calledAt(r: Reading, alpha: number): boolean {
  const { mutantCount } = r.measurement;
  if (mutantCount === null || r.point.pValue === null) return r.point.status === 'detected';
  return mutantCount >= 2 && r.point.pValue <= alpha;
}

/** Is the variant one that a gate asks for? */
function asked(s: VariantSeries, required: readonly RequiredCodon[]): boolean {
  const codon = codonOf(s.variant);
  return required.some((c) => c.gene === s.gene && c.codon === codon) || mechanisms.some((m) => isMechanism(m, s.gene, s.variant));
}

const truncating = /^p\.[A-Z]\d+(?:\*|fs(?:\*\d*)?|[A-Z]fs(?:\*\d*)?)$/;

/** Is this variant a case of the mechanism? */
export function isMechanism(m: Mechanism, gene: string, variant: string): boolean {
  if (!m.genes.includes(gene)) return false;
  switch (m.change) {
    case 'any': return true;
    case 'amplification': return variant === 'amplification';
    case 'fusion': return variant.startsWith('fusion:');
    case 'loss': return variant === 'loss' || truncating.test(variant);
    case 'codons': {
      const codon = codonOf(variant);
      return codon !== null && codon >= m.from! && codon <= m.to!;
    }
  }
}

/** The sample of the last day with results known; null before the first. */
export function sampleOf(snap: Snapshot, required: readonly RequiredCodon[]): Sample | null {
  const day = snap.draws.at(-1)?.day;
  if (day === undefined) return null;
  const specimens = snap.draws.filter((d) => d.day === day).map((d) => d.specimenId);
  const ids = new Set(specimens);
  const here = snap.series.flatMap((s) => {
    const role = snap.roles.get(s.key)!;
    return s.readings.filter((r) => ids.has(r.point.specimenId)).map((r) => ({ s, r, role }));
  });
  const tests = here.filter(({ s, r, role }) => covered(r) && r.point.pValue !== null && !blood(role) && !role.truncal && asked(s, required) && !seenBefore(s, day)).length;
  const alpha = singleAlpha(gateRules.familywiseAlpha, tests);
  const sure = (r: Reading): boolean => r.point.day < day && r.point.status === 'detected' && (r.point.pValue === null || r.point.pValue <= alpha);
  const knownClone = snap.series.some((s) => {
    const role = snap.roles.get(s.key)!;
    return !blood(role) && !role.truncal && asked(s, required) && s.readings.some(sure);
  });
  const called: CalledVariant[] = [];
  for (const s of snap.series) {
    const role = snap.roles.get(s.key)!;
    const mine = here.filter((h) => h.s === s && covered(h.r));
    const hit = seenBefore(s, day) ? mine.find((h) => h.r.point.status === 'detected') : mine.find((h) => calledAt(h.r, Math.min(alpha, 0.01)));
    if (hit) called.push({ series: s, label: variantLabel(s.gene, s.variant), point: hit.r.point, ...originOf(s, role) });
  }
  const rows = specimens.flatMap((id) => snap.measured.get(id) ?? []);
  return { day, specimens, here, rows, called, alpha, knownClone, tumour: tumourSignal(snap, ids, rows) };
}

/**
 * Pooled counts of the confirmed truncal variants read in the sample, called or not: the mean of several noisy values, never the largest.
 * Without one, half of a reported tumour fraction of 1 % or more (a heterozygous variant of every tumour cell). Null: no tumour DNA shown.
 */
function tumourSignal(snap: Snapshot, ids: ReadonlySet<string>, rows: readonly Measurement[]): TumourSignal | null {
  const confirmed = snap.truncal.filter((s) => tumourConfirmed(s, snap.roles.get(s.key)!));
  const draws = confirmed.flatMap((s) => countDraws(s).filter((d) => ids.has(d.specimenId)).map((d) => ({ ...d, gene: s.gene })));
  if (draws.some((d) => d.called && d.gene !== 'TP53')) {
    return { mutant: sum(draws.map((d) => d.k)), total: sum(draws.map((d) => d.n)), background: sum(draws.map((d) => d.background)) };
  }
  const fraction = Math.max(0, ...rows.map((m) => m.tumourFraction ?? 0));
  if (fraction < gateRules.tumourFraction) return null;
  const depth = Math.max(0, ...rows.map((m) => m.totalCount ?? m.inputHge ?? 0));
  return depth > 0 ? { mutant: (fraction / 2) * depth, total: depth, background: 0 } : null;
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** What was read of one required codon. `reading` null: read, but at a depth nobody reported. */
export interface CodonRead { readonly codon: RequiredCodon; readonly tested: boolean; readonly reading: ExclusionReading | null; readonly partly: readonly string[] }

/** Molecules that a stated limit of detection stands for: two molecules needed, 95 % power, no background. */
const lodMolecules = 4.74;

function readingOf(r: Reading, alpha: number): ExclusionReading | null {
  if (r.molecules && !r.point.intervalAssumed && r.molecules.total > 0) return { total: r.molecules.total, background: r.background, alpha };
  return r.point.lodStated !== null && r.point.lodStated > 0 ? { total: lodMolecules / r.point.lodStated, background: 0, alpha: 0.01 } : null;
}

/** Is any row of the sample an assay whose panel names the codon (or its gene), and which was read? */
function panelRows(sample: Sample, gene: string, probe: string): readonly Measurement[] {
  return sample.rows.filter((m) => m.panel !== null && !readsNothing(m) && covers(m.panel, gene, probe));
}

/** Depth of a position that the panel covers and the file does not list: the lowest that its assay reports in the sample. */
function unlisted(sample: Sample, assays: ReadonlySet<string>): ExclusionReading | null {
  const depths = sample.here.filter(({ r, role }) => assays.has(r.point.assay) && covered(r) && !blood(role)).map(({ r }) => readingOf(r, sample.alpha)).filter((x) => x !== null);
  const empty = sample.rows.filter((m) => m.gene === '' && m.variant === '' && assays.has(m.assay)).map((m) => (m.countUnit === 'partitions' ? m.inputHge : (m.totalCount ?? m.inputHge)))
    .filter((n) => n !== null && n > 0).map((n): ExclusionReading => ({ total: n!, background: 3e-5 * n!, alpha: sample.alpha }));
  return [...depths, ...empty].reduce<ExclusionReading | null>((a, b) => (a === null || b.total < a.total ? b : a), null);
}

/**
 * Was the codon read? Sequencing that read any change at it has read the codon; an allele-specific assay has with every catalogued change;
 * a panel that names the gene or codon covers it, unless a row of that assay says that just this position failed or was not covered.
 * Of several readings of one position the deepest counts, of several positions of a codon the shallowest.
 */
export function readCodon(sample: Sample, c: RequiredCodon): CodonRead {
  const known = codonsRead(sample);
  let read = known.get(c);
  if (!read) known.set(c, (read = readingsOfCodon(sample, c)));
  return read;
}

/** Gates and every trial ask for the same codons of one sample. */
const codonsRead = remembered((_: Sample) => new Map<RequiredCodon, CodonRead>());

function readingsOfCodon(sample: Sample, c: RequiredCodon): CodonRead {
  const at = sample.here.filter(({ s }) => s.gene === c.gene && codonOf(s.variant) === c.codon);
  const read = at.filter(({ r }) => covered(r));
  const sequenced = read.filter(({ r }) => r.measurement.countUnit !== 'partitions');
  const alleles = [...new Set(read.map(({ s }) => s.variant))];
  const lost = new Set(at.filter(({ r }) => !covered(r)).map(({ r }) => r.point.assay));
  const panel = new Set(panelRows(sample, c.gene, `p.X${c.codon}X`).map((m) => m.assay).filter((a) => !lost.has(a)));
  const tested = sequenced.length > 0 || panel.size > 0 || c.alleles.every((a) => alleles.includes(a));
  if (!tested) return { codon: c, tested, reading: null, partly: alleles };
  const own = alleles.map((variant) => deepest(read.filter((h) => h.s.variant === variant).map((h) => readingOf(h.r, seenBefore(h.s, sample.day) ? 0.01 : Math.min(0.01, sample.alpha)))));
  const listed = own.length > 0 ? own : [unlisted(sample, panel)];
  return { codon: c, tested, partly: alleles, reading: listed.includes(null) ? null : listed.reduce((a, b) => (b!.total < a!.total ? b : a), listed[0]!) };
}

function deepest(readings: readonly (ExclusionReading | null)[]): ExclusionReading | null {
  return readings.reduce<ExclusionReading | null>((a, b) => (b !== null && (a === null || b.total > a.total) ? b : a), null);
}

/** Was the mechanism looked for? A row of it, any sequenced row of the gene for changes of sequence, or a panel that names the gene. */
export function testedMechanism(sample: Sample, m: Mechanism): readonly string[] {
  const probe = m.change === 'amplification' ? 'amplification' : m.change === 'fusion' ? 'fusion:X' : m.change === 'loss' ? 'loss' : m.change === 'codons' ? `p.X${m.to! > m.from! ? 1047 : m.from!}X` : 'p.X1X';
  return m.genes.filter((gene) => {
    const rows = sample.here.filter(({ s, r }) => s.gene === gene && covered(r));
    return rows.some(({ s }) => isMechanism(m, gene, s.variant)) || panelRows(sample, gene, probe).length > 0;
  });
}
