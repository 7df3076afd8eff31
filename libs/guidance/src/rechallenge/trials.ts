/** One evaluator for every trial's criteria: same states, same sample, same verdict as the default gates. */
import type { GateResult, OpeningTest, TrialReadiness } from '@clonewatch/domain';
import { progressionsSeen } from '../known.js';
import type { Snapshot } from '../snapshot.js';
import { dayText, percent } from '../text.js';
import { brafV600, egfrEctodomain, mechanisms, rasExtended, sourceText, type RequiredCodon } from './criteria.data.js';
import { betweenGate, intervalGate, monthsText, tissueGate, type Judged } from './gates-clinical.js';
import { allelesOf } from './gates-plasma.js';
import { bestOf, monthsOn, tissueHas, type History } from './history.js';
import { isMechanism, testedMechanism, type Sample } from './sample.js';
import { leftOf, trialSets, type AlleleSet, type TrialCriterion, type TrialSet } from './trials.data.js';
import { verdictOf } from './verdict.js';

interface View { readonly snap: Snapshot; readonly h: History; readonly sample: Sample | null; readonly informative: boolean }
type Of<K extends TrialCriterion['kind']> = Extract<TrialCriterion, { kind: K }>;

const codons: Readonly<Record<AlleleSet, readonly RequiredCodon[]>> = { RAS_ext: rasExtended, 'BRAF V600': brafV600, EGFR_ECD: egfrEctodomain };
const unknown = (datum: string, opens: OpeningTest = 'record', day: number | null = null): Judged => ({ state: 'unknown', datum, day, opens });

function tissue(v: View, c: Of<'tissue'>): Judged {
  if (c.ras === 'extended' && c.braf) return tissueGate(v.snap, v.h);
  const { tissueRas, tissueDay } = v.snap.record.profile;
  const known = tissueDay === null || tissueDay <= v.snap.day;
  const found = tissueHas(v.h, rasExtended);
  if (found !== null) return { state: 'fail', datum: `${found.label} in tissue`, day: found.day };
  if (known && tissueRas === 'mutant') return { state: 'fail', datum: 'RAS mutated in tissue', day: tissueDay };
  const enough = known && (tissueRas === 'ras_ext_wt' || (c.ras === 'exon2' && tissueRas === 'exon2_wt_only'));
  return enough ? { state: 'pass', datum: `No ${c.ras === 'exon2' ? 'KRAS exon 2' : 'extended RAS'} mutation in tissue`, day: tissueDay } : unknown('RAS in tissue not recorded to the extent asked for', 'tissue');
}

/** Not detected, or each at most so much, in one informative sample inside the window; a call of blood-cell origin does not count. */
function plasma(v: View, c: Of<'plasma'>): Judged {
  const { sample, snap, h } = v;
  if (!sample) return unknown('No sample', 'repeat');
  const { day } = sample;
  const view = allelesOf(sample, c.alleles.flatMap((a) => codons[a]));
  const tumour = view.calls.filter((x) => x.origin === 'tumour');
  const over = tumour.filter((x) => x.point.vaf === null || x.point.vaf > c.maxVaf);
  const say = (xs: typeof tumour): string => xs.map((x) => `${x.label}${x.point.vaf === null ? '' : ` ${percent(x.point.vaf)}`}`).join(', ');
  if (over.length > 0) return { state: 'fail', datum: `${say(over)} called${c.maxVaf > 0 ? `, above ${percent(c.maxVaf)}` : ''}`, day };
  if (c.windowDays !== null && snap.drawOrder) return unknown('Day numbers only order the draws: the age of the sample is not known', 'record', day);
  if (c.windowDays !== null && h.reference - day > c.windowDays) return { state: 'fail', datum: `Sample of ${dayText(snap.record.timeline, day)} is older than ${c.windowDays} days`, day };
  const open = view.calls.filter((x) => x.origin === 'unresolved' && (x.point.vaf === null || x.point.vaf > c.maxVaf));
  if (open.length > 0) return unknown(`${say(open)} called, origin not resolved`, 'wbc', day);
  const missing = view.reads.filter((r) => !r.tested);
  if (missing.length > 0) return unknown(`Not tested: ${missing.map((r) => `${r.codon.gene} ${r.codon.codon}`).join(', ')}`, 'wider_panel', day);
  if (!v.informative) return { state: 'not_informative', datum: 'None called, but no tumour DNA shown in this sample', day, opens: 'repeat' };
  return { state: 'pass', datum: tumour.length > 0 ? `${say(tumour)}, at most ${percent(c.maxVaf)}` : `None called in the sample of ${dayText(snap.record.timeline, day)}`, day };
}

