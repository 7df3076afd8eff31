/** cBioPortal study folders: clinical files, timelines and mutations, together or one file alone. */
import type { ManifestRow, ParsedRow, SeriesRow } from '@clonewatch/domain';
import { maf } from '../maf/reader.js';
import { drawRow } from '../ngs/call.js';
import { wholeText } from '../ngs/document.js';
import { withoutQuotes } from '../ngs/delimited.js';
import { Notes } from '../ngs/notes.js';
import { sequenceAlone } from '../ngs/refused.js';
import { CallFile } from '../ngs/table.js';
import { named, ProblemList, shown } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { foundSample, rowsForFile } from '../ngs/samples.js';
import { alterationKind, copyNumbers, looksLikeAlterations, samplesIn, structuralVariants, type AlterationKind } from './alterations.js';
import { manifestOfStudy, patientRows, studyOf, type Study } from './samples.js';
import { describedBy, fileMark, keysOf, sectionsOf, type Section } from './sections.js';
import { timelinesOf } from './timeline.js';

type Kind = AlterationKind | 'timeline' | 'sample' | 'patient' | 'mutations' | 'matrix' | 'keys' | 'other';

const headerOf = (lines: readonly string[]): string[] => (lines.find((l) => l.trim() !== '' && !l.startsWith('#')) ?? '').split('\t').map((c) => c.trim().toUpperCase());

/** What a file is, by its columns: names differ between studies. */
function kindOf(s: Section, metas: readonly Section[]): Kind {
  const header = headerOf(s.lines);
  const has = (...names: readonly string[]): boolean => names.every((n) => header.includes(n));
  if (has('PATIENT_ID', 'START_DATE', 'EVENT_TYPE')) return 'timeline';
  const alteration = alterationKind(s, metas);
  if (alteration !== null) return alteration;
  if (has('HUGO_SYMBOL', 'TUMOR_SAMPLE_BARCODE')) return 'mutations';
  if (has('SAMPLE_ID', 'PATIENT_ID')) return 'sample';
  if (has('SAMPLE_ID', 'MUTATIONS')) return 'matrix';
  if (has('PATIENT_ID')) return 'patient';
  return /^\s*[A-Za-z_]+\s*:/.test(s.lines.find((l) => l.trim() !== '') ?? '') ? 'keys' : 'other';
}

