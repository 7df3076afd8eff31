/** What differs between two evaluations of one patient: the answer to "what changed since I last looked?" */
import { variantLabel, type Change, type Evaluation, type SeriesPoint, type SeriesResult } from '@clonewatch/domain';
import { dayText, drawText, pointText } from './text.js';

const keyOf = (s: Pick<SeriesResult, 'gene' | 'variant'>): string => `${s.gene}|${s.variant}`;
const readingKey = (p: SeriesPoint): string => `${p.specimenId}|${p.assay}|${p.assayVersion}`;
const said = (p: SeriesPoint): string => JSON.stringify([p.status, p.vaf, p.mutantCount, p.totalCount, p.day]);
const verdictWord = { met: 'criteria met', discuss: 'to discuss', not_met: 'criteria not met', cannot_assess: 'cannot be assessed' } as const;
const trendWord = { rising: 'rising', falling: 'falling', stable: 'stable', insufficient: 'course open' } as const;

/** Most important first. Equal evaluations give an empty list. Pure. */
export function changesBetween(before: Evaluation, now: Evaluation): readonly Change[] {
  const out: Change[] = [];
  const t = now.timeline;
  const had = new Set(before.alerts.map((a) => a.episode));
  const gone = new Set(now.retracted);
  for (const a of now.alerts.filter((x) => !had.has(x.episode) && !gone.has(x.episode))) {
    const name = a.gene ? `${variantLabel(a.gene, a.variant ?? '')}: ` : '';
    out.push({ kind: 'alert', text: `New alert: ${name}${a.kind.replaceAll('_', ' ')}`, weight: a.severity === 'act' ? 0 : a.severity === 'review' ? 2 : 5 });
  }
  const stoodDown = now.retracted.filter((x) => !before.retracted.includes(x) && had.has(x)).length;
  if (stoodDown > 0) out.push({ kind: 'alert', text: `${stoodDown} ${stoodDown === 1 ? 'alert' : 'alerts'} retracted: corrected data no longer support ${stoodDown === 1 ? 'it' : 'them'}`, weight: 1 });
  if (before.rechallenge?.verdict !== now.rechallenge?.verdict && now.rechallenge) {
    out.push({ kind: 'verdict', text: `Rechallenge: ${before.rechallenge ? `${verdictWord[before.rechallenge.verdict]} → ` : ''}${verdictWord[now.rechallenge.verdict]}`, weight: 1 });
  }
  for (const d of now.draws.filter((x) => !before.draws.some((y) => y.specimenId === x.specimenId))) {
    out.push({ kind: 'draw', text: `New result: ${drawText(t, d.day).replace(/^D/, 'd')}, ${d.informative.replace('_', ' ')}`, weight: 1 });
  }
  for (const d of before.draws.filter((x) => !now.draws.some((y) => y.specimenId === x.specimenId))) {
    out.push({ kind: 'withdrawn', text: `The draw of ${dayText(before.timeline, d.day)} (${d.specimenId}) is no longer in this record`, weight: 0 });
  }
  for (const s of now.series) {
    const was = before.series.find((x) => keyOf(x) === keyOf(s));
    const label = variantLabel(s.gene, s.variant);
    const corrected = s.points.filter((p) => was?.points.some((q) => readingKey(q) === readingKey(p) && said(q) !== said(p)));
    for (const p of corrected) out.push({ kind: 'corrected', text: `Corrected: ${label} ${pointText(t, p)}`, weight: 0 });
    const first = s.points.find((p) => p.status === 'detected');
    if (first && !was?.points.some((p) => p.status === 'detected')) out.push({ kind: 'first_call', text: `${label} called for the first time: ${pointText(t, first)}`, weight: s.role === 'resistance' ? 0 : 4 });
    if (was && was.trend !== s.trend && s.trend !== 'insufficient') out.push({ kind: 'trend', text: `${label}: ${trendWord[was.trend]} → ${trendWord[s.trend]}`, weight: s.role === 'resistance' || s.role === 'truncal' ? 2 : 4 });
  }
  return out.sort((a, b) => a.weight - b.weight);
}
