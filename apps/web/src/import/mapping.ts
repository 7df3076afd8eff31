/** What a person answers about a file's own samples and targets, and the manifest this makes. Pure. */
import { t } from '@clonewatch/words';
import type { ImportReport, WireAssay, WireFoundSample } from '@clonewatch/contracts';

/** What a sample of the file can be said to be. */
export const manifestRoles = ['patient', 'ntc', 'blank', 'positive_control', 'normal', 'left_out'] as const;
export type ManifestRole = (typeof manifestRoles)[number];
export type TargetRole = 'mutant' | 'wildtype' | 'unused';
/** `first`: of dates such as 03/04/2026, the day or the month. */
export type DateOrder = '' | 'day_first' | 'month_first';
export type VafUnit = '' | 'percent' | 'fraction';
export type GenomeBuild = '' | 'GRCh37' | 'GRCh38';
/** A value of the file that can be read in two ways; null: there is none. `build`: nothing says on which reference genome its positions are. */
export interface Open { readonly unit: string | null; readonly date: string | null; readonly build: boolean }

export interface SampleAnswer { readonly role: ManifestRole | ''; readonly patient: string; readonly specimen: string; readonly collected: string }
export interface TargetAnswer { readonly as: TargetRole | ''; readonly gene: string; readonly variant: string; readonly against: string }
export interface Mapping {
  readonly assay: string;
  readonly samples: Readonly<Record<string, SampleAnswer>>;
  readonly targets: Readonly<Record<string, TargetAnswer>>;
  readonly panel: string;
  readonly dateOrder: DateOrder;
  readonly vafUnit: VafUnit;
  readonly build: GenomeBuild;
  readonly open: Open;
  /** Draws are told by days from an event, with what day 0 is; null: by date. */
  readonly anchor: string | null;
  readonly keep: boolean;
}
export interface Target { readonly name: string; readonly channel: string; readonly positives: number; readonly accepted: number; readonly reference: boolean }

/** Targets of a file, each once, with its partitions over all samples. */
export function targetsOf(found: readonly WireFoundSample[]): Target[] {
  const all = new Map<string, Target>();
  for (const t of found.flatMap((s) => s.targets)) {
    const before = all.get(t.target);
    all.set(t.target, {
      name: t.target, channel: before?.channel ?? t.channel, positives: (before?.positives ?? 0) + (t.positives ?? 0), accepted: (before?.accepted ?? 0) + (t.accepted ?? 0),
      reference: (before?.reference ?? true) && t.reference,
    });
  }
  return [...all.values()];
}

/** Samples nobody has spoken for; one without name and counts is an empty well. */
export const askedSamples = (found: readonly WireFoundSample[]): WireFoundSample[] =>
  found.filter((s) => !s.in_manifest && (s.sample !== '' || s.targets.some((t) => t.accepted !== null)));

const names = (t: Target, said: string): boolean => said !== '' && (t.name === said || t.channel === said || t.name.toLowerCase() === said.toLowerCase());
/** The profile's duplexes that this file has. */
export const duplexesHere = (profile: WireAssay | undefined, targets: readonly Target[]): WireAssay['targets'] =>
  (profile?.targets ?? []).filter((d) => targets.some((t) => names(t, d.mutant_target)));

/** The one profile whose targets the file has; null when none has, or several. */
export function profileFor(assays: readonly WireAssay[], targets: readonly Target[]): WireAssay | null {
  const fit = assays.filter((a) => duplexesHere(a, targets).length > 0);
  return fit.length === 1 ? fit[0]! : null;
}

/** First answers: what the file says itself, and what the names of its targets suggest. Shown to be checked, never used unseen. */
export function startMapping(found: readonly WireFoundSample[], assays: readonly WireAssay[], manifestAssay: string | null): Mapping {
  const targets = targetsOf(found);
  const sample = (s: WireFoundSample): SampleAnswer => ({ role: s.role ?? '', patient: '', specimen: s.sample, collected: '' });
  return {
    assay: manifestAssay ?? profileFor(assays, targets)?.assay ?? '', samples: Object.fromEntries(askedSamples(found).map((s) => [s.sample, sample(s)])),
    targets: Object.fromEntries(targets.map((t) => [t.name, suggestTarget(t, targets)])), panel: '', dateOrder: '', vafUnit: '', build: '', open: { unit: null, date: null, build: false }, anchor: null, keep: true,
  };
}

const wildtypeName = /(?:^|[^a-z])(?:wt|wild|wildtype|wild[-_ ]type|ref|reference)(?:[^a-z]|$)/i;
const mutantName = /(?:^|[^a-z])(?:mut|mutant|mutated|mt)(?:[^a-z]|$)/i;
const change = /(?:^|[^A-Za-z0-9])(?:p\.)?([ACDEFGHIKLMNPQRSTVWY]\d{1,4}[ACDEFGHIKLMNPQRSTVWY])(?:[^A-Za-z0-9]|$)/;

