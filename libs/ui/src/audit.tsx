/** The audit trail in plain words: who did what to whose record, when, from where, with what outcome. */
import type { ReactNode } from 'react';
import { count, dateText, locale, t, textOf } from '@clonewatch/words';
import type { WireAuditEntry } from '@clonewatch/contracts';

/** Actions with words of their own. */
export const auditActions = [
  'patient.list', 'patient.read', 'patient.series', 'patient.alerts', 'patient.timeline', 'patient.rechallenge', 'patient.scenarios', 'patient.mechanisms', 'patient.told', 'patient.seen', 'patient.evaluate', 'alert.list', 'alert.read', 'alert.note', 'alert.transition', 'alert.wake', 'alert.notice',
  'knowledge.imported', 'knowledge.changes', 'validation.signed',
  'policy.changed', 'policy.read', 'import.list', 'import.read', 'import.receive', 'import.check', 'import.store', 'series.export', 'patients.export', 'treatments.export', 'assessments.export', 'alerts.export', 'events.follow', 'audit.read', 'session.open', 'session.close', 'user.add', 'user.set_role',
  'user.password_link', 'user.set_password',
] as const;

/** What an action means: its own words, else `treatment.correct` → `Corrected treatment`. One without words is said as it is: nothing is left out of the trail for want of a word. */
export function auditPhrase({ action, details }: Pick<WireAuditEntry, 'action' | 'details'>): string {
  const own = textOf(`did.${action}`);
  const phase = action.endsWith('.export') ? details.phase : undefined;
  if (own !== null) return phase === 'begun' ? t('audit.begun', { what: own }) : phase === 'ended' ? t('audit.ended', { what: own }) : own;
  const [noun = '', verb = ''] = action.split('.');
  return textOf(`didTo.${verb}`, { noun: textOf(`noun.${noun}`) ?? noun.replace(/_/g, ' ') }) ?? action;
}

export const outcomes = ['ok', 'denied', 'failed'] as const;
export const auditOutcomeWord = (outcome: WireAuditEntry['outcome']): string => t(`audit.${outcome}`);

/** What did not happen must not read as if it had. */
const attempt = (phrase: string): string => t('audit.attempt', { what: `${phrase.charAt(0).toLowerCase()}${phrase.slice(1)}` });

/** A person's address, a token's name, or which of our programs it was. */
export function auditActor({ actor, via, address }: Pick<WireAuditEntry, 'actor' | 'via' | 'address'>): string {
  if (via === 'service' || via === 'system') return address === 'command' ? t('audit.command') : address === 'worker' ? t('audit.worker') : t('audit.system');
  return actor === 'api_token' ? t('app.token') : actor;
}

/** The figures that say how much; never more than the entry holds. */
function figures({ details: d }: WireAuditEntry): string {
  const n = (key: 'rows' | 'events'): string | null => (typeof d[key] === 'number' ? t(`audit.${key}`, { count: d[key] }) : null);
  return [d.known === true ? t('audit.known') : null, n('rows'), n('events'), typeof d.as_of === 'string' ? t('audit.asOf', { day: d.as_of }) : null, typeof d.code === 'string' ? d.code.replace(/_/g, ' ') : null]
    .filter((x) => x !== null).join(' · ');
}

/** UTC as recorded; the reader's own time in the tooltip. */
function At({ at }: { readonly at: string }): ReactNode {
  const local = new Date(at).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
  return <time dateTime={at} title={t('audit.localTime', { time: local })}>{dateText(at.slice(0, 10))}, {at.slice(11, 19)} <span className="quiet">UTC</span></time>;
}

export interface AuditTableProps {
  readonly items: readonly WireAuditEntry[];
  readonly patientHref: (id: string) => string;
  /** Narrow the list to what was clicked. */
  readonly onFilter: (more: { actor?: string; action?: string }) => void;
  readonly link: (href: string, text: string) => ReactNode;
}

export function AuditTable({ items, patientHref, onFilter, link }: AuditTableProps): ReactNode {
  return (
    <table className="table audit">
      <thead><tr><th scope="col" className="w-when">{t('audit.when')}</th><th scope="col" className="w-who">{t('audit.who')}</th><th scope="col" className="w-what">{t('audit.whatDone')}</th><th scope="col">{t('audit.patients')}</th>
        <th scope="col" className="w-outcome">{t('audit.outcome')}</th><th scope="col" className="w-address">{t('audit.address')}</th><th scope="col" className="w-reason">{t('audit.reason')}</th></tr></thead>
      <tbody>{items.map((e) => (
        <tr key={e.seq} className={e.outcome} data-audit-action={e.action} data-audit-outcome={e.outcome} title={t('audit.event', { n: e.seq, hash: e.hash.slice(0, 16) })}>
          <td><At at={e.at} /></td>
          <td><button type="button" className="link plain" onClick={() => onFilter({ actor: e.actor })} title={t('audit.onlyActor')}>{auditActor(e)}</button>{e.via === 'api_token' && e.actor !== 'api_token' && <span className="quiet"> {t('audit.token')}</span>}</td>
          <td><button type="button" className="link plain" onClick={() => onFilter({ action: e.action })} title={t('audit.onlyAction')}>{e.outcome === 'ok' ? auditPhrase(e) : attempt(auditPhrase(e))}</button> <span className="quiet">{figures(e)}</span></td>
          <td><Patients entry={e} patientHref={patientHref} link={link} /></td>
          <td>{e.outcome === 'ok' ? <span className="quiet">{auditOutcomeWord('ok')}</span> : <strong className="refused">{auditOutcomeWord(e.outcome)}</strong>}</td>
          <td className="quiet">{e.address}</td><td title={e.reason ?? undefined}>{e.reason}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

function Patients({ entry: e, patientHref, link }: { readonly entry: WireAuditEntry } & Pick<AuditTableProps, 'patientHref' | 'link'>): ReactNode {
  if (e.details.scope === 'site' && e.patient_count === 0) return <span className="quiet">{t('audit.wholeSite')}</span>;
  const more = e.patient_count - e.patients.length;
  return <>{e.patients.map((p) => <span key={p.id} className="spaced">{link(patientHref(p.id), p.patient_id)}</span>)}{more > 0 && <span className="quiet">+{count(more)}</span>}</>;
}