/** None called in an informative sample that looked for each. */
function amplifications(v: View, c: Of<'amplifications'>): Judged {
  const { sample, snap } = v;
  if (!sample) return unknown('No sample', 'repeat');
  const { day } = sample;
  const asked = mechanisms.filter((m) => m.change === 'amplification' && m.genes.every((g) => c.genes.includes(g)));
  const called = sample.called.filter((x) => x.origin === 'tumour' && asked.some((m) => isMechanism(m, x.series.gene, x.series.variant)));
  if (called.length > 0) return { state: 'fail', datum: `${called.map((x) => x.label).join(', ')} called`, day };
  const untested = asked.filter((m) => testedMechanism(sample, m).length === 0);
  if (untested.length > 0) return unknown(`Not tested: ${untested.map((m) => m.label).join(', ')}`, 'wider_panel', day);
  if (!v.informative) return { state: 'not_informative', datum: 'None called, but no tumour DNA shown in this sample', day, opens: 'repeat' };
  return { state: 'pass', datum: `None called in the sample of ${dayText(snap.record.timeline, day)}`, day };
}

function benefit(v: View): Judged {
  const [first] = v.h.exposures;
  const day = first!.stopDay;
  if (first!.startDay > Math.min(...v.snap.lines.map((l) => l.startDay))) return unknown('Anti-EGFR was not in the first line recorded', 'record', first!.startDay);
  const best = bestOf(first!.lines);
  if (best === null || best === 'NE') return unknown('Best response to the earlier anti-EGFR treatment not recorded', 'record', day);
  if (best === 'SD') return unknown('Best response SD; what counts as benefit is not defined', 'record', day);
  return { state: best === 'PD' ? 'fail' : 'pass', datum: `Best response ${best}`, day };
}

function priorResponse(v: View, c: Of<'prior_response'>): Judged {
  const { best, last } = v.h;
  const day = last.stopDay;
  if (best === null || best === 'NE') return unknown('Best response to the earlier anti-EGFR treatment not recorded', 'record', day);
  if (best === 'PD' || !c.accepted.includes(best)) return { state: 'fail', datum: `Best response ${best}`, day };
  if (best !== 'SD' || c.stableMonths === null) return { state: 'pass', datum: `Best response ${best}`, day };
  const on = monthsOn(last, v.snap.drawOrder);
  if (on === null) return unknown('Best response SD; how long is not recorded', 'record', day);
  return { state: on >= c.stableMonths ? 'pass' : 'fail', datum: `Best response SD over ${monthsText(on)}`, day };
}

/** Progression on the drug, as gate G5 counts it, or, with `withinDays`, at most so long after its last dose. */
function progressed(v: View, c: Of<'progression_on_anti_egfr'>): Judged {
  const { startDay, stopDay, lines } = v.h.last;
  if (stopDay === null) return unknown('On anti-EGFR, no stop recorded', 'record');
  const until = stopDay + (c.withinDays ?? 0);
  const seen = progressionsSeen(v.snap.record).find((a) => a.day >= startDay && a.day <= Math.min(until, v.snap.day));
  const reasons = lines.map((l) => l.stopReason);
  if (seen || reasons.at(-1) === 'progression') return { state: 'pass', datum: 'Progression on anti-EGFR', day: seen?.day ?? stopDay };
  return reasons.at(-1) === null ? unknown('Why anti-EGFR was stopped is not recorded', 'record', stopDay) : { state: 'fail', datum: `Anti-EGFR stopped for another reason (${reasons.at(-1)})`, day: stopDay };
}

