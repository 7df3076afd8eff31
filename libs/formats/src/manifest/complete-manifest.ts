/** The manifest's rows with what the laboratory said once about their assay. What a row says itself always counts. */
import type { AssayDuplex, AssayProfile, ManifestRow } from '@clonewatch/domain';

/**
 * Rows whose assay has a profile get from it what they leave empty: targets, variant, panel, limits, volumes. A row that names neither target nor variant
 * stands for every duplex of the assay: it becomes one row for each. A profile of another version of the assay says nothing. Pure.
 */
export function completeManifest(rows: readonly ManifestRow[], profiles: readonly AssayProfile[]): ManifestRow[] {
  const byAssay = new Map(profiles.map((p) => [p.assay, p]));
  return rows.flatMap((row) => {
    const profile = byAssay.get(row.assay);
    if (profile === undefined || row.role === 'left_out' || (row.assayVersion !== '' && row.assayVersion !== profile.assayVersion)) return [row];
    const filled = withLimits(row, profile);
    const duplexes = duplexesFor(row, profile.duplexes);
    if (duplexes.length === 0) return [filled];
    const several = row.mutantTarget === '' && row.variant === '';
    return duplexes.map((d) => withDuplex(filled, d, several));
  });
}

/** Duplexes of the assay that the row can mean: by its target, else by its variant, else all. */
function duplexesFor(row: ManifestRow, all: readonly AssayDuplex[]): readonly AssayDuplex[] {
  if (row.mutantTarget !== '') return all.filter((d) => d.mutantTarget === row.mutantTarget).slice(0, 1);
  if (row.variant === '') return all;
  const named = all.filter((d) => d.variant === row.variant && (row.gene === '' || d.gene === row.gene));
  return named.length === 1 ? named : [];
}

function withDuplex(row: ManifestRow, d: AssayDuplex, several: boolean): ManifestRow {
  const own = row.variant !== '';
  return {
    ...row, mutantTarget: row.mutantTarget || d.mutantTarget, wildtypeTarget: row.wildtypeTarget || d.wildtypeTarget,
    gene: own ? row.gene : d.gene, variant: own ? row.variant : d.variant, ...(several ? { ifPresent: true as const } : {}),
  };
}

function withLimits(row: ManifestRow, p: AssayProfile): ManifestRow {
  const said: Record<string, number | null> = { lob: p.lobFraction, elution_ul: p.elutionUl };
  const kept = Object.fromEntries(Object.entries(said).filter(([, v]) => v !== null).map(([k, v]) => [k, String(v)]));
  return {
    ...row, assayVersion: row.assayVersion || p.assayVersion, panel: row.panel ?? p.panel, genomeBuild: row.genomeBuild || p.genomeBuild, partitionNl: row.partitionNl ?? p.partitionNl,
    backgroundFraction: row.backgroundFraction ?? p.backgroundFraction, lodFraction: row.lodFraction ?? p.lodFraction, plasmaMl: row.plasmaMl ?? p.plasmaMl,
    kept: { ...kept, ...row.kept },
  };
}
