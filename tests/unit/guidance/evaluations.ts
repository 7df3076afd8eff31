/** Evaluations written by hand, for tests that ask what is said of them: only what a sentence reads is given, the rest is nothing. */
import type { AlertGlimpse, CallStatus, DrawResult, Evaluation, Interval, ResponseDraw, SeriesPoint, SeriesResult, Trend, VariantRole } from '@clonewatch/domain';
import { glanceOf, type GlanceContext } from '@clonewatch/guidance';
import { day } from './records.js';

/** Days of the draws S1, S2, …: 8 January 2026 and every 28 days. */
export const drawDay = (n: number): number => day('2026-01-08') + 28 * (n - 1);
export const span = (median: number, low: number, high: number): Interval => ({ median, low, high });

/** A reading of draw S`n`: detected with 95 % limits of ± 20 %, unless said otherwise. */
export function reading(n: number, status: CallStatus, vaf: number | null = null, more: Partial<SeriesPoint> = {}): SeriesPoint {
  return {
    specimenId: `S${n}`, day: drawDay(n), knownDay: drawDay(n), assay: 'NGS', assayVersion: '1', status, vaf, low: vaf === null ? null : vaf * 0.8, high: vaf === null ? null : vaf * 1.2, upper95: null,
    countUnit: 'molecules', mutantCount: null, totalCount: null, wildtypeCount: null, mutantMolecules: null, totalMolecules: null, intervalAssumed: false, pValue: null, lod95: null, lodStated: null,
    inputHge: null, copiesPerMl: null, wbcVaf: null, ...more,
  };
}
export const called = (...vafs: readonly number[]): SeriesPoint[] => vafs.map((v, i) => reading(i + 1, 'detected', v));
/** Called in every draw but those that are 0, where it was looked for and not found. */
export const course = (...vafs: readonly number[]): SeriesPoint[] => vafs.map((v, i) => (v > 0 ? reading(i + 1, 'detected', v) : reading(i + 1, 'not_detected', 0, { upper95: 0.001, lod95: 0.0015 })));

export function series(name: string, role: VariantRole, trend: Trend, points: readonly SeriesPoint[], more: Partial<SeriesResult> = {}): SeriesResult {
  const [gene, variant] = name.split(' ') as [string, string];
  return {
    gene, variant, role, roleReason: '', clone: null, trend, growthPerDay: null, doublingDays: null, halfLifeDays: null, halfLifeRelativeDays: null, shareOfTumour: null, pRising: null, rise: null,
    decay: null, points, ...more,
  };
}

export function drawn(n: number, more: Partial<DrawResult> = {}): DrawResult {
  return { specimenId: `S${n}`, day: drawDay(n), informative: 'informative', reason: 'Truncal variant called', truncalVaf: 0.1, totalMolecules: 5000, inputHge: 5000, ...more };
}

/** As many draws as given, the last with `last`. */
export function evaluation(count: number, all: readonly SeriesResult[], more: Partial<Evaluation> = {}, last: Partial<DrawResult> = {}): Evaluation {
  return {
    patientId: 'P1', timeline: { kind: 'calendar' }, asOfDay: null, informative: { status: 'informative', reason: '' }, draws: Array.from({ length: count }, (_, i) => drawn(i + 1, i + 1 === count ? last : {})),
    series: all, clones: [], leadingClone: null, alerts: [], retracted: [], rechallenge: null, sentence: '', modelVersion: '', rulesVersion: '', ...more,
  };
}

/** A draw of the line in focus. */
export function responseDraw(n: number, more: Partial<ResponseDraw> = {}): ResponseDraw {
  return {
    specimenId: `S${n}`, day: drawDay(n), landmark: null, reason: null, variantsRead: 1, burden: null, ratio: null, pHalved: null, pTenth: null, pTumourHalved: null, maxChange: null, class: null,
    pFall50: null, pFall90: null, provableFall: null, ...more,
  } as ResponseDraw;
}
export const inFocus = (...all: readonly ResponseDraw[]): Pick<Evaluation, 'response'> =>
  ({ response: { focus: 0, lines: [{ regimen: 'FOLFIRI + cetuximab', startDay: drawDay(1) - 5, stopDay: null, reason: null, baseline: null, draws: all }] } });

export function alert(kind: AlertGlimpse['kind'], more: Partial<AlertGlimpse> = {}): AlertGlimpse {
  return { kind, severity: 'review', state: 'open', gene: null, variant: null, grade: null, firedDay: drawDay(1), members: [], evidence: {}, ...more };
}

export const seen = (e: Evaluation, more: Partial<GlanceContext> = {}): ReturnType<typeof glanceOf> => glanceOf(e, { today: null, lines: [], nextCycleDay: null, pending: [], alerts: [], ...more });
