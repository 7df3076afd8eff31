/**
 * The question at progression: which clone leads now, and which target its growth depends on. Pure, over an evaluation and the record it came from;
 * computes no statistic of its own. Classes of mechanisms after Gusendibirova et al. (table 1); entries and citations are the catalogue's.
 */
import { isDrawOrder, variantLabel, type CalledMechanism, type Evaluation, type FurtherTest, type MechanismReading, type MechanismTested, type PatientRecord, type SeriesResult } from '@clonewatch/domain';
import { newestVersions } from '../assemble.js';
import { appliesTo, bestMatch, catalogue, type CatalogueEntry, type CatalogueMatch } from '../catalogue/index.js';
import { shareOf } from '../glance-shares.js';
import { linesKnown } from '../known.js';
import { inUse, regimensOf } from '../phases.js';
import { classText, dayText, drawText, listed } from '../text.js';
import { besideOf, foundIn, inTissueOf, progressionOf } from './beside.js';
import { labelOf, lastRows, testedIn } from './coverage.js';
import { fociOf } from './foci.js';

interface Therapy { readonly classes: readonly string[]; readonly agents: readonly string[]; readonly on: boolean; /** Day on which the first of the lines asked about began. */ readonly from: number }

/** Drugs in use on the day, else those of the line that ended last, as far as the catalogue speaks about them. */
function therapyOf(e: Evaluation, record: PatientRecord): Therapy | null {
  const day = e.draws.at(-1)?.day ?? e.asOfDay;
  if (day === null) return null;
  const known = new Set<string>(catalogue.filter((c) => c.nosology === record.profile.nosology || record.profile.nosology === null).flatMap((c) => [...c.classes, ...c.optionalClasses]));
  const lines = linesKnown(record.treatments, e.asOfDay ?? day).filter((l) => l.startDay <= day && l.therapyClasses.some((c) => known.has(c)));
  const now = lines.filter((l) => inUse(l, day));
  const end = Math.max(...lines.map((l) => l.stopDay ?? -Infinity));
  const asked = now.length > 0 ? now : lines.filter((l) => l.stopDay === end);
  if (asked.length === 0) return null;
  const unnamed = asked.some((l) => l.agents.length === 0);
  return { classes: [...new Set(asked.flatMap((l) => l.therapyClasses))].filter((c) => known.has(c)).sort(), agents: unnamed ? [] : [...new Set(asked.flatMap((l) => l.agents))].sort(), on: now.length > 0, from: Math.min(...asked.map((l) => l.startDay)) };
}

/** Entries of resistance that hold for these drugs in this disease. */
function entriesFor(therapy: Therapy, record: PatientRecord): readonly CatalogueEntry[] {
  return catalogue.filter((c) => (c.effect === 'resistance' || c.effect === 'resistance_marker') && (record.profile.nosology === null || c.nosology === record.profile.nosology)
    && appliesTo(c, { therapyClasses: therapy.classes, agents: therapy.agents }));
}

function matchOf(s: SeriesResult, record: PatientRecord, therapy: Therapy | null, day: number): CatalogueMatch | null {
  const regimens = regimensOf(linesKnown(record.treatments, day));
  const own = bestMatch(s.gene, s.variant, record.profile.nosology, regimens).filter((m) => m.entry.effect === 'resistance' && (m.entry.action === 'exclude' || m.entry.action === 'caution'));
  const holds = (c: CatalogueEntry): boolean => therapy !== null && entriesFor(therapy, record).includes(c);
  const match = own.find((m) => holds(m.entry)) ?? own[0];
  return match ? { entry: match.entry, applies: holds(match.entry) } : null;
}

