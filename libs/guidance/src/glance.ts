/** The forty seconds: what a reader needs before the chart. Pure; reads an evaluation and the record's dates, computes no statistic of its own. */
import { monthsPassed, isCopyNumber, variantLabel, type AlertGlimpse, type Evaluation, type Glance, type SeriesPoint, type SeriesResult, type TherapyClass, type Timeline, type TreatmentLine } from '@clonewatch/domain';
import { concernedRows } from './closing.js';
import { drugs } from './context.js';
import { calledLast, focusDraw, lastDraw, lastPoints } from './glance-points.js';
import { readingOf } from './glance-reading.js';
import { sharesOf } from './glance-shares.js';
import { testOf } from './glance-test.js';
import { dayText } from './text.js';

/** What the evaluation itself does not hold. `today`: the day judged on, null without a calendar; lines as known then; alerts as they stand. */
export interface GlanceContext {
  readonly today: number | null;
  readonly lines: readonly TreatmentLine[];
  readonly nextCycleDay: number | null;
  readonly pending: readonly { readonly specimenId: string; readonly day: number }[];
  readonly alerts: readonly AlertGlimpse[];
  /** Days of images on record, known on the day. */
  readonly imaged?: readonly number[];
  /** Days of progression on record that tissue has not followed, as `progressionsOpen` reads them. */
  readonly progressed?: readonly number[];
  /** Has tissue shown a resistance to the drugs in use, as `excludedInTissue` reads it? */
  readonly explainedInTissue?: boolean;
  /** Day of the newest draw on which a signed decision rests; absent or null: none is signed. */
  readonly decidedDay?: number | null;
}

/** The glance of one evaluation. Never throws; what an evaluation of an earlier version lacks is said as not computed. */
export function glanceOf(e: Evaluation, c: GlanceContext): Glance {
  const conflict = conflictOf(e.timeline, c);
  return {
    reading: readingOf(e), shares: sharesOf(e), antiEgfr: antiEgfrOf(c), missed: missedOf(e), trust: trustOf(e),
    pending: [...c.pending].sort((a, b) => a.day - b.day), nextCycleInDays: c.nextCycleDay === null || c.today === null ? null : c.nextCycleDay - c.today,
    conflict, test: testOf(e, c.alerts, conflict !== null, c.imaged ?? [], c.progressed ?? [], c.explainedInTissue ?? false),
  };
}

const labelOf = (s: SeriesResult): string => variantLabel(s.gene, s.variant);

/** On, off (months since the last dose), never. A stop later than the day is not known yet. */
function antiEgfrOf(c: GlanceContext): Glance['antiEgfr'] {
  const given = c.lines.filter((l) => l.therapyClasses.includes('anti_egfr') && (c.today === null || l.startDay <= c.today));
  if (given.length === 0) return { state: 'never', months: null };
  const stops = given.map((l) => (l.stopDay !== null && (c.today === null || l.stopDay <= c.today) ? l.stopDay : null));
  if (stops.some((s) => s === null)) return { state: 'on', months: null };
  return { state: 'off', months: c.today === null ? null : monthsPassed(c.today - Math.max(...(stops as number[]))) };
}

const wasRead = (p: SeriesPoint): boolean => p.status === 'detected' || p.status === 'not_detected';
/** Limit of detection of a reading: of its depth, or as the laboratory states it where no depth is known. */
const limitOf = (p: SeriesPoint): number | null => p.lod95 ?? (p.intervalAssumed ? p.lodStated : null);

/**
 * From the resistance variants read in the last draw and not called there; where each was called, from all readings of the draw (another clone is meant
 * then); where none is tracked, from what the rechallenge panel excludes.
 */
function missedOf(e: Evaluation): Glance['missed'] {
  const last = lastDraw(e);
  const none = { vaf: null, share: null, label: null };
  if (!last) return { ...none, unread: [], reason: 'no draw yet' };
  // A bound from a draw that need not hold tumour DNA bounds nothing of the tumour.
  if (last.informative === 'not_informative') return { ...none, unread: [], reason: 'any clone: this draw cannot be assessed' };
  const tracked = e.series.filter((s) => s.role === 'resistance');
  const unread = tracked.filter((s) => !lastPoints(e, s).some(wasRead)).map(labelOf);
  const limits = (all: readonly SeriesResult[], statuses: readonly string[]): { label: string; vaf: number }[] =>
    all.flatMap((s) => lastPoints(e, s).flatMap((p) => { const vaf = statuses.includes(p.status) ? limitOf(p) : null; return vaf === null ? [] : [{ label: labelOf(s), vaf }]; }));
  const open = limits(tracked, ['not_detected']);
  const readable = open.length > 0 || tracked.length === 0 ? open : limits(e.series, ['detected', 'not_detected']);
  // Read without a depth it could have missed anything, whatever the others say; a copy number has no limit of this kind.
  const depthless = (s: SeriesResult): boolean => { const own = lastPoints(e, s).filter(wasRead); return !isCopyNumber(s.variant) && own.length > 0 && own.every((p) => p.status === 'not_detected' && limitOf(p) === null); };
  if (tracked.some(depthless)) return { ...none, unread, reason: 'depth not reported: not computed' };
  // What the draw reads of other variants bounds none that it did not read.
  if (tracked.length > 0 && unread.length === tracked.length) return { ...none, unread, reason: 'any clone: no tracked variant was read' };
  const widest = readable.reduce<{ label: string; vaf: number } | null>((a, b) => (a === null || b.vaf > a.vaf ? b : a), null);
  const vaf = widest?.vaf ?? e.rechallenge?.excludedToVaf ?? null;
  if (vaf === null) return { ...none, unread, reason: tracked.length === 0 ? 'any clone: no resistance variant is tracked' : 'depth not reported: not computed' };
  return { vaf, share: last.truncalVaf === null ? null : vaf / last.truncalVaf, label: widest?.label ?? null, unread, reason: last.truncalVaf === null ? 'no truncal variant called: its share of the tumour is not known' : null };
}

