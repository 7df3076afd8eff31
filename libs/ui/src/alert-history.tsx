/** Everything that happened to an alert, oldest first, complete: what the data did, what people did, and why. */
import type { ReactNode } from 'react';
import { dateText, fromEngine, t as say } from '@clonewatch/words';
import type { WireAlert } from '@clonewatch/contracts';
import { alertStateWord, outcomeWord } from './words.js';

type Step = WireAlert['transitions'][number];

/** How it turned out, and when that was proven; empty where nobody said. */
export const outcomeSaid = (x: { readonly outcome: string | null; readonly outcome_on: string | null }): string =>
  x.outcome === null ? '' : x.outcome_on ? say('alert.outcomeOn', { outcome: outcomeWord(x.outcome), when: dateText(x.outcome_on) }) : say('alert.outcome', { outcome: outcomeWord(x.outcome) });

/** In words what a step was, beside its reason. */
function more(t: Step, before: Step | undefined): string {
  return [
    t.owner && t.owner !== before?.owner && t.owner !== t.actor && say('alert.owner', { name: t.owner }), t.until && say(t.until_draw ? 'alert.untilDraw' : 'alert.until', { when: dateText(t.until) }),
    t.due && say('alert.due', { when: dateText(t.due) }), outcomeSaid(t),
  ].filter(Boolean).join(' · ');
}

export function AlertHistory({ alert }: { readonly alert: WireAlert }): ReactNode {
  return (
    <details className="alert-history" data-history={alert.id} open={alert.transitions.length > 1 && alert.state !== 'closed' && alert.state !== 'retracted'}>
      <summary>{say('alert.history')} <span className="quiet">{alert.transitions.length}</span></summary>
      <ol className="history">{alert.transitions.map((t, i) => (
        <li key={i} data-step={t.comment ? 'comment' : t.state}>
          <time dateTime={t.at} title={t.at} className="nowrap">{dateText(t.at.slice(0, 10))} {t.at.slice(11, 16)} <span className="quiet">UTC</span></time>
          <span>{t.comment ? say('alert.comment') : alertStateWord(t.state)}</span>
          <span>{t.comment ?? (t.actor === 'service' ? fromEngine(t.reason ?? '') : t.reason)} <span className="quiet">{[more(t, alert.transitions[i - 1]), t.actor === 'service' ? say('alert.byData') : t.actor].filter(Boolean).join(' · ')}</span></span>
        </li>
      ))}</ol>
    </details>
  );
}
