/**
 * Molecular response to each line of therapy (science §5): the mean VAF over the variants called at the draw that opens the line, and the
 * ctMoniTR classes of the highest VAF. The set is frozen at that baseline; haematopoietic, inherited and amplified variants stay out.
 */
import type { BurdenLevel, LineResponse, PatientResponse, ResponseDraw, ResponseGap } from '@clonewatch/domain';
import { maxChange, meanBurden, meanChange, meanVafPosterior, pSeenAt, type BurdenCount } from '@clonewatch/kinetics';
import { readingsIn, type Reading, type VariantSeries } from './assemble.js';
import { responseNumbers as limits } from './response.data.js';
import type { Snapshot } from './snapshot.js';
import { presentOn } from './tumour-dna.js';

/** The molecules of one variant in one draw, its assays pooled. */
export interface PooledReading extends BurdenCount { readonly called: boolean; readonly readings: readonly Reading[] }

/** A line of therapy: rows that begin on one day are one regimen. */
export interface TherapyLine { readonly regimen: string; readonly startDay: number; readonly stopDay: number | null }

/** A baseline that can be read: the draw and, frozen, what it called. */
export interface Baseline { readonly specimenId: string; readonly day: number; readonly set: readonly VariantSeries[]; readonly counts: readonly PooledReading[] }

/** Lines by their first day, oldest first. A line ends when its last drug does; open while any stop is unknown. */
export function therapyLines(snap: Pick<Snapshot, 'lines'>): readonly TherapyLine[] {
  const out: { regimen: string; startDay: number; stopDay: number | null }[] = [];
  for (const l of snap.lines) {
    const name = l.regimen || l.agents.join(' + ') || l.therapyClasses.join(' + ');
    const same = out.find((x) => x.startDay === l.startDay);
    if (!same) { out.push({ regimen: name, startDay: l.startDay, stopDay: l.stopDay }); continue; }
    same.regimen = `${same.regimen} + ${name}`;
    same.stopDay = same.stopDay === null || l.stopDay === null ? null : Math.max(same.stopDay, l.stopDay);
  }
  return out.sort((a, b) => a.startDay - b.startDay);
}

/** Null where the draw gives no molecules for the variant. */
export function pooledIn(s: VariantSeries, specimenId: string): PooledReading | null {
  const readings = readingsIn(s, specimenId).filter((r) => r.molecules !== null && r.molecules.total > 0);
  if (readings.length === 0) return null;
  const sum = (f: (r: Reading) => number): number => readings.reduce((t, r) => t + f(r), 0);
  return {
    readings, called: readings.some((r) => r.point.status === 'detected'), mutant: sum((r) => r.molecules!.mutant), total: sum((r) => r.molecules!.total),
    background: sum((r) => r.background),
  };
}

/** May the variant stand for tumour burden? Its VAF must move with the tumour alone: no blood cells, no germline, no copy number. */
export function eligible(snap: Snapshot, s: VariantSeries): boolean {
  const { role } = snap.roles.get(s.key)!;
  return role !== 'chip' && role !== 'germline' && !/^(amplification|loss|fusion:)/.test(s.variant);
}

/** Why these variants give no molecules in a draw: failed before not covered, as a failure may be repeated. */
function gapIn(set: readonly VariantSeries[], specimenId: string): 'failed_qc' | 'not_covered' | 'not_computed' {
  const states = set.flatMap((s) => readingsIn(s, specimenId).map((r) => r.point.status));
  return states.includes('failed_qc') ? 'failed_qc' : states.some((x) => x === 'detected' || x === 'not_detected') ? 'not_computed' : 'not_covered';
}

/**
 * The draw that opens a line: the last one up to its start (six weeks back at most), else the first within a week after it. A draw that
 * failed or could not read any variant gives way to the next best one.
 */
export function baselineOf(snap: Snapshot, line: TherapyLine): Baseline | Exclude<ResponseGap, 'not_covered' | 'failed_qc' | 'not_computed'> {
  const scale = snap.drawOrder ? 1 / 7 : 1;
  const near = snap.draws.filter((d) => d.day >= line.startDay - limits.baselineBeforeDays * scale && d.day <= line.startDay + limits.baselineAfterDays * scale);
  const before = near.filter((d) => d.day <= line.startDay).reverse();
  const candidates = [...before, ...near.filter((d) => d.day > line.startDay)];
  const tumour = snap.series.filter((s) => eligible(snap, s));
  for (const d of candidates) {
    const read = tumour.flatMap((s) => { const p = pooledIn(s, d.specimenId); return p ? [{ s, p }] : []; });
    if (read.length === 0) continue;
    const called = read.filter(({ p }) => p.called && p.mutant > 0);
    return called.length > 0 ? { specimenId: d.specimenId, day: d.day, set: called.map((c) => c.s), counts: called.map((c) => c.p) } : 'baseline_not_detected';
  }
  if (candidates.length === 0) return 'no_baseline_draw';
  return candidates.some((d) => gapIn(snap.series, d.specimenId) === 'failed_qc') ? 'baseline_failed_qc' : 'baseline_not_covered';
}

/** Draws of a line after its baseline, oldest first. */
function drawsOf(snap: Snapshot, line: TherapyLine, baseDay: number): Snapshot['draws'] {
  return snap.draws.filter((d) => d.day > baseDay && d.day >= line.startDay && (line.stopDay === null || d.day <= line.stopDay));
}

