/** What the work list shows of an evaluation, kept beside it so that the list never reads whole evaluations. */
import { variantLabel, type DrawState, type Evaluation, type SeriesResult, type VariantRole } from '@clonewatch/domain';
import { drawStatesOf } from '@clonewatch/guidance';
import type { PatientSummary } from '@clonewatch/contracts';

export interface EvaluationSummary {
  readonly lastDraw: { readonly day: number; readonly informative: 'informative' | 'limited' | 'not_informative'; readonly reason: string } | null;
  readonly sparkline: PatientSummary['sparkline'];
  /** What each draw said, in their order; absent in evaluations of earlier versions. */
  readonly states?: readonly (readonly [day: number, state: DrawState])[];
}

const shownDraws = 12;

/** The leading series of a role: the highest last value or bound. */
function leading(series: readonly SeriesResult[], role: VariantRole): SeriesResult | undefined {
  const height = (s: SeriesResult): number => Math.max(0, ...s.points.map((p) => p.vaf ?? p.upper95 ?? 0));
  const called = (s: SeriesResult): boolean => s.points.some((p) => p.status === 'detected');
  return series.filter((s) => s.role === role).sort((a, b) => Number(called(b)) - Number(called(a)) || height(b) - height(a))[0];
}

export function summarise(e: Evaluation): EvaluationSummary {
  const last = e.draws.at(-1);
  const picked = (['truncal', 'resistance', 'sensitising'] as const).map((r) => leading(e.series, r)).filter((s) => s !== undefined);
  const shown = picked.length > 0 ? picked : e.series.slice(0, 1);
  return {
    lastDraw: last ? { day: last.day, informative: last.informative, reason: last.reason } : null,
    states: drawStatesOf(e).map(({ day, state }) => [day, state] as const),
    sparkline: shown.map((s) => ({
      role: s.role, label: variantLabel(s.gene, s.variant),
      points: s.points.slice(-shownDraws).map((p) => ({ day: p.day, status: p.status, vaf: p.vaf, upper95: p.upper95 })),
    })),
  };
}
