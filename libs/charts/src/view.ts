/** What the trajectory shows of one patient, taken from the wire. */
import { dayOfDate, type Timeline, type VariantRole } from '@clonewatch/domain';
import { cloneTone, type ViewClone } from './clone-view.js';
import { viewForecast, type ViewForecast } from './fan.js';
import type { PatientPage, WirePoint, WireSeries } from '@clonewatch/contracts';
import { foundText, fromEngine, kindText, pointed, t, variantText } from '@clonewatch/words';
import { numberOf } from './events-tracks.js';
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
export interface ViewTherapy { readonly id: string; readonly label: string; readonly start: number; readonly stop: number | null; readonly targeted: boolean; readonly antiEgfr?: boolean }
export interface ViewAssessment { readonly id: string; readonly day: number; readonly kind: string; readonly track: string; readonly label: string; readonly title: string; readonly result?: string; readonly unit?: string }
/** `end`: day on which it was closed or retracted; `taken`: somebody has it in hand. */
export interface ViewAlert { readonly id: string; readonly day: number; readonly end?: number | null; readonly taken?: boolean; readonly kind: string; readonly severity: 'act' | 'review' | 'note'; readonly title: string; readonly open: boolean }
export interface ViewDraw { readonly specimenId: string; readonly day: number; readonly informative: 'informative' | 'limited' | 'not_informative'; readonly reason: string; readonly truncalVaf?: number | null }

export interface TrajectoryView {
  /** False: there is no evaluation, so nothing is known of the draws; an empty picture is then no picture of no draws. */
  readonly computed?: boolean;
  readonly timeline: Timeline;
  /** Null for day-number patients: their days have no today. */
  readonly today: number | null;
  readonly series: readonly ViewSeries[];
  readonly draws: readonly ViewDraw[];
  readonly therapies: readonly ViewTherapy[];
  readonly assessments: readonly ViewAssessment[];
  readonly alerts: readonly ViewAlert[];
  readonly tissueDay?: number | null;
  readonly clones?: readonly ViewClone[];
  readonly forecast?: ViewForecast | null;
}

