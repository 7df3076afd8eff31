/** HL7 v2 ORU^R01: OBX observations with LOINC codes, grouped into variants by their sub-ID (OBX-4); tumour markers; corrections by result status (OBX-11). */
import { canonicalVariant, type VafUnit } from '@clonewatch/domain';
import { markerOf, responseOf, responseQuestions } from '../health/codes.js';
import { correctionVersion, hl7Moment, noMoment, undated, type Moment } from '../health/moment.js';
import { healthReader, type HealthDocument } from '../health/reader.js';
import type { HealthAssessment, HealthDraw, HealthFinding, HealthLeftOut, HealthPatient, HealthRecord } from '../health/record.js';
import { genesOf, isNameless, loinc, presenceOf, quantityIn, rowOfLeftOut, variantOf, type Answers, type Quantity } from '../health/variant.js';
import type { Notes } from '../ngs/notes.js';
import type { LeftOut } from '../ngs/origin.js';
import { Values } from '../ngs/values.js';
import { parseNumber } from '../csv/number.js';
import { shown, type ProblemList } from '../problems.js';
import { messagesOf, type Message, type Segment } from './message.js';
import { completed, groupsOf, isCorrection, isNamed, ordersOf, subIdOf, type Group, type Order } from './orders.js';

const hl7: HealthDocument = {
  id: 'hl7-oru',
  what: 'an HL7 v2 report',
  // eslint-disable-next-line no-control-regex
  sniff: (head) => /^[\s\u000b]*(?:MSH[^A-Za-z0-9\s]|FHS[^A-Za-z0-9\s]|BHS[^A-Za-z0-9\s]|OBX\|\d+\|[A-Z]{2,3}\||(?:PID|OBR)\|\d*\|)/.test(head),
  swappable: '81258-6 and 82121-5',
  parse,
};
export const hl7Reader = healthReader(hl7);

function parse(text: string, notes: Notes, problems: ProblemList, unit: VafUnit | null): HealthRecord | null {
  const messages = messagesOf(text, (line, what) => problems.error('bad_segment', 'this line is no HL7 segment: a segment begins with three capitals and the field separator, and a line break within a value is written \\.br\\', { line, value: what }));
  const reports = messages.filter((m) => m.header === null || isReport(m, notes));
  if (reports.length === 0 && !problems.failed) {
    const first = messages[0]?.header ?? null;
    problems.error('not_a_report', first === null ? 'the file holds no message' : `the file holds no result message (ORU^R01); its first message is ${shown(first.all(9).join('^'))}`, { line: first?.line ?? 1 });
    return null;
  }
  const record: Building = { patients: new Map(), draws: [], leftOut: [], assessments: new Map(), groups: new Map(), preliminary: new Map(), versions: new Map(), held: new Map(), unit };
  for (const m of inOrder(reports)) readMessage(m, record, notes, problems);
  return { patients: [...record.patients.values()], draws: record.draws, leftOut: record.leftOut, treatments: [], assessments: [...record.assessments.values()] };
}

/** A correction after what it corrects, in whatever order a batch has them; as they stand where a message does not say when it was made. */
function inOrder(messages: readonly Message[]): readonly Message[] {
  const sent = (m: Message): string => /^\d{8,14}/.exec(m.header?.at(7) ?? '')?.[0].padEnd(14, '0') ?? '';
  return messages.some((m) => sent(m) === '') ? messages : [...messages].sort((a, b) => (sent(a) < sent(b) ? -1 : sent(a) > sent(b) ? 1 : 0));
}

function isReport(m: Message, notes: Notes): boolean {
  const report = m.header!.at(9) === 'ORU';
  if (!report) notes.add('message_not_imported', m.header!.line, `${shown(m.header!.all(9).join('^'))} is no result message (ORU^R01) and not imported`);
  return report;
}

interface Building { patients: Map<string, HealthPatient>; draws: HealthDraw[]; leftOut: HealthLeftOut[]; assessments: Map<string, HealthAssessment>; groups: Map<string, Group>; readonly preliminary: Map<string, Group>; readonly versions: Map<string, number>; readonly held: Map<string, { readonly pending: string[]; readonly gene: string }>; readonly unit: VafUnit | null }

