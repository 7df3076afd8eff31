/** Assay profiles of a laboratory: kept in versions; each change says why, and the version its author saw. */
import { assayContentSchema, type AssayContent, type WireAssay } from '@clonewatch/contracts';
import { canonicalGene, canonicalVariant, type Problem } from '@clonewatch/domain';
import type { Scope, Store } from '@clonewatch/store';
import { conflict, expectVersion, notThere, RecordRefused } from './record/refused.js';
import { change } from './record/with-patient.js';
import { once, type Writer } from './record/writer.js';

interface Row { id: string; siteId: string; site: string; version: number; retired: boolean; reason: string; actor: string; at: Date; content: unknown }

const sql = (where: string): string => `
  select p.profile_id as id, p.site_id as "siteId", s.code as site, p.version, p.retired, p.reason, p.actor, p.at, p.content
  from clinical.assay_profile p join sec.site_name s on s.id = p.site_id where ${where}`;

const wire = ({ siteId: _, content, at, ...r }: Row): WireAssay => ({ ...assayContentSchema.parse(content), ...r, at: at.toISOString() });

/** Those in use, by name. */
export async function listAssays(scope: Scope, siteIds: readonly string[]): Promise<WireAssay[]> {
  const rows = await scope.query<Row>(`${sql('p.site_id = any($1::uuid[]) and p.superseded_at is null and not p.retired')} order by p.assay, s.code`, [siteIds]);
  for (const siteId of siteIds) scope.audit({ siteId, action: 'assay.list' });
  return rows.map(wire);
}

/** Every version of one, the newest first; null when there is none for these sites. */
export async function readAssayVersions(scope: Scope, siteIds: readonly string[], id: string): Promise<WireAssay[] | null> {
  const rows = await scope.query<Row>(`${sql('p.site_id = any($1::uuid[]) and p.profile_id = $2')} order by p.version desc`, [siteIds, id]);
  if (rows.length === 0) return null;
  scope.audit({ siteId: rows[0]!.siteId, action: 'assay.history', target: id });
  return rows.map(wire);
}

/** A new profile. Refuses a name that another profile in use has. */
export async function createAssay(store: Store, writer: Writer, siteId: string, content: AssayContent, reason: string): Promise<WireAssay> {
  const checked = checkContent(content);
  return change(store, writer, (scope) => once(scope, siteId, writer, { assay: checked, reason }, async () => {
    const [made] = await scope.query<{ id: string }>('select uuidv7() as id');
    return insertVersion(scope, siteId, made!.id, 1, checked, false, reason);
  }));
}

/** The next version; `expected` is the one its author saw. */
export function saveAssay(store: Store, writer: Writer, id: string, expected: number | null, content: AssayContent, reason: string): Promise<WireAssay> {
  return nextVersion(store, writer, id, expected, reason, () => checkContent(content), false);
}

/** Takes a profile out of use; imports that were read with it keep it. */
export function retireAssay(store: Store, writer: Writer, id: string, reason: string): Promise<WireAssay> {
  return nextVersion(store, writer, id, null, reason, (row) => assayContentSchema.parse(row.content), true);
}

function nextVersion(
  store: Store, writer: Writer, id: string, expected: number | null, reason: string, contentOf: (row: Row) => AssayContent, retired: boolean,
): Promise<WireAssay> {
  return change(store, writer, async (scope) => {
    const find = (): Promise<Row[]> => scope.query<Row>(`${sql('p.site_id = any($1::uuid[]) and p.profile_id = $2 and p.superseded_at is null')}`, [writer.siteIds, id]);
    const [seen] = await find();
    if (!seen) throw notThere();
    return once(scope, seen.siteId, writer, { assay: id, expected, reason, retired, content: contentOf(seen) }, async () => {
      await scope.query('select pg_advisory_xact_lock(hashtextextended($1, 11))', [id]);
      const [row] = await find();
      if (row!.retired) throw conflict('assay_retired', 'This profile was taken out of use: make a new one.');
      expectVersion(expected, row!.version, 'The profile');
      await scope.query('update clinical.assay_profile set superseded_at = now() where site_id = $1 and profile_id = $2 and superseded_at is null', [row!.siteId, id]);
      return insertVersion(scope, row!.siteId, id, row!.version + 1, contentOf(row!), retired, reason);
    });
  });
}

async function insertVersion(scope: Scope, siteId: string, id: string, version: number, content: AssayContent, retired: boolean, reason: string): Promise<WireAssay> {
  await scope.query(
    'insert into clinical.assay_profile (site_id, profile_id, version, assay, content, retired, reason) values ($1, $2, $3, $4, $5, $6, $7)',
    [siteId, id, version, content.assay, JSON.stringify(content), retired, reason],
  );
  scope.audit({ siteId, action: retired ? 'assay.retired' : 'assay.saved', target: id, reason, details: { assay: content.assay, version } });
  const [row] = await scope.query<Row>(sql('p.site_id = $1 and p.profile_id = $2 and p.version = $3'), [siteId, id, version]);
  return wire(row!);
}

/** Genes and variants in their canonical spelling; what cannot be read, and what contradicts itself, is refused with its place. */
function checkContent(content: AssayContent): AssayContent {
  const problems: Problem[] = [];
  const refuse = (field: string, code: string, value: string, message: string): void => void problems.push({ severity: 'error', code, line: null, column: null, field, value, message });
  const seen = new Set<string>();
  const targets = content.targets.map((t, i) => {
    const variant = canonicalVariant(t.variant);
    if (variant === null) refuse(`targets.${i}.variant`, 'bad_variant', t.variant, `variant "${t.variant}" is not understood; write the protein change (p.G12D), amplification, loss, fusion:PARTNER, or an HGVS c. or g. name`);
    if (t.gene === '' && !/(?:^|:)[cgn]\./.test(t.variant)) refuse(`targets.${i}.gene`, 'missing_gene', t.gene, `${t.variant} alone does not say which gene is meant`);
    if (t.mutant_target === t.wildtype_target) refuse(`targets.${i}.wildtype_target`, 'same_target', t.wildtype_target, 'mutant and wild-type target are the same');
    if (seen.has(t.mutant_target)) refuse(`targets.${i}.mutant_target`, 'duplicate_target', t.mutant_target, `the mutant target ${t.mutant_target} stands twice`);
    seen.add(t.mutant_target);
    return { ...t, gene: canonicalGene(t.gene), variant: variant ?? t.variant };
  });
  if (content.lob != null && content.lod != null && content.lob > content.lod) refuse('lob', 'lob_above_lod', String(content.lob), 'the limit of blank is above the limit of detection');
  if (problems.length > 0) throw new RecordRefused('invalid', problems[0]!.code, problems[0]!.message, problems);
  return { ...content, targets };
}
