/** From a plan to one patient's rows in the exchange format, and the truth behind them. */
import { dateOfDay } from '@clonewatch/domain';
import { conditions, countVariant } from './counts.js';
import type { CsvRow, FileName } from './csv.js';
import { cloneTruths, trajectory, vafsOn, type Trajectory } from './model.js';
import type { AssayPlan, PatientPlan } from './plan.js';
import type { Random } from './random.js';

export interface SimulatedPatient { readonly patientId: string; readonly rows: Readonly<Record<FileName, readonly CsvRow[]>> }

const anchor = 'start of first line';
const num = (x: number, digits = 4): string => String(Number(x.toPrecision(digits)));

interface Tracked { readonly gene: string; readonly variant: string; readonly kind: 'truncal' | 'resistance' | 'chip' | 'absent'; readonly index: number }

function trackedOf(plan: PatientPlan): readonly Tracked[] {
  const of = (kind: Tracked['kind'], vs: readonly { gene: string; variant: string }[]): Tracked[] => vs.map((v, index) => ({ gene: v.gene, variant: v.variant, kind, index }));
  return [...of('truncal', plan.truncal), ...of('resistance', plan.clones), ...of('absent', plan.absent), ...of('chip', plan.decoys)];
}

/** Rows of a patient. `startDay`: the calendar day (days since 1970-01-01) of the first line's start; ignored for day-number patients. */
export function renderPatient(r: Random, patientId: string, plan: PatientPlan, startDay: number): SimulatedPatient {
  /** `{collected_on: …}` or `{collected_day: …}`. */
  const when = (name: string, day: number | null): CsvRow =>
    day === null ? {} : plan.dayNumbers ? { [`${name}_day`]: String(day) } : { [`${name}_on`]: dateOfDay(startDay + day) };
  const first = Math.min(0, ...plan.drawDays);
  const end = Math.max(1, ...plan.drawDays);
  const traj = trajectory(plan, first, end);
  const tracked = trackedOf(plan);
  return {
    patientId,
    rows: {
      'series.csv': seriesRows(r, patientId, plan, traj, tracked, when),
      'patients.csv': [{
        patient_id: patientId, nosology: 'mcrc_ras_braf_wt', sex: r.chance(0.55) ? 'male' : 'female', birth_year: String(r.integer(1941, 1982)),
        sidedness: r.weighted([['left', 0.6], ['rectum', 0.25], ['right', 0.15]] as const), metastatic_sites: r.weighted([['liver', 0.5], ['liver;lung', 0.3], ['lung', 0.1], ['peritoneum', 0.1]] as const),
        tissue_ras: 'ras_ext_wt', tissue_braf: 'wt', msi: 'mss', ...when('tissue', -r.integer(20, 60)), draw_interval_days: String(plan.intervalDays),
      }],
      'treatments.csv': plan.lines.filter((l) => l.startDay <= end).map((l) => {
        const over = l.stopDay !== null && l.stopDay <= end;
        return {
          patient_id: patientId, regimen: l.regimen, agents: l.agents.join(';'), therapy_class: l.classes.join(';'), ...when('started', l.startDay),
          ...(over ? { ...when('stopped', l.stopDay), best_response: l.bestResponse, stop_reason: l.stopReason } : {}),
        };
      }),
      'assessments.csv': assessmentRows(r, patientId, plan, traj, end, when),
      'truth.csv': truthRows(patientId, plan, traj, tracked, when),
    },
  };
}

type WhenOf = (name: string, day: number | null) => CsvRow;

