/** FHIR R4 bundles and reports of the genomics-reporting guide and mCODE: variants (LOINC 69548-6), tumour markers, response, treatments. */
import type { VafUnit } from '@clonewatch/domain';
import { healthReader, type HealthDocument } from '../health/reader.js';
import type { HealthDraw, HealthFinding, HealthLeftOut, HealthPatient, HealthRecord } from '../health/record.js';
import { specimenSaid } from '../health/codes.js';
import { correctionVersion, fhirMoment, noMoment, undated, type Moment } from '../health/moment.js';
import { genesOf, isFraction, isNameless, isPercent, loinc, presenceOf, quantityIn, rowOfLeftOut, variantOf, type Answers, type Quantity } from '../health/variant.js';
import { at, isTrue, listAt, parseJson, textAt, type Json } from '../ngs/json.js';
import type { Notes } from '../ngs/notes.js';
import type { LeftOut } from '../ngs/origin.js';
import { Values } from '../ngs/values.js';
import { shown, type ProblemList } from '../problems.js';
import { assessmentsOf, observationMoment, treatmentsOf } from './clinical.js';
import { isR4 } from './release.js';
import { conceptCodes, conceptTexts, conceptWords, identifiersOf, referenceName, Resources, type Resource } from './resources.js';
import { fhirOfXml, isFhirXml } from './xml.js';