function readMessage(m: Message, record: Building, notes: Notes, problems: ProblemList): void {
  const sent = hl7Moment(m.header?.at(7) ?? '');
  for (const order of ordersOf(m)) {
    if (order.control !== '') {
      notes.add('control_not_imported', order.line, `of a specimen that is no patient's (SPM-11 ${order.control}), not imported`);
      continue;
    }
    const patient = patientOf(order.patient, m, record, problems);
    const draw = drawOf(order, patient, sent, record, notes, problems);
    if (draw !== null) record.draws.push(draw);
    for (const obx of order.results) {
      const found = assessmentOf(obx, order, patient, [hl7Moment(order.obr?.at(22) ?? ''), sent].find((x) => x.date !== null) ?? noMoment, notes, problems);
      if (found === null) continue;
      // A correction takes the place of what an earlier message of this file, or an earlier file, said of the same test.
      record.assessments.set(JSON.stringify([patient.names[0], order.filler, found.kind, found.on.date]), found);
    }
  }
}

function patientOf(pid: Segment | null, m: Message, record: Building, problems: ProblemList): HealthPatient {
  const ids = (pid?.repetitions(3) ?? []).map((r) => pid!.components(r)).filter((c) => (c[0] ?? '') !== '');
  // Of several numbers the medical record number is the patient's, then one of the laboratory's own; before v2.3 it stood in PID-2.
  const old = ids.length === 0 ? pid?.at(2) ?? '' : '';
  const names = [...new Set([...[...ids.filter((c) => c[4] === 'MR'), ...ids.filter((c) => c[4] === 'PI' || c[4] === 'PT'), ...ids].map((c) => c[0]!), old])].filter((n) => n !== '');
  // Two patients without a number are two patients.
  const key = names[0] ?? `\u0000${pid?.line ?? m.header?.line ?? 1}`;
  let patient = record.patients.get(key);
  if (patient !== undefined && pid !== null && anotherPerson(patient, pid)) {
    problems.error('conflicting_values', `the number ${shown(key)} is of two people here: this PID has another sex or day of birth than the one in line ${patient.line}; correct the numbers, or send one patient a file with a manifest`, { line: pid.line, field: 'PID-3', value: key });
  }
  if (patient === undefined) {
    const born = /^(\d{4})(\d{2})?(\d{2})?/.exec(pid?.at(7) ?? '')?.slice(1).filter((p) => p !== undefined && p !== '').join('-') ?? '';
    record.patients.set(key, (patient = { names, sex: pid?.at(8) ?? '', born, line: pid?.line ?? m.header?.line ?? 1 }));
  }
  return patient;
}

