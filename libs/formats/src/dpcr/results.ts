/** From the samples of a plate to rows: patients' measurements and control reactions. */
import type { ControlRow, ManifestRow, ParsedRow, SampleRole, SeriesRow } from '@clonewatch/domain';
import { named, problem, shown, type ProblemList } from '../problems.js';
import { roleOf, warnUnusedTargets, type Sample } from './assign.js';
import { checkReaction } from './checks.js';
import { pairOf, targetNamed, type Pair } from './duplex.js';
import { checkMerged, reactionOf, unitsOf, type Reaction } from './units.js';
import { checkConcentrations, checkVolume, partitionVolume } from './volume.js';
import type { Instrument } from './well.js';

export function plateResults(samples: readonly Sample[], manifest: readonly ManifestRow[], instrument: Instrument, problems: ProblemList): ParsedRow[] {
  const wells = samples.flatMap((s) => [...s.targets.values()].flat());
  const volume = partitionVolume(wells);
  checkConcentrations(wells, volume);
  const withRole = samples.map((s) => ({ s, role: roleOf(s, problems) }));
  const patients = withRole.flatMap(({ s, role }) => {
    if (role !== 'patient') return [];
    const results = rowsRun(s).flatMap((m) => patientResult(s, m, volume, instrument));
    if (results.length > 0) warnUnusedTargets(s, new Set(results.flatMap((r) => [r.pair.mutantTarget, r.pair.wildtypeTarget])));
    return results;
  });
  const duplexes = knownDuplexes([...patients.map((r) => ({ ...r.manifest, ...r.pair })), ...manifest]);
  const controls = withRole.flatMap(({ s, role }) => (role === null || role === 'patient' ? [] : controlRows(s, role, duplexes, instrument)));
  const names = new Set(samples.map((s) => s.name));
  for (const m of manifest) {
    if (m.file !== '' && !names.has(m.sample)) {
      problems.add(problem('warning', 'sample_not_in_file', `sample ${shown(m.sample)} of the manifest (line ${m.line}) is not in this file`, { value: m.sample }));
    }
  }
  return [...pooled(patients), ...controls];
}

/** An assay's list names every target it has; a sample was run with some of them. With none, the first row stays and says what is missing. */
function rowsRun(s: Sample): readonly ManifestRow[] {
  const run = s.manifest.filter((m) => m.ifPresent === undefined || s.targets.has(targetNamed(m.mutantTarget, s.targets)));
  return run.length > 0 ? run : s.manifest.slice(0, 1);
}

interface PatientResult {
  readonly sample: Sample;
  readonly manifest: ManifestRow;
  readonly pair: Pair;
  /** Nanolitres; null where neither file nor manifest says. */
  readonly volume: number | null;
  readonly line: number;
  readonly reactions: readonly Reaction[];
}

/** Reactions of a sample for one duplex; `unread` of its wells have no counts. Faults are reported; a control may lack the wild-type target. */
function reactionsOf(s: Sample, { mutantTarget, wildtypeTarget }: Pair, instrument: Instrument, control: boolean): { reactions: Reaction[]; unread: number } {
  const reactions: Reaction[] = [];
  let unread = 0;
  const wildtypes = s.targets.get(wildtypeTarget) ?? [];
  const wildtypeIn = new Map(wildtypes.map((w) => [w.well, w]));
  checkMerged(wildtypes);
  for (const mutant of unitsOf(s.targets.get(mutantTarget) ?? [])) {
    const wildtype = wildtypeIn.get(mutant.well) ?? (control ? null : undefined);
    if (wildtype === undefined) {
      mutant.row.error('target_not_found', null, `well ${mutant.well} of sample ${shown(s.name)} has no row for the wild-type target ${shown(wildtypeTarget)}; check wildtype_target in the manifest`);
      continue;
    }
    const reaction = reactionOf(mutant, wildtype, instrument);
    if (reaction === null) unread++;
    else if (checkReaction(reaction, s.wells.get(mutant.well) === 2, instrument, control)) reactions.push(reaction);
  }
  return { reactions, unread };
}

