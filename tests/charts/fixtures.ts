/** Views for the layout tests: the case of a KRAS p.G12D rising beside a steady TP53, and what may go wrong with it. */
import { dayOfDate } from '@clonewatch/domain';
import type { WirePoint } from '@clonewatch/contracts';
import type { TrajectoryView, ViewSeries } from '@clonewatch/charts';

export const on = (date: string): number => dayOfDate(date);

export function point(specimen: string, day: number, more: Partial<WirePoint>): WirePoint {
  return {
    specimen_id: specimen, day, collected_day: day, assay: 'NGS', assay_version: '1', status: 'detected', vaf: null, low: null, high: null, upper95: null,
    count_unit: 'molecules', mutant_count: null, total_count: null, wildtype_count: null, mutant_molecules: null, total_molecules: null, interval_assumed: false,
    p_value: null, lod95: 0.0012, lod_stated: null, input_hge: 3800, copies_per_ml: null, wbc_vaf: null, ...more,
  };
}

export const detected = (specimen: string, day: number, k: number, n: number, low: number, high: number, more: Partial<WirePoint> = {}): WirePoint =>
  point(specimen, day, { vaf: k / n, low, high, mutant_count: k, total_count: n, ...more });
export const bound = (specimen: string, day: number, n: number, more: Partial<WirePoint> = {}): WirePoint =>
  point(specimen, day, { status: 'not_detected', vaf: 0, upper95: 1 - 0.05 ** (1 / n), mutant_count: 0, total_count: n, ...more });
export const uncovered = (specimen: string, day: number, more: Partial<WirePoint> = {}): WirePoint => point(specimen, day, { status: 'not_covered', lod95: null, ...more });
export const failed = (specimen: string, day: number): WirePoint => point(specimen, day, { status: 'failed_qc', lod95: null });

export function series(gene: string, variant: string, role: ViewSeries['role'], points: readonly WirePoint[]): ViewSeries {
  return { key: `${gene} ${variant}`, gene, variant, label: `${gene} ${variant}`, role, points, decay: null };
}

export const dates = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07'].map(on);
const [d1, d2, d3, d4, d5] = dates as [number, number, number, number, number];

export const kras = series('KRAS', 'p.G12D', 'resistance', [
  bound('S1', d1, 4100), bound('S2', d2, 3600), bound('S3', d3, 3900), detected('S4', d4, 8, 3800, 0.00091, 0.0041), detected('S5', d5, 21, 3800, 0.0034, 0.0084),
]);
export const tp53 = series('TP53', 'p.R175H', 'truncal', dates.map((d, i) => detected(`S${i + 1}`, d, 78, 3800, 0.0163, 0.0256)));

export function view(all: readonly ViewSeries[], more: Partial<TrajectoryView> = {}): TrajectoryView {
  const seen = new Map(all.flatMap((s) => s.points.map((p) => [p.specimen_id, p.day] as const)));
  return {
    timeline: { kind: 'calendar' }, today: on('2026-05-19'), series: all,
    draws: [...seen].sort((a, b) => a[1] - b[1]).map(([specimenId, day]) => ({ specimenId, day, informative: 'informative' as const, reason: 'Truncal TP53 p.R175H called' })),
    therapies: [{ id: 't1', label: 'Line 1 · cetuximab + irinotecan', start: on('2025-11-06'), stop: null, targeted: true }], assessments: [], alerts: [], ...more,
  };
}

export const golden = view([kras, tp53]);
export const size = { width: 1000, height: 392 };
