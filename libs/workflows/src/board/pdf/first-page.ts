/** One page: who, what is asked, the picture, what leads, the reading, the options, what is unknown, input and limit of detection. */
import type { PacketContent, WireDecision } from '@clonewatch/contracts';
import { findingText as found } from '@clonewatch/charts';
import { scenarioSets } from '@clonewatch/guidance';
import { count, percent, t, textOf, toDiscuss } from '@clonewatch/words';
import { change, dayOf, facts, heading, quiet, say, table, together, type Piece } from './parts.js';
import { pictureOf } from './picture.js';
import { verdictText } from './reading.js';

/** More than so many stand in the appendix. */
const shown = 4;

const tissueWord = (value: string | null): string | null => (value === null || value === 'unknown' ? null : t(`board.tissue.${value as 'ras_ext_wt' | 'exon2_wt_only' | 'mutant' | 'wt' | 'v600e' | 'other' | 'mss' | 'msi_h'}`));

export function whoOf({ page }: PacketContent): string {
  const sex = page.sex?.toLowerCase()[0];
  return [
    sex === 'f' ? t('board.female') : sex === 'm' ? t('board.male') : null, page.birth_year !== null ? t('board.born', { x: page.birth_year }) : null,
    page.sidedness ? t('board.side', { x: t(`mechanisms.side.${page.sidedness as 'left' | 'right' | 'rectum'}`) }) : null, page.metastatic_sites ? t('board.metastases', { x: page.metastatic_sites.split(/[|;,]/).map((x) => textOf(`organ.${x.trim().toLowerCase().replace(/[ -]/g, '_')}`) ?? x.trim()).join(', ') }) : null,
    tissueWord(page.tissue_ras), tissueWord(page.tissue_braf), tissueWord(page.msi),
  ].filter((x) => x !== null).join(' · ');
}

function lineOf({ page }: PacketContent): string {
  const { line } = page;
  if (!line) return t('board.noLine');
  const own = page.treatments.find((x) => x.start === line.start && x.regimen === line.regimen) ?? page.treatments.find((x) => x.start === line.start);
  const regimen = line.agents.length > 0 ? line.agents.join(' + ') : line.regimen;
  return `${t('board.line', { n: line.number, regimen })}, ${line.ongoing ? t('board.since', { x: dayOf(own?.started_on ?? own?.started_day) }) : t('board.until', { x: dayOf(own?.stopped_on ?? own?.stopped_day) })}`;
}

export function optionRow(o: PacketContent['options'][number], whole: boolean): readonly Piece[] {
  const escat = o.escat ? `${o.escat.tier}${o.escat.checked === 'yes' ? '' : ` (${t('board.escatUnchecked')})`}` : t('board.escatNone');
  const discuss = toDiscuss(o).map(say).join('. ');
  const limits = o.limits.map((l) => t(`board.limit.${l}`)).join('; ');
  return [
    { stack: [{ text: change(o), bold: true }, quiet(t(`board.${o.kind}`))] }, o.amp, o.kind === 'target' || o.escat ? escat : '–', discuss,
    { stack: [...(whole ? [o.citation, ...(o.escat ? [quiet(`ESCAT: ${o.escat.source}; ${t('board.escatLater')}`)] : [])] : []), { text: limits, color: '#8a2d00' }] },
  ];
}

function unknownOf({ mechanisms: m, informative }: PacketContent): readonly string[] {
  const missing = m.tested.filter((x) => x.state !== 'called' && x.state !== 'not_called').length;
  return [
    ...(informative.status === 'informative' ? [] : [say(informative.reason)]), ...(missing > 0 ? [t('board.unknownTested', { n: missing, m: m.tested.length })] : []),
    ...(m.not_in_blood.length > 0 ? [t('board.unknownBlood', { n: m.not_in_blood.length })] : []), ...(m.progression.length === 0 ? [`${t('mechanisms.progression')}: ${t('mechanisms.noProgression')}`] : []),
  ];
}

/** Haploid genomes below which chance alone may hide a clone of a thousandth: 3 / 0.1 % (rule of three). */
export const lowInputHge = 3000;

export function assayLine(a: PacketContent['assays'][number]): string {
  const lod = a.lod95 ?? a.lod_stated;
  return `${a.assay}${a.version ? ` ${a.version}` : ''}: ${a.input_hge === null ? `${t('board.input')} ${t('board.notReported')}` : `${count(a.input_hge)} hGE`}, ${t(a.lod95 === null && a.lod_stated !== null ? 'board.lodStated' : 'board.lod')} ${lod === null ? t('board.notReported') : together(percent(lod))}`
    + (a.input_hge !== null && a.input_hge < lowInputHge ? `. ${t('board.limitedInput', { x: count(lowInputHge) })}` : '');
}

export function rechallengeLine({ rechallenge: r }: PacketContent): string {
  if (!r) return t('board.rechallengeNone');
  const state = t(`board.verdict.${r.verdict}`, { x: dayOf(r.sample_on ?? r.sample_day) });
  const open = r.gates.filter((g) => g.state !== 'pass').map((g) => `${g.id} ${t(`board.gate.${g.state}`)}`);
  return open.length > 0 ? `${state} (${open.join(', ')})` : state;
}

