/** Gates G1 to G5: what the record says apart from the plasma. A thing not recorded is unknown, and unknown never passes. */
import type { GateResult, GateState, OpeningTest } from '@clonewatch/domain';
import type { Snapshot } from '../snapshot.js';
import { dayText } from '../text.js';
import { brafV600, gateData, gateRules, rasExtended, sourceText, type GateId } from './criteria.data.js';
import { monthsOn, tissueHas, type History } from './history.js';

export interface Judged { readonly state: GateState; readonly datum: string; readonly day?: number | null; readonly opens?: OpeningTest }

/** A gate with its name and source from the data. */
export function gate(id: GateId, j: Judged): GateResult {
  const { name, source, mark } = gateData[id];
  const open = j.state === 'unknown' || j.state === 'not_informative';
  return { id, name, state: j.state, datum: j.datum, day: j.day ?? null, source: sourceText(source, mark), opens: open ? (j.opens ?? 'record') : null };
}

/** `5.9 months` of 5.98: a length that falls short of six is not written as six. */
export const monthsText = (m: number): string => `${(Math.floor(m * 10) / 10).toFixed(1)} months`;

/** G1: extended RAS and BRAF V600E in the tumour tissue. */
export function tissueGate(snap: Snapshot, h: History): Judged {
  const { tissueRas, tissueBraf, tissueDay } = snap.record.profile;
  const known = tissueDay === null || tissueDay <= snap.day;
  const found = tissueHas(h, [...rasExtended, ...brafV600]);
  const day = known ? tissueDay : null;
  if (found !== null) return { state: 'fail', datum: `${found.label} found in tissue`, day: found.day };
  if (known && tissueRas === 'mutant') return { state: 'fail', datum: 'RAS mutated in tissue', day };
  if (known && tissueBraf === 'v600e') return { state: 'fail', datum: 'BRAF V600E in tissue', day };
  if (!known || tissueRas === null || tissueRas === 'unknown') return { state: 'unknown', datum: 'Extended RAS in tissue not recorded', opens: 'tissue' };
  if (tissueRas === 'exon2_wt_only') return { state: 'unknown', datum: 'Only KRAS exon 2 tested in tissue: exons 3 and 4 and NRAS not', day, opens: 'tissue' };
  if (tissueBraf === null || tissueBraf === 'unknown') return { state: 'unknown', datum: 'No extended RAS mutation in tissue; BRAF in tissue not recorded', day, opens: 'tissue' };
  return { state: 'pass', datum: `No extended RAS mutation and no BRAF V600E in tissue${tissueBraf === 'other' ? ' (another BRAF change is recorded: its class decides)' : ''}`, day };
}

/** G2: benefit from the earlier anti-EGFR treatment. */
export function benefitGate(snap: Snapshot, h: History): Judged {
  const day = h.last.stopDay;
  const on = monthsOn(h.last, snap.drawOrder);
  switch (h.best) {
    case 'CR': case 'PR': return { state: 'pass', datum: `Best response ${h.best}`, day };
    case 'SD':
      if (on === null) return { state: 'unknown', datum: 'Best response SD; how long is not recorded', day };
      return on >= gateRules.stableMonths ? { state: 'caution', datum: `Best response SD over ${monthsText(on)}`, day } : { state: 'fail', datum: `Best response SD, and only ${monthsText(on)} on treatment`, day };
    case 'PD': return { state: 'fail', datum: 'Best response PD', day };
    default: return { state: 'unknown', datum: h.best === 'NE' ? 'Best response not evaluable' : 'Best response to the earlier anti-EGFR treatment not recorded', day };
  }
}

/** G3: months since the last anti-EGFR dose, counted to the planned first dose where known. */
export function intervalGate(snap: Snapshot, h: History): Judged {
  const since = h.last.stopDay;
  const { timeline } = snap.record;
  if (since === null) return { state: 'fail', datum: `On anti-EGFR since ${dayText(timeline, h.last.startDay)}, no stop recorded`, day: h.last.startDay };
  if (h.freeMonths === null) return { state: 'unknown', datum: 'Day numbers only order the draws: no interval', day: since };
  const { pass, caution } = gateRules.freeIntervalMonths;
  const state = h.freeMonths >= pass ? 'pass' : h.freeMonths >= caution ? 'caution' : 'fail';
  return { state, datum: `${monthsText(h.freeMonths)} since the last anti-EGFR dose (${dayText(timeline, since)})`, day: since };
}

/** G4: at least one systemic line without anti-EGFR since. */
export function betweenGate(h: History): Judged {
  const clear = h.between.filter((l) => l.therapyClasses.length > 0);
  const name = (l: (typeof h.between)[number]): string => l.regimen || l.agents.join(' + ');
  if (clear.length > 0) return { state: 'pass', datum: clear.map(name).join('; '), day: clear[0]!.startDay };
  if (h.between.length > 0) return { state: 'unknown', datum: `${h.between.map(name).join('; ')}: whether it held anti-EGFR is not recorded`, day: h.between[0]!.startDay };
  return { state: 'fail', datum: 'No line without anti-EGFR recorded since', day: h.last.stopDay };
}

/** G5: a sample of the last 28 days before the reference, drawn after the last progression. */
export function recencyGate(snap: Snapshot, h: History, sampleDay: number | null): Judged {
  if (sampleDay === null) return { state: 'unknown', datum: 'No sample', opens: 'repeat' };
  const { timeline } = snap.record;
  const when = dayText(timeline, sampleDay);
  if (snap.drawOrder) return { state: 'unknown', datum: 'Day numbers only order the draws: the age of the sample is not known', day: sampleDay };
  const age = h.reference - sampleDay;
  if (age > gateRules.sampleDays) return { state: 'fail', datum: `Sample of ${when} is ${age} days old (at most ${gateRules.sampleDays})`, day: sampleDay };
  const pd = h.progression;
  if (pd && sampleDay < pd.day) {
    return pd.exact ? { state: 'fail', datum: `Sample of ${when} was drawn before the progression of ${dayText(timeline, pd.day)}`, day: sampleDay }
      : { state: 'unknown', datum: `Sample of ${when} lies before ${dayText(timeline, pd.day)}, when a line was stopped for progression; when it was seen is not recorded`, day: sampleDay, opens: 'repeat' };
  }
  return { state: 'pass', datum: `Sample of ${when}, ${age} days old${pd ? ', after the last progression' : '; no progression recorded'}`, day: sampleDay };
}
