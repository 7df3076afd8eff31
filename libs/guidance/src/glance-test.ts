/** Which single test would change the answer, in order of what has to be settled first. */
import { variantLabel, type AlertGlimpse, type Evaluation, type Glance, type OpeningTest } from '@clonewatch/domain';
import { calledLast } from './glance-points.js';
import { rules } from './rules.data.js';

const words: Readonly<Record<OpeningTest | 'imaging', string>> = {
  repeat: 'Repeat draw', wbc: 'White blood cells of the same draw', tissue: 'Tissue', wider_panel: 'Wider panel', record: 'Complete the record', imaging: 'Imaging',
};
const open = (a: AlertGlimpse): boolean => a.state !== 'closed' && a.state !== 'retracted';

const isRise = (a: AlertGlimpse): boolean => open(a) && (a.kind === 'resistance_emerging' || a.kind === 'resistance_regrowth');
const namesIn = (a: AlertGlimpse): readonly string[] => (a.variant === null ? a.members : [{ gene: a.gene ?? '', variant: a.variant }]).map((m) => variantLabel(m.gene, m.variant));

/** Variants said to rise, alone or together, none that a further draw has confirmed. */
function unconfirmed(alerts: readonly AlertGlimpse[]): readonly string[] {
  const confirmed = new Set(alerts.filter((a) => isRise(a) && a.grade === 'confirmed').flatMap(namesIn));
  return [...new Set(alerts.filter((a) => isRise(a) && a.grade === 'rising').flatMap(namesIn))].filter((name) => !confirmed.has(name));
}

/** Whose blood it is comes before what it shows; whether the draw can answer before what it answers; then origin, repetition, reach, image. */
export function testOf(e: Evaluation, alerts: readonly AlertGlimpse[], conflict: boolean, imaged: readonly number[], progressed: readonly number[], explained: boolean): Glance['test'] {
  const make = (kind: OpeningTest | 'imaging', why: string): Glance['test'] => ({ kind, text: words[kind], why });
  const last = e.draws.at(-1);
  if (!last) return null;
  const has = (kind: AlertGlimpse['kind']): AlertGlimpse | undefined => alerts.find((a) => a.kind === kind && open(a));
  if (has('sample_suspect')) return make('repeat', 'the sample may not be this patient’s, or not of this date');
  // Blood that could not answer several times over leaves the question of a progression to tissue (ESMO 2022, doi:10.1016/j.annonc.2022.05.520).
  const unexplained = progressed.length > 0 && !e.series.some((s) => s.role === 'resistance' && calledLast(e, s));
  const blind = new Set(e.draws.slice(e.draws.findLastIndex((d) => d.informative === 'informative') + 1).map((d) => d.day)).size;
  if (unexplained && blind > 1) return make('tissue', `progression is on record, and the last ${blind} draws could not answer`);
  if (last.informative === 'not_informative') return make('repeat', 'the last draw cannot answer');
  const origin = has('origin_unresolved');
  if (origin) return make('wbc', `${variantLabel(origin.gene ?? '', origin.variant ?? '')}: tumour or blood cells is open`);
  const once = e.series.filter((s) => s.role === 'resistance' && calledLast(e, s) && new Set(s.points.filter((p) => p.status === 'detected').map((p) => p.specimenId)).size === 1);
  if (once.length > 0) return make('repeat', `${once.map((s) => variantLabel(s.gene, s.variant)).join(', ')} ${once.length > 1 ? 'rest' : 'rests'} on one draw`);
  const rise = unconfirmed(alerts);
  if (rise.length > 0) return make('repeat', `rise not yet confirmed: ${rise.join(', ')}`);
  if (e.rechallenge?.answeredBy) return make(e.rechallenge.answeredBy, 'every open gate of the rechallenge question turns on it');
  if (has('progression_unexplained') && !explained) return make('wider_panel', 'the tumour burden rose and the mechanisms tested do not explain it');
  if (has('coverage_gap')) return make('wider_panel', 'a required codon was not tested');
  // A rise that an image of those days shows has been seen beside one; a drug against confirmed resistance asks for one of now.
  const imagedSince = (from: number): boolean => imaged.some((day) => day >= from - rules.repeatBeforeDays);
  const burden = has('burden_rising');
  if ((conflict && !imagedSince(last.day)) || (burden && !imagedSince(burden.firedDay))) return make('imaging', 'the rise in blood is not yet seen beside an image');
  if (unexplained) return make('tissue', 'progression is on record, and the blood does not explain it');
  return null;
}
