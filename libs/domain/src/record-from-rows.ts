import { dayOfDate, type Timeline } from './time.js';
import type { AssessmentRow, ControlRow, ParsedRow, PatientRow, SeriesRow, TreatmentRow, When } from './exchange.js';
import { isByBases, namedAlike, namesPlaces, placeOfVariant, readPlaces, type SaidPlace } from './places.js';
import { emptyProfile, type ControlSummary, type Measurement, type PatientProfile, type PatientRecord, type Specimen } from './record.js';

const day = (w: When): number => (w.kind === 'date' ? dayOfDate(w.date) : w.day);
const maybeDay = (w: When | null): number | null => (w === null ? null : day(w));

/** By code units, as the database's collation "C" orders plain text: no locale, the same everywhere. */
const compare = (a: string | number | null, b: string | number | null): number => (a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1);
const by = <T>(...keys: ((item: T) => string | number | null)[]) => (a: T, b: T): number => {
  for (const key of keys) {
    const c = compare(key(a), key(b));
    if (c !== 0) return c;
  }
  return 0;
};

/**
 * One patient's record from parsed rows, without a database: what `analyse` and `replay` evaluate. Rows of other patients
 * must not be among them; controls may. The order of rows does not matter; every version of a result is kept, for each was the truth until the next was known.
 */
export function recordFromRows(patientId: string, rows: readonly ParsedRow[]): PatientRecord {
  const series = rows.filter((r): r is SeriesRow => r.kind === 'series');
  const asked = series.some((r) => namesPlaces(r.panel) || isByBases(r.variant));
  const said: SaidPlace[] = asked ? series.filter((r) => r.variant !== '').map((r) => ({ ...r.supplied, gene: r.gene, variant: r.variant })) : [];
  const places = said.flatMap((r) => placeOfVariant(r.gene, r.variant, r) ?? []);
  const measurements = readPlaces(namedAlike(series.map(measurementOf), said), places).toSorted(
    by((m) => m.day, (m) => m.specimenId, (m) => m.assay, (m) => m.assayVersion, (m) => m.gene, (m) => m.variant, (m) => m.resultVersion));
  return {
    patientId, timeline: timelineOf(patientId, rows), profile: profileOf(rows.filter((r): r is PatientRow => r.kind === 'patient')),
    treatments: treatmentsOf(rows.filter((r): r is TreatmentRow => r.kind === 'treatment')),
    assessments: assessmentsOf(rows.filter((r): r is AssessmentRow => r.kind === 'assessment')),
    specimens: specimensOf(series, measurements), measurements, controls: controlsOf(rows.filter((r): r is ControlRow => r.kind === 'control'), measurements),
  };
}

/** Dates and day numbers never mix within a patient, whichever of the files says them. */
function timelineOf(patientId: string, rows: readonly ParsedRow[]): Timeline {
  const whens = rows.flatMap((r) => (r.kind === 'series' ? [r.collected] : r.kind === 'treatment' ? [r.started] : r.kind === 'assessment' ? [r.assessed]
    : r.kind === 'patient' ? [r.tissue, r.nextDraw, r.nextCycle] : [])).filter((w) => w !== null);
  if (!whens.some((w) => w.kind === 'day')) return { kind: 'calendar' };
  if (whens.some((w) => w.kind === 'date')) throw new RangeError(`patient ${patientId} has both calendar dates and day numbers`);
  const anchors = new Set(rows.flatMap((r) => (r.kind === 'series' && r.anchor !== null ? [r.anchor] : [])));
  if (anchors.size > 1) throw new RangeError(`day 0 of patient ${patientId} has several meanings: ${[...anchors].map((a) => `"${a}"`).join(', ')}`);
  return { kind: 'days', anchor: [...anchors][0] ?? '' };
}

function measurementOf(r: SeriesRow): Measurement {
  return {
    specimenId: r.specimenId, day: day(r.collected), knownDay: maybeDay(r.reported) ?? day(r.collected), assay: r.assay, assayVersion: r.assayVersion,
    gene: r.gene, variant: r.variant, reportedStatus: r.status, countUnit: r.countUnit, mutantCount: r.mutantCount, totalCount: r.totalCount,
    wildtypeCount: r.wildtypeCount, vafFraction: r.vafFraction, backgroundFraction: r.backgroundFraction, lodFraction: r.lodFraction, inputHge: r.inputHge,
    plasmaMl: r.plasmaMl, copiesPerMl: r.copiesPerMl, tumourFraction: r.tumourFraction, wbcVafFraction: r.wbcVafFraction, panel: r.panel,
    resultVersion: r.resultVersion,
  };
}

