/**
 * What a report of a ctDNA test should hold (PMC10401883, table 2), asked of a packet: each item is in the packet, or the record does not hold it and the pages
 * say so. Tube and time to plasma are what the laboratory wrote into the series file; no other format of ours carries them.
 */
import type { PacketContent } from '@clonewatch/contracts';

export const checklistIds = ['clinical', 'drawTime', 'plasmaTime', 'tube', 'vaf', 'informativeState', 'chip', 'germline', 'technology', 'lod', 'input', 'discordance'] as const;
export interface ChecklistItem { readonly id: (typeof checklistIds)[number]; readonly there: boolean }

export function reportChecklist(c: PacketContent): readonly ChecklistItem[] {
  const there: Readonly<Record<ChecklistItem['id'], boolean>> = {
    clinical: c.page.nosology !== null && c.page.treatments.length > 0, drawTime: c.draws.length > 0, plasmaTime: (c.handling?.hours_to_plasma ?? null) !== null, tube: (c.handling?.tube ?? null) !== null,
    vaf: c.variants.some((v) => v.vaf !== null || v.upper95 !== null), informativeState: c.draws.every((d) => d.reason !== ''), chip: c.variants.every((v) => v.chip !== undefined), germline: c.variants.every((v) => v.role_reason !== ''),
    technology: c.assays.length > 0 && c.assays.every((a) => a.assay !== ''), lod: c.assays.some((a) => a.lod95 !== null || a.lod_stated !== null), input: c.assays.some((a) => a.input_hge !== null), discordance: c.mechanisms.beside.length > 0,
  };
  return checklistIds.map((id) => ({ id, there: there[id] }));
}
