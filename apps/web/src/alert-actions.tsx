/** What a person can do with an alert as it stands. */
import type { ReactNode } from 'react';
import { dateText } from '@clonewatch/charts';
import { alertOutcomes } from '@clonewatch/domain';
import type { WireAlert } from '@clonewatch/contracts';
import type { Ask, Field } from './dialog.js';
import { change } from './record-api.js';

export type AlertMove = 'acknowledged' | 'in_review' | 'snoozed' | 'closed';
const moveWord: Readonly<Record<AlertMove, string>> = { acknowledged: 'Acknowledge', in_review: 'Take into review', snoozed: 'Snooze', closed: 'Close' };

const due = (a: WireAlert): Field => ({ name: 'due', label: 'Due', kind: 'date', hint: 'by when it should be settled', value: a.due });
const owner = (a: WireAlert): Field => ({ name: 'owner', label: 'Owner', hint: 'you, when left empty', value: a.owner });

export function alertAsk(a: WireAlert, to: AlertMove, phrase: string): Ask {
  const fields: Readonly<Record<AlertMove, readonly Field[]>> = {
    acknowledged: [owner(a), due(a)], in_review: [owner(a), due(a)],
    snoozed: [
      { name: 'end', label: 'Until', kind: 'select', options: [['next_draw', 'the next draw'], ['date', 'a date']], value: 'next_draw' },
      { name: 'until', label: 'Date', kind: 'date', hint: 'where it is a date; it comes back by itself, at the longest the site’s policy allows' },
    ],
    closed: [
      { name: 'outcome', label: 'Outcome', kind: 'select', options: alertOutcomes.map((o) => [o.id, o.words] as const), value: alertOutcomes[0]!.id },
      { name: 'outcome_on', label: 'Proven on', kind: 'date', hint: 'the day of the scan, draw or biopsy; for the lead time' },
    ],
  };
  return {
    title: `${moveWord[to]}: ${phrase}`, fields: fields[to], action: moveWord[to],
    submit: ({ end, until, ...v }) => change('POST', `/alerts/${a.id}/transitions`, { to, ...v, ...(to === 'snoozed' ? { until: end === 'next_draw' ? 'next_draw' : until } : {}) }, a.version),
  };
}

function noteAsk(a: WireAlert, phrase: string): Ask {
  return {
    title: `Comment: ${phrase}`, fields: [owner(a), due(a)], action: 'Comment', reasonLabel: 'Comment',
    submit: ({ reason, owner: to, due: by }) => change('POST', `/alerts/${a.id}/notes`, { comment: reason, owner: to, due: by }, a.version),
  };
}

export function AlertActions({ alert, phrase, ask }: { readonly alert: WireAlert; readonly phrase: string; readonly ask: (ask: Ask) => void }): ReactNode {
  const offer = (to: AlertMove, word: string): ReactNode => <button type="button" className="link" data-action={to} onClick={() => ask(alertAsk(alert, to, phrase))}>{word}</button>;
  const until = alert.snoozed_until && (alert.snoozed_until_draw ? `until the next draw, ${dateText(alert.snoozed_until)} at the latest` : `until ${dateText(alert.snoozed_until)}`);
  return (
    <span className="alert-actions">
      {['open', 'snoozed'].includes(alert.state) && offer('acknowledged', 'Acknowledge')}{['open', 'acknowledged', 'snoozed'].includes(alert.state) && offer('in_review', 'Review')}{offer('snoozed', 'Snooze')}{offer('closed', 'Close')}
      <button type="button" className="link" data-action="note" onClick={() => ask(noteAsk(alert, phrase))}>Comment</button>
      {(alert.owner !== null || until || alert.due) && <span className="quiet" data-owner>{[alert.owner, until, alert.due && `due ${dateText(alert.due)}`].filter(Boolean).join(', ')}</span>}
    </span>
  );
}
