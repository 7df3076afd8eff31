/** One notice for each patient and draw, however many alerts it opened; a second only when the draw turns out more severe. */
import { severities, type Severity } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import { alertsTold } from '../local-validation.js';

/** Alerts of results known longer ago than this are history, not news: an import of old files tells nobody. */
const newsDays = 30;

/** The draw an alert is of; a patient-level one goes by its day. */
export const drawKeySql = (alert: string): string => `coalesce(${alert}.finding ->> 'specimenId', 'day ' || ${alert}.fired_day)`;

interface OpenRow { draw: string; severity: Severity; known: number }
interface ContactRow { id: string; severity: Severity; quietFrom: string | null; quietTo: string | null }

/** `opened`: alerts that this evaluation opened. `today`, `lastKnown`: days of the patient's timeline; `today` null in day-number records. */
export async function writeNotices(scope: Scope, siteId: string, patientId: string, opened: readonly string[], today: number | null, lastKnown: number | null): Promise<void> {
  if (opened.length === 0) return;
  const contacts = await contactsOf(scope, siteId, patientId);
  if (contacts.length === 0) return;
  const alerts = await scope.query<OpenRow>(
    `select ${drawKeySql('alert')} as draw, severity, (finding ->> 'knownDay')::int as known from clinical.alert
     where site_id = $1 and id = any($2::uuid[]) and state = 'open' and severity in ('act', 'review')`, [siteId, opened],
  );
  const told = await alertsTold(scope, siteId);
  const news = alerts.filter((a) => (today !== null ? a.known >= today - newsDays : a.known === lastKnown));
  for (const draw of new Set(news.map((a) => a.draw))) {
    const of = news.filter((a) => a.draw === draw);
    const severity = severities.find((s) => of.some((a) => a.severity === s))!;
    const [notice] = await scope.query<{ id: string }>(
      `insert into clinical.notice (site_id, patient_id, draw, severity, alerts) select $1::uuid, $2::uuid, $3::text, $4::text, $5::int
       where not exists (select from clinical.notice where site_id = $1 and patient_id = $2 and draw = $3 and array_position(array['act', 'review'], severity) <= array_position(array['act', 'review'], $4))
       returning id`, [siteId, patientId, draw, severity, of.length],
    );
    // Switched off at the site: the notice is noted, and nobody is told outside the page.
    if (!notice || !told) continue;
    for (const c of contacts) {
      if (severities.indexOf(severity) > severities.indexOf(c.severity)) continue;
      await scope.query('insert into clinical.delivery (site_id, notice_id, contact_id, next_at) values ($1, $2, $3, $4)', [siteId, notice.id, c.id, afterQuiet(new Date(), c.quietFrom, c.quietTo)]);
    }
  }
}

/** Those of the patient's team; of everybody while the patient has no team, or a team that nobody is told for: nothing is said to no one. */
function contactsOf(scope: Scope, siteId: string, patientId: string): Promise<ContactRow[]> {
  return scope.query<ContactRow>(
    `with live as (select c.id, c.severity, c.team_id, t.quiet_from, t.quiet_to, c.team_id = p.team_id as own from clinical.contact_point c
         join clinical.team t on t.site_id = c.site_id and t.id = c.team_id join clinical.patient p on p.site_id = c.site_id and p.id = $2
       where c.site_id = $1 and c.removed_at is null)
     select id, severity, quiet_from as "quietFrom", quiet_to as "quietTo" from live where own or not exists (select from live where own) order by id`, [siteId, patientId],
  );
}

/** Now, or the end of the quiet hours we are in; hours of the clock here, over midnight when they end before they begin. */
export function afterQuiet(now: Date, from: string | null, to: string | null): Date {
  if (from === null || to === null) return now;
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const [a, b, at] = [minutes(from), minutes(to), now.getHours() * 60 + now.getMinutes()];
  const quiet = a <= b ? at >= a && at < b : at >= a || at < b;
  if (!quiet) return now;
  const end = new Date(now);
  end.setHours(Math.floor(b / 60), b % 60, 0, 0);
  if (end <= now) end.setDate(end.getDate() + 1);
  return end;
}