/** What a criterion found. */
export const findingText = (g: NonNullable<PacketContent['scenarios']>[number]['gates'][number]): string => together(found(g));

/** The question of the disease with its verdict and every criterion that does not pass: one line each. */
function scenarioLines(c: PacketContent): readonly (readonly [string, Piece])[] {
  return (c.scenarios ?? []).map((s) => {
    const verdict = `${t(`re.verdict.${s.verdict}`)}, ${dayOf(s.sample_on ?? s.sample_day)}`;
    const open = s.gates.filter((g) => g.state !== 'pass').map((g) => `${t(`sc.gate.${g.id}`)}: ${t(`board.gate.${g.state}`)}`);
    return [t(`sc.title.${s.id}`), open.length > 0 ? `${verdict} (${open.join('; ')})` : verdict] as const;
  });
}

/** Rechallenge is a question of colorectal cancer without a RAS or BRAF mutation; of a disease that no set of criteria is for, just that is said. */
function criteriaLine(c: PacketContent): readonly (readonly [string, Piece])[] {
  if (c.rechallenge !== null || c.page.nosology === null || c.page.nosology === 'mcrc_ras_braf_wt') return [[t('board.rechallenge'), rechallengeLine(c)]];
  return scenarioSets.some((s) => s.nosology === c.page.nosology) ? [] : [[t('sc.none.title'), t('sc.none')]];
}

/** `picture`: width of the timeline in points, so that the decision still stands on the first page. */
export function firstPage(c: PacketContent, picture: number): readonly Piece[] {
  const m = c.mechanisms;
  const draw = c.draws.at(-1);
  const leading = m.leading ? `${m.leading.variants.join(', ')}: ${verdictText.dependence(c)}` : t('mechanisms.noLeading');
  return [
    { columns: [{ width: '*', text: t('board.title'), style: 'title' }, { width: 'auto', alignment: 'right', stack: [{ text: c.page.patient_id, bold: true, fontSize: 11 }, quiet(`${t('board.asOf')} ${dayOf(c.as_of)} · ${t('board.madeOn')} ${dayOf(c.made_at)}, ${c.made_by}`)] }] },
    { text: `${t(`board.nosology.${c.page.nosology ?? 'unknown'}`)}${whoOf(c) ? ` · ${whoOf(c)}` : ''}`, margin: [0, 3, 0, 3] },
    facts([
      [t('board.question'), { text: c.question ?? t('board.defaultQuestion'), bold: true }], [t('board.therapy'), lineOf(c)],
      [t('board.draw'), draw ? `${dayOf(draw.collected)}, ${t(`board.informative.${draw.informative}`)}. ${say(draw.reason)}` : '–'],
    ]),
    { text: verdictText.wording(c), style: 'verdict' },
    facts([
      [t('mechanisms.leading'), leading],
      ...(m.foci.pattern === 'not_recorded' ? [] : [[t('mechanisms.foci'), `${t(`mechanisms.foci.${m.foci.pattern}`)}${m.foci.discordant ? `; ${t('mechanisms.foci.discordant')}` : ''}`] as const]),
      ...criteriaLine(c), ...scenarioLines(c),
    ]),
    ...pictureOf(c, picture),
    heading(t('board.options')),
    c.options.length === 0 ? { text: t('board.optionsNone') } : table([78, 44, 52, '*', 110], [t('board.gene'), t('board.amp'), t('board.escat'), t('board.discuss'), t('board.limits')], c.options.slice(0, shown).map((o) => optionRow(o, false))),
    ...(c.options.length > shown ? [quiet(`+${c.options.length - shown}: ${t('board.appendix')}`)] : []),
    { columnGap: 14, columns: [
      { width: '*', stack: [heading(t('board.unknown')), { ul: unknownOf(c).length > 0 ? unknownOf(c) : [t('board.unknownNone')] }] },
      { width: '*', stack: [heading(t('mechanisms.further')), m.further_tests.length > 0 ? { ul: m.further_tests.map((f) => t(`mechanisms.further.${f.test}`)) } : t('mechanisms.nothingFurther'), heading(t('board.assays')), ...c.assays.map((a) => ({ text: assayLine(a) }))] },
    ] },
  ];
}

/** What the board decided, or that it has not yet, with who signed and the hash that the signature is over. */
export function decisionPart(d: WireDecision | null): Piece {
  if (!d) return { unbreakable: true, stack: [heading(t('board.decision')), quiet(t('board.decisionNone'))] };
  return {
    unbreakable: true, stack: [
      heading(`${t('board.decision')}, ${t('board.version', { n: d.version })}`),
      facts([
        [t('board.decisionText'), { text: d.decision, bold: true }], [t('board.dissent'), d.dissent ?? t('board.dissentNone')],
        [t('board.followUp'), `${d.follow_up ?? '–'}${d.follow_up_on ? ` (${dayOf(d.follow_up_on)})` : ''}`], [t('board.present'), d.present],
      ]),
      { text: t('board.signed', { name: d.signed_name, account: d.signed_by, at: `${dayOf(d.signed_at)}, ${d.signed_at.slice(11, 16)} UTC` }), margin: [0, 6, 0, 0] },
      { text: t('board.signature', { x: d.sha256 }), style: 'note' },
    ],
  };
}
