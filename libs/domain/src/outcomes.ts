/** How an alert turned out, in the words a person chooses from when closing it; what each says about the alert's truth feeds PPV and lead time. */

/** `true`: the alert was right; `false`: it was not; null: the outcome does not judge it. */
export interface AlertOutcome { readonly id: string; readonly words: string; readonly right: boolean | null }

export const alertOutcomes: readonly AlertOutcome[] = [
  { id: 'confirmed_by_imaging', words: 'confirmed by imaging', right: true },
  { id: 'confirmed_by_repeat_draw', words: 'confirmed by a repeat draw', right: true },
  { id: 'confirmed_by_tissue', words: 'confirmed in tissue', right: true },
  { id: 'treatment_changed', words: 'treatment changed', right: null },
  { id: 'done', words: 'done as asked', right: null },
  { id: 'repeat_draw_negative', words: 'repeat draw without it', right: false },
  { id: 'false_alarm', words: 'false alarm', right: false },
  { id: 'sample_error', words: 'error of the sample', right: false },
  { id: 'not_tumour', words: 'not of the tumour (CHIP, germline)', right: false },
  { id: 'other', words: 'other', right: null },
];

/** The catalogue's outcome that a text names, by id or words, in any case; null: a text of its own, which judges nothing. */
export function outcomeOf(text: string): AlertOutcome | null {
  const plain = (s: string): string => s.trim().toLowerCase().replace(/[_\s]+/g, ' ');
  const given = plain(text);
  return alertOutcomes.find((o) => plain(o.id) === given || plain(o.words) === given) ?? null;
}
