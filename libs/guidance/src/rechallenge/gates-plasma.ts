/** Gates G6 to G10: what the sample shows, what it called, and what it could have called. */
import { variantLabel, type OpeningTest } from '@clonewatch/domain';
import { detectableShare, detectableVaf, shareDetection, type ExclusionReading } from '@clonewatch/kinetics';
import { catalogue, matchesVariant, type CatalogueAction } from '../catalogue/index.js';
import { newestInTissue } from '../mechanisms/beside.js';
import type { Snapshot } from '../snapshot.js';
import { percent } from '../text.js';
import { presentOn, presentText } from '../tumour-dna.js';
import { changesOneOf, egfrEctodomain, gateRules, mechanisms, panitumumabBinds, type RequiredCodon } from './criteria.data.js';
import type { Judged } from './gates-clinical.js';
import { isMechanism, originGenes, readCodon, testedMechanism, tumourConfirmed, type CalledVariant, type CodonRead, type Sample } from './sample.js';

const noSample = (opens: OpeningTest = 'repeat'): Judged => ({ state: 'unknown', datum: 'No sample', opens });

/** G6: does the sample show tumour DNA? */
export function informativeGate(snap: Snapshot, sample: Sample | null): Judged {
  if (!sample) return { state: 'not_informative', datum: 'No sample', opens: 'repeat' };
  const { day } = sample;
  const called = sample.called.filter((c) => snap.roles.get(c.series.key)!.truncal);
  const sound = called.filter((c) => tumourConfirmed(c.series, snap.roles.get(c.series.key)!));
  const proof = sound.filter((c) => c.series.gene !== 'TP53');
  if (proof.length > 0) return { state: 'pass', datum: `Truncal ${proof.map((c) => `${c.label} ${c.point.vaf === null ? 'called' : percent(c.point.vaf)}`).join(', ')}`, day };
  const fraction = Math.max(0, ...sample.rows.map((m) => m.tumourFraction ?? 0));
  if (fraction >= gateRules.tumourFraction) return { state: 'pass', datum: `Tumour fraction ${percent(fraction)} reported`, day };
  const names = called.map((c) => c.label).join(', ');
  const present = presentOn(snap.draws, day);
  if (called.length === 0 && present) return { state: 'not_informative', datum: `${presentText(present)}: below the ${percent(gateRules.tumourFraction)} that a sample must show`, day, opens: 'repeat' };
  const shown = sample.called.some((c) => c.origin === 'tumour');
  if (called.length === 0) return { state: 'not_informative', datum: shown ? 'No truncal variant called and no tumour fraction reported: what this sample excludes is not known' : 'No tumour DNA shown in this sample', day, opens: 'repeat' };
  if (sound.length > 0) return { state: 'not_informative', datum: `${names} alone: TP53 may come from blood cells and proves no tumour DNA by itself`, day, opens: 'tissue' };
  return { state: 'not_informative', datum: `${names} called, but neither known from tissue nor tested in white blood cells`, day, opens: 'wbc' };
}

/** Codons with the readings that decide, and the calls among them. */
export interface AlleleView { readonly reads: readonly CodonRead[]; readonly calls: readonly CalledVariant[] }

export function allelesOf(sample: Sample, required: readonly RequiredCodon[]): AlleleView {
  return { reads: required.map((c) => readCodon(sample, c)), calls: sample.called.filter((c) => changesOneOf(required, c.series.gene, c.series.variant)) };
}

const callText = (c: CalledVariant): string => `${c.label}${c.point.vaf === null ? '' : ` ${percent(c.point.vaf)}`}`;

/** `KRAS 59, 117; EGFR 441`. */
function codonsText(reads: readonly CodonRead[]): string {
  const genes = new Map<string, string[]>();
  for (const r of reads) genes.set(r.codon.gene, [...(genes.get(r.codon.gene) ?? []), `${r.codon.codon}${r.partly.length > 0 ? ` (${r.partly.join(', ')} only)` : ''}`]);
  return [...genes].map(([gene, codons]) => `${gene} ${codons.join(', ')}`).join('; ');
}

/** What the readings exclude jointly: the position that saw least decides. */
export interface Exclusion { readonly vaf: number; readonly share: number | null; readonly detection: number }

/** Null where a depth is not known. `share`, `detection` need the tumour signal: 0 and null without. */
export function excludedBy(view: AlleleView, sample: Sample): Exclusion | null {
  const readings: ExclusionReading[] = [];
  for (const r of view.reads) {
    if (r.reading === null) return null;
    // Positions of one assay often share depth and background: each is asked once.
    if (!readings.some((x) => x.total === r.reading!.total && x.background === r.reading!.background && x.alpha === r.reading!.alpha)) readings.push(r.reading);
  }
  const { tumour } = sample;
  if (readings.length === 0) return null;
  const worst = readings.reduce((a, b) => (detectableVaf(b) > detectableVaf(a) ? b : a));
  if (!tumour) return { vaf: detectableVaf(worst), share: null, detection: 0 };
  return { vaf: detectableVaf(worst), share: detectableShare(worst, tumour), detection: shareDetection(worst, tumour, gateRules.cloneShare) };
}

