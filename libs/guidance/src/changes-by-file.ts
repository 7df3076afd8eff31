/** Treatments and findings that files brought since a moment, in sentences: what no evaluation of draws tells. */
import { variantLabel, type Change, type Timeline } from '@clonewatch/domain';
import { dayText } from './text.js';

/** `new`: the first of its kind of row; `corrected`: in place of an earlier version; `taken_back`: a file says that it never was. */
export type ByFileFate = 'new' | 'corrected' | 'taken_back';
/** A line of treatment as a file has it. Days on the patient's timeline. */
export interface LineByFile { readonly fate: ByFileFate; readonly regimen: string; readonly agents: readonly string[]; readonly startDay: number; readonly stopDay: number | null }
/** A finding as a file has it: `gene` and `variant` empty unless it looked for a change. */
export interface FindingByFile { readonly fate: ByFileFate; readonly day: number; readonly kind: string; readonly gene: string; readonly variant: string; readonly result: string; readonly unit: string }

const begins: Readonly<Record<ByFileFate, string>> = { new: 'New by file', corrected: 'Corrected by file', taken_back: 'Taken back by file' };
const abbreviated = /^(?:ca|cea|ldh|afp|psa|fish|cish|ihc|pcr|ecog)(?![a-z])/i;

/** `cea` → `CEA`, `iodine_uptake` → `iodine uptake`. */
function kindSaid(kind: string): string {
  const words = kind.trim().replace(/(\d)_(\d)/g, '$1-$2').replaceAll('_', ' ');
  return words.replace(abbreviated, (x) => x.toUpperCase());
}

function resultSaid({ result, unit }: FindingByFile): string {
  const plain = result.trim();
  return /^positive$/i.test(plain) ? 'detected' : /^negative$/i.test(plain) ? 'not detected' : `${plain} ${unit}`.trim();
}

/**
 * One sentence a line, and one a kind of finding: several of a kind are counted, the last of them told. In the order of the timeline. Pure.
 * Equal input gives equal sentences; nothing brought gives an empty list.
 */
export function changesByFile(timeline: Timeline, lines: readonly LineByFile[], findings: readonly FindingByFile[]): readonly Change[] {
  const day = (d: number): string => dayText(timeline, d);
  const told = [...lines].sort((a, b) => a.startDay - b.startDay).map((l) => {
    const to = l.stopDay === null || l.fate === 'taken_back' ? '' : ` to ${day(l.stopDay)}`;
    return `${begins[l.fate]}: treatment ${l.regimen || l.agents.join(' + ')} from ${day(l.startDay)}${to}`;
  });
  const groups = new Map<string, FindingByFile[]>();
  for (const f of [...findings].sort((a, b) => a.day - b.day)) {
    const key = JSON.stringify([f.fate, f.kind, f.gene, f.variant]);
    groups.set(key, [...(groups.get(key) ?? []), f]);
  }
  const found = [...groups.values()].map((group) => {
    const last = group.at(-1)!;
    const what = `${kindSaid(last.kind)}${last.gene === '' ? '' : ` of ${variantLabel(last.gene, last.variant)}`}`;
    const head = group.length === 1 ? `finding ${what}: ` : `${group.length} findings ${what}, the last `;
    return `${begins[last.fate]}: ${head}${resultSaid(last)}, ${day(last.day)}`;
  });
  return [...told, ...found].map((text): Change => ({ kind: 'treatment', text, weight: 3 }));
}
