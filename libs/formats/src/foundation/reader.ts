/** Foundation Medicine's XML report (ResultsReport): short variants with fraction and depth, copy numbers and rearrangements without. Positions are on hg19. */
import { canonicalGene, canonicalVariant } from '@clonewatch/domain';
import { derivedCount, derivedNote } from '../ngs/call.js';
import { fusionOf } from '../ngs/fusion.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { isManeSelect, type Annotated, type Name } from '../ngs/naming.js';
import { originAmong, type Reason } from '../ngs/origin.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { Values } from '../ngs/values.js';
import { shown, type ProblemList } from '../problems.js';
import { childText, elementsNamed, parseXml, rootName, type XmlElement } from '../xml/tree.js';

const foundation: CallDocument = {
  id: 'foundation-xml',
  what: 'a Foundation Medicine report',
  sniff: (head) => /^(?:ResultsReport|variant-report)$/.test(rootName(head)) || (rootName(head) !== '' && /<(?:[^\s<>:]+:)?variant-report[\s>]/.test(head)),
  usualBuild: 'GRCh37',
  swappable: 'allele-fraction and percent-reads',
  parse,
};
export const foundationReader = documentReader(foundation);

function parse(text: string, state: TableState, problems: ProblemList): Finding[] | null {
  const root = parseXml(text, problems);
  if (root === null) return null;
  const names = ['FM_Id', 'SampleId', 'SampleName', 'TRFNumber', 'ReportId', 'ReferenceID', 'BlockId'].flatMap((n) => [...elementsNamed(root, n)].map((e) => e.text.trim()));
  const samples = [...elementsNamed(root, 'sample')].map((e) => e.attributes.name ?? '');
  const [first = null, ...others] = [...new Set([...names, ...samples].filter((n) => n !== ''))];
  state.sample = first;
  state.otherNames = others;
  const failed = [...elementsNamed(root, 'quality-control')].find((e) => /^fail(?:ed)?$/i.test((e.attributes.status ?? '').trim()));
  if (failed !== undefined) {
    // What such a report lists is not reported, and what it does not list was not looked for well enough to be absent.
    return [{ line: failed.line, said: { sample: state.sample, whole: { status: 'failed_qc', tumourFraction: null, copiesPerMl: null, extra: { quality_control: failed.attributes.status! } } } }];
  }
  // Genes of which the report says that nothing was found in them; what it does not say of the others, the manifest may.
  const negatives = [...elementsNamed(root, 'PertinentNegative')].map((e) => canonicalGene(childText(e, 'Gene'))).filter((g) => g !== '');
  state.panel = negatives.length === 0 ? null : negatives;
  const findings: Finding[] = [];
  const leaveOut = (e: XmlElement, leftOut: Reason, name: Name | null, gene?: string): unknown => findings.push({ line: e.line, said: { sample: state.sample, leftOut, place: null, said: { ...annotated(e.attributes), ...(gene === undefined ? {} : { gene }) }, name, build: null } });
  const take = (name: string, read: (e: XmlElement, v: Values) => Omit<TableCall, 'sample'> | null): void => {
    for (const e of elementsNamed(root, name)) {
      const origin = originAmong(Object.entries(e.attributes));
      const v = new Values(e.line, problems);
      const part = origin === null ? partlyChanged(e) : null;
      if (origin !== null) leaveOut(e, origin, namedChange(e));
      else if (part !== null) leaveOut(e, 'partial', part);
      const said = origin === null && part === null ? read(e, v) : null;
      if (said !== null && !v.failed) findings.push({ line: e.line, said: { ...(isEquivocal(e, unsure) ? equivocal(e, said, problems) : said), sample: state.sample } });
    }
  };
  const unsure = equivocalIn(root);
  const listed = (...elements: readonly string[]): boolean => elements.some((n) => !elementsNamed(root, n).next().done);
  state.listed = new Set([...(listed('copy-number-alterations', 'copy-number-alteration') ? ['amplification', 'loss'] : []), ...(listed('rearrangements', 'rearrangement') ? ['fusion'] : [])]);
  take('short-variant', shortVariant);
  take('copy-number-alteration', (e, v) => copyNumber(e, v) ?? untold(v, () => leaveOut(e, 'copies', null)));
  take('rearrangement', (e, v) => rearrangement(e) ?? untold(v, () => joinedIn(e).forEach((gene) => leaveOut(e, 'joined', null, gene))));
  if ([...elementsNamed(root, 'variant-report')].length === 0) {
    problems.error('missing_section', 'the report has no element variant-report, so it lists no variants, found or not; export it with its results', { line: 1 });
    return null;
  }
  return findings;
}

