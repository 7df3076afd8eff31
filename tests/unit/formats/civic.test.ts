/** A CIViC release: rows in the file's own words, located problems, and no row left out silently. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCivic } from '@clonewatch/formats';

const corpus = join(import.meta.dirname, '../../corpus/civic');
const february = readFileSync(join(corpus, '01-Feb-2026-made-up.tsv'), 'utf8');
const lines = february.trimEnd().split('\n');
const changed = (line: number, column: string, value: string): string => {
  const at = lines[0]!.split('\t').indexOf(column);
  return `${lines.map((l, i) => (i === line - 1 ? l.split('\t').map((c, k) => (k === at ? value : c)).join('\t') : l)).join('\n')}\n`;
};

it('every item with its level, direction, significance, drugs, disease, citation, status and review', () => {
  const { items, problems, lastReview } = readCivic(february);
  expect(problems).toEqual([]);
  expect(items.map((i) => i.evidenceId)).toEqual([9001, 9002, 9003, 9004, 9005, 9006, 9007, 9008]);
  expect(items[0]).toEqual({
    evidenceId: 9001, profile: 'KRAS G12D', disease: 'Colorectal Cancer', doid: '9256', therapies: ['Cetuximab', 'Panitumumab'], interaction: 'Substitutes', type: 'Predictive', direction: 'Supports', level: 'B',
    significance: 'Resistance', citationId: '90000001', citationSource: 'PubMed', citation: 'Test et al., 2020', rating: 3, status: 'accepted', origin: 'Somatic', flagged: false, reviewedOn: '2026-02-03',
  });
  expect(items[6]).toMatchObject({ direction: 'Does Not Support', therapies: [] });
  expect(lastReview).toBe('2026-02-03');
});

it.each([
  ['evidence_level', 'F', 'unknown_value', 10], ['evidence_level', '', 'unknown_value', 10], ['evidence_direction', 'Maybe', 'unknown_value', 9], ['evidence_status', 'perhaps', 'unknown_value', 19],
  ['evidence_id', 'x1', 'bad_value', 20], ['citation_id', 'PMC1', 'bad_value', 13], ['rating', '9', 'bad_value', 18], ['last_review_date', '2026-02-30', 'bad_date', 22], ['molecular_profile', '', 'missing_value', 1],
])('%s "%s" is a located %s and refuses the whole file', (column, value, code, at) => {
  const { items, problems } = readCivic(changed(4, column, value));
  expect(items).toEqual([]);
  expect(problems).toMatchObject([{ severity: 'error', code, line: 4, column: at, field: column, value }]);
});

it('an item twice, a row cut short, another table, and nothing at all are refused', () => {
  expect(readCivic(changed(4, 'evidence_id', '9001')).problems).toMatchObject([{ code: 'duplicate_item', line: 4, value: '9001' }]);
  expect(readCivic(`${lines[0]!}\nKRAS G12D\t1\n`).problems).toMatchObject([{ code: 'cell_count', line: 2 }]);
  expect(readCivic('patient_id,specimen_id\nP1,S1\n').problems).toMatchObject([{ code: 'missing_column', line: 1 }]);
  expect(readCivic('').problems).toMatchObject([{ code: 'missing_column' }]);
  expect(readCivic(`${lines[0]!}\n`).problems).toMatchObject([{ code: 'empty_release' }]);
  expect(readCivic(`${lines[0]!}\nKRAS "G12D\t"open\n`).problems).toMatchObject([{ severity: 'error' }]);
});

it('the columns of releases before molecular profiles', () => {
  const head = ['gene', 'variant', 'disease', 'doid', 'drugs', 'drug_interaction_type', 'evidence_type', 'evidence_direction', 'evidence_level', 'clinical_significance', 'citation_id', 'source_type', 'citation', 'rating', 'evidence_status', 'evidence_id', 'variant_origin', 'last_review_date'];
  const row = ['KRAS', 'G12D', 'Colorectal Cancer', '9256', 'Cetuximab', '', 'Predictive', 'Supports', 'B', 'Resistance', '1', 'PubMed', 'X', '', 'accepted', '7', 'Somatic', ''];
  expect(readCivic(`${head.join('\t')}\n${row.join('\t')}\n`).items).toMatchObject([{ evidenceId: 7, profile: 'KRAS G12D', therapies: ['Cetuximab'], significance: 'Resistance', rating: null, reviewedOn: null }]);
});

const whole = join(import.meta.dirname, '../../../../shared/knowledge/civic-2026-05-evidence.tsv');
(existsSync(whole) ? it : it.skip)('a whole release, when it is there: every row an item', () => {
  const text = readFileSync(whole, 'utf8');
  const { items, problems, lastReview } = readCivic(text);
  expect(problems).toEqual([]);
  expect(items).toHaveLength(4854);
  expect(lastReview).toBe('2026-05-26');
  expect(items.filter((i) => i.level === 'A')).toHaveLength(225);
  expect(items.filter((i) => i.direction === 'Does Not Support')).toHaveLength(515);
});
