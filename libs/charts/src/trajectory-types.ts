/** The trajectory as data: what the layout says and the painter draws. */
import type { CallStatus } from '@clonewatch/domain';
import type { CompositionLayout } from './composition.js';
import type { FanLayout } from './fan.js';
import type { Measure } from './measure.js';
import type { Shape } from './palette.js';
import type { Scale } from './scales.js';
import type { TimeOrigin, TimeScale } from './time-axis.js';
import type { ViewSeries } from './view.js';

export interface Size { readonly width: number; readonly height: number }
export interface TrajectoryOptions {
  readonly axis?: 'log' | 'linear'; readonly selectedDay?: number | null; readonly measure?: Measure; readonly origin?: TimeOrigin; readonly clones?: 'area' | 'lanes' | 'off'; readonly fold?: boolean;
  /** Shows only these days, from and to. */
  readonly window?: readonly [number, number] | null;
}

export interface Tone { readonly role: ViewSeries['role']; readonly shade: number }
export interface Mark {
  readonly id: string; readonly series: string; readonly status: CallStatus; readonly gene: string; readonly variant: string; readonly specimen: string;
  readonly day: number; readonly x: number; readonly y: number; readonly shape: Shape | 'bound' | 'tick' | 'cross'; readonly tone: Tone;
  /** The mark stands in the broken band: its value or bound is below the axis. */
  readonly below: boolean;
  /** What it says, line by line; composed when it is asked for. */
  readonly title: readonly string[];
}
export interface Whisker { readonly mark: string; readonly series: string; readonly x: number; readonly y0: number; readonly y1: number; readonly openEnd: boolean; readonly dashed: boolean; readonly tone: Tone }
export interface Segment { readonly series: string; readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number; readonly kind: 'solid' | 'dotted'; readonly tone: Tone }
export interface EndLabel { readonly series: string; readonly text: string; readonly value: string; readonly x: number; readonly y: number; readonly from: readonly [number, number] | null; readonly tone: Tone | null }
export interface LodLine { readonly assay: string; readonly steps: readonly { readonly x0: number; readonly x1: number; readonly y: number; readonly value: number }[] }
export interface Ribbon { readonly id: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly label: string; readonly title: string; readonly targeted: boolean; readonly fades: boolean; readonly clipped: boolean }
/** `before`: its word stands left of its tick. */
export interface Event { readonly id: string; readonly kind: string; readonly x: number; readonly y: number; readonly label: string; readonly before?: boolean; readonly title: string; readonly severity: 'act' | 'review' | 'note' | null; readonly open: boolean }
export interface DrawMark { readonly day: number; readonly specimen: string; readonly x: number; readonly y: number; readonly informative: 'informative' | 'limited' | 'not_informative'; readonly title: string }
export interface Band { readonly series: string; readonly area: string; readonly median: string; readonly tone: Tone }
export interface AlertBar { readonly id: string; readonly x0: number; readonly x1: number; readonly y: number; readonly severity: 'act' | 'review' | 'note'; readonly open: boolean; readonly taken: boolean; readonly title: string }
export interface MarkerTrack {
  readonly name: string; readonly y: number; readonly height: number; readonly last: string; readonly top: string;
  readonly marks: readonly { readonly id: string; readonly x: number; readonly y: number; readonly censored: 'below' | 'above' | null; readonly title: string }[];
  readonly segments: readonly { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }[];
}
/** When a clone is expected below the bound: median and 95 % dates. */
export interface Clearance { readonly series: string; readonly x0: number; readonly x1: number; readonly at: number | null; readonly y: number; readonly tone: Tone; readonly title: string }
export interface Track { readonly name: string; readonly y: number }

export interface TrajectoryLayout {
  readonly width: number; readonly height: number; readonly title: string; readonly description: string;
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly x: TimeScale; readonly y: Scale; readonly measure: Measure; readonly xTitle: string | null; readonly yTitle: string;
  /** The broken band; null on the linear axis. */
  readonly broken: { readonly y: number; readonly height: number } | null;
  readonly tracks: readonly Track[];
  readonly rails: readonly { readonly series: string; readonly label: string; readonly y: number; readonly tone: Tone }[];
  readonly baseline: number;
  readonly ribbons: readonly Ribbon[]; readonly assessments: readonly Event[]; readonly alerts: readonly AlertBar[]; readonly hiddenAlerts: number; readonly markers: readonly MarkerTrack[]; readonly composition: CompositionLayout | null; readonly fans: readonly FanLayout[]; readonly clearances: readonly Clearance[]; readonly draws: readonly DrawMark[];
  readonly bands: readonly Band[]; readonly lod: readonly LodLine[]; readonly switches: readonly { readonly x: number; readonly label: string; readonly end: boolean }[];
  readonly segments: readonly Segment[]; readonly whiskers: readonly Whisker[]; readonly marks: readonly Mark[];
  readonly labels: readonly EndLabel[]; readonly hidden: number;
  readonly today: number | null; readonly selected: number | null; readonly message: string | null;
}
