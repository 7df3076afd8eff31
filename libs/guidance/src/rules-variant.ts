/** Alerts about one resistance variant, at the draw that made each of them true. */
import { variantLabel, type AlertFinding, type AlertGrade, type AlertKind, type Phase, type RiseEvidence, type Severity } from '@clonewatch/domain';
import { backgroundTail, engineDefaults, isRise, supports } from '@clonewatch/kinetics';
import { boundOf, countDraws, type VariantSeries } from './assemble.js';
import { cloneIds } from './clones.js';
import { dayEntry, resistedText, riseSeverity, seriesText, therapyText, truncalText, variantEvidence, wbcText } from './context.js';
import { believed, confirms, courseFor, persistenceOf, strangeIn, thresholdText } from './engine.js';
import { memoryOf, type Step, type VariantMemory } from './memory.js';
import { baselineLineOf, offSince, phaseOf, undecidedLine, type Exposure } from './phases.js';
import type { RoleResult } from './roles.js';
import { rules } from './rules.data.js';
import { calledIn, exposuresOf, pointsIn, testDraws, type Snapshot } from './snapshot.js';
import { dayText, daysText, percent, thousands } from './text.js';

const originGenes: ReadonlySet<string> = new Set(rules.originGenes);
const caveat = 'not a treatment instruction.';

interface Ctx extends Step { readonly s: VariantSeries; readonly mem: VariantMemory; readonly phase: Phase; readonly exposures: readonly Exposure[]; readonly label: string; readonly called: boolean; readonly rise: RiseEvidence | null }

function finding(c: Ctx, kind: AlertKind, grade: AlertGrade | null, severity: Severity, text: string, more: { episode?: string; rise?: boolean; evidence?: Record<string, unknown> } = {}): AlertFinding {
  const { s, event, snap } = c;
  const rise = more.rise ? c.rise : null;
  return {
    kind, grade, severity, phase: c.phase, gene: s.gene, variant: s.variant, members: [{ gene: s.gene, variant: s.variant }], clone: cloneIds(snap).get(s.key) ?? null,
    episode: more.episode ?? `${kind}|${c.label}|${event.specimenId}`, firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId,
    score: rise?.score ?? null, threshold: rise?.threshold ?? null,
    evidence: { ...variantEvidence(snap, s, event.specimenId, c.phase, rise), ...more.evidence }, text,
  };
}

/** Is tumour DNA shown, or blood cells excluded, for a call in this draw? (science §4.6 rule 3) */
export function originUnresolved({ s, snap, event }: Pick<Ctx, 's' | 'snap' | 'event'>): boolean {
  const role = snap.roles.get(s.key)!;
  const draw = snap.draws.find((d) => d.specimenId === event.specimenId);
  if (!originGenes.has(s.gene) || role.wbc.state !== 'not_tested' || role.tissueConfirmed) return false;
  // A level course beside a tumour that moved keeps the origin open whatever this draw shows; one that goes with the tumour closes it.
  if (role.blood && role.blood.p >= rules.bloodCourse.likely) return true;
  return draw?.informative === 'not_informative' && !(role.blood && role.blood.p <= rules.bloodCourse.unlikely);
}

function originTextOf({ blood }: RoleResult): string {
  return blood && blood.p >= rules.bloodCourse.likely ? `Origin not resolved: WBC not tested, and ${blood.reason}.`
    : 'Origin not resolved: no tumour DNA shown in this draw and WBC not tested, so clonal haematopoiesis is open.';
}

function context(c: Ctx): string {
  return `${truncalText(c.snap)} ${therapyText(c.snap, c.s, c.event.day)}`;
}

