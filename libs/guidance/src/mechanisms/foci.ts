/**
 * Progression in previous foci against new ones, and lesions that disagree (table 1 of Gusendibirova et al.). From assessments of kind `lesion:SITE`
 * (CR, PR, SD, PD, NE or `new`) and tissue results of kind `tissue:SITE`, `fish:SITE`, `ihc:SITE`; what is not recorded lesion by lesion is not guessed.
 */
import { type Assessment, type Evaluation, type FociReading, type LesionFinding, type PatientRecord } from '@clonewatch/domain';
import { tissueMethod } from '../known.js';
import { foundIn } from './beside.js';

const lesionResult = /^(?:CR|PR|SD|PD|NE|new)$/i;

/** `lesion:liver S6` → `liver S6`; null when the kind names no site. */
function siteOf(kind: string, prefix: RegExp): string | null {
  const at = kind.indexOf(':');
  return at > 0 && prefix.test(kind.slice(0, at)) && kind.slice(at + 1).trim() !== '' ? kind.slice(at + 1).trim() : null;
}

function lesionsOf(assessments: readonly Assessment[]): readonly LesionFinding[] {
  return assessments.flatMap((a) => {
    const site = siteOf(a.kind, /^lesion$/i);
    const said = a.result.trim();
    if (site === null || !lesionResult.test(said)) return [];
    return [{ day: a.day, site, result: said.toLowerCase() === 'new' ? 'new' as const : said.toUpperCase() as LesionFinding['result'] }];
  }).sort((a, b) => a.day - b.day || (a.site < b.site ? -1 : 1));
}

function tissueDiscordance(assessments: readonly Assessment[]): FociReading['tissueDiscordance'] {
  const changes = new Map<string, { gene: string; variant: string; positive: Set<string>; negative: Set<string> }>();
  for (const a of assessments) {
    const site = siteOf(a.kind, tissueMethod);
    if (site === null || a.gene === '') continue;
    const { gene, variant, found } = foundIn(a);
    const entry = changes.get(`${gene} ${variant}`) ?? { gene, variant, positive: new Set(), negative: new Set() };
    if (found === true) entry.positive.add(site);
    if (found === false) entry.negative.add(site);
    changes.set(`${gene} ${variant}`, entry);
  }
  return [...changes.entries()].filter(([, c]) => c.positive.size > 0 && [...c.negative].some((s) => !c.positive.has(s))).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, c]) => ({ gene: c.gene, variant: c.variant, positive: [...c.positive].sort(), negative: [...c.negative].filter((s) => !c.positive.has(s)).sort() }));
}

/** The reading of the last day on which lesions were recorded, as known on the day of the evaluation. Never throws. */
export function fociOf(e: Evaluation, record: PatientRecord): FociReading {
  const known = record.assessments.filter((a) => e.asOfDay === null || a.day <= e.asOfDay);
  const lesions = lesionsOf(known);
  const day = lesions.at(-1)?.day ?? null;
  const last = lesions.filter((l) => l.day === day);
  const fresh = last.some((l) => l.result === 'new');
  const grown = last.some((l) => l.result === 'PD');
  const pattern = day === null ? 'not_recorded' : fresh && grown ? 'both' : fresh ? 'new_foci' : grown ? 'previous_foci' : 'no_progression';
  return { pattern, day, lesions: last, discordant: (fresh || grown) && last.some((l) => l.result === 'CR' || l.result === 'PR' || l.result === 'SD'), tissueDiscordance: tissueDiscordance(known) };
}