/** What is in the report and not imported is said, unless a fault of it was. */
function untold(v: Values, leaveOut: () => unknown): null {
  if (!v.failed) leaveOut();
  return null;
}

const words = (text: string): boolean => /\bequivocal/i.test(text) && !/\b(?:not|non)[\s-]+equivocal/i.test(text);

/** Genes and kinds that the summary of the report (FinalReport) calls equivocal, where the list of the variants does not. */
function equivocalIn(root: XmlElement): ReadonlySet<string> {
  const found = new Set<string>();
  for (const gene of elementsNamed(root, 'Gene')) for (const a of elementsNamed(gene, 'Alteration')) {
    const name = childText(a, 'Name').toLowerCase();
    const said = words(name) || [...elementsNamed(a, 'AlterationProperty')].some((p) => /^true$/i.test(p.attributes.isEquivocal ?? ''));
    if (said) for (const kind of ['amplification', 'loss']) if (name.includes(kind)) found.add(`${canonicalGene(childText(gene, 'Name'))} ${kind}`);
  }
  return found;
}

function isEquivocal(e: XmlElement, unsure: ReadonlySet<string>): boolean {
  const { equivocal: said = '', status = '', type = '' } = e.attributes;
  const name = e.name === 'copy-number-alteration' ? copiesNamed(e) : null;
  return /^(?:true|yes|1)$/i.test(said.trim()) || words(said) || words(status) || words(type) || (name !== null && unsure.has(`${name.gene} ${name.variant}`));
}

/** "Some, but not unambiguous, evidence" (Foundation Medicine's own words for an equivocal amplification): neither detected nor absent. What was counted stays beside it. */
function equivocal(e: XmlElement, said: Omit<TableCall, 'sample'>, problems: ProblemList): Omit<TableCall, 'sample'> {
  const name = said.name ?? { gene: said.said?.gene ?? '', variant: e.attributes['protein-effect'] || e.attributes['cds-effect'] || '' };
  problems.warn('equivocal_call', `${shown(`${name.gene} ${name.variant}`.trim())} is equivocal by the report: there is some evidence of it and not enough to say that it is there; it is stored as failed, neither detected nor absent`, { line: e.line, field: 'equivocal', value: e.attributes.equivocal ?? e.attributes.status ?? '' });
  return { ...said, counts: null, vaf: null, status: 'failed_qc', extra: { ...said.extra, equivocal: 'true', ...(said.vaf === null ? {} : { vaf_said: String(said.vaf) }) } };
}

/** Both are rounded, by two digits of the percentage at most. */
const disagree = (fraction: string, percent: string): boolean => fraction !== '' && percent !== '' && Math.abs(100 * Number(fraction) - Number(percent.replace('%', ''))) > 0.02 + 0.05 * Number(percent.replace('%', ''));

const nothing = { place: null, build: null, counts: null, wbcVaf: null, copyNumber: null, extra: {} } as const;

/** Its names as HGVS has them; the gene alone where neither is understood. */
function annotated(a: XmlElement['attributes']): Annotated {
  const gene = canonicalGene(a.gene ?? a['targeted-gene'] ?? '');
  const [cds, protein, transcript] = [a['cds-effect'] ?? '', a['protein-effect'] ?? '', a.transcript ?? ''];
  return { gene, transcript, hgvsC: cds === '' || /^[cn]\./.test(cds) ? cds : `c.${cds}`, hgvsP: canonicalVariant(protein)?.startsWith('p.') ? protein : '', mane: isManeSelect(gene, transcript) };
}

