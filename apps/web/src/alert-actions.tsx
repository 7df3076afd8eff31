/** What a person can do with an alert as it stands. */
import type { ReactNode } from 'react';
import { dateText, t } from '@clonewatch/words';
import { alertOutcomes } from '@clonewatch/domain';
import type { WireAlert } from '@clonewatch/contracts';
import { outcomeText } from '@clonewatch/ui';
import type { Ask, Field } from './dialog.js';
import { change } from './record-api.js';

export type AlertMove = 'acknowledged' | 'in_review' | 'snoozed' | 'closed';
const moveKey = { acknowledged: 'alert.acknowledge', in_review: 'alert.takeReview', snoozed: 'alert.snooze', closed: 'alert.close' } as const;

const due = (a: WireAlert): Field => ({ name: 'due', label: t('alert.dueField'), kind: 'date', hint: t('alert.dueHint'), value: a.due });
const owner = (a: WireAlert): Field => ({ name: 'owner', label: t('alert.ownerField'), hint: t('alert.ownerHint'), value: a.owner });

export function alertAsk(a: WireAlert, to: AlertMove, phrase: string): Ask {
  const fields: Readonly<Record<AlertMove, readonly Field[]>> = {
    acknowledged: [owner(a), due(a)], in_review: [owner(a), due(a)],
    snoozed: [
      { name: 'end', label: t('alert.untilField'), kind: 'select', options: [['next_draw', t('alert.nextDraw')], ['date', t('alert.aDate')]], value: 'next_draw' },
      { name: 'until', label: t('alert.dateField'), kind: 'date', hint: t('alert.dateHint') },
    ],
    closed: [
      { name: 'outcome', label: t('alert.outcomeField'), kind: 'select', options: alertOutcomes.map((o) => [o.id, outcomeText(o.id)] as const), value: alertOutcomes[0]!.id },
      { name: 'outcome_on', label: t('alert.provenOn'), kind: 'date', hint: t('alert.provenHint') },
    ],
  };
  return {
    title: t('alert.doTitle', { action: t(moveKey[to]), phrase }), fields: fields[to], action: t(moveKey[to]),
    submit: ({ end, until, ...v }) => change('POST', `/alerts/${a.id}/transitions`, { to, ...v, ...(to === 'snoozed' ? { until: end === 'next_draw' ? 'next_draw' : until } : {}) }, a.version),
  };
}

function noteAsk(a: WireAlert, phrase: string): Ask {
  return {
    title: t('alert.doTitle', { action: t('alert.comment'), phrase }), fields: [owner(a), due(a)], action: t('alert.comment'), reasonLabel: t('alert.comment'),
    submit: ({ reason, owner: to, due: by }) => change('POST', `/alerts/${a.id}/notes`, { comment: reason, owner: to, due: by }, a.version),
  };
}

export function AlertActions({ alert, phrase, ask }: { readonly alert: WireAlert; readonly phrase: string; readonly ask: (ask: Ask) => void }): ReactNode {
  const offer = (to: AlertMove, word: string): ReactNode => <button type="button" className="link" data-action={to} onClick={() => ask(alertAsk(alert, to, phrase))}>{word}</button>;
  const until = alert.snoozed_until && t(alert.snoozed_until_draw ? 'alert.untilDraw' : 'alert.until', { when: dateText(alert.snoozed_until) });
  return (
    <span className="alert-actions">
      {['open', 'snoozed'].includes(alert.state) && offer('acknowledged', t('alert.acknowledge'))}{['open', 'acknowledged', 'snoozed'].includes(alert.state) && offer('in_review', t('alert.review'))}{offer('snoozed', t('alert.snooze'))}{offer('closed', t('alert.close'))}
      <button type="button" className="link" data-action="note" onClick={() => ask(noteAsk(alert, phrase))}>{t('alert.comment')}</button>
      {(alert.owner !== null || until || alert.due) && <span className="quiet" data-owner>{[alert.owner, until, alert.due && t('alert.due', { when: dateText(alert.due) })].filter(Boolean).join(', ')}</span>}
    </span>
  );
}
