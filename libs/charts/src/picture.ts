/** The picture of a patient on paper and in a file: one layout for the SVG, the PNG and the packet's PDF, so that the same data give the same picture wherever it is printed. */
import type { PatientPage } from '@clonewatch/contracts';
import { compositionHeight } from './composition.js';
import { layoutTrajectory } from './trajectory.js';
import type { TrajectoryLayout, TrajectoryOptions } from './trajectory-types.js';
import { trajectoryView, type TrajectoryView } from './view.js';

/** Height, px, in which every track has room: the more there are, the higher. */
export function chartHeight(view: TrajectoryView, clones: 'area' | 'lanes' | 'off'): number {
  const markers = new Set(view.assessments.map((a) => a.track)).size;
  const composition = clones === 'off' ? 0 : compositionHeight(view.clones ?? [], clones);
  return Math.min(760, 336 + Math.min(3, markers) * 14 + (view.alerts.length > 0 ? 24 : 0) + (composition === 0 ? 0 : composition + 10) + Math.max(0, view.series.length - 14) * 14);
}

/** Width and least height of the picture, px: the width of the packet's page at a type size that can be read there. */
const width = 980;
const leastHeight = 430;

/** `hash`: SHA-256 of the data it was drawn from; it stands in the file and under the picture. */
export interface Picture { readonly layout: TrajectoryLayout; readonly hash: string | null }

/** Of a page, or of a packet's, which has no reader of its own. */
export function patientPicture(page: Omit<PatientPage, 'since' | 'acts'>, options: TrajectoryOptions = {}): Picture {
  const view = trajectoryView({ ...page, since: null, acts: [] });
  const { clones = 'area' } = options;
  return { layout: layoutTrajectory(view, { width, height: Math.max(leastHeight, chartHeight(view, clones)) }, { ...options, clones, selectedDay: null }), hash: page.data_hash };
}

/** How the hash is shown beside the picture: enough of it to tell two apart. */
export const hashShown = (hash: string): string => `data ${hash.slice(0, 16)}`;
