/** What assays say of a draw as a whole, in words and by day: tubes of one day are one sample of the patient. */
import type { DrawResult, TumourDna } from '@clonewatch/domain';
import { percent } from './text.js';

type Draws = readonly Pick<DrawResult, 'specimenId' | 'day' | 'tumourDna'>[];

const amount = (s: TumourDna): string => {
  const numbers = [s.tumourFraction === null ? '' : `tumour fraction ${percent(s.tumourFraction)}`, s.moleculesPerMl === null ? '' : `${Number(s.moleculesPerMl.toPrecision(3))} molecules/mL`];
  return numbers.filter((x) => x !== '').join(', ') || 'amount not given';
};

/** `Tumour DNA detected by PCM MRD (tumour fraction 0.041 %, 1.1 molecules/mL), no variant named`. */
export function presentText(s: TumourDna): string {
  return `Tumour DNA detected by ${s.assay} (${amount(s)}), no variant named`;
}

/** An assay's finding of tumour DNA in any draw of the day; null: none found it. */
export function presentOn(draws: Draws, day: number): TumourDna | null {
  for (const d of draws) {
    const found = d.day === day ? d.tumourDna?.find((s) => s.state === 'detected') : undefined;
    if (found) return found;
  }
  return null;
}

/** Tumour DNA is back: an assay finds it that had said "not detected" the last time it could be read. */
export interface Return { readonly now: TumourDna; readonly before: { readonly day: number; readonly specimenId: string; readonly said: TumourDna } }

/** Of the draws of one day, oldest draws first in `draws`; only statements of one assay are compared, for assays differ in what they can see. Empty: nothing came back. */
export function returnsOn(draws: Draws, day: number): readonly Return[] {
  const found = draws.filter((d) => d.day === day).flatMap((d) => d.tumourDna ?? []).filter((s) => s.state === 'detected');
  return found.flatMap((now): Return[] => {
    const earlier = draws.filter((d) => d.day < day).flatMap((d) => (d.tumourDna ?? []).map((said) => ({ day: d.day, specimenId: d.specimenId, said })));
    const last = earlier.filter((x) => x.said.assay === now.assay && x.said.state !== 'not_evaluable');
    // A day on which it was found by one tube and not by another has it.
    const before = last.filter((x) => x.day === last.at(-1)!.day);
    return before.length > 0 && before.every((x) => x.said.state === 'not_detected') ? [{ now, before: before.at(-1)! }] : [];
  });
}

/** `Tumour DNA detected again by PCM MRD (tumour fraction 0.041 %), no variant named`. */
export function returnText({ now }: Return): string {
  return presentText(now).replace('detected', 'detected again');
}