const excludedText = (e: Exclusion): string => `excluded to ${percent(e.vaf)} VAF${e.share === null ? '' : `, ${percent(e.share)} of the tumour`}`;

/**
 * G7 and G8. A call of tumour origin fails, as does a change that tissue shows (`tissue`: of these codons); an unresolved call leaves the gate unknown, as does a position
 * that was not tested or a depth nobody reported; with none called the sample must have been able to show a clone of a quarter of the tumour.
 */
export function allelesGate(sample: Sample | null, view: AlleleView | null, planned: string | null, tissue: readonly TissueChange[] = []): Judged {
  if (!sample || !view) return noSample();
  const { day } = sample;
  const tumour = view.calls.filter((c) => c.origin === 'tumour');
  const spared = (c: { readonly gene: string; readonly variant: string }): boolean => c.gene === 'EGFR' && panitumumabBinds.includes(c.variant);
  const note = (all: boolean): string => (all ? ' (panitumumab keeps its binding: caution if that is the drug planned)' : '');
  const excluding = planned === 'panitumumab' ? tumour.filter((c) => !spared(c.series)) : tumour;
  if (excluding.length > 0) return { state: 'fail', datum: `${excluding.map(callText).join(', ')} called${note(excluding.every((c) => spared(c.series)))}`, day };
  const shown = planned === 'panitumumab' ? tissue.filter((f) => !spared(f)) : tissue;
  if (shown.length > 0) return { state: 'fail', datum: `${said(shown)} found in tissue${note(shown.every(spared))}`, day: Math.max(...shown.map((f) => f.day)) };
  const open = view.calls.filter((c) => c.origin === 'unresolved');
  if (open.length > 0) return { state: 'unknown', datum: `${open.map(callText).join(', ')} called, origin not resolved: ${open[0]!.why}`, day, opens: 'wbc' };
  const missing = view.reads.filter((r) => !r.tested);
  if (missing.length > 0) return { state: 'unknown', datum: `Not tested: ${codonsText(missing)}`, day, opens: 'wider_panel' };
  const e = excludedBy(view, sample);
  if (!e) return { state: 'unknown', datum: 'None called, but the depth is not reported: what was excluded is not known', day, opens: 'repeat' };
  const seen = `P(detect a clone of ${percent(gateRules.cloneShare)} of the tumour) ${e.detection.toFixed(2)}`;
  if (!sample.tumour) return { state: 'not_informative', datum: `None called; ${excludedText(e)}, but no tumour DNA is shown to measure it by`, day, opens: 'repeat' };
  const { pass, caution } = gateRules.detection;
  const bound = sample.knownClone ? gateRules.passVaf.known : gateRules.passVaf.any;
  const far = e.vaf <= bound;
  const read = e.detection >= pass && far ? 'pass' : e.detection >= caution ? 'caution' : 'not_informative';
  // What is left here of calls and of tissue leaves panitumumab, which is planned, its binding.
  const state = read === 'pass' && tumour.length + tissue.length > 0 ? 'caution' : read;
  const found = tissue.length === 0 ? '' : `; ${said(tissue)} found in tissue, panitumumab keeps its binding`;
  if (tumour.length > 0) return { state, datum: `${tumour.map(callText).join(', ')} only: panitumumab keeps its binding; others ${excludedText(e)}; ${seen}${found}`, day, opens: 'repeat' };
  const shallow = far ? '' : `; a pass needs ${percent(bound)}${sample.knownClone ? ' where a clone was called before' : ''}`;
  return { state, datum: `None called: ${excludedText(e)}; ${seen}${shallow}${found}`, day, opens: 'repeat' };
}

