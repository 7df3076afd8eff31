/** From the engine's words (camelCase, days of the patient's timeline) to the wire's (snake_case, dates or day numbers). */
import { detectabilityShares, detectabilityVafs, wireDay, type AlertFinding, type AlertState, type DecayFit, type Detectability, type Evaluation, type SeriesPoint, type SeriesResult, type Timeline } from '@clonewatch/domain';
import { dayField } from './days.js';
import { toWireForecast } from './forecast.js';
import { toWireResponse } from './response.js';
import { toWireRechallenge } from './rechallenge.js';
import type { WireAlertFinding, WireEvaluation, WirePoint, WireSeries } from './wire.js';

function toWireDetectability(d: Detectability): NonNullable<WirePoint['detectability']> {
  return {
    state: d.state, reason: d.reason, critical_count: d.criticalCount, posterior: d.posterior,
    at_vaf: d.atVaf && d.atVaf.map((p, i) => ({ vaf: detectabilityVafs[i]!, p_detect: p })),
    at_share: d.atShare && d.atShare.map((p, i) => ({ share: detectabilityShares[i]!, p_detect: p })), share_reason: d.sharesReason,
  };
}

export function toWirePoint(timeline: Timeline, p: SeriesPoint): WirePoint {
  return {
    specimen_id: p.specimenId, ...dayField(timeline, 'collected', p.day), day: p.day, assay: p.assay, assay_version: p.assayVersion, status: p.status,
    vaf: p.vaf, low: p.low, high: p.high, upper95: p.upper95, count_unit: p.countUnit, mutant_count: p.mutantCount, total_count: p.totalCount,
    wildtype_count: p.wildtypeCount, mutant_molecules: p.mutantMolecules, total_molecules: p.totalMolecules, interval_assumed: p.intervalAssumed,
    p_value: p.pValue, lod95: p.lod95, lod_stated: p.lodStated, input_hge: p.inputHge, ...(p.plasmaMl === undefined ? {} : { plasma_ml: p.plasmaMl }), copies_per_ml: p.copiesPerMl, wbc_vaf: p.wbcVaf,
    ...(p.detectability ? { detectability: toWireDetectability(p.detectability) } : {}),
  };
}

function toWireDecay(d: DecayFit): NonNullable<WireSeries['decay']> {
  return {
    half_life_days: d.halfLifeDays, half_life_relative_days: d.halfLifeRelativeDays, clearance_day: d.clearanceDay, clearance_vaf: d.clearanceVaf,
    clearance_day_80: d.clearanceDay80, p_never_clears: d.pNeverClears, reading: d.reading, p_not_decaying: d.pNotDecaying, p_response: d.pResponse,
    p_not_exponential: d.pNotExponential, next_draw: d.nextDraw && { day: d.nextDraw.day, p_below: d.nextDraw.pBelow, gain: d.nextDraw.gain },
    posterior_to_prior_sd: d.posteriorToPriorSd, band: [...d.band],
  };
}

export function toWireSeries(timeline: Timeline, s: SeriesResult): WireSeries {
  const last = s.points.at(-1);
  return {
    gene: s.gene, variant: s.variant, role: s.role, role_reason: s.roleReason, p_blood_by_course: s.pBloodByCourse, clone: s.clone, trend: s.trend, growth_per_day: s.growthPerDay,
    doubling_days: s.doublingDays, half_life_days: s.halfLifeDays, half_life_relative_days: s.halfLifeRelativeDays, share_of_tumour: s.shareOfTumour,
    p_rising: s.pRising,
    rise: s.rise && {
      score: s.rise.score, threshold: s.rise.threshold, shedding_corrected: s.rise.sheddingCorrected, draws_used: s.rise.drawsUsed,
      called_draws: s.rise.calledDraws, supporting_draws: s.rise.supportingDraws,
    },
    decay: s.decay && toWireDecay(s.decay),
    last: last
      ? { ...dayField(timeline, 'collected', last.day), status: last.status, vaf: last.vaf, low: last.low, high: last.high, upper95: last.upper95 }
      : null,
    points: s.points.map((p) => toWirePoint(timeline, p)),
  };
}

export function toWireAlert(timeline: Timeline, patientId: string, a: AlertFinding, state: AlertState = 'open'): WireAlertFinding {
  return {
    patient_id: patientId, gene: a.gene, variant: a.variant, members: [...a.members], clone: a.clone, kind: a.kind, grade: a.grade, severity: a.severity,
    phase: a.phase, state, ...dayField(timeline, 'fired', a.firedDay), ...dayField(timeline, 'known', a.knownDay), score: a.score, threshold: a.threshold,
    specimen_id: a.specimenId, evidence: { ...a.evidence }, text: a.text,
  };
}

export function toWireEvaluation(e: Evaluation): WireEvaluation {
  const t = e.timeline;
  return {
    patient_id: e.patientId, as_of: e.asOfDay === null ? null : wireDay(t, e.asOfDay), ...(t.kind === 'days' ? { anchor: t.anchor } : {}),
    informative: { ...e.informative },
    draws: e.draws.map((d) => ({
      specimen_id: d.specimenId, ...dayField(t, 'collected', d.day), day: d.day, informative: d.informative, reason: d.reason, truncal_vaf: d.truncalVaf,
      total_molecules: d.totalMolecules, input_hge: d.inputHge,
      ...(d.tumourDna ? { tumour_dna: d.tumourDna.map((s) => ({ assay: s.assay, state: s.state, tumour_fraction: s.tumourFraction, molecules_per_ml: s.moleculesPerMl, lod: s.lod })) } : {}),
    })),
    series: e.series.map((s) => toWireSeries(t, s)),
    clones: e.clones.map((c) => ({
      id: c.id, parent: c.parent, order: c.order, variants: [...c.variants],
      prevalence: c.prevalence.map((p) => ({ ...dayField(t, 'collected', p.day), median: p.median, low: p.low, high: p.high })),
    })),
    leading_clone: e.leadingClone, ...(e.response ? { response: toWireResponse(t, e.response) } : {}),
    ...(e.forecast ? { forecast: toWireForecast(t, e.forecast) } : {}), alerts: e.alerts.map((a) => toWireAlert(t, e.patientId, a, e.retracted.includes(a.episode) ? 'retracted' : 'open')),
    // Results stored before readiness was computed have none.
    rechallenge: e.rechallenge ? toWireRechallenge(t, e.rechallenge) : null, sentence: e.sentence, model_version: e.modelVersion,
    rules_version: e.rulesVersion,
  };
}
