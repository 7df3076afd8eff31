/**
 * A draw that does not fit its patient: swapped, or carrying another sample's DNA (science §8.2.5). It is said, and the draw's own clone
 * alerts are silenced; what is real shows itself again in the next draw.
 */
import { variantLabel, type AlertFinding } from '@clonewatch/domain';
import { backgroundTail, kineticsVersion, type CountDraw } from '@clonewatch/kinetics';
import { countDraws, type VariantSeries } from './assemble.js';
import { dayEntry, patientPhase } from './context.js';
import { strangeDraw } from './engine.js';
import type { Step } from './memory.js';
import { rules, rulesVersion } from './rules.data.js';
import { drawText } from './text.js';

/** This draw and the ones before it. */
function upTo(draws: readonly CountDraw[], specimenId: string): { readonly now: CountDraw; readonly before: readonly CountDraw[] } | null {
  const at = draws.findIndex((d) => d.specimenId === specimenId);
  return at < 0 ? null : { now: draws[at]!, before: draws.slice(0, at) };
}

/** Alerting variants that the draws just before did not call and this one calls. */
function newcomers({ snap, event }: Step): readonly VariantSeries[] {
  return snap.series.filter((s) => {
    if (!snap.roles.get(s.key)!.alerting) return false;
    const d = upTo(countDraws(s), event.specimenId);
    return d !== null && d.before.length >= rules.suspect.drawsBefore && !d.before.slice(-rules.suspect.drawsBefore).some((x) => x.called) && d.now.called;
  });
}

/** Beyond what background gives in so many draws. */
const plain = ({ event }: Step, s: VariantSeries): boolean => backgroundTail(upTo(countDraws(s), event.specimenId)!.now) <= rules.suspect.alpha;

/** Truncal variants that the last draw with their position called well and of which this one should have shown plenty, and shows none. */
function lost({ snap, event }: Step): readonly VariantSeries[] {
  return snap.truncal.filter((s) => {
    const d = upTo(countDraws(s), event.specimenId);
    const last = d?.before.at(-1);
    return d !== null && last?.called === true && !d.now.called && d.now.n * (last.k / last.n) * rules.suspect.fall >= rules.suspect.molecules;
  });
}

export function suspectRules(step: Step): readonly AlertFinding[] {
  const { event, snap } = step;
  const fresh = newcomers(step);
  const plainly = fresh.filter((s) => plain(step, s)).length;
  const gone = plainly > 0 ? lost(step) : [];
  if (gone.length === 0 && plainly < rules.suspect.newcomers && !(fresh.length >= rules.suspect.several && strangeDraw(snap, event.specimenId) >= rules.suspect.strange)) return [];
  const names = (xs: readonly VariantSeries[]): string => xs.map((s) => variantLabel(s.gene, s.variant)).join(', ');
  const why = gone.length > 0
    ? `${names(gone)}, called before, is missing while ${names(fresh)} appears for the first time: a swapped sample would look like this`
    : `${names(fresh)} appear together for the first time: DNA of another sample would look like this`;
  return [{
    kind: 'sample_suspect', grade: null, severity: 'review', phase: patientPhase(snap, event.day), gene: null, variant: null,
    members: [...fresh, ...gone].map((s) => ({ gene: s.gene, variant: s.variant })), clone: null, episode: `sample_suspect|${event.specimenId}`,
    firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: {
      appeared: fresh.map((s) => variantLabel(s.gene, s.variant)), missing: gone.map((s) => variantLabel(s.gene, s.variant)), ...dayEntry(snap, 'collected', event.day),
      model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text: `${drawText(snap.record.timeline, event.day)} does not fit the draws before it: ${why}. Alerts of clones from this draw are held back. `
      + 'Suggested check: identity of the sample with the laboratory, and a repeat draw; not a treatment instruction.',
  }];
}
