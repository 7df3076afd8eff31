/** Which samples of a sequencing file are whose: the file's sample names against the manifest. Never guessed. */
import type { ManifestRow } from '@clonewatch/domain';
import { named, problem, shown, type ProblemList } from '../problems.js';
import type { FoundSample, ReadContext } from '../reader.js';

export interface PatientSample {
  /** The file's name for it; null where the file names no sample. */
  readonly name: string | null;
  readonly manifest: ManifestRow;
  /** The column of the patient's own normal cells, where the manifest or the file names one: what is in it is not the tumour's. */
  readonly normal: string | null;
}

export interface FileSamples {
  readonly format: string;
  /** Sample names of the file in their order; empty where it names none. */
  readonly names: readonly string[];
  /** The one the file itself says to be the tumour, or null. */
  readonly tumour: string | null;
  /** Those the file itself says to be normal tissue or blood cells. */
  readonly normals: readonly string[];
  readonly line: number | null;
}

/** A file's name as a manifest may give it: without folders, and packed or not. */
const base = (path: string): string => path.split(/[\\/]/).pop()!.replace(/\.b?gz$/i, '');
const stem = (path: string): string => base(path).replace(/\.[A-Za-z]+$/, '');

/** The manifest's rows for this file: those that name it, else those that name none. */
export function rowsForFile(context: ReadContext, problems: ProblemList): readonly ManifestRow[] {
  const all = context.manifest ?? [];
  const own = all.filter((m) => m.file !== '' && base(m.file) === base(context.fileName));
  const said = own.length > 0 ? own : all.filter((m) => m.file === '');
  // The build may stand on a row of its own that speaks of no sample: it is of the whole file.
  const build = said.find((m) => m.sample === '*' && m.role === 'left_out')?.genomeBuild ?? '';
  const rows = build === '' ? said : said.map((m) => (m.genomeBuild === '' ? { ...m, genomeBuild: build } : m));
  if (rows.length === 0 && all.length > 0) {
    problems.add(problem('error', 'manifest_names_other_file', `no row of the manifest is for ${shown(base(context.fileName))}; its rows name ${named(all.map((m) => m.file))}: correct the column "file", or leave it empty`));
  }
  return rows;
}

const needed = 'sample, role, patient_id, specimen_id, collected_on (or collected_day and anchor), assay; panel where absence should mean "not detected"';

/** A sample of a list of calls, which knows of no wells. */
export const foundSample = (sample: string, line: number | null, normal = false): FoundSample => ({ sample, line, role: normal ? 'normal' : null, wells: null, targets: [] });

