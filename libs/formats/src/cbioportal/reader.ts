/** cBioPortal study folders: clinical files, timelines and mutations, together or one file alone. */
import type { ParsedRow } from '@clonewatch/domain';
import { maf } from '../maf/reader.js';
import { drawRow } from '../ngs/call.js';
import { wholeText } from '../ngs/document.js';
import { Notes } from '../ngs/notes.js';
import { CallFile } from '../ngs/table.js';
import { named, ProblemList, shown } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { rowsForFile } from '../ngs/samples.js';
import { manifestOfStudy, patientRows, studyOf, type Study } from './samples.js';
import { fileMark, sectionsOf, type Section } from './sections.js';
import { timelinesOf } from './timeline.js';

type Kind = 'timeline' | 'sample' | 'patient' | 'mutations' | 'matrix' | 'keys' | 'other';

const headerOf = (lines: readonly string[]): string[] => (lines.find((l) => l.trim() !== '' && !l.startsWith('#')) ?? '').split('\t').map((c) => c.trim().toUpperCase());

/** What a file is, by its columns: names differ between studies. */
function kindOf(s: Section): Kind {
  const header = headerOf(s.lines);
  const has = (...names: readonly string[]): boolean => names.every((n) => header.includes(n));
  if (has('PATIENT_ID', 'START_DATE', 'EVENT_TYPE')) return 'timeline';
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
    const header = headerOf(head.split(/\r\n|\r|\n/));
    const timeline = ['PATIENT_ID', 'START_DATE', 'EVENT_TYPE'].every((c) => header.includes(c));
    // A clinical file has four lines of # before its columns, which are in capitals.
    return timeline || (/^#[^\n\r]*(?:\r\n|\r|\n)#/.test(head) && header.length > 1 && header.includes('PATIENT_ID') && /(?:^|[\r\n])(?:[^#\r\n]*\t)?PATIENT_ID(?:[\t\r\n]|$)/.test(head));
  },
  read: readStudy,
};

async function* readStudy(text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const whole = await wholeText(text, problems);
  const rows = whole === null ? [] : rowsOfStudy(sectionsOf(whole, context.fileName), context, problems);
  const kept = problems.failed ? [] : rows;
  for (let i = 0; i === 0 || i < kept.length; i += batchRows) yield { rows: kept.slice(i, i + batchRows), problems: problems.take() };
}

function rowsOfStudy(sections: readonly Section[], context: ReadContext, problems: ProblemList): ParsedRow[] {
  const notes = new Notes();
  const of = (kind: Kind): Section[] => sections.filter((s) => kindOf(s) === kind);
  const study = studyOf(of('keys'), { patients: of('patient'), samples: of('sample'), matrices: of('matrix') }, problems);
  const { treatments, assessments } = timelinesOf(of('timeline'), study, notes, problems);
  const patients = patientRows(of('patient'), problems);
  const series = of('mutations').flatMap((s) => mutations(s, study, context, notes, problems));
  const unread = of('other').filter((s) => s.lines.some((l) => l.trim() !== '')).map((s) => s.name);
  if (unread.length > 0) problems.warn('file_not_imported', `${named(unread)}: only clinical files, timelines, mutations, gene panels and case lists of a study are read`, { line: 1 });
  notes.tell(problems);
  const rows = [...series, ...treatments, ...assessments, ...patients];
  if (rows.length === 0 && !problems.failed) problems.error('nothing_to_import', 'nothing here can be kept: a list of samples says what others files of the study mean; send the study as one (a zip, or all its files at once) with data_mutations.txt and its timelines', { line: 1 });
  return rows;
}

/** Mutations of the study's plasma samples; places in what is told are those of this file. */
function mutations(s: Section, study: Study, context: ReadContext, notes: Notes, problems: ProblemList): ParsedRow[] {
  const header = headerOf(s.lines);
  const column = header.indexOf('TUMOR_SAMPLE_BARCODE');
  const start = s.lines.findIndex((l) => l.trim() !== '' && !l.startsWith('#'));
  const mutated = new Set(s.lines.slice(start + 1).map((l) => (l.split('\t')[column] ?? '').trim()).filter((n) => n !== ''));
  const given = context.manifest === null || context.manifest.length === 0 ? [] : rowsForFile(context, problems);
  const ofStudy = manifestOfStudy(study, mutated, given, notes, problems, context.onSamples);
  const manifest = [...given, ...ofStudy];
  const left = new Set([...study.samples.values()].filter((x) => x.kind === 'tissue' || x.kind === 'normal').map((x) => x.id));
  const told = new ProblemList();
  const rows: ParsedRow[] = [];
  if (manifest.length > 0 || study.samples.size === 0) {
    const file = new CallFile(maf, { fileName: context.fileName, ...(study.samples.size === 0 && context.onSamples !== undefined ? { onSamples: context.onSamples } : {}), manifest: manifest.map((m) => ({ ...m, file: '' })) }, told);
    s.lines.forEach((line, i) => {
      if (!file.ended && (i <= start || !left.has((line.split('\t')[column] ?? '').trim()) || given.some((m) => m.sample === line.split('\t')[column]!.trim()))) file.take(line, i + 1);
    });
    if (!file.ended) file.finish();
    rows.push(...file.takeRows());
    // Sequenced, and without a mutation: the draw was clean.
    for (const m of ofStudy) if (!mutated.has(m.sample)) rows.push(drawRow(m, 1, told));
  }
  for (const p of told.take()) problems.add({ ...p, message: `${shown(s.name)}: ${p.message}` });
  return rows;
}
