/** Evidence of a release beside the variants of a patient, and what changed from one release to the next. Pure; changes no rule, raises nothing. */
import type { EvidenceItem, Nosology } from '@clonewatch/domain';
import { matchesVariant } from '../catalogue/index.js';
import { diseasesOf, tumoursAtLarge } from './diseases.data.js';
import { readProfile } from './profile.js';

export interface NamedVariant { readonly gene: string; readonly variant: string }
/** `own`: the item's disease is the patient's (or a tumour at large); null: the patient's disease is not known. */
export interface FurtherEvidence<T extends EvidenceItem = EvidenceItem> { readonly gene: string; readonly variant: string; readonly item: T; readonly own: boolean | null }

/** Does the item speak about this variant? */
export function speaksOf(profile: string, { gene, variant }: NamedVariant): boolean {
  return readProfile(profile).targets.some((t) => t.gene === gene && matchesVariant(t.matcher, variant));
}

/** Is the item's disease this one? */
export function ofDisease(item: Pick<EvidenceItem, 'doid' | 'disease'>, nosology: Nosology): boolean {
  const large = item.doid === '' ? (tumoursAtLarge.names as readonly string[]).includes(item.disease.toLowerCase()) : (tumoursAtLarge.doids as readonly string[]).includes(item.doid);
  return large || diseasesOf[nosology].includes(item.doid);
}

const typeOrder = ['Predictive', 'Prognostic', 'Oncogenic', 'Functional', 'Diagnostic', 'Predisposing'];

/** Accepted items that speak about these variants: of the patient's own disease first, then by type, level and id. */
export function furtherEvidence<T extends EvidenceItem>(items: readonly T[], variants: readonly NamedVariant[], nosology: Nosology | null): readonly FurtherEvidence<T>[] {
  const accepted = items.filter((i) => i.status === 'accepted');
  return variants.flatMap((v) => accepted.filter((i) => speaksOf(i.profile, v)).map((item) => ({ ...v, item, own: nosology === null ? null : ofDisease(item, nosology) }))
    .sort((a, b) => Number(b.own === true) - Number(a.own === true) || typeOrder.indexOf(a.item.type) - typeOrder.indexOf(b.item.type)
      || (a.item.level < b.item.level ? -1 : a.item.level > b.item.level ? 1 : a.item.evidenceId - b.item.evidenceId)));
}

type Said = Pick<EvidenceItem, 'evidenceId' | 'level' | 'direction' | 'significance' | 'status'>;
/** An item whose level, direction, significance or status is not what it was. `after` null: the newer release does not hold it any more. */
export interface EvidenceChange<T extends Said> { readonly before: T; readonly after: T | null }

/** Changed items, by id. What is new in the newer release changed nothing that was said before. */
export function evidenceChanges<T extends Said>(older: readonly T[], newer: readonly T[]): readonly EvidenceChange<T>[] {
  const now = new Map(newer.map((i) => [i.evidenceId, i]));
  return [...older].sort((a, b) => a.evidenceId - b.evidenceId).flatMap((before) => {
    const after = now.get(before.evidenceId) ?? null;
    const same = after !== null && after.level === before.level && after.direction === before.direction && after.significance === before.significance && after.status === before.status;
    return same ? [] : [{ before, after }];
  });
}
