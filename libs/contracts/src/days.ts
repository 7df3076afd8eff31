import { wireDay, type Timeline } from '@clonewatch/domain';

/** `{collected_on: '2026-03-12'}` or `{collected_day: 14}`, by the patient's timeline; empty for null. */
export function dayField<N extends string>(timeline: Timeline, name: N, day: number | null): { [K in `${N}_on`]?: string } & { [K in `${N}_day`]?: number } {
  if (day === null) return {};
  const value = wireDay(timeline, day);
  return (timeline.kind === 'calendar' ? { [`${name}_on`]: value } : { [`${name}_day`]: value }) as never;
}