function patientResult(s: Sample, m: ManifestRow, volume: number | null, instrument: Instrument): PatientResult[] {
  if (m.variant === '') {
    s.first.row.error('variant_missing', 'Sample', `line ${m.line} of the manifest names no variant for sample ${shown(s.name)}; give gene and variant of its mutant target`);
    return [];
  }
  const pair = pairOf(s, m);
  if (pair === null) return [];
  const wells = s.targets.get(pair.mutantTarget)!;
  const { reactions, unread } = reactionsOf(s, pair, instrument, false);
  if (reactions.length === 0) {
    wells[0]!.row.warn('no_counts', 'Positives', `sample ${shown(s.name)} has no partition counts for ${shown(pair.mutantTarget)}; it is stored as failed, not as negative`);
  } else if (unread > 0) {
    wells[0]!.row.warn('no_counts', 'Positives', `${unread} well${unread === 1 ? '' : 's'} of sample ${shown(s.name)} without partition counts for ${shown(pair.mutantTarget)}; the others are counted`);
  }
  warnIfMostlyMutant(s, m, reactions);
  const ownVolume = partitionVolume(reactions.flatMap((r) => (r.wildtype === null ? [r.mutant] : [r.mutant, r.wildtype]))) ?? volume;
  checkVolume(wells[0]!, m.partitionNl, ownVolume, m.line);
  return [{ sample: s, manifest: m, pair, volume: m.partitionNl ?? ownVolume, line: reactions[0]?.mutant.line ?? wells[0]!.line, reactions }];
}

/** Plasma with more mutant than wild-type DNA is rare; a manifest with the two targets swapped is not. */
function warnIfMostlyMutant(s: Sample, m: ManifestRow, reactions: readonly Reaction[]): void {
  const [mutant, wildtype] = [sum(reactions, (r) => r.mutantCount) ?? 0, sum(reactions, (r) => r.wildtypeCount ?? 0) ?? 0];
  if (mutant < 10 || mutant <= wildtype) return;
  reactions[0]!.mutant.row.warn('mutant_channel_suspect', null, `sample ${shown(s.name)} has more mutant (${mutant}) than wild-type (${wildtype}) partitions; check that mutant_target and wildtype_target are not swapped in line ${m.line} of the manifest`);
}

/** Samples that the manifest gives to one measurement are replicates: their partitions are added up, their fractions are not averaged. */
function pooled(results: readonly PatientResult[]): SeriesRow[] {
  const byKey = new Map<string, PatientResult[]>();
  for (const r of results) {
    const m = r.manifest;
    const key = [m.patientId, m.specimenId, m.assay, m.assayVersion, m.gene, m.variant].join('\n');
    byKey.set(key, [...(byKey.get(key) ?? []), r]);
  }
  return [...byKey.values()].map((group) => {
    const [first, ...others] = group as [PatientResult, ...PatientResult[]];
    for (const other of others) {
      other.sample.first.row.warn('replicates_pooled', 'Sample', `the manifest gives samples ${shown(first.sample.name)} and ${shown(other.sample.name)} to the same measurement; their partitions are added up`);
      if (JSON.stringify([first.manifest.collected, first.manifest.anchor]) !== JSON.stringify([other.manifest.collected, other.manifest.anchor])) {
        other.sample.first.row.error('specimen_date_conflict', 'Sample', `the manifest dates this specimen differently in lines ${first.manifest.line} and ${other.manifest.line}; one specimen is one draw`);
      }
    }
    return seriesRow(first, group.flatMap((g) => g.reactions));
  });
}

const sum = (reactions: readonly Reaction[], of: (r: Reaction) => number): number | null => (reactions.length === 0 ? null : reactions.reduce((n, r) => n + of(r), 0));

function seriesRow({ manifest: m, line, volume }: PatientResult, reactions: readonly Reaction[]): SeriesRow {
  const row = {
    kind: 'series' as const, line, patientId: m.patientId, specimenId: m.specimenId, collected: m.collected!, anchor: m.anchor, assay: m.assay,
    assayVersion: m.assayVersion, gene: m.gene, variant: m.variant, countUnit: 'partitions' as const, mutantCount: sum(reactions, (r) => r.mutantCount),
    totalCount: sum(reactions, (r) => r.totalCount), wildtypeCount: sum(reactions, (r) => r.wildtypeCount ?? 0), vafFraction: null,
    status: reactions.length === 0 ? 'failed_qc' as const : null, backgroundFraction: m.backgroundFraction, lodFraction: m.lodFraction, inputHge: m.inputHge,
    plasmaMl: m.plasmaMl, copiesPerMl: null, tumourFraction: null, copyNumber: null, wbcVafFraction: null, specimenType: '', panel: m.panel, resultVersion: 1,
    received: null, reported: null,
  };
  return { ...row, supplied: suppliedOf(row, m, volume) };
}

