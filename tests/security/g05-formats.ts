/** The formats under mutation: their undamaged files, what kinds of cells they have, and how bytes are read as the product reads them. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalVariant, isCalendarDate, type ParsedRow, type Problem, type SeriesRow, type When } from '@clonewatch/domain';
import { FormatError, readManifest } from '@clonewatch/formats';
import { mutate, seededRandom, type Mutated, type TableColumns } from '@clonewatch/testing';
import { bytesOf, corpus, manifestOf, readBytes, textOf } from '../unit/formats/support';

export interface Format {
  readonly id: string;
  readonly files: readonly string[];
  readonly columns: TableColumns;
  /** The file's manifest, by its place in the corpus. */
  readonly manifest?: string;
  /** Damage to the exchange format that files of instruments come with anyway, and are read in spite of: either answer is right. In a packed file no damage is to a cell. */
  readonly tolerant?: 'damage' | 'damage and order' | 'any';
}

const counted = { counts: [], fractions: [], dates: [], names: [], required: [] } as const;
export const formats: readonly Format[] = [
  { id: 'series', files: ['exchange/series.csv', 'exchange/series-days.csv', 'exchange/draw-order-series.csv'], columns: {
    counts: ['mutant_count', 'total_count', 'wildtype_count'], fractions: ['vaf', 'background', 'lod'], dates: ['collected_on', 'received_on', 'reported_on'],
    names: ['patient_id', 'specimen_id', 'assay', 'gene', 'variant', 'panel', 'anchor'], required: ['patient_id', 'specimen_id', 'assay', 'variant'],
  } },
  { id: 'patients', files: ['exchange/patients.csv', 'exchange/patients-days.csv'], columns: { ...counted, counts: ['birth_year', 'draw_interval_days'], dates: ['tissue_on', 'next_cycle_on'], names: ['patient_id', 'sex', 'metastatic_sites', 'centre'], required: ['patient_id'] } },
  { id: 'treatments', files: ['exchange/treatments.csv', 'exchange/treatments-days.csv'], columns: { ...counted, dates: ['started_on', 'stopped_on'], names: ['patient_id', 'regimen', 'agents', 'therapy_class'], required: ['patient_id', 'regimen', 'started_on'] } },
  { id: 'assessments', files: ['exchange/assessments.csv', 'exchange/assessments-days.csv'], columns: { ...counted, dates: ['assessed_on'], names: ['patient_id', 'kind', 'gene', 'variant', 'result', 'unit'], required: ['patient_id', 'kind', 'result', 'assessed_on'] } },
  { id: 'manifest', files: ['quantasoft/manifest.csv'], columns: { ...counted, fractions: ['background', 'lod'], dates: ['collected_on'], names: ['sample', 'patient_id', 'specimen_id', 'assay', 'mutant_target', 'wildtype_target', 'gene', 'variant'], required: ['sample', 'role'] } },
  { id: 'quantasoft', manifest: 'quantasoft/manifest.csv', tolerant: 'damage', files: ['quantasoft/plate.csv', 'quantasoft/plate-no-counts.csv', 'quantasoft/plate-old-cr.csv'], columns: { ...counted, counts: ['Positives', 'Negatives', 'AcceptedDroplets'], names: ['Well', 'Sample', 'Target', 'Assay', 'TargetType', 'MergedWells'], required: ['Well', 'Sample', 'Positives', 'AcceptedDroplets'] } },
  { id: 'qxmanager', manifest: 'qxmanager/manifest.csv', tolerant: 'damage', files: ['qxmanager/table.csv'], columns: { ...counted, counts: ['Positives', 'Negatives', 'Accepted Droplets'], names: ['Well', 'Sample description 1', 'Target', 'SampleType', 'MergedWells', 'DyeName(s)'], required: ['Well', 'Target', 'Positives', 'Accepted Droplets'] } },
  { id: 'qxclusters', manifest: 'qxmanager/manifest-wells.csv', tolerant: 'damage and order', files: ['qxmanager/clusters.csv'], columns: { ...counted, required: ['Well'] } },
  { id: 'qiacuity', manifest: 'qiacuity/manifest.csv', tolerant: 'damage and order', files: ['qiacuity/typed.csv', 'qiacuity/replicates.csv', 'qiacuity/named-columns.csv'], columns: { ...counted, required: ['Target'] } },
  { id: 'absoluteq', manifest: 'absoluteq/manifest.csv', tolerant: 'damage and order', files: ['absoluteq/per-dye.csv', 'absoluteq/summary.csv', 'absoluteq/multichannel.csv', 'absoluteq/chambers.csv'], columns: { ...counted, counts: ['Positives', 'Total', 'Count'], names: ['Well', 'Well ID', 'Name', 'Sample', 'Target', 'Dye', 'Channels'], required: ['Sample', 'Reject', 'Dye', 'Well ID'] } },
  { id: 'naica', manifest: 'naica/manifest.csv', tolerant: 'any', files: ['naica/chambers.csv', 'naica/channels.csv'], columns: { ...counted, required: [] } },
  { id: 'vcf', manifest: 'vcf/manifest-any.csv', tolerant: 'any', files: ['mutect2', 'strelka', 'varscan', 'freebayes', 'vardict', 'dragen', 'smcounter', 'umivar', 's492r'].map((f) => `vcf/${f}.vcf`), columns: { ...counted, required: [] } },
  ...(['maf/plasma.maf', 'gsvar/tumor.GSvar', 'vardict/raw.txt', 'smcounter/calls.txt', 'umivar/monitoring.tsv', 'tso500/CombinedVariantOutput.tsv', 'guardant/report.csv', 'archer/mrd.csv', 'natera/mrd.csv', 'foundation/report.xml', 'qci/report.xml', 'cats/report.json', 'fhir/bundle.json'] as const).map((file): Format => ({
    id: file.split('/')[0]!, manifest: file.replace(/[^/]+$/, file.startsWith('gsvar') ? 'manifest-any.csv' : 'manifest.csv'), tolerant: 'any', files: [file], columns: { ...counted, required: [] },
  })),
  { id: 'fhir-record', tolerant: 'any', files: ['fhir/record.json', 'fhir/record.xml'], columns: { ...counted, required: [] } },
  { id: 'hl7', tolerant: 'any', files: ['hl7/report.hl7', 'hl7/batch.hl7'], columns: { ...counted, required: [] } },
  { id: 'hl7-fragment', manifest: 'hl7/manifest-any.csv', tolerant: 'any', files: ['hl7/fragment.hl7'], columns: { ...counted, required: [] } },
  { id: 'cbioportal', tolerant: 'any', files: ['cbioportal/study.txt', 'cbioportal/alterations.txt', 'cbioportal/data_timeline_treatment.txt'], columns: { ...counted, required: [] } },
  { id: 'clones', manifest: 'clones/manifest.csv', tolerant: 'any', files: ['pyclone-vi.tsv', 'pairtree-with-params.txt', 'calder.txt', 'spruce.tsv'].map((f) => `clones/${f}`), columns: { ...counted, required: [] } },
  { id: 'workbooks', manifest: 'qxmanager/manifest.csv', tolerant: 'any', files: ['qxmanager/table.xlsx'], columns: { ...counted, required: [] } },
];