const read = 'Bundle|DiagnosticReport|Observation|Parameters|MedicationAdministration|MedicationStatement|MedicationRequest|Procedure';
const fhir: HealthDocument = {
  id: 'fhir-r4',
  what: 'a FHIR report',
  sniff: (head) => (/^\s*\[?\s*\{/.test(head) && /"resourceType"\s*:\s*"[A-Z][A-Za-z]+"/.test(head)) || isFhirXml(head),
  swappable: 'allelic frequency and read depth',
  parse,
};
export const fhirReader = healthReader(fhir);

const isVariant = (r: Resource): boolean => conceptCodes(at(r.json, 'code')).includes(loinc.assessment) || listAt(r.json, 'component').some((c) => conceptCodes(at(c, 'code')).some((x) => x === loinc.coding || x === loinc.protein || x === loinc.vaf));
/** The regions that were looked at, and whether anything was found at all. */
const isRegion = (r: Resource): boolean => conceptCodes(at(r.json, 'code')).includes('53041-0');
const isOverall = (r: Resource): boolean => conceptCodes(at(r.json, 'code')).includes('51968-6');
const isGenetic = (report: Resource): boolean => conceptCodes(at(report.json, 'code')).some((c) => c === '51969-4' || c === '81247-9') || listAt(report.json, 'category').some((c) => conceptCodes(c).includes('GE'));

/** A document, a list of resources, or one resource a line (bulk export). */
function rootOf(text: string, problems: ProblemList): Json | undefined {
  if (text.trimStart().startsWith('<')) return fhirOfXml(text, problems);
  const whole = (l: string): boolean => l.trimStart().startsWith('{') && l.trimEnd().endsWith('}');
  const lines = whole(/^\s*[^\r\n]*/.exec(text)![0]) ? text.split(/\r\n|\r|\n/).map((l, i) => ({ text: l, line: i + 1 })).filter((l) => l.text.trim() !== '') : [];
  const bulk = lines.length > 1 && lines.every((l) => whole(l.text));
  const root = bulk ? lines.flatMap((l) => parseJson(l.text, problems, l.line) ?? []) : parseJson(text, problems);
  if (!Array.isArray(root)) return root;
  return problems.failed ? undefined : { resourceType: 'Bundle', entry: root.map((resource: Json) => ({ resource })) };
}

function parse(text: string, notes: Notes, problems: ProblemList, unit: VafUnit | null): HealthRecord | null {
  const root = rootOf(text, problems);
  if (root === undefined) return null;
  const resources = new Resources(root, text);
  if (!isR4(resources, problems)) return null;
  if (resources.of(...read.split('|').slice(1)).length === 0) {
    problems.error('missing_section', 'the document has neither a report, observations, nor treatments: it says nothing that is kept here', { line: 1 });
    return null;
  }
  const [patients, more] = [patientsOf(resources), listAt(root, 'link').some((l) => textAt(l, 'relation') === 'next')];
  // What stands on another page is not absent.
  if (more) problems.warn('more_pages', 'the document is one page of several (link: next): no variant is read as "not detected" because this page has none. Send all of them as one bundle', { line: 1 });
  const leftOut: HealthLeftOut[] = [];
  const draws = drawsOf(resources, patients, unit, leftOut, notes, problems).map((d) => (more ? { ...d, pending: ['', ...d.pending] } : d));
  return { patients: [...new Set(patients.all())], draws, leftOut, treatments: treatmentsOf(resources, patients.of, notes, problems), assessments: assessmentsOf(resources, patients.of, notes, problems) };
}

interface Patients { readonly of: (r: Resource) => HealthPatient; readonly all: () => HealthPatient[] }

/** The patient a resource is about; the document's only one where it does not say. */
function patientsOf(resources: Resources): Patients {
  const known = new Map<Resource | string, HealthPatient>();
  const listed = resources.of('Patient');
  const of = (r: Resource): HealthPatient => {
    const reference = at(r.json, 'subject') ?? at(r.json, 'patient');
    const found = resources.resolve(reference, r, 'Patient') ?? (reference === undefined && listed.length === 1 ? listed[0]! : null);
    // What names a part of this document that is not there (urn:uuid:…, #…) is nobody's name.
    const outside = /^(?:#|urn:)/.test(textAt(reference, 'reference')) && textAt(reference, 'identifier', 'value') === '' ? '' : referenceName(reference);
    const key = found ?? (outside || textAt(reference, 'reference'));
    let patient = known.get(key);
    if (patient === undefined) {
      const record = listAt(found?.json, 'identifier').filter((i) => conceptCodes(at(i, 'type')).includes('MR')).map((i) => textAt(i, 'value'));
      const names = [...new Set([...record, ...identifiersOf(found), outside])].filter((n) => n !== '');
      known.set(key, (patient = { names, sex: textAt(found?.json, 'gender'), born: textAt(found?.json, 'birthDate'), line: found?.line ?? r.line }));
    }
    return patient;
  };
  return { of, all: () => [...known.values()] };
}

type Building = Omit<HealthDraw, 'panel' | 'findings' | 'looked' | 'pending' | 'unnamed'> & { panel: string[]; findings: HealthFinding[]; looked: boolean; pending: string[]; unnamed: string[] };

function drawsOf(resources: Resources, patients: Patients, unit: VafUnit | null, leftOut: HealthLeftOut[], notes: Notes, problems: ProblemList): HealthDraw[] {
  const reports = resources.of('DiagnosticReport');
  const reportOf = new Map<Resource, Resource>();
  for (const report of reports) for (const reference of listAt(report.json, 'result')) {
    const r = resources.resolve(reference, report, 'Observation');
    if (r !== null) reportOf.set(r, report);
  }
  // Of results that a report names and that are not in this document nobody knows what they found.
  const incomplete = new Set<Resource | null>(reports.filter((report) => listAt(report.json, 'result').some((reference) => resources.resolve(reference, report, 'Observation') === null)));
  const specimens = resources.of('Specimen');
  const draws = new Map<string, Building>();
  const owners = new Map<string, { patient: HealthPatient; told: boolean }>();
  const reportFor = (r: Resource): Resource | null => reportOf.get(r) ?? reports.find((x) => x.container === r.container) ?? (reports.length === 1 ? reports[0]! : null);
  const drawOf = (r: Resource): Building => {
    const report = r.type === 'DiagnosticReport' ? r : reportFor(r);
    const patient = patients.of(r);
    const reference = at(r.json, 'specimen') ?? listAt(report?.json, 'specimen')[0];
    const specimen = r.type === 'DiagnosticReport' ? resources.resolve(listAt(r.json, 'specimen')[0], r, 'Specimen') : resources.resolve(reference, at(r.json, 'specimen') === undefined && report !== null ? report : r, 'Specimen');
    const held = specimen ?? (reference === undefined && specimens.length === 1 ? specimens[0]! : null);
    const names = [...new Set([...identifiersOf(held), ...(held === null && !Array.isArray(reference) ? [referenceName(reference)] : []), ...identifiersOf(report)])].filter((n) => n !== '' && !/^unknown$/i.test(n));
    const collected = [observationMoment(r), fhirMoment(textAt(held?.json, 'collection', 'collectedDateTime') || textAt(held?.json, 'collection', 'collectedPeriod', 'start')), report === null ? noMoment : observationMoment(report)].find((m) => m.date !== null) ?? noMoment;
    const assay = (report === null ? '' : conceptWords(at(report.json, 'code'))) || conceptWords(at(r.json, 'method')) || conceptWords(at(r.json, 'code'));
    const owner = owners.get(names[0] ?? '');
    if (names.length > 0 && owner !== undefined && owner.patient !== patient && !owner.told) {
      owner.told = true;
      problems.error('several_patients', `specimen ${shown(names[0]!)} would be of two patients, ${shown(owner.patient.names[0] ?? 'one without a name')} and ${shown(patient.names[0] ?? 'one without a name')}; correct the document, or send one for each`, { line: r.line });
    } else if (owner === undefined) owners.set(names[0] ?? '', { patient, told: false });
    const key = JSON.stringify([patient.names[0], names[0], collected.date, assay]);
    let draw = draws.get(key);
    if (draw === undefined) draws.set(key, (draw = { patient, names, collected, assay, specimenType: specimenSaid([conceptWords(at(held?.json, 'type')), ...conceptTexts(at(held?.json, 'type'))]), line: r.line, panel: [], findings: [], looked: false, pending: [], unnamed: [] }));
    return draw;
  };
  for (const r of resources.of('Observation')) {
    // A report that was withdrawn takes with it what it brought.
    const [own, ofReport] = [textAt(r.json, 'status'), textAt(reportFor(r)?.json, 'status')];
    const status = /^(?:entered-in-error|cancelled)$/.test(ofReport) && own !== 'entered-in-error' ? ofReport : own;
    const result = /^(?:final|amended|corrected|appended|unknown)?$/.test(status);
    if ((isRegion(r) || isOverall(r) || isVariant(r)) && incomplete.has(reportFor(r))) drawOf(r).pending.push('');
    if (isRegion(r)) {
      const partly = listAt(r.json, 'component').some((c) => conceptCodes(at(c, 'code')).includes('uncalled-regions'));
      if (partly) notes.add('sites_not_read', r.line, 'a region studied of which a part was not called: none of its genes counts as covered');
      else if (result) drawOf(r).panel.push(...genesOf(answersOf(r.json, unit)));
    } else if (isOverall(r) && !isVariant(r)) {
      if (result && presenceOf(presenceTexts(r.json)) === 'not_detected') drawOf(r).looked = true;
    } else if (isVariant(r)) {
      const found = findingOf(r, reportOf.get(r) ?? null, status, unit, notes, problems);
      const genes = genesOf(answersOf(r.json, unit));
      if (found === 'no result') {
        if (unfinished.test(status)) drawOf(r).pending.push(genes[0] ?? '');
        continue;
      }
      if (found === 'unnamed') drawOf(r).unnamed.push(...genes);
      if (found !== null && found !== 'unnamed' && 'leftOut' in found) {
        leftOut.push({ patient: patients.of(r), line: r.line, said: found });
        continue;
      }
      const draw = drawOf(r);
      draw.looked = true;
      // Under the same name of the observation a later file may correct it, its variant too.
      const name = identifiersOf(r)[0] ?? '';
      if (found !== null && found !== 'unnamed') draw.findings.push(name === '' ? found : { ...found, said: { ...found.said, extra: { ...found.said.extra, source_result: name } } });
    }
  }
  // What a report tells in words or as a picture is not read: it may be a finding.
  const inWords = (report: Resource): boolean => textAt(report.json, 'conclusion') !== '' || ['presentedForm', 'conclusionCode', 'result'].some((f) => at(report.json, f) !== undefined);
  for (const report of reports) if (isGenetic(report) && !inWords(report) && ![...reportOf.values()].includes(report) && /^(?:final|amended|corrected|appended)$/.test(textAt(report.json, 'status')) && draws.size === 0) drawOf(report).looked = true;
  if (draws.size === 0) for (const report of reports) if (isGenetic(report) && inWords(report)) notes.add('report_not_read', report.line, 'a report whose findings stand in words, in a file or in results that are not here: none of them is read. Send the results themselves (Observation 69548-6) with it');
  return [...draws.values()].filter((d) => d.looked);
}

/** Not yet a result. */
const unfinished = /^(?:registered|preliminary)$/;

/** `no result`: not yet one, or no more; `unnamed`: there is something, and not said what. */
function findingOf(r: Resource, report: Resource | null, status: string, unit: VafUnit | null, notes: Notes, problems: ProblemList): HealthFinding | LeftOut | 'no result' | 'unnamed' | null {
  if (unfinished.test(status)) {
    notes.add('preliminary_not_imported', r.line, `still ${status} and not imported: send the final report`);
    return 'no result';
  }
  const values = new Values(r.line, problems);
  const answers = answersOf(r.json, unit);
  const said = variantOf(answers, presenceTexts(r.json), r.line, values, notes);
  // No variant of the gene at all is one without a name too.
  if (said === null || values.failed) return values.failed || presenceOf(presenceTexts(r.json)) === 'not_detected' ? null : 'unnamed';
  const reported: Moment = [fhirMoment(textAt(r.json, 'issued')), fhirMoment(textAt(report?.json, 'issued'))].find((m) => m.date !== null) ?? noMoment;
  const corrected = /^(?:amended|corrected)$/.test(status);
  if ('leftOut' in said && (!corrected || isNameless(said))) return status === 'entered-in-error' ? 'no result' : said;
  const call = 'leftOut' in said ? rowOfLeftOut(said) : said;
  if (status === 'cancelled') {
    notes.add('cancelled_not_imported', r.line, 'cancelled: the variant is stored as failed, neither detected nor absent');
    return { line: r.line, said: { ...call, counts: null, vaf: null, status: 'failed_qc', extra: { reason: 'cancelled' } }, version: 1, reported };
  }
  if (!corrected && status !== 'entered-in-error') return { line: r.line, said: call, version: 1, reported };
  const when = reported.date === null ? fhirMoment(textAt(r.json, 'meta', 'lastUpdated')) : reported;
  if (when.date === null) notes.add('correction_undated', r.line, undated('neither issued nor meta.lastUpdated'));
  const version = correctionVersion(when);
  if (corrected) return { line: r.line, said: call, version, reported };
  notes.add('result_taken_back', r.line, 'entered in error: what was said of it before no longer counts, and nothing takes its place');
  return { line: r.line, said: { ...call, counts: null, vaf: null, status: 'failed_qc', extra: { taken_back: status } }, version, reported };
}

/** What was said of the variant as a whole: by the value, else by why there is none, or by its interpretation where no fraction says that it is there. */
function presenceTexts(r: Json): string[] {
  const value = [...conceptTexts(at(r, 'valueCodeableConcept')), textAt(r, 'valueString'), ...(at(r, 'valueBoolean') === undefined ? [] : [isTrue(at(r, 'valueBoolean')) ? 'present' : 'absent'])].filter((t) => t !== '');
  const measured = listAt(r, 'component').some((c) => conceptCodes(at(c, 'code')).includes(loinc.vaf) && quantityOf(c).value !== '');
  if (presenceOf(value) !== null || measured) return value;
  const interpretation = listAt(r, 'interpretation').flatMap(conceptCodes).map((c) => interpretations[c]).filter((t) => t !== undefined);
  return [...value, ...(at(r, 'dataAbsentReason') === undefined ? interpretation : ['no call'])];
}

/** HL7's code system ObservationInterpretation. */
const interpretations: Readonly<Record<string, string>> = { POS: 'present', DET: 'present', NEG: 'absent', ND: 'absent', IND: 'indeterminate', E: 'indeterminate' };

function answersOf(r: Json, unit: VafUnit | null): Answers {
  const of = (code: string): Json[] => listAt(r, 'component').filter((c) => conceptCodes(at(c, 'code')).includes(code));
  return {
    unitless: false, unit,
    all: (code) => of(code).flatMap((c) => [...conceptTexts(at(c, 'valueCodeableConcept')), textAt(c, 'valueString')]).filter((t) => t !== ''),
    names: (code) => of(code).map((c) => {
      const codings = [...listAt(c, 'valueCodeableConcept', 'coding')].sort((x, y) => Number(isHgnc(y)) - Number(isHgnc(x)));
      return [...codings.map((x) => textAt(x, 'display')), textAt(c, 'valueCodeableConcept', 'text'), ...codings.map((x) => textAt(x, 'code')), textAt(c, 'valueString')].filter((t) => t !== '');
    }),
    quantities: (code) => of(code).map(quantityOf),
  };
}

const isHgnc = (coding: Json): boolean => /genenames\.org/i.test(textAt(coding, 'system')) || /^HGNC:\d+$/i.test(textAt(coding, 'code'));

/** A quantity, a range (its start, marked as such), or a number in words. */
function quantityOf(component: Json): Quantity {
  const [quantity, range] = [at(component, 'valueQuantity'), at(component, 'valueRange')];
  if (quantity === undefined && range === undefined) return quantityIn(textAt(component, 'valueInteger') || textAt(component, 'valueString'), '');
  if (range !== undefined) {
    const [low, high] = [textAt(range, 'low', 'value'), textAt(range, 'high', 'value')];
    return { value: low, unit: unitOf(at(range, 'low')), bound: high === '' || low === high ? '' : `to ${high}, from` };
  }
  return quantityIn(textAt(quantity, 'value'), unitOf(quantity), textAt(quantity, 'comparator'));
}

/** The code counts before the words, unless one says a fraction and the other a percentage. */
function unitOf(quantity: Json | undefined): string {
  const [code, unit] = [textAt(quantity, 'code'), textAt(quantity, 'unit')];
  const contradict = (isFraction(code) && isPercent(unit)) || (isPercent(code) && isFraction(unit));
  return contradict ? `${code} / ${unit}` : code || unit;
}
