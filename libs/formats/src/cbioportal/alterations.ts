/**
 * Copy numbers and structural variants of a study's plasma samples. Discrete copy numbers are called by the study: 2 is an amplification, -2 a deep deletion; -1.5, -1, 0 and 1
 * are neither. Log2 ratios are no calls, for the file does not say from which value the laboratory calls one; they stand beside the calls of the same gene and sample.
 */
import { canonicalGene, type ManifestRow, type SeriesRow } from '@clonewatch/domain';
import { rowOfCall, type Call } from '../ngs/call.js';
import { fusionOf } from '../ngs/fusion.js';
import type { Notes } from '../ngs/notes.js';
import { leftOutAs, originIn } from '../ngs/origin.js';
import { genesOf as panelGenes } from '../ngs/refused.js';
import { ProblemList, shown } from '../problems.js';
import type { Study } from './samples.js';
import { columnsOf, describedBy, keysOf, rowsOf, type Section, type StudyRow } from './sections.js';

export type AlterationKind = 'cna' | 'log2' | 'sv' | 'fusions';

/** Which of these a file is; null: none. Matrices of genes and samples look alike, so what they hold is said by the meta file, else by the name. */
export function alterationKind(s: Section, metas: readonly Section[]): AlterationKind | null {
  const names = new Set(columnsOf(s).map((n) => n.toUpperCase()));
  if (names.has('SAMPLE_ID') && names.has('SITE1_HUGO_SYMBOL')) return 'sv';
  if (names.has('HUGO_SYMBOL') && names.has('TUMOR_SAMPLE_BARCODE')) return names.has('FUSION') ? 'fusions' : null;
  if (!names.has('HUGO_SYMBOL')) return null;
  const meta = metas.map(keysOf).find((k) => describedBy(k) === s.name.toLowerCase());
  const type = `${meta?.get('genetic_alteration_type') ?? ''}`.toUpperCase();
  if (meta === undefined ? !/(?:^|_)(?:cna|cnv)(?:[_.]|$)|copy_?number/i.test(s.name) : type !== 'COPY_NUMBER_ALTERATION') return null;
  return /LOG2|CONTINUOUS/i.test(meta?.get('datatype') ?? '') || (meta === undefined && /log2|linear|continuous/i.test(s.name)) ? 'log2' : 'cna';
}

/** Header and first row of a file alone that holds copy numbers, or structural variants, of a study; matrices of genes and samples of any kind, for what they hold is said by their name. */
export function looksLikeAlterations(header: readonly string[], first: readonly string[]): boolean {
  const has = (...names: readonly string[]): boolean => names.every((n) => header.includes(n));
  if (has('SAMPLE_ID', 'SITE1_HUGO_SYMBOL') || has('HUGO_SYMBOL', 'TUMOR_SAMPLE_BARCODE', 'FUSION') || has('HUGO_SYMBOL', 'SAMPLE_ID', 'VALUE')) return true;
  const values = first.filter((_, i) => !ids.has(header[i] ?? ''));
  return header[0] === 'HUGO_SYMBOL' && !has('TUMOR_SAMPLE_BARCODE') && values.length > 0 && header.length === first.length && values.every((v) => /^(?:[-+]?\d*\.?\d+(?:e[-+]?\d+)?|NA|)$/i.test(v));
}

interface Value { readonly gene: string; readonly sample: string; readonly text: string; readonly row: StudyRow; readonly column: string }

const ids = new Set(['HUGO_SYMBOL', 'ENTREZ_GENE_ID', 'CYTOBAND', 'GENE SYMBOL', 'LOCUS ID']);