function calledOf(e: Evaluation, record: PatientRecord, therapy: Therapy | null): readonly CalledMechanism[] {
  const found = e.series.flatMap((s) => {
    if (s.role !== 'resistance') return [];
    const read = s.points.filter((p) => p.status === 'detected' || p.status === 'not_detected');
    const first = read.find((p) => p.status === 'detected');
    const match = matchOf(s, record, therapy, e.asOfDay ?? Infinity);
    if (!first || !match) return [];
    const { entry } = match;
    const lastDay = read.at(-1)!.day;
    const lastRead = read.filter((p) => p.day === lastDay);
    const last = lastRead.find((p) => p.status === 'detected') ?? lastRead[0]!;
    return [{
      gene: s.gene, variant: s.variant, entry: entry.id, mechanism: entry.mechanism, action: entry.action as 'exclude' | 'caution', applies: match.applies, firstDay: first.day,
      origin: read.some((p) => p.status === 'not_detected' && p.day < first.day) ? 'emerged' as const : 'from_start' as const, trend: s.trend, lastDay, lastStatus: last.status, lastVaf: last.vaf,
      shareOfTumour: shareOf(e, s), clone: s.clone, strategy: entry.strategy, option: entry.option, tier: entry.tier, citation: entry.citation, citationChecked: entry.citationChecked,
    }];
  });
  const days = [...new Set(found.map((f) => f.firstDay))].sort((a, b) => a - b);
  const share = (f: (typeof found)[number]): number => f.shareOfTumour?.median ?? f.lastVaf ?? 0;
  return found.map((f) => ({ ...f, order: days.indexOf(f.firstDay) + 1 })).sort((a, b) => a.order - b.order || share(b) - share(a) || (a.gene + a.variant < b.gene + b.variant ? -1 : 1));
}

/** In words, what a clone's growth rests on by the class of its mechanism. */
const dependences: Readonly<Record<string, (gene: string) => string>> = {
  primary_target: (g) => `still on ${g}, the target of the disease`,
  secondary_target_mutation: (g) => `still on ${g}, in a form the drug holds less`,
  bypass_activation: (g) => `on ${g}, past the target that is held`,
  clonal_selection: (g) => `on ${g}, in a clone the drug has selected`,
  phenotypic_plasticity: (g) => `not on one gene; ${g} marks a change of state`,
};

function leadingOf(e: Evaluation, record: PatientRecord, called: readonly CalledMechanism[]): MechanismReading['leading'] {
  const clone = e.clones.find((c) => c.id === e.leadingClone);
  // That the trunk leads is read from a draw that shows the tumour and no resistant clone: one that cannot be assessed does not.
  if (!clone || (clone.id === 'C0' && e.draws.at(-1)?.informative !== 'informative')) return null;
  const variants = clone.variants.map((v) => variantLabel(v.gene, v.variant));
  const inside = called.filter((m) => m.clone === clone.id);
  const own = inside.find((m) => m.action === 'exclude' && m.applies) ?? inside.find((m) => m.action === 'exclude') ?? inside[0];
  if (own) return { clone: clone.id, variants, target: own.gene, dependence: dependences[own.mechanism]?.(own.gene) ?? 'not catalogued' };
  const targets = clone.variants.flatMap((v) => bestMatch(v.gene, v.variant, record.profile.nosology, regimensOf(linesKnown(record.treatments, e.asOfDay ?? Infinity))))
    .filter((m) => m.entry.mechanism === 'primary_target');
  const target = targets[0] ? clone.variants.find((v) => targets[0]!.entry.genes.includes(v.gene))!.gene : null;
  return { clone: clone.id, variants, target, dependence: target ? dependences.primary_target!(target) : 'not shown by any variant of this clone' };
}

/** Genes whose copies were counted in tissue since a day: that test need not be asked for again. */
function copiesCounted(e: Evaluation, record: PatientRecord, since: number): ReadonlySet<string> {
  return new Set(record.assessments.filter((a) => /^(?:fish|cish|ihc)(?::|$)/i.test(a.kind) && a.day >= since && (e.asOfDay === null || a.day <= e.asOfDay)).map(foundIn).filter((f) => f.variant === 'amplification' && f.found !== null).map((f) => f.gene));
}

