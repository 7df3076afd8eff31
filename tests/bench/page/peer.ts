/**
 * What a peer is given and what it must draw, the same for each: a line a series (broken where a draw told nothing), a filled glyph of the role's shape at a detection,
 * its interval as a capped whisker, an open triangle at the bound of what was not detected, a tick at the foot for what was not covered or failed, the LoD of each draw
 * as a tick, a log axis in decades and a true time axis. Nothing else: our chart draws more (labels, therapy, draws, hatching).
 */
import { roleShades, roleShape, valueOf, tonesOf, type Shape, type TrajectoryView } from '@clonewatch/charts';

export interface PeerPoint { readonly series: string; readonly label: string; readonly colour: string; readonly shape: Shape; readonly time: number; readonly value: number | null; readonly low: number | null; readonly high: number | null; readonly status: string }
export interface PeerData { readonly series: readonly { readonly key: string; readonly colour: string; readonly shape: Shape; readonly points: readonly PeerPoint[] }[]; readonly lods: readonly { readonly time: number; readonly lod: number }[]; readonly times: readonly [number, number] }
export interface PeerChart {
  /** Shows only this stretch of time (ms since 1970). */
  zoom(from: number, to: number): void;
  /** The element that follows the pointer. */
  readonly over: Element;
}
export const size = { width: 1000, height: 560 } as const;
export const margin = { left: 92, right: 160, top: 40, bottom: 40 } as const;
export const floor = 1e-5;

export function peerData(view: TrajectoryView): PeerData {
  const tones = tonesOf(view);
  const lods = new Map<number, number>();
  const ms = (day: number): number => day * 86_400_000;
  const series = view.series.map((s, i) => {
    const colour = roleShades[tones[i]!.role][tones[i]!.shade as 0];
    for (const p of s.points) if (p.lod95 !== null) lods.set(p.day, Math.max(lods.get(p.day) ?? 0, p.lod95));
    return { key: s.key, colour, shape: roleShape[s.role], points: s.points.map((p): PeerPoint => ({ series: s.key, label: s.label, colour, shape: roleShape[s.role], time: ms(p.day), value: valueOf(p), low: p.low, high: p.high, status: p.status })) };
  });
  const days = view.draws.map((d) => d.day);
  return { series, lods: [...lods].map(([day, lod]) => ({ time: ms(day), lod })), times: [ms(Math.min(...days) - 10), ms(Math.max(...days) + 10)] };
}