/** Cells of genes and samples, those of other samples left out: a matrix with a column a sample, or a list with a row a value. One at a time, for a matrix has millions. */
function* valuesOf(s: Section, rows: readonly StudyRow[], wanted: ReadonlyMap<string, ManifestRow>): Generator<Value> {
  const list = isList(s);
  const samples = list ? [] : matrixSamples(s).filter((n) => wanted.has(n));
  for (const row of rows) {
    const gene = canonicalGene(row.text('HUGO_SYMBOL'));
    if (gene === '') continue;
    const sample = row.text('SAMPLE_ID');
    if (list && wanted.has(sample)) yield { gene, sample, text: row.text('VALUE'), row, column: 'VALUE' };
    for (const name of samples) yield { gene, sample: name, text: row.text(name.toUpperCase()), row, column: name.toUpperCase() };
  }
}

const isList = (s: Section): boolean => columnsOf(s).some((n) => n.toUpperCase() === 'SAMPLE_ID');
const matrixSamples = (s: Section): string[] => columnsOf(s).filter((n) => n !== '' && !ids.has(n.toUpperCase()));
const copyRows = (s: Section, problems: ProblemList): StudyRow[] => rowsOf(s, isList(s) ? ['HUGO_SYMBOL', 'SAMPLE_ID', 'VALUE'] : ['HUGO_SYMBOL'], problems);

/** Samples that a file of alterations names; its faults are told where it is read. */
export function samplesIn(s: Section): string[] {
  if (columnsOf(s).some((n) => /^(?:sample_id|tumor_sample_barcode)$/i.test(n))) return [...new Set(rowsOf(s, [], new ProblemList()).map((r) => r.text('SAMPLE_ID', 'TUMOR_SAMPLE_BARCODE')).filter((n) => n !== ''))];
  return matrixSamples(s);
}

const discrete: ReadonlySet<string> = new Set(['-2', '-1.5', '-1', '0', '1', '2']);
const call = { counts: null, vaf: null, place: null, hgvsC: '', hgvsP: '', build: '', copyNumber: null, wbcVaf: null } as const;
const withAssay = (m: ManifestRow, study: Study, what: string): ManifestRow => (m.assay === `${study.name} mutations`.trim() ? { ...m, assay: `${study.name} ${what}`.trim() } : m);

/** Amplifications and losses; where a patient has one in any sample, it is not detected in those of their samples whose value is another, and not covered where there is none. */
export function copyNumbers(sections: readonly Section[], log2: readonly Section[], samples: ReadonlyMap<string, ManifestRow>, study: Study, notes: Notes, problems: ProblemList): SeriesRow[] {
  const files = sections.map((s) => ({ s, rows: copyRows(s, problems) }));
  const called = new Set<string>();
  for (const { s, rows } of files) for (const v of valuesOf(s, rows, samples)) {
    const number = v.text === '' ? '' : String(Number(v.text));
    if (number !== '' && !discrete.has(number)) v.row.error('bad_value', `the copy number "${shown(v.text)}" of ${shown(v.gene)} is none of -2, -1.5, -1, 0, 1, 2 and NA; log2 ratios need a meta file that says so (datatype: LOG2-VALUE)`, v.column);
    if (number === '2' || number === '-2') called.add(calledKey(samples.get(v.sample)!, v.gene, number === '2' ? 'amplification' : 'loss'));
  }
  if (log2.length > 0 && sections.length === 0) notes.add('copy_numbers_not_called', 1, 'file of log2 copy-number ratios, not imported: the study does not say from which ratio a gene counts as amplified or lost; send its discrete copy numbers (data_cna.txt)');
  const ofCalled = (v: Value): ('amplification' | 'loss')[] => (['amplification', 'loss'] as const).filter((variant) => called.has(calledKey(samples.get(v.sample)!, v.gene, variant)));
  const ratios = new Map<string, string>();
  for (const s of log2) for (const v of valuesOf(s, copyRows(s, problems), samples)) if (v.text !== '' && ofCalled(v).length > 0) ratios.set(`${v.sample}\n${v.gene}`, v.text);
  const seen = new Map<string, string>();
  const out: SeriesRow[] = [];
  for (const { s, rows } of files) for (const v of valuesOf(s, rows, samples)) {
    const [m, key, variants] = [samples.get(v.sample)!, `${v.sample}\n${v.gene}`, ofCalled(v)];
    if (variants.length === 0) continue;
    const before = seen.get(key);
    if (before !== undefined && before !== v.text) v.row.error('conflicting_values', `${shown(v.gene)} has the copy numbers ${shown(before)} and ${shown(v.text)} in ${shown(v.sample)}`, v.column);
    seen.set(key, v.text);
    if (before !== undefined) continue;
    const ratio = ratios.get(key);
    const extra = { ...(v.text === '' ? {} : { discrete_copy_number: v.text }), ...(ratio === undefined ? {} : { log2_copy_ratio: ratio }) };
    for (const variant of variants) {
      const status = v.text === '' ? 'not_covered' : Number(v.text) === (variant === 'amplification' ? 2 : -2) ? 'detected' : 'not_detected';
      out.push(rowOfCall({ ...call, line: v.row.line, gene: v.gene, variant, status, extra } satisfies Call, withAssay(m, study, 'copy number'), problems));
    }
  }
  return out;
}

