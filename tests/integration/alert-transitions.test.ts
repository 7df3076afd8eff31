/** Alerts taken up by people: with a reason and an owner, one of two at once, never undone by silence. */
import type { WireAlert } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, send, seriesFile, startSystem, type Reply, type TestSystem } from '@clonewatch/testing';
import { createUser } from '@clonewatch/trust';

describe('alert transitions', () => {
  let system: TestSystem;
  let anna: string;
  let boris: string;
  let alert: WireAlert;
  beforeAll(async () => {
    system = await startSystem();
    const siteId = await system.siteId('main');
    [anna, boris] = await Promise.all(['anna@ward.example', 'boris@ward.example'].map(async (email) => {
      await createUser(system.store, { email, password: 'a long password', siteId, role: 'clinician' });
      return signedIn(email);
    })) as [string, string];
    for (const [name, content] of [['t.csv', emergingTreatments], ['s.csv', seriesFile(emergingRows)]] as const) await importAndWait(system, await system.token('main', 'clinician'), { name, content });
    alert = (await patientByRef(system, anna, 'P1')).alerts.find((a) => a.kind === 'resistance_emerging')!;
  });
  afterAll(() => system.stop());

  /** The session's token, from the cookie that signing in sets. */
  const signedIn = async (email: string): Promise<string> => {
    const response = await fetch(`${system.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password: 'a long password' }) });
    return /clonewatch_session=([^;]+)/.exec(response.headers.getSetCookie().join('\n'))![1]!;
  };
  const move = (token: string, body: object, version?: number): Promise<Reply<WireAlert & { code: string; detail: string }>> =>
    send(system.url, token, 'POST', `/alerts/${alert.id}/transitions`, body, version === undefined ? {} : { 'if-match': `"${version}"` });
  const now = (): Promise<WireAlert> => getJson<WireAlert>(system.url, anna, `/alerts/${alert.id}`);

  it('two people at once: one acknowledges and owns it, the other is told by whom, and neither answer is lost', async () => {
    const { etag } = await send(system.url, anna, 'GET', `/alerts/${alert.id}`);
    expect(etag).toBe(`"${alert.version}"`);
    const answers = await Promise.all([move(anna, { to: 'acknowledged', reason: 'seen' }, alert.version), move(boris, { to: 'acknowledged', reason: 'I take it' }, alert.version)]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412]);
    const [first, second] = answers[0].status === 200 ? answers : [answers[1], answers[0]];
    expect(first.body).toMatchObject({ state: 'acknowledged', version: alert.version + 1 });
    expect(second.body.detail).toContain(first.body.owner!);
    const winner = answers[0].status === 200 ? 'anna@ward.example' : 'boris@ward.example';
    expect(await now()).toMatchObject({ state: 'acknowledged', owner: winner, transitions: [{ state: 'open' }, { state: 'acknowledged', actor: winner }] });
  });

  it('without If-Match the states protect: acknowledging what is acknowledged is a conflict', async () => {
    expect(await move(boris, { to: 'acknowledged', reason: 'again' })).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(await move(boris, { to: 'open', reason: 'back' })).toMatchObject({ status: 400 });
    expect(await move(boris, { to: 'in_review' })).toMatchObject({ status: 400 });
  });

  it('it is put off only with an end that policy allows, and closed with an outcome', async () => {
    const { today } = await patientByRef(system, anna, 'P1');
    const inDays = (n: number): string => dateOfDay(dayOfDate(today) + n);
    for (const until of [null, today, inDays(91), '2026-02-30']) expect(await move(anna, { to: 'snoozed', reason: 'after the CT', until })).toMatchObject({ status: 422, body: { code: 'bad_until' } });
    expect(await move(anna, { to: 'snoozed', reason: 'after the CT', until: inDays(10), owner: 'boris@ward.example' })).toMatchObject({ status: 200, body: { state: 'snoozed', snoozed_until: inDays(10), owner: 'boris@ward.example' } });
    expect(await move(boris, { to: 'closed', reason: 'confirmed', outcome: 'confirmed by imaging' })).toMatchObject({ status: 200, body: { state: 'closed', outcome: 'confirmed by imaging', snoozed_until: null } });
    expect(await move(boris, { to: 'acknowledged', reason: 'oh' })).toMatchObject({ status: 409 });
    expect((await now()).transitions.map((t) => t.state)).toEqual(['open', 'acknowledged', 'snoozed', 'closed']);
  });

  it('a read-only account may look and not act', async () => {
    const reader = await system.token('main', 'read_only');
    expect(await move(reader, { to: 'in_review', reason: 'x' })).toMatchObject({ status: 403 });
  });
});
