/** `manifest.csv`: what a laboratory file does not say about its samples. */
import { dateOrders, manifestRoles, vafUnits, type ManifestRow, type Problem } from '@clonewatch/domain';
import { csvRecordsOf, isBlank } from '../csv/records.js';
import { Header } from '../csv/header.js';
import { Row } from '../csv/row.js';
import { variantOf } from '../exchange/variant.js';
import { ProblemList } from '../problems.js';

/** All rows, or located problems. Rows without an error are returned even beside faulty ones. */
export function readManifest(text: string): { rows: ManifestRow[]; problems: Problem[] } {
  const problems = new ProblemList();
  const rows = isText(text, problems) ? readRows(text.replace(/^\uFEFF/, ''), problems) : [];
  return { rows, problems: problems.take() };
}

/** A manifest arrives decoded: what was not UTF-8 shows as the replacement character. */
function isText(text: string, problems: ProblemList): boolean {
  const bad = /[\0\uFFFD]/.exec(text);
  if (bad === null) return true;
  const line = text.slice(0, bad.index).split(/\r\n|\n|\r/).length;
  problems.error('invalid_utf8', 'the manifest is not UTF-8 text; save it as "CSV UTF-8 (comma separated)" and send it again', { line });
  return false;
}

function readRows(text: string, problems: ProblemList): ManifestRow[] {
  const [first, ...records] = csvRecordsOf(text, problems).filter((r) => !isBlank(r));
  if (first === undefined) {
    if (!problems.failed) problems.error('empty_file', 'the manifest has no header row; the first line must name the columns', { line: 1 });
    return [];
  }
  const header = Header.of(first, problems);
  if (header === null || !['sample', 'role'].map((name) => header.require(problems, name)).every(Boolean)) return [];
  const seen = new Map<string, { line: number; content: string }>();
  const rows: ManifestRow[] = [];
  for (const record of records) {
    const row = new Row(header, record, problems);
    row.checkShape();
    const parsed = row.failed ? null : manifestRow(row);
    if (parsed !== null && !row.failed && isNew(row, parsed, seen)) rows.push(parsed);
    if (problems.full) break;
  }
  oneSetting(rows, 'vafUnit', 'vaf_unit', problems);
  oneSetting(rows, 'dateOrder', 'date_order', problems);
  return rows;
}

/** What is said of a file is said once, or everywhere the same. */
function oneSetting(rows: readonly ManifestRow[], key: 'vafUnit' | 'dateOrder', column: string, problems: ProblemList): void {
  const said = rows.filter((r) => r[key] !== undefined);
  const other = said.find((r) => r[key] !== said[0]![key]);
  if (other !== undefined) problems.error('conflicting_manifest_row', `line ${said[0]!.line} says ${said[0]![key]!}, and this one ${other[key]!}; a file has one ${column}`, { line: other.line, field: column, value: other[key]! });
}

function manifestRow(row: Row): ManifestRow | null {
  const role = row.oneOf('role', manifestRoles);
  if (role === null && !row.failed) row.error('missing_value', 'role', `role is empty; use one of: ${manifestRoles.join(', ')}`);
  const collected = row.when('collected_on', 'collected_day');
  const anchor = row.name('anchor');
  const named = variantOf(row, role !== 'patient');
  const panel = row.text('panel').split(';').map((p) => p.trim()).filter((p) => p !== '');
  const parsed = {
    line: row.line, file: row.name('file'), sample: row.required('sample'), patientId: row.name('patient_id'), specimenId: row.name('specimen_id'), collected,
    anchor: collected?.kind === 'day' ? anchor : null, assay: row.name('assay'), assayVersion: row.name('assay_version'), mutantTarget: row.name('mutant_target'),
    wildtypeTarget: row.name('wildtype_target'), genomeBuild: row.name('genome_build'), panel: panel.length === 0 ? null : panel,
    partitionNl: row.amount('partition_nl', true), backgroundFraction: row.fraction('background'), lodFraction: row.fraction('lod'),
    plasmaMl: row.amount('plasma_ml', true), inputHge: row.amount('input_hge'), ...keptOf(row), ...settingsOf(row),
  };
  if (role === 'patient' && !row.failed) checkPatient(row, parsed);
  if (parsed.mutantTarget !== '' && parsed.mutantTarget === parsed.wildtypeTarget) row.error('same_target', 'wildtype_target', 'mutant_target and wildtype_target are the same; name the wild-type target of the duplex');
  return role === null || named === null ? null : { ...parsed, ...named, role };
}

/** What a row says of the whole file. */
function settingsOf(row: Row): Pick<ManifestRow, 'vafUnit' | 'dateOrder'> {
  const [vafUnit, dateOrder] = [row.oneOf('vaf_unit', vafUnits), row.oneOf('date_order', dateOrders)];
  return { ...(vafUnit === null ? {} : { vafUnit }), ...(dateOrder === null ? {} : { dateOrder }) };
}

/** Limit of blank (a fraction) and elution volume (µL): kept with the result. */
function keptOf(row: Row): Pick<ManifestRow, 'kept'> {
  const said = { lob: row.fraction('lob'), elution_ul: row.amount('elution_ul', true) };
  const cells = Object.entries(said).flatMap(([k, v]) => (v === null ? [] : [[k, String(v)] as const]));
  return cells.length === 0 ? {} : { kept: Object.fromEntries(cells) };
}

/** Variant and targets are asked for by the reader of the file: some files say them. */
function checkPatient(row: Row, parsed: { collected: unknown; anchor: string | null }): void {
  row.id('patient_id');
  row.id('specimen_id');
  row.required('assay');
  if (parsed.collected === null) row.error('missing_date', 'collected_on', 'the day of the draw is missing; give collected_on (YYYY-MM-DD), or collected_day with anchor');
  if (parsed.anchor === '') row.error('missing_anchor', 'anchor', 'collected_day is given without anchor; say what day 0 is (for example "first dose")');
}

/** One row per file, sample and mutant target (a control without one: per assay); an equal row is the same row. */
function isNew(row: Row, r: ManifestRow, seen: Map<string, { line: number; content: string }>): boolean {
  const key = [r.file, r.sample, r.mutantTarget, r.mutantTarget === '' ? r.assay : ''].join('\n');
  const content = JSON.stringify({ ...r, line: 0 });
  const before = seen.get(key);
  if (before === undefined) seen.set(key, { line: r.line, content });
  else if (before.content !== content) row.error('conflicting_manifest_row', 'sample', `line ${before.line} says something else about the same sample and target; keep one of the two rows`);
  return before === undefined;
}
