/** What the trajectory shows of one patient, taken from the wire. */
import { dayOfDate, variantLabel, type Timeline, type VariantRole } from '@clonewatch/domain';
import type { PatientPage, WirePoint, WireSeries } from '@clonewatch/contracts';
import { cut } from './format.js';

export interface ViewSeries {
  readonly key: string;
  readonly gene: string;
  readonly variant: string;
  readonly label: string;
  readonly role: VariantRole;
  readonly points: readonly WirePoint[];
  readonly decay: WireSeries['decay'];
}
export interface ViewTherapy { readonly id: string; readonly label: string; readonly start: number; readonly stop: number | null; readonly targeted: boolean }
export interface ViewAssessment { readonly id: string; readonly day: number; readonly kind: string; readonly track: string; readonly label: string; readonly title: string }
export interface ViewAlert { readonly id: string; readonly day: number; readonly kind: string; readonly severity: 'act' | 'review' | 'note'; readonly title: string; readonly open: boolean }
export interface ViewDraw { readonly specimenId: string; readonly day: number; readonly informative: 'informative' | 'limited' | 'not_informative'; readonly reason: string }

export interface TrajectoryView {
  readonly timeline: Timeline;
  /** Null for day-number patients: their days have no today. */
  readonly today: number | null;
  readonly series: readonly ViewSeries[];
  readonly draws: readonly ViewDraw[];
  readonly therapies: readonly ViewTherapy[];
  readonly assessments: readonly ViewAssessment[];
  readonly alerts: readonly ViewAlert[];
}

const roleOrder: readonly VariantRole[] = ['resistance', 'truncal', 'sensitising', 'other', 'chip', 'germline'];
const targeted = new Set(['anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'akt_pathway', 'endocrine', 'cdk46', 'multikinase']);

export function timelineOf(page: Pick<PatientPage, 'timeline'>): Timeline {
  return page.timeline?.kind === 'days' ? { kind: 'days', anchor: page.timeline.anchor ?? 'days' } : { kind: 'calendar' };
}

/** Results as they are shown: a marker that was looked for and not found is "not detected". */
export function resultText(result: string): string {
  const plain = result.trim().toLowerCase();
  if (plain === 'negative') return 'not detected';
  return plain === 'positive' ? 'detected' : result;
}

/** Imaging is told by its RECIST letters; markers each have a track of their own name. */
const recist = /^(CR|PR|SD|PD|NE)$/i;
function trackOf(kind: string, result: string): string {
  if (recist.test(result.trim())) return 'Imaging';
  return kind.length <= 6 ? kind.toUpperCase() : kind.charAt(0).toUpperCase() + kind.slice(1);
}

export function trajectoryView(page: PatientPage): TrajectoryView {
  const timeline = timelineOf(page);
  const series = [...(page.evaluation?.series ?? [])]
    .map((s) => ({ key: `${s.gene} ${s.variant}`, gene: s.gene, variant: s.variant, label: variantLabel(s.gene, s.variant), role: s.role, points: s.points, decay: s.decay }))
    .sort((a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role));
  return {
    timeline, today: timeline.kind === 'calendar' ? dayOfDate(page.today) : null, series,
    draws: (page.evaluation?.draws ?? []).map((d) => ({ specimenId: d.specimen_id, day: d.day, informative: d.informative, reason: d.reason })),
    therapies: page.treatments.map((t, i) => ({
      id: t.id, label: `Line ${i + 1} · ${t.agents.length > 0 ? t.agents.join(' + ') : t.regimen}`, start: t.start, stop: t.stop,
      targeted: t.therapy_class.some((c) => targeted.has(c)),
    })),
    assessments: page.assessments.map((a) => ({
      id: a.id, day: a.day, kind: a.kind, track: trackOf(a.kind, a.result), label: recist.test(a.result.trim()) ? a.result.trim().toUpperCase() : cut(resultText(a.result), 14),
      title: `${a.kind.toUpperCase()}: ${resultText(a.result)}${a.unit ? ` ${a.unit}` : ''}${a.gene ? ` (${variantLabel(a.gene, a.variant)})` : ''}`,
    })),
    alerts: page.alerts.flatMap((a) => {
      const day = a.fired_on !== undefined ? dayOfDate(a.fired_on) : a.fired_day;
      return day === undefined ? [] : [{ id: a.id, day, kind: a.kind, severity: a.severity, title: a.text, open: a.state !== 'closed' && a.state !== 'retracted' }];
    }),
  };
}

