/**
 * The core of a molecular tumour board's packet: what one evaluation says, with its evidence and its limits. Pure and deterministic: the same evaluation
 * and record give the same text, byte for byte (`packetText`), so that a packet can be pinned and opened again as it was seen.
 */
import { wireDay, type CallStatus, type Evaluation, type MechanismReading, type OptionLimit, type PatientRecord, type StrategyAdvice } from '@clonewatch/domain';
import { cmp, newestVersions } from '../assemble.js';
import { bestMatch } from '../catalogue/index.js';
import { linesKnown } from '../known.js';
import { regimensOf } from '../phases.js';
import { newestInTissue } from './beside.js';
import { mechanismsOf } from './reading.js';
import { strategiesOf } from './strategies.js';
import { ampTierOf, escatRanks, type AmpTier, type EscatRank } from './tiers.data.js';

/** What an option of the catalogue rests on. Nothing here is an order: `limits` says what is against relying on it. */
export interface PacketOption {
  /** `target`: the change itself opens a drug; `resistance`: it closes one, and says what can be discussed instead. */
  readonly kind: 'target' | 'resistance'; readonly entry: string; readonly gene: string; readonly variant: string; readonly strategy: string; readonly option: string | null;
  readonly tier: 'A' | 'B' | 'C' | 'D'; readonly amp: AmpTier; readonly escat: EscatRank | null;
  readonly citation: string; readonly citationVerified: 'yes' | 'some' | 'no'; readonly limits: readonly string[]; readonly limitIds: readonly OptionLimit[];
}

/** Input and limit of detection of one assay in the last draw; null: not reported, which is not zero. VAFs are fractions, input is in haploid genomes. */
export interface PacketAssay {
  readonly assay: string; readonly version: string; readonly inputHge: number | null; readonly lod95: number | null; readonly lodStated: number | null;
  readonly statuses: Readonly<Partial<Record<CallStatus, number>>>;
}

export interface BoardPacket {
  readonly intendedUse: string;
  readonly patientId: string;
  readonly asOf: string | number | null;
  readonly question: string;
  readonly sentence: string;
  readonly informative: Evaluation['informative'];
  readonly mechanisms: MechanismReading;
  readonly options: readonly PacketOption[];
  /** Strategies of the founding paper's table 3 that the reading brings up. */
  readonly strategies: readonly StrategyAdvice[];
  readonly unknown: readonly string[];
  readonly assays: readonly PacketAssay[];
  readonly rechallenge: { readonly verdict: string; readonly wording: string; readonly criteriaVersion: string } | null;
  readonly versions: { readonly model: string; readonly rules: string };
}

const intendedUse = 'Displays and statistically summarises laboratory-reported ctDNA results for qualified oncology professionals and researchers; does not diagnose and '
  + 'does not recommend a drug. Research use and decision support; not validated as a medical device.';

const limitText: Readonly<Record<OptionLimit, string>> = {
  citation_partly: 'citation verified in part', citation_unverified: 'citation not verified', caution_only: 'caution only: never withdraws a therapy by itself',
  other_drugs: 'catalogued for drugs other than those asked about', no_share: 'share of the tumour not computed', not_in_last_draw: 'not read in the last draw', in_tissue: 'found in tissue, not called in plasma', origin_open: 'origin open: tumour or blood cells',
};
const citationLimit = (checked: 'yes' | 'some' | 'no'): readonly OptionLimit[] => (checked === 'yes' ? [] : [checked === 'some' ? 'citation_partly' : 'citation_unverified']);
const withLimits = (o: Omit<PacketOption, 'limits' | 'amp' | 'escat'>): PacketOption => ({ ...o, amp: ampTierOf(o.tier), escat: escatRanks[o.entry] ?? null, limits: o.limitIds.map((l) => limitText[l]) });

/** Changes whose origin, tumour or blood cells, is open in what stands. */
const originOpen = (e: Evaluation): ((gene: string, variant: string) => readonly OptionLimit[]) => {
  const open = e.alerts.filter((a) => a.kind === 'origin_unresolved' && !e.retracted.includes(a.episode)).flatMap((a) => a.members);
  return (gene, variant) => (open.some((v) => v.gene === gene && v.variant === variant) ? ['origin_open'] : []);
};

function optionsOf(e: Evaluation, m: MechanismReading): readonly PacketOption[] {
  const open = originOpen(e);
  const inTissue = m.inTissue.filter((f, i) => m.inTissue.findIndex((x) => x.gene === f.gene && x.variant === f.variant) === i).map((f) => withLimits({
    kind: 'resistance', entry: f.entry, gene: f.gene, variant: f.variant, strategy: f.strategy, option: f.option, tier: f.tier, citation: f.citation, citationVerified: f.citationChecked,
    limitIds: [...citationLimit(f.citationChecked), ...(f.action === 'caution' ? ['caution_only' as const] : []), 'in_tissue'],
  }));
  return [...inTissue, ...m.called.filter((c) => c.lastStatus === 'detected').map((c) => withLimits({
    kind: 'resistance', entry: c.entry, gene: c.gene, variant: c.variant, strategy: c.strategy, option: c.option, tier: c.tier, citation: c.citation, citationVerified: c.citationChecked,
    limitIds: [
      ...citationLimit(c.citationChecked), ...(c.action === 'caution' ? ['caution_only' as const] : []), ...(c.applies ? [] : ['other_drugs' as const]),
      ...(c.shareOfTumour ? [] : ['no_share' as const]), ...(c.lastDay === m.day ? [] : ['not_in_last_draw' as const]), ...open(c.gene, c.variant),
    ],
  }))];
}

