/**
 * What part of the tumour a variant stands for, said once: the prevalence of its clone, which the picture of the clones draws and which lies between
 * 0 and 1; the glance, the mechanisms and the board's packet read it here, so that no two panels differ.
 */
import { boundOf } from './assemble.js';
import { variantLabel, type Evaluation, type Glance, type Interval, type SeriesResult } from '@clonewatch/domain';
import { calledLast, lastDraw, lastPoints } from './glance-points.js';

/** Clone of the truncal variants: the tumour itself, no part of it. */
const truncalClone = 'C0';
/** A share of more than the whole is noise or a gained allele, and no share. */
const within = (x: number): number => Math.min(1, x);

function prevalenceOn(e: Evaluation, s: SeriesResult, day: number): Interval | null {
  return prevalences(e, s).findLast((p) => p.day === day) ?? null;
}

const prevalences = (e: Evaluation, s: SeriesResult): Evaluation['clones'][number]['prevalence'] =>
  (s.clone === null || s.clone === truncalClone ? [] : e.clones.find((c) => c.id === s.clone)?.prevalence ?? []);

/** Share of the tumour in the last draw with a truncal call that read the variant: of its clone, else of its own counts. Null without one, or where it was not called then. */
export function shareOf(e: Evaluation, s: SeriesResult): Interval | null {
  const last = prevalences(e, s).at(-1);
  if (last) return last.low > 0 ? { median: last.median, low: last.low, high: last.high } : null;
  return s.shareOfTumour && s.shareOfTumour.median > 0 ? { median: within(s.shareOfTumour.median), low: within(s.shareOfTumour.low), high: within(s.shareOfTumour.high) } : null;
}

/** Parts of the tumour in the last draw: one entry a clone of resistance, sensitising or unclassified variants, its most seen variant as its name. */
export function sharesOf(e: Evaluation): Glance['shares'] {
  const last = lastDraw(e);
  // What moves with the trunk is all of the tumour, not a part of it; resistance is told all the same.
  const counted = e.series.filter((s) => s.role === 'resistance' || ((s.role === 'sensitising' || s.role === 'other') && s.clone !== truncalClone));
  const byClone = new Map<string, SeriesResult[]>();
  for (const s of counted) {
    const key = s.clone ?? `${s.gene} ${s.variant}`;
    byClone.set(key, [...(byClone.get(key) ?? []), s]);
  }
  return [...byClone.values()].map((members): Glance['shares'][number] => {
    const lead = members.reduce((a, b) => ((b.shareOfTumour?.median ?? -1) > (a.shareOfTumour?.median ?? -1) ? b : a));
    const label = members.length > 1 ? `${variantLabel(lead.gene, lead.variant)} +${members.length - 1}` : variantLabel(lead.gene, lead.variant);
    const none = { clone: lead.clone, label, role: lead.role, share: null, upper: null };
    if (last === null || last.truncalVaf === null) return { ...none, reason: 'no truncal variant called in the last draw' };
    const now = prevalenceOn(e, lead, last.day);
    if (members.some((m) => calledLast(e, m))) {
      const share = now && now.low > 0 ? { median: now.median, low: now.low, high: now.high } : shareOf(e, lead);
      return share ? { ...none, share, reason: null } : { ...none, reason: 'not computed' };
    }
    const unseen = lastPoints(e, lead).find((p) => p.status === 'not_detected');
    const bound = unseen ? boundOf(unseen) : null;
    if (bound === null) return { ...none, reason: members.some((m) => lastPoints(e, m).some((p) => p.status === 'not_detected')) ? 'not computed' : 'not looked at in the last draw' };
    return { ...none, upper: now?.high ?? bound / last.truncalVaf, reason: null };
  }).sort((a, b) => (b.share?.median ?? -1) - (a.share?.median ?? -1) || (b.upper ?? -1) - (a.upper ?? -1));
}
