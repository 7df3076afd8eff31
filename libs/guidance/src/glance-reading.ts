/** Truncal signal and resistance read together: one word and one sentence. */
import { variantLabel, type Evaluation, type Glance, type ResponseDraw, type SeriesResult } from '@clonewatch/domain';
import { calledLast, fellBack, focusDraw, lastPoints, readPoints, steppedUp } from './glance-points.js';
import { percent } from './text.js';
import { presentOn, presentText, returnText, returnsOn } from './tumour-dna.js';

type Direction = 'rising' | 'falling' | 'stable' | 'unknown';

/** Direction of the truncal signal as a whole: variants that contradict one another say nothing. */
function truncalDirection(truncal: readonly SeriesResult[]): Direction {
  const said = truncal.map((s) => s.trend).filter((t) => t !== 'insufficient');
  if (said.length === 0) return 'unknown';
  const rising = said.includes('rising');
  const falling = said.includes('falling');
  return rising && falling ? 'unknown' : rising ? 'rising' : falling ? 'falling' : 'stable';
}

const names = (all: readonly SeriesResult[]): string => {
  const shown = all.slice(0, 2).map((s) => variantLabel(s.gene, s.variant));
  return all.length > 2 ? `${shown.join(', ')} and ${all.length - 2} more` : shown.join(' and ');
};

/**
 * The fraction fell from one draw to the next beyond both intervals, and the tumour molecules per mL did not fall with it: more other DNA in the
 * plasma (haemolysis, surgery, inflammation), not less tumour. Intervals only; needs volume and input in both draws.
 */
export function diluted(before: ResponseDraw | undefined, now: ResponseDraw | undefined): boolean {
  const [a, b] = [before?.burden, now?.burden];
  if (!a?.mtmPerMl || !b?.mtmPerMl || before!.variantsRead !== now!.variantsRead) return false;
  return b.meanVaf.high < a.meanVaf.low && b.mtmPerMl.high >= a.mtmPerMl.low;
}

/** What the word `stable` of a trend says. */
const stable = 'stable (within threefold)';

export function readingOf(e: Evaluation): Glance['reading'] {
  const last = e.draws.at(-1);
  if (!last) return { kind: 'cannot_tell', text: 'No results yet' };
  const truncal = e.series.filter((s) => s.role === 'truncal');
  const resistance = e.series.filter((s) => s.role === 'resistance');
  const rose = resistance.filter((s) => s.trend === 'rising' && calledLast(e, s));
  const rising = rose.filter((s) => fellBack(readPoints(s.points)) === null);
  // What nobody looked for, or no catalogue knows, is not called either: that is no finding.
  const read = (s: SeriesResult): boolean => lastPoints(e, s).some((p) => p.status === 'detected' || p.status === 'not_detected');
  const looked = resistance.length > 0 && resistance.every(read);
  const none = looked ? 'no tracked resistance variant called' : 'no resistance variant reported, which does not exclude one';
  const called = resistance.filter((s) => calledLast(e, s));
  const focus = focusDraw(e);
  const since = focus?.ratio ? `, ${percent(focus.ratio.median)} of its level at the start of the line (${percent(focus.ratio.low).replace(' %', '')}–${percent(focus.ratio.high).replace(' %', '')})` : '';
  const line = e.response && e.response.focus !== null ? e.response.lines[e.response.focus] : undefined;
  const evaluable = line?.draws ?? [];
  if (diluted(evaluable.at(-2), evaluable.at(-1)) && evaluable.at(-1)!.specimenId === last.specimenId) {
    return { kind: 'dilution', text: 'Dilution, not response: the truncal fraction fell, the tumour molecules per mL did not' };
  }
  if (last.informative === 'not_informative' && called.length === 0) {
    const bound = focus?.provableFall != null && focus.provableFall > 0 ? `; if it is response, a fall of at least ${percent(focus.provableFall)} is supported` : '';
    return { kind: 'cannot_tell', text: `Response and a poor draw look alike: no tumour DNA shown${bound}` };
  }
  const present = presentOn(e.draws, last.day);
  if (present && last.truncalVaf === null && called.length === 0) {
    const [back] = returnsOn(e.draws, last.day);
    return { kind: 'cannot_tell', text: `${back ? returnText(back) : presentText(present)}: which clone it is is not known` };
  }
  const unread = truncal.length > 0 && truncal.every((s) => !lastPoints(e, s).some((p) => p.status === 'detected' || p.status === 'not_detected'));
  const t: Direction = truncal.length === 0 || unread ? 'unknown' : truncalDirection(truncal);
  // A direction that is not shown is not the same as nothing seen.
  const higher = t === 'unknown' && truncal.some((s) => calledLast(e, s) && steppedUp(readPoints(s.points)));
  if (rising.length > 0) {
    const rise = rising.length > 1 ? 'rise' : 'rises';
    if (t === 'falling') return { kind: 'clonal_replacement', text: `Clonal replacement: truncal falls while ${names(rising)} ${rise}` };
    if (t === 'rising') return { kind: 'progression', text: `Progression: truncal and ${names(rising)} rise together` };
    return { kind: 'emergence', text: `${names(rising)} ${rise}; truncal ${t === 'stable' ? stable : higher ? 'higher in the last draw than before' : 'course not known'}` };
  }
  if (rose.length > 0) return { kind: 'cannot_tell', text: `${names(rose)} lower in the last draw than in the one before, after a rise: one draw shows no direction` };
  if (last.informative === 'limited' && called.length === 0 && t !== 'falling' && t !== 'rising') return { kind: 'cannot_tell', text: `The last draw tells little: ${last.reason}` };
  if (t === 'falling') {
    return called.length > 0 ? { kind: 'response', text: `Truncal falls${since}; ${names(called)} called, not shown to rise` }
      : { kind: 'response', text: `Response: truncal falls${since}; ${none}` };
  }
  if (t === 'rising') {
    return called.length > 0 ? { kind: 'progression', text: `Truncal rises; ${names(called)} called, not shown to rise` }
      : { kind: 'truncal_only', text: looked ? 'Truncal-only progression: truncal rises and no tracked resistance variant is called' : `Truncal rises; ${none}` };
  }
  if (t === 'stable') return { kind: 'unmoved', text: called.length > 0 ? `${names(called)} called, not shown to rise; truncal ${stable}` : `Truncal ${stable}; ${none}` };
  const open = higher ? 'truncal higher in the last draw than before: one draw shows no direction' : 'the draws do not show a direction of the truncal signal';
  const why = truncal.length === 0 ? 'no truncal variant is known' : e.draws.length < 2 ? 'one draw has no direction' : open;
  // Of an informative draw it is told what it does not show, whatever the trunk does.
  if (why === open && called.length === 0 && looked && last.informative === 'informative') return { kind: 'cannot_tell', text: `${open[0]!.toUpperCase()}${open.slice(1)}; ${none}` };
  return { kind: 'cannot_tell', text: `${called.length === 0 ? '' : called.every((s) => s.trend === 'falling') ? `${names(called)} ${called.length > 1 ? 'fall' : 'falls'}, still called; ` : `${names(called)} called; `}${why}` };
}