const calledKey = (m: ManifestRow, gene: string, variant: string): string => `${m.patientId}\n${gene}\n${variant}`;

const kept = ['SV_STATUS', 'CLASS', 'EVENT_INFO', 'TUMOR_VARIANT_COUNT', 'TUMOR_READ_COUNT', 'TUMOR_SPLIT_READ_COUNT', 'TUMOR_PAIRED_END_READ_COUNT'] as const;

/** Genes of a row: two columns, else the older files' name of the fusion ("EML4-ALK fusion"). */
function genesOf(row: StudyRow): readonly [string, string] {
  if (row.has('SITE1_HUGO_SYMBOL')) return [row.text('SITE1_HUGO_SYMBOL'), row.text('SITE2_HUGO_SYMBOL')];
  const [a = '', b = ''] = row.text('FUSION').replace(/\s*\b(?:gene )?fusion\b.*$/i, '').split(/--|::|-|\//);
  return [a, b];
}

/** Fusions of two genes. A study may write one fusion in two rows, one a gene. `takeBack`: of a gene that is joined with none that is named, the sample's panel says of no fusion that it is absent. */
export function structuralVariants(sections: readonly Section[], samples: ReadonlyMap<string, ManifestRow>, study: Study, takeBack: (m: ManifestRow, item: string) => void, notes: Notes, problems: ProblemList): SeriesRow[] {
  const out = new Map<string, SeriesRow>();
  for (const s of sections) for (const row of rowsOf(s, [], problems)) {
    const m = samples.get(row.text('SAMPLE_ID', 'TUMOR_SAMPLE_BARCODE'));
    if (m === undefined) continue;
    const [name, origin] = [fusionOf(...genesOf(row)), originIn(row.text('SV_STATUS'))];
    if (origin !== null) notes.add(leftOutAs[origin][0], row.line, leftOutAs[origin][1]);
    // Outside the panel nothing is read as "not detected" that has no row.
    if (origin !== null && (name === null || !panelGenes(m.panel).has(name.gene.toUpperCase()))) continue;
    if (name === null) {
      notes.add('unsupported_allele', row.line, leftOutAs.joined[1]);
      for (const gene of new Set(genesOf(row).map((g) => canonicalGene(g.trim())))) if (gene !== '' && panelGenes(m.panel).has(gene.toUpperCase())) takeBack(m, `!${gene}:fusion`);
      continue;
    }
    const key = `${m.sample}\n${name.gene}\n${name.variant}`;
    const extra = Object.fromEntries([...kept.map((n) => [n.toLowerCase(), row.text(n)] as const), ['origin', origin ?? ''] as const].filter(([, v]) => v !== ''));
    if (!out.has(key)) out.set(key, rowOfCall({ ...call, ...name, line: row.line, status: origin === null ? 'detected' : 'not_covered', extra } satisfies Call, withAssay(m, study, 'structural variants'), problems));
  }
  return [...out.values()];
}
