/**
 * Alerts about burden against its baseline: a molecular response, ctDNA not detected, and a burden that rises while every mechanism tested is
 * excluded. Each once per line or episode; none is a promise of absence.
 */
import { variantLabel, type AlertFinding, type BurdenLevel } from '@clonewatch/domain';
import { kineticsVersion, maxChange, meanBurden, meanChange, meanVafPosterior, pSeenAt, pTumourHalved, type MeanChange } from '@clonewatch/kinetics';
import { boundOf, type VariantSeries } from './assemble.js';
import { dayEntry, patientPhase, seriesText, targetedEver, truncalText } from './context.js';
import type { Step } from './memory.js';
import { inUse } from './phases.js';
import { baselineOf, burdenOf, eligible, readTogether, therapyLines, type Baseline, type PooledReading, type TherapyLine } from './response.js';
import { responseNumbers as limits } from './response.data.js';
import { risingTruncal } from './rules-burden.js';
import { rules, rulesVersion } from './rules.data.js';
import { excludedInTissue } from './mechanisms/beside.js';
import { calledIn, pointsIn } from './snapshot.js';
import { dayText, percent } from './text.js';
import { presentOn } from './tumour-dna.js';

const caveat = 'not a treatment instruction.';
const names = (ss: readonly VariantSeries[]): string => ss.map((s) => variantLabel(s.gene, s.variant)).join(', ');
const pick = (ss: readonly VariantSeries[]): AlertFinding['members'] => ss.map(({ gene, variant }) => ({ gene, variant }));
const versions = { model_version: kineticsVersion, rules_version: rulesVersion };

export function responseRules(step: Step): readonly AlertFinding[] {
  const { snap, event, memory } = step;
  if (!snap.draws.some((d) => d.specimenId === event.specimenId)) return [];
  memory.response ??= { responded: new Set(), cleared: null, unexplained: null };
  return [...againstBaseline(step), ...unexplained(step)];
}

/** What the draw says against the baseline of the line in use; nothing without one. */
function againstBaseline(step: Step): readonly AlertFinding[] {
  const { snap, event, memory } = step;
  const seen = memory.response!;
  const line = therapyLines(snap).filter((l) => l.startDay <= event.day && (l.stopDay === null || event.day <= l.stopDay)).at(-1);
  if (!line || (seen.responded.has(line.startDay) && seen.cleared === null && !mayClear(step))) return [];
  const base = baselineOf(snap, line);
  if (typeof base === 'string' || event.day <= base.day) return [];
  const { base: was, now } = readTogether(base, event.specimenId);
  if (now.length === 0) return [];
  const c: Compared = { ...step, line, base, was, now };
  return [...responded(c), ...notDetected(c)];
}

/** No tumour variant called in the draw, and no tumour DNA found that day without one? */
function mayClear({ snap, event }: Step): boolean {
  return presentOn(snap.draws, event.day) === null && !snap.series.some((s) => eligible(snap, s) && calledIn(s, event.specimenId));
}

interface Compared extends Step { readonly line: TherapyLine; readonly base: Baseline; readonly was: readonly PooledReading[]; readonly now: readonly PooledReading[] }

function finding(c: Step, kind: 'molecular_response' | 'ctdna_not_detected' | 'progression_unexplained', members: readonly VariantSeries[], evidence: Record<string, unknown>, text: string): AlertFinding {
  const { snap, event } = c;
  return {
    kind, grade: null, severity: kind === 'progression_unexplained' ? 'review' : 'note', phase: patientPhase(snap, event.day), gene: null, variant: null, members: pick(members),
    clone: null, episode: `${kind}|${event.specimenId}`, firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: { ...evidence, ...dayEntry(snap, 'collected', event.day), ...versions }, text,
  };
}

/** A VAF also falls when other DNA dilutes it: where molecules per mL are known they must have halved as well. */
function absoluteFell(before: BurdenLevel, after: BurdenLevel): boolean {
  return before.mtmPerMl === null || after.mtmPerMl === null || after.mtmPerMl.median < 0.5 * before.mtmPerMl.median;
}

