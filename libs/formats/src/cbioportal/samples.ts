/** What a study says of its patients and samples: whose a sample is, of which day, whether it is plasma, which genes were looked at. */
import type { ManifestRow, PatientRow } from '@clonewatch/domain';
import { buildNamed } from '../ngs/build.js';
import { patientRow } from '../health/rows.js';
import type { Notes } from '../ngs/notes.js';
import { foundSample } from '../ngs/samples.js';
import type { ReadContext } from '../reader.js';
import type { ProblemList } from '../problems.js';
import { keysOf, rowsOf, type Section } from './sections.js';

/** Days of a cBioPortal timeline are counted from the diagnosis (its file format documentation). */
export const anchor = 'diagnosis';

export interface Sample {
  readonly id: string;
  readonly patientId: string;
  readonly kind: 'plasma' | 'tissue' | 'normal' | 'unsaid';
  day: number | null;
  panel: string;
}
export interface Study {
  readonly samples: Map<string, Sample>;
  /** Null: no file of the study lists its patients. */
  readonly patients: Set<string> | null;
  readonly panels: ReadonlyMap<string, readonly string[]>;
  /** Samples said to have been sequenced, also where nothing was found. */
  readonly sequenced: ReadonlySet<string>;
  readonly name: string;
  /** The genome that the study says its positions are on (reference_genome), where its mutations do not; '' where it does not say it either. */
  readonly build: string;
}

const kindOf = (text: string): Sample['kind'] =>
  /\bnormal|germline|buffy|\bpbmc\b|white blood/i.test(text) ? 'normal' : /cf-?dna|ct-?dna|plasma|liquid|circulating|cell[- ]free|blood/i.test(text) ? 'plasma' : text.trim() === '' ? 'unsaid' : 'tissue';

const isPanel = (s: Section): boolean => /^\s*gene_list\s*:/m.test(s.lines.join('\n'));

export function studyOf(sections: readonly Section[], kinds: { readonly patients: readonly Section[]; readonly samples: readonly Section[]; readonly matrices: readonly Section[] }, problems: ProblemList): Study {
  const samples = new Map<string, Sample>();
  const patients = new Set<string>();
  for (const s of kinds.samples) for (const row of rowsOf(s, ['SAMPLE_ID', 'PATIENT_ID'], problems)) {
    const [id, patientId] = [row.text('SAMPLE_ID'), row.text('PATIENT_ID')];
    if (id === '' || patientId === '') row.error('missing_value', `${id === '' ? 'SAMPLE_ID' : 'PATIENT_ID'} is empty`, id === '' ? 'SAMPLE_ID' : 'PATIENT_ID');
    else if (samples.get(id)?.patientId !== undefined && samples.get(id)!.patientId !== patientId) row.error('several_patients', `sample ${id} is of patient ${patientId} here and of ${samples.get(id)!.patientId} above`, 'SAMPLE_ID');
    else {
      // Each says a part of it: SAMPLE_CLASS "Tumor" beside SAMPLE_TYPE "cfDNA", or "Blood" beside "Normal".
      const said = ['SAMPLE_CLASS', 'SPECIMEN_TYPE', 'SAMPLE_TYPE', 'SPECIMEN_PRESERVATION_TYPE'].map((c) => row.text(c)).filter((t) => t !== '').join('; ');
      samples.set(id, { id, patientId, kind: kindOf(said), day: null, panel: row.text('GENE_PANEL') });
      patients.add(patientId);
    }
  }
  for (const s of kinds.patients) for (const row of rowsOf(s, ['PATIENT_ID'], problems)) patients.add(row.text('PATIENT_ID'));
  for (const s of kinds.matrices) for (const row of rowsOf(s, ['SAMPLE_ID'], problems)) {
    const sample = samples.get(row.text('SAMPLE_ID'));
    if (sample !== undefined) sample.panel = row.text('MUTATIONS') || sample.panel;
  }
  const panels = new Map(sections.filter(isPanel).flatMap((s) => {
    const keys = keysOf(s);
    const genes = (keys.get('gene_list') ?? '').split(/[\t ;,]+/).filter((g) => g !== '');
    return genes.length === 0 ? [] : [[keys.get('stable_id') ?? '', genes] as const];
  }));
  const lists = sections.map(keysOf).filter((k) => k.has('case_list_ids') && /sequenced|cnaseq|mutation/i.test(`${k.get('stable_id') ?? ''} ${k.get('case_list_category') ?? ''}`));
  const sequenced = new Set([...lists.flatMap((k) => k.get('case_list_ids')!.split(/[\t ]+/)), ...[...samples.values()].filter((x) => x.panel !== '').map((x) => x.id)].filter((id) => id !== ''));
  const name = sections.map(keysOf).map((k) => k.get('cancer_study_identifier')).find((n) => n !== undefined && n !== '') ?? '';
  const build = sections.map((s) => buildNamed(keysOf(s).get('reference_genome') ?? '')).find((b) => b !== null) ?? '';
  return { samples, patients: kinds.samples.length + kinds.patients.length === 0 ? null : patients, panels, sequenced, name, build };
}

