/**
 * What was known on a day. Results are known from `knownDay`; a stop, a response or an assessment later than the day is not known;
 * a line that has not begun is not known. That blood was drawn is known on the day of the draw, whenever the result comes.
 */
import { variantIdentity, variantKey, type Assessment, type Measurement, type PatientRecord, type Specimen, type TreatmentLine } from '@clonewatch/domain';
import { canonicalMeasurements, cmp } from './assemble.js';
import { drugClasses, ofClasses } from './catalogue/index.js';
import { controlsUnderOneName, underOneName } from './one-name.js';
import { remembered } from './remember.js';

/** A record in canonical order: the order and repetition of its rows no longer matter. */
export interface CanonicalRecord extends PatientRecord { readonly lastDay: number | null }

export function canonicalRecord(record: PatientRecord): CanonicalRecord {
  const supplied = canonicalMeasurements(record.measurements);
  const named = underOneName(supplied);
  const measurements = named === supplied ? supplied : canonicalMeasurements(named);
  const specimens = new Map<string, Specimen>();
  for (const s of [...record.specimens].sort((a, b) => a.day - b.day || cmp(a.specimenId, b.specimenId) || a.knownDay - b.knownDay)) {
    if (!specimens.has(s.specimenId)) specimens.set(s.specimenId, s);
  }
  for (const m of measurements) {
    if (!specimens.has(m.specimenId)) specimens.set(m.specimenId, { specimenId: m.specimenId, day: m.day, knownDay: m.knownDay, specimenType: '' });
  }
  const unique = <T>(items: readonly T[], key: (t: T) => number): readonly T[] => {
    const texts = new Map<string, T>(items.map((i) => [JSON.stringify(i), i]));
    return [...texts.entries()].sort((a, b) => key(a[1]) - key(b[1]) || cmp(a[0], b[0])).map((e) => e[1]);
  };
  const treatments = unique(record.treatments, (t) => t.startDay);
  const assessments = unique(record.assessments, (a) => a.day);
  const days = [
    ...measurements.flatMap((m) => [m.day, m.knownDay]), ...[...specimens.values()].map((s) => s.day),
    ...treatments.flatMap((t) => (t.stopDay === null ? [t.startDay] : [t.startDay, t.stopDay])), ...assessments.map((a) => a.day),
  ];
  return {
    ...record, measurements, controls: controlsUnderOneName(record.controls), treatments, assessments, lastDay: days.length > 0 ? Math.max(...days) : null,
    specimens: [...specimens.values()].sort((a, b) => a.day - b.day || cmp(a.specimenId, b.specimenId)),
  };
}

/** What can be known of these lines, by which of them have begun and ended: the same list as long as nothing new is known. */
const views = remembered((_: readonly TreatmentLine[]) => new Map<string, readonly TreatmentLine[]>());

/** A line that names a drug is a line of its class, whether the record states the class or not: one with cetuximab is none without anti-EGFR. */
function withNamedClasses(line: TreatmentLine): TreatmentLine {
  const missing = drugClasses.filter((c) => !line.therapyClasses.includes(c) && ofClasses({ classes: [c] }, line.agents).length > 0);
  return missing.length === 0 ? line : { ...line, therapyClasses: [...line.therapyClasses, ...missing] };
}

/** Lines as known on a day. */
export function linesKnown(lines: readonly TreatmentLine[], day: number): readonly TreatmentLine[] {
  const known = views(lines);
  const key = lines.map((l) => (l.startDay > day ? 0 : l.stopDay !== null && l.stopDay > day ? 1 : 2)).join('');
  let view = known.get(key);
  if (!view) {
    view = lines.filter((l) => l.startDay <= day).map((l) => withNamedClasses(l.stopDay !== null && l.stopDay > day ? { ...l, stopDay: null, bestResponse: null, stopReason: null } : l));
    known.set(key, view);
  }
  return view;
}

const saysProgression = (a: Pick<Assessment, 'kind' | 'result'>): boolean => /^(?:imaging|clinical)$/i.test(a.kind) && /^PD$/i.test(a.result.trim());

/**
 * The images and clinical notes that say progression of the patient, in the record's order, whatever the day. `PD` of another kind (one lesion, a tumour marker)
 * does not say it: trials and gate G5 count progression of the disease as a whole.
 */
export function progressionsSeen(record: Pick<PatientRecord, 'assessments'>): readonly Assessment[] {
  return record.assessments.filter(saysProgression);
}

/**
 * Days of progression on record (images, clinical notes, a line stopped for it) on the line begun last or since, that no result of tumour tissue has followed. `until`: the last day
 * that counts, null without a calendar.
 */
export function progressionsOpen(assessments: readonly Pick<Assessment, 'day' | 'kind' | 'result' | 'gene'>[], lines: readonly { readonly startDay: number; readonly stopDay: number | null; readonly stopReason: string | null }[], until: number | null): readonly number[] {
  const known = (day: number): boolean => until === null || day <= until;
  const begun = Math.max(-Infinity, ...lines.map((l) => l.startDay).filter(known));
  const tissue = Math.max(-Infinity, ...assessments.filter((a) => known(a.day) && a.gene !== '' && tissueMethod.test(a.kind)).map((a) => a.day));
  const stops = lines.flatMap((l) => (l.stopDay !== null && l.stopReason === 'progression' ? [l.stopDay] : []));
  return [...assessments.filter(saysProgression).map((a) => a.day), ...stops].filter((day) => known(day) && day >= begun && tissue < day).sort((a, b) => a - b);
}

/** Methods that examine tumour tissue, as kinds of assessment; `fish:liver` names the lesion. What blood shows is a measurement and no assessment. */
export const tissueMethod = /^(?:tissue|sanger|aso[_-]pcr|pcr|fish|cish|ihc)(?::|$)/i;

/** Keys of variants that tumour tissue had shown by a day. */
export function tissueKnown(record: PatientRecord, day: number): ReadonlySet<string> {
  return new Set(tissueDays(record, day).keys());
}

/** … and the day of the newest result that shows each. */
export function tissueDays(record: PatientRecord, day: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const a of record.assessments) {
    if (a.day > day || !tissueMethod.test(a.kind) || !/^(positive|detected|mutant)$/i.test(a.result.trim())) continue;
    const { gene, variant } = variantIdentity(a.gene, a.variant);
    // Copies or protein without a word of the change are no mutation.
    if (variant === '' && /^(?:fish|cish|ihc)/i.test(a.kind)) continue;
    const key = variantKey(gene, variant);
    found.set(key, Math.max(found.get(key) ?? a.day, a.day));
  }
  return found;
}

/** A draw's results becoming known; each is evaluated with this and everything before it. */
export interface DrawEvent { readonly knownDay: number; readonly day: number; readonly specimenId: string; readonly fresh: readonly Measurement[] }

/** In known order; results of several draws known on one day are taken one draw at a time, oldest draw first. */
export function drawEvents(record: CanonicalRecord, asOf: number): readonly DrawEvent[] {
  const events = new Map<string, { knownDay: number; day: number; specimenId: string; fresh: Measurement[] }>();
  for (const m of record.measurements) {
    const knownDay = Math.max(m.knownDay, m.day);
    if (knownDay > asOf) continue;
    const key = JSON.stringify([knownDay, m.specimenId]);
    const e = events.get(key);
    if (e) e.fresh.push(m); else events.set(key, { knownDay, day: m.day, specimenId: m.specimenId, fresh: [m] });
  }
  return [...events.values()].sort((a, b) => a.knownDay - b.knownDay || a.day - b.day || cmp(a.specimenId, b.specimenId));
}
