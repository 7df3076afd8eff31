/** Which patients of the work list are asked for, and in which order they need somebody. */
import type { PatientSummary } from '@clonewatch/contracts';
import { t } from '@clonewatch/words';
import { alertPhrase, informativeWord, nosologyWord, severityWord } from './words.js';

const rank = { act: 0, review: 1, note: 2 } as const;
const isOpen = (p: PatientSummary): boolean => p.highest_alert?.state === 'open';
const uninformative = (p: PatientSummary): boolean => p.last_draw?.informative === 'not_informative';

/** What waits for somebody first: unacknowledged severity, then overdue, then late results, then draws that cannot answer, then the freshest draw. */
export function sortPatients(items: readonly PatientSummary[]): PatientSummary[] {
  const urgency = (p: PatientSummary): number => (isOpen(p) ? rank[p.highest_alert!.severity] : 3);
  return [...items].sort((a, b) => urgency(a) - urgency(b) || (b.draw_overdue_days ?? 0) - (a.draw_overdue_days ?? 0)
    || Number(b.result_late) - Number(a.result_late) || Number(uninformative(b)) - Number(uninformative(a))
    || (b.last_draw?.day ?? -Infinity) - (a.last_draw?.day ?? -Infinity) || a.patient_id.localeCompare(b.patient_id));
}

export interface WorkView { readonly id: 'all' | 'needs' | 'act' | 'review' | 'overdue' | 'late' | 'uninformative' | 'failed'; readonly of: (p: PatientSummary) => boolean }

/** The list's own views; what each holds is said by `view.<id>` of the catalogue. */
export const workViews: readonly WorkView[] = [
  { id: 'all', of: () => true },
  { id: 'needs', of: (p) => isOpen(p) || p.draw_overdue_days !== null || p.result_late || uninformative(p) },
  { id: 'act', of: (p) => isOpen(p) && p.highest_alert!.severity === 'act' },
  { id: 'review', of: (p) => isOpen(p) && p.highest_alert!.severity === 'review' },
  { id: 'overdue', of: (p) => p.draw_overdue_days !== null },
  { id: 'late', of: (p) => p.result_late },
  { id: 'uninformative', of: uninformative },
  { id: 'failed', of: (p) => p.evaluation_state === 'failed' || p.evaluation_state === 'none' },
];

/** What is asked of the list: a view, a tumour, on or off the drug, and words that must all be found. */
export interface WorkFilter { readonly view: string; readonly nosology: string; readonly drug: string; /** A team's id, `none` for patients of no team, or empty. */ readonly team: string; readonly text: string }

export function filterPatients(items: readonly PatientSummary[], { view, nosology, drug, team, text }: WorkFilter): PatientSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = (p: PatientSummary): string => [
    p.patient_id, p.team?.name, p.nosology && nosologyWord(p.nosology), p.line?.regimen, ...(p.line?.agents ?? []), p.highest_alert && alertPhrase(p.highest_alert),
    p.highest_alert && `${p.highest_alert.severity} ${severityWord(p.highest_alert.severity)}`, p.last_draw && `${p.last_draw.informative.replace('_', ' ')} ${informativeWord(p.last_draw.informative)} ${informativeWord(p.last_draw.informative, p.last_draw.reason)}`,
    p.draw_overdue_days === null ? '' : `overdue ${t('list.overdue', { n: p.draw_overdue_days })}`, p.result_late ? `late ${t('list.late')}` : '', ...p.sparkline.map((s) => s.label),
  ].filter(Boolean).join(' ').toLowerCase();
  const chosen = workViews.find((v) => v.id === view) ?? workViews[0]!;
  return items.filter((p) => chosen.of(p) && (nosology === '' || p.nosology === nosology) && (drug === '' || (p.line?.ongoing ?? false) === (drug === 'on')) && (team === '' || (p.team?.id ?? 'none') === team)
    && (words.length === 0 || ((h: string) => words.every((w) => h.includes(w)))(hay(p))));
}
