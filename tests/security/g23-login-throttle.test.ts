/** G23: guessing is slow whoever guesses, and nobody can lock a doctor out. Counters are the database's: two api processes share them. */
import { Agent, request } from 'node:http';
import { type ChildProcess } from 'node:child_process';
import pg from 'pg';
import { addressBlock } from '@clonewatch/trust';
import { Visitor, eventually, freePort, newAccount, startProgram, startSystem, stopProgram, type Account, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let owner: pg.Client;
let second: ChildProcess;
let urls: string[];
beforeAll(async () => {
  system = await startSystem({ worker: false });
  owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  const port = await freePort();
  urls = [system.url, `http://127.0.0.1:${port}`];
  second = startProgram('api', { DATABASE_URL: system.database.appUrl, PORT: String(port) });
  await eventually(() => fetch(`${urls[1]!}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
}, 120_000);
afterAll(async () => {
  await stopProgram(second);
  await owner.end();
  await system.stop();
});
beforeEach(async () => {
  await owner.query('delete from sec.attempt');
});

interface Answer { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }

/** One attempt to sign in from this loopback address. */
function attempt(from: string, body: { email: string; password: string }, options: { agent?: Agent; url?: string; cookie?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const r = request(`${options.url ?? system.url}/api/v1/session`, { method: 'POST', localAddress: from, agent: options.agent, headers: { 'content-type': 'application/json', ...(options.cookie ? { cookie: options.cookie } : {}) } }, (response) => {
      let text = '';
      response.on('data', (c: Buffer) => { text += c.toString(); });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    r.on('error', reject);
    r.end(JSON.stringify({ email: body.email, password: body.password }));
  });
}

/** A thousand guesses at one account, many at once, from this many addresses and at both processes; how often each status came. */
async function thousandGuesses(email: string, addresses: number): Promise<Record<number, number>> {
  const agents = Array.from({ length: addresses }, (_, i) => new Agent({ keepAlive: true, maxSockets: Math.ceil(40 / addresses), localAddress: `127.0.1.${i + 1}` }));
  const counts: Record<number, number> = {};
  let next = 0;
  const guesser = async (): Promise<void> => {
    for (let n = next++; n < 1000; n = next++) {
      const { status } = await attempt(`127.0.1.${(n % addresses) + 1}`, { email, password: `guess number ${n}` }, { agent: agents[n % addresses]!, url: urls[n % 2]! });
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 40 }, guesser));
  for (const agent of agents) agent.destroy();
  return counts;
}

/** A doctor whose browser has signed in before, from 127.0.0.1. */
async function doctorWithDevice(): Promise<{ doctor: Account; device: string }> {
  const doctor = await newAccount(system, 'main', 'clinician');
  const visitor = new Visitor(system.url);
  expect((await visitor.signIn(doctor)).status).toBe(204);
  return { doctor, device: `clonewatch_device=${visitor.cookies.get('clonewatch_device')!}` };
}

describe('G23 signing in', () => {
  it.each([[1, 5], [100, 20]])('of 1,000 guesses from %i addresses at most %i and a drain reach the password; the doctor still gets in', async (addresses, most) => {
    const { doctor, device } = await doctorWithDevice();
    const began = Date.now();
    const counts = await thousandGuesses(doctor.email, addresses);
    // While the guesses last, buckets drain by their capacity in 15 minutes.
    const drained = Math.ceil((most * (Date.now() - began)) / 900_000);
    expect((counts[401] ?? 0) + (counts[429] ?? 0)).toBe(1000);
    expect(counts[401]).toBeGreaterThan(0);
    expect(counts[401]).toBeLessThanOrEqual(most + drained);
    // From the very address of the guesses, and at the other process.
    expect((await attempt('127.0.1.1', doctor, { cookie: device, url: urls[1]! })).status).toBe(204);
  });

  it('refused so, it is said when to come again; then it is open again', async () => {
    const doctor = await newAccount(system, 'main', 'clinician');
    let answer: Answer;
    do answer = await attempt('127.0.2.1', { ...doctor, password: 'wrong' }); while (answer.status === 401);
    expect(answer).toMatchObject({ status: 429, headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/) as string } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'too_many_attempts', status: 429 });
    const wait = Number(answer.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect((await attempt('127.0.2.1', doctor)).status).toBe(429);
    expect((await attempt('127.0.2.2', doctor)).status).toBe(204);
    await owner.query('update sec.attempt set at = at - make_interval(secs => $1)', [wait]);
    expect((await attempt('127.0.2.1', doctor)).status).toBe(204);
  });

  it('one address cannot try many accounts', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await attempt('127.0.3.1', { email: `nobody${n}@example.org`, password: 'guess' })).status);
    expect(statuses.filter((s) => s === 401).length).toBeLessThanOrEqual(31);
    expect(statuses.at(-1)).toBe(429);
  });

  it('an account that is not there is answered as one that is, word for word and to the same end', async () => {
    const doctor = await newAccount(system, 'main', 'clinician');
    const told = async (from: string, email: string): Promise<unknown[]> => {
      const answers: unknown[] = [];
      for (let n = 0; n < 7; n++) {
        const { status, headers, body } = await attempt(from, { email, password: 'guess' });
        answers.push({ status, headers: Object.keys(headers), body: body.replace(/"request_id":"[^"]*"/, '') });
      }
      return answers;
    };
    expect(await told('127.0.4.1', 'nobody@example.org')).toEqual(await told('127.0.4.2', doctor.email));
  });

  it('a device known for one account opens nothing for another, planted or not; its own guesses are bounded too', async () => {
    const { device } = await doctorWithDevice();
    const { doctor: other, device: otherDevice } = await doctorWithDevice();
    for (let n = 0; n < 25; n++) await attempt(`127.0.7.${n + 1}`, { ...other, password: 'guess' });
    expect((await attempt('127.0.5.1', other, { cookie: device })).status).toBe(429);
    expect((await attempt('127.0.5.1', other, { cookie: 'clonewatch_device=cd_made_up' })).status).toBe(429);
    const statuses: number[] = [];
    for (let n = 0; n < 14; n++) statuses.push((await attempt('127.0.5.2', { ...other, password: 'guess' }, { cookie: otherDevice })).status);
    expect(statuses.filter((s) => s === 401).length).toBeLessThanOrEqual(11);
    expect(statuses.at(-1)).toBe(429);
  });

  it('the device’s secret is another one after each sign-in, and is stored as a hash', async () => {
    const doctor = await newAccount(system, 'main', 'clinician');
    const visitor = new Visitor(system.url);
    await visitor.signIn(doctor);
    const first = visitor.cookies.get('clonewatch_device')!;
    await visitor.signIn(doctor);
    expect(visitor.cookies.get('clonewatch_device')).not.toBe(first);
    const { rows } = await owner.query<{ row: string }>('select d::text as row from sec.device d where user_id = $1', [doctor.id]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(visitor.cookies.get('clonewatch_device')!.slice(3));
  });

  it('refusals are in the trail: with the account, or without the address that was typed; a flood leaves a few', async () => {
    const doctor = await newAccount(system, 'main', 'clinician');
    const { rows: [{ seq }] } = await owner.query<{ seq: number }>('select max(seq)::int as seq from audit.event') as unknown as { rows: [{ seq: number }] };
    await attempt('127.0.6.1', { email: 'secret.patient@example.org', password: 'guess' });
    for (let n = 0; n < 60; n++) await attempt('127.0.6.2', { ...doctor, password: 'guess' });
    const { rows } = await owner.query<{ body: { action: string; outcome: string; target: string | null; address: string; actor: string; details: { why: string } } }>('select body from audit.event where seq > $1 order by seq', [seq]);
    const refused = rows.map((r) => r.body).filter((b) => b.action === 'session.open');
    expect(refused[0]).toMatchObject({ outcome: 'denied', target: null, address: '127.0.6.1', actor: 'system', details: { why: 'password' } });
    expect(JSON.stringify(rows)).not.toMatch(/secret\.patient/);
    expect(refused.slice(1).map((b) => b.target)).toEqual(refused.slice(1).map(() => doctor.id));
    expect(refused.at(-1)!.details.why).toBe('too_many_attempts');
    expect(refused.length).toBeLessThan(12);
  });

  it('an IPv6 client is counted by its network', () => {
    expect(['2001:db8:1:2:3:4:5:6', '2001:0db8:1:2::9', '::1', '::ffff:10.0.0.7', '10.0.0.7', 'fe80::1%eth0'].map(addressBlock)).toEqual(['2001:db8:1:2', '2001:db8:1:2', '0:0:0:0', '10.0.0.7', '10.0.0.7', 'fe80:0:0:0']);
  });
});