const roleOrder: readonly VariantRole[] = ['resistance', 'truncal', 'sensitising', 'other', 'chip', 'germline'];
const targeted = new Set(['anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'akt_pathway', 'endocrine', 'cdk46', 'multikinase']);

export function timelineOf(page: Pick<PatientPage, 'timeline'>): Timeline {
  return page.timeline?.kind === 'days' ? { kind: 'days', anchor: page.timeline.anchor ?? 'days' } : { kind: 'calendar' };
}

/** Results as they are shown: a marker that was looked for and not found is "not detected"; a number as the language writes it. */
export function resultText(result: string): string {
  return foundText(result) ?? (numberOf(result) ? pointed(result.trim()) : fromEngine(result));
}

/** A line's drugs: by the name of the regimen where that names one of them (`FOLFIRI + cetuximab`), else one by one. */
export function regimenText({ regimen, agents }: { readonly regimen: string; readonly agents: readonly string[] }): string {
  const named = regimen.toLowerCase();
  return agents.length === 0 || agents.some((a) => named.includes(a.toLowerCase())) ? regimen : agents.join(' + ');
}

/** Beside a tick: RECIST letters; of a change looked for, its name; else the result with its unit. */
function labelOf(a: PatientPage['assessments'][number]): string {
  if (recist.test(a.result.trim())) return a.result.trim().toUpperCase();
  const said = resultText(a.result);
  if (!a.gene) return cut(a.unit ? `${said} ${a.unit}` : said, 18);
  return a.result.trim().toLowerCase() === 'positive' ? variantText(a.gene, a.variant) : `${variantText(a.gene, a.variant)}: ${cut(said, 14)}`;
}

/** Name of the track of images among those of markers; shown in the reader's language. */
export const imaging = 'Imaging';
/** Imaging is told by its RECIST letters; markers each have a track of their own name. */
const recist = /^(CR|PR|SD|PD|NE)$/i;
function trackOf(kind: string, result: string): string {
  if (recist.test(result.trim())) return imaging;
  const name = kindText(kind);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const isOpen = (a: PatientPage['alerts'][number]): boolean => a.state !== 'closed' && a.state !== 'retracted';

/** The day an alert ended, by the clock of its last transition, never before it fired. */
function endOf(a: PatientPage['alerts'][number]): number | null {
  const last = a.transitions.at(-1);
  return last ? dayOfDate(last.at.slice(0, 10)) : null;
}

/** Clones without the truncal one, whose prevalence is the whole; named by their most serious variant. */
function viewClones(page: PatientPage, series: readonly ViewSeries[]): ViewClone[] {
  return (page.evaluation?.clones ?? []).filter((c) => c.id !== 'C0' && c.prevalence.length > 0).map((c, i) => {
    const members = series.filter((s) => c.variants.some((v) => v.gene === s.gene && v.variant === s.variant));
    const lead = members[0];
    return {
      id: c.id, parent: c.parent === 'C0' ? null : c.parent, order: c.order, label: `${lead?.label ?? c.id}${members.length > 1 ? ` +${members.length - 1}` : ''}`, tone: cloneTone(lead?.role ?? 'other', i, series.filter((s) => s.role === lead?.role).indexOf(lead!)),
      prevalence: c.prevalence.map((p) => ({ day: p.collected_on !== undefined ? dayOfDate(p.collected_on) : p.collected_day!, median: p.median, low: p.low, high: p.high })),
    };
  });
}

export function trajectoryView(page: PatientPage): TrajectoryView {
  const timeline = timelineOf(page);
  // A fall that has ended in growth is no forecast: its band would run on beside the fan that says the opposite.
  const series = [...(page.evaluation?.series ?? [])]
    .map((s) => ({ key: `${s.gene} ${s.variant}`, gene: s.gene, variant: s.variant, label: variantText(s.gene, s.variant), role: s.role, points: s.points, decay: s.trend === 'rising' ? null : s.decay }))
    .sort((a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role));
  return {
    computed: page.evaluation !== null, timeline, today: timeline.kind === 'calendar' ? dayOfDate(page.today) : null, series,
    draws: (page.evaluation?.draws ?? []).map((d) => ({ specimenId: d.specimen_id, day: d.day, informative: d.informative, reason: fromEngine(d.reason), truncalVaf: d.truncal_vaf })),
    therapies: page.treatments.map((line, i) => ({
      id: line.id, label: t('chart.line', { n: i + 1, drugs: regimenText(line) }), start: line.start, stop: line.stop,
      targeted: line.therapy_class.some((c) => targeted.has(c)), antiEgfr: line.therapy_class.includes('anti_egfr'),
    })),
    assessments: page.assessments.map((a) => ({
      id: a.id, day: a.day, kind: a.kind, track: trackOf(a.kind, a.result), label: labelOf(a),
      title: `${trackOf(a.kind, '')}: ${resultText(a.result)}${a.unit ? ` ${a.unit}` : ''}${a.gene ? ` (${variantText(a.gene, a.variant)})` : ''}`, result: a.result, unit: a.unit,
    })),
    alerts: page.alerts.flatMap((a) => {
      const day = a.fired_on !== undefined ? dayOfDate(a.fired_on) : a.fired_day;
      return day === undefined ? [] : [{ id: a.id, day, kind: a.kind, severity: a.severity, title: fromEngine(a.text), open: isOpen(a), end: isOpen(a) || timeline.kind !== 'calendar' ? null : endOf(a), taken: a.state === 'acknowledged' || a.state === 'in_review' || a.state === 'snoozed' }];
    }),
    tissueDay: page.tissue_on !== undefined ? dayOfDate(page.tissue_on) : page.tissue_day ?? null, forecast: viewForecast(page.evaluation?.forecast),
    clones: viewClones(page, series),
  };
}

