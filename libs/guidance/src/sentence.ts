/** The one sentence that matters now, from what is open. Never an all-clear: what was not seen is said with its bound. */
import { isCopyNumber, variantLabel, type CloneResult, type SeriesPoint } from '@clonewatch/domain';
import { catalogue } from './catalogue/index.js';
import type { VariantSeries } from './assemble.js';
import { boundOf, covered } from './assemble.js';
import { therapyText } from './context.js';
import { trendFor } from './engine.js';
import type { Folded } from './fold.js';
import { fellBack } from './glance-points.js';
import { progressionsOpen } from './known.js';
import { excludedInTissue } from './mechanisms/beside.js';
import { risingTruncal } from './rules-burden.js';
import { calledIn, pointsIn, type Snapshot } from './snapshot.js';
import { dayText, drawText, listed, percent, pointText } from './text.js';
import { presentOn, presentText, returnText, returnsOn } from './tumour-dna.js';

function lastPoint(s: VariantSeries): SeriesPoint | null {
  return s.readings.filter(covered).at(-1)?.point ?? null;
}

const lowerFirst = (t: string): string => t.charAt(0).toLowerCase() + t.slice(1);
const strip = (t: string): string => t.replace(/\.$/, '');

/** Alerting variants with an open rise, confirmed first, then by last VAF. */
function openRises({ snap, memory }: Folded): readonly { s: VariantSeries; confirmed: boolean; vaf: number }[] {
  return snap.series.flatMap((s) => {
    const ep = memory.variants.get(s.key)?.episode;
    // An episode may still be open while its clone already stands or falls: the sentence says what is so now.
    return ep && snap.roles.get(s.key)!.alerting && trendFor(snap, s) === 'rising' ? [{ s, confirmed: ep.confirmed, vaf: lastPoint(s)?.vaf ?? 0 }] : [];
  }).sort((a, b) => Number(b.confirmed) - Number(a.confirmed) || b.vaf - a.vaf);
}

/**
 * An open rise of the burden: it goes on, or its variant stands lower now than in the draw before, or the course has become open. Null where none is open, and where the
 * leading truncal variant falls.
 */
function burdenNow({ snap, memory }: Folded, specimenId: string): string | null {
  if (!memory.burden) return null;
  const t = snap.record.timeline;
  const shown = risingTruncal(snap, specimenId)?.s ?? null;
  const s = shown ?? snap.lead;
  if (!s || (shown === null && trendFor(snap, s) === 'falling')) return null;
  const label = variantLabel(s.gene, s.variant);
  const fell = fellBack(s.readings.filter(covered).map((r) => r.point));
  if (fell) return `${label} lower than in the draw before, after a rise of the tumour burden: ${pointText(t, fell.before)} → ${pointText(t, fell.now)}.`;
  const point = pointText(t, lastPoint(s)!);
  if (shown) return `Tumour burden rising: ${label} ${point}.`;
  const from = lowerFirst(drawText(t, snap.draws.find((d) => d.specimenId === memory.burden!.specimenId)?.day ?? snap.day));
  return `Tumour burden rose by ${snap.drawOrder ? from : `the ${from}`}; its course since is open: ${label} ${point}.`;
}

/** What of the tracked variants no draw of the day read: `; not read: NRAS p.Q61K, EGFR p.S492R and 2 more`. Empty: all were. */
function unreadText(tracked: readonly VariantSeries[], day: number): string {
  const read = (s: VariantSeries): boolean => s.readings.some(({ point: p }) => p.day === day && (p.status === 'detected' || p.status === 'not_detected'));
  const names = tracked.filter((s) => !read(s)).map((s) => variantLabel(s.gene, s.variant));
  return names.length === 0 ? '' : `; not read: ${listed(names)}`;
}

/** `; found in tissue: MET amplification`: resistance to the drugs in use that tissue showed since they were begun, and blood does not call now. Empty: none. */
function tissueText(snap: Snapshot): string {
  const found = excludedInTissue({ assessments: snap.record.assessments, nosology: snap.record.profile.nosology }, snap.lines, snap.day);
  const names = [...new Set(found.map((f) => variantLabel(f.gene, f.variant)))];
  return names.length === 0 ? '' : `; found in tissue: ${listed(names)}`;
}

/**
 * … and `; progression of 7 May 2026 is on record`: on the line begun last or since, where tissue has not been examined since. What was not called explains nothing. Empty: neither is
 * recorded.
 */
function besideText(snap: Snapshot): string {
  const last = progressionsOpen(snap.record.assessments, snap.lines, snap.day).at(-1);
  return `${tissueText(snap)}${last === undefined ? '' : `; progression of ${dayText(snap.record.timeline, last)} is on record`}`;
}