function seriesRows(r: Random, patientId: string, plan: PatientPlan, traj: Trajectory, tracked: readonly Tracked[], when: WhenOf): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let logShedding = 0;
  plan.drawDays.forEach((day, i) => {
    const c = conditions(r, logShedding, plan.sheddingSd);
    logShedding = c.logShedding;
    const assay: AssayPlan = plan.assays[plan.switchAt !== null && i >= plan.switchAt ? 1 : 0]!;
    const truth = vafsOn(plan, traj, day);
    const failed = plan.failedDraws.has(i);
    // A flare after chemotherapy doubles the tumour signal of one draw.
    const flare = r.chance(0.05) ? 2 : 1;
    const reported = day + r.integer(4, 9);
    for (const v of tracked) {
      const tumour = v.kind === 'truncal' || v.kind === 'resistance';
      const decoy = v.kind === 'chip' ? plan.decoys[v.index]! : null;
      const vaf = v.kind === 'truncal' ? truth.truncal : v.kind === 'resistance' ? truth.clones[v.index]!
        : decoy ? decoy.vaf * Math.exp((decoy.driftPerMonth * day) / 30.4375) : 0;
      const own = Math.exp(r.normal(0, tumour ? plan.ownSd : 0.05));
      const counts = countVariant(r, assay, c.draw, vaf, tumour ? c.draw.shedding * flare * own : own);
      const base: CsvRow = {
        patient_id: patientId, specimen_id: `${patientId}-D${String(i + 1).padStart(2, '0')}`, ...when('collected', day), anchor: plan.dayNumbers ? anchor : '',
        assay: assay.name, assay_version: assay.version, gene: v.gene, variant: v.variant, specimen_type: 'plasma', input_hge: String(c.draw.hge),
        plasma_ml: String(c.draw.plasmaMl), ...when('reported', reported), count_unit: assay.unit,
      };
      if (failed) rows.push({ ...base, status: 'failed_qc', input_hge: '' });
      else if (assay.notCovered.includes(`${v.gene} ${v.variant}`)) rows.push({ ...base, status: 'not_covered' });
      else {
        rows.push({
          ...base, mutant_count: String(counts.mutant), total_count: String(counts.total), wildtype_count: counts.wildtype === null ? '' : String(counts.wildtype),
          background: num(assay.unit === 'molecules' ? assay.background : assay.background / Math.max(0.02, c.draw.hge / 20_000)),
          wbc_vaf: plan.wbcSequenced && i === 0 ? (decoy ? num(decoy.vaf * Math.exp(r.normal(0, 0.1))) : '0') : '',
        });
      }
    }
  });
  return rows;
}

/** Imaging every 8–12 weeks and CEA at each draw, both read off the true burden (PD: 20 % above the nadir). */
function assessmentRows(r: Random, patientId: string, plan: PatientPlan, traj: Trajectory, end: number, when: WhenOf): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  const burdenOn = (day: number): number => traj.sensitive[day - traj.from]! + traj.clones.reduce((s, c) => s + c[day - traj.from]!, 0);
  let nadir = 1;
  for (let day = r.integer(56, 84); day <= end; day += r.integer(56, 84)) {
    // Diameter goes with the cube root of the number of cells.
    const diameter = Math.cbrt(burdenOn(day));
    const result = diameter >= 1.2 * nadir ? 'PD' : diameter <= 0.7 ? 'PR' : 'SD';
    nadir = Math.min(nadir, diameter);
    rows.push({ patient_id: patientId, ...when('assessed', day), kind: 'imaging', result });
  }
  for (const day of plan.drawDays.filter((d) => d >= 0)) {
    rows.push({ patient_id: patientId, ...when('assessed', day), kind: 'cea', result: num(2 + 60 * burdenOn(day) * plan.baselineVaf * Math.exp(r.normal(0, 0.15)), 3), unit: 'ng/mL' });
  }
  return rows;
}

function truthRows(patientId: string, plan: PatientPlan, traj: Trajectory, tracked: readonly Tracked[], when: WhenOf): readonly CsvRow[] {
  const clones = cloneTruths(plan, traj);
  return tracked.map((v) => {
    const base = { patient_id: patientId, gene: v.gene, variant: v.variant, kind: v.kind };
    if (v.kind === 'truncal') return { ...base, peak_vaf: num(Math.max(...traj.sensitive.map((_, i) => vafsOn(plan, traj, traj.from + i).truncal))) };
    if (v.kind === 'chip') return { ...base, background_vaf: num(plan.decoys[v.index]!.vaf) };
    if (v.kind === 'absent') return { ...base, peak_vaf: '0' };
    const t = clones[v.index]!;
    return {
      ...base, ...when('onset', t.onsetDay), ...when('crossing', t.crossingDay), peak_vaf: num(t.peakVaf), doubling_days: num(t.clone.doublingDays), half_life_days: num(t.clone.halfLifeDays),
    };
  });
}
