/** FHIR R4 bundles and reports of the genomics-reporting guide and mCODE: variant observations (LOINC 69548-6) and their components. */
import { canonicalGene, canonicalVariant, chromosomeAccession } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed, type Build } from '../ngs/build.js';
import { derivedCount, derivedNote, type Place } from '../ngs/call.js';
import { documentReader, type CallDocument, type Finding } from '../ngs/document.js';
import { at, listAt, parseJson, textAt, type Json } from '../ngs/json.js';
import { isManeSelect } from '../ngs/naming.js';
import type { TableCall, TableState } from '../ngs/table.js';
import { Values } from '../ngs/values.js';
import { shown, type ProblemList } from '../problems.js';

const fhir: CallDocument = {
  id: 'fhir-r4',
  what: 'a FHIR report',
  sniff: (head) => /^\s*\{/.test(head) && /"resourceType"\s*:\s*"(?:Bundle|DiagnosticReport|Observation|Parameters)"/.test(head),
  swappable: 'allelic frequency and read depth',
  parse,
};
export const fhirReader = documentReader(fhir);

/** LOINC codes of the components read. */
const loinc = { gene: '48018-6', coding: '48004-6', protein: '48005-3', transcript: '51958-7', ref: '69547-8', alt: '69551-0', start: '81254-5', build: '62374-4', vaf: '81258-6', depth: '82121-5', source: '48002-0', sequence: '48013-7', copies: '82155-3' } as const;
const mostResources = 100_000;

/** Resources wherever they stand: in a bundle, contained in a report, among parameters. */
function resourcesOf(root: Json): Json[] {
  const found: Json[] = [];
  const queue: (Json | undefined)[] = [root];
  while (queue.length > 0 && found.length < mostResources) {
    const r = queue.shift();
    if (r === undefined || r === null) continue;
    if (textAt(r, 'resourceType') !== '') found.push(r);
    for (const e of listAt(r, 'entry')) queue.push(at(e, 'resource'));
    for (const c of listAt(r, 'contained')) queue.push(c);
    for (const p of [...listAt(r, 'parameter'), ...listAt(r, 'part')]) queue.push(at(p, 'resource') ?? p);
  }
  return found;
}

const codes = (concept: Json | undefined): string[] => listAt(concept, 'coding').map((c) => textAt(c, 'code'));
const isVariant = (r: Json): boolean => textAt(r, 'resourceType') === 'Observation' && (codes(at(r, 'code')).includes('69548-6') || listAt(r, 'component').some((c) => codes(at(c, 'code')).includes(loinc.gene)));

function parse(text: string, state: TableState, problems: ProblemList): Finding[] | null {
  const root = parseJson(text, problems);
  if (root === undefined) return null;
  const resources = resourcesOf(root);
  const variants = resources.filter(isVariant);
  if (!resources.some((r) => ['Observation', 'DiagnosticReport'].includes(textAt(r, 'resourceType')))) {
    problems.error('missing_section', 'the document has neither a report nor observations: it says nothing about variants', { line: 1 });
    return null;
  }
  const namesOf = (type: string): string[] => resources.filter((r) => textAt(r, 'resourceType') === type).flatMap((r) => [...listAt(r, 'identifier').map((i) => textAt(i, 'value')), textAt(r, 'accessionIdentifier', 'value'), textAt(r, 'id')]);
  const subjects = [...new Set(variants.map((v) => textAt(v, 'subject', 'reference')).filter((s) => s !== ''))];
  const names = [...namesOf('Specimen'), ...namesOf('Patient'), ...subjects.map((s) => s.split('/').pop()!), ...namesOf('DiagnosticReport'), textAt(root, 'id')].filter((n) => n !== '');
  const [first = null, ...others] = [...new Set(names)];
  [state.sample, state.otherNames] = [first, others];
  if (subjects.length > 1) {
    problems.error('several_patients', `the document has variants of ${subjects.length} patients; send one document for each`, { line: 1 });
    return null;
  }
  const findings: Finding[] = [];
  for (const v of variants) {
    if (/^(?:entered-in-error|cancelled)$/.test(textAt(v, 'status'))) continue;
    const values = new Values(1, problems);
    const said = variant(v, values, state);
    if (said !== null && !values.failed) findings.push({ line: 1, said });
  }
  return findings;
}

interface Components { text(code: string): string; raw(code: string): Json | undefined }

function componentsOf(v: Json): Components {
  const raw = (code: string): Json | undefined => listAt(v, 'component').find((c) => codes(at(c, 'code')).includes(code));
  return {
    raw,
    text: (code) => {
      const c = raw(code);
      const concept = at(c, 'valueCodeableConcept');
      const coding = listAt(concept, 'coding')[0];
      return textAt(c, 'valueString') || textAt(coding, 'display') || textAt(concept, 'text') || textAt(coding, 'code');
    },
  };
}

function variant(v: Json, values: Values, state: TableState): TableCall | null {
  const c = componentsOf(v);
  if (/^germline/i.test(c.text(loinc.source))) {
    state.notes.add('germline_not_imported', 1, 'marked as germline and not imported');
    return null;
  }
  if (/^(?:absent|LA9634-2)$/i.test(listAt(at(v, 'valueCodeableConcept'), 'coding').map((x) => textAt(x, 'code'))[0] ?? '')) return null;
  const gene = canonicalGene(c.text(loinc.gene));
  const transcript = /^([A-Z]{2}_\d+(?:\.\d+)?|ENST\d+(?:\.\d+)?)/.exec(c.text(loinc.transcript) || codeOf(c, loinc.coding))?.[1] ?? '';
  const said = { gene, transcript, hgvsC: hgvs(c, loinc.coding), hgvsP: hgvs(c, loinc.protein), mane: isManeSelect(gene, transcript) };
  const { place, build } = placeOf(c);
  const label = `${gene} ${said.hgvsP || said.hgvsC}`.trim();
  const vaf = fractionOf(c.raw(loinc.vaf), values, label);
  const depth = values.count('82121-5', textAt(c.raw(loinc.depth), 'valueQuantity', 'value'));
  if (values.failed) return null;
  if (place === null && canonicalVariant(said.hgvsP) === null && canonicalVariant(said.hgvsC) === null) {
    state.notes.add('unsupported_allele', 1, 'variants without a name or a change of bases at a position are not imported');
    return null;
  }
  const counts = vaf === null || depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  // Without a fraction the report still says that it is there.
  return { sample: state.sample, place, said, name: null, build, counts, vaf, status: vaf === null ? 'detected' : null, copyNumber: null, wbcVaf: null, extra: counts === null ? {} : derivedNote };
}

const codeOf = (c: Components, code: string): string => textAt(listAt(at(c.raw(code), 'valueCodeableConcept'), 'coding')[0], 'code');

/** A name as code, display or text, whichever is HGVS. */
function hgvs(c: Components, code: string): string {
  return [codeOf(c, code), c.text(code), textAt(at(c.raw(code), 'valueCodeableConcept'), 'text')].find((t) => /(?:^|:)[cp]\./.test(t)) ?? '';
}

/** UCUM `1` is a fraction, `%` a percentage. Without a unit nobody can tell 0.9 from 0.9 %. */
function fractionOf(component: Json | undefined, values: Values, label: string): number | null {
  const quantity = at(component, 'valueQuantity');
  const value = textAt(quantity, 'value');
  if (value === '') return null;
  const unit = textAt(quantity, 'code') || textAt(quantity, 'unit');
  if (unit === '%') return values.percent('81258-6', value);
  if (unit === '1' || /^(?:fraction|relative frequency of a particular allele in the specimen)$/i.test(unit)) return values.fraction('81258-6', value);
  return values.error('vaf_unit_missing', `the allelic frequency ${shown(value)} of ${shown(label)} has ${unit === '' ? 'no unit' : `the unit "${shown(unit)}"`}; it must be 1 (a fraction) or %`, '81258-6', value);
}

function placeOf(c: Components): { place: Place | null; build: Build | null } {
  const sequence = /NC_0000(\d\d)\.(\d+)/.exec(codeOf(c, loinc.sequence) || c.text(loinc.sequence));
  const start = Number(textAt(c.raw(loinc.start), 'valueRange', 'low', 'value') || textAt(c.raw(loinc.start), 'valueQuantity', 'value') || textAt(c.raw(loinc.start), 'valueInteger'));
  const said = buildNamed(c.text(loinc.build));
  if (sequence === null || !Number.isSafeInteger(start) || start < 1) return { place: null, build: said };
  const number = Number(sequence[1]);
  const chrom = number === 23 ? 'X' : number === 24 ? 'Y' : String(number);
  // The version of the chromosome's accession is the build.
  const build = (['GRCh37', 'GRCh38'] as const).find((b) => chromosomeAccession(chrom, b) === sequence[0]) ?? said;
  return { place: dashedPlace(`chr${chrom}`, start, c.text(loinc.ref) || '-', c.text(loinc.alt) || '-'), build };
}
