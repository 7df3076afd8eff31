/** The appendix: every number and every gap behind the first page, with methods, versions and the checklist of a ctDNA report. */
import type { PacketContent } from '@clonewatch/contracts';
import type { StopReason } from '@clonewatch/domain';
import { reportChecklist } from '../checklist.js';
import { findingText, lowInputHge, optionRow } from './first-page.js';
import { changeText, count, kindText, optionSays, percent, percentRange, t, textOf, twoFigures, variantText } from '@clonewatch/words';
import { change, dayOf, heading, quiet, say, table, type Piece } from './parts.js';
import { verdictText } from './reading.js';

/** More rows of further evidence than these stand in the JSON only. */
const mostFurther = 24;

/** What the report must say of blood cells, for each variant. */
const chipText = (v: PacketContent['variants'][number]): string => (v.chip === undefined ? t('board.chip.notAsked') : t(`board.chip.${v.chip}`, { x: percent(v.wbc_vaf ?? 0) }));

function variantsTable(c: PacketContent): Piece {
  const value = (v: PacketContent['variants'][number]): string => {
    if (v.status === 'detected') return v.vaf === null ? t('mechanisms.status.detected') : `${percent(v.vaf)}${v.low !== null && v.high !== null ? ` (${percentRange(v.low, v.high)})` : ''}`;
    if (v.status === 'not_detected') return `${t('mechanisms.status.not_detected')}${v.upper95 === null ? `, ${t('board.noBound')}` : `, < ${percent(v.upper95)}`}`;
    return v.status === null ? '–' : t(`mechanisms.status.${v.status}`);
  };
  return table(['*', 66, 52, 88, 56, 64, 88], [t('board.gene'), t('board.role'), t('board.drawn'), t('board.vaf'), t('board.counts'), t('mechanisms.share'), t('board.wbc')], c.variants.map((v) => [
    { stack: [{ text: change(v), bold: true }, quiet(t(`mechanisms.trend.${v.trend}`))] }, t(`board.role.${v.role}`), dayOf(v.collected), value(v), v.total === null ? '–' : `${v.mutant === null ? '–' : count(v.mutant)} / ${count(v.total)}`,
    v.share ? `${percent(v.share.median)} (${percentRange(v.share.low, v.share.high)})` : t('mechanisms.notComputed'), chipText(v),
  ]));
}

function testedTable(c: PacketContent): readonly Piece[] {
  const m = c.mechanisms;
  const rows = (['called', 'not_called', 'partly', 'not_tested', 'failed_qc'] as const).flatMap((state) => {
    const items = m.tested.filter((x) => x.state === state);
    return items.length === 0 ? [] : [[t(`mechanisms.tested.${state}`), items.map((x) => say(x.label) + (state === 'not_called' && x.excluded_to_vaf !== null ? ` (${t('mechanisms.below', { x: percent(x.excluded_to_vaf) })})` : state === 'partly' ? ` (${t('mechanisms.only', { x: x.read.map(say).join(', ') })})` : '')).join('; ')]];
  });
  const blood = m.not_in_blood.length === 0 ? [] : [[t('mechanisms.notInBlood'), m.not_in_blood.map((n) => `${say(n.label)}: ${say(n.reason)}`).join('; ')]];
  return rows.length + blood.length === 0 ? [] : [heading(t('mechanisms.lookedFor')), table([92, '*'], [], [...rows, ...blood])];
}

/** Table 3 of the founding paper for one option, below its row. */
const saysRow = (o: PacketContent['options'][number], c: PacketContent): readonly Piece[] =>
  ['', { colSpan: 4, style: 'note', text: optionSays(o, c).map((x) => `${t(`board.${x.aspect}`)}: ${x.text}`).join('; ') }, '', '', ''];

function strategyTable(c: PacketContent): readonly Piece[] {
  if (c.strategies.length === 0) return [];
  return [heading(t('board.strategies')), table([82, 94, '*', '*', '*', 74], [t('board.strategy'), t('board.because'), t('board.basis'), t('board.expected'), t('board.limitation'), t('board.burden')], c.strategies.map((s) => [
    { text: t(`board.s.${s.id}`), bold: true }, t(`board.because.${s.because}`, { x: s.changes.map(changeText).join(', ') }), t(`board.s.${s.id}.basis`), t(`board.s.${s.id}.expected`), t(`board.s.${s.id}.limitation`), t(`board.s.${s.id}.burden`),
  ]))];
}

