/** The audit trail in plain words: who did what to whose record, when, from where, with what outcome. */
import type { ReactNode } from 'react';
import { count, dateText } from '@clonewatch/charts';
import type { WireAuditEntry } from '@clonewatch/contracts';

/** What each action means. A code without an entry is said as it is: nothing is left out of the trail for want of a word. */
export const auditWord: Readonly<Record<string, string>> = {
  'patient.list': 'Read the work list', 'patient.read': 'Read the patient page', 'patient.series': 'Read the series', 'patient.alerts': 'Read the alerts',
  'alert.note': 'Commented on an alert', 'alert.wake': 'A snooze ended', 'policy.changed': 'Changed the alert policy', 'alert.list': 'Read the list of alerts', 'alert.read': 'Read an alert', 'import.list': 'Read the list of imports', 'import.read': 'Read an import’s report',
  'import.receive': 'Sent a file', 'import.check': 'Checked a file, stored nothing', 'import.store': 'Stored a file’s rows', 'patient.evaluate': 'Evaluated the patient',
  'series.export': 'Exported series', 'patients.export': 'Exported patients', 'treatments.export': 'Exported treatments', 'assessments.export': 'Exported assessments', 'alerts.export': 'Exported alerts', 'events.follow': 'Followed the live events', 'audit.read': 'Read the audit trail',
  'session.open': 'Signed in', 'session.close': 'Signed out', 'user.add': 'Gave an account access', 'user.set_role': 'Changed a role', 'user.password_link': 'Made a password link',
  'user.set_password': 'Set a password',
};

const done: Readonly<Record<string, string>> = {
  create: 'Created', invite: 'Invited', enter: 'Entered', correct: 'Corrected', retract: 'Retracted', withdraw: 'Withdrew', move: 'Moved', merge: 'Merged', split: 'Split',
  undo: 'Undid', transition: 'Changed the state of', retry: 'Retried', dismiss: 'Dismissed', rename: 'Renamed', remove: 'Removed', disable: 'Disabled', enable: 'Enabled', open: 'Opened', close: 'Closed',
  reset: 'Reset', history: 'Read every version of', list: 'Read the list of', read: 'Read', change: 'Changed', revoke: 'Revoked',
};

/** `treatment.correct` → `Corrected treatment`. */
export function auditPhrase({ action, details }: Pick<WireAuditEntry, 'action' | 'details'>): string {
  const phase = action.endsWith('.export') ? { begun: ', begun', ended: ', ended' }[String(details.phase)] ?? '' : '';
  if (auditWord[action]) return auditWord[action] + phase;
  const [noun = '', verb = ''] = action.split('.');
  const past = done[verb] ?? (/(ed|split|withdrawn|undone)$/.test(verb) ? verb.charAt(0).toUpperCase() + verb.slice(1) : undefined);
  return past ? `${past.replace(/_/g, ' ')} ${noun.replace(/_/g, ' ')}` : action;
}

export const outcomeWord: Readonly<Record<WireAuditEntry['outcome'], string>> = { ok: 'Done', denied: 'Refused', failed: 'Failed' };

/** What did not happen must not read as if it had. */
const attempt = (phrase: string): string => `Attempt: ${phrase.charAt(0).toLowerCase()}${phrase.slice(1)}`;

/** A person's address, a token's name, or which of our programs it was. */
export function auditActor({ actor, via, address }: Pick<WireAuditEntry, 'actor' | 'via' | 'address'>): string {
  if (via === 'service' || via === 'system') return address === 'command' ? 'Command line' : address === 'worker' ? 'Worker' : 'System';
  return actor === 'api_token' ? 'API token' : actor;
}

/** The figures that say how much; never more than the entry holds. */
function figures({ details: d }: WireAuditEntry): string {
  const n = (key: string, word: string): string | null => (typeof d[key] === 'number' ? `${count(d[key])} ${d[key] === 1 ? word.replace(/s$/, '') : word}` : null);
  return [d.known === true ? 'already there' : null, n('rows', 'rows'), n('events', 'events'), typeof d.as_of === 'string' ? `as of ${d.as_of}` : null, typeof d.code === 'string' ? d.code.replace(/_/g, ' ') : null]
    .filter((t) => t !== null).join(' · ');
}

/** UTC as recorded; the reader's own time in the tooltip. */
function At({ at }: { readonly at: string }): ReactNode {
  const local = new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  return <time dateTime={at} title={`${local} where you are`}>{dateText(at.slice(0, 10))}, {at.slice(11, 19)} <span className="quiet">UTC</span></time>;
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
      <thead><tr><th scope="col" className="w-when">When</th><th scope="col" className="w-who">Who</th><th scope="col" className="w-what">What</th><th scope="col">Patients</th>
        <th scope="col" className="w-outcome">Outcome</th><th scope="col" className="w-address">Address</th><th scope="col" className="w-reason">Reason</th></tr></thead>
      <tbody>{items.map((e) => (
        <tr key={e.seq} className={e.outcome} data-audit-action={e.action} data-audit-outcome={e.outcome} title={`Event ${e.seq}, ${e.hash.slice(0, 16)}…`}>
          <td><At at={e.at} /></td>
          <td><button type="button" className="link plain" onClick={() => onFilter({ actor: e.actor })} title="Only this one">{auditActor(e)}</button>{e.via === 'api_token' && e.actor !== 'api_token' && <span className="quiet"> token</span>}</td>
          <td><button type="button" className="link plain" onClick={() => onFilter({ action: e.action })} title="Only this">{e.outcome === 'ok' ? auditPhrase(e) : attempt(auditPhrase(e))}</button> <span className="quiet">{figures(e)}</span></td>
          <td><Patients entry={e} patientHref={patientHref} link={link} /></td>
          <td>{e.outcome === 'ok' ? <span className="quiet">{outcomeWord.ok}</span> : <strong className="refused">{outcomeWord[e.outcome]}</strong>}</td>
          <td className="quiet">{e.address}</td><td title={e.reason ?? undefined}>{e.reason}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

function Patients({ entry: e, patientHref, link }: { readonly entry: WireAuditEntry } & Pick<AuditTableProps, 'patientHref' | 'link'>): ReactNode {
  if (e.details.scope === 'site' && e.patient_count === 0) return <span className="quiet">the whole site</span>;
  const more = e.patient_count - e.patients.length;
  return <>{e.patients.map((p) => <span key={p.id} className="spaced">{link(patientHref(p.id), p.patient_id)}</span>)}{more > 0 && <span className="quiet">+{count(more)}</span>}</>;
}