/** The truncal variants of the frozen set alone: a resistant clone that falls off its drug is no response of the tumour. */
function truncalOf(base: Baseline, snap: Step['snap']): Baseline {
  const kept = base.set.map((s, i) => ({ s, count: base.counts[i]! })).filter(({ s }) => snap.roles.get(s.key)!.truncal && !snap.roles.get(s.key)!.byHeight);
  return { ...base, set: kept.map((k) => k.s), counts: kept.map((k) => k.count) };
}

/** P(halved) in the draw before this one, after the baseline; 0 when there is none that could be read. */
function halvedBefore({ snap, event }: Step, base: Baseline): number {
  const earlier = snap.draws.filter((d) => d.day > base.day && d.day < event.day).map((d) => readTogether(base, d.specimenId)).filter((r) => r.now.length > 0).at(-1);
  return earlier ? pTumourHalved(meanBurden(earlier.base), meanBurden(earlier.now)) : 0;
}

/**
 * Once per line, at the second draw in a row below half: a halving of the tumour's own signal is 95 % sure by this draw's truncal variants and
 * likely by the draw before. One draw alone may be another patient's.
 */
function responded(c: Compared): readonly AlertFinding[] {
  const { memory, line, snap, event } = c;
  if (memory.response!.responded.has(line.startDay)) return [];
  const base = truncalOf(c.base, snap);
  const { base: was, now } = readTogether(base, event.specimenId);
  if (now.length === 0) return [];
  const change = meanChange(meanBurden(was), meanBurden(now));
  if (!(change.pTumourHalved >= limits.responseProbability) || !(halvedBefore(c, base) >= limits.earlierProbability)) return [];
  const [before, after] = [burdenOf(was), burdenOf(now)];
  if (!absoluteFell(before, after)) return [];
  memory.response!.responded.add(line.startDay);
  const top = maxChange(was, now);
  const t = snap.record.timeline;
  return [finding(c, 'molecular_response', base.set, {
    baseline: { specimen_id: base.specimenId, ...dayEntry(snap, 'collected', base.day), mean_vaf: before.meanVaf, mtm_per_ml: before.mtmPerMl },
    mean_vaf: after.meanVaf, mtm_per_ml: after.mtmPerMl, ratio: change.ratio, p_tumour_halved: change.pTumourHalved, max_change: top.change, provable_fall: change.provableFall,
    variants_read: now.length, variants_frozen: base.set.length,
  }, `Molecular response on ${line.regimen}. Mean VAF of truncal ${names(base.set)} ${percent(before.meanVaf.median)} (${dayText(t, base.day)}) → ${percent(after.meanVaf.median)} (${dayText(t, event.day)}), `
    + `the second draw in a row below half: ${ratioText(change)}, highest VAF ${signed(top.change)}. The bound of this draw supports a fall of ${percent(change.provableFall)}, no more. `
    + `P(the tumour's own signal halved) ${change.pTumourHalved.toFixed(2)}, draw-to-draw variation included. Says nothing about a resistant clone below its bound. ${sentence(caveat)}`)];
}

const ratioText = ({ ratio }: MeanChange): string => `ratio ${ratio.median.toPrecision(2)} (95 % ${ratio.low.toPrecision(2)}–${ratio.high.toPrecision(2)})`;
const signed = (x: number): string => `${x > 0 ? '+' : '−'}${percent(Math.abs(x))}`;
const sentence = (t: string): string => t[0]!.toUpperCase() + t.slice(1);

