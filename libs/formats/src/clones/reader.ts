/** Read counts as clone reconstruction programs take them: PyClone, PyClone-VI, Pairtree, PhyloWGS, CALDER, SPRUCE. Their outputs hold no counts and are refused. */
import { parseNumber } from '../csv/number.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { delimitedCells } from '../ngs/delimited.js';
import { parseJson, listAt } from '../ngs/json.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { shown, type ProblemList } from '../problems.js';
import type { ReadContext } from '../reader.js';
import { fileMark, sectionsOf, type Section } from '../cbioportal/sections.js';
import { mutationNames, type Mutation } from './names.js';

interface Table { readonly mark: string; readonly columns: readonly string[]; readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[] }
type Kind = 'pyclone-vi' | 'pyclone' | 'pairtree' | 'phylowgs' | 'calder' | 'spruce' | 'output';

const firstLine = (lines: readonly string[]): string => lines.find((l) => l.trim() !== '') ?? '';

function kindOf(lines: readonly string[]): Kind | null {
  const first = firstLine(lines);
  const columns = delimitedCells(first, markOf(first)).map((c) => c.trim().toLowerCase());
  const has = (...names: readonly string[]): boolean => names.every((n) => columns.includes(n));
  if (has('mutation_id', 'sample_id', 'ref_counts') && (has('alt_counts') || has('var_counts'))) return 'pyclone-vi';
  if (has('mutation_id', 'ref_counts', 'var_counts')) return 'pyclone';
  if (has('id', 'name', 'var_reads', 'total_reads')) return 'pairtree';
  if (has('id', 'gene', 'a', 'd')) return 'phylowgs';
  if (/^"?\d+\s*#m\b/.test(first) || (/^"?\d+"?\s*$/.test(first) && /#sample_index/.test(lines.slice(0, 6).join('\n')))) return 'spruce';
  if (has('cellular_prevalence') || has('clonal_prev') || has('cluster_id', 'sample_id') || /^Fhat\b/.test(first) || (has('sample_id', 'cluster_id', 'size'))) return 'output';
  return isPairs(delimitedCells(first, markOf(first)).map((c) => c.trim())) ? 'calder' : null;
}

/** What a spreadsheet with a decimal comma saves is parted by `;`. */
const markOf = (line: string): string => (line.includes('\t') ? '\t' : line.split(';').length > line.split(',').length ? ';' : ',');

/** Every name twice, behind the column of draws, which has no name or says what it is; R and pandas write the second as `name.1`. */
function isPairs(cells: readonly string[]): boolean {
  return cells.length >= 3 && cells.length % 2 === 1 && /^(?:|samples?|sample_id|time ?points?)$/i.test(cells[0]!)
    && cells.slice(1).every((c, i) => c !== '' && (i % 2 === 0 || c === cells[i] || c === `${cells[i]!}.1`));
}

const sectionIsTable = (s: Section): boolean => kindOf(s.lines) !== null;
const clones: CallDocument = {
  id: 'clone-table',
  what: 'a table of a clone program',
  sniff: (head) => (head.startsWith(fileMark) ? sectionsOf(head, '').some((s) => s.name.endsWith('.ssm') || kindOf(s.lines) === 'pairtree') : kindOf(head.split(/\r\n|\r|\n/)) !== null),
  swappable: 'the counts of variant and reference',
  parse,
};
export const cloneReader = documentReader(clones);

function parse(text: string, state: TableState, problems: ProblemList, context: ReadContext): Finding[] | null {
  const sections = sectionsOf(text, context.fileName);
  const s = sections.find(sectionIsTable);
  const kind = s === undefined ? null : kindOf(s.lines);
  if (s === undefined || kind === null) {
    problems.error('missing_header', 'no table of mutations and counts is here', { line: 1 });
    return null;
  }
  if (kind === 'output') {
    problems.error('no_counts', 'this is what a clone program made (prevalences and clusters), not what was measured: it holds no counts of reads. Send the table of counts the program was given', { line: 1, value: firstLine(s.lines) });
    return null;
  }
  const nameOf = mutationNames(context, state.notes);
  const findings: Finding[] = [];
  const add = (line: number, sample: string | null, what: Mutation, c: { mutant: number; total: number } | null, vaf: number | null, extra: Readonly<Record<string, string>>): void => {
    const counts = c === null || c.total === 0 ? null : { ...c, unit: 'reads' as const };
    const said: TableCall = { sample, place: what.place, said: null, name: what.name, build: null, counts, vaf, status: counts === null && vaf === null ? 'not_covered' : null, copyNumber: null, wbcVaf: null, extra };
    findings.push({ line, said });
  };
  const table = tableOf(s, kind, problems);
  if (table === null) return null;
  if (kind === 'calder') calder(table, nameOf, add, problems);
  else if (kind === 'pairtree' || kind === 'phylowgs') lists(table, kind, samplesOf(sections, problems), nameOf, add, problems);
  else if (kind === 'spruce') spruce(table, nameOf, add, problems);
  else perRow(table, nameOf, add, problems);
  return findings;
}

type Add = (line: number, sample: string | null, what: Mutation, counts: { mutant: number; total: number } | null, vaf: number | null, extra: Readonly<Record<string, string>>) => void;
const filled = (cells: readonly (readonly [string, string | undefined])[]): Record<string, string> => Object.fromEntries(cells.filter((c): c is [string, string] => c[1] !== undefined && c[1] !== ''));
type NameOf = (id: string, line: number) => Mutation;

function tableOf(s: Section, kind: Kind, problems: ProblemList): Table | null {
  let at = s.lines.findIndex((l) => l.trim() !== '');
  if (kind === 'spruce') at = s.lines.findIndex((l) => /^"?#sample_index/.test(l));
  if (at < 0) {
    problems.error('missing_header', 'the line that begins with #sample_index is missing', { line: 1 });
    return null;
  }
  const mark = markOf(s.lines[at]!);
  const columns = delimitedCells(s.lines[at]!, mark).map((c) => (kind === 'calder' ? c.trim() : c.trim().replace(/^#/, '').toLowerCase()));
  const rows = s.lines.slice(at + 1).map((text, i) => ({ line: at + 2 + i, cells: delimitedCells(text, mark).map((c) => c.trim()) })).filter((r) => r.cells.some((c) => c !== ''));
  for (const r of rows) if (r.cells.length > columns.length && kind !== 'spruce') problems.error('too_many_cells', `this row has ${r.cells.length} cells, the header has ${columns.length} columns`, { line: r.line });
  if (rows.length === 0) problems.error('empty_file', 'the table has a header and no rows', { line: at + 1 });
  return problems.failed ? null : { mark, columns, rows };
}

const point = (t: Table, number: string): string => (t.mark === ';' ? number.replace(',', '.') : number);

/** A whole number of reads, or null after a reported fault. */
function count(text: string, line: number, column: number, field: string, problems: ProblemList): number | null {
  const value = parseNumber(text);
  if (value !== null && value >= 0 && Number.isSafeInteger(value)) return value;
  problems.error('bad_count', `${field} "${shown(text)}" is no count of reads: a whole number of 0 or more`, { line, column: column + 1, field, value: text });
  return null;
}

function perRow(t: Table, nameOf: NameOf, add: Add, problems: ProblemList): void {
  const at = (name: string): number => t.columns.indexOf(name);
  const [id, sample, ref] = [at('mutation_id'), at('sample_id'), at('ref_counts')];
  const alt = at('alt_counts') >= 0 ? at('alt_counts') : at('var_counts');
  const kept = ['normal_cn', 'major_cn', 'minor_cn', 'tumour_content'].filter((c) => at(c) >= 0);
  for (const { line, cells } of t.rows) {
    const name = cells[id] ?? '';
    if (name === '' || (sample >= 0 && (cells[sample] ?? '') === '')) problems.error('missing_value', 'mutation_id and sample_id must be there in every row', { line });
    const [r, a] = [count(cells[ref] ?? '', line, ref, 'ref_counts', problems), count(cells[alt] ?? '', line, alt, t.columns[alt]!, problems)];
    if (r !== null && a !== null && name !== '') add(line, sample < 0 ? null : cells[sample]!, nameOf(name, line), { mutant: a, total: r + a }, null, filled(kept.map((c) => [c, point(t, cells[at(c)] ?? '')] as const)));
  }
}

/** Names of Pairtree's samples, from its params.json where it came along; else they go by their place: 1, 2, … */
function samplesOf(sections: readonly Section[], problems: ProblemList): string[] | null {
  const params = sections.find((s) => /\.json$/i.test(s.name));
  const names = params === undefined ? [] : listAt(parseJson(params.lines.join('\n'), problems), 'samples').filter((n): n is string => typeof n === 'string' && n !== '');
  return names.length === 0 ? null : names;
}

/** One row a mutation, with a list of counts, one for each sample. PhyloWGS's `a` counts the REFERENCE reads. */
function lists(t: Table, kind: 'pairtree' | 'phylowgs', samples: readonly string[] | null, nameOf: NameOf, add: Add, problems: ProblemList): void {
  const at = (name: string): number => t.columns.indexOf(name);
  const [name, first, second, prob] = kind === 'pairtree' ? [at('name'), at('var_reads'), at('total_reads'), at('var_read_prob')] : [at('gene'), at('a'), at('d'), -1];
  for (const { line, cells } of t.rows) {
    const [a, d, p] = [first, second, prob].map((i) => (cells[i] ?? '').split(',').map((c) => c.trim())) as [string[], string[], string[]];
    if (a.length !== d.length || (samples !== null && samples.length !== d.length)) {
      problems.error('sample_count', `${a.length} and ${d.length} counts${samples === null ? '' : ` for ${samples.length} samples`}: there must be one of each for every sample`, { line, column: first + 1, field: t.columns[first]!, value: cells[first] ?? '' });
      continue;
    }
    const what = nameOf(cells[name] === undefined || cells[name] === '' ? cells[at('id')] ?? '' : cells[name], line);
    for (let i = 0; i < d.length; i++) {
      const [x, total] = [count(a[i]!, line, first, t.columns[first]!, problems), count(d[i]!, line, second, t.columns[second]!, problems)];
      if (x === null || total === null) continue;
      if (x > total) problems.error('count_exceeds_total', `${x} of ${total} reads is not possible`, { line, column: first + 1, field: t.columns[first]!, value: a[i]! });
      else add(line, samples?.[i] ?? String(i + 1), what, { mutant: kind === 'pairtree' ? x : total - x, total }, null, p[i] === undefined || p[i] === '' ? {} : { var_read_prob: p[i]! });
    }
  }
}

/** Two columns of one name for each mutation or cluster: reference, then variant. Rows are draws in their order. */
function calder(t: Table, nameOf: NameOf, add: Add, problems: ProblemList): void {
  for (let i = 1; i + 1 < t.columns.length; i += 2) {
    const what = nameOf(t.columns[i]!, 1);
    for (const { line, cells } of t.rows) {
      const [r, a] = [count(cells[i] ?? '', line, i, t.columns[i]!, problems), count(cells[i + 1] ?? '', line, i + 1, t.columns[i]!, problems)];
      if (r !== null && a !== null) add(line, cells[0]!, what, { mutant: a, total: r + a }, null, {});
    }
  }
}

/** Fractions with their bounds, and no counts: kept as what they are. */
function spruce(t: Table, nameOf: NameOf, add: Add, problems: ProblemList): void {
  const at = (name: string): number => t.columns.indexOf(name);
  const [sample, label, mean] = [at('sample_label'), at('character_label'), at('vaf_mean')];
  if (sample < 0 || label < 0 || mean < 0) {
    problems.error('missing_column', 'SPRUCE needs the columns sample_label, character_label, vaf_lb, vaf_mean and vaf_ub', { line: 3 });
    return;
  }
  for (const { line, cells } of t.rows) {
    const vaf = parseNumber(point(t, cells[mean] ?? ''));
    if (vaf === null || vaf < 0 || vaf > 1) problems.error('vaf_out_of_range', `vaf_mean "${shown(cells[mean] ?? '')}" is no fraction between 0 and 1`, { line, column: mean + 1, field: 'vaf_mean', value: cells[mean] ?? '' });
    else add(line, cells[sample] ?? '', nameOf(cells[label] ?? '', line), null, vaf, filled([['vaf_low', point(t, cells[at('vaf_lb')] ?? '')], ['vaf_high', point(t, cells[at('vaf_ub')] ?? '')]]));
  }
}
