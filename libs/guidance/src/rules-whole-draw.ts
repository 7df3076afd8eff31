/**
 * Tumour DNA found again in a draw as a whole by an assay that names no variant (molecular relapse). No test of counts: that assay has its own, and says detected or not
 * detected. One draw, so a watch that asks for confirmation; how much a fraction moved between two detections is not judged, for no interval comes with it.
 */
import type { AlertFinding } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { dayEntry, patientPhase } from './context.js';
import type { Step } from './memory.js';
import { rulesVersion } from './rules.data.js';
import { dayText, percent } from './text.js';
import { returnText, returnsOn } from './tumour-dna.js';

/** Once a draw and assay; nothing while a rise of the burden by its variants is already told. */
export function wholeDrawRules({ event, snap, memory }: Step): readonly AlertFinding[] {
  if (!event.fresh.some((m) => m.gene === '' && m.variant === '') || memory.burden) return [];
  const own = snap.draws.find((d) => d.specimenId === event.specimenId)?.tumourDna ?? [];
  const said = (memory.returned ??= new Set());
  return returnsOn(snap.draws, event.day).filter(({ now }) => own.includes(now)).flatMap((r): AlertFinding[] => {
    const episode = `burden_rising|${r.now.assay}|${event.specimenId}`;
    if (said.has(episode)) return [];
    said.add(episode);
    const { before, now } = r;
    const limit = now.lod === null ? 'The limit of detection of the assay is not given.' : `Limit of detection of the assay as stated: ${percent(now.lod)}.`;
    return [{
      kind: 'burden_rising', grade: 'watch', severity: 'review', phase: patientPhase(snap, event.day), gene: null, variant: null, members: [], clone: null, episode,
      firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
      evidence: {
        assay: now.assay, tumour_dna: now.state, tumour_fraction: now.tumourFraction, molecules_per_ml: now.moleculesPerMl, lod: now.lod, ...dayEntry(snap, 'collected', event.day),
        before: { specimen_id: before.specimenId, ...dayEntry(snap, 'collected', before.day), tumour_dna: before.said.state }, model_version: kineticsVersion, rules_version: rulesVersion,
      },
      text: `${returnText(r)}: not detected on ${dayText(snap.record.timeline, before.day)}, detected on ${dayText(snap.record.timeline, event.day)}. ${limit} `
        + 'One draw: not confirmed by a second. Suggested check: repeat draw and imaging; not a treatment instruction.',
    }];
  });
}
