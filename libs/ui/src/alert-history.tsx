/** Everything that happened to an alert, oldest first, complete: what the data did, what people did, and why. */
import type { ReactNode } from 'react';
import { dateText } from '@clonewatch/charts';
import type { WireAlert } from '@clonewatch/contracts';
import { alertStateWord } from './words.js';

type Step = WireAlert['transitions'][number];

/** In words what a step was, beside its reason. */
function more(t: Step, before: Step | undefined): string {
  return [
    t.owner && t.owner !== before?.owner && t.owner !== t.actor && `owner ${t.owner}`, t.until && (t.until_draw ? `until the next draw, ${dateText(t.until)} at the latest` : `until ${dateText(t.until)}`),
    t.due && `due ${dateText(t.due)}`, t.outcome && `outcome: ${t.outcome.replaceAll('_', ' ')}${t.outcome_on ? ` on ${dateText(t.outcome_on)}` : ''}`,
  ].filter(Boolean).join(' · ');
}

export function AlertHistory({ alert }: { readonly alert: WireAlert }): ReactNode {
  return (
    <details className="alert-history" data-history={alert.id} open={alert.transitions.length > 1 && alert.state !== 'closed' && alert.state !== 'retracted'}>
      <summary>History <span className="quiet">{alert.transitions.length}</span></summary>
      <ol className="history">{alert.transitions.map((t, i) => (
        <li key={i} data-step={t.comment ? 'comment' : t.state}>
          <time dateTime={t.at} title={t.at} className="nowrap">{dateText(t.at.slice(0, 10))} {t.at.slice(11, 16)} <span className="quiet">UTC</span></time>
          <span>{t.comment ? 'Comment' : alertStateWord[t.state]}</span>
          <span>{t.comment ?? t.reason} <span className="quiet">{[more(t, alert.transitions[i - 1]), t.actor === 'service' ? 'by the data' : t.actor].filter(Boolean).join(' · ')}</span></span>
        </li>
      ))}</ol>
    </details>
  );
}
