/** Made-up patients for the page's benchmark: any number of variants and draws, all kinds of readings in them, the same bytes every time. */
import type { PatientSummary, WirePoint } from '@clonewatch/contracts';
import type { TrajectoryView, ViewClone, ViewSeries } from '@clonewatch/charts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';

const firstDay = dayOfDate('2020-01-08');
const interval = 14;
const roles = ['resistance', 'truncal', 'resistance', 'sensitising', 'other', 'chip'] as const;
/** A number between 0 and 1 that looks random (Mulberry32's mixing of the two indices). */
function shuffled(a: number, b: number): number {
  let t = (Math.imul(a + 1, 0x6d2b79f5) ^ Math.imul(b + 1, 0x9e3779b9)) >>> 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

function reading(v: number, d: number): WirePoint {
  const day = firstDay + d * interval;
  const total = 3000 + Math.floor(shuffled(v, d) * 2000);
  const expected = 3e-4 * 10 ** (1.2 * Math.sin(v + d / 7) + 1.3 * shuffled(v, 0));
  const mutants = Math.round(total * expected * (0.6 + 0.8 * shuffled(d, v)));
  const kind = shuffled(v + 7, d + 3);
  const status = kind < 0.03 ? 'not_covered' : kind < 0.05 ? 'failed_qc' : mutants < 2 ? 'not_detected' : 'detected';
  const vaf = mutants / total;
  const spread = 1.96 * Math.sqrt(mutants) / total;
  return {
    specimen_id: `S${d}`, day, collected_on: dateOfDay(day), assay: 'panel', assay_version: '2', status, vaf: status === 'detected' ? vaf : null, low: status === 'detected' ? Math.max(vaf / 12, vaf - spread) : null,
    high: status === 'detected' ? vaf + spread : null, upper95: status === 'not_detected' ? 1 - 0.05 ** (1 / total) : null, count_unit: 'molecules', mutant_count: mutants, total_count: total, wildtype_count: null,
    mutant_molecules: null, total_molecules: null, interval_assumed: false, p_value: null, lod95: 0.0006 + 0.0004 * shuffled(1, d), lod_stated: null, input_hge: total, copies_per_ml: null, wbc_vaf: null,
  };
}

export function madeView(variants: number, draws: number): TrajectoryView {
  const series = Array.from({ length: variants }, (_, v): ViewSeries => {
    const name = `p.G${v + 1}D`;
    return { key: `KRAS ${name}`, gene: 'KRAS', variant: name, label: `KRAS ${name}`, role: roles[v % roles.length]!, decay: null, points: Array.from({ length: draws }, (_, d) => reading(v, d)) };
  });
  return {
    timeline: { kind: 'calendar' }, today: firstDay + draws * interval, series, assessments: [], alerts: [],
    draws: Array.from({ length: draws }, (_, d) => ({ specimenId: `S${d}`, day: firstDay + d * interval, informative: 'informative' as const, reason: 'Truncal variant called' })),
    therapies: [{ id: 't', label: 'Line 1 · cetuximab', start: firstDay - 30, stop: null, targeted: true }],
  };
}

/** Clones beside one another, each with a share of the tumour that wanders and always fits. */
export function madeClones(clones: number, draws: number): ViewClone[] {
  return Array.from({ length: clones }, (_, c) => ({
    id: `C${c + 1}`, parent: null, order: 'undetermined' as const, label: `KRAS p.G${c + 1}D`, tone: { role: roles[c % roles.length]!, shade: Math.floor(c / roles.length) % 4 },
    prevalence: Array.from({ length: draws }, (_, d) => { const median = (0.2 + 0.8 * shuffled(c, d)) / clones; return { day: firstDay + d * interval, median, low: median / 2, high: Math.min(1, median * 1.6) }; }),
  }));
}

export function madePatients(n: number): PatientSummary[] {
  return Array.from({ length: n }, (_, i) => ({
    id: `id-${i}`, patient_id: `N${String(i).padStart(5, '0')}`, site: 'main', demo: false, nosology: 'mcrc_ras_braf_wt', timeline: { kind: 'calendar', anchor: null },
    line: { number: 1 + (i % 3), regimen: 'cetuximab + FOLFIRI', agents: ['cetuximab', 'irinotecan'], ongoing: i % 2 === 0, start: firstDay, stop: null },
    last_draw: { collected_on: dateOfDay(firstDay + 300 + (i % 60)), day: firstDay + 300 + (i % 60), informative: i % 5 === 0 ? 'limited' : 'informative', reason: 'Truncal TP53 p.R175H called' },
    sparkline: (['truncal', 'resistance'] as const).map((role, k) => ({ role, label: role === 'truncal' ? 'TP53 p.R175H' : 'KRAS p.G12D', points: Array.from({ length: 12 }, (_, d) => { const p = reading(i + k, d); return { day: p.day, status: p.status, vaf: p.vaf, upper95: p.upper95 }; }) })),
    highest_alert: i % 3 === 0 ? null : { id: `a${i}`, kind: 'resistance_emerging', grade: 'rising', severity: i % 3 === 1 ? 'act' : 'review', state: 'open', gene: 'KRAS', variant: 'p.G12D', text: 'KRAS p.G12D rising' },
    open_alerts: i % 4, next_draw_on: dateOfDay(firstDay + 400 + (i % 60)), draw_overdue_days: null, result_late: false, months_since_anti_egfr: i % 24, evaluation_state: 'current', team: null,
  }));
}