export function patientRows(sections: readonly Section[], problems: ProblemList): PatientRow[] {
  return sections.flatMap((s) => rowsOf(s, ['PATIENT_ID'], problems).flatMap((row) => {
    const id = row.text('PATIENT_ID');
    if (id === '') row.error('missing_value', 'PATIENT_ID is empty', 'PATIENT_ID');
    const said = id === '' ? null : patientRow(id, { names: [id], sex: row.text('SEX', 'GENDER'), born: row.text('BIRTH_YEAR', 'YEAR_OF_BIRTH'), line: row.line });
    return said === null ? [] : [said];
  }));
}

/** The samples of a study as a manifest would name them: plasma of a known day. What is not imported is told. */
export function manifestOfStudy(study: Study, mutated: ReadonlySet<string>, given: readonly ManifestRow[], notes: Notes, problems: ProblemList, onSamples?: ReadContext['onSamples']): ManifestRow[] {
  const rows: ManifestRow[] = [];
  const undated: string[] = [];
  onSamples?.([...study.samples.values()].filter((s) => mutated.has(s.id)).map((s) => foundSample(s.id, 1, s.kind === 'normal')));
  for (const s of study.samples.values()) {
    if (given.some((m) => m.sample === s.id)) continue;
    if (s.kind === 'normal' || s.kind === 'tissue') {
      if (mutated.has(s.id)) notes.add(s.kind === 'normal' ? 'normal_not_imported' : 'tissue_not_imported', 1, `${s.kind === 'normal' ? 'normal samples' : 'samples of tissue'}, whose alterations are not imported as draws`);
      continue;
    }
    if (!mutated.has(s.id) && !study.sequenced.has(s.id)) continue;
    if (s.kind === 'unsaid') notes.add('sample_class_missing', 1, 'samples of which the study does not say (SAMPLE_CLASS, SAMPLE_TYPE) whether they are plasma; they are read as plasma');
    if (s.day === null) {
      undated.push(s.id);
      continue;
    }
    rows.push({
      line: 1, file: '', sample: s.id, role: 'patient', patientId: s.patientId, specimenId: s.id, collected: { kind: 'day', day: s.day }, anchor, assay: s.panel || `${study.name} mutations`.trim(), assayVersion: '', mutantTarget: '',
      wildtypeTarget: '', gene: '', variant: '', genomeBuild: study.build, panel: study.panels.get(s.panel) ?? null, partitionNl: null, backgroundFraction: null, lodFraction: null, plasmaMl: null, inputHge: null,
    });
  }
  if (undated.length > 0) problems.error('missing_date', `no timeline of the study (EVENT_TYPE SPECIMEN with SAMPLE_ID) says on which day ${undated.slice(0, 12).join(', ')}${undated.length > 12 ? ` and ${undated.length - 12} more` : ''} ${undated.length === 1 ? 'was' : 'were'} drawn; add it, or send a manifest with these samples`, { line: 1, field: 'SAMPLE_ID', value: undated[0]! });
  return rows;
}
