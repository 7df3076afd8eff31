/** What stands beside plasma: progression as recorded, and molecular results of tissue, FISH, IHC, Sanger or PCR. */
import { variantIdentity, type Assessment, type BesideResult, type Evaluation, type FoundInTissue, type MechanismReading, type Nosology, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { cmp } from '../assemble.js';
import { appliesTo, catalogue, matchesVariant, type CatalogueEntry } from '../catalogue/index.js';
import { progressionsSeen, tissueMethod } from '../known.js';

const positive = /^(?:positive|detected|mutant|amplified|3\+)$/i;
const negative = /^(?:negative|not[ _]detected|wild[ -]?type|wt|not amplified|0|1\+)$/i;
/** What a result says of copies or protein where no change is named. HER2 at 0 or 1+ is not amplified; 2+ is open. */
const bare: readonly (readonly [RegExp, string, boolean])[] = [[/^(?:amplified|3\+)$/i, 'amplification', true], [/^(?:not amplified|1\+)$/i, 'amplification', false], [/^(?:loss|lost)$/i, 'loss', true]];

/** The change a molecular result is about, and whether it was found; null: the result does not say. */
export function foundIn(a: Assessment): { readonly gene: string; readonly variant: string; readonly found: boolean | null } {
  const said = a.result.trim();
  const { gene, variant } = variantIdentity(a.gene, a.variant);
  const named = variant === '' ? bare.find(([form]) => form.test(said)) : undefined;
  if (named) return { gene, variant: named[1], found: named[2] };
  return { gene, variant, found: positive.test(said) || (variant === 'loss' && /^(?:loss|lost)$/i.test(said)) ? true : negative.test(said) ? false : null };
}

/** A molecular result of tumour tissue that says whether its change was found. */
export interface TissueResult { readonly a: Assessment; readonly gene: string; readonly variant: string; readonly found: boolean }

/** What tumour tissue said from `since` to `until` (days): of several results of one method, lesion and change the newest, of two of one day the one that found it. */
export function newestInTissue(record: Pick<PatientRecord, 'assessments'>, since: number, until: number): readonly TissueResult[] {
  const newest = new Map<string, TissueResult>();
  for (const a of record.assessments) {
    if (a.gene === '' || !tissueMethod.test(a.kind) || a.day < since || a.day > until) continue;
    const { gene, variant, found } = foundIn(a);
    const key = JSON.stringify([a.kind.toLowerCase(), gene, variant]);
    const before = newest.get(key);
    if (found !== null && (!before || before.a.day < a.day || (before.a.day === a.day && found))) newest.set(key, { a, gene, variant, found });
  }
  return [...newest.values()];
}

/**
 * Resistance to the drugs in use on a day, of entries that exclude them, that tissue had shown by then since they were begun. `lines`: as known. Empty where none is in use: nothing is
 * then resisted.
 */
export function excludedInTissue({ assessments, nosology }: { readonly assessments: PatientRecord['assessments']; readonly nosology: Nosology | null }, lines: readonly Pick<TreatmentLine, 'therapyClasses' | 'agents' | 'startDay' | 'stopDay'>[], day: number): readonly TissueResult[] {
  const now = lines.filter((l) => l.startDay <= day && (l.stopDay === null || day <= l.stopDay));
  const entries = catalogue.filter((c) => c.effect === 'resistance' && c.action === 'exclude' && c.classes.length > 0 && (nosology === null || c.nosology === nosology) && now.some((l) => appliesTo(c, l)));
  return newestInTissue({ assessments }, Math.min(...now.map((l) => l.startDay)), day).filter((f) => f.found && entries.some((c) => c.genes.includes(f.gene) && matchesVariant(c.matcher, f.variant)));
}

/**
 * Catalogued resistance that tissue showed from `since` on and plasma does not show in its last reading. `entries`: those that hold for the drugs asked about.
 */
export function inTissueOf(e: Evaluation, record: PatientRecord, entries: readonly CatalogueEntry[], since: number): readonly FoundInTissue[] {
  const inPlasma = (gene: string, variant: string): boolean => {
    const points = e.series.find((s) => s.gene === gene && s.variant === variant)?.points ?? [];
    return points.filter((p) => p.status === 'detected' || p.status === 'not_detected').at(-1)?.status === 'detected';
  };
  return newestInTissue(record, since, e.asOfDay ?? Infinity).flatMap(({ a, gene, variant, found }): FoundInTissue[] => {
    const entry = entries.find((c) => c.effect === 'resistance' && (c.action === 'exclude' || c.action === 'caution') && c.genes.includes(gene) && matchesVariant(c.matcher, variant));
    if (!found || !entry || inPlasma(gene, variant)) return [];
    const { id, mechanism, action, strategy, option, tier, citation, citationChecked } = entry;
    return [{ day: a.day, kind: a.kind, gene, variant, entry: id, mechanism, action: action as 'exclude' | 'caution', strategy, option, tier, citation, citationChecked }];
  }).sort((a, b) => a.day - b.day || cmp(a.gene + a.variant + a.kind, b.gene + b.variant + b.kind));
}

/** Molecular results by other means with what plasma said of the same change in its last reading by the day of the evaluation. */
export function besideOf(e: Evaluation, record: PatientRecord): readonly BesideResult[] {
  return record.assessments.filter((a) => a.gene !== '' && (e.asOfDay === null || a.day <= e.asOfDay)).map((a): BesideResult => {
    const named = foundIn(a);
    const points = e.series.find((s) => s.gene === named.gene && s.variant === named.variant)?.points ?? [];
    const read = points.filter((p) => p.status === 'detected' || p.status === 'not_detected').at(-1) ?? points.at(-1);
    const plasma = read?.status ?? 'not_tested';
    const said = named.found === null ? null : named.found ? 'detected' : 'not_detected';
    const comparable = said !== null && (plasma === 'detected' || plasma === 'not_detected');
    return { day: a.day, kind: a.kind, gene: named.gene, variant: named.variant, result: a.result, plasma, agrees: comparable ? said === plasma : null };
  }).sort((a, b) => a.day - b.day || (a.kind + a.gene + a.variant < b.kind + b.gene + b.variant ? -1 : 1));
}

/** Progression as recorded (imaging, clinical, a line stopped for it) or as the tumour's own signal shows it, oldest first. */
export function progressionOf(e: Evaluation, record: PatientRecord): MechanismReading['progression'] {
  const known = (day: number): boolean => e.asOfDay === null || day <= e.asOfDay;
  const seen = progressionsSeen(record).filter((a) => known(a.day)).map((a) => ({ basis: a.kind.toLowerCase() as 'imaging' | 'clinical', day: a.day }));
  const stopped = record.treatments.filter((l) => l.stopReason === 'progression' && l.stopDay !== null && known(l.stopDay)).map((l) => ({ basis: 'stopped' as const, day: l.stopDay! }));
  const burden = e.alerts.filter((a) => a.kind === 'burden_rising' && !e.retracted.includes(a.episode)).map((a) => ({ basis: 'burden' as const, day: a.firedDay }));
  return [...seen, ...stopped, ...burden].sort((a, b) => a.day - b.day || (a.basis < b.basis ? -1 : 1));
}
