/** The patient as known at one moment: series, roles, informativeness and the shedding index, ready for the rules. */
import type { DrawResult, Measurement, SeriesPoint, TreatmentLine } from '@clonewatch/domain';
import { isDrawOrder, readsNothing, tumourDnaIn } from '@clonewatch/domain';
import { engineDefaults, sheddingIndex, sheddingNoise, type CountDraw, type SheddingNoise, type Tracks, type TruncalDraw } from '@clonewatch/kinetics';
import { assembleSeries, countDraws, covered, readingsIn, type ReadingCache, type VariantSeries } from './assemble.js';
import { assessDraw } from './informative.js';
import { linesKnown, tissueKnown, type CanonicalRecord } from './known.js';
import { exposuresTo, type Exposure } from './phases.js';
import type { Policy } from './policy.js';
import { oncePerSeries, type Answers } from './remember.js';
import { rolesOf, type RoleResult } from './roles.js';
import { presentOn } from './tumour-dna.js';

export interface Snapshot {
  readonly record: CanonicalRecord;
  /** Day on which all this was known. */
  readonly day: number;
  readonly lines: readonly TreatmentLine[];
  readonly series: readonly VariantSeries[];
  readonly roles: ReadonlyMap<string, RoleResult>;
  readonly draws: readonly DrawResult[];
  readonly drawDays: readonly number[];
  readonly truncal: readonly VariantSeries[];
  /** The truncal variant with most molecules called: reference for shares, burden and wording. */
  readonly lead: VariantSeries | null;
  /** Truncal signal of each draw against the others: what a share of the tumour is measured by. */
  readonly shedding: ReadonlyMap<string, number>;
  /** Shedding of each draw apart from the tumour's own course: what a clone's draws are corrected by. */
  readonly noise: ReadonlyMap<string, SheddingNoise>;
  /** Days on which a line began or ended, as known. */
  readonly treatmentDays: readonly number[];
  readonly tracks: Tracks;
  readonly policy: Policy;
  readonly drawOrder: boolean;
  /** Known measurements of each specimen, rows of assays that detected nothing included. */
  readonly measured: ReadonlyMap<string, readonly Measurement[]>;
  readonly answers: Answers;
}

export function snapshotOf(record: CanonicalRecord, known: readonly Measurement[], day: number, cache: ReadingCache): Snapshot {
  const lines = linesKnown(record.treatments, day);
  const series = assembleSeries(known, cache);
  const roles = rolesOf(series, { nosology: record.profile.nosology, lines, tissuePositive: tissueKnown(record, day) });
  const truncal = series.filter((s) => roles.get(s.key)!.truncal);
  const measured = new Map<string, Measurement[]>();
  for (const m of known) {
    const list = measured.get(m.specimenId);
    if (list) list.push(m); else measured.set(m.specimenId, [m]);
  }
  const highest = (xs: readonly (number | null)[]): number | null => xs.reduce<number | null>((a, b) => (b === null ? a : a === null ? b : Math.max(a, b)), null);
  const read = record.specimens.filter((s) => measured.has(s.specimenId));
  const whole = read.map((s) => ({ ...s, tumourDna: tumourDnaIn(measured.get(s.specimenId)!) }));
  const draws = whole.map((s) => {
    const ms = measured.get(s.specimenId)!;
    return assessDraw({
      specimenId: s.specimenId, day: s.day, tumourFraction: highest(ms.map((m) => m.tumourFraction)), inputHge: highest(ms.map((m) => m.inputHge)), anyRow: true,
      emptyRowRead: ms.some((m) => m.gene === '' && m.variant === '' && !readsNothing(m)),
      anyFailed: ms.some((m) => m.reportedStatus === 'failed_qc'), tumourDna: s.tumourDna, present: presentOn(whole, s.day),
    }, series, roles);
  });
  const truncalCounts = truncal.map((s) => countDraws(s));
  const shedding = truncal.length > 0 ? sheddingIndex(truncalCounts) : new Map<string, number>();
  const weight = truncalCounts.map((ds) => ds.filter((d) => d.called).length);
  const leadAt = weight.reduce((best, w, i) => (best < 0 || w > weight[best]! ? i : best), -1);
  const treatmentDays = lines.flatMap((l) => (l.stopDay === null ? [l.startDay] : [l.startDay, l.stopDay]));
  const noise = truncal.length > 0 && !isDrawOrder(record.timeline) ? sheddingNoise(truncalDraws(draws, truncal, truncalCounts, treatmentDays)) : new Map<string, SheddingNoise>();
  return {
    noise, treatmentDays, tracks: cache.tracks, policy: cache.policy, record, day, lines, series, roles, draws, drawDays: [...new Set(draws.map((d) => d.day))], truncal, lead: truncal[leadAt] ?? null, shedding,
    drawOrder: isDrawOrder(record.timeline), measured, answers: new Map(),
  };
}

/** The draws as the shedding is read from them: called truncal variants of each, oldest first. */
function truncalDraws(draws: readonly DrawResult[], truncal: readonly VariantSeries[], counts: readonly (readonly CountDraw[])[], treatmentDays: readonly number[]): readonly TruncalDraw[] {
  const called = new Map<string, { key: string; k: number; n: number }[]>();
  counts.forEach((ds, i) => {
    for (const d of ds) {
      if (!d.called) continue;
      const one = { key: truncal[i]!.key, k: d.k, n: d.n };
      const list = called.get(d.specimenId);
      if (list) list.push(one); else called.set(d.specimenId, [one]);
    }
  });
  return draws.map((d, i) => ({
    specimenId: d.specimenId, day: d.day, variants: called.get(d.specimenId) ?? [],
    treatmentChanged: i > 0 && treatmentDays.some((t) => t > draws[i - 1]!.day && t <= d.day),
  }));
}

/** Draws of a series with counts and the patient's shedding index. */
export const testDraws = oncePerSeries((snap: Snapshot, s: VariantSeries): readonly CountDraw[] => withShedding(snap, countDraws(s)));

/** `shedding` 1 where the draw's is unknown. A patient who sheds unevenly has a less certain decay, as the truncal variants show it by the last draw; one seen too little keeps the usual noise. */
function withShedding(snap: Snapshot, draws: readonly CountDraw[]): readonly CountDraw[] {
  const last = [...snap.noise.values()].at(-1);
  if (!last && snap.shedding.size === 0) return draws;
  const varies = last && { sheddingVariance: Math.max(usualShedding, last.whole) };
  return draws.map((d) => ({ ...d, shedding: snap.shedding.get(d.specimenId) ?? 1, ...varies }));
}

const usualShedding = engineDefaults.sigmaShared.value ** 2;

/** Exposures to the drugs that this variant resists, oldest first; empty where it resists none. */
export const exposuresOf = oncePerSeries((snap: Snapshot, s: VariantSeries): readonly Exposure[] => {
  const match = snap.roles.get(s.key)?.match;
  return match && match.entry.effect === 'resistance' ? exposuresTo(match.entry, snap.lines) : [];
});

/** What a draw says about a variant: its points in that specimen, the one with most molecules first. */
export function pointsIn(s: VariantSeries, specimenId: string): readonly SeriesPoint[] {
  return readingsIn(s, specimenId).filter(covered).map((r) => r.point)
    .sort((a, b) => (b.totalMolecules ?? 0) - (a.totalMolecules ?? 0));
}

/** Called by any assay in that draw? */
export function calledIn(s: VariantSeries, specimenId: string): boolean {
  return readingsIn(s, specimenId).some((r) => r.point.status === 'detected');
}
