/** Bars of a back-test: for each kind of alert what a draft would leave out, delay, leave as it is, bring forward and add; one scale for all kinds. */
import { scaleLinear } from 'd3-scale';
import type { BackTestKind } from '@clonewatch/contracts';

/** In this order from left to right: what is lost first, what is won last. */
export const barOrder = ['gone', 'later', 'same', 'earlier', 'new'] as const;
export type BarPart = (typeof barOrder)[number];
/** Said by shape as well as by colour. */
export const barGlyph: Readonly<Record<BarPart, string>> = { gone: '−', later: '→', same: '=', earlier: '←', new: '+' };

/** px; `label` empty where it has no room. */
export interface BarSegment { readonly part: BarPart; readonly count: number; readonly x: number; readonly width: number; readonly label: string }
export interface BackTestBar { readonly kind: BackTestKind['kind']; readonly segments: readonly BarSegment[] }

/** No segment that stands for something is narrower than this, px: one new alert among a thousand is seen. */
const least = 3;
const perLetter = 7;

/** `width`: of the widest bar, px. Counts of 0 have no segment. */
export function backTestBars(kinds: readonly BackTestKind[], width: number): readonly BackTestBar[] {
  const most = Math.max(1, ...kinds.map((k) => barOrder.reduce((n, part) => n + k[part], 0)));
  const x = scaleLinear([0, most], [0, width - least * barOrder.length]);
  return kinds.map((k) => {
    let at = 0;
    const segments = barOrder.filter((part) => k[part] > 0).map((part) => {
      const wide = Math.max(least, x(k[part]));
      const label = `${barGlyph[part]}${k[part]}`;
      const segment = { part, count: k[part], x: at, width: wide, label: label.length * perLetter < wide ? label : '' };
      at += wide;
      return segment;
    });
    return { kind: k.kind, segments };
  });
}
