/** The laboratory's assay profiles on their way into an import: the current ones for its manifest, and later the very same versions. */
import { assayContentSchema, type AssayContent } from '@clonewatch/contracts';
import { canonicalGene, canonicalVariant, type AssayProfile, type DateOrder, type ManifestRow, type VafUnit } from '@clonewatch/domain';
import { completeManifest } from '@clonewatch/formats';
import type { Scope } from '@clonewatch/store';

interface Kept { id: string; assay: string; version: number; content: unknown }
/** Versions of profiles, with what they say. */
export interface Profiles { readonly ids: readonly string[]; readonly said: readonly AssayProfile[]; readonly used: readonly { assay: string; version: number }[] }

const profilesOf = (rows: readonly Kept[]): Profiles => ({
  ids: rows.map((r) => r.id), said: rows.map((r) => profileOf(assayContentSchema.parse(r.content))), used: rows.map(({ assay, version }) => ({ assay, version })),
});

/** The current profiles of the assays that a manifest names. */
export async function currentProfiles(scope: Scope, siteId: string, manifest: readonly ManifestRow[] | null): Promise<Profiles> {
  const assays = [...new Set((manifest ?? []).map((m) => m.assay).filter((a) => a !== ''))];
  if (assays.length === 0) return profilesOf([]);
  return profilesOf(await scope.query<Kept>(
    'select id, assay, version, content from clinical.assay_profile where site_id = $1 and assay = any($2) and superseded_at is null and not retired order by assay', [siteId, assays]));
}

/** The versions an import was received with. */
export async function profilesById(scope: Scope, siteId: string, ids: readonly string[]): Promise<Profiles> {
  if (ids.length === 0) return profilesOf([]);
  return profilesOf(await scope.query<Kept>('select id, assay, version, content from clinical.assay_profile where site_id = $1 and id = any($2::uuid[]) order by assay', [siteId, ids]));
}

/** What file and manifest do not say, said by the profiles. */
export const withProfiles = (manifest: readonly ManifestRow[] | null, { said }: Profiles): readonly ManifestRow[] | null => (manifest === null ? null : completeManifest(manifest, said));

function profileOf(c: AssayContent): AssayProfile {
  const panel = c.panel ?? [];
  return {
    assay: c.assay, assayVersion: c.assay_version, panel: panel.length === 0 ? null : panel, genomeBuild: c.genome_build,
    duplexes: c.targets.map((t) => ({ mutantTarget: t.mutant_target, wildtypeTarget: t.wildtype_target, gene: canonicalGene(t.gene), variant: canonicalVariant(t.variant) ?? t.variant })),
    partitionNl: c.partition_nl ?? null, backgroundFraction: c.background ?? null, lobFraction: c.lob ?? null, lodFraction: c.lod ?? null, plasmaMl: c.plasma_ml ?? null,
    elutionUl: c.elution_ul ?? null, vafUnit: c.vaf_unit ?? null,
  };
}

/** How the file writes what it does not say itself. */
export interface FileSettings { readonly vafUnit: VafUnit | null; readonly dateOrder: DateOrder | null }

/** By the manifest; the unit of fractions else by the profiles of the file, where all agree. */
export function settingsOf(manifest: readonly ManifestRow[] | null, { said }: Profiles): FileSettings {
  const rows = manifest ?? [];
  const units = new Set(said.map((p) => p.vafUnit));
  return {
    vafUnit: rows.find((r) => r.vafUnit !== undefined)?.vafUnit ?? (units.size === 1 ? [...units][0]! : null), dateOrder: rows.find((r) => r.dateOrder !== undefined)?.dateOrder ?? null,
  };
}
