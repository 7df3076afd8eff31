/** Which target is the mutant one and which the wild type: said by the manifest (target, dye or channel), or by the names in the file; never guessed. */
import { canonicalVariant, type ManifestRow } from '@clonewatch/domain';
import { named, shown } from '../problems.js';
import type { Sample } from './assign.js';
import type { WellRow } from './well.js';

export interface Pair { readonly mutantTarget: string; readonly wildtypeTarget: string }

const words = (target: string): string[] => target.split(/[^\p{L}\p{N}>_]+|_/u).filter((w) => w !== '');
const mutantWord = /^(?:mut|mutant|mutated|mt)$/i;
const wildtypeWord = /^(?:wt|wild|wildtype)$/i;

/** A target by its name, its name written otherwise, or a dye that only one target of the sample has; '' stays ''. */
export function targetNamed(name: string, targets: Sample['targets']): string {
  if (name === '' || targets.has(name)) return name;
  const folded = (s: string): string => s.toLowerCase().replace(/\s+/g, ' ').trim();
  const all = [...targets];
  const same = all.filter(([t]) => folded(t) === folded(name));
  if (same.length === 1) return same[0]![0];
  const byDye = all.filter(([, wells]) => wells.some((w) => w.channel !== '' && folded(w.channel) === folded(name)));
  return byDye.length === 1 ? byDye[0]![0] : name;
}

const isMutant = (target: string): boolean => words(target).some((w) => mutantWord.test(w));
const saysMutant = (target: string, m: ManifestRow): boolean =>
  isMutant(target) || (m.variant !== '' && words(target).some((w) => w.length > 2 && /\d/.test(w) && canonicalVariant(w) === m.variant));
const saysWildtype = (target: string, wells: readonly WellRow[]): boolean => wells.every((w) => w.reference) || words(target).some((w) => wildtypeWord.test(w));

/** The pair of a patient's sample; null, reported, when neither manifest nor file says it. */
export function pairOf(s: Sample, m: ManifestRow): Pair | null {
  const mutantTarget = targetNamed(m.mutantTarget, s.targets) || onlyOne(s, (t, w) => saysMutant(t, m) && !saysWildtype(t, w));
  const targets = named([...s.targets.keys()]);
  if (mutantTarget === '') {
    s.first.row.error('mutant_target_missing', 'Target', `nothing says which target of sample ${shown(s.name)} is the mutant one (its targets are ${targets}); give mutant_target and wildtype_target in line ${m.line} of the manifest: the name of a target, or its dye`);
    return null;
  }
  const rows = s.targets.get(mutantTarget);
  if (rows === undefined) {
    s.first.row.error('target_not_found', 'Sample', `sample ${shown(s.name)} has no row for the mutant target ${shown(m.mutantTarget)}; its targets are ${targets}. Correct mutant_target in line ${m.line} of the manifest`);
    return null;
  }
  const inWells = new Set(rows.map((w) => w.well));
  const wildtypeTarget = targetNamed(m.wildtypeTarget, s.targets) || onlyOne(s, (t, w) => t !== mutantTarget && saysWildtype(t, w) && !isMutant(t) && w.some((x) => inWells.has(x.well)));
  if (wildtypeTarget === '') {
    rows[0]!.row.error('wildtype_required', null, `the manifest (line ${m.line}) gives no wildtype_target for sample ${shown(s.name)}: without it the fraction cannot be computed; its targets are ${targets}`);
    return null;
  }
  if (wildtypeTarget === mutantTarget) {
    rows[0]!.row.error('same_target', 'Target', `mutant_target and wildtype_target in line ${m.line} of the manifest are the same target of this file, ${shown(mutantTarget)}`);
    return null;
  }
  if (m.mutantTarget === '' || m.wildtypeTarget === '') rows[0]!.row.warn('targets_from_names', 'Target', `for sample ${shown(s.name)} the names in the file say it: ${shown(mutantTarget)} is read as the mutant target, ${shown(wildtypeTarget)} as the wild type`);
  return { mutantTarget, wildtypeTarget };
}

function onlyOne(s: Sample, is: (target: string, wells: readonly WellRow[]) => boolean): string {
  const found = [...s.targets].filter(([t, w]) => is(t, w));
  return found.length === 1 ? found[0]![0] : '';
}
