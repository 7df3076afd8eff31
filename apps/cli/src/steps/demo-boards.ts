/** The stories of the demonstration up to the board: a packet each, and a decision signed by a made-up board; then the outcomes of past alerts. Runs beside the application; what is there already stays. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { storyQuestions, storyQuestionsIn, type StoryQuestion } from '@clonewatch/simulate';
import { countUsers, createUser, findSite } from '@clonewatch/trust';
import { decideOnPacket, listPackets, makePacket, openRelaySession, openStore, type Store } from '@clonewatch/workflows';
import { note } from '../terminal.js';
import { tellOutcomes } from './demo-outcomes.js';

/** Nobody knows its password; it belongs to the demonstration alone. */
const account = 'made-up-board@clonewatch.local';
const patience = { everyMs: 3_000, times: 200 };

interface Told { readonly id: string; readonly patientRef: string }

const told = (store: Store, token: string): Promise<Told[]> => store.inSession(token, (scope) => scope.query<Told>(
  `select id, patient_ref as "patientRef" from clinical.patient where patient_ref = any($1::text[]) and evaluation_state = 'current'`, [storyQuestions.map((s) => s.patientId)]), { readOnly: true });

async function signer(store: Store, token: string, siteId: string): Promise<{ id: string; email: string }> {
  const [there] = await store.inSession(token, (scope) => scope.query<{ id: string; email: string }>('select distinct d.user_id as id, $1::text as email from clinical.board_decision d where d.content::jsonb ->> \'signed_by\' = $1', [account]), { readOnly: true });
  return there ?? { id: await createUser(store, { email: account, password: randomBytes(32).toString('base64url'), siteId, role: 'read_only' }), email: account };
}

/** Makes what is missing. `today`: YYYY-MM-DD. False: not every story is evaluated yet. */
export async function tellBoards(store: Store, siteId: string, today: string, language: 'en' | 'ru' = 'en'): Promise<boolean> {
  const token = await openRelaySession(store, siteId);
  const patients = await told(store, token);
  if (patients.length < storyQuestions.length) return false;
  const writer = { token, siteIds: [siteId], idempotencyKey: null };
  const open: { packet: string; story: StoryQuestion }[] = [];
  for (const story of storyQuestionsIn(language)) {
    const patient = patients.find((p) => p.patientRef === story.patientId)!;
    const packets = (await store.inSession(token, (scope) => listPackets(scope, [siteId], patient.id), { readOnly: true })) ?? [];
    const [last] = packets;
    if (last?.decision || (last && last.made_by !== account)) continue;
    const packet = last?.id ?? (await makePacket(store, writer, patient.id, { question: story.question }, { today, madeAt: new Date().toISOString(), madeBy: account })).id;
    open.push({ packet, story });
  }
  if (open.length === 0) return true;
  const person = await signer(store, token, siteId);
  for (const { packet, story: { decision: d } } of open) {
    await decideOnPacket(store, writer, person, packet, 0, {
      decision: d.decision, dissent: d.dissent ?? null, follow_up: d.followUp, follow_up_on: dateOfDay(dayOfDate(today) + d.followUpDays), present: d.present, signed_name: language === 'ru' ? 'Вымышленный консилиум демонстрации' : 'Made-up board of the demonstration',
    }, new Date().toISOString());
  }
  return true;
}

/** Every file of the site stored and every patient evaluated: before that, what is there is not yet the story. */
async function settled(store: Store, token: string, siteId: string): Promise<boolean> {
  const [open] = await store.inSession(token, (scope) => scope.query<{ n: number }>(
    `select (select count(*) from clinical.patient where site_id = $1 and merged_into is null and evaluation_state <> 'current')::int
       + (select count(*) from clinical.import where site_id = $1 and state in ('received', 'parsing', 'stored'))::int as n`, [siteId]), { readOnly: true });
  return open!.n === 0;
}

async function tell(store: Store, siteId: string, today: string, language: 'en' | 'ru'): Promise<boolean> {
  const token = await openRelaySession(store, siteId);
  if (!await settled(store, token, siteId) || !await tellBoards(store, siteId, today, language)) return false;
  await tellOutcomes(store, token, siteId, today);
  return true;
}

/** Waits until the worker has evaluated the stories; gives up quietly, and the next start goes on. Without any account it waits for one: the first account is a person's. `language`: of the boards' free text. */
export async function demoBoards(appUrl: string, today: string, language: 'en' | 'ru'): Promise<void> {
  try {
    for (let i = 0; i < patience.times; i += 1) {
      await wait(patience.everyMs, undefined, { ref: false });
      const store = await openStore(appUrl, 'clonewatch demonstration', 1);
      try {
        const site = (await countUsers(store)) === 0 ? null : await findSite(store, 'demo');
        if (site !== null && await tell(store, site, today, language)) return;
      } finally {
        await store.close();
      }
    }
  } catch (error) {
    note(`the board packets and outcomes of the demonstration were not made: ${error instanceof Error ? error.message : String(error)}`);
  }
}
