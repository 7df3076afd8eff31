/**
 * A CIViC release of evidence summaries (tab-separated, CC0 1.0; https://civicdb.org/releases): columns of version 2, or of the releases before molecular profiles.
 * Every row is checked; any error refuses the whole file.
 */
import { parse } from 'csv-parse/sync';
import { evidenceDirections, evidenceLevels, evidenceStatuses, evidenceTypes, isCalendarDate, type EvidenceItem, type Problem } from '@clonewatch/domain';
import { ProblemList } from './problems.js';

/** Names of a column, the newest first. */
const columns = {
  id: ['evidence_id'], disease: ['disease'], doid: ['doid'], therapies: ['therapies', 'drugs'], interaction: ['therapy_interaction_type', 'drug_interaction_type'], type: ['evidence_type'],
  direction: ['evidence_direction'], level: ['evidence_level'], significance: ['significance', 'clinical_significance'], citationId: ['citation_id'], source: ['source_type'], citation: ['citation'],
  rating: ['rating'], status: ['evidence_status'], origin: ['variant_origin'], reviewed: ['last_review_date'], flagged: ['is_flagged'],
} as const;
type Column = keyof typeof columns;
const optional: ReadonlySet<Column> = new Set(['doid', 'interaction', 'rating', 'origin', 'reviewed', 'flagged', 'source']);

interface Row { readonly line: number; readonly cells: readonly string[] }
export interface EvidenceFile { readonly items: readonly EvidenceItem[]; readonly problems: readonly Problem[]; readonly lastReview: string | null }

const mostRows = 200_000;

/** Cells by the name of their column. */
class Head {
  private readonly at = new Map<string, number>();
  constructor(names: readonly string[]) {
    names.forEach((n, i) => this.at.set(n.trim().toLowerCase(), i));
  }
  nameOf(c: Column): string | null {
    return columns[c].find((n) => this.at.has(n)) ?? null;
  }
  has(name: string): boolean {
    return this.at.has(name);
  }
  cell(row: Row, name: string | null): string {
    return name === null ? '' : (row.cells[this.at.get(name)!] ?? '').trim();
  }
  place(name: string | null): { column: number | null; field: string | null } {
    return { column: name === null ? null : this.at.get(name)! + 1, field: name };
  }
}

const oneOf = <T extends string>(list: readonly T[], text: string): T | null => list.find((x) => x.toLowerCase() === text.toLowerCase()) ?? null;

function itemOf(row: Row, head: Head, problems: ProblemList): EvidenceItem | null {
  const text = (c: Column): string => head.cell(row, head.nameOf(c));
  let bad = false;
  const wrong = (c: Column | null, code: string, message: string, value: string): null => {
    problems.error(code, message, { line: row.line, ...head.place(c === null ? 'molecular_profile' : head.nameOf(c)), value });
    bad = true;
    return null;
  };
  const closed = <T extends string>(c: Column, list: readonly T[], empty: T | null): T | null => {
    const said = text(c);
    return said === '' && empty !== null ? empty : oneOf(list, said) ?? wrong(c, 'unknown_value', `"${said}" is none of ${list.join(', ')}`, said);
  };
  const id = /^\d{1,9}$/.test(text('id')) ? Number(text('id')) : wrong('id', 'bad_value', 'the evidence id is a whole number', text('id'));
  const profile = head.has('molecular_profile') ? head.cell(row, 'molecular_profile') : `${head.cell(row, 'gene')} ${head.cell(row, 'variant')}`.trim();
  if (profile === '') wrong(null, 'missing_value', 'the molecular profile is missing', '');
  const type = closed('type', evidenceTypes, null);
  const direction = closed('direction', evidenceDirections, 'N/A');
  const level = closed('level', evidenceLevels, null);
  const status = closed('status', evidenceStatuses, null);
  const rating = text('rating') === '' ? null : /^[0-5]$/.test(text('rating')) ? Number(text('rating')) : wrong('rating', 'bad_value', 'a rating is 1 to 5', text('rating'));
  const reviewed = text('reviewed') === '' ? null : isCalendarDate(text('reviewed').slice(0, 10)) ? text('reviewed').slice(0, 10) : wrong('reviewed', 'bad_date', 'the day of the last review is no date', text('reviewed'));
  if (text('source').toLowerCase() === 'pubmed' && !/^\d{1,9}$/.test(text('citationId'))) wrong('citationId', 'bad_value', 'a PubMed id is a whole number', text('citationId'));
  if (bad || id === null || type === null || direction === null || level === null || status === null) return null;
  return {
    evidenceId: id, profile, disease: text('disease'), doid: text('doid'), therapies: text('therapies').split(',').map((x) => x.trim()).filter((x) => x !== ''), interaction: text('interaction'), type, direction, level,
    significance: text('significance'), citationId: text('citationId'), citationSource: text('source') || 'PubMed', citation: text('citation'), rating, status, origin: text('origin'), flagged: text('flagged') === 'true', reviewedOn: reviewed,
  };
}

/** Reads the text of a release. `lastReview`: the newest review of any item, ISO date. An item that stands there twice is an error: which of them holds is not guessed. */
export function readCivic(text: string): EvidenceFile {
  const problems = new ProblemList();
  const done = (items: readonly EvidenceItem[]): EvidenceFile => ({
    items: problems.failed ? [] : items, problems: problems.take(), lastReview: items.reduce<string | null>((a, i) => (i.reviewedOn !== null && (a === null || i.reviewedOn > a) ? i.reviewedOn : a), null),
  });
  let rows: Row[];
  try {
    rows = (parse(text, { delimiter: '\t', bom: true, relax_column_count: true, skip_empty_lines: true, info: true, max_record_size: 1_000_000, to: mostRows + 2 }) as unknown as { record: string[]; info: { lines: number } }[])
      .map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    problems.error('bad_table', `this is no tab-separated table: ${error instanceof Error ? error.message : 'it cannot be read'}`, { line: (error as { lines?: number }).lines ?? null });
    return done([]);
  }
  const [first, ...body] = rows;
  const head = new Head(first?.cells ?? []);
  const missing = [...(Object.keys(columns) as Column[]).filter((c) => !optional.has(c) && head.nameOf(c) === null).map((c) => columns[c][0]),
    ...(head.has('molecular_profile') || (head.has('gene') && head.has('variant')) ? [] : ['molecular_profile'])];
  if (missing.length > 0) {
    problems.error('missing_column', `this is no CIViC release of evidence summaries: no column ${missing.join(', ')}`, { line: 1 });
    return done([]);
  }
  if (body.length === 0) problems.error('empty_release', 'the release holds no item', { line: 1 });
  if (body.length > mostRows) problems.error('too_many_rows', `a release may have ${mostRows} items at most`);
  const items: EvidenceItem[] = [];
  const seen = new Map<number, number>();
  for (const row of body) {
    if (problems.full) break;
    if (row.cells.length !== first!.cells.length) {
      problems.error('cell_count', `the row has ${row.cells.length} cells, the header ${first!.cells.length}`, { line: row.line });
      continue;
    }
    const item = itemOf(row, head, problems);
    if (item === null) continue;
    const before = seen.get(item.evidenceId);
    if (before !== undefined) problems.error('duplicate_item', `evidence item ${item.evidenceId} stands in line ${before} too`, { line: row.line, ...head.place('evidence_id'), value: String(item.evidenceId) });
    seen.set(item.evidenceId, row.line);
    items.push(item);
  }
  return done(items);
}
