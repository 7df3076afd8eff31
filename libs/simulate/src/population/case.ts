/** One simulated patient of a population: the record as the engine reads it, and the truth behind it. */
import { emptyProfile, type Assessment, type Measurement, type PatientProfile, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { regimens } from '../plan.js';
import { Random } from '../random.js';
import { courseOf, type Course } from './course.js';
import { dealPopulation, type PopulationPlan } from './deal.js';
import { drawsOf, type Draw } from './observe.js';
import type { PopulationRegime } from './settings.js';
import { truthOf, type PatientTruth } from './truth.js';

export interface SimulatedCase { readonly patientId: string; readonly record: PatientRecord; readonly truth: PatientTruth }

const specimenId = (patientId: string, d: Draw): string => `${patientId}-D${String(d.specimen).padStart(2, '0')}`;

function measurementsOf(patientId: string, plan: PopulationPlan, draws: readonly Draw[], origin: number): readonly Measurement[] {
  return draws.flatMap((d) => d.results.map((x): Measurement => {
    const v = plan.variants[x.variant]!;
    return {
      specimenId: specimenId(patientId, d), day: origin + d.day, knownDay: origin + x.reportedDay, assay: x.assay.name, assayVersion: x.assay.version, gene: v.gene, variant: v.variant,
      reportedStatus: x.status, countUnit: x.assay.unit, mutantCount: x.mutant, totalCount: x.total, wildtypeCount: x.wildtype, vafFraction: null, backgroundFraction: x.background,
      lodFraction: null, inputHge: d.hge, plasmaMl: d.plasmaMl, copiesPerMl: null, tumourFraction: null, wbcVafFraction: x.wbcVaf, panel: x.assay.panel, resultVersion: 1,
    };
  }));
}

/** Nothing that comes after the last draw is in the files. */
function treatmentsOf(course: Course, end: number, origin: number): readonly TreatmentLine[] {
  return course.lines.filter((l) => l.startDay <= end).map((l) => {
    const of = l.again ? regimens.again : l.antiEgfr ? regimens.first : regimens.between;
    const over = l.stopDay !== null && l.stopDay <= end;
    return {
      regimen: of.regimen, agents: [...of.agents], therapyClasses: [...of.classes], startDay: origin + l.startDay, stopDay: over ? origin + l.stopDay : null,
      bestResponse: over && l.bestResponse !== '' ? l.bestResponse : null, stopReason: over && l.stopReason !== '' ? l.stopReason : null,
    };
  });
}

/** Images, CEA at each draw, and the tissue result of the tumour's variants. */
function assessmentsOf(r: Random, plan: PopulationPlan, course: Course, draws: readonly Draw[], end: number, origin: number): readonly Assessment[] {
  const out: Assessment[] = [];
  if (plan.laboratory.tissueTested) {
    for (const v of plan.variants) if (v.kind === 'truncal' || v.kind === 'subclonal') out.push({ day: origin - 30, kind: 'tissue', gene: v.gene, variant: v.variant, result: 'positive', unit: '' });
  }
  for (const i of course.images.filter((x) => x.day <= end)) out.push({ day: origin + i.day, kind: 'imaging', gene: '', variant: '', result: i.result, unit: '' });
  for (const d of draws.filter((x) => x.trueDay >= 0)) {
    const value = 2 + 60 * (course.burden[d.trueDay - course.from] ?? 0) * plan.biology.baselineVaf * Math.exp(r.normal(0, 0.15));
    out.push({ day: origin + d.day, kind: 'cea', gene: '', variant: '', result: String(Number(value.toPrecision(3))), unit: 'ng/mL' });
  }
  return out;
}

function profileOf(r: Random, plan: PopulationPlan, origin: number): PatientProfile {
  return {
    ...emptyProfile, nosology: 'mcrc_ras_braf_wt', sex: r.chance(0.55) ? 'male' : 'female', birthYear: r.integer(1941, 1982),
    sidedness: r.weighted([['left', 0.65], ['rectum', 0.25], ['right', 0.1]] as const), metastaticSites: r.weighted([['liver', 0.5], ['liver;lung', 0.3], ['lung', 0.1], ['peritoneum', 0.1]] as const),
    tissueRas: 'ras_ext_wt', tissueBraf: 'wt', msi: 'mss', tissueDay: origin - r.integer(20, 60), drawIntervalDays: plan.laboratory.intervalDays,
  };
}

/** Patient `index` of a population; the same whatever the cohort's size. `origin`: the day on which the first line starts, days since 1970-01-01. */
export function simulateCase(seed: number, index: number, patientId: string, regime: PopulationRegime, firstDay: number): SimulatedCase {
  const r = new Random(seed, index);
  const origin = firstDay + r.integer(0, 364);
  const plan = dealPopulation(r, regime);
  const course = courseOf(plan);
  const draws = drawsOf(r, regime, plan, course);
  const end = Math.max(1, ...draws.map((d) => d.trueDay));
  const measurements = measurementsOf(patientId, plan, draws, origin);
  const specimens = draws.filter((d) => d.results.length > 0).map((d) => {
    const known = Math.min(...d.results.map((x) => x.reportedDay));
    return { specimenId: specimenId(patientId, d), day: origin + d.day, knownDay: origin + known, specimenType: 'plasma' };
  });
  return {
    patientId,
    record: {
      patientId, timeline: { kind: 'calendar' }, profile: profileOf(r, plan, origin), treatments: treatmentsOf(course, end, origin),
      assessments: assessmentsOf(r, plan, course, draws, end, origin), specimens, measurements, controls: [],
    },
    truth: truthOf(plan, course, draws, origin, (d) => specimenId(patientId, d)),
  };
}
