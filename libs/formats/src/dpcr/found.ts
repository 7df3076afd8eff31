/** The samples of a plate as the plate itself tells them. */
import type { FoundSample, FoundTarget } from '../reader.js';
import { roleInFile } from './assign.js';
import type { WellRow } from './well.js';

/** `known`: the manifest's names of samples, by which one is called where the file has several texts for it. */
export function foundSamples(wells: readonly WellRow[], known: ReadonlySet<string>): FoundSample[] {
  const samples = new Map<string, WellRow[]>();
  for (const w of wells) {
    const names = [...w.alsoNamed, w.sample].filter((n) => n !== '');
    const name = names.find((n) => known.has(n)) ?? (w.sample === '' ? names[0] ?? '' : w.sample);
    const rows = samples.get(name);
    if (rows === undefined) samples.set(name, [w]);
    else rows.push(w);
  }
  return [...samples].map(([sample, rows]) => {
    const targets = new Map<string, WellRow[]>();
    for (const w of rows) targets.set(w.target, [...(targets.get(w.target) ?? []), w]);
    return {
      sample, line: rows[0]!.line, role: roleInFile({ name: sample, targets }), wells: new Set(rows.filter((w) => w.members === null).map((w) => w.well)).size || new Set(rows.map((w) => w.well)).size,
      targets: [...targets].map(([target, of]) => foundTarget(target, of)),
    };
  });
}

/** Merged rows or single wells, never both. */
function foundTarget(target: string, rows: readonly WellRow[]): FoundTarget {
  const merged = rows.filter((w) => w.members !== null);
  const counted = (merged.length > 0 ? merged : rows).flatMap((w) => (w.droplets === null ? [] : [w.droplets]));
  const sum = (of: 'positives' | 'accepted'): number | null => (counted.length === 0 ? null : counted.reduce((n, d) => n + d[of], 0));
  return { target, channel: rows[0]!.channel, positives: sum('positives'), accepted: sum('accepted'), reference: rows.every((w) => w.reference) };
}
