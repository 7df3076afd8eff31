/** What another policy would have said: the alerts of one record under two policies, each beside its counterpart. */
import type { AlertFinding, AlertGrade, AlertKind } from '@clonewatch/domain';

/** `same`: known on the same day under both; `earlier` and `later`: under the draft; `new`: only there; `gone`: only under the policy in force. */
export const alertChanges = ['earlier', 'same', 'later', 'new', 'gone'] as const;
export type AlertChangeKind = (typeof alertChanges)[number];

/** What has fired under a policy, and the episodes of it that a corrected result took back. */
export interface Said { readonly alerts: readonly AlertFinding[]; readonly retracted: readonly string[] }

/** Days of the patient's timeline on which the alert was known; null: never. `episode`: that of the alert under the policy in force, else of the draft's. */
export interface AlertChange {
  readonly kind: AlertKind; readonly grade: AlertGrade | null; readonly gene: string | null; readonly variant: string | null; readonly change: AlertChangeKind; readonly episode: string;
  readonly beforeDay: number | null; readonly afterDay: number | null;
}

/** Alerts that can stand for each other: of one kind and grade about one variant, or of the patient. */
const about = (a: AlertFinding): string => JSON.stringify([a.kind, a.grade, a.gene, a.variant]);

/**
 * `before` and `after`: of the same record on the same day, under the policy in force and under a draft. The same episode is its own
 * counterpart; what is left of either side is paired in the order in which it was known, since an alert that has fired keeps its episode open: a second
 * one of its kind is another event.
 */
export function compareAlerts(before: Said, after: Said): readonly AlertChange[] {
  const stands = (e: Said): readonly AlertFinding[] => e.alerts.filter((a) => !e.retracted.includes(a.episode));
  const [was, will] = [stands(before), stands(after)];
  const willByEpisode = new Map(will.map((a) => [a.episode, a]));
  const wasEpisodes = new Set(was.map((a) => a.episode));
  const left = new Map<string, AlertFinding[]>();
  for (const a of will) if (!wasEpisodes.has(a.episode)) left.set(about(a), [...left.get(about(a)) ?? [], a]);
  const changes = was.map((a) => changeOf(a, willByEpisode.get(a.episode) ?? left.get(about(a))?.shift() ?? null));
  return [...changes, ...[...left.values()].flat().map((a) => changeOf(null, a))];
}

function changeOf(was: AlertFinding | null, will: AlertFinding | null): AlertChange {
  const { kind, grade, gene, variant, episode } = (was ?? will)!;
  const [beforeDay, afterDay] = [was?.knownDay ?? null, will?.knownDay ?? null];
  const change = beforeDay === null ? 'new' : afterDay === null ? 'gone' : afterDay < beforeDay ? 'earlier' : afterDay > beforeDay ? 'later' : 'same';
  return { kind, grade, gene, variant, change, episode, beforeDay, afterDay };
}
