/** The orders of an ORU message: whose, of which specimen, and the observations under them, grouped by sub-ID. */
import { isBlood, isTissue, specimenSaid } from '../health/codes.js';
import { loinc } from '../health/variant.js';
import { hl7Moment, noMoment, type Moment } from '../health/moment.js';
import type { Message, Segment } from './message.js';

export interface Order {
  readonly line: number;
  readonly patient: Segment | null;
  readonly obr: Segment | null;
  readonly results: readonly Segment[];
  /** Names of the specimen, then of the order. */
  readonly names: readonly string[];
  readonly filler: string;
  readonly collected: Moment;
  readonly specimenType: string;
  /** Its specimens where they are of several kinds, and its days where OBR-7 and SPM-17 differ: what nobody can choose from. Else null. */
  readonly severalKinds: string | null;
  readonly severalDays: string | null;
  /** SPM-11 of a specimen that is no patient's; '' for all others. */
  readonly control: string;
  readonly assay: string;
}

interface Open { patient: Segment | null; obr: Segment | null; results: Segment[]; specimens: Segment[]; line: number }

/** HL7 table 0369: blind sample, calibrator, electronic control, proficiency of the organisation and of the operator, pool of patients, control, verifying calibrator. */
const controlRole = /^[BCEFLOQV]$/;
const typeOf = (specimen: Segment | null, ...more: string[]): string => specimenSaid([...[2, 1, 9, 5, 4].map((c) => specimen?.at(4, c) ?? ''), ...more]);
const kindOf = (type: string): string => (type === '' ? '' : isTissue(type) ? 'tissue' : isBlood(type) ? 'blood' : type);

/** PID, then for each OBR its OBX and the SPM that follows them. An order without a specimen of its own is on the message's. */
export function ordersOf(m: Message): Order[] {
  const open: Open[] = [];
  let patient: Segment | null = null;
  for (const s of m.segments) {
    if (s.name === 'PID') patient = s;
    else if (s.name === 'OBR') open.push({ patient, obr: s, results: [], specimens: [], line: s.line });
    else if (s.name === 'OBX') {
      if (open.length === 0) open.push({ patient, obr: null, results: [], specimens: [], line: s.line });
      open.at(-1)!.results.push(s);
    } else if (s.name === 'SPM' && open.length > 0) open.at(-1)!.specimens.push(s);
  }
  return open.map((o) => orderOf(o, open.filter((x) => x.patient === o.patient)));
}

function orderOf(o: Open, siblings: readonly Open[]): Order {
  const shared = siblings.flatMap((s) => s.specimens);
  const specimens = o.specimens.length > 0 ? o.specimens : shared.length === 1 ? shared : [];
  const specimen = specimens[0] ?? null;
  const filler = o.obr?.at(3) ?? '';
  // EIP: placer's number ^ filler's number, each with its parts after &.
  const own = specimens.flatMap((s) => [s.at(2, 2), s.at(2, 1), s.at(30)].map((t) => t.split(s.marks.sub)[0]!));
  const types = [...new Set(specimens.map((s) => typeOf(s)))];
  const stated = [...new Set([o.obr?.at(7), specimen?.at(17)].flatMap((t) => hl7Moment(t ?? '').date ?? []))];
  const orders = [...siblings.map((s) => s.obr?.at(3) ?? ''), ...siblings.map((s) => s.obr?.at(2) ?? '')];
  const names = [...new Set([...own, ...(filler === '' ? [] : [siblings[0]?.obr?.at(3) ?? '', filler]), ...orders])].filter((n) => n !== '');
  // The day of another order is this one's only where all the others have the same: a message may hold two draws.
  const days = new Set(siblings.map((s) => hl7Moment(s.obr?.at(7) ?? '').date).filter((d) => d !== null));
  const times = [o.obr?.at(7), specimen?.at(17), ...(days.size === 1 && o.results.every((r) => [null, [...days][0]].includes(hl7Moment(r.at(14)).date)) ? [[...days][0]!.replaceAll('-', '')] : []), ...o.results.map((r) => r.at(14))].map((t) => hl7Moment(t ?? ''));
  return {
    line: o.line, patient: o.patient, obr: o.obr, results: o.results, names, filler, collected: times.find((t) => t.date !== null) ?? noMoment,
    specimenType: typeOf(specimen, o.obr?.at(15, 1) ?? ''), severalKinds: new Set(types.map(kindOf)).size > 1 ? types.join('; ') : null, severalDays: stated.length > 1 ? stated.join('; ') : null,
    control: specimens.length > 0 && specimens.every((s) => controlRole.test(s.at(11))) ? specimen!.at(11) : '',
    assay: [o.obr?.at(4, 2), o.obr?.at(4, 5), o.obr?.at(4, 1)].find((t) => t !== undefined && t !== '') ?? '',
  };
}