function refractory(v: View, c: Of<'refractory'>): Judged {
  const { lines } = v.snap;
  const given = new Set(lines.flatMap((l) => l.agents.map((a) => a.toLowerCase())));
  const missing = c.drugs.filter((names) => !names.some((n) => given.has(n)));
  if (missing.length === 0) return { state: 'pass', datum: `Given: ${c.drugs.map((names) => names.find((n) => given.has(n))).join(', ')}` };
  // A line without drug names may have held them.
  return lines.some((l) => l.agents.length === 0) ? unknown(`Not all drugs of the lines are recorded; not found: ${missing.map((m) => m[0]).join(', ')}`) : { state: 'fail', datum: `Not given: ${missing.map((m) => m[0]).join(', ')}` };
}

function ecog(v: View, c: Of<'ecog'>): Judged {
  const found = v.snap.record.assessments.filter((a) => a.day <= v.snap.day && /^ecog$/i.test(a.kind)).at(-1);
  if (!found || !/^[0-5]$/.test(found.result.trim())) return unknown('Performance status (ECOG) not recorded');
  const value = Number(found.result);
  return { state: value <= c.max ? 'pass' : 'fail', datum: `ECOG ${value}`, day: found.day };
}

function free(v: View, months: number): Judged {
  const j = intervalGate(v.snap, v.h);
  return v.h.freeMonths === null ? j : { ...j, state: v.h.freeMonths >= months ? 'pass' : 'fail' };
}

/** Regimens begun so far; the one considered would be the next. */
function lineNumber(v: View, from: number): Judged {
  const begun = new Set(v.snap.lines.map((l) => l.startDay)).size;
  return { state: begun + 1 >= from ? 'pass' : 'fail', datum: `Would be line ${begun + 1} of those recorded` };
}

function benefitMonths(v: View, months: number): Judged {
  const on = monthsOn(v.h.last, v.snap.drawOrder);
  if (on === null) return unknown('How long the earlier anti-EGFR treatment lasted is not recorded');
  return { state: on >= months ? 'pass' : 'fail', datum: `${monthsText(on)} on the earlier anti-EGFR treatment`, day: v.h.last.stopDay };
}

function judge(v: View, c: TrialCriterion): { readonly name: string; readonly j: Judged } {
  switch (c.kind) {
    case 'tissue': return { name: 'Tissue', j: tissue(v, c) };
    case 'plasma': return { name: `Plasma: ${c.alleles.join(', ')}`, j: plasma(v, c) };
    case 'amplifications': return { name: `Plasma: ${c.genes.map((g) => `${g} amplification`).join(', ')}`, j: amplifications(v, c) };
    case 'benefit': return { name: 'Benefit from first-line anti-EGFR', j: benefit(v) };
    case 'prior_response': return { name: 'Response to earlier anti-EGFR', j: priorResponse(v, c) };
    case 'prior_benefit_months': return { name: `At least ${c.months} months on it`, j: benefitMonths(v, c.months) };
    case 'free_interval': return { name: `Free interval of ${Number(c.months.toFixed(1))} months`, j: free(v, c.months) };
    case 'line_between': return { name: 'Line without anti-EGFR between', j: betweenGate(v.h) };
    case 'progression_on_anti_egfr': return { name: 'Progression on anti-EGFR', j: progressed(v, c) };
    case 'line': return { name: `Line ${c.from} or later`, j: lineNumber(v, c.from) };
    case 'ecog': return { name: `ECOG at most ${c.max}`, j: ecog(v, c) };
    case 'refractory': return { name: 'Standard drugs given', j: refractory(v, c) };
  }
}

/** One trial's criteria on this patient. */
export function trialReadiness(set: TrialSet, v: View): TrialReadiness {
  const gates = set.criteria.map((c): GateResult => {
    const { name, j } = judge(v, c);
    const open = j.state === 'unknown' || j.state === 'not_informative';
    return { id: c.kind, name, state: j.state, datum: j.datum, day: j.day ?? null, source: sourceText(set.source, c.mark), opens: open ? (j.opens ?? 'record') : null };
  });
  return { id: set.id, name: set.name, verdict: verdictOf(gates), gates, note: set.note, left: leftOf(set) };
}

/** Every trial's criteria. `informative`: gate G6 passed. */
export function trialsOf(v: View): readonly TrialReadiness[] {
  return trialSets.map((set) => trialReadiness(set, v));
}

