/** Illumina TruSight Oncology 500 CombinedVariantOutput.tsv: blocks under [names], of which small variants, amplifications, copy numbers, fusions and splice variants are read. */
import { canonicalGene } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { derivedCount, derivedNote } from '../ngs/call.js';
import { isManeSelect } from '../ngs/naming.js';
import type { Cells } from '../ngs/cells.js';
import { delimitedCells } from '../ngs/delimited.js';
import { fusionOf } from '../ngs/fusion.js';
import type { LeftOut } from '../ngs/origin.js';
import { tableReader, type CallTable, type TableCall, type TableState } from '../ngs/table.js';

/** Blocks are padded with tabs to the widest of them; columns are known only block by block. */
const widest = 200;
const places = Array.from({ length: widest }, (_, i) => `c${i}`);

const combined: CallTable = {
  id: 'tso500-combined',
  what: 'a CombinedVariantOutput file',
  sniff: (head) => /^"?\[Analysis Details\]/m.test(head) && /^"?\[(?:Small Variants|TMB|MSI|Gene Amplifications|Sequencing Run Details)\]/m.test(head),
  split: (line) => delimitedCells(line, '\t'),
  head: () => ({ columns: places, row: true }),
  needed: [],
  usualBuild: 'GRCh37',
  read: readRow,
  swappable: 'Allele Frequency and Depth',
  ended: (state, problems, line) => {
    // Fusions of this assay are of the RNA: where none was sequenced, an empty block says nothing.
    if (state.noRna === true) state.listed!.delete('fusion');
    if (!state.variantsListed && !problems.failed) problems.error('missing_section', 'the file has no block [Small Variants], so it was cut off or made without them: it does not say that none were found. Export it again', { line });
    else if (state.ofRna && !problems.failed) problems.error('missing_section', 'the pair has no DNA sample (DNA Sample ID is empty or NA): in RNA alone nobody looked for small variants, so none is absent. Leave the file out, or send that of the DNA', { line, field: 'DNA Sample ID' });
  },
};
export const combinedVariantReader = tableReader(combined);

const sampleKeys = ['DNA Sample ID', 'Pair ID', 'Sample ID', 'RNA Sample ID'];

function readRow(row: Cells, state: TableState): TableCall | LeftOut | null {
  const first = row.text('c0');
  state.listed ??= new Set();
  const section = /^\[(.+)\]$/.exec(first);
  if (section) {
    [state.section, state.columns] = [section[1]!, null];
    if (state.section === 'Small Variants') state.variantsListed = true;
    for (const kind of kindsIn(state.section)) state.listed.add(kind);
    return null;
  }
  if (state.section === 'Analysis Details') details(row, state);
  else if (state.section === 'Small Variants') return state.columns === null ? header(row, state, ['Gene', 'Chromosome', 'Genomic Position', 'Reference Call', 'Alternative Call', state.section === 'Small Variants' && places.some((c) => row.text(c) === 'Allele Frequency (%)') ? 'Allele Frequency (%)' : 'Allele Frequency', 'Depth']) : smallVariant(row, state);
  else if (state.section === 'Gene Amplifications') return state.columns === null ? header(row, state, ['Gene']) : amplification(row, state);
  else if (/fusion/i.test(state.section)) return state.columns === null ? header(row, state, []) : fusion(row, state);
  else if (/^splice variants$/i.test(state.section)) return state.columns === null ? header(row, state, ['Gene']) : splice(row, state);
  else if (/^copy number variants$/i.test(state.section)) return state.columns === null ? header(row, state, ['Gene']) : copyNumber(row, state);
  else if (/splice|copy number|cnv|rearrangement/i.test(state.section)) other(row, state);
  return null;
}

/** Changes without bases that a block lists, whether it has any or not. */
const kindsIn = (section: string): readonly string[] => (section === 'Gene Amplifications' ? ['amplification'] : /^copy number variants$/i.test(section) ? ['amplification', 'loss'] : /fusion/i.test(section) ? ['fusion'] : []);

function details(row: Cells, state: TableState): void {
  const [key, value] = [row.text('c0'), row.text('c1')];
  const rank = sampleKeys.indexOf(key);
  const none = value === '' || /^n\/?a$/i.test(value);
  if (rank === 0 && none) state.ofRna = true;
  if (key === 'RNA Sample ID' && none) state.noRna ??= true;
  if (rank < 0 || none) return;
  if (state.sample === null) state.sample = value;
  else if (value !== state.sample) state.otherNames.push(value);
  // The DNA sample is the one the variants are of, whichever comes first.
  if (rank === 0 && state.sample !== value) {
    state.otherNames = [...state.otherNames.filter((n) => n !== value), state.sample];
    state.sample = value;
  }
}

function header(row: Cells, state: TableState, needed: readonly string[]): null {
  const columns = new Map(places.map((p, i) => [row.text(p), i] as const).filter(([name]) => name !== ''));
  // "NA" under a block says that there are none; a block that is nothing else has no header.
  if (columns.size === 0) return null;
  const missing = needed.filter((n) => !columns.has(n));
  if (missing.length > 0) row.error('missing_column', `the block [${state.section}] has no column "${missing.join('", "')}"`, 'c0');
  state.columns = columns;
  return null;
}

function cell(row: Cells, state: TableState, ...names: readonly string[]): string {
  for (const name of names) {
    const i = state.columns!.get(name);
    if (i !== undefined) return `c${i}`;
  }
  return 'absent';
}