/** All of the frozen set read and none called, at a depth that would have shown a tenth of the baseline. Ends after two draws with a call. */
function notDetected(c: Compared): readonly AlertFinding[] {
  const { memory, base, was, now, snap, event, line } = c;
  const seen = memory.response!;
  if (!mayClear(c)) {
    if (seen.cleared !== null && ++seen.cleared.calledDraws >= limits.endingDraws) seen.cleared = null;
    return [];
  }
  if (seen.cleared !== null) seen.cleared.calledDraws = 0;
  if (seen.cleared !== null || now.length < base.set.length || now.some((r) => r.readings.some((x) => x.point.intervalAssumed))) return [];
  const pSeen = pSeenAt(0.1, was, now);
  if (!(pSeen >= limits.seenTenth)) return [];
  seen.cleared = { calledDraws: 0 };
  const level = meanVafPosterior(meanBurden(now));
  const change = meanChange(meanBurden(was), meanBurden(now));
  const bound = (1 - change.provableFall) * meanBurden(was).meanVaf;
  return [finding(c, 'ctdna_not_detected', base.set, {
    bound_mean_vaf: bound, mean_vaf: level, provable_fall: change.provableFall, p_seen_tenth: pSeen,
    baseline: { specimen_id: base.specimenId, ...dayEntry(snap, 'collected', base.day), mean_vaf: meanVafPosterior(meanBurden(was)) },
  }, `No tracked tumour variant called in the draw of ${dayText(snap.record.timeline, event.day)}, after ${names(base.set)} at a mean VAF of ${percent(meanBurden(was).meanVaf)} at the start of ${line.regimen}. `
    + `Excluded above a mean VAF of ${percent(bound)}; a fall of ${percent(change.provableFall)} is shown, no more. Had a tenth of the baseline remained, this draw would have called it with ${percent(pSeen)}. `
    + `Tumour below that bound may remain, and such a draw cannot answer for a resistant clone. ${sentence(caveat)}`)];
}

interface Tested { readonly s: VariantSeries; readonly upper95: number }

/** The burden rises on a targeted drug, every resistance mechanism the draw tested is excluded, and tissue has shown none. Once per rise of the burden. */
function unexplained(step: Step): readonly AlertFinding[] {
  const { snap, event, memory } = step;
  const rise = memory.burden;
  if (!rise || memory.response!.unexplained === rise.specimenId || !targetedEver(snap.lines.filter((l) => inUse(l, event.day)), event.day)) return [];
  // The episode may still be open while the burden already stands or falls.
  const shown = risingTruncal(snap, event.specimenId);
  if (!shown) return [];
  const alerting = snap.series.filter((s) => snap.roles.get(s.key)!.alerting);
  if (alerting.some((s) => calledIn(s, event.specimenId) || memory.variants.get(s.key)?.episode)) return [];
  // Tissue may have named the mechanism that blood does not show.
  if (excludedInTissue({ assessments: snap.record.assessments, nosology: snap.record.profile.nosology }, snap.lines, event.knownDay).length > 0) return [];
  const tested = alerting.flatMap((s): Tested[] => {
    const bounds = pointsIn(s, event.specimenId).map(boundOf).filter((b): b is number => b !== null);
    return bounds.length > 0 ? [{ s, upper95: Math.min(...bounds) }] : [];
  });
  const vaf = snap.draws.find((d) => d.specimenId === event.specimenId)?.truncalVaf ?? 0;
  const widest = Math.max(...tested.map((x) => x.upper95));
  if (tested.length === 0 || !(vaf > 0) || widest > Math.min(limits.excludedVaf, limits.excludedShare * vaf)) return [];
  memory.response!.unexplained = rise.specimenId;
  const open = alerting.filter((s) => !tested.some((x) => x.s === s));
  return [finding(step, 'progression_unexplained', tested.map((x) => x.s), {
    excluded_vaf: widest, excluded_share_of_tumour: widest / vaf, truncal_vaf: vaf, burden_since: rise.specimenId,
    tested: tested.map((x) => ({ gene: x.s.gene, variant: x.s.variant, upper95: x.upper95 })), not_tested: pick(open),
  }, `Tumour burden rises and no resistance mechanism tested explains it. ${truncalText(snap, shown.s)} ${seriesText(snap, shown.s)}. `
    + `Tested in this draw and excluded above ${percent(widest)}, that is ${percent(widest / vaf)} of the tumour signal: ${names(tested.map((x) => x.s))}. `
    + `${open.length > 0 ? `Not tested in it: ${names(open)}. ` : ''}Plasma DNA does not show changes of expression or cell type, and copy-number changes and fusions poorly; other genes were not looked at. `
    + `Suggested check: imaging, and a wider panel or tissue (tumour DNA counts as shown from ${percent(rules.informativeVaf)}); ${caveat}`)];
}
