/** QIAGEN Clinical Insight XML report: an element a field, fractions in percent, the genes that were tested. */
import { canonicalGene } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { derivedCount, derivedNote } from '../ngs/call.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { isManeSelect } from '../ngs/naming.js';
import { originAmong, type LeftOut } from '../ngs/origin.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { Values } from '../ngs/values.js';
import { shown, type ProblemList } from '../problems.js';
import { childText, elementsNamed, parseXml, rootName, type XmlElement } from '../xml/tree.js';

const qci: CallDocument = {
  id: 'qci-xml',
  what: 'a QCI report',
  sniff: (head) => rootName(head) === 'report' && /<(?:[^\s<>:]+:)?(?:accession|labTestedGenes|testCode)[\s>]/.test(head),
  swappable: 'allelefraction and readDepth',
  parse,
};
export const qciReader = documentReader(qci);

function parse(text: string, state: TableState, problems: ProblemList): Finding[] | null {
  const root = parseXml(text, problems);
  if (root === null) return null;
  const [first = null, ...others] = [childText(root, 'accession'), childText(root, 'subjectId'), childText(root, 'sampleId')].filter((n) => n !== '');
  state.sample = first;
  state.otherNames = others;
  const genes = childText(root, 'labTestedGenes').split(/[;,\s]+/).filter((g) => g !== '');
  state.panel = genes.length === 0 ? null : genes;
  // Copy numbers and fusions of such a report are not read, and its genes were tested for more than is read.
  state.listed = new Set();
  const findings: Finding[] = [];
  // Wherever in the report they stand: a list that is not found must not read as one of nothing found.
  for (const e of [...elementsNamed(root, 'variant')].filter((c) => c.children.some((x) => x.name === 'position' || x.name === 'gene'))) {
    const v = new Values(e.line, problems);
    const said = variant(e, v, state);
    if (said !== null && !v.failed) findings.push({ line: e.line, said });
  }
  return findings;
}

function variant(e: XmlElement, v: Values, state: TableState): TableCall | LeftOut | null {
  const gene = canonicalGene(childText(e, 'gene'));
  const transcript = childText(e, 'transcriptchange', 'transcript');
  const said = { gene, transcript, hgvsC: childText(e, 'transcriptchange', 'change'), hgvsP: childText(e, 'proteinchange', 'change'), mane: isManeSelect(gene, transcript) };
  const origin = originAmong([...Object.entries(e.attributes), ...e.children.map((c) => [c.name, c.text] as const)]);
  const at = Number(childText(e, 'position'));
  const place = Number.isSafeInteger(at) && at > 0 ? dashedPlace(childText(e, 'chromosome'), at, childText(e, 'reference') || '-', childText(e, 'alternate') || '-') : null;
  if (origin !== null) return { sample: state.sample, leftOut: origin, place, said, name: null, build: null };
  v.count('position', childText(e, 'position'));
  const vaf = v.percent('allelefraction', childText(e, 'allelefraction'));
  const depth = v.count('readDepth', childText(e, 'readDepth'));
  if (v.failed) return null;
  if (place === null && said.hgvsC === '' && said.hgvsP === '') return { sample: state.sample, leftOut: 'unnamed', place: null, said, name: null, build: null };
  if (vaf === null) return v.error('missing_counts', `the variant of ${shown(gene === '' ? 'no gene' : gene)} has no allelefraction`, 'allelefraction', '');
  const counts = depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  return { sample: state.sample, place, said, name: null, build: null, counts, vaf, status: null, copyNumber: null, wbcVaf: null, extra: counts === null ? {} : derivedNote };
}