export function sentenceOf(folded: Folded): string {
  const { snap, memory } = folded;
  const t = snap.record.timeline;
  const last = snap.draws.at(-1);
  if (!last) return 'No results yet.';
  const [rise] = openRises(folded);
  if (rise) {
    const p = lastPoint(rise.s);
    const fell = fellBack(rise.s.readings.filter(covered).map((r) => r.point));
    if (fell) return `${variantLabel(rise.s.gene, rise.s.variant)} lower than in the draw before, after a rise: ${pointText(t, fell.before)} → ${pointText(t, fell.now)}; ${lowerFirst(strip(therapyText(snap, rise.s, last.day)))}.`;
    const word = rise.confirmed ? 'rise confirmed' : 'rising';
    return `${variantLabel(rise.s.gene, rise.s.variant)} ${word}: ${p ? pointText(t, p) : ''}; ${lowerFirst(strip(therapyText(snap, rise.s, last.day)))}.`;
  }
  const together = folded.alerts.findLast((a) => a.kind === 'resistance_emerging' && a.variant === null);
  if (memory.together && together) return `${together.members.map((v) => variantLabel(v.gene, v.variant)).join(', ')} rising together, none of them alone shown to.`;
  // A caution raises no alert, yet it is a resistance variant: whether it was called is said.
  const resistant = snap.series.filter((s) => snap.roles.get(s.key)!.role === 'resistance');
  const alerting = (s: VariantSeries): boolean => snap.roles.get(s.key)!.alerting;
  const seen = resistant.filter((s) => calledIn(s, last.specimenId));
  if (seen.length > 0) {
    const top = [...seen].sort((a, b) => Number(alerting(b)) - Number(alerting(a)) || (lastPoint(b)?.vaf ?? 0) - (lastPoint(a)?.vaf ?? 0))[0]!;
    if (!alerting(top)) return `${variantLabel(top.gene, top.variant)} ${trendFor(snap, top) === 'rising' ? 'rising' : 'called'}, a caution of the catalogue that raises no alert by itself: ${pointText(t, lastPoint(top)!)}.`;
    if (seen.length === 1 && trendFor(snap, top) === 'falling') return `${variantLabel(top.gene, top.variant)} called, falling: ${pointText(t, lastPoint(top)!)}.`;
    const waiting = !memory.variants.get(top.key)?.detected;
    const more = seen.length > 1 ? ` and ${seen.length - 1} more resistance variant${seen.length > 2 ? 's' : ''}` : '';
    return `${variantLabel(top.gene, top.variant)}${more} ${waiting ? 'called, awaiting confirmation by a further draw' : 'called, not shown to rise'}: ${pointText(t, lastPoint(top)!)}.`;
  }
  const present = presentOn(snap.draws, last.day);
  if (present && last.truncalVaf === null) {
    const [back] = returnsOn(snap.draws, last.day);
    return `${back ? returnText(back) : presentText(present)}: ${lowerFirst(drawText(t, last.day))}.`;
  }
  if (last.informative === 'not_informative') return `${last.reason} (${dayText(t, last.day)}).`;
  const burden = burdenNow(folded, last.specimenId);
  if (burden) return `${strip(burden)}${tissueText(snap)}.`;
  // A copy number has no fraction that could bound it.
  const read = resistant.filter((s) => !isCopyNumber(s.variant)).map((s) => ({ s, p: lastPoint(s) })).filter(({ p }) => p?.specimenId === last.specimenId).map(({ s, p }) => ({ s, bound: boundOf(p!) }));
  const widest = read.reduce<{ s: VariantSeries; bound: number | null } | null>((a, b) => (a === null || a.bound !== null && (b.bound === null || b.bound > a.bound) ? b : a), null);
  // The widest bound is said for all that were read: one that has none leaves it open.
  const open = `${unreadText(resistant, last.day)}${besideText(snap)}`;
  if (widest && widest.bound !== null) return `No tracked resistance variant called on ${dayText(t, last.day)}; ${variantLabel(widest.s.gene, widest.s.variant)} excluded above ${percent(widest.bound)}${open}.`;
  // A draw that read none of them called none, which is no finding.
  const looked = resistant.some((s) => s.readings.some((r) => r.point.specimenId === last.specimenId && (r.point.status === 'detected' || r.point.status === 'not_detected')));
  if (looked) return `No tracked resistance variant called on ${dayText(t, last.day)}; down to which share is not known${open}.`;
  // None reported is no finding: nobody may have looked, and some diseases have none that counts by itself.
  const { nosology } = snap.record.profile;
  const counts = nosology === null || catalogue.some((c) => c.nosology === nosology && c.effect === 'resistance' && c.action === 'exclude');
  return `${drawText(t, last.day)}: ${lowerFirst(last.reason)}; ${counts ? 'no resistance variant reported, which does not exclude one' : 'the catalogue has no change that alone shows resistance in this disease'}${besideText(snap)}.`;
}

/**
 * The clone to look at first: a rising one, else the resistant one with the highest VAF in the last draw that could tell, else the truncal
 * cluster. A draw that failed or shows no tumour DNA does not dethrone a clone; one that shows a resistant clone always counts.
 */
export function leadingCloneOf(folded: Folded, clones: readonly CloneResult[], snap: Snapshot): string | null {
  const idOf = (s: VariantSeries): string | null => clones.find((c) => c.variants.some((v) => v.gene === s.gene && v.variant === s.variant))?.id ?? null;
  const [rise] = openRises(folded);
  if (rise) return idOf(rise.s);
  const resistant = snap.series.filter((s) => snap.roles.get(s.key)!.role === 'resistance');
  const last = snap.draws.filter((d) => d.informative !== 'not_informative' || resistant.some((s) => calledIn(s, d.specimenId))).at(-1);
  const height = (s: VariantSeries): number => Math.max(0, ...pointsIn(s, last!.specimenId).filter((p) => p.status === 'detected').map((p) => p.vaf ?? 0));
  const top = last && resistant.filter((s) => calledIn(s, last.specimenId)).map((s) => [s, height(s)] as const).sort((a, b) => b[1] - a[1])[0];
  // Where no draw ever showed tumour DNA well enough, the trunk leads nothing: it is only what was looked for.
  return top ? idOf(top[0]) : clones.some((c) => c.id === 'C0') && snap.draws.some((d) => d.informative === 'informative') ? 'C0' : null;
}
