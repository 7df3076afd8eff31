/**
 * Outcomes of the demonstration's past alerts, so that PPV and lead time have something to count. A made-up clinician signs in and closes alerts as a person does;
 * every outcome follows from what the same patient's record says later, by the rule of {@link outcomeLater}. What the record leaves open, and every alert of a line that
 * still runs, stays open.
 */
import { randomBytes } from 'node:crypto';
import { dateOfDay, dayOfDate, type AlertKind } from '@clonewatch/domain';
import { createUser, signIn, signOut } from '@clonewatch/trust';
import { transitionAlert, type Store } from '@clonewatch/workflows';

/** Nobody knows its password; it belongs to the demonstration alone. */
const account = 'made-up-clinician@clonewatch.local';
/** An image within so many days judges burden and response; a progression so long after the line's end is still of that line. Days. */
const imageWithin = 120;
const progressionAfterStop = 30;

/** An alert with what came after it in the record; days since 1970-01-01. */
export interface Past {
  readonly id: string; readonly patientId: string; readonly kind: AlertKind; readonly known: number;
  /** The line that ran when it fired ended then; null: it still runs. */
  readonly lineStopped: number | null;
  readonly images: readonly { readonly day: number; readonly result: string }[];
  /** A further draw confirmed the rise of the same variant then. */
  readonly confirmed: number | null;
}

export interface Later { readonly outcome: string; readonly on: number; readonly reason: string }

const image = (outcome: string, at: Past['images'][number]): Later => ({ outcome, on: at.day, reason: `${at.result}, ${dateOfDay(at.day)}` });

/**
 * How the alert turned out by `today`, or null where the record does not say. Resistance: of a line that has ended; progression on imaging, else a further draw. Burden
 * and response: by the first image after it, PD against PR or CR; SD judges neither.
 */
export function outcomeLater(a: Past, today: number): Later | null {
  const images = a.images.filter((x) => x.day > a.known && x.day <= today);
  if (a.kind === 'resistance_detected' || a.kind === 'resistance_emerging') {
    if (a.lineStopped === null || a.lineStopped > today) return null;
    const worse = images.find((x) => x.result === 'PD' && x.day <= a.lineStopped! + progressionAfterStop);
    if (worse) return image('confirmed_by_imaging', worse);
    return a.confirmed !== null && a.confirmed > a.known ? { outcome: 'confirmed_by_repeat_draw', on: a.confirmed, reason: dateOfDay(a.confirmed) } : { outcome: 'treatment_changed', on: a.lineStopped, reason: dateOfDay(a.lineStopped) };
  }
  const first = images[0];
  if (!first || first.day > a.known + imageWithin) return null;
  const [better, worse] = [first.result === 'PR' || first.result === 'CR', first.result === 'PD'];
  if (a.kind === 'molecular_response') return better ? image('confirmed_by_imaging', first) : worse ? image('false_alarm', first) : null;
  if (a.kind === 'burden_rising') return worse ? image('confirmed_by_imaging', first) : better ? image('false_alarm', first) : null;
  return null;
}

const day = "date '1970-01-01'";
const pastSql = `
  select a.id, a.patient_id as "patientId", a.kind, (a.finding ->> 'knownDay')::int as known,
    (select min(t.stopped_on) - ${day} from clinical.treatment_now t
     where t.site_id = a.site_id and t.head_id = a.patient_id and t.started_on - ${day} <= a.fired_day and t.stopped_on - ${day} >= a.fired_day) as "lineStopped",
    (select coalesce(json_agg(json_build_object('day', x.assessed_on - ${day}, 'result', upper(x.result)) order by x.assessed_on), '[]') from clinical.assessment_now x
     where x.site_id = a.site_id and x.head_id = a.patient_id and x.kind = 'imaging' and x.assessed_on is not null) as images,
    (select min((c.finding ->> 'knownDay')::int) from clinical.alert c
     where c.site_id = a.site_id and c.patient_id = a.patient_id and c.gene = a.gene and c.variant = a.variant and c.kind = 'resistance_emerging' and c.grade = 'confirmed') as confirmed
  from clinical.alert a join clinical.patient p on p.site_id = a.site_id and p.id = a.patient_id
  where a.site_id = $1 and a.state = 'open' and p.timeline = 'calendar' order by a.fired_day, a.id`;

/** Closes what the record has judged. `reader`: a session that may read the site. Where the made-up clinician is already there it has done so before. */
export async function tellOutcomes(store: Store, reader: string, siteId: string, today: string): Promise<void> {
  const past = await store.inSession(reader, (scope) => scope.query<Past>(pastSql, [siteId]), { readOnly: true });
  const judged = past.flatMap((a) => { const later = outcomeLater(a, dayOfDate(today)); return later ? [{ a, later }] : []; });
  const password = randomBytes(32).toString('base64url');
  try {
    await createUser(store, { email: account, password, siteId, role: 'clinician' });
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return;
    throw error;
  }
  const session = await signIn(store, account, password, { address: '127.0.0.1', device: undefined });
  if (session.outcome !== 'in') throw new Error('the made-up clinician could not sign in');
  const writer = { token: session.token, siteIds: [siteId], idempotencyKey: null };
  for (const { a, later } of judged) {
    await transitionAlert(store, writer, { id: a.id, entry: { to: 'closed', outcome: later.outcome, outcome_on: dateOfDay(later.on), reason: later.reason }, version: null, today });
  }
  await signOut(store, session.token);
}
