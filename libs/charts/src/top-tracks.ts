/** Everything above the plot: therapy lanes, images, markers, alert bars. */
import { t as say } from '@clonewatch/words';
import { cut, dayText, round } from './format.js';
import { charWidth, lanes } from './labels.js';
import { layoutAlertBars, layoutMarker, layoutWords, numberOf } from './events-tracks.js';
import type { AlertBar, Event, MarkerTrack, Ribbon, Track } from './trajectory-types.js';
import { imaging, type TrajectoryView } from './view.js';

const laneHeight = 18;
const row = 17;
const markerHeight = 28;
const alertRow = 9;
const alertRows = 4;

export interface TopTracks {
  readonly tracks: readonly Track[]; readonly ribbons: readonly Ribbon[]; readonly assessments: readonly Event[]; readonly markers: readonly MarkerTrack[]; readonly alerts: readonly AlertBar[];
  /** Alerts for which no row was left. */
  readonly hiddenAlerts: number; readonly bottom: number;
}

function ribbonsOf(view: TrajectoryView, domain: readonly [number, number], x: (d: number) => number, top: number): { ribbons: Ribbon[]; rows: number } {
  const inView = view.therapies.filter((t) => t.start <= domain[1] && (t.stop ?? domain[1]) >= domain[0]).sort((a, b) => a.start - b.start);
  const laneOf = lanes(inView.map((t) => ({ start: t.start, end: t.stop ?? Infinity })));
  const edge = view.today !== null && view.today < domain[1] ? view.today : domain[1];
  const ribbons = inView.map((t, i): Ribbon => {
    const fades = t.stop === null || (view.today !== null && t.stop > view.today);
    const from = Math.max(t.start, domain[0]);
    const to = Math.max(from, Math.min(t.stop ?? Math.max(edge, from), domain[1]));
    const w = Math.max(2, round(x(to) - x(from)));
    const clipped = t.start < domain[0];
    const label = `${clipped ? '‹ ' : ''}${t.label}`;
    const from0 = dayText(view.timeline, t.start);
    return {
      id: t.id, x: x(from), y: top + laneOf[i]! * laneHeight, width: w, height: laneHeight - 3, label: w < 22 ? '' : cut(label, Math.floor((w - 10) / charWidth)),
      title: t.stop === null ? say('chart.ongoing', { label: t.label, from: from0 }) : say('chart.ended', { label: t.label, from: from0, to: dayText(view.timeline, t.stop) }), targeted: t.targeted, fades, clipped,
    };
  });
  return { ribbons, rows: ribbons.length > 0 ? Math.max(...laneOf) + 1 : 0 };
}

export function layoutTop(view: TrajectoryView, domain: readonly [number, number], x: (d: number) => number): TopTracks {
  const tracks: Track[] = [];
  let top = 8;
  const { ribbons, rows } = ribbonsOf(view, domain, x, top);
  if (rows > 0) {
    tracks.push({ name: say('chart.therapy'), y: top + (laneHeight - 3) / 2 });
    top += rows * laneHeight + 3;
  }
  // Imaging and each marker have a track of their own; numbers become a line and come first, words stay words; what has no track left shares one, each with its name.
  const seen = view.assessments.filter((a) => a.day >= domain[0] && a.day <= domain[1]).sort((a, b) => a.day - b.day);
  const isLine = (kind: string): boolean => { const here = seen.filter((a) => a.track === kind); return kind !== imaging && here.length > 1 && here.every((a) => numberOf(a.result ?? '') !== null); };
  const kinds = [...new Set(seen.map((a) => a.track))].sort((a, b) => Number(b === imaging) - Number(a === imaging) || Number(isLine(b)) - Number(isLine(a)) || a.localeCompare(b));
  const assessments: Event[] = [];
  const markers: MarkerTrack[] = [];
  for (const kind of kinds.slice(0, 3)) {
    const others = kinds.length > 3 && kind === kinds[2];
    const here = seen.filter((a) => a.track === kind || (others && kinds.indexOf(a.track) > 2)).map((a) => (others ? { ...a, label: `${a.track} ${a.label}` } : a));
    const marker = kind === imaging || others || here.length < 2 ? null : layoutMarker(cut(kind, 14), here, x, top, markerHeight);
    if (marker) {
      markers.push(marker);
      tracks.push({ name: marker.name, y: top + markerHeight / 2 });
      top += markerHeight + 3;
    } else {
      assessments.push(...layoutWords(here, x, top + row / 2, (d) => dayText(view.timeline, d), view.today !== null && view.today >= domain[0] && view.today <= domain[1] ? x(view.today) : null));
      tracks.push({ name: others ? say('chart.other') : cut(kind === imaging ? say('chart.imaging') : kind, 14), y: top + row / 2 });
      top += row;
    }
  }
  const { bars, rows: used, hidden } = layoutAlertBars(view.alerts, x, domain, { y: top + 4, rowHeight: alertRow, rows: alertRows }, view.today ?? domain[1]);
  if (bars.length > 0) {
    tracks.push({ name: say('chart.alerts'), y: top + row / 2 });
    top += Math.max(row, used * alertRow + 8);
  }
  return { tracks, ribbons, assessments, markers, alerts: bars, hiddenAlerts: hidden, bottom: top };
}
