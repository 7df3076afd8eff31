/** The resistance catalogue: versioned data and its matching. */
import type { CatalogueEntry } from './types.js';
import { breastKidneyLiver } from './breast-kidney-liver.data.js';
import { colorectal } from './colorectal.data.js';
import { decoys } from './decoys.data.js';
import { lung } from './lung.data.js';
import { melanomaThyroid } from './melanoma-thyroid.data.js';

/** Every entry, in a fixed order; entries that no variant of plasma can show are kept as `unmatched`, with the reason. */
export const catalogue: readonly CatalogueEntry[] = [...colorectal, ...melanomaThyroid, ...lung, ...breastKidneyLiver, ...decoys];

export type { CatalogueAction, CatalogueEffect, CatalogueEntry, Matcher } from './types.js';
export { classDrugs, drugClasses } from './drugs.data.js';
export { appliesTo, bestMatch, drugsHold, matchCatalogue, matchesVariant, ofClasses, type CatalogueMatch, type RegimenView } from './match.js';