function timingTable({ timing }: PacketContent): readonly Piece[] {
  if (!timing || timing.draws.every((d) => d.collected_on === null)) return [];
  const steps = ['collected', 'received', 'reported', 'imported', 'seen', 'decided'] as const;
  return [heading(t('board.timing')), table([60, ...steps.map(() => '*'), '*', 62], [t('board.specimen'), ...steps.map((s) => t(`board.timing.${s}`)), t('board.timing.needed'), t('board.state')], timing.draws.slice(0, 6).map((d) => [
    d.specimen_id, ...steps.map((s) => { const on = d[`${s}_on`]; return on === null ? quiet(t('board.timing.notKnown')) : dayOf(on); }), dayOf(d.needed_by), t(`board.timing.state.${d.state}`),
  ]))];
}

/** What the release of CIViC that stood said; a name without words of ours stays as it is there. */
function furtherTable({ further_evidence: f }: PacketContent): readonly Piece[] {
  if (f === undefined) return [];
  if (f === null) return [quiet(t('know.noRelease'))];
  if (f.items.length === 0) return [quiet(t('know.furtherNone', { release: f.release }))];
  return [heading(t('know.further', { release: f.release })), quiet(t('know.furtherHint')), table([78, 32, 98, '*', 88, 96], (['change', 'levelHead', 'says', 'drugs', 'disease', 'source'] as const).map((k) => t(`know.${k}`)), f.items.slice(0, mostFurther).map((i) => [
    change(i), i.level, `${t(`know.dir.${i.direction}`)}: ${textOf(`know.sig.${i.significance}`) ?? i.significance} (${t(`know.type.${i.type}`)})`, i.therapies.length > 0 ? i.therapies.join(', ') : t('know.noDrug'),
    i.own === false ? `${i.disease} (${t('know.otherDisease')})` : i.disease, `${i.citation}, ${i.citation_source === 'PubMed' ? 'PMID' : i.citation_source} ${i.citation_id}, EID ${i.evidence_id}`,
  ])), ...(f.items.length > mostFurther ? [quiet(`+${f.items.length - mostFurther}: JSON`)] : [])];
}

/** A reference as it is, with its mark in the language spoken. */
function sourceSaid(source: string): string {
  const unverified = /^(.*) \(citation not verified\)$/.exec(source);
  return unverified ? `${unverified[1]!} (${t('board.limit.citation_unverified')})` : say(source);
}

/** Every criterion of the questions beside rechallenge, with its datum, its day and its source. */
function scenarioTables(c: PacketContent): readonly Piece[] {
  return (c.scenarios ?? []).flatMap((s) => [heading(t(`sc.title.${s.id}`)), table([96, 62, '*', 56, 120], [t('board.gate'), t('board.state'), t('board.finding'), t('mechanisms.date'), t('re.precedent')], s.gates.map((g) => [
    { stack: [t(`sc.gate.${g.id}`), ...(g.end_point ? [quiet(t('sc.endPoint'))] : [])] }, t(`board.gate.${g.state}`), findingText(g), dayOf(g.dated_on ?? g.dated_day), sourceSaid(g.source),
  ]))]);
}

/** By when the known clones lie below the bound, with its limits; why no date is given. */
function windowText({ rechallenge: r }: PacketContent): string {
  if (!r?.clearance) return r?.clearance_reason ? t('re.noWindow', { why: `${say(r.clearance_reason)}.` }) : t('re.noWindowPlain');
  const said = { clones: (r.clones ?? []).map((x) => variantText(x.gene, x.variant)).join(', '), bound: percent(r.bound_vaf ?? 0), median: dayOf(r.clearance.median), low: dayOf(r.clearance.low), high: dayOf(r.clearance.high), p: ((r.p_all_below_now ?? 0) * 100).toFixed(0) };
  return (r.earliest == null ? t('re.windowNoDay', said) : t('re.window', { ...said, earliest: dayOf(r.earliest) })).replace(/<\/?q>/g, '');
}

/** Every default gate with its datum, its day and its source; the window; what became of others, as context. */
function rechallengeTable(c: PacketContent): readonly Piece[] {
  const { rechallenge: r } = c;
  if (!r) return [];
  return [
    heading(t('board.rechallenge')), { text: say(r.wording), bold: true },
    table([104, 58, '*', 56, 140], [t('board.gate'), t('board.state'), t('board.finding'), t('mechanisms.date'), t('re.precedent')], r.gates.map((g) => [`${g.id} ${say(g.name)}`, t(`board.gate.${g.state}`), say(g.datum), dayOf(g.dated_on ?? g.dated_day), sourceSaid(g.source)])),
    { style: 'note', text: `${windowText(c)} ${say(r.context)}` },
  ];
}

/** Whether what is said here of alerts and forecasts was validated where it is said. */
function switchNote({ page: { site_switch: s } }: PacketContent): readonly Piece[] {
  if (!s) return [];
  const v = s.validated;
  return [{ text: [v ? t('val.done', { day: dayOf(v.performed_on), who: v.performed_by, n: count(v.sample_size), document: v.document }) : t('val.not'), ...(s.alerts ? [] : [t('val.alertsOff')]), ...(s.forecasts ? [] : [t('val.forecastsOff')])].join(' ') }];
}

