/** Which patients of the work list are asked for, and in which order they need somebody. */
import type { PatientSummary } from '@clonewatch/contracts';
import { alertPhrase, nosologyWord } from './words.js';

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

export interface WorkView { readonly id: string; readonly word: string; readonly title: string; readonly of: (p: PatientSummary) => boolean }

/** The list's own views, each with what it holds. */
export const workViews: readonly WorkView[] = [
  { id: 'all', word: 'All', title: 'Every patient of the site', of: () => true },
  { id: 'needs', word: 'Needs me', title: 'An alert nobody has taken up, an overdue draw, a late result or a draw that cannot answer', of: (p) => isOpen(p) || p.draw_overdue_days !== null || p.result_late || uninformative(p) },
  { id: 'act', word: 'To act on', title: 'Unacknowledged alerts of severity act', of: (p) => isOpen(p) && p.highest_alert!.severity === 'act' },
  { id: 'review', word: 'To review', title: 'Unacknowledged alerts of severity review', of: (p) => isOpen(p) && p.highest_alert!.severity === 'review' },
  { id: 'overdue', word: 'Draw overdue', title: 'The planned draw was not taken', of: (p) => p.draw_overdue_days !== null },
  { id: 'late', word: 'Result late', title: 'Drawn, and no result in time', of: (p) => p.result_late },
  { id: 'uninformative', word: 'Not informative', title: 'The last draw cannot answer', of: uninformative },
  { id: 'failed', word: 'Not computed', title: 'The evaluation failed or was never made', of: (p) => p.evaluation_state === 'failed' || p.evaluation_state === 'none' },
];

/** What is asked of the list: a view, a tumour, on or off the drug, and words that must all be found. */
export interface WorkFilter { readonly view: string; readonly nosology: string; readonly drug: string; /** A team's id, `none` for patients of no team, or empty. */ readonly team: string; readonly text: string }

export function filterPatients(items: readonly PatientSummary[], { view, nosology, drug, team, text }: WorkFilter): PatientSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = (p: PatientSummary): string => [
    p.patient_id, p.team?.name, p.nosology && nosologyWord[p.nosology], p.line?.regimen, ...(p.line?.agents ?? []), p.highest_alert && alertPhrase(p.highest_alert),
    p.highest_alert?.severity, p.last_draw?.informative.replace('_', ' '), p.draw_overdue_days === null ? '' : 'overdue', p.result_late ? 'late' : '', ...p.sparkline.map((s) => s.label),
  ].filter(Boolean).join(' ').toLowerCase();
  const chosen = workViews.find((v) => v.id === view) ?? workViews[0]!;
  return items.filter((p) => chosen.of(p) && (nosology === '' || p.nosology === nosology) && (drug === '' || (p.line?.ongoing ?? false) === (drug === 'on')) && (team === '' || (p.team?.id ?? 'none') === team)
    && (words.length === 0 || ((h: string) => words.every((w) => h.includes(w)))(hay(p))));
}
