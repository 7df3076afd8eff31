/**
 * Reads the scenarios of a patient off an evaluation and its record: pure, computes no statistic of its own, changes none of the engine's numbers.
 * What was not looked for is unknown; what was looked for in a draw without tumour DNA is not informative; neither ever becomes a pass.
 */
import { isDrawOrder, variantLabel, type Evaluation, type Finding, type FindingCode, type GateState, type OpeningTest, type PatientRecord, type ScenarioGate, type ScenarioReading, type SeriesResult, type TherapyClass, type TreatmentLine } from '@clonewatch/domain';
import { newestVersions } from '../assemble.js';
import { catalogue, matchesVariant, type CatalogueEntry } from '../catalogue/index.js';
import { linesKnown, progressionsSeen } from '../known.js';
import { newestInTissue } from '../mechanisms/beside.js';
import { lastRows, testedIn, type DrawRows } from '../mechanisms/coverage.js';
import { sourceText } from '../rechallenge/criteria.data.js';
import { verdictFrom } from '../rechallenge/verdict.js';
import { percent } from '../text.js';
import { sampleDays, scenarioSets, scenariosVersion, type ScenarioCriterion } from './scenarios.data.js';

/** What the criteria look at: nothing later than `day`. */
interface View { readonly e: Evaluation; readonly record: PatientRecord; readonly day: number; readonly lines: readonly TreatmentLine[]; readonly draw: DrawRows; readonly sampleDay: number | null }
interface Judged { readonly state: GateState; readonly finding: Finding; readonly day: number | null; readonly opens?: OpeningTest }
type Of<K extends ScenarioCriterion['kind']> = Extract<ScenarioCriterion, { kind: K }>;

const judged = (state: GateState, code: FindingCode, day: number | null, values: Readonly<Record<string, string>> = {}, opens?: OpeningTest): Judged => ({ state, finding: { code, values }, day, ...(opens ? { opens } : {}) });
const entriesOf = (ids: readonly string[]): readonly CatalogueEntry[] => ids.map((id) => catalogue.find((c) => c.id === id)!);
const begun = (v: View, classes: readonly TherapyClass[]): readonly TreatmentLine[] => v.lines.filter((l) => classes.every((c) => l.therapyClasses.includes(c)));
const informativeDraw = (v: View): boolean => v.e.draws.filter((d) => d.day === v.sampleDay).some((d) => d.informative === 'informative');

/** Series that an entry recognises; blood cells and inheritance are not the tumour's. */
const ownSeries = (v: View, entry: CatalogueEntry): readonly SeriesResult[] =>
  v.e.series.filter((s) => s.role !== 'chip' && s.role !== 'germline' && entry.genes.includes(s.gene) && matchesVariant(entry.matcher, s.variant));
const calledNow = (v: View, s: SeriesResult): boolean => s.points.some((p) => p.day === v.sampleDay && p.status === 'detected');
const originOpen = (v: View, s: SeriesResult): boolean => v.e.alerts.some((a) => a.kind === 'origin_unresolved' && !v.e.retracted.includes(a.episode) && a.members.some((m) => m.gene === s.gene && m.variant === s.variant));

const vafNow = (v: View, s: SeriesResult): string => {
  const vaf = s.points.find((p) => p.day === v.sampleDay && p.status === 'detected')?.vaf ?? null;
  return `${variantLabel(s.gene, s.variant)}${vaf === null ? '' : ` ${percent(vaf)}`}`;
};

/** State of several entries in the last sample. `calls`: now and of the tumour; `earlier`: called before and read since without a call; `open`: whose origin is. */
function readingOf(v: View, ids: readonly string[]) {
  const entries = entriesOf(ids);
  const series = entries.flatMap((entry) => ownSeries(v, entry).map((s) => ({ entry, s })));
  const now = series.filter(({ s }) => calledNow(v, s));
  const open = now.filter(({ s }) => originOpen(v, s));
  // A call from blood cells says nothing of the tumour: the entry then counts as read.
  const missing = entries.filter((c) => ['partly', 'not_tested', 'failed_qc'].includes(testedIn(v.draw, c).state));
  return {
    open, calls: now.filter((x) => !open.includes(x)), missing,
    earlier: series.filter(({ s }) => !calledNow(v, s) && s.points.some((p) => p.status === 'detected')),
  };
}

const names = (v: View, xs: readonly { readonly s: SeriesResult }[]): string => [...new Set(xs.map(({ s }) => vafNow(v, s)))].join(', ');
const labels = (xs: readonly { readonly s: SeriesResult }[]): string => [...new Set(xs.map(({ s }) => variantLabel(s.gene, s.variant)))].join(', ');

