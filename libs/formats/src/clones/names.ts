/** What researchers call a mutation, as gene and change: by the manifest, by what the name says, else as it is. */
import { canonicalGene, canonicalVariant, type ManifestRow } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import type { Place } from '../ngs/call.js';
import type { Name } from '../ngs/naming.js';
import type { Notes } from '../ngs/notes.js';
import type { ReadContext } from '../reader.js';

export interface Mutation { readonly name: Name | null; readonly place: Place | null }

/** `KRAS_p.G12D`, `KRAS:G12D`; `chr12:25398284:C:T`, `12_25398284_C/T`, `chr12:25398284C>T`. */
const byGene = /^([A-Za-z][A-Za-z0-9-]*?)(?:[ _:|.]+|-(?=[pcg]\.))((?:p\.)?\(?[A-Za-z*]{1,3}\d+.*|c\..*|g\..*|amplification|loss|fusion:.*)$/;
const byPlace = /^(?:[A-Za-z][\w-]*[:_|])?(?:chr)?(\d{1,2}|[XY])[:_|-](\d+)[:_|-]?([ACGTN]+|-)[>/:_|-]([ACGTN]+|-)$/i;

export function mutationNames(context: ReadContext, notes: Notes): (id: string, line: number) => Mutation {
  const told = new Map<string, ManifestRow>((context.manifest ?? []).filter((m) => m.mutantTarget !== '' && m.variant !== '').map((m) => [m.mutantTarget, m]));
  return (id, line) => {
    const row = told.get(id);
    if (row !== undefined) return { name: { gene: row.gene, variant: row.variant }, place: null };
    const at = byPlace.exec(id);
    const place = at === null ? null : dashedPlace(`chr${at[1]!.toUpperCase()}`, Number(at[2]), at[3]!, at[4]!);
    if (place !== null) return { name: null, place };
    const [, gene = '', change = ''] = byGene.exec(id) ?? [];
    const variant = gene === '' ? null : canonicalVariant(change);
    if (variant !== null && variant !== 'p.?') return { name: { gene: canonicalGene(gene), variant }, place: null };
    notes.add('mutation_not_named', line, 'whose name says no gene and change: they are kept under their own name. A manifest can say what they are, in the columns mutant_target (this name), gene and variant');
    return { name: { gene: id.slice(0, 200), variant: 'p.?' }, place: null };
  };
}