/** Level of burden over these readings. */
export function burdenOf(counts: readonly PooledReading[]): BurdenLevel {
  const meanVaf = meanVafPosterior(meanBurden(counts));
  const rows = counts.flatMap((c) => c.readings);
  // One variant may have been read by two assays: the plasma of the draw is that of its largest sample.
  const highest = (f: (r: Reading) => number | null): number => Math.max(0, ...rows.map((r) => f(r) ?? 0));
  const [hge, ml] = [highest((r) => r.measurement.inputHge), highest((r) => r.measurement.plasmaMl)];
  const perMl = hge > 0 && ml > 0 ? hge / ml : null;
  const copies = counts.map((c) => c.readings.find((r) => r.point.copiesPerMl !== null)?.point.copiesPerMl ?? null);
  return {
    meanVaf, mtmPerMl: perMl === null ? null : { median: meanVaf.median * perMl, low: meanVaf.low * perMl, high: meanVaf.high * perMl },
    copiesPerMl: copies.every((c) => c !== null) ? copies.reduce((t, c) => t + c, 0) / copies.length : null,
    depthAssumed: rows.some((r) => r.point.intervalAssumed),
  };
}

const assaysOf = (counts: readonly PooledReading[]): string => [...new Set(counts.flatMap((c) => c.readings.map((r) => r.point.assay)))].sort().join('|');

const nothing = {
  burden: null, ratio: null, pHalved: null, pTenth: null, pTumourHalved: null, maxChange: null, class: null, pFall50: null, pFall90: null, provableFall: null,
  classProvable: null, pSeenTenth: null, assayChanged: false,
} as const;

/** The variants of the frozen set that a draw could read, at baseline and in it. */
export function readTogether(base: Baseline, specimenId: string): { readonly base: readonly PooledReading[]; readonly now: readonly PooledReading[] } {
  const both = base.set.flatMap((s, i) => { const p = pooledIn(s, specimenId); return p ? [{ was: base.counts[i]!, is: p }] : []; });
  return { base: both.map((b) => b.was), now: both.map((b) => b.is) };
}

/** Fall that the bound must support for a class; no finite depth proves 100 %, so a clearance asks for 90. */
const provenBy = { cleared: 0.9, fall_90: 0.9, fall_50: 0.5, none: 0 } as const;

function drawResponse(base: Baseline, d: Snapshot['draws'][number], landmark: 't1' | 't2' | null, present: boolean): ResponseDraw {
  const head = { specimenId: d.specimenId, day: d.day, landmark };
  const { base: was, now } = readTogether(base, d.specimenId);
  if (now.length === 0) return { ...head, reason: gapIn(base.set, d.specimenId), variantsRead: 0, ...nothing };
  const change = meanChange(meanBurden(was), meanBurden(now));
  const top = maxChange(was, now);
  // Cleared is said of the whole set only: what was not covered has not cleared.
  // Nor is a draw in which an assay found tumour DNA without naming a variant.
  const cleared = now.length === base.set.length && now.every((c) => !c.called) && !present;
  const cls = cleared ? 'cleared' : top.change <= -0.9 ? 'fall_90' : top.change <= -0.5 ? 'fall_50' : 'none';
  return {
    ...head, reason: null, variantsRead: now.length, burden: burdenOf(now), ratio: change.ratio, pHalved: change.pHalved, pTenth: change.pTenth,
    pTumourHalved: change.pTumourHalved, maxChange: top.change, class: cls, pFall50: top.pFall50, pFall90: top.pFall90, provableFall: change.provableFall,
    classProvable: change.provableFall >= provenBy[cls], pSeenTenth: cleared ? pSeenAt(0.1, was, now) : null, assayChanged: assaysOf(was) !== assaysOf(now),
  };
}

/** The last draw inside each landmark window of the line, days from its start. */
function landmarks(snap: Snapshot, line: TherapyLine, draws: Snapshot['draws']): ReadonlyMap<string, 't1' | 't2'> {
  if (snap.drawOrder) return new Map();
  const last = (from: number, to: number): string | undefined => draws.filter((d) => d.day - line.startDay > from && d.day - line.startDay <= to).at(-1)?.specimenId;
  const [t1, t2] = [last(0, limits.t1Days), last(limits.t1Days, limits.t2Days)];
  return new Map([...(t1 === undefined ? [] : [[t1, 't1'] as const]), ...(t2 === undefined ? [] : [[t2, 't2'] as const])]);
}

function lineResponse(snap: Snapshot, line: TherapyLine): LineResponse {
  const base = baselineOf(snap, line);
  if (typeof base === 'string') return { ...line, reason: base, baseline: null, draws: [] };
  const draws = drawsOf(snap, line, base.day);
  const marks = landmarks(snap, line, draws);
  return {
    ...line, reason: null,
    baseline: {
      specimenId: base.specimenId, day: base.day, variants: base.set.map(({ gene, variant }) => ({ gene, variant })),
      maxVaf: Math.max(...base.counts.map((c) => c.mutant / c.total)), burden: burdenOf(base.counts),
    },
    draws: draws.map((d) => drawResponse(base, d, marks.get(d.specimenId) ?? null, presentOn(snap.draws, d.day) !== null)),
  };
}

/** Response to every line begun by now, and which of them is in focus. */
export function responseOf(snap: Snapshot): PatientResponse {
  const lines = therapyLines(snap);
  const last = snap.draws.at(-1)?.day ?? snap.day;
  const current = lines.map((l) => l.startDay <= last && (l.stopDay === null || last <= l.stopDay)).lastIndexOf(true);
  return { focus: lines.length === 0 ? null : current >= 0 ? current : lines.length - 1, lines: lines.map((l) => lineResponse(snap, l)) };
}