/** Refused in the exchange format; for instruments see `tolerant`. */
const toleratedDamage = ['Latin-1', 'UTF-16', 'UTF-16 big-endian', 'wrong delimiter', 'a column twice'];
/** Where columns mean by their place, and where a row may be one that is left out. */
const toleratedOrder = [...toleratedDamage, 'columns in another order', 'a count that is no number', 'a count that is none'];

export const plateText = textOf('quantasoft/plate.csv');
export const manifestText = textOf('quantasoft/manifest.csv');

export interface Case extends Mutated { readonly file: string }
export function caseOf(format: Format, seed: number): Case {
  const file = format.files[Math.floor(seededRandom(seed * 7919)() * format.files.length)]!;
  const mutated = mutate(bytesOf(file), seed, format.columns);
  const outcome = format.tolerant === 'any' || mutated.names.some((n) => (format.tolerant === undefined ? [] : format.tolerant === 'damage' ? toleratedDamage : toleratedOrder).includes(n)) ? 'any' : mutated.outcome;
  return { file, ...mutated, outcome };
}
export const manifestTextOf = (format: Format): string | null => (format.manifest === undefined ? null : textOf(format.manifest));

export interface Read { readonly refused: boolean; readonly rows: readonly ParsedRow[]; readonly problems: readonly Problem[] }

/** Read as the product does: head sniffed, pieces of any size, a manifest decoded leniently first. Nothing but FormatError is caught. */
export async function readCase(format: Format, bytes: Buffer, size: number): Promise<Read> {
  if (format.id === 'manifest') {
    const { rows, problems } = readManifest(bytes.toString('utf8'));
    if (problems.some((p) => p.severity === 'error')) return { refused: true, rows: [], problems };
    const plate = await readBytes(Buffer.from(plateText), { fileName: 'plate.csv', manifest: rows });
    return { refused: plate.problems.some((p) => p.severity === 'error'), rows: plate.rows, problems: [...problems, ...plate.problems] };
  }
  try {
    const text = manifestTextOf(format);
    const manifest = text === null ? null : manifestOf(text);
    const { format: found, rows, problems } = await readBytes(bytes, { fileName: 'file.csv', manifest, size });
    const refused = found === null || problems.some((p) => p.severity === 'error');
    return { refused, rows: refused ? [] : rows, problems };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { refused: true, rows: [], problems: error.problems };
  }
}