export function variantRules(step: Step, s: VariantSeries): readonly AlertFinding[] {
  const { event, snap, memory } = step;
  const role = snap.roles.get(s.key)!;
  if (!role.alerting) return [];
  const here = pointsIn(s, event.specimenId);
  // Only what this event brought: a draw that did not cover the variant neither raises nor clears anything.
  if (here.length === 0 || !here.some((p) => event.fresh.some((m) => m.assay === p.assay && m.assayVersion === p.assayVersion))) return [];
  const mem = memoryOf(memory, s.key);
  const exposures = exposuresOf(snap, s);
  const called = calledIn(s, event.specimenId);
  const { rise } = courseFor(snap, s);
  const c: Ctx = { ...step, s, mem, exposures, called, rise, phase: phaseOf(event.day, exposures, snap.drawDays), label: variantLabel(s.gene, s.variant) };
  const out: AlertFinding[] = [];
  if (called) {
    const top = here.find((p) => p.status === 'detected')!;
    mem.clearRun = [];
    if (mem.detected || certainCall(c)) {
      mem.called = true;
      mem.lastCalledVaf = top.vaf;
      out.push(...presence(c));
    }
  }
  if (countDraws(s).some((d) => d.specimenId === event.specimenId && supports(d))) out.push(...rising(c)); else settle(c);
  if (!called) out.push(...absence(c));
  out.push(...persisting(c));
  return out;
}

/**
 * Is a call certain enough to be told? At the level of a single call one panel in a few draws would raise an alert by chance, and a draw that brings
 * several variants at once may carry another sample. A first detection spends a budget over the variants tracked and the draws of a year, or is
 * called in two of three draws that may be believed. Until then it is said to await confirmation (`sentenceOf`).
 */
export function certainCall({ snap, s, event }: Pick<Ctx, 's' | 'snap' | 'event'>): boolean {
  const draws = countDraws(s);
  const at = draws.findIndex((d) => d.specimenId === event.specimenId);
  if (at < 0) return true;
  const { strange, clean } = rules.falseDetections;
  const budget = snap.policy.falseDetections ?? rules.falseDetections.budget;
  if (believed(snap, s, draws.slice(Math.max(0, at - 2), at + 1), (d) => d.called && backgroundTail(d) <= engineDefaults.alpha.value).length >= 2) return (courseFor(snap, s).state?.clean ?? 1) <= clean;
  const tracked = Math.max(1, snap.series.filter((x) => snap.roles.get(x.key)!.alerting).length);
  return backgroundTail(draws[at]!) <= budget / 100 / (tracked * drawsPerYear(snap)) && strangeIn(snap, s, event.specimenId) <= strange;
}

/** As planned, else as usual. */
function drawsPerYear(snap: Snapshot): number {
  const interval = snap.record.profile.drawIntervalDays;
  return interval !== null && interval > 0 && !snap.drawOrder ? 365.25 / interval : rules.falseDetections.drawsPerYear;
}

/** First call, presence at the first draw of a line, open origin. */
function presence(c: Ctx): readonly AlertFinding[] {
  const { mem, snap, event, s } = c;
  const out: AlertFinding[] = [];
  const unresolved = originUnresolved(c);
  const numbers = (): string => seriesText(snap, s);
  const origin = unresolved ? originTextOf(snap.roles.get(s.key)!) : wbcText(snap.roles.get(s.key)!);
  const given = c.exposures.flatMap((e) => e.lines);
  const line = baselineLineOf(event.day, snap.drawDays, given);
  const firstEver = snap.drawDays[0] === event.day && !c.exposures.some((e) => e.startDay <= event.day);
  const at = line ? line.startDay : firstEver ? -Infinity : null;
  const baseline = at !== null && !mem.baselines.has(at);
  const first = !mem.detected;
  // One variant in one draw is one notice: what says most about it; the others are notes beside it.
  if (first) {
    mem.detected = true;
    out.push(finding(c, 'resistance_detected', 'watch', baseline ? 'note' : 'review',
      `${c.label} detected for the first time. ${numbers()}. ${context(c)} ${origin} One draw shows presence, not a rise. Suggested check: confirm with a repeat draw in 2–4 weeks; ${caveat}`));
  }
  if (at !== null && baseline) {
    mem.baselines.add(at);
    const where = line ? `the first draw of ${line.regimen || line.agents.join(' + ')}` : 'the first draw, before any drug it resists';
    out.push(finding(c, 'resistance_at_baseline', 'present', 'review', `${c.label} is there at ${where}. ${numbers()}. ${context(c)} ${origin} Suggested check: confirm before relying on the drug it resists; ${caveat}`));
  }
  if (unresolved && !mem.originOpen) {
    mem.originOpen = true;
    out.push(finding(c, 'origin_unresolved', null, first || baseline ? 'note' : 'review', `${c.label} called, but its origin is open. ${numbers()}. ${originTextOf(snap.roles.get(s.key)!)} Suggested check: sequence white blood cells, or repeat when tumour DNA is shown; ${caveat}`));
  }
  return out;
}