function furtherOf(e: Evaluation, tested: readonly MechanismTested[], entries: readonly CatalogueEntry[], notInBlood: MechanismReading['notInBlood'], counted: ReadonlySet<string>): readonly FurtherTest[] {
  const out: FurtherTest[] = [];
  const last = e.draws.at(-1);
  if (!last || last.informative !== 'informative') out.push({ test: 'repeat_draw', shows: last ? `whether a draw with tumour DNA carries a mechanism: ${last.reason}` : 'anything at all: nothing was read' });
  const open = new Set(e.alerts.filter((a) => a.kind === 'origin_unresolved' && !e.retracted.includes(a.episode)).flatMap((a) => a.members.map((m) => variantLabel(m.gene, m.variant))));
  if (open.size > 0) out.push({ test: 'white_blood_cells', shows: `whether ${listed([...open])} comes from blood cells` });
  const missing = tested.filter((t) => t.state === 'not_tested' || t.state === 'partly' || t.state === 'failed_qc').map((t) => t.label);
  if (missing.length > 0) out.push({ test: 'wider_panel', shows: listed(missing) });
  const copies = entries.filter((c) => c.matcher.kind === 'amplification' && tested.some((t) => t.entry === c.id && t.state !== 'called')).flatMap((c) => c.genes).filter((g) => !counted.has(g));
  if (copies.length > 0) out.push({ test: 'fish_or_ihc', shows: `amplification of ${listed([...new Set(copies)])}, which plasma shows only at a high tumour fraction` });
  if (notInBlood.length > 0) out.push({ test: 'tissue', shows: listed(notInBlood.map((n) => n.label), 4) });
  return out;
}

/**
 * Reading of one evaluation. `record`: the record it was computed from; what became known after the evaluation's day is not used.
 * Never throws; a patient without draws reads `cannot_assess`.
 */
export function mechanismsOf(e: Evaluation, record: PatientRecord): MechanismReading {
  const therapy = therapyOf(e, record);
  const last = e.draws.at(-1) ?? null;
  const entries = therapy ? entriesFor(therapy, record) : [];
  const draw = lastRows(e, newestVersions(record.measurements.filter((m) => e.asOfDay === null || Math.max(m.knownDay, m.day) <= e.asOfDay)));
  const tested = last ? entries.filter((c) => c.matcher.kind !== 'unmatched').map((c) => testedIn(draw, c)) : [];
  const notInBlood = entries.flatMap((c) => (c.matcher.kind === 'unmatched' ? [{ entry: c.id, label: labelOf(c), reason: c.matcher.reason }] : []));
  const called = calledOf(e, record, therapy);
  const standing = called.filter((m) => m.applies && m.action === 'exclude' && m.lastStatus === 'detected');
  const inTissue = therapy ? inTissueOf(e, record, entries, therapy.from) : [];
  const shown = inTissue.filter((f) => f.action === 'exclude');
  const missing = tested.filter((t) => t.state !== 'called' && t.state !== 'not_called');
  const verdict = !last ? 'cannot_assess' as const : !therapy ? 'no_therapy' as const : standing.length > 0 || shown.length > 0 ? 'explained' as const
    : last.informative !== 'informative' ? 'cannot_assess' as const : missing.length > 0 ? 'partly_tested' as const : 'unexplained' as const;
  const where = last ? drawText(e.timeline, last.day) : '';
  const classes = therapy?.classes.map(classText).join(' + ');
  const wording = {
    explained: standing.length === 0 ? `${where}: not called in plasma, but found in tissue: ${listed([...new Set(shown.map((f) => variantLabel(f.gene, f.variant)))])}; catalogued as resistance to ${classes}.` : `${where}: ${listed(standing.map((m) => variantLabel(m.gene, m.variant) + (m.lastDay === last?.day ? '' : ` (last read ${dayText(e.timeline, m.lastDay)})`)))} called, catalogued as resistance to ${classes}.`,
    unexplained: `${where}: no genetic explanation found in what was tested; plasticity or a mechanism outside the catalogue stays open.`,
    partly_tested: `${where}: no genetic explanation found in what was tested; ${missing.length} of ${tested.length} catalogued mechanisms were not or only partly read.`,
    cannot_assess: last ? `${where}: cannot be assessed. ${last.reason}.` : 'Cannot be assessed: no results yet.',
    no_therapy: `${where}: no drug on record that the catalogue speaks about.`,
  }[verdict];
  return {
    verdict, wording, day: last?.day ?? null, therapy: therapy?.classes ?? [], onTherapy: therapy?.on ?? false, progression: progressionOf(e, record), called,
    leading: leadingOf(e, record, called), tested, notInBlood, furtherTests: furtherOf(e, tested, entries, notInBlood, therapy ? copiesCounted(e, record, therapy.from) : new Set()),
    beside: isDrawOrder(e.timeline) ? [] : besideOf(e, record), inTissue,
    foci: fociOf(e, record), sidedness: record.profile.sidedness,
  };
}