/** Can the last finding be trusted: repeated, not from blood cells, by the same assay, and is the level per mL known? */
function trustOf(e: Evaluation): Glance['trust'] {
  const last = lastDraw(e);
  if (!last) return [];
  const called = e.series.filter((s) => s.role === 'resistance' && calledLast(e, s));
  const out: Glance['trust'][number][] = [];
  if (called.length > 0) {
    const once = called.filter((s) => new Set(s.points.filter((p) => p.status === 'detected').map((p) => p.specimenId)).size < 2);
    out.push(once.length > 0
      ? { id: 'repeat', state: 'open', text: `${once.map(labelOf).join(', ')} in one draw only: not repeated` }
      : { id: 'repeat', state: 'good', text: `repeated: ${called.map((s) => `${labelOf(s)} in ${new Set(s.points.filter((p) => p.status === 'detected').map((p) => p.specimenId)).size} draws`).join(', ')}` });
  }
  const asked = called.length > 0 ? called : e.series.filter((s) => s.role === 'truncal' && calledLast(e, s));
  if (asked.length > 0) {
    const untested = asked.filter((s) => s.points.every((p) => p.wbcVaf === null));
    const seen = asked.filter((s) => s.points.some((p) => (p.wbcVaf ?? 0) > 0));
    out.push(untested.length > 0 ? { id: 'wbc', state: 'open', text: `white blood cells not tested for ${untested.map(labelOf).join(', ')}` }
      : seen.length > 0 ? { id: 'wbc', state: 'warning', text: `also in white blood cells: ${seen.map(labelOf).join(', ')}` } : { id: 'wbc', state: 'good', text: 'white blood cells tested, not seen there' });
  }
  const assays = (specimen: string): Set<string> => new Set(e.series.flatMap((s) => s.points.filter((p) => p.specimenId === specimen).map((p) => `${p.assay} ${p.assayVersion}`.trim())));
  const before = e.draws.filter((d) => d.day < last.day).at(-1);
  if (before) {
    const [was, is] = [assays(before.specimenId), assays(last.specimenId)];
    if (was.size > 0 && is.size > 0) {
      out.push([...is].some((a) => was.has(a)) ? { id: 'assay', state: 'good', text: 'same assay as the draw before' }
        : { id: 'assay', state: 'warning', text: `assay changed since ${dayText(e.timeline, before.day)} (${[...was].join(', ')} → ${[...is].join(', ')}): levels are not comparable as they stand` });
    }
  }
  const perMl = e.series.some((s) => lastPoints(e, s).some((p) => p.copiesPerMl !== null)) || focusDraw(e)?.burden?.mtmPerMl != null;
  if (!perMl) out.push({ id: 'volume', state: 'open', text: 'copies/mL not known: a fall of the fraction may be dilution' });
  return out;
}

const undecided = new Set<AlertGlimpse['state']>(['open', 'acknowledged', 'in_review', 'snoozed']);

/** A line in use is one that a confirmed rising clone resists, the alert of it is not closed with an outcome, and no board signed a decision on that draw or a later one: that line, not another one in use beside it. */
function conflictOf(timeline: Timeline, c: GlanceContext): string | null {
  // An alert of a line that was stopped since says nothing of the drug in use now.
  const running = c.lines.filter((l) => (c.today === null || l.startDay <= c.today) && (l.stopDay === null || (c.today !== null && l.stopDay > c.today)));
  const decided = (a: AlertGlimpse): boolean => c.decidedDay != null && a.firedDay <= c.decidedDay;
  const open = c.alerts.filter((a) => undecided.has(a.state) && !decided(a)).map((a) => ({ a, line: concernedRows(a, running, timeline).at(-1) })).filter((x) => x.line !== undefined);
  if (open.length === 0) return null;
  // The drugs that the clone resists, where they can be told from what is given beside them.
  const named = new Set(open.flatMap(({ a, line }) => drugs(line!, ((a.evidence.therapy as { readonly classes?: readonly TherapyClass[] } | undefined)?.classes) ?? [])));
  const variants = new Set(open.flatMap(({ a }) => a.members.map((m) => variantLabel(m.gene, m.variant))));
  return `On ${[...named].join(' + ')} against confirmed ${[...variants].join(', ')}; no decision recorded`;
}
