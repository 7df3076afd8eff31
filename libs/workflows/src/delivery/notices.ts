/** One notice for each patient and draw, however many alerts it opened; a second only when the draw turns out more severe. */
import { severities, type Severity } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';

/** Alerts of results known longer ago than this are history, not news: an import of old files tells nobody. */
const newsDays = 30;

interface OpenRow { draw: string; severity: Severity; known: number }
interface ContactRow { id: string; severity: Severity; quietFrom: string | null; quietTo: string | null }

/** `opened`: alerts that this evaluation opened. `today`, `lastKnown`: days of the patient's timeline; `today` null in day-number records. */
export async function writeNotices(scope: Scope, siteId: string, patientId: string, opened: readonly string[], today: number | null, lastKnown: number | null): Promise<void> {
  if (opened.length === 0) return;
  const contacts = await scope.query<ContactRow>(
    `select id, severity, quiet_from as "quietFrom", quiet_to as "quietTo" from clinical.contact_point where site_id = $1 and removed_at is null order by id`, [siteId],
  );
  if (contacts.length === 0) return;
  const alerts = await scope.query<OpenRow>(
    `select coalesce(finding ->> 'specimenId', 'day ' || fired_day) as draw, severity, (finding ->> 'knownDay')::int as known from clinical.alert
     where site_id = $1 and id = any($2::uuid[]) and state = 'open' and severity in ('act', 'review')`, [siteId, opened],
  );
  const news = alerts.filter((a) => (today !== null ? a.known >= today - newsDays : a.known === lastKnown));
  for (const draw of new Set(news.map((a) => a.draw))) {
    const of = news.filter((a) => a.draw === draw);
    const severity = severities.find((s) => of.some((a) => a.severity === s))!;
    const [notice] = await scope.query<{ id: string }>(
      `insert into clinical.notice (site_id, patient_id, draw, severity, alerts) select $1::uuid, $2::uuid, $3::text, $4::text, $5::int
       where not exists (select from clinical.notice where site_id = $1 and patient_id = $2 and draw = $3 and array_position(array['act', 'review'], severity) <= array_position(array['act', 'review'], $4))
       returning id`, [siteId, patientId, draw, severity, of.length],
    );
    if (!notice) continue;
    for (const c of contacts) {
      if (severities.indexOf(severity) > severities.indexOf(c.severity)) continue;
      await scope.query('insert into clinical.delivery (site_id, notice_id, contact_id, next_at) values ($1, $2, $3, $4)', [siteId, notice.id, c.id, afterQuiet(new Date(), c.quietFrom, c.quietTo)]);
    }
  }
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
