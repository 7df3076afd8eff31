/** What the newest release says beside a patient's variants, and which patients a changed level concerns. Read only: nothing is evaluated anew. */
import type { WireEvidenceChange, WireEvidenceChanges, WireEvidenceItem, WireFurtherEvidence } from '@clonewatch/contracts';
import { variantLabel, type Evaluation, type EvidenceItem, type Nosology } from '@clonewatch/domain';
import { evidenceChanges, furtherEvidence, ofDisease, readProfile, speaksOf, type NamedVariant } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';

interface ReleaseRow { id: string; source: 'civic'; release: string; released_on: string }
const newest = (scope: Scope, siteId: string, most: number): Promise<ReleaseRow[]> => scope.query<ReleaseRow>(
  `select id, source, release, to_char(released_on, 'YYYY-MM-DD') as released_on from clinical.knowledge_release where site_id = $1 and source = 'civic' order by released_on desc limit ${most}`, [siteId]);

const itemSql = `evidence_id as "evidenceId", profile, disease, doid, therapies, interaction, type, direction, level, significance, citation_id as "citationId", citation_source as "citationSource", citation, rating, status, origin, flagged,
  to_char(reviewed_on, 'YYYY-MM-DD') as "reviewedOn"`;

const wireItem = (i: EvidenceItem): WireEvidenceItem => ({
  evidence_id: i.evidenceId, profile: i.profile, disease: i.disease, doid: i.doid, therapies: [...i.therapies], interaction: i.interaction, type: i.type, direction: i.direction, level: i.level, significance: i.significance,
  citation_id: i.citationId, citation_source: i.citationSource, citation: i.citation, rating: i.rating, status: i.status, origin: i.origin, flagged: i.flagged, reviewed_on: i.reviewedOn,
});

/** Variants of the tumour that were ever called; what blood cells or inheritance explain is not among them. */
export function calledVariants(e: Evaluation): readonly NamedVariant[] {
  return e.series.filter((s) => s.role !== 'chip' && s.role !== 'germline' && s.points.some((p) => p.status === 'detected')).map(({ gene, variant }) => ({ gene, variant }));
}

/** Null: the site took no release in. */
export async function readFurtherEvidence(scope: Scope, siteId: string, variants: readonly NamedVariant[], nosology: Nosology | null): Promise<WireFurtherEvidence | null> {
  const [release] = await newest(scope, siteId, 1);
  if (!release) return null;
  const items = await scope.query<EvidenceItem>(`select ${itemSql} from clinical.knowledge_item where site_id = $1 and release_id = $2 and genes && $3::text[]`, [siteId, release.id, [...new Set(variants.map((v) => v.gene))]]);
  return {
    source: release.source, release: release.release, released_on: release.released_on,
    items: furtherEvidence(items, variants, nosology).map(({ gene, variant, item, own }) => ({ gene, variant, own, ...wireItem(item) })),
  };
}

interface CalledRow { patient: string; patient_id: string; nosology: Nosology | null; gene: string; variant: string }

/** Called variants of these genes, patient by patient, as the stored evaluations have them. */
const calledIn = (scope: Scope, siteId: string, genes: readonly string[]): Promise<CalledRow[]> => scope.query<CalledRow>(
  `select p.id as patient, p.patient_ref as patient_id, f.nosology, s.value ->> 'gene' as gene, s.value ->> 'variant' as variant
   from clinical.patient p join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id
     left join lateral (select nosology from clinical.profile_now where site_id = p.site_id and head_id = p.id) f on true
     cross join lateral json_array_elements(e.result -> 'series') s
   where p.site_id = $1 and p.merged_into is null and p.withdrawn_at is null and s.value ->> 'gene' = any($2::text[]) and s.value ->> 'role' not in ('chip', 'germline')
     and exists (select 1 from json_array_elements(s.value -> 'points') x where x.value ->> 'status' = 'detected')
   order by p.patient_ref, gene, variant`, [siteId, genes]);

/**
 * What the newest release of a site says otherwise than the one before it, as far as it speaks about a variant called in a patient of that disease (or whose disease is
 * not known). The patients named are noted in the audit trail.
 */
export async function readEvidenceChanges(scope: Scope, site: { readonly id: string; readonly code: string }): Promise<WireEvidenceChanges> {
  const [newer, older] = await newest(scope, site.id, 2);
  const named = (r: ReleaseRow | undefined): WireEvidenceChanges['newer'] => (r ? { source: r.source, release: r.release, released_on: r.released_on } : null);
  const answer = { site: site.code, older: named(older), newer: named(newer) };
  const itemsOf = (r: ReleaseRow): Promise<EvidenceItem[]> => scope.query<EvidenceItem>(`select ${itemSql} from clinical.knowledge_item where site_id = $1 and release_id = $2`, [site.id, r.id]);
  const changes = newer && older ? evidenceChanges(await itemsOf(older), await itemsOf(newer)) : [];
  const genes = [...new Set(changes.flatMap((c) => readProfile(c.before.profile).targets.map((t) => t.gene)))];
  const called = genes.length > 0 ? await calledIn(scope, site.id, genes) : [];
  const items = changes.map((c): WireEvidenceChange => {
    const mine = called.filter((r) => speaksOf(c.before.profile, r) && (r.nosology === null || ofDisease(c.before, r.nosology)));
    const patients = [...new Map(mine.map((r) => [r.patient, r.patient_id]))].map(([id, patient_id]) => ({ id, patient_id, variants: mine.filter((r) => r.patient === id).map((r) => variantLabel(r.gene, r.variant)) }));
    const said = ({ level, direction, significance, status }: EvidenceItem): WireEvidenceChange['before'] => ({ level, direction, significance, status });
    const b = c.before;
    return {
      evidence_id: b.evidenceId, profile: b.profile, disease: b.disease, therapies: [...b.therapies], type: b.type, citation_id: b.citationId, citation_source: b.citationSource, before: said(b), after: c.after && said(c.after), patients,
    };
  }).filter((c) => c.patients.length > 0);
  scope.audit({ siteId: site.id, action: 'knowledge.changes', patients: [...new Set(items.flatMap((i) => i.patients.map((p) => p.id)))] });
  return { ...answer, changed: changes.length, items };
}
