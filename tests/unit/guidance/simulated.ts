/** Simulated patients as the engine reads them. */
import { dayOfDate, emptyProfile, type Assessment, type Measurement, type Nosology, type PatientProfile, type PatientRecord, type TherapyClass, type TreatmentLine } from '@clonewatch/domain';
import type { CsvRow, SimulatedPatient } from '@clonewatch/simulate';

const num = (t: string | undefined): number | null => (t === undefined || t === '' ? null : Number(t));

function at(row: CsvRow, name: string): number | null {
  const date = row[`${name}_on`];
  return date ? dayOfDate(date) : num(row[`${name}_day`]);
}

function measurement(r: CsvRow): Measurement {
  const day = at(r, 'collected')!;
  return {
    specimenId: r.specimen_id!, day, knownDay: at(r, 'reported') ?? day, assay: r.assay!, assayVersion: r.assay_version!, gene: r.gene!, variant: r.variant!,
    reportedStatus: (r.status || null) as Measurement['reportedStatus'], countUnit: r.count_unit as Measurement['countUnit'], mutantCount: num(r.mutant_count),
    totalCount: num(r.total_count), wildtypeCount: num(r.wildtype_count), vafFraction: null, backgroundFraction: num(r.background), lodFraction: null,
    inputHge: num(r.input_hge), plasmaMl: num(r.plasma_ml), copiesPerMl: null, tumourFraction: null, wbcVafFraction: num(r.wbc_vaf), panel: null, resultVersion: 1,
  };
}

export function recordOf(p: SimulatedPatient): PatientRecord {
  const measurements = p.rows['series.csv'].map(measurement);
  const treatments = p.rows['treatments.csv'].map((r): TreatmentLine => ({
    regimen: r.regimen!, agents: r.agents!.split(';'), therapyClasses: r.therapy_class!.split(';') as TherapyClass[], startDay: at(r, 'started')!, stopDay: at(r, 'stopped'),
    bestResponse: (r.best_response || null) as TreatmentLine['bestResponse'], stopReason: (r.stop_reason || null) as TreatmentLine['stopReason'],
  }));
  const assessments = p.rows['assessments.csv'].map((r): Assessment => ({ day: at(r, 'assessed')!, kind: r.kind!, gene: '', variant: '', result: r.result!, unit: r.unit ?? '' }));
  const anchor = p.rows['series.csv'].find((r) => r.anchor)?.anchor;
  const specimens = [...new Map(measurements.map((m) => [m.specimenId, { specimenId: m.specimenId, day: m.day, knownDay: m.knownDay, specimenType: 'plasma' }])).values()];
  return {
    patientId: p.patientId, timeline: anchor ? { kind: 'days', anchor } : { kind: 'calendar' },
    profile: { ...emptyProfile, nosology: 'mcrc_ras_braf_wt', drawIntervalDays: num(p.rows['patients.csv'][0]!.draw_interval_days) },
    treatments, assessments, specimens, measurements, controls: [],
  };
}

/** A told story as the engine reads it, with what its files say of panel, tissue and profile. */
export function storyRecord(p: SimulatedPatient): PatientRecord {
  const record = recordOf(p);
  const row = p.rows['patients.csv'][0]!;
  const given = (name: string): string | null => row[name] || null;
  return {
    ...record,
    profile: {
      ...record.profile, nosology: row.nosology as Nosology, sidedness: given('sidedness') as PatientProfile['sidedness'], metastaticSites: given('metastatic_sites'), tissueRas: given('tissue_ras') as PatientProfile['tissueRas'],
      tissueBraf: given('tissue_braf') as PatientProfile['tissueBraf'], msi: given('msi') as PatientProfile['msi'], tissueDay: at(row, 'tissue'),
    },
    measurements: record.measurements.map((m, i) => ({ ...m, panel: p.rows['series.csv'][i]!.panel?.split(';') ?? null })),
    assessments: record.assessments.map((a, i) => ({ ...a, gene: p.rows['assessments.csv'][i]!.gene ?? '', variant: p.rows['assessments.csv'][i]!.variant ?? '' })),
  };
}