/** Every problem says what, where (unless the file as a whole is meant) and in bounded words. */
export function faultOf(p: Problem): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(p.code)) return 'no code';
  if (p.message.length < 10 || p.message.length > 5000) return `message of ${p.message.length} characters`;
  if ((p.value?.length ?? 0) > 200 || (p.field?.length ?? 0) > 200) return 'value or field not cut';
  if (p.line !== null && !(Number.isInteger(p.line) && p.line >= 1)) return `line ${p.line}`;
  if (p.column !== null && !(Number.isInteger(p.column) && p.column >= 1 && p.line !== null)) return `column ${p.column}`;
  return p.line === null && !wholeFile.has(p.code) ? `${p.code} has no line` : null;
}
/** Said of the file or of its manifest, not of a line. */
const wholeFile = new Set(['manifest_names_other_file', 'sample_not_in_file', 'too_many_warnings', 'manifest_required']);

const count = (n: number | null): boolean => n === null || (Number.isSafeInteger(n) && n >= 0);
const fraction = (n: number | null): boolean => n === null || (n >= 0 && n <= 1);
const amount = (n: number | null): boolean => n === null || (Number.isFinite(n) && n >= 0);
const when = (w: When | null): boolean => w === null || (w.kind === 'date' ? isCalendarDate(w.date) : Number.isInteger(w.day) && Math.abs(w.day) <= 100_000);
// eslint-disable-next-line no-control-regex
const name = (s: string): boolean => s.length <= 200 && !/[\u0000-\u001f\u007f]/.test(s) && s === s.trim();

/** What holds for every row that was let in. */
export function brokenInvariant(row: ParsedRow): string | null {
  if (!(Number.isInteger(row.line) && row.line >= 1)) return 'line';
  if (Object.values(row.supplied).some((v) => typeof v !== 'string' || v.includes('\0'))) return 'supplied';
  switch (row.kind) {
    case 'series': return brokenSeries(row);
    case 'control': return count(row.mutantCount) && count(row.totalCount) && row.mutantCount <= row.totalCount && row.totalCount > 0 ? null : 'control counts';
    case 'patient': return row.patientId !== '' && name(row.patientId) && when(row.tissue) && when(row.nextCycle) && count(row.birthYear) && count(row.drawIntervalDays) ? null : 'patient';
    case 'treatment': return row.patientId !== '' && row.regimen !== '' && name(row.regimen) && when(row.started) && when(row.stopped) ? null : 'treatment';
    case 'assessment': return row.patientId !== '' && row.assessmentKind !== '' && row.result !== '' && when(row.assessed) ? null : 'assessment';
  }
}

function brokenSeries(r: SeriesRow): string | null {
  if (r.patientId === '' || r.specimenId === '' || r.assay === '' || ![r.patientId, r.specimenId, r.assay, r.assayVersion, r.gene].every(name)) return 'names';
  if (![r.mutantCount, r.totalCount, r.wildtypeCount].every(count)) return 'counts';
  if (r.totalCount !== null && ((r.mutantCount ?? 0) > r.totalCount || (r.wildtypeCount ?? 0) > r.totalCount)) return 'more mutant than total';
  if (![r.vafFraction, r.backgroundFraction, r.lodFraction, r.tumourFraction, r.wbcVafFraction].every(fraction)) return 'fractions';
  if (![r.inputHge, r.plasmaMl, r.copiesPerMl, r.copyNumber].every(amount)) return 'amounts';
  if (![r.collected, r.received, r.reported].every(when) || (r.collected.kind === 'day') !== (r.anchor !== null && r.anchor !== '')) return 'time';
  if (r.variant === '' ? r.gene !== '' || (r.mutantCount ?? 0) > 0 : canonicalVariant(r.variant) !== r.variant) return 'variant';
  const said = r.status !== null || r.variant === '' || r.vafFraction !== null || (r.mutantCount !== null && (r.totalCount ?? 0) > 0);
  return said && Number.isInteger(r.resultVersion) && r.resultVersion >= 1 ? null : 'nothing said';
}

const regressions = join(corpus, 'regressions');
/** Inputs that once went wrong, to be read again for ever. */
export const savedCases = (): { format: Format; name: string; bytes: Buffer }[] => readdirSync(regressions).filter((n) => n.endsWith('.bin'))
  .map((name) => ({ name, format: formats.find((f) => name.startsWith(`${f.id}-`))!, bytes: readFileSync(join(regressions, name)) }));

/** Keep the input of a seed that went wrong, and say which it was. */
export function saveCase(format: Format, seed: number, c: Case): string {
  mkdirSync(regressions, { recursive: true });
  const path = join(regressions, `${format.id}-${seed}.bin`);
  writeFileSync(path, c.bytes);
  return `${format.id} seed ${seed} (${c.names.join(' + ')} on ${c.file}); the input is kept in tests/corpus/regressions/${format.id}-${seed}.bin`;
}