/** The row in the exchange format's own words, so that it can be exported as if it had come in that way. */
function suppliedOf(row: Omit<SeriesRow, 'supplied'>, m: ManifestRow, volume: number | null): Record<string, string> {
  const cells: Record<string, string | number | null> = {
    patient_id: row.patientId, specimen_id: row.specimenId, collected_on: row.collected.kind === 'date' ? row.collected.date : null,
    collected_day: row.collected.kind === 'day' ? row.collected.day : null, anchor: row.anchor, assay: row.assay, assay_version: row.assayVersion,
    gene: row.gene, variant: row.variant, mutant_count: row.mutantCount, total_count: row.totalCount, wildtype_count: row.wildtypeCount,
    count_unit: row.countUnit, status: row.status, genome_build: m.genomeBuild, panel: m.panel?.join(';') ?? null, background: m.backgroundFraction,
    lod: m.lodFraction, plasma_ml: m.plasmaMl, input_hge: m.inputHge, partition_nl: volume, ...m.kept,
  };
  return Object.fromEntries(Object.entries(cells).filter(([, v]) => v !== null && v !== '').map(([k, v]) => [k, String(v)]));
}

type Duplex = Pick<ManifestRow, 'mutantTarget' | 'wildtypeTarget' | 'assay' | 'assayVersion' | 'gene' | 'variant'>;

/** Every duplex the manifest describes in full, patients' rows first. */
function knownDuplexes(manifest: readonly ManifestRow[]): Duplex[] {
  const rows = [...manifest.filter((m) => m.role === 'patient'), ...manifest.filter((m) => m.role !== 'patient')];
  return unlike(rows.filter((m) => m.mutantTarget !== '' && m.assay !== '' && m.variant !== ''));
}

/** The first of each mutant target, assay and variant. */
function unlike(duplexes: readonly Duplex[]): Duplex[] {
  const first = new Map<string, Duplex>();
  for (const d of duplexes) {
    const key = JSON.stringify([d.mutantTarget, d.assay, d.assayVersion, d.gene, d.variant]);
    if (!first.has(key)) first.set(key, d);
  }
  return [...first.values()];
}

const byFile = (s: Sample) => <D extends Duplex>(d: D): D => ({ ...d, mutantTarget: targetNamed(d.mutantTarget, s.targets), wildtypeTarget: targetNamed(d.wildtypeTarget, s.targets) });

/** The duplexes a control was run with, by the targets of this file: those the manifest names for it, else every known one whose mutant target it has. */
function duplexesOf(s: Sample, all: readonly Duplex[]): Duplex[] {
  const known = unlike(all.map(byFile(s)));
  const own = s.manifest.filter((m) => m.mutantTarget !== '').map(byFile(s));
  if (own.length > 0) return own.map((m) => ({ ...(known.find((d) => d.mutantTarget === m.mutantTarget) ?? m), ...nonEmpty(m) })).filter((d) => d.assay !== '' && s.targets.has(d.mutantTarget));
  const assays = new Set(s.manifest.map((m) => m.assay).filter((a) => a !== ''));
  return known.filter((d) => s.targets.has(d.mutantTarget) && (assays.size === 0 || assays.has(d.assay)));
}

const nonEmpty = (m: Duplex): Partial<Duplex> => Object.fromEntries(
  (['mutantTarget', 'wildtypeTarget', 'assay', 'assayVersion', 'gene', 'variant'] as const).filter((k) => m[k] !== '').map((k) => [k, m[k]]),
);

/** One row per reaction, not added up: each is one blank that stayed clean or did not. */
function controlRows(s: Sample, role: Exclude<SampleRole, 'patient'>, known: readonly Duplex[], instrument: Instrument): ControlRow[] {
  const duplexes = duplexesOf(s, known);
  if (duplexes.length === 0) {
    s.first.row.warn('target_not_in_manifest', 'Sample', `no row of the manifest names a mutant target that control ${shown(s.name)} has (${named([...s.targets.keys()])}); it is not used`);
  }
  return duplexes.flatMap((d) => reactionsOf(s, d, instrument, true).reactions.map((r) => ({
    kind: 'control' as const, line: r.mutant.line, supplied: r.mutant.row.supplied(), role, sample: s.name, assay: d.assay, assayVersion: d.assayVersion, gene: d.gene,
    variant: d.variant, countUnit: 'partitions' as const, mutantCount: r.mutantCount, totalCount: r.totalCount, wildtypeCount: r.wildtypeCount,
  })));
}