/** Growth, its confirmation, and the conflict with a drug in use. Also closes an episode that has died down. */
function rising(c: Ctx): readonly AlertFinding[] {
  const { mem, rise, event, snap, s } = c;
  const out: AlertFinding[] = [];
  if (!rise) return conflict(c);
  const above = isRise(rise);
  const assays = new Set(pointsIn(s, event.specimenId).filter((p) => p.status === 'detected').map((p) => p.assay));
  const body = (): string => {
    const doubling = rise.doublingDays ? ` Doubling time ${daysText(rise.doublingDays)}.` : '';
    const corrected = rise.sheddingCorrected ? '' : ', not corrected for shedding';
    const origin = originUnresolved(c) ? originTextOf(snap.roles.get(s.key)!) : wbcText(snap.roles.get(s.key)!);
    return `${seriesText(snap, s)}.${doubling} ${context(c)} Evidence: ln odds of growth ${rise.score.toFixed(1)} (threshold ${rise.threshold.toFixed(1)} ${thresholdText(snap.policy)}${corrected}). ${origin}`;
  };
  if (!mem.episode && above) {
    const current = c.exposures.filter((e) => e.startDay <= event.day).at(-1);
    const before = s.readings.some((r) => r.point.status === 'detected' && current && r.point.day < current.startDay);
    const kind = c.phase === 'rechallenge' && before ? 'resistance_regrowth' : 'resistance_emerging';
    mem.episode = { kind, specimenId: event.specimenId, confirmed: false, lowDraws: 0 };
    const verb = kind === 'resistance_regrowth' ? 'RISING AGAIN under rechallenge' : 'RISING';
    out.push(finding(c, kind, 'rising', riseSeverity(snap, [s], event.day), `${c.label} ${verb} in plasma. ${body()} Suggested check: confirm with repeat draw/imaging; ${caveat}`, { rise: true }));
  }
  const ep = mem.episode;
  if (ep && !ep.confirmed && above && confirms(snap, rise) && (ep.specimenId !== event.specimenId || assays.size > 1)) {
    ep.confirmed = true;
    const by = ep.specimenId === event.specimenId ? 'a second assay of the same draw' : 'a further draw';
    out.push(finding(c, ep.kind, 'confirmed', riseSeverity(snap, [s], event.day), `${c.label} rise CONFIRMED by ${by}. ${body()} Suggested check: imaging and clinical review; ${caveat}`,
      { rise: true, episode: `${ep.kind}|${c.label}|${ep.specimenId}|confirmed` }));
  }
  out.push(...conflict(c));
  settle(c);
  return out;
}

/** Hysteresis: an episode ends after two draws below half the threshold. */
function settle({ mem, rise }: Ctx): void {
  if (!mem.episode || !rise) return;
  mem.episode.lowDraws = rise.score < rise.threshold / 2 ? mem.episode.lowDraws + 1 : 0;
  if (mem.episode.lowDraws >= rules.closingDraws) mem.episode = null;
}

/**
 * CONFIRMED resistance to the drug in use, and no decision known: no stop of the line. Once per line, until a bound has answered it. `evidence.line` names
 * the line, so that its stop can close the alert.
 */