export function appendix(c: PacketContent): readonly Piece[] {
  const m = c.mechanisms;
  const v = c.provenance;
  const columnsOf = [t('board.gene'), t('board.amp'), t('board.escat'), t('board.discuss'), `${t('mechanisms.evidence')}, ${t('board.limits')}`];
  return [
    { text: t('board.appendix'), style: 'title', pageBreak: 'before' },
    heading(t('board.variants')), variantsTable(c),
    ...(c.options.length === 0 ? [] : [heading(t('board.options')), table([72, 44, 52, '*', 190], columnsOf, c.options.flatMap((o) => [optionRow(o, true), saysRow(o, c)]))]),
    ...furtherTable(c), ...strategyTable(c), ...testedTable(c),
    ...(m.further_tests.length === 0 ? [] : [heading(t('mechanisms.further')), { ul: m.further_tests.map((f) => `${t(`mechanisms.further.${f.test}`)}: ${say(f.shows)}`) }]),
    ...(m.beside.length === 0 ? [] : [heading(t('mechanisms.beside')), table([62, 70, '*', 70, '*'], [t('mechanisms.date'), t('mechanisms.method'), t('mechanisms.change'), t('mechanisms.result'), t('mechanisms.inPlasma')], m.beside.map((b) => [
      dayOf(b.at), kindText(b.kind), change(b), say(b.result), `${t(`mechanisms.status.${b.plasma}`)}, ${t(b.agrees === null ? 'mechanisms.notComparable' : b.agrees ? 'mechanisms.agrees' : 'mechanisms.disagrees')}`,
    ]))]),
    ...rechallengeTable(c),
    ...scenarioTables(c),
    heading(t('board.assays')), table(['*', 76, 62, 70, 76], [t('board.assay'), t('board.input'), t('board.plasma'), t('board.lod'), t('board.lodStated')], c.assays.map((a) => [
      `${a.assay} ${a.version}`.trim(), { text: a.input_hge === null ? t('board.notReported') : count(a.input_hge), ...(a.input_hge !== null && a.input_hge < lowInputHge ? { color: '#8a2d00' } : {}) }, a.plasma_ml === null ? t('board.notReported') : twoFigures(a.plasma_ml), a.lod95 === null ? t('board.notReported') : percent(a.lod95), a.lod_stated === null ? t('board.notReported') : percent(a.lod_stated),
    ])),
    { style: 'note', text: (['tube', 'hours_to_plasma'] as const).map((k) => `${t(k === 'tube' ? 'board.tube' : 'board.hoursToPlasma')}: ${c.handling?.[k] ?? t('board.notStated')}`).join('; ') },
    heading(t('board.draws')), table([70, 70, 60, '*', 70, 70], [t('board.drawn'), t('board.specimen'), t('board.state'), '', t('board.molecules'), t('board.input')], c.draws.slice(-12).reverse().map((d) => [dayOf(d.collected), d.specimen, t(`board.informative.${d.informative}`), say(d.reason), d.total_molecules === null ? '–' : count(d.total_molecules), d.input_hge === null ? t('board.notReported') : count(d.input_hge)])),
    ...timingTable(c),
    ...(c.page.treatments.length === 0 ? [] : [heading(t('board.therapy')), table([62, 62, '*', 100, 60, 72], [t('board.start'), t('board.stop'), t('board.regimen'), t('mechanisms.class'), t('board.response'), t('board.stopFor')], c.page.treatments.map((l) => [
      dayOf(l.started_on ?? l.started_day), l.stop === null ? t('board.ongoing') : dayOf(l.stopped_on ?? l.stopped_day), l.regimen, l.therapy_class.map((x) => verdictText.therapy(x)).join(', '), l.best_response ?? '–', l.stop_reason ? t(`board.stop.${l.stop_reason as StopReason}`) : '–',
    ]))]),
    heading(t('board.methods')), { text: t('board.methodsText') }, ...switchNote(c),
    { style: 'note', margin: [0, 2, 0, 0], text: [t('board.software', { x: v.software }), t('board.model', { x: v.model_version }), t('board.rules', { x: v.rules_version }), ...(v.criteria_version ? [t('board.criteria', { x: v.criteria_version })] : []), t('board.catalogue', { n: v.catalogue_entries, x: v.catalogue_sha256 }), t('board.dataHash', { x: v.data_sha256 })].join('; ') },
    heading(t('board.checklist')), { style: 'note', text: reportChecklist(c).map((x) => `${t(`board.check.${x.id}`)}: ${t(x.there ? 'board.check.there' : 'board.check.missing')}`).join('; ') },
  ];
}
