/** Where the patient stood with the drug a variant resists, from what was known on the day. */
import type { Phase, TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { appliesTo, drugsHold, ofClasses, type CatalogueEntry, type RegimenView } from './catalogue/index.js';
import { remembered } from './remember.js';
import { rules } from './rules.data.js';

/** One uninterrupted stretch on drugs an entry speaks about. Days of the timeline; `stopDay` null: no stop known. */
export interface Exposure { readonly startDay: number; readonly stopDay: number | null; readonly lines: readonly TreatmentLine[] }

/** In use on a day: begun, and not stopped before it (a draw on the day of the stop still counts as on). */
export function inUse(line: TreatmentLine, day: number): boolean {
  return line.startDay <= day && (line.stopDay === null || day <= line.stopDay);
}

/** What was given together when `line` began: rows entered one a drug make one regimen. */
function regimenAt(line: TreatmentLine, lines: readonly TreatmentLine[]): RegimenView {
  const together = lines.filter((l) => l === line || (l.startDay <= line.startDay && (l.stopDay === null || l.stopDay > line.startDay)));
  const classes = new Set<TherapyClass>(together.flatMap((l) => l.therapyClasses));
  // A row without drug names leaves the drugs of the regimen open.
  const agents = together.some((l) => l.agents.length === 0 && l.therapyClasses.length > 0) ? [] : together.flatMap((l) => l.agents.map((a) => a.toLowerCase()));
  return { therapyClasses: [...classes].sort(), agents: [...new Set(agents)].sort() };
}

/** Regimens of these lines, one a line; the same list for the same lines. */
export const regimensOf = remembered((lines: readonly TreatmentLine[]): readonly RegimenView[] => lines.map((l) => regimenAt(l, lines)));

type Drugs = Pick<CatalogueEntry, 'classes' | 'agents'>;
const exposures = remembered((lines: readonly TreatmentLine[]) => remembered((entry: Drugs) => findExposures(entry, lines)));

/** Exposures to the drugs of an entry, oldest first; stretches less than the rechallenge gap apart are one. */
export function exposuresTo(entry: Drugs, lines: readonly TreatmentLine[]): readonly Exposure[] {
  return exposures(lines)(entry);
}

function findExposures(entry: Drugs, lines: readonly TreatmentLine[]): readonly Exposure[] {
  if (entry.classes.length === 0) return [];
  const relevant = lines
    // A line that names another drug of the class is none of these exposures, whatever is given beside it.
    .filter((l) => entry.classes.some((c) => l.therapyClasses.includes(c)) && drugsHold(entry, l.agents) && appliesTo(entry, regimenAt(l, lines)))
    .sort((a, b) => a.startDay - b.startDay || (a.stopDay ?? Infinity) - (b.stopDay ?? Infinity));
  const out: { startDay: number; stopDay: number | null; lines: TreatmentLine[] }[] = [];
  for (const line of relevant) {
    const last = out.at(-1);
    if (last && (last.stopDay === null || line.startDay - last.stopDay < rules.rechallengeGapDays)) {
      last.lines.push(line);
      last.stopDay = last.stopDay === null || line.stopDay === null ? null : Math.max(last.stopDay, line.stopDay);
    } else out.push({ startDay: line.startDay, stopDay: line.stopDay, lines: [line] });
  }
  return out;
}

/**
 * Drugs of the entry's classes in use on a day that it does not concern, while none that it may concern is: panitumumab of an entry that holds for cetuximab. Empty where the entry
 * holds for every drug of its classes, or nobody named the drug.
 */
export function sparedBy(entry: Drugs, lines: readonly TreatmentLine[], day: number): readonly string[] {
  const now = lines.filter((l) => inUse(l, day) && entry.classes.some((c) => l.therapyClasses.includes(c)));
  return now.some((l) => drugsHold(entry, l.agents)) ? [] : [...new Set(now.flatMap((l) => ofClasses(entry, l.agents)))];
}

/** The line whose first draw this is: begun on or before the draw, at most `baselineDays` ago, with no draw in between. */
export function baselineLineOf(day: number, drawDays: readonly number[], lines: readonly TreatmentLine[]): TreatmentLine | null {
  const fresh = lines.filter((l) => inUse(l, day) && day - l.startDay <= rules.baselineDays && !drawDays.some((d) => d >= l.startDay && d < day));
  return fresh.sort((a, b) => b.startDay - a.startDay)[0] ?? null;
}

/** The line of these exposures that began last, is in use on a day, and has no stop recorded; null: none. */
export function undecidedLine(day: number, exposures: readonly Exposure[]): TreatmentLine | null {
  return exposures.flatMap((e) => e.lines).filter((l) => l.stopDay === null && inUse(l, day)).at(-1) ?? null;
}

/** The phase of a draw for a variant with these exposures. */
export function phaseOf(day: number, exposures: readonly Exposure[], drawDays: readonly number[]): Phase {
  const begun = exposures.filter((e) => e.startDay <= day);
  const current = begun.at(-1);
  if (!current) return 'baseline';
  if (current.stopDay !== null && day > current.stopDay) return 'off';
  if (baselineLineOf(day, drawDays, current.lines)) return 'baseline';
  return begun.length > 1 ? 'rechallenge' : 'on';
}

/** The last stop before a day, when the patient is off the drugs; null when on them or never given. */
export function offSince(day: number, exposures: readonly Exposure[]): number | null {
  const last = exposures.filter((e) => e.startDay <= day).at(-1);
  return last && last.stopDay !== null && day > last.stopDay ? last.stopDay : null;
}
