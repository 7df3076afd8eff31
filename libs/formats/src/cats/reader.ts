/** CATS, the JSON in which Japanese panel tests report to C-CAT: short variants with fraction and depth, copy numbers, rearrangements. */
import { canonicalGene, canonicalVariant } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed } from '../ngs/build.js';
import { derivedCount, derivedNote, type Place } from '../ngs/call.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { fusionOf } from '../ngs/fusion.js';
import { at, listAt, parseJson, textAt, type Json } from '../ngs/json.js';
import { isManeSelect, type Annotated, type Name } from '../ngs/naming.js';
import { originIn, type Origin } from '../ngs/origin.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { Values } from '../ngs/values.js';
import { shown, type ProblemList } from '../problems.js';

const cats: CallDocument = {
  id: 'cats-json',
  what: 'a CATS report',
  sniff: (head) => /^\s*\{/.test(head) && /"(?:shortVariants|catsVersion|testInfo|schemaVersion)"/.test(head) && /"(?:variants|testInfo|metaData)"/.test(head),
  swappable: 'alternateAlleleFrequency and totalReadDepth',
  parse,
};
export const catsReader = documentReader(cats);

function parse(text: string, state: TableState, problems: ProblemList): Finding[] | null {
  const root = parseJson(text, problems);
  if (root === undefined) return null;
  if ((at(root, 'variants') ?? null) === null) {
    problems.error('missing_section', 'the document has no "variants", so it lists none, found or not', { line: 1 });
    return null;
  }
  const build = buildNamed(textAt(root, 'metaData', 'referenceGenome', 'grcRelease'));
  if (build !== null) state.builds.push(build);
  const samples = listAt(root, 'sequencingSamples');
  const normal = (s: Json): boolean => textAt(s, 'tumorOrNormal') === 'normal';
  const normals = new Set(samples.filter(normal).map((s) => textAt(s, 'itemId')));
  tellOfSample(root, samples.filter((s) => !normal(s)), problems);
  const names = [textAt(root, 'testInfo', 'testId'), textAt(root, 'testInfo', 'sampleId'), ...samples.filter((s) => !normal(s)).flatMap((s) => [textAt(s, 'itemId'), textAt(s, 'sampleId')])].filter((n) => n !== '');
  const [first = null, ...others] = [...new Set(names)];
  [state.sample, state.otherNames] = [first, others];
  const findings: Finding[] = [];
  const bare = { sample: first, place: null, said: null, build: null, counts: null, vaf: null, status: 'detected', wbcVaf: null, extra: {} } as const;
  // A JSON document has no lines worth the name: the place of an entry in its list is told instead.
  for (const [i, v] of listAt(root, 'variants', 'shortVariants').entries()) {
    const origin = originOf(v, normals);
    const values = new Values(1, problems);
    const said = origin === null ? shortVariant(v, values, state, `shortVariants[${i}]`) : { sample: first, leftOut: origin, place: placeOf(v), said: annotated(listAt(v, 'transcripts')), name: null, build: null };
    if (said !== null && !values.failed) findings.push({ line: 1, said });
  }
  /** A change without bases, of the tumour or not; false: it has no name. */
  const take = (v: Json, name: Name | null, copies: number | null): boolean => {
    const origin = originOf(v, normals);
    if (origin !== null) findings.push({ line: 1, said: { sample: first, leftOut: origin, place: null, said: null, name, build: null } });
    else if (name !== null) findings.push({ line: 1, said: { ...bare, name, copyNumber: copies } });
    return origin !== null || name !== null;
  };
  state.listed = new Set([...(at(root, 'variants', 'copyNumberAlterations') === undefined ? [] : ['amplification', 'loss']), ...(at(root, 'variants', 'rearrangements') === undefined ? [] : ['fusion'])]);
  const untold = (genes: readonly string[], leftOut: 'copies' | 'joined'): void => {
    for (const gene of genes) findings.push({ line: 1, said: { sample: first, leftOut, place: null, said: { gene, transcript: '', hgvsC: '', hgvsP: '', mane: false }, name: null, build: null } });
  };
  const amplified = listAt(root, 'metaData', 'configOptions', 'typeLabelsInterpretedAsKbAmplification');
  for (const c of listAt(root, 'variants', 'copyNumberAlterations')) {
    if (!take(c, copyNumber(c, amplified, state), copiesOf(c))) {
      if (/neutral|normal/i.test(textAt(c, 'copyNumberAlterationType'))) state.notes.add('unsupported_allele', 1, 'copy numbers that are neither a gain nor a loss of a named gene, not imported');
      else untold([geneOf(c)], 'copies');
    }
  }
  for (const r of listAt(root, 'variants', 'rearrangements')) {
    if (!take(r, rearranged(r), null)) untold(joinedIn(r), 'joined');
  }
  return findings;
}

/** What the report says of its sample as a whole. */
function tellOfSample(root: Json, tumour: readonly Json[], problems: ProblemList): void {
  const type = textAt(root, 'testInfo', 'testType');
  if (type !== '' && !/cell-free/i.test(type)) problems.warn('not_cell_free', `the test is "${shown(type)}", not one of cell-free DNA: what it found is in tissue. If so, withdraw the import, for tissue is no draw of blood`, { line: 1, field: 'testType', value: type });
  const states = tumour.flatMap((s) => listAt(s, 'suspectedSampleStates')).filter((s): s is string => typeof s === 'string');
  if (states.length > 0) problems.warn('suspected_sample', `the laboratory suspects the sample to be ${shown([...new Set(states)].join(', '))}; its results are imported as they stand`, { line: 1, field: 'suspectedSampleStates', value: states.join(', ') });
}

/** The schema's name is `variantOrigin`; `origin` is seen too. */
function originOf(v: Json, normals: ReadonlySet<string>): Origin | null {
  return originIn(textAt(v, 'variantOrigin') || textAt(v, 'origin')) ?? (normals.has(textAt(v, 'sampleItemId')) ? 'normal' : null);
}

const geneOf = (v: Json): string => canonicalGene(textAt(v, 'geneSymbol') || textAt(listAt(v, 'genes')[0], 'geneSymbol') || textAt(listAt(v, 'transcripts')[0], 'geneSymbol'));

/**
 * A gain and a duplication are read as an amplification by the schema's own default (configOptions, typeLabelsInterpretedAsKbAmplification; C-CAT, v1.2.1), which is told;
 * a report that lists which types it means is taken at its word.
 */
function copyNumber(c: Json, amplified: readonly Json[], state: TableState): Name | null {
  const [gene, type] = [geneOf(c), textAt(c, 'copyNumberAlterationType').toLowerCase()];
  if (gene === '') return null;
  if (type.includes('loss') || type.includes('deletion')) return { gene, variant: 'loss' };
  if (type.includes('amplification')) return { gene, variant: 'amplification' };
  if ((type !== 'gain' && type !== 'duplication') || (amplified.length > 0 && !amplified.includes(`copyNumberAlterationType: ${type}`))) return null;
  state.notes.add('gain_as_amplification', 1, `a ${type} of copies, read as an amplification as the standard does where the report does not say otherwise`);
  return { gene, variant: 'amplification' };
}

/** A number of copies; a fold change is none. */
function copiesOf(c: Json): number | null {
  const copies = Number(textAt(c, 'copyNumber') || textAt(listAt(c, 'copyNumberMetrics').find((m) => /copy number$/.test(textAt(m, 'unit'))), 'value'));
  return copies > 0 && copies < 100_000 ? copies : null;
}

/** Genes at the ends of a rearrangement; one without a name where none has one. */
function joinedIn(r: Json): string[] {
  const genes = [...new Set(listAt(r, 'breakends').map((b) => canonicalGene(textAt(b, 'geneSymbol') || textAt(listAt(b, 'transcripts')[0], 'geneSymbol'))).filter((g) => g !== ''))];
  return genes.length === 0 ? [''] : genes;
}

/** Two genes joined, where the report calls it a fusion or nothing at all; exon 14 of MET left out, for the catalogue knows what that means. */
function rearranged(r: Json): Name | null {
  const type = textAt(r, 'rearrangementType').toLowerCase();
  const skipped = listAt(r, 'skippedExonRanges').find((x) => textAt(x, 'geneSymbol') === 'MET');
  if (type === 'exon skipping') return skipped !== undefined && listAt(skipped, 'exonRange').every((n) => n === 14) ? { gene: 'MET', variant: 'exon 14 skipping' } : null;
  const genes = joinedIn(r);
  return genes.length === 2 && (type === '' || type.includes('fusion')) ? fusionOf(genes[0]!, genes[1]!) : null;
}

function placeOf(v: Json): Place | null {
  const pos = Number(textAt(v, 'position'));
  return Number.isSafeInteger(pos) && pos > 0 ? dashedPlace(textAt(v, 'chromosome'), pos, textAt(v, 'referenceAllele') || '-', textAt(v, 'alternateAllele') || '-') : null;
}

function shortVariant(v: Json, values: Values, state: TableState, path: string): TableCall | null {
  const pos = values.count(`${path}.position`, textAt(v, 'position'));
  const place = pos === null ? null : placeOf(v);
  const vaf = values.fraction(`${path}.alternateAlleleFrequency`, textAt(v, 'alternateAlleleFrequency'));
  const depth = values.count(`${path}.totalReadDepth`, textAt(v, 'totalReadDepth'));
  const alt = values.count(`${path}.alternateAlleleReadDepth`, textAt(v, 'alternateAlleleReadDepth'));
  if (values.failed) return null;
  if (place === null) return values.error('bad_allele', `${path} is no change of bases at a position`, path, '');
  if (vaf === null && (alt === null || depth === null)) return values.error('missing_counts', `${path} has no alternateAlleleFrequency`, path, '');
  const mutant = depth === null || depth === 0 ? null : alt ?? derivedCount(vaf!, depth);
  if (mutant !== null && mutant > depth!) return values.error('count_exceeds_total', `${path}: ${mutant} of ${depth!} reads is not possible`, path, '');
  return {
    sample: state.sample, place, said: annotated(listAt(v, 'transcripts')), name: null, build: null, counts: mutant === null ? null : { mutant, total: depth!, unit: 'reads' },
    vaf, status: null, copyNumber: null, wbcVaf: null, extra: alt === null && mutant !== null ? derivedNote : {},
  };
}

function annotated(transcripts: readonly Json[]): Annotated | null {
  let best: (Annotated & { rank: number }) | null = null;
  for (const t of transcripts) {
    const gene = canonicalGene(textAt(t, 'geneSymbol'));
    const transcript = textAt(t, 'transcriptId');
    const [c, p] = [textAt(t, 'cdsChange'), textAt(t, 'aminoAcidsChange')];
    const mane = isManeSelect(gene, transcript);
    const hgvsP = p !== '' && canonicalVariant(p)?.startsWith('p.') ? p : '';
    const rank = (mane ? 8 : 0) + (hgvsP === '' ? 0 : 4) + (c === '' ? 0 : 2);
    if (gene !== '' && (best === null || rank > best.rank)) best = { gene, transcript, hgvsC: c === '' || /^[cn]\./.test(c) ? c : `c.${c}`, hgvsP, mane, rank };
  }
  return best;
}