export const cbioportalReader: FormatReader = {
  id: 'cbioportal',
  needsManifest: false,
  encodings: 'any',
  sniff: (head) => {
    if (head.startsWith(fileMark)) return true;
    const lines = head.split(/\r\n|\r|\n/).map(withoutQuotes);
    const header = headerOf(lines);
    const timeline = ['PATIENT_ID', 'START_DATE', 'EVENT_TYPE'].every((c) => header.includes(c));
    // A clinical file has four lines of # before its columns, which are in capitals.
    if (looksLikeAlterations(header, (lines[headerLine({ name: '', lines }) + 1] ?? '').split('\t').map((c) => c.trim()))) return true;
    return timeline || (/^"?#[^\n\r]*(?:\r\n|\r|\n)"?#/.test(head) && header.length > 1 && header.includes('PATIENT_ID') && lines.some((l) => !l.startsWith('#') && l.split('\t').includes('PATIENT_ID')));
  },
  read: readStudy,
};

async function* readStudy(text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const whole = await wholeText(text, problems);
  const rows = whole === null ? [] : rowsOfStudy(sectionsOf(whole, context.fileName).map((s) => ({ ...s, lines: s.lines.map(withoutQuotes) })), context, problems);
  const kept = problems.failed ? [] : rows;
  for (let i = 0; i === 0 || i < kept.length; i += batchRows) yield { rows: kept.slice(i, i + batchRows), problems: problems.take() };
}

function rowsOfStudy(sections: readonly Section[], context: ReadContext, problems: ProblemList): ParsedRow[] {
  const notes = new Notes();
  const metas = sections.filter((s) => keysOf(s).has('data_filename'));
  const kinds = new Map(sections.map((s) => [s, kindOf(s, metas)]));
  checkStudy(sections, kinds, problems);
  const of = (...wanted: Kind[]): Section[] => sections.filter((s) => wanted.includes(kinds.get(s)!));
  const study = studyOf(of('keys'), { patients: of('patient'), samples: of('sample'), matrices: of('matrix') }, problems);
  const { treatments, assessments } = timelinesOf(of('timeline'), study, notes, problems);
  const patients = patientRows(of('patient'), problems);
  const series = alterationsOf(of, study, context, notes, problems);
  const unread = of('other').filter((s) => s.lines.some((l) => l.trim() !== '')).map((s) => s.name);
  if (unread.length > 0) problems.warn('file_not_imported', `${named(unread)}: only clinical files, timelines, mutations, copy numbers, structural variants, gene panels and case lists of a study are read`, { line: 1 });
  notes.tell(problems);
  const rows = [...series, ...treatments, ...assessments, ...patients];
  if (rows.length === 0 && !problems.failed) problems.error('nothing_to_import', nothingKept(of), { line: 1 });
  return rows;
}

/** One study, with the files that its meta files name: where its mutations are missing, a sample without any would read as a clean draw. */
function checkStudy(sections: readonly Section[], kinds: ReadonlyMap<Section, Kind>, problems: ProblemList): void {
  const keys = sections.map((s) => ({ s, k: keysOf(s) }));
  const studies = keys.filter(({ k }) => (k.get('cancer_study_identifier') ?? '') !== '');
  const [first] = studies;
  const other = studies.find(({ k }) => k.get('cancer_study_identifier') !== first!.k.get('cancer_study_identifier'));
  if (other !== undefined) problems.error('several_studies', `${shown(first!.s.name)} is of the study ${shown(first!.k.get('cancer_study_identifier')!)}, ${shown(other.s.name)} of ${shown(other.k.get('cancer_study_identifier')!)}: patients of two studies may have the same names; send each study on its own`, { line: 1, field: 'cancer_study_identifier', value: other.k.get('cancer_study_identifier')! });
  if (sections.length === 1) return;
  for (const { s, k } of keys) {
    const name = describedBy(k);
    if (name === undefined || !/^MUTATION_EXTENDED$/i.test(k.get('genetic_alteration_type') ?? '')) continue;
    const data = sections.find((x) => x.name.toLowerCase() === name);
    if (data !== undefined && kinds.get(data) === 'mutations') continue;
    problems.error('study_file_missing', `${shown(s.name)} says that the mutations of the study are in ${shown(k.get('data_filename')!)}, ${data === undefined ? 'which is not here: without it a sample with mutations would read as a clean one' : 'which is no list of mutations (its columns must have Hugo_Symbol and Tumor_Sample_Barcode)'}; send the whole study`, { line: 1, field: 'data_filename', value: k.get('data_filename')! });
  }
}

/** Why a file, or a whole study, leaves nothing to keep, and what to send beside it. */
function nothingKept(of: (...kinds: Kind[]) => Section[]): string {
  if (of('log2').length > 0) return 'log2 copy-number ratios alone are no calls: nothing says from which ratio a gene counts as amplified or lost; send the discrete copy numbers of the study (data_cna.txt) beside them';
  if (of('other').some((s) => looksLikeAlterations(headerOf(s.lines), (s.lines[headerLine(s) + 1] ?? '').split('\t')))) {
    return 'a table of genes and samples does not say what its numbers are: discrete copy numbers are read from a file whose name says so (data_cna.txt), or that comes with its meta file (genetic_alteration_type: COPY_NUMBER_ALTERATION)';
  }
  return 'nothing here can be kept: a list of samples says what other files of the study mean; send the study as one (a zip, or all its files at once) with data_mutations.txt and its timelines';
}

/** The file of mutations is a MAF, and what else the study holds is said by its other files. */
const { sequenceAlone: _, ...studyMaf } = maf;

const barcodeColumn = (s: Section): number => headerOf(s.lines).indexOf('TUMOR_SAMPLE_BARCODE');
const headerLine = (s: Section): number => s.lines.findIndex((l) => l.trim() !== '' && !l.startsWith('#'));
const mutatedIn = (s: Section): string[] => s.lines.slice(headerLine(s) + 1).map((l) => (l.split('\t')[barcodeColumn(s)] ?? '').trim()).filter((n) => n !== '');

/** Mutations, copy numbers and structural variants of the study's plasma samples. */
function alterationsOf(of: (...kinds: Kind[]) => Section[], study: Study, context: ReadContext, notes: Notes, problems: ProblemList): ParsedRow[] {
  const [mutated, cna, log2, sv] = [of('mutations'), of('cna'), of('log2'), of('sv', 'fusions')];
  if (mutated.length + cna.length + log2.length + sv.length === 0) return [];
  // A panel is that of the mutations: where no copy numbers or fusions came, nothing is said of any.
  const [counted, joined] = [new Set(cna.flatMap(samplesIn)), new Set(sv.flatMap(samplesIn))];
  const unsaid = (sample: string): string[] => sequenceAlone.filter((mark) => !(mark === '!*:fusion' ? joined : counted).has(sample));
  const withUnsaid = (m: ManifestRow): ManifestRow => (m.panel === null ? m : { ...m, panel: [...m.panel, ...unsaid(m.sample)] });
  const given = context.manifest === null || context.manifest.length === 0 ? [] : rowsForFile(context, problems).map(withUnsaid).map((m) => (m.genomeBuild === '' ? { ...m, genomeBuild: study.build } : m));
  const found = new Set([...mutated.flatMap(mutatedIn), ...[...cna, ...sv].flatMap(samplesIn)]);
  const ofStudy = manifestOfStudy(study, found, given, notes, problems, context.onSamples).map(withUnsaid);
  if (mutated.length === 0 && study.samples.size === 0 && !knownSamples(of, found, given, context, problems)) return [];
  const samples = new Map([...ofStudy, ...given.filter((m) => m.role === 'patient')].map((m) => [m.sample, m]));
  const marks = new Map<string, Set<string>>();
  const takeBack = (m: ManifestRow, item: string): unknown => marks.set(drawKey(m), new Set([...(marks.get(drawKey(m)) ?? []), item]));
  const rows = [
    ...mutated.flatMap((s) => mutations(s, { study, given, ofStudy }, context, problems)), ...copyNumbers(cna, log2, samples, study, notes, problems), ...structuralVariants(sv, samples, study, takeBack, notes, problems),
  ];
  const told = new Set(rows.map((r) => (r.kind === 'series' ? `${r.patientId}\n${r.specimenId}` : '')));
  // Looked at for copy numbers alone, and none called: the draw was taken, and nothing else was looked at.
  const looked = [...ofStudy, ...given.filter((m) => m.role === 'patient' && found.has(m.sample))];
  return [...oneDraw(rows, marks), ...looked.filter((m) => !told.has(`${m.patientId}\n${m.specimenId}`)).map((m) => drawRow({ ...m, panel: null }, 1, problems))];
}

const drawKey = (d: { readonly patientId: string; readonly specimenId: string }): string => JSON.stringify([d.patientId, d.specimenId]);

/** Of several files of mutations each says that a sample was looked at, and what it refused in it: one row of the draw says all of it. */
function oneDraw(parsed: readonly ParsedRow[], marks: ReadonlyMap<string, ReadonlySet<string>>): ParsedRow[] {
  const withPanel = (r: SeriesRow, panel: readonly string[]): SeriesRow => ({ ...r, panel, supplied: { ...r.supplied, panel: panel.join(';') } });
  const rows = parsed.map((r) => (r.kind === 'series' && r.variant === '' && r.panel !== null && marks.has(drawKey(r)) ? withPanel(r, [...r.panel, ...marks.get(drawKey(r))!]) : r));
  const [out, at] = [[] as ParsedRow[], new Map<string, number>()];
  for (const r of rows) {
    const key = r.kind === 'series' && r.variant === '' ? JSON.stringify([r.patientId, r.specimenId, r.assay, r.assayVersion]) : null;
    const before = key === null ? undefined : at.get(key);
    if (before === undefined) {
      if (key !== null) at.set(key, out.length);
      out.push(r);
      continue;
    }
    const [a, b] = [out[before] as SeriesRow, r as SeriesRow];
    const panel = a.panel === null || b.panel === null ? a.panel ?? b.panel : [...new Set([...a.panel, ...b.panel])];
    out[before] = panel === null ? a : withPanel(a, panel);
  }
  return out;
}

/** A file of alterations alone names samples and nothing more: whose they are and when they were drawn is said by a manifest, or by the study. */
function knownSamples(of: (...kinds: Kind[]) => Section[], found: ReadonlySet<string>, given: readonly ManifestRow[], context: ReadContext, problems: ProblemList): boolean {
  const [s] = of('cna', 'sv', 'fusions');
  if (s === undefined || problems.failed) return false;
  const at = { line: headerLine(s) + 1 };
  context.onSamples?.([...found].map((sample) => foundSample(sample, at.line)));
  const beside = 'send it with its study (a zip, or with data_clinical_sample.txt, which says whose each sample is, and the timeline of its specimens, which says when), or with a manifest';
  if (given.length === 0) problems.error('manifest_required', `${shown(s.name)} does not say whose samples these are, nor when the blood was drawn; ${beside}. Samples found: ${named([...found])}`, at);
  else if (!given.some((m) => found.has(m.sample))) problems.error('sample_not_in_manifest', `no row of the manifest is for a sample of ${shown(s.name)}. Samples found: ${named([...found])}. The manifest names ${named(given.map((m) => m.sample))}`, at);
  return !problems.failed;
}

interface Manifests { readonly study: Study; readonly given: readonly ManifestRow[]; readonly ofStudy: readonly ManifestRow[] }

/** Mutations of the study's plasma samples; places in what is told are those of this file. */
function mutations(s: Section, { study, given, ofStudy }: Manifests, context: ReadContext, problems: ProblemList): ParsedRow[] {
  const [column, start, mutated] = [barcodeColumn(s), headerLine(s), new Set(mutatedIn(s))];
  const manifest = [...given, ...ofStudy];
  const left = new Set([...study.samples.values()].filter((x) => x.kind === 'tissue' || x.kind === 'normal').map((x) => x.id));
  const told = new ProblemList();
  const rows: ParsedRow[] = [];
  if (manifest.length > 0 || study.samples.size === 0) {
    const file = new CallFile(studyMaf, { fileName: context.fileName, ...(study.samples.size === 0 && context.onSamples !== undefined ? { onSamples: context.onSamples } : {}), manifest: manifest.map((m) => ({ ...m, file: '' })) }, told);
    s.lines.forEach((line, i) => {
      if (!file.ended && (i <= start || !left.has((line.split('\t')[column] ?? '').trim()) || given.some((m) => m.sample === line.split('\t')[column]!.trim()))) file.take(line, i + 1);
    });
    if (!file.ended) file.finish();
    rows.push(...file.takeRows());
    // Sequenced, and without a mutation: the draw was clean.
    for (const m of ofStudy) if (!mutated.has(m.sample) && study.sequenced.has(m.sample)) rows.push(drawRow(m, 1, told));
  }
  for (const p of told.take()) problems.add({ ...p, message: `${shown(s.name)}: ${p.message}` });
  return rows;
}