function shortVariant(e: XmlElement, v: Values): Omit<TableCall, 'sample'> | null {
  const a = e.attributes;
  const said = annotated(a);
  const { gene } = said;
  const depth = v.count('depth', a.depth ?? '');
  const vaf = v.fraction('allele-fraction', a['allele-fraction'] ?? '') ?? v.percent('percent-reads', a['percent-reads'] ?? '');
  if (gene === '') return v.error('missing_value', 'a short-variant has no gene', 'gene', '');
  if (disagree(a['allele-fraction'] ?? '', a['percent-reads'] ?? '')) return v.error('conflicting_values', `${shown(gene)} has an allele-fraction of ${a['allele-fraction']!} and percent-reads of ${a['percent-reads']!}: one must be a hundred times the other; which holds, only the laboratory can say`, 'allele-fraction', a['allele-fraction']!);
  if (vaf === null) return v.failed ? null : v.error('missing_counts', `the short-variant of ${shown(gene)} has neither allele-fraction nor percent-reads`, 'allele-fraction', '');
  const [cds, protein] = [a['cds-effect'] ?? '', a['protein-effect'] ?? ''];
  if (canonicalVariant(protein) === null && canonicalVariant(said.hgvsC) === null) return v.error('bad_variant', `neither protein-effect "${shown(protein)}" nor cds-effect "${shown(cds)}" of ${shown(gene)} is understood`, 'protein-effect', protein);
  const counts = depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  return { ...nothing, said, name: null, counts, vaf, status: null, extra: { ...(counts === null ? {} : derivedNote), ...(a.position === undefined ? {} : { position: a.position }) } };
}

/** The name of a change without bases; null for what has none, and for others. */
const namedChange = (e: XmlElement): Name | null => (e.name === 'copy-number-alteration' ? copiesNamed(e) : e.name === 'rearrangement' ? fusionNamed(e) : null);

/** `partial loss`, or fewer exons than the gene has ("3 of 9"). */
function isPartial(a: XmlElement['attributes']): boolean {
  const [, changed, all] = /^\s*(\d+)\s+of\s+(\d+)\s*$/.exec(a['number-of-exons'] ?? '') ?? [];
  return /\bpartial\b/i.test(a.type ?? '') || (changed !== undefined && Number(changed) < Number(all));
}

/** Gained or lost, in whole or in part. */
function copiesNamed({ attributes: a }: XmlElement): Name | null {
  const type = (a.type ?? '').toLowerCase();
  const variant = type.includes('amplification') ? 'amplification' : /\bloss\b|deletion/.test(type) ? 'loss' : null;
  return variant === null || (a.gene ?? '') === '' ? null : { gene: canonicalGene(a.gene!), variant };
}

/** A change of some exons is not that of the gene, and does not show that it is absent. */
const partlyChanged = (e: XmlElement): Name | null => (e.name === 'copy-number-alteration' && isPartial(e.attributes) ? copiesNamed(e) : null);

function copyNumber(e: XmlElement, v: Values): Omit<TableCall, 'sample'> | null {
  const [a, name] = [e.attributes, copiesNamed(e)];
  return name === null ? null : { ...nothing, said: null, name, vaf: null, status: 'detected', copyNumber: v.number('copy-number', a['copy-number'] ?? '', 0, 100_000) };
}

function fusionNamed({ attributes: a }: XmlElement): Name | null {
  const [gene, other] = [a['targeted-gene'] ?? '', a['other-gene'] ?? ''];
  // A deletion, duplication or truncation that reaches into the next gene joins nothing.
  if (/delet|duplic|trunc|invers/i.test(a.type ?? '')) return null;
  return fusionOf(gene, other);
}

/** Genes that it touches. */
const joinedIn = ({ attributes: a }: XmlElement): string[] => [...new Set([canonicalGene(a['targeted-gene'] ?? ''), canonicalGene(a['other-gene'] ?? '')])].filter((g, i) => g !== '' || i === 0);

function rearrangement(e: XmlElement): Omit<TableCall, 'sample'> | null {
  const name = fusionNamed(e);
  return name === null ? null : { ...nothing, said: null, name, vaf: null, status: 'detected' };
}
