/** CATS, the JSON in which Japanese panel tests report to C-CAT: short variants with fraction and depth, copy numbers, rearrangements. */
import { canonicalGene, canonicalVariant } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed } from '../ngs/build.js';
import { derivedCount, derivedNote } from '../ngs/call.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { fusionOf } from '../ngs/fusion.js';
import { at, listAt, parseJson, textAt, type Json } from '../ngs/json.js';
import { isManeSelect, type Annotated } from '../ngs/naming.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { Values } from '../ngs/values.js';
import type { ProblemList } from '../problems.js';

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
  const names = [textAt(root, 'testInfo', 'testId'), textAt(root, 'testInfo', 'sampleId'), ...listAt(root, 'sequencingSamples').flatMap((s) => [textAt(s, 'itemId'), textAt(s, 'sampleId')])].filter((n) => n !== '');
  const [first = null, ...others] = [...new Set(names)];
  [state.sample, state.otherNames] = [first, others];
  const findings: Finding[] = [];
  // A JSON document has no lines worth the name: the place of an entry in its list is told instead.
  for (const [i, v] of listAt(root, 'variants', 'shortVariants').entries()) {
    const values = new Values(1, problems);
    const said = shortVariant(v, values, state, `shortVariants[${i}]`);
    if (said !== null && !values.failed) findings.push({ line: 1, said });
  }
  for (const c of listAt(root, 'variants', 'copyNumberAlterations')) {
    const type = textAt(c, 'copyNumberAlterationType').toLowerCase();
    const variant = type.includes('amplification') || type === 'gain' ? 'amplification' : type.includes('loss') || type.includes('deletion') ? 'loss' : null;
    const gene = canonicalGene(textAt(c, 'geneSymbol') || textAt(listAt(c, 'genes')[0], 'geneSymbol'));
    const copies = Number(textAt(c, 'copyNumber'));
    if (variant === null || gene === '') state.notes.add('unsupported_allele', 1, 'copy numbers that are neither a gain nor a loss of a named gene, not imported');
    else findings.push({ line: 1, said: { sample: first, place: null, said: null, name: { gene, variant }, build: null, counts: null, vaf: null, status: 'detected', copyNumber: copies > 0 && copies < 100_000 ? copies : null, wbcVaf: null, extra: {} } });
  }
  for (const r of listAt(root, 'variants', 'rearrangements')) {
    const genes = [...new Set(listAt(r, 'breakends').map((b) => textAt(b, 'geneSymbol') || textAt(listAt(b, 'transcripts')[0], 'geneSymbol')).filter((g) => g !== ''))];
    const name = genes.length === 2 ? fusionOf(genes[0]!, genes[1]!) : null;
    if (name === null) state.notes.add('unsupported_allele', 1, 'rearrangements that join no two named genes, not imported');
    else findings.push({ line: 1, said: { sample: first, place: null, said: null, name, build: null, counts: null, vaf: null, status: 'detected', copyNumber: null, wbcVaf: null, extra: {} } });
  }
  return findings;
}

function shortVariant(v: Json, values: Values, state: TableState, path: string): TableCall | null {
  if (/^germline$/i.test(textAt(v, 'origin'))) {
    state.notes.add('germline_not_imported', 1, 'marked as inherited and not imported');
    return null;
  }
  const pos = values.count(`${path}.position`, textAt(v, 'position'));
  const place = pos === null ? null : dashedPlace(textAt(v, 'chromosome'), pos, textAt(v, 'referenceAllele') || '-', textAt(v, 'alternateAllele') || '-');
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