/** What stands in the way of an answer when nothing is called: no sample, an open origin, a thing not read, a draw without tumour DNA. Null: nothing. */
function blocked(v: View, r: ReturnType<typeof readingOf>): Judged | null {
  if (v.sampleDay === null) return judged('unknown', 'no_sample', null, {}, 'repeat');
  if (r.open.length > 0) return judged('unknown', 'origin_open', v.sampleDay, { variants: names(v, r.open) }, 'wbc');
  if (r.missing.length > 0) return judged('unknown', 'untested', v.sampleDay, { what: [...new Set(r.missing.map((c) => c.genes.join('/')))].join(', ') }, 'wider_panel');
  return informativeDraw(v) ? null : judged('not_informative', 'blind', v.sampleDay, {}, 'repeat');
}

/** What tissue showed by the day of these entries, the newest result of a method, lesion and change; null: nothing. */
function inTissue(v: View, ids: readonly string[]): { readonly variants: string; readonly day: number; readonly excludes: boolean } | null {
  const found = newestInTissue(v.record, -Infinity, v.day).flatMap((f) => {
    const entry = f.found ? entriesOf(ids).find((c) => c.genes.includes(f.gene) && matchesVariant(c.matcher, f.variant)) : undefined;
    return entry ? [{ entry, label: variantLabel(f.gene, f.variant), day: f.a.day }] : [];
  });
  return found.length === 0 ? null : { variants: [...new Set(found.map((f) => f.label))].join(', '), day: Math.max(...found.map((f) => f.day)), excludes: found.some((f) => f.entry.action === 'exclude') };
}

function panel(v: View, c: Of<'panel'>): Judged {
  const r = readingOf(v, c.entries);
  if (r.calls.length > 0) return judged(!c.cautionOnly && r.calls.some(({ entry }) => entry.action === 'exclude') ? 'fail' : 'caution', 'called', v.sampleDay, { variants: names(v, r.calls) });
  // What plasma did not show, tissue may have: it is there all the same.
  const tissue = inTissue(v, c.entries);
  if (tissue) return judged(!c.cautionOnly && tissue.excludes ? 'fail' : 'caution', 'in_tissue', tissue.day, { variants: tissue.variants });
  const stop = blocked(v, r);
  if (stop) return stop;
  return r.earlier.length > 0 ? judged('caution', 'called_not_now', v.sampleDay, { variants: labels(r.earlier) }) : judged('pass', 'not_called', v.sampleDay);
}

function target(v: View, c: Of<'target' | 'wanted'>): Judged {
  const { tissueBraf, tissueDay } = v.record.profile;
  const known = tissueDay === null || tissueDay <= v.day;
  const found = inTissue(v, c.entries);
  if (found !== null) return judged('pass', 'in_tissue', found.day, { variants: found.variants });
  if (c.kind === 'target' && c.braf && known && tissueBraf === 'v600e') return judged('pass', 'in_tissue', tissueDay, { variants: 'BRAF p.V600E' });
  const r = readingOf(v, c.entries);
  if (r.calls.length > 0) return judged('pass', 'called', v.sampleDay, { variants: names(v, r.calls) });
  if (c.kind === 'target' && c.braf && known && tissueBraf === 'wt') return judged('fail', 'recorded', tissueDay, { what: 'BRAF', result: 'wt' });
  // Blood that shows nothing leaves what tissue would show open.
  return blocked(v, r) ?? judged('unknown', 'not_called', v.sampleDay, {}, 'tissue');
}

const thirdGeneration = new Set(['osimertinib', 'lazertinib', 'almonertinib', 'aumolertinib', 'furmonertinib', 'befotertinib']);

/** Before a third-generation inhibitor T790M opens it; after one it says little, and its loss points elsewhere. */
function t790m(v: View): Judged {
  const r = readingOf(v, ['nsclc.egfr.t790m']);
  const tki = begun(v, ['egfr_tki']);
  if (tki.some((l) => l.agents.length === 0)) return judged('unknown', 'not_in_record', null, { what: 'EGFR TKI' }, 'record');
  const had = tki.some((l) => l.agents.some((a) => thirdGeneration.has(a.toLowerCase())));
  if (r.calls.length > 0) return judged(had ? 'caution' : 'pass', 'called', v.sampleDay, { variants: names(v, r.calls) });
  const tissue = inTissue(v, ['nsclc.egfr.t790m']);
  if (tissue) return judged(had ? 'caution' : 'pass', 'in_tissue', tissue.day, { variants: tissue.variants });
  return blocked(v, r) ?? (had ? judged('caution', r.earlier.length > 0 ? 'called_not_now' : 'not_called', v.sampleDay, { variants: labels(r.earlier) }) : judged('fail', 'not_called', v.sampleDay));
}