function suggestTarget(t: Target, all: readonly Target[]): TargetAnswer {
  const wildtype = t.reference || wildtypeName.test(t.name);
  const said = change.exec(t.name)?.[1];
  const as = wildtype && !mutantName.test(t.name) ? 'wildtype' as const : said !== undefined || mutantName.test(t.name) ? 'mutant' as const : '' as const;
  const own = /^([A-Z][A-Z0-9]{1,7})(?:[^A-Za-z0-9]|$)/.exec(t.name)?.[1];
  // A target named by its change alone ("V600E") is of the gene that another one names ("BRAF WT").
  const gene = (own === undefined || change.test(own) ? undefined : own) ?? all.map((o) => /^([A-Z][A-Z0-9]{2,7})(?:[^A-Za-z0-9]|$)/.exec(o.name)?.[1]).find((g) => g !== undefined && !change.test(g)) ?? '';
  return { as, gene: as === 'mutant' ? gene : '', variant: as === 'mutant' && said !== undefined ? `p.${said}` : '', against: '' };
}

/** The wild type a mutant target is read against: the one chosen, else the only one there is. */
export function againstOf(m: Mapping, name: string): string {
  const wildtypes = Object.entries(m.targets).filter(([, t]) => t.as === 'wildtype').map(([n]) => n);
  return m.targets[name]?.against || (wildtypes.length === 1 ? wildtypes[0]! : '');
}

const slash = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
/** Dates among the answers whose order of day and month only a person can say. */
export const ambiguousDates = (m: Mapping): string[] => (m.anchor !== null ? [] : Object.values(m.samples).filter((s) => s.role === 'patient').map((s) => s.collected.trim()).filter((c) => slash.test(c)));

/** What the file leaves open in how it writes numbers and dates. */
export function openIn(report: ImportReport): Open {
  const value = (code: string, fits: (text: string) => boolean): string | null => report.problems.find((p) => p.code === code && p.value !== null && fits(p.value))?.value?.trim() ?? null;
  return { unit: value('vaf_unit_missing', () => true), date: value('bad_date', (t) => slash.test(t.trim())), build: report.problems.some((p) => p.code === 'genome_build_missing') };
}