/** Sex and birth, where both PIDs tell them whole, are not those of one person. */
function anotherPerson(p: HealthPatient, pid: Segment): boolean {
  const [sex, born] = [pid.at(8), pid.at(7).slice(0, 8).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')];
  return (/^[MF]$/.test(sex) && /^[MF]$/.test(p.sex) && sex !== p.sex) || (born.length === 10 && p.born.length === 10 && born !== p.born);
}

/** OBX-11 and OBR-25: results that are not yet, or no longer, results. */
const notYet = /^[PIRSO]$/;
/** Final, and the values not sent again (U of table 0085). */
const isFinalised = (g: Pick<Group, 'segments'>): boolean => g.segments.some((s) => s.at(11) === 'U');
const valuesOf = (g: Group): Group => ({ ...g, segments: g.segments.filter((s) => s.raw(5) !== '') });
const isTakenBack = (obx: Segment): boolean => /^[DW]$/.test(obx.at(11));

function drawOf(order: Order, patient: HealthPatient, sent: Moment, { groups: earlier, preliminary, versions, held, leftOut, unit }: Building, notes: Notes, problems: ProblemList): HealthDraw | null {
  const groups = groupsOf(order.results.filter((s) => s.at(11) !== 'N'));
  const [findings, replaced, panel, pending, unnamed] = [[] as HealthFinding[], [] as HealthFinding[], [] as string[], [] as string[], [] as string[]];
  const reported = [hl7Moment(order.obr?.at(22) ?? ''), sent].find((x) => x.date !== null) ?? noMoment;
  let looked = false;
  for (const s of order.results) if (s.at(11) === 'N' && groupsOf([s])[0]!.variant) notes.add('preliminary_not_imported', s.line, 'with the result status N (it was not asked for), not imported');
  for (const said of groups) {
    const number = order.filler || (order.obr?.at(2) ?? '');
    const key = JSON.stringify([patient.names[0] ?? patient.line, number, order.assay, subIdOf(said.segments[0]!)]);
    // Without a number of the order nobody knows what an earlier one said.
    const before = number === '' ? undefined : earlier.get(key);
    // U: what was sent as preliminary is final as it was sent.
    const draft = number === '' || !isFinalised(said) ? undefined : preliminary.get(key);
    const group = draft !== undefined ? completed(valuesOf(said), draft) : before !== undefined && said.variant && !isNamed(said) ? completed(said, before) : said;
    const status = statusOf(draft === undefined ? group : said, order);
    if (group.variant && notYet.test(status)) preliminary.set(key, group);
    if (draft === undefined && group.variant && isFinalised(group) && [loinc.vaf, loinc.copies, loinc.change, loinc.assessment].every((c) => answersOf(valuesOf(group), unit).all(c).length === 0)) {
      notes.add('preliminary_not_imported', group.line, 'with the result status U: final, without sending again the values that were sent as preliminary. Preliminary results are not imported, so there are none: send both messages in one file, or the result with its values');
      pending.push(genesOf(answersOf(group, unit))[0] ?? '');
      continue;
    }
    if (group.variant && !notYet.test(status)) {
      earlier.set(key, group);
      // What an earlier message of the file had as preliminary is final now.
      const waiting = held.get(key);
      waiting?.pending.splice(waiting.pending.indexOf(waiting.gene), 1);
      held.delete(key);
    }
    if (group.overall) looked ||= nothingSeen(group, order, notes);
    if (!group.variant) {
      panel.push(...genesOf(answersOf(group, unit)));
      continue;
    }
    if (notYet.test(status)) {
      notes.add('preliminary_not_imported', group.line, `with the result status ${status} (${status === 'P' ? 'preliminary' : 'not yet complete'}), not imported: send the final result`);
      const gene = genesOf(answersOf(group, unit))[0] ?? '';
      pending.push(gene);
      if (number !== '') held.set(key, { pending, gene });
      continue;
    }
    if (/^[CW]$/.test(status) && !isNamed(group)) {
      problems.error('unsupported_allele', `a result with the status ${status} does not say of which variant it is, and the file holds no earlier message of that order (OBR-3) and sub-ID (OBX-4): what it corrects would stand uncorrected. Send gene and variant with it, or both messages in one file`, { line: group.line, field: 'OBX-4', value: group.segments[0]!.raw(4) });
      continue;
    }
    const finding = findingOf(group, status, reported, unit, notes, problems);
    if (finding !== null && 'leftOut' in finding) {
      if (!/^[XW]$/.test(status)) leftOut.push({ patient, line: group.line, said: finding });
      continue;
    }
    looked = true;
    if (finding === null) {
      // No variant of the gene at all is one without a name too.
      const answers = answersOf(group, unit);
      if (presenceOf(answers.all(loinc.assessment)) !== 'not_detected') unnamed.push(...genesOf(answers));
      continue;
    }
    const last = versions.get(key) ?? 1;
    if (/^[CW]$/.test(status) && reported.minutes === 0) notes.add('correction_undated', group.line, undated('neither OBR-22 nor MSH-7'));
    // Corrections that do not say when they were made count as they stand.
    const dated = status === 'F' || status === 'X' || reported.minutes > 0 ? finding : { ...finding, version: Math.max(finding.version, last + 1) };
    versions.set(key, Math.max(last, dated.version));
    // Under the same number of its order and sub-ID a later file may correct it, its name too.
    findings.push(number === '' ? dated : { ...dated, said: { ...dated.said, extra: { ...dated.said.extra, source_result: `${number} ${subIdOf(said.segments[0]!)}`.trim() } } });
    if (status === 'C' && before === undefined) {
      notes.add('corrected_name_may_stand', group.line, number === '' ? 'corrected (C), without a number of the order (OBR-3): if the name of the variant was wrong, the wrong one still stands. Send both messages in one file, or retract the wrong result by hand'
        : 'corrected (C), and what they correct is in no message of this file: a result of another name that an earlier file brought under this order (OBR-3) and sub-ID (OBX-4) is taken back with it; should the wrong one stand under another, retract it by hand');
    }
    // A corrected name takes the place of the wrong one, which then was never found.
    const wrong = status === 'C' && before !== undefined && group === said ? findingOf(before, 'W', reported, unit, notes, problems) : null;
    if (wrong !== null && !('leftOut' in wrong) && isOther(wrong, finding)) replaced.push({ ...wrong, version: dated.version });
  }
  // Unless the message says it again, under another sub-ID.
  findings.push(...replaced.filter((w) => findings.every((f) => isOther(f, w))));
  if (!looked) return null;
  return {
    patient, names: order.names, collected: order.collected, assay: order.assay, specimenType: order.specimenType, line: order.line, panel, findings, looked, pending, unnamed, severalKinds: order.severalKinds, severalDays: order.severalDays,
  };
}

/** An overall "negative" that is a final result: what is preliminary, cancelled or taken back says of no variant that it was absent. */
function nothingSeen(group: Group, order: Order, notes: Notes): boolean {
  const status = statusOf(group, order);
  if (/^[XW]$/.test(status) || notYet.test(status)) {
    notes.add('preliminary_not_imported', group.line, `an overall interpretation with the result status ${status}, which is no result: not imported`);
    return false;
  }
  const said = group.segments.filter((s) => codedAs(s, '51968-6')).flatMap((s) => s.all(5));
  if (presenceOf(said) === null && said.length > 0) notes.add('assessment_not_imported', group.line, `the overall interpretation ${shown(said.join(' '))} is neither "positive" nor "negative": by itself it says of no variant that it was not detected`);
  return presenceOf(said) === 'not_detected';
}

/** Two variants by the name of their protein or coding change; where one has no such name, the same. */
function isOther(a: HealthFinding, b: HealthFinding): boolean {
  return (['hgvsP', 'hgvsC'] as const).some((k) => {
    const [x, y] = [canonicalVariant(a.said.said?.[k] ?? ''), canonicalVariant(b.said.said?.[k] ?? '')];
    return x !== null && y !== null && x !== y;
  }) || (a.said.said !== null && b.said.said !== null && a.said.said.gene !== '' && b.said.said.gene !== '' && a.said.said.gene !== b.said.said.gene);
}

/** One status for a variant: taken back if any part is, corrected if any part is. */
function statusOf(group: Group, order: Order): string {
  const all = group.segments.map((s) => s.at(11)).filter((s) => s !== '');
  const order25 = order.obr?.at(25) ?? '';
  if (all.length > 0 && all.every((s) => s === 'D' || s === 'W')) return 'W';
  const known = ['X', 'C', 'P', 'I', 'R', 'S', 'O'].find((s) => all.includes(s));
  if (known === undefined && all.length === 0 && (notYet.test(order25) || order25 === 'X')) return order25;
  return known ?? (isCorrection(order25) || all.some((s) => /^[ADW]$/.test(s)) ? 'C' : 'F');
}

function findingOf(group: Group, status: string, reported: Moment, unit: VafUnit | null, notes: Notes, problems: ProblemList): HealthFinding | LeftOut | null {
  const values = new Values(group.line, problems);
  const live = status === 'W' ? group : { ...group, segments: group.segments.filter((s) => !isTakenBack(s)) };
  const answers = answersOf(live, unit);
  const found = variantOf(answers, answers.all(loinc.assessment), group.line, values, notes);
  if (found === null || values.failed) return null;
  if ('leftOut' in found && (status !== 'C' || isNameless(found))) return found;
  const said = 'leftOut' in found ? rowOfLeftOut(found) : found;
  const empty = { ...said, counts: null, vaf: null, status: 'failed_qc' as const };
  if (status === 'X') return { line: group.line, said: { ...empty, extra: { reason: 'no result could be obtained' } }, version: 1, reported };
  if (status === 'W') {
    notes.add('result_taken_back', group.line, 'taken back by the laboratory: what was said of it before no longer counts, and nothing takes its place');
    return { line: group.line, said: { ...empty, extra: { taken_back: group.segments[0]!.at(11) } }, version: correctionVersion(reported), reported };
  }
  return { line: group.line, said, version: status === 'C' ? correctionVersion(reported) : 1, reported };
}

const codedAs = (obx: Segment, code: string): boolean => obx.at(3) === code || obx.at(3, 4) === code;
const nameOf = (obx: Segment): string => `${obx.at(3, 2)} ${obx.at(3, 5)}`.trim();
/** By its LOINC code; the fraction, which laboratories often send under a code of their own, also by its name. */
const coded = (obx: Segment, code: string): boolean => codedAs(obx, code) || (code === loinc.vaf && ![obx.at(3, 3), obx.at(3, 6)].includes('LN') && /\ballel\w*\s+(?:frequency|fraction)\b|^VAF\b/i.test(nameOf(obx)));

function answersOf(group: Pick<Group, 'segments'>, unit: VafUnit | null): Answers {
  const of = (code: string): Segment[] => group.segments.filter((s) => coded(s, code));
  return {
    unitless: true, unit,
    all: (code) => of(code).flatMap((s) => s.all(5)),
    names: (code) => of(code).flatMap((s) => s.repetitions(5).map((r) => s.components(r))).map((c) => [c[1], c[0], c[4], c[3], c[8]].filter((t): t is string => t !== undefined && t !== '')),
    quantities: (code) => of(code).flatMap((s) => s.repetitions(5).map((r) => quantityOf(s, s.components(r)))),
  };
}

/** A structured number (SN) begins with its comparator, a range (NR) with its start. The unit stands in OBX-6, as a code or in words. */
function quantityOf(obx: Segment, parts: readonly string[]): Quantity {
  // "VAF (%)" says it in the name.
  const unit = [1, 2, 4, 5].map((c) => obx.at(6, c)).find((t) => t !== '') ?? (coded(obx, loinc.vaf) && /%|\bpercent/i.test(nameOf(obx)) ? '%' : '');
  const type = obx.at(2);
  const [first = '', second = '', mark = '', last = ''] = parts;
  if (type === 'SN' && second !== '') return quantityIn(second, unit, mark !== '' || last !== '' ? `to ${last}, from` : first === '=' ? '' : first);
  if (type === 'NR') return quantityIn(first, unit, second === '' || second === first ? '' : `to ${second}, from`);
  return quantityIn(parts.find((p) => /\d/.test(p)) ?? '', unit);
}

function assessmentOf(obx: Segment, order: Order, patient: HealthPatient, reported: Moment, notes: Notes, problems: ProblemList): HealthAssessment | null {
  const codes = [obx.at(3), obx.at(3, 4)];
  const name = obx.at(3, 2) || obx.at(3, 5);
  const marker = markerOf(codes, name);
  if (marker === null && !codes.some((c) => responseQuestions.includes(c))) return null;
  const status = obx.at(11) || (order.obr?.at(25) ?? '');
  if (notYet.test(status) || /^[XN]$/.test(status)) {
    notes.add('assessment_not_imported', obx.line, `${marker ?? 'response'} with the result status ${status}, not imported`);
    return null;
  }
  const on = [hl7Moment(obx.at(14)), order.collected].find((m) => m.date !== null) ?? noMoment;
  if (on.date === null) {
    problems.error('missing_date', `${shown(name)} has no day: neither OBX-14, OBR-7 nor SPM-17 holds one`, { line: obx.line, field: 'OBX-14', value: obx.raw(14) });
    return null;
  }
  if (order.severalDays !== null && hl7Moment(obx.at(14)).date === null) {
    problems.error('conflicting_values', `${shown(name)} has two days: the order (OBR-7) and the specimen (SPM-17) say ${order.severalDays}; write the right one in OBX-14, or correct one of them`, { line: obx.line, field: 'OBX-14', value: order.severalDays });
    return null;
  }
  const takenBack = isTakenBack(obx);
  const common = { patient, line: obx.line, on, gene: '', variant: '', takenBack, version: takenBack || isCorrection(status) ? correctionVersion(reported) : 1 };
  if (marker === null) {
    const response = responseOf(obx.all(5), obx.all(5).join(' '));
    return obx.raw(5) === '' ? null : { ...common, kind: 'clinical', result: response ?? obx.at(5, 2), unit: '' };
  }
  if (takenBack && obx.raw(5) === '') return { ...common, kind: marker, result: 'taken back', unit: obx.at(6) };
  // A range or a ratio (SN.3, SN.4) is no number.
  const written = obx.at(2) === 'SN' ? obx.components(obx.raw(5)).join('') : obx.at(5);
  const number = /^([<>]=?)?\s*(\S+)$/.exec(written.replace(/^=/, ''));
  if (number === null || parseNumber(number[2]!) === null) {
    problems.error('bad_number', `${shown(name)} "${shown(written)}" is no number; < or > may stand before it, the unit belongs into OBX-6`, { line: obx.line, field: 'OBX-5', value: written });
    return null;
  }
  return { ...common, kind: marker, result: `${number[1] ?? ''}${number[2]!}`, unit: obx.at(6) };
}