export interface Group {
  readonly line: number;
  readonly segments: readonly Segment[];
  /** It tells of a variant, and not only of what was looked at. */
  readonly variant: boolean;
  /** It tells whether anything was found at all. */
  readonly overall: boolean;
}

const naming: readonly string[] = [loinc.coding, loinc.protein, loinc.genomic, loinc.assessment, loinc.vaf, loinc.alt, loinc.change, loinc.copies];
const codeOf = (s: Segment): string[] => [s.at(3), s.at(3, 4)];
const tells = (segments: readonly Segment[]): boolean => segments.some((s) => codeOf(s).some((c) => naming.includes(c)));

/** OBX-4 as text (`2a`), or from v2.8.2 on its parts: the text, else the group (OG.2), for the sequence (OG.3) only orders what is in it. */
export const subIdOf = (s: Segment): string => s.at(4) || s.at(4, 2);

/** One group a sub-ID (`2a`); parts of one that name nothing themselves (`2a.b`) belong to it. */
export function groupsOf(results: readonly Segment[]): Group[] {
  const bySub = new Map<string, Segment[]>();
  for (const s of results) bySub.set(subIdOf(s), [...(bySub.get(subIdOf(s)) ?? []), s]);
  for (const [sub, segments] of bySub) {
    const parent = sub.includes('.') ? bySub.get(sub.slice(0, sub.lastIndexOf('.'))) : undefined;
    if (parent === undefined || tells(segments)) continue;
    parent.push(...segments);
    bySub.delete(sub);
  }
  return [...bySub.values()].map(inForce).map((segments) => ({ line: segments[0]!.line, segments, variant: tells(segments), overall: segments.some((s) => codeOf(s).includes('51968-6')) }));
}

/** Corrected (C) or, in the words of v2.9, amended (A). */
export const isCorrection = (status: string): boolean => status === 'C' || status === 'A';

/** Of two answers to one question the correction (C) counts, and none after a deletion (D, W); where all were deleted, the deletions themselves. */
function inForce(segments: Segment[]): Segment[] {
  if (!segments.some((s) => /^[ACDW]$/.test(s.at(11)))) return segments;
  const kept: Segment[] = [];
  for (const s of segments) {
    if (/^[ACDW]$/.test(s.at(11))) kept.splice(0, kept.length, ...kept.filter((k) => k.at(3) !== s.at(3)));
    if (!/^[DW]$/.test(s.at(11))) kept.push(s);
  }
  return kept.length > 0 ? kept : segments.filter((s) => /^[DW]$/.test(s.at(11)));
}

/** Has a group the name of its variant? A correction may repeat only what it corrects. */
export const isNamed = (g: Group): boolean => g.segments.some((s) => codeOf(s).some((c) => c === loinc.coding || c === loinc.protein || c === loinc.genomic || c === loinc.alt || c === loinc.change || c === loinc.copies));

/** A group with what an earlier message said of the same variant and it does not say again. */
export const completed = (g: Group, earlier: Group): Group => ({ ...g, segments: [...earlier.segments.filter((e) => !g.segments.some((s) => s.at(3) === e.at(3))), ...g.segments] });