function smallVariant(row: Cells, state: TableState): TableCall | null {
  const at = (...names: string[]): string => cell(row, state, ...names);
  if (row.text(at('Chromosome')) === '') return null;
  state.ofRna = false;
  const pos = row.count(at('Genomic Position'));
  const [ref, alt] = [row.text(at('Reference Call')), row.text(at('Alternative Call'))];
  const place = pos === null ? null : dashedPlace(row.text(at('Chromosome')), pos, ref, alt);
  // The plasma edition of later versions writes percentages, and says so in the name of the column.
  const vaf = state.columns!.has('Allele Frequency') ? row.fraction(at('Allele Frequency')) : row.percent(at('Allele Frequency (%)'));
  const depth = row.count(at('Depth'));
  if (!row.failed && place === null) row.error('bad_allele', `${ref} > ${alt} is no change of bases at a position`, at('Reference Call'));
  if (!row.failed && vaf === null) row.error('missing_counts', 'the allele frequency is missing', at('Allele Frequency', 'Allele Frequency (%)'));
  if (row.failed || place === null || vaf === null) return null;
  const [gene, c, p] = [canonicalGene(row.gene(at('Gene'))), row.text(at('C-Dot Notation')), row.text(at('P-Dot Notation'))];
  const transcript = /^([A-Z]{2}_\d+(?:\.\d+)?|ENST\d+(?:\.\d+)?):/.exec(c)?.[1] ?? '';
  const counts = depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  // The P-Dot of a synonymous change may hold a c. name.
  return {
    sample: state.sample, place, said: { gene, transcript, hgvsC: c, hgvsP: p.includes('p.') ? p : '', mane: isManeSelect(gene, transcript) }, name: null,
    build: null, counts, vaf, status: null, copyNumber: null, wbcVaf: null, extra: counts === null ? {} : derivedNote,
  };
}

/** A change without bases: that it is there is all that is said, and what it was called by is kept. */
function countless(state: TableState, gene: string, variant: string, copyNumber: number | null, extra: Readonly<Record<string, string>>): TableCall {
  return { sample: state.sample, place: null, said: null, name: { gene, variant }, build: null, counts: null, vaf: null, status: 'detected', copyNumber, wbcVaf: null, extra };
}

const untold = (state: TableState, gene: string, leftOut: 'copies' | 'joined'): LeftOut => ({ sample: state.sample, leftOut, place: null, said: { gene, transcript: '', hgvsC: '', hgvsP: '', mane: false }, name: null, build: null });

function amplification(row: Cells, state: TableState): TableCall | null {
  const gene = canonicalGene(row.gene(cell(row, state, 'Gene')));
  if (gene === '') return null;
  const fold = row.amount(cell(row, state, 'Fold Change'));
  return countless(state, gene, 'amplification', null, fold === null ? {} : { fold_change: String(fold) });
}

/** Gained or lost by what is said, else by the fold change, which is above or below 1. */
function copyNumber(row: Cells, state: TableState): TableCall | LeftOut | null {
  const gene = canonicalGene(row.gene(cell(row, state, 'Gene')));
  if (gene === '') return null;
  const [fold, copies] = [row.amount(cell(row, state, 'Fold Change')), row.amount(cell(row, state, 'Copy Number', 'Absolute Copy Number'))];
  const type = row.text(cell(row, state, 'Type', 'Event', 'Copy Number Type', 'Copy Number Variant', 'Status'));
  const variant = /amp|gain|dup/i.test(type) ? 'amplification' : /del|loss/i.test(type) ? 'loss' : fold === null || fold === 1 ? null : fold > 1 ? 'amplification' : 'loss';
  if (variant === null) return untold(state, gene, 'copies');
  return countless(state, gene, variant, copies, fold === null ? {} : { fold_change: String(fold) });
}

function fusion(row: Cells, state: TableState): TableCall | LeftOut | null {
  const pair = row.text(cell(row, state, 'Gene Pair', 'Fusion'));
  const genes = (pair === '' ? [row.text(cell(row, state, 'Gene A', 'Gene 1')), row.text(cell(row, state, 'Gene B', 'Gene 2'))] : pair.split(/[/;]|--?|::/)).map((g) => canonicalGene(g.trim())).filter((g) => g !== '');
  if (genes.length === 0) return null;
  // The plasma edition reads fusions in the DNA.
  state.noRna = false;
  const name = fusionOf(genes[0]!, genes[1] ?? '');
  if (name === null) return untold(state, genes[0]!, 'joined');
  const reads = row.text(cell(row, state, 'Fusion Supporting Reads', 'Supporting Reads', 'Read Count'));
  return countless(state, name.gene, name.variant, null, { alteration: pair === '' ? `${name.gene}-${name.variant.slice(7)}` : pair, ...(reads === '' ? {} : { supporting_reads: reads }) });
}

/** HGVS has p.? for a change of splicing: which exon is kept beside it. Exon 14 of MET is named, for the catalogue knows what leaving it out means. */
function splice(row: Cells, state: TableState): TableCall | null {
  const gene = canonicalGene(row.gene(cell(row, state, 'Gene')));
  if (gene === '') return null;
  const exons = row.text(cell(row, state, 'Affected Exon(s)'));
  const reads = row.text(cell(row, state, 'Splice Supporting Reads'));
  return countless(state, gene, gene === 'MET' && exons === '14' ? 'exon 14 skipping' : 'p.?', null, { alteration: `splice variant${exons === '' ? '' : ` of exon ${exons}`}`, ...(reads === '' ? {} : { supporting_reads: reads }) });
}

function other(row: Cells, state: TableState): void {
  if (row.text('c0') === '') return;
  if (state.columns === null) state.columns = new Map([['header', 0]]);
  else state.notes.add('section_not_imported', row.line, `of the block [${state.section}] are not imported`);
}