/** G9: further mechanisms called with tumour origin, those of the catalogue that exclude anti-EGFR included; what was not looked for is said. */
export function mechanismsGate(snap: Snapshot, sample: Sample | null, required: readonly RequiredCodon[]): Judged {
  if (!sample) return noSample('wider_panel');
  const { day } = sample;
  const ours = new Set(allelesOf(sample, required).calls.map((c) => c.series.key));
  const others = sample.called.filter((c) => !ours.has(c.series.key) && c.origin !== 'blood').map((c) => ({ c, weight: weightOf(snap, c) })).filter((x) => x.weight !== null);
  const list = (weight: 'fail' | 'caution'): string => others.filter((x) => x.weight === weight && x.c.origin === 'tumour').map((x) => callText(x.c)).join(', ');
  const untested = mechanisms.filter((m) => testedMechanism(sample, m).length === 0);
  const shown = untested.length === 0 ? '' : `Not tested: ${untested.map((m) => m.label).join(', ')}`;
  if (list('fail') !== '') return { state: 'fail', datum: `${list('fail')} called`, day };
  const tissue = inTissue(snap, required);
  const failed = tissue.filter((f) => f.call === 'fail');
  if (failed.length > 0) return { state: 'fail', datum: `${said(failed)} found in tissue`, day: Math.max(...failed.map((f) => f.day)) };
  const cautions = [list('caution') === '' ? '' : `${list('caution')} called`, tissue.length === 0 ? '' : `${said(tissue)} found in tissue`].filter((t) => t !== '').join('; ');
  const open = others.filter((x) => x.c.origin === 'unresolved');
  if (open.length > 0) return { state: 'unknown', datum: `${open.map((x) => callText(x.c)).join(', ')} called, origin not resolved`, day, opens: 'wbc' };
  if (shown !== '') return { state: 'unknown', datum: [cautions, shown].filter((t) => t !== '').join('. '), day, opens: 'wider_panel' };
  if (cautions !== '') return { state: 'caution', datum: cautions, day };
  const fusions = testedMechanism(sample, mechanisms.find((m) => m.change === 'fusion')!);
  return { state: 'pass', datum: `None called; fusions looked for in ${fusions.join(', ')}`, day };
}

export interface TissueChange { readonly gene: string; readonly variant: string; readonly day: number }
interface TissueMechanism extends TissueChange { readonly call: 'fail' | 'caution' }
const said = (xs: readonly TissueChange[]): string => [...new Set(xs.map((x) => variantLabel(x.gene, x.variant)))].join(', ');

/** Changes that tissue showed by the day. What tissue did not show is no reading of the sample. */
const shownInTissue = (snap: Snapshot): readonly TissueChange[] => newestInTissue(snap.record, -Infinity, snap.day).filter((f) => f.found).map((f) => ({ gene: f.gene, variant: f.variant, day: f.a.day }));

/** … of the EGFR ectodomain: what gate G8 asks for. */
export const ectodomainInTissue = (snap: Snapshot): readonly TissueChange[] => shownInTissue(snap).filter((f) => changesOneOf(egfrEctodomain, f.gene, f.variant));

/** … and of the further mechanisms; the required codons are the matter of other gates. */
function inTissue(snap: Snapshot, required: readonly RequiredCodon[]): readonly TissueMechanism[] {
  return shownInTissue(snap).filter((f) => !changesOneOf(required, f.gene, f.variant)).flatMap((f) => {
    const call = mechanisms.find((m) => isMechanism(m, f.gene, f.variant))?.call
      ?? callOf(catalogue.find((c) => c.nosology === 'mcrc_ras_braf_wt' && c.effect === 'resistance' && c.classes.includes('anti_egfr') && c.genes.includes(f.gene) && matchesVariant(c.matcher, f.variant))?.action);
    return call === null ? [] : [{ ...f, call }];
  });
}

/** What the catalogue's word on anti-EGFR does to the gate. */
const callOf = (action: CatalogueAction | undefined): 'fail' | 'caution' | null => (action === 'exclude' ? 'fail' : action === 'caution' ? 'caution' : null);

/** What a call outside RAS, BRAF V600 and the ectodomain does: the gate's own list, else the catalogue's word on anti-EGFR. */
function weightOf(snap: Snapshot, c: CalledVariant): 'fail' | 'caution' | null {
  const own = mechanisms.find((m) => isMechanism(m, c.series.gene, c.series.variant));
  if (own) return own.call;
  const role = snap.roles.get(c.series.key)!;
  const entry = role.match?.entry;
  if (role.role !== 'resistance' || !entry?.classes.includes('anti_egfr')) return null;
  return callOf(entry.action);
}

/** G10: whose blood and of which day, and whether every RAS or BRAF call has a known origin. */
export function identityGate(snap: Snapshot, sample: Sample | null, suspect: ReadonlySet<string>): Judged {
  if (!sample) return noSample();
  const { day } = sample;
  if (sample.specimens.some((id) => suspect.has(id))) return { state: 'unknown', datum: 'The sample is under suspicion: identity, date or dilution', day, opens: 'repeat' };
  const lost = sample.here.filter(({ r, role }) => role.role === 'germline' && r.point.status === 'not_detected');
  if (lost.length > 0) return { state: 'unknown', datum: `Inherited ${variantLabel(lost[0]!.s.gene, lost[0]!.s.variant)} is missing: is it this patient's blood?`, day, opens: 'repeat' };
  const open = sample.called.filter((c) => c.origin === 'unresolved');
  if (open.length > 0) return { state: 'unknown', datum: `Origin of ${open.map((c) => c.label).join(', ')} not resolved: ${open[0]!.why}`, day, opens: 'wbc' };
  const bloodCalls = sample.called.filter((c) => c.origin === 'blood' && originGenes.has(c.series.gene));
  return { state: 'pass', datum: bloodCalls.length > 0 ? `No doubt recorded; ${bloodCalls.map((c) => c.label).join(', ')} not from the tumour` : 'No doubt recorded', day };
}