function specimensOf(series: readonly SeriesRow[], measurements: readonly Measurement[]): Specimen[] {
  const known = new Map<string, number>();
  for (const m of measurements) known.set(m.specimenId, Math.min(known.get(m.specimenId) ?? Infinity, m.knownDay));
  const specimens = new Map<string, Specimen>();
  for (const r of [...series].sort(by((s) => s.line))) {
    if (!specimens.has(r.specimenId)) {
      specimens.set(r.specimenId, { specimenId: r.specimenId, day: day(r.collected), knownDay: known.get(r.specimenId) ?? day(r.collected), specimenType: r.specimenType });
    }
  }
  return [...specimens.values()].sort(by((s) => s.day, (s) => s.specimenId));
}

/** Later rows say more: what one leaves empty stays as it was. */
function profileOf(rows: readonly PatientRow[]): PatientProfile {
  return [...rows].sort(by((r) => r.line)).reduce<PatientProfile>((p, r) => ({
    nosology: r.nosology ?? p.nosology, sex: r.sex ?? p.sex, birthYear: r.birthYear ?? p.birthYear, sidedness: r.sidedness ?? p.sidedness,
    metastaticSites: r.metastaticSites ?? p.metastaticSites, tissueRas: r.tissueRas ?? p.tissueRas, tissueBraf: r.tissueBraf ?? p.tissueBraf,
    msi: r.msi ?? p.msi, tissueDay: maybeDay(r.tissue) ?? p.tissueDay, drawIntervalDays: r.drawIntervalDays ?? p.drawIntervalDays,
    nextDrawDay: maybeDay(r.nextDraw) ?? p.nextDrawDay, nextCycleDay: maybeDay(r.nextCycle) ?? p.nextCycleDay,
  }), emptyProfile);
}

function treatmentsOf(rows: readonly TreatmentRow[]): PatientRecord['treatments'] {
  const lines = new Map([...rows].sort(by((r) => r.resultVersion ?? 1, (r) => r.line)).map((r) => [JSON.stringify([r.regimen, r.started]), r]));
  return [...lines.values()].filter((r) => !r.takenBack).map((r) => ({
    regimen: r.regimen, agents: r.agents, therapyClasses: r.therapyClasses, startDay: day(r.started), stopDay: maybeDay(r.stopped),
    bestResponse: r.bestResponse, stopReason: r.stopReason,
  })).sort(by((t) => t.startDay, (t) => t.regimen));
}

/** A corrected one counts in its last version; where no versions are numbered, two of one day are two. */
function assessmentsOf(all: readonly AssessmentRow[]): PatientRecord['assessments'] {
  const keyOf = (r: AssessmentRow): string => JSON.stringify([r.assessed, r.assessmentKind, r.gene, r.variant]);
  const last = new Map<string, number>();
  for (const r of all) last.set(keyOf(r), Math.max(r.resultVersion ?? 1, last.get(keyOf(r)) ?? 1));
  const rows = all.filter((r) => (r.resultVersion ?? 1) === last.get(keyOf(r)) && !r.takenBack);
  const unique = new Map(rows.map((r) => [JSON.stringify([r.assessed, r.assessmentKind, r.gene, r.variant, r.result, r.unit]), r]));
  return [...unique.values()].map((r) => ({
    day: day(r.assessed), kind: r.assessmentKind, gene: r.gene, variant: r.variant, result: r.result, unit: r.unit,
  })).sort(by((a) => a.day, (a) => a.kind, (a) => a.gene, (a) => a.variant, (a) => a.result, (a) => a.unit));
}

/** Blank reactions of the assays this patient was measured with, pooled; positive controls say nothing about the background. */
function controlsOf(rows: readonly ControlRow[], measurements: readonly Measurement[]): ControlSummary[] {
  const assays = new Set(measurements.map((m) => m.assay));
  const pooled = new Map<string, ControlSummary>();
  for (const r of rows) {
    if ((r.role !== 'ntc' && r.role !== 'blank') || !assays.has(r.assay)) continue;
    const key = JSON.stringify([r.assay, r.assayVersion, r.gene, r.variant, r.countUnit]);
    const p = pooled.get(key);
    pooled.set(key, {
      assay: r.assay, assayVersion: r.assayVersion, gene: r.gene, variant: r.variant, countUnit: r.countUnit, reactions: (p?.reactions ?? 0) + 1,
      mutantCount: (p?.mutantCount ?? 0) + r.mutantCount, totalCount: (p?.totalCount ?? 0) + r.totalCount,
      mutantSquares: (p?.mutantSquares ?? 0) + r.mutantCount ** 2,
    });
  }
  return [...pooled.values()].sort(by((c) => c.assay, (c) => c.assayVersion, (c) => c.gene, (c) => c.variant, (c) => c.countUnit));
}
