/**
 * One variant, one name. Assays name a variant by protein, by coding strand or by place on the genome; the record is read under the name that all of them
 * mean, so that one series comes of it.
 */
import { variantIdentity, type ControlSummary, type Measurement } from '@clonewatch/domain';

/** Blank reactions under the names of the series they belong to. */
export function controlsUnderOneName(controls: readonly ControlSummary[]): readonly ControlSummary[] {
  return controls.map((c) => {
    const { gene, variant } = variantIdentity(c.gene, c.variant);
    return gene === c.gene && variant === c.variant ? c : { ...c, gene, variant };
  });
}

/**
 * Measurements under one name each. Two nucleotide changes of one assay and draw that make the same protein change (EGFR S492R: c.1474A>C, c.1476C>A) are
 * carried by different molecules: their mutant molecules are added over one depth. A row that names the protein change itself has them all already, until a later version says more.
 * Gives the same array back where no name changes.
 */
export function underOneName(measurements: readonly Measurement[]): readonly Measurement[] {
  if (measurements.every((m) => isNamed(m))) return measurements;
  const groups = new Map<string, Named[]>();
  for (const m of measurements) {
    const { gene, variant, coding } = variantIdentity(m.gene, m.variant);
    const renamed = gene !== m.gene || variant !== m.variant;
    const named: Named = { m: renamed ? { ...m, gene, variant } : m, as: `${m.gene}\n${m.variant}`, coding };
    const key = JSON.stringify([m.specimenId, m.assay, m.assayVersion, gene, variant]);
    const group = groups.get(key);
    if (group) group.push(named); else groups.set(key, [named]);
  }
  return [...groups.values()].flatMap(merged);
}

function isNamed(m: Measurement): boolean {
  const { gene, variant } = variantIdentity(m.gene, m.variant);
  return gene === m.gene && variant === m.variant;
}

interface Named { readonly m: Measurement; readonly as: string; readonly coding: string | null }

/** One result a version. A correction may come under another name than what it corrects: by place alone, or with another spelling of the gene. */
function merged(group: readonly Named[]): readonly Measurement[] {
  if (group.every((n) => n.as === group[0]!.as)) return group.map((n) => n.m);
  const versions = [...new Set(group.map((n) => n.m.resultVersion))].sort((a, b) => a - b);
  let last = -Infinity;
  return versions.map((version) => {
    // Named by its protein change under two spellings of the gene, say: the first name in order stands for all.
    const whole = group.find((n) => n.coding === null && n.m.resultVersion === version);
    if (whole === undefined) return added(version, newestOfEach(group.filter((n) => n.coding !== null && n.m.resultVersion > last), version));
    last = version;
    return whole.m;
  });
}

/** Of each nucleotide change the newest result up to a version; of two of one version the first of its names. */
function newestOfEach(group: readonly Named[], version: number): readonly Measurement[] {
  const newest = new Map<string, Named>();
  for (const n of group) {
    const before = newest.get(n.coding!);
    if (n.m.resultVersion <= version && (!before || before.m.resultVersion < n.m.resultVersion)) newest.set(n.coding!, n);
  }
  return [...newest.values()].map((n) => n.m);
}

function added(version: number, parts: readonly Measurement[]): Measurement {
  const first = parts[0]!;
  const sum = (of: (m: Measurement) => number | null): number | null => {
    const values = parts.map(of).filter((v) => v !== null);
    return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
  };
  const total = Math.max(...parts.map((m) => m.totalCount ?? 0));
  const vaf = sum((m) => m.vafFraction);
  return {
    ...first, resultVersion: version, knownDay: Math.max(...parts.map((m) => m.knownDay)), mutantCount: sum((m) => m.mutantCount), totalCount: total === 0 ? null : total,
    vafFraction: vaf === null ? null : Math.min(vaf, 1), reportedStatus: parts.find((m) => m.reportedStatus === 'detected')?.reportedStatus ?? first.reportedStatus,
    backgroundFraction: sum((m) => m.backgroundFraction), copiesPerMl: sum((m) => m.copiesPerMl),
  };
}