/** Changes of the tumour, called in their last reading or found in tissue, that the catalogue knows as a target of this disease. */
function targetsOf(e: Evaluation, record: PatientRecord, day: number | null): readonly PacketOption[] {
  const open = originOpen(e);
  const target = (gene: string, variant: string, limitIds: readonly OptionLimit[]): readonly PacketOption[] =>
    bestMatch(gene, variant, record.profile.nosology, regimensOf(linesKnown(record.treatments, e.asOfDay ?? Infinity))).filter((x) => x.entry.effect === 'sensitivity').slice(0, 1).map(({ entry }) => withLimits({
      kind: 'target', entry: entry.id, gene, variant, strategy: entry.strategy, option: entry.option, tier: entry.tier, citation: entry.citation, citationVerified: entry.citationChecked,
      limitIds: [...citationLimit(entry.citationChecked), ...limitIds],
    }));
  const called = e.series.flatMap((s) => {
    const last = s.points.filter((p) => p.status === 'detected' || p.status === 'not_detected').at(-1);
    // What comes from blood cells or was inherited is no target of the tumour.
    return last?.status !== 'detected' || s.role === 'chip' || s.role === 'germline' ? [] : [{ s, last }];
  });
  const inTissue = newestInTissue(record, -Infinity, e.asOfDay ?? Infinity).filter((f, i, all) => f.found && !called.some(({ s }) => s.gene === f.gene && s.variant === f.variant)
    && all.findIndex((x) => x.found && x.gene === f.gene && x.variant === f.variant) === i);
  return [
    ...called.flatMap(({ s, last }) => target(s.gene, s.variant, [...(s.shareOfTumour || s.role === 'truncal' || s.clone === 'C0' ? [] : ['no_share' as const]), ...(last.day === day ? [] : ['not_in_last_draw' as const]), ...open(s.gene, s.variant)])),
    ...inTissue.flatMap((f) => target(f.gene, f.variant, ['in_tissue'])),
  ];
}

function assaysOf(e: Evaluation, record: PatientRecord): readonly PacketAssay[] {
  const day = e.draws.at(-1)?.day;
  const ids = new Set(e.draws.filter((d) => d.day === day).map((d) => d.specimenId));
  const points = e.series.flatMap((s) => s.points).filter((p) => ids.has(p.specimenId));
  const rows = newestVersions(record.measurements.filter((m) => ids.has(m.specimenId) && (e.asOfDay === null || Math.max(m.knownDay, m.day) <= e.asOfDay)));
  const keys = new Map(rows.map((m) => [JSON.stringify([m.assay, m.assayVersion]), m]));
  return [...keys.entries()].sort((a, b) => cmp(a[0], b[0])).map(([, { assay, assayVersion: version }]): PacketAssay => {
    const own = points.filter((p) => p.assay === assay && p.assayVersion === version);
    const largest = (xs: readonly (number | null)[]): number | null => xs.reduce<number | null>((a, b) => (b === null ? a : Math.max(a ?? b, b)), null);
    const statuses: Partial<Record<CallStatus, number>> = {};
    for (const p of [...own].sort((a, b) => cmp(a.status, b.status))) statuses[p.status] = (statuses[p.status] ?? 0) + 1;
    return {
      assay, version, inputHge: largest(rows.filter((m) => m.assay === assay && m.assayVersion === version).map((m) => m.inputHge)),
      lod95: largest(own.map((p) => p.lod95)), lodStated: largest(own.map((p) => p.lodStated)), statuses,
    };
  });
}

/** The packet of one evaluation and the record it was computed from. Never throws. */
export function boardPacketOf(e: Evaluation, record: PatientRecord): BoardPacket {
  const mechanisms = mechanismsOf(e, record);
  const targets = targetsOf(e, record, mechanisms.day);
  const untested = mechanisms.tested.filter((t) => t.state === 'not_tested' || t.state === 'partly' || t.state === 'failed_qc');
  return {
    intendedUse, patientId: e.patientId, asOf: e.asOfDay === null ? null : wireDay(e.timeline, e.asOfDay),
    question: 'Which clone leads now, and on which target does its growth depend?', sentence: e.sentence, informative: e.informative, mechanisms,
    options: [...targets, ...optionsOf(e, mechanisms)].sort((a, b) => cmp(a.tier, b.tier) || cmp(a.kind, b.kind) * -1 || cmp(a.gene + a.variant, b.gene + b.variant)),
    strategies: strategiesOf(mechanisms, record, e.rechallenge !== null, targets.map((o) => `${o.gene} ${o.variant}`)),
    unknown: [
      ...(e.informative.status === 'informative' ? [] : [e.informative.reason]),
      ...untested.map((t) => `${t.label}: ${t.state === 'failed_qc' ? 'failed quality control' : t.state === 'partly' ? `read only in part (${t.read.join(', ')})` : 'not tested'}`),
      ...mechanisms.notInBlood.map((n) => `${n.label}: ${n.reason}`),
      ...(mechanisms.progression.length === 0 ? ['progression: none recorded'] : []),
    ],
    assays: assaysOf(e, record),
    rechallenge: e.rechallenge && { verdict: e.rechallenge.verdict, wording: e.rechallenge.wording, criteriaVersion: e.rechallenge.criteriaVersion },
    versions: { model: e.modelVersion, rules: e.rulesVersion },
  };
}

/** The packet as text with keys in one order, whatever order they were made in: what a provenance hash is taken of. */
export function packetText(packet: BoardPacket): string {
  const ordered = (x: unknown): unknown => (Array.isArray(x) ? x.map(ordered) : x !== null && typeof x === 'object'
    ? Object.fromEntries(Object.entries(x).sort((a, b) => cmp(a[0], b[0])).map(([k, v]) => [k, ordered(v)])) : x);
  return `${JSON.stringify(ordered(packet))}\n`;
}
