/** A simulated case in the exchange format. Calendar dates throughout. */
import { dateOfDay } from '@clonewatch/domain';
import type { CsvRow, FileName } from '../csv.js';
import type { SimulatedCase } from './case.js';
import type { VariantTruth } from './truth.js';

const text = (x: number | string | null): string => (x === null ? '' : String(x));
const date = (day: number | null): string => (day === null ? '' : dateOfDay(day));
const number = (x: number | null): string => (x === null ? '' : Number.isFinite(x) ? String(Number(x.toPrecision(4))) : 'none');

export function caseRows(c: SimulatedCase): Readonly<Record<FileName, readonly CsvRow[]>> {
  const { record } = c;
  const patient_id = c.patientId;
  const { profile: p } = record;
  return {
    'series.csv': record.measurements.map((m) => ({
      patient_id, specimen_id: m.specimenId, collected_on: date(m.day), assay: m.assay, assay_version: m.assayVersion, gene: m.gene, variant: m.variant, specimen_type: 'plasma',
      mutant_count: text(m.mutantCount), total_count: text(m.totalCount), wildtype_count: text(m.wildtypeCount), count_unit: m.countUnit, status: text(m.reportedStatus),
      background: text(m.backgroundFraction), input_hge: text(m.inputHge), plasma_ml: text(m.plasmaMl), wbc_vaf: text(m.wbcVafFraction), reported_on: date(m.knownDay), panel: m.panel?.join(';') ?? '',
    })),
    'patients.csv': [{
      patient_id, nosology: text(p.nosology), sex: text(p.sex), birth_year: text(p.birthYear), sidedness: text(p.sidedness), metastatic_sites: text(p.metastaticSites),
      tissue_ras: text(p.tissueRas), tissue_braf: text(p.tissueBraf), msi: text(p.msi), tissue_on: date(p.tissueDay), draw_interval_days: text(p.drawIntervalDays),
    }],
    'treatments.csv': record.treatments.map((t) => ({
      patient_id, regimen: t.regimen, agents: t.agents.join(';'), therapy_class: t.therapyClasses.join(';'), started_on: date(t.startDay), stopped_on: date(t.stopDay),
      best_response: text(t.bestResponse), stop_reason: text(t.stopReason),
    })),
    'assessments.csv': record.assessments.map((a) => ({ patient_id, assessed_on: date(a.day), kind: a.kind, gene: a.gene, variant: a.variant, result: a.result, unit: a.unit })),
    'truth.csv': truthRows(c),
  };
}

function truthRows(c: SimulatedCase): readonly CsvRow[] {
  const { truth } = c;
  const specimens = (pick: (d: (typeof truth.draws)[number]) => boolean): string => truth.draws.filter(pick).map((d) => d.specimenId).join(';');
  const patient: CsvRow = {
    non_shedder: truth.nonShedder ? 'yes' : 'no', progression_on: date(truth.progressionDays[0] ?? null), swapped_specimens: specimens((d) => d.swapped),
    misdated_specimens: specimens((d) => d.misdated), diluted_specimens: specimens((d) => d.diluted),
  };
  return truth.variants.map((v) => ({
    patient_id: c.patientId, gene: v.gene, variant: v.variant, kind: v.kind, onset_on: v.kind.startsWith('resistance') ? date(v.onsetDay) : '', crossing_on: date(v.crossingDay),
    peak_vaf: v.kind === 'chip' || v.kind === 'germline' ? '' : number(v.peakVaf), doubling_days: number(v.doublingDays), half_life_days: number(v.halfLifeDays),
    background_vaf: hostVaf(v, truth.firstDay), contaminated_specimens: specimens((d) => d.contaminated.includes(`${v.gene} ${v.variant}`)), ...patient,
  }));
}

const hostVaf = (v: VariantTruth, firstDay: number): string => (v.kind === 'chip' || v.kind === 'germline' ? number(v.vafOn(firstDay)) : '');