/** Patients' samples of the file, each with its manifest row; null after a reported error. */
export function patientSamples(file: FileSamples, context: ReadContext, problems: ProblemList): readonly PatientSample[] | null {
  const found = file.names.length === 0 ? 'It names no sample: give one row for it' : `Samples found: ${named(file.names)}${file.tumour === null ? '' : `; it says that ${shown(file.tumour)} is the tumour`}`;
  context.onSamples?.((file.names.length === 0 ? [stem(context.fileName)] : file.names).map((sample) => foundSample(sample, file.line, file.normals.includes(sample))));
  if (context.manifest === null || context.manifest.length === 0) {
    problems.add(problem('error', 'manifest_required', `${file.format} does not say whose sample this is, nor when the blood was drawn; send a manifest along, with the columns ${needed}. ${found}`, { line: file.line }));
    return null;
  }
  const rows = rowsForFile(context, problems);
  if (rows.length === 0) return null;
  const patients = one(rows.filter((m) => m.role === 'patient'), problems);
  if (patients === null) return null;
  const matched = file.names.length === 0 ? unnamedSample(file, patients, context) : namedSamples(file, patients, context);
  if (matched.length === 0) {
    if (patients.length === 0 && rows.some((m) => file.names.includes(m.sample) || file.names.length === 0)) {
      problems.warn('no_patient_sample', 'the manifest names no sample of this file as a patient\'s (role patient); nothing is imported', { line: file.line });
      return [];
    }
    problems.error('sample_not_in_manifest', `no row of the manifest with role patient is for a sample of this file. ${found}. The manifest names ${named(patients.map((m) => m.sample))}: write the file's sample name in the column "sample"`, { line: file.line });
    return null;
  }
  const normal = matched.find((s) => s.name !== null && file.names.length > 1 && file.normals.includes(s.name) && file.tumour !== s.name);
  if (normal !== undefined) {
    problems.error('role_conflict', `the file says that ${shown(normal.name!)} is the normal sample, the manifest (line ${normal.manifest.line}) gives it as the patient's plasma (role patient)${file.tumour === null ? '' : `; the file's tumour sample is ${shown(file.tumour)}`}. Correct the column "sample" or "role" of the manifest`, { line: file.line, value: normal.name });
    return null;
  }
  warnOthers(file, rows, matched, problems);
  return matched.map((s) => ({ ...s, normal: normalOf(s, file, rows, matched.length === 1) }));
}

type Matched = Omit<PatientSample, 'normal'>;

function normalOf(s: Matched, file: FileSamples, rows: readonly ManifestRow[], alone: boolean): string | null {
  const told = rows.filter((m) => m.role === 'normal' && file.names.includes(m.sample) && (m.patientId === s.manifest.patientId || (m.patientId === '' && alone)));
  if (told.length === 1) return told[0]!.sample;
  return told.length === 0 && alone && file.normals.length === 1 && file.normals[0] !== s.name ? file.normals[0]! : null;
}

/** One row a sample: several rows of the same sample must agree on whose and when. */
function one(rows: readonly ManifestRow[], problems: ProblemList): readonly ManifestRow[] | null {
  const bySample = new Map<string, ManifestRow>();
  let agree = true;
  for (const m of rows) {
    const first = bySample.get(m.sample);
    if (first === undefined) bySample.set(m.sample, m);
    else if (JSON.stringify([first.patientId, first.specimenId, first.collected, first.anchor, first.assay]) !== JSON.stringify([m.patientId, m.specimenId, m.collected, m.anchor, m.assay])) {
      agree = false;
      problems.error('conflicting_manifest_row', `lines ${first.line} and ${m.line} of the manifest say different things about sample ${shown(m.sample)}; keep one of them`, { line: m.line, field: 'sample', value: m.sample });
    }
  }
  return agree ? [...bySample.values()] : null;
}

/** A file of one unnamed sample belongs to the row that names the file or its stem, or to the only row there is. */
function unnamedSample(file: FileSamples, patients: readonly ManifestRow[], context: ReadContext): Matched[] {
  const by = patients.filter((m) => m.sample === stem(context.fileName) || m.sample === base(context.fileName));
  const row = by.length === 1 ? by[0] : patients.length === 1 ? patients[0] : undefined;
  return row === undefined ? [] : [{ name: null, manifest: row }];
}

function namedSamples(file: FileSamples, patients: readonly ManifestRow[], context: ReadContext): Matched[] {
  const matched = patients.filter((m) => file.names.includes(m.sample)).map((manifest) => ({ name: manifest.sample, manifest }));
  if (matched.length > 0) return matched;
  // A row that names this very file means the file's own tumour sample, or its only one, whatever the laboratory called the column.
  const own = patients.filter((m) => m.file !== '' && base(m.file) === base(context.fileName));
  const others = file.names.filter((n) => !file.normals.includes(n));
  const name = file.tumour ?? (others.length === 1 ? others[0]! : null);
  return own.length === 1 && name !== null ? [{ name, manifest: own[0]! }] : [];
}

function warnOthers(file: FileSamples, rows: readonly ManifestRow[], matched: readonly Matched[], problems: ProblemList): void {
  const known = new Set([...rows.map((m) => m.sample), ...file.normals, ...matched.map((s) => s.name)]);
  const others = file.names.filter((n) => !known.has(n));
  if (others.length > 0) problems.warn('sample_not_in_manifest', `${named(others)} of this file ${others.length === 1 ? 'is' : 'are'} not in the manifest and ${others.length === 1 ? 'is' : 'are'} not imported`, { line: file.line });
  const controls = rows.filter((m) => (m.role === 'ntc' || m.role === 'blank' || m.role === 'positive_control') && file.names.includes(m.sample));
  if (controls.length > 0) problems.warn('controls_not_used', `${named(controls.map((m) => m.sample))}: a list of calls does not say what a control was clean of, so it is not used for the background`, { line: file.line });
}