/** `YYYY-MM-DD`, or the text as it is where it is none of the known spellings: the server then says so. */
export function isoDate(text: string, order: DateOrder): string {
  const m = slash.exec(text.trim());
  if (m === null || order === '') return text.trim();
  const [day, month] = order === 'day_first' ? [m[1]!, m[2]!] : [m[2]!, m[1]!];
  return `${m[3]!}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** What still has no answer, in words; empty: the file can be checked. `asksTargets`: the targets are asked, no profile says them. */
export function missing(m: Mapping, found: readonly WireFoundSample[], asksTargets: boolean): string[] {
  const out: string[] = [];
  const asked = askedSamples(found).map((s) => ({ name: s.sample, ...(m.samples[s.sample] ?? { role: '', patient: '', specimen: '', collected: '' }) }));
  const count = (n: number, what: 'what' | 'patient' | 'specimen' | 'date' | 'day'): void => void (n > 0 && out.push(t(`miss.${what}`, { count: n })));
  count(asked.filter((a) => a.role === '').length, 'what');
  const patients = asked.filter((a) => a.role === 'patient');
  count(patients.filter((a) => a.patient.trim() === '').length, 'patient');
  count(patients.filter((a) => a.specimen.trim() === '').length, 'specimen');
  count(patients.filter((a) => a.collected.trim() === '').length, m.anchor === null ? 'date' : 'day');
  if (m.anchor?.trim() === '') out.push(t('miss.dayZero'));
  if (m.assay.trim() === '' && patients.length > 0) out.push(t('miss.assay'));
  if (m.open.unit !== null && m.vafUnit === '') out.push(t('miss.unit'));
  if (m.open.build && m.build === '') out.push(t('miss.build'));
  if ((m.open.date !== null || ambiguousDates(m).length > 0) && m.dateOrder === '') out.push(t('miss.order'));
  if (asksTargets) {
    const targets = Object.entries(m.targets);
    if (!targets.some(([, x]) => x.as === 'mutant')) out.push(t('miss.mutant'));
    for (const [name, x] of targets) {
      if (x.as !== 'mutant') continue;
      if (x.variant.trim() === '') out.push(t('miss.variantOf', { name }));
      if (againstOf(m, name) === '') out.push(t('miss.wildtypeOf', { name }));
    }
  }
  return out;
}

const columns = ['sample', 'role', 'patient_id', 'specimen_id', 'collected_on', 'collected_day', 'anchor', 'assay', 'mutant_target', 'wildtype_target', 'gene', 'variant', 'genome_build', 'panel', 'vaf_unit', 'date_order'] as const;
type Cells = Partial<Record<(typeof columns)[number], string>>;
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

/** Answers as rows of a manifest. With `asksTargets`, a row for each mutant target that a sample has; else the assay's profile says them. */
function rowsOf(m: Mapping, found: readonly WireFoundSample[], asksTargets: boolean): Cells[] {
  const file: Cells = { ...(m.vafUnit === '' ? {} : { vaf_unit: m.vafUnit }), ...(m.build === '' ? {} : { genome_build: m.build }), ...(m.open.date === null || m.dateOrder === '' ? {} : { date_order: m.dateOrder }) };
  const rows = askedSamples(found).flatMap((s): Cells[] => {
    const a = m.samples[s.sample];
    if (a === undefined || a.role === '') return [];
    if (a.role === 'left_out') return [{ sample: s.sample, role: a.role }];
    const assay = m.assay.trim();
    if (a.role !== 'patient') return [{ sample: s.sample, role: a.role, assay }];
    const when: Cells = m.anchor === null ? { collected_on: isoDate(a.collected, m.dateOrder) } : { collected_day: a.collected.trim(), anchor: m.anchor.trim() };
    const row: Cells = { sample: s.sample, role: 'patient', patient_id: a.patient.trim(), specimen_id: a.specimen.trim(), ...when, assay, panel: m.panel.trim() };
    const mutants = asksTargets ? s.targets.filter((t) => m.targets[t.target]?.as === 'mutant') : [];
    if (mutants.length === 0) return [row];
    return mutants.map((t) => ({ ...row, mutant_target: t.target, wildtype_target: againstOf(m, t.target), gene: m.targets[t.target]!.gene.trim(), variant: m.targets[t.target]!.variant.trim() }));
  });
  // What is said of the whole file stands on each row, or on one of its own that speaks of no sample.
  if (Object.keys(file).length === 0) return rows;
  return rows.length > 0 ? rows.map((r) => ({ ...r, ...file })) : [{ sample: '*', role: 'left_out', ...file }];
}

/** The manifest: a new one, or the given one with rows added under its own header. */
export function manifestOf(m: Mapping, found: readonly WireFoundSample[], asksTargets: boolean, given: string | null): string {
  const rows = rowsOf(m, found, asksTargets);
  if (given === null || given.trim() === '') return [columns.join(','), ...rows.map((r) => columns.map((c) => cell(r[c] ?? '')).join(','))].join('\n') + '\n';
  if (rows.length === 0) return given;
  const lines = given.replace(/^\uFEFF/, '').replace(/(?:\r\n|\n|\r)+$/, '').split(/\r\n|\n|\r/);
  const header = lines[0]!.split(',').map((n) => n.trim().replace(/^"|"$/g, ''));
  const added = columns.filter((c) => !header.includes(c) && rows.some((r) => (r[c] ?? '') !== ''));
  const pad = ','.repeat(added.length);
  const all: readonly string[] = [...header, ...added];
  return [[...lines[0]!.split(','), ...added].join(','), ...lines.slice(1).map((l) => (l.trim() === '' ? l : l + pad)), ...rows.map((r) => all.map((c) => cell((r as Record<string, string>)[c] ?? '')).join(','))].join('\n') + '\n';
}

/** The assays a given manifest names, as far as its plain cells say. */
export function manifestAssays(text: string): string[] {
  const [header = '', ...rows] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const at = header.split(',').map((n) => n.trim()).indexOf('assay');
  return at < 0 ? [] : [...new Set(rows.map((r) => (r.split(',')[at] ?? '').trim().replace(/^"|"$/g, '')).filter((a) => a !== ''))];
}

/** What the answers add to a profile of the assay: its targets and its panel. */
export function profileContent(m: Mapping, before: WireAssay | undefined): { assay: string; targets: WireAssay['targets']; panel: string[] | null; vaf_unit?: 'percent' | 'fraction'; genome_build?: 'GRCh37' | 'GRCh38' } {
  const mutants = Object.entries(m.targets).filter(([, t]) => t.as === 'mutant');
  const told = mutants.map(([name, t]) => ({ mutant_target: name, wildtype_target: againstOf(m, name), gene: t.gene.trim(), variant: t.variant.trim() }));
  const panel = m.panel.split(';').map((p) => p.trim()).filter((p) => p !== '');
  return {
    assay: m.assay.trim(), targets: [...(before?.targets ?? []).filter((b) => !told.some((t) => t.mutant_target === b.mutant_target)), ...told],
    panel: panel.length > 0 ? panel : before?.panel ?? null, ...(m.vafUnit === '' ? {} : { vaf_unit: m.vafUnit }), ...(m.build === '' ? {} : { genome_build: m.build }),
  };
}

/** Cells of a column, or of several, pasted from a spreadsheet; null for a single cell, which the browser pastes itself. */
export function pastedCells(text: string): string[][] | null {
  const lines = text.replace(/(?:\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/).map((l) => l.split('\t').map((c) => c.trim()));
  return lines.length === 1 && lines[0]!.length === 1 ? null : lines;
}