function conflict(c: Ctx): readonly AlertFinding[] {
  const { mem, event, snap } = c;
  if (!mem.episode?.confirmed) return [];
  const line = undecidedLine(event.knownDay, c.exposures);
  if (!line || mem.conflicts.has(line.startDay)) return [];
  mem.conflicts.add(line.startDay);
  const name = line.regimen || line.agents.join(' + ');
  return [finding(c, 'therapy_conflict', 'confirmed', 'act',
    `${c.label} rise is confirmed, the catalogue lists it as resistance to ${resistedText(snap, [c.s])}, and ${name} is in use with no stop recorded. ${seriesText(snap, c.s)}. ${context(c)} `
    + `Suggested check: review the line with this result, or record the decision; ${caveat}`,
    { rise: true, evidence: { line: { regimen: line.regimen, agents: line.agents, ...dayEntry(snap, 'started', line.startDay) } } })];
}

/** Not called in a draw that could have shown it: after two informative ones the bound is said, never absence. */
function absence(c: Ctx): readonly AlertFinding[] {
  const { mem, event, snap, s } = c;
  if (!mem.called) return [];
  const draw = snap.draws.find((d) => d.specimenId === event.specimenId);
  const point = pointsIn(s, event.specimenId)[0]!;
  // A bound above what was last called (a shallower assay) shows nothing.
  // A bound from an assumed depth excludes nothing; only a limit the laboratory states does.
  const bound = boundOf(point);
  if (draw?.informative !== 'informative' || bound === null || (mem.lastCalledVaf !== null && bound >= mem.lastCalledVaf)) return [];
  if (!mem.clearRun.includes(event.specimenId)) mem.clearRun.push(event.specimenId);
  if (mem.clearRun.length < rules.belowBoundDraws) return [];
  const depths = mem.clearRun.map((id) => pointsIn(s, id)[0]?.totalMolecules ?? null);
  const n = depths.every((d) => d !== null) ? depths.reduce((sum, d) => sum + d, 0) : null;
  const share = draw.truncalVaf !== null && draw.truncalVaf > 0 ? Math.min(1, bound / draw.truncalVaf) : null;
  mem.called = false;
  mem.clearRun = [];
  mem.episode = null;
  // The bound closes what was said of the drug; a clone that comes back is said again.
  mem.conflicts.clear();
  const ofTumour = share === null ? '' : `, that is ${percent(share)} of the tumour signal`;
  return [finding(c, 'resistance_below_bound', 'below_bound', 'note',
    `${c.label} not called in two informative draws. ${seriesText(snap, s)}. Excluded above ${percent(bound)}${ofTumour}, in the draw of ${dayText(snap.record.timeline, event.day)}`
    + ` (${n === null ? 'depth not reported' : `${thousands(n)} molecules over both draws`}). A smaller clone may remain. ${context(c)} ${caveat[0]!.toUpperCase()}${caveat.slice(1)}`,
    { evidence: { bound_vaf: bound, bound_share_of_tumour: share, molecules: n } })];
}

/** Off the drug long enough to have fallen, and still there at the pace of no decay. Once per drug-free interval. */
function persisting(c: Ctx): readonly AlertFinding[] {
  const { mem, event, snap, s } = c;
  const since = offSince(event.day, c.exposures);
  if (since === null || !c.called || mem.persistedSince === since || countDraws(s).filter((d) => d.day > since).length < rules.persistingDraws) return [];
  const draws = testDraws(snap, s).filter((d) => d.day > since);
  // A clone that persists is seen again; a single call after a stop may be another sample's.
  if (!mem.called || draws.filter((d) => d.called && strangeIn(snap, s, d.specimenId) <= rules.falseDetections.strangePair).length < 2) return [];
  const decay = persistenceOf(snap, s, draws);
  if (!decay) return [];
  mem.persistedSince = since;
  return [finding(c, 'resistance_persisting', 'present', 'review',
    `${c.label} PERSISTS ${draws.length} draws after the drug was stopped. ${seriesText(snap, s)}. ${decay.text} ${context(c)} ${wbcText(snap.roles.get(s.key)!)} `
    + `Suggested check: repeat draw and imaging before any rechallenge is considered; ${caveat}`, { evidence: { draws_off: draws.length, half_life_days: decay.halfLifeDays, p_not_decaying: decay.pNotDecaying } })];
}