/** With T790M it matters whether both lie on one allele, which counts of single changes cannot say. */
function c797s(v: View): Judged {
  const r = readingOf(v, ['nsclc.egfr.c797s']);
  const other = readingOf(v, ['nsclc.egfr.t790m']);
  const tissue = r.calls.length > 0 ? null : inTissue(v, ['nsclc.egfr.c797s']);
  if (r.calls.length === 0 && !tissue) return blocked(v, r) ?? (r.earlier.length > 0 ? judged('caution', 'called_not_now', v.sampleDay, { variants: labels(r.earlier) }) : judged('pass', 'not_called', v.sampleDay));
  const own = tissue?.variants ?? names(v, r.calls);
  const day = tissue?.day ?? v.sampleDay;
  const t790m = other.calls.length > 0 ? names(v, other.calls) : inTissue(v, ['nsclc.egfr.t790m'])?.variants;
  if (t790m !== undefined) return judged('unknown', 'cis_trans_unknown', day, { variants: `${t790m}, ${own}` }, 'wider_panel');
  return blocked(v, { ...other, open: [] }) ?? judged('caution', tissue ? 'in_tissue' : 'c797s_alone', day, { variants: own });
}

function sample(v: View): Judged {
  if (v.sampleDay === null) return judged('unknown', 'no_sample', null, {}, 'repeat');
  if (isDrawOrder(v.record.timeline)) return judged('unknown', 'draw_order', v.sampleDay, {}, 'record');
  const age = v.day - v.sampleDay;
  return age <= sampleDays ? judged('pass', 'sample_age', v.sampleDay, { days: String(age) }) : judged('unknown', 'sample_old', v.sampleDay, { days: String(age), most: String(sampleDays) }, 'repeat');
}

function informative(v: View): Judged {
  const last = v.e.draws.filter((d) => d.day === v.sampleDay);
  if (last.length === 0) return judged('unknown', 'no_sample', null, {}, 'repeat');
  if (last.some((d) => d.informative === 'informative')) return judged('pass', 'tumour_shown', v.sampleDay, { vaf: percent(Math.max(...last.map((d) => d.truncalVaf ?? 0))) });
  return judged('not_informative', 'tumour_not_shown', v.sampleDay, {}, 'repeat');
}

function progression(v: View): Judged {
  const seen = progressionsSeen(v.record).filter((a) => a.day <= v.day).map((a) => a.day);
  const stops = v.lines.filter((l) => l.stopDay !== null && l.stopReason === 'progression').map((l) => l.stopDay!);
  const days = [...seen, ...stops];
  return days.length > 0 ? judged('pass', 'progression', Math.max(...days)) : judged('unknown', 'no_progression', null, {}, 'record');
}

/** Assessments of a kind since drugs of these classes began, oldest first. Null: they have not begun. */
function since(v: View, kind: string, classes: readonly TherapyClass[]) {
  const starts = begun(v, classes).map((l) => l.startDay);
  if (starts.length === 0) return null;
  const from = Math.min(...starts);
  return { from, found: v.record.assessments.filter((a) => a.day <= v.day && a.kind.toLowerCase() === kind).sort((a, b) => a.day - b.day) };
}

function scan(v: View, c: Of<'scan'>): Judged {
  const s = since(v, c.assessment, c.since);
  const last = s?.found.filter((a) => a.day > s.from).at(-1);
  if (!s || !last) return judged('unknown', 'not_in_record', s?.found.at(-1)?.day ?? null, { what: c.assessment }, 'record');
  const positive = /^positive$/i.test(last.result.trim());
  if (!positive && !/^negative$/i.test(last.result.trim())) return judged('unknown', 'not_readable', last.day, { what: c.assessment, result: last.result }, 'record');
  return judged(positive ? 'pass' : 'fail', 'recorded', last.day, { what: c.assessment, result: last.result });
}

/** From the last value before the drugs, else the first under them, the lowest since counts as the base: a rise from the nadir is a rise. */
function marker(v: View, c: Of<'marker'>): Judged {
  const s = since(v, c.assessment, c.since);
  const before = s?.found.filter((a) => a.day <= s.from).at(-1);
  const values = s ? [...(before ? [before] : []), ...s.found.filter((a) => a.day > s.from)] : [];
  const last = values.at(-1);
  if (!last) return judged('unknown', 'not_in_record', null, { what: c.assessment }, 'record');
  // `<0.1` is no number to compare; two units are not compared either.
  if (values.some((a) => !/^\d+(\.\d+)?$/.test(a.result.trim())) || new Set(values.map((a) => a.unit)).size > 1) return judged('unknown', 'not_readable', last.day, { what: c.assessment, result: `${last.result} ${last.unit}`.trim() }, 'record');
  if (values.length < 2) return judged('unknown', 'one_value', last.day, { what: c.assessment, result: `${last.result} ${last.unit}`.trim() }, 'record');
  const base = values.slice(0, -1).reduce((a, b) => (Number(b.result) < Number(a.result) ? b : a));
  const rising = Number(last.result) >= c.times * Number(base.result);
  return judged(rising ? 'caution' : 'pass', 'recorded_from_to', last.day, { what: c.assessment, from: base.result, to: `${last.result} ${last.unit}`.trim() });
}

