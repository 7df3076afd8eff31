/** The content of a packet: everything that the pages say, taken once from one record and one evaluation of it. */
import { wireDay, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import { packetFormat, toWireMechanisms, toWireRechallenge, toWireScenario, type PacketContent, type PatientPage, type WireFurtherEvidence, type WireTiming } from '@clonewatch/contracts';
import { boardPacketOf, boundOf, catalogue, chipOf, scenariosOf, shareOf } from '@clonewatch/guidance';
import { version } from '@clonewatch/runtime';
import { shownEvaluation } from '../local-validation.js';
import { canonicalJson, sha256 } from './canonical.js';

/** How the last draw was handled, in the laboratory's words; null: not stated. */
export interface Handling { readonly tube: string | null; readonly hours_to_plasma: string | null }

export interface PacketParts {
  readonly page: PatientPage; readonly evaluation: Evaluation; readonly record: PatientRecord; readonly inputHash: Buffer; readonly timing: WireTiming | null; readonly question: string | null;
  /** Of the last draw, as the file had it. */
  readonly handling: Handling;
  /** Of the newest release; null: the site has none. */
  readonly furtherEvidence: WireFurtherEvidence | null; readonly madeAt: string; readonly madeBy: string;
}

/** What the knowledge was: any change of an entry changes it. */
export const catalogueHash = (): string => sha256(canonicalJson(catalogue)).toString('hex');

export function packetContent({ page, evaluation: e, record, inputHash, timing, handling, question, furtherEvidence, madeAt, madeBy }: PacketParts): PacketContent {
  const t = e.timeline;
  const core = boardPacketOf(e, record);
  const { since: _since, acts: _acts, ...kept } = page;
  const when = (day: number): string | number => wireDay(t, day);
  const lastDay = e.draws.at(-1)?.day;
  const lastIds = new Set(e.draws.filter((d) => d.day === lastDay).map((d) => d.specimenId));
  return {
    format: packetFormat, made_at: madeAt, made_by: madeBy, as_of: core.asOf, question, sentence: e.sentence, informative: { ...e.informative }, mechanisms: toWireMechanisms(t, core.mechanisms),
    options: core.options.map((o) => ({
      kind: o.kind, entry: o.entry, gene: o.gene, variant: o.variant, strategy: o.strategy, option: o.option, tier: o.tier, amp: o.amp, escat: o.escat && { ...o.escat }, citation: o.citation,
      citation_verified: o.citationVerified, limits: [...o.limitIds],
    })),
    further_evidence: furtherEvidence,
    strategies: core.strategies.map((s) => ({ ...s, changes: [...s.changes] })),
    variants: e.series.map((s) => {
      const last = s.points.filter((p) => lastIds.has(p.specimenId)).at(-1) ?? s.points.at(-1);
      const chip = chipOf(s);
      return {
        gene: s.gene, variant: s.variant, role: s.role, role_reason: s.roleReason, collected: last ? when(last.day) : null, status: last?.status ?? null, vaf: last?.vaf ?? null,
        // An interval or a bound from an assumed depth is none of this assay's.
        low: last && !last.intervalAssumed ? last.low : null, high: last && !last.intervalAssumed ? last.high : null, upper95: last ? boundOf(last) : null, mutant: last?.mutantMolecules ?? last?.mutantCount ?? null, total: last?.totalMolecules ?? last?.totalCount ?? null, trend: s.trend, wbc_vaf: chip.wbcVaf,
        share: shareOf(e, s), hgvs_c: /^[cg]\./.test(s.variant) ? s.variant : null, copies_per_ml: last?.copiesPerMl ?? null, chip: chip.statement,
      };
    }),
    assays: core.assays.map((a) => ({
      assay: a.assay, version: a.version, input_hge: a.inputHge, lod95: a.lod95, lod_stated: a.lodStated, statuses: { ...a.statuses },
      plasma_ml: record.measurements.filter((m) => lastIds.has(m.specimenId) && m.assay === a.assay && m.assayVersion === a.version).reduce<number | null>((x, m) => m.plasmaMl ?? x, null),
    })),
    draws: e.draws.map((d) => ({
      specimen: d.specimenId, collected: when(d.day), specimen_type: record.specimens.find((s) => s.specimenId === d.specimenId)?.specimenType ?? '', informative: d.informative, reason: d.reason,
      total_molecules: d.totalMolecules, input_hge: d.inputHge,
    })),
    handling: { ...handling }, rechallenge: e.rechallenge && toWireRechallenge(t, e.rechallenge), scenarios: scenariosOf(e, record).map((s) => toWireScenario(t, s, [])), timing,
    page: { ...kept, evaluation: shownEvaluation(e, page.site_switch ?? { forecasts: true }) },
    provenance: {
      data_sha256: inputHash.toString('hex'), model_version: e.modelVersion, rules_version: e.rulesVersion, criteria_version: e.rechallenge?.criteriaVersion ?? null, catalogue_entries: catalogue.length,
      catalogue_sha256: catalogueHash(), software: version,
    },
  };
}