function limit(v: View, c: Of<'limit'>): Judged {
  const last = v.record.assessments.filter((a) => a.day <= v.day && a.kind.toLowerCase() === c.assessment).sort((a, b) => a.day - b.day).at(-1);
  if (!last) return judged('unknown', 'not_in_record', null, { what: c.assessment }, 'record');
  const value = Number(last.result);
  const result = `${last.result} ${last.unit}`.trim();
  if (last.result.trim() === '' || !Number.isFinite(value) || last.unit.trim() !== c.unit) return judged('unknown', 'not_readable', last.day, { what: c.assessment, result }, 'record');
  return judged(value <= c.pass ? 'pass' : value <= c.caution ? 'caution' : 'fail', 'recorded', last.day, { what: c.assessment, result });
}

function burden(v: View): Judged {
  const truncal = v.e.series.filter((s) => s.role === 'truncal' && s.points.some((p) => p.day === v.sampleDay));
  if (truncal.length === 0) return judged('unknown', 'course_unknown', v.sampleDay, {}, 'repeat');
  const rising = truncal.filter((s) => s.trend === 'rising');
  if (rising.length > 0) return judged('caution', 'rising', v.sampleDay, { variants: rising.map((s) => vafNow(v, s)).join(', ') });
  if (!informativeDraw(v)) return judged('not_informative', 'blind', v.sampleDay, {}, 'repeat');
  return truncal.every((s) => s.trend === 'insufficient') ? judged('unknown', 'course_unknown', v.sampleDay, {}, 'repeat') : judged('pass', 'not_rising', v.sampleDay, { variants: truncal.map((s) => vafNow(v, s)).join(', ') });
}

function judge(v: View, c: ScenarioCriterion): Judged {
  switch (c.kind) {
    case 'target': case 'wanted': return target(v, c);
    case 'panel': return panel(v, c);
    case 't790m': return t790m(v);
    case 'c797s': return c797s(v);
    case 'informative': return informative(v);
    case 'sample': return sample(v);
    case 'progression': return progression(v);
    case 'burden': return burden(v);
    case 'given': {
      const lines = begun(v, c.classes);
      return lines.length > 0 ? judged('pass', 'given', lines[0]!.startDay, { what: lines.map((l) => l.regimen).join('; ') }) : judged('unknown', 'not_given', null, { what: c.classes.join(' + ') }, 'record');
    }
    case 'scan': return scan(v, c);
    case 'marker': return marker(v, c);
    case 'limit': return limit(v, c);
  }
}

/**
 * The scenarios that arise for this patient on `day` (day of the timeline; null: the evaluation's own), each with its criteria and verdict; none for a patient of
 * unknown disease or without the drugs that raise one. `record`: the one the evaluation was computed from. Never throws.
 */
export function scenariosOf(e: Evaluation, record: PatientRecord, day: number | null = null): readonly ScenarioReading[] {
  const asOf = day ?? e.asOfDay;
  if (asOf === null) return [];
  const known = newestVersions(record.measurements.filter((m) => Math.max(m.knownDay, m.day) <= asOf));
  const v: View = { e, record, day: asOf, lines: linesKnown(record.treatments, asOf), draw: lastRows(e, known), sampleDay: e.draws.at(-1)?.day ?? null };
  return scenarioSets.filter((s) => s.nosology === record.profile.nosology && s.raisedBy.some((classes) => begun(v, classes).length > 0)).map((s) => {
    const gates = s.criteria.map((c): ScenarioGate => {
      const j = judge(v, c);
      const open = j.state === 'unknown' || j.state === 'not_informative';
      return { id: c.id, state: j.state, finding: j.finding, day: j.day, source: sourceText(c.source, c.mark), endPoint: c.kind === 'scan' || c.kind === 'marker' || c.kind === 'burden', opens: open ? (j.opens ?? 'record') : null };
    });
    return { id: s.id, verdict: verdictFrom(gates.map((g) => g.state)), sampleDay: v.sampleDay, gates, criteriaVersion: scenariosVersion };
  });
}
